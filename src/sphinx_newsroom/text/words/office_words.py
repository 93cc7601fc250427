"""The words of titles and offices that stand directly beside a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    CONNECTORS,
    FORMER,
    GENERIC,
    OFFICE_NOUNS,
    OFFICE_STEMS,
    PLAIN_OFFICES,
    RANKS,
    TITLES,
)

Known = Callable[[int], bool]
"""Whether a name of the registry begins at a word."""

REACH = 7
"""How many words of an office, or of a longer name, are looked at beside a name.

With four thirteen longer names are taken for their beginnings ("Asian Development Bank Institute …"), with ten nothing
changes.
"""

_BEHIND = 8
"""The same behind a name, where an article comes first; nothing changes with five or twelve."""

_CASE_ENDING = 4
"""By how many letters at most a case of an office is longer than its stem: президент-ами; президентськ-ий is none.

Nothing changes with three or five.
"""

_SMALL_WORD = 4
"""From how many letters on a word in Cyrillic letters is no preposition of an office: Міністр із питань … | Берг.

Nothing changes with three or six.
"""

_LISTED = 200
"""How many words a list of names has at most; of those who sponsor a bill there are a hundred and more."""


_SEAT = r"""
    (?: [DRI]-[A-Z][A-Za-z.]+           # D-Wis., R-UT
      | [A-Z]{2}-(?: \d{1,2} | AL ) \b  # WI-02
      | [A-Z][a-z]{1,4}\.-AL \b         # Vt.-AL
    )
"""
CONSTITUENCY = re.compile(rf"(?: ['’]s )? ,? [ ]? \(? {_SEAT}", re.VERBOSE)
"""What stands behind the name of a legislator of the United States: takes "(D-Wis.)" and ", D-Ill.", not "(EPP)"."""

SEAT = re.compile(rf"\( {_SEAT}", re.VERBOSE)
"""The same wherever it stands: takes "(WI-02)"."""

LEGISLATORS = frozenset(["senator", "representative"])
"""The offices of those who belong to a chamber."""

_CONGRESSMAN = re.compile(r"Congress(?:man|woman|men|women) {1,2}[A-Z]")
_US_LEGISLATOR = re.compile(r"U\.?S\.? (?:Sen(?:\.|s\.|ators?)|Rep(?:\.|s\.|resentatives?)) {1,2}[A-Z]")


def of_congress(text: str) -> bool:
    """Whether a text has a legislator of the United States by an office that says so.

    >>> of_congress("U.S. Rep. Roe left."), of_congress("Congressmen and others left."), of_congress("Rep. Roe left.")
    (True, False, False)
    """
    # Two patterns that begin with letters are sought much faster than one with a choice at its beginning.
    return _CONGRESSMAN.search(text) is not None or _US_LEGISLATOR.search(text) is not None


_COMPOUNDED = ("prasident", "prasidentin", "ministerin", "kommissar", "kommissarin", "direktor", "direktorin")
"""German offices at the end of a longer word: Kommissionspräsident."""

_HYPHENS = ("-", "\u2010", "\u2011")
_JOINING = ("-", "'", "’", "ʼ")
IN_A_LIST = (", ", "), ")
"""What parts the names of a list: Lee and Ross, Lee (R), Ross (D)."""

_AND = ("and", "та", "і", "й", "и")
_IN_LISTS = frozenset(_AND)


@cache
def office_word(word: str) -> str | None:
    """The word of an office in its plain English form, if it is one.

    >>> office_word("sen"), office_word("президентом"), office_word("kommissionsprasident"), office_word("berg")
    ('senator', 'president', 'president', None)
    """
    if is_cyrillic(word):
        return next(
            (
                office
                for stem, office in OFFICE_STEMS
                if word.startswith(stem) and len(word) <= len(stem) + _CASE_ENDING
            ),
            None,
        )
    # German says in one word whose office it is.
    if word.endswith(_COMPOUNDED) and word not in PLAIN_OFFICES:
        ending = next(ending for ending in _COMPOUNDED if word.endswith(ending))
        return PLAIN_OFFICES.get(ending, ending)
    return PLAIN_OFFICES.get(word, word) if word in OFFICE_NOUNS or word in RANKS or word in PLAIN_OFFICES else None


def office_before(tokens: Tokens, start: int) -> tuple[str, ...]:
    """The words of the title or office directly before a name, nearest first; none where there is no such word.

    >>> office_before(Tokens("then Health Minister Berg"), 3), office_before(Tokens("Sen. Anna Berg"), 1)
    (('minister', 'health'), ('senator',))
    """
    found: list[str] = []
    # From the name to the left, as long as words can belong to a title or an office; told says whether one did.
    told = addressed = False
    place = start - 1
    while place >= 0 and len(found) < REACH and (tokens.close(place + 1) or _joined(tokens, place + 1)):
        word = tokens.words[place]
        office = office_word(word)
        told = told or office is not None or word in TITLES
        addressed = addressed or word in TITLES
        if addressed and word in _AND:
            break  # Ms Anna Berg and Mr | Karl Berg
        # A word with a capital may be the portfolio: Health Minister.
        if office is not None or word in TITLES or tokens.capital(place):
            found.append(office or word)
        # In Cyrillic offices prepositions stand between: Міністр з питань …
        elif found and (_connects(tokens, place) or (is_cyrillic(word) and len(word) < _SMALL_WORD)):
            found.append(word)
        else:
            break
        place -= 1
    return tuple(found) if told else ()


def shared_office(tokens: Tokens, start: int) -> tuple[str, ...]:
    """The office that a list of names has before it in the plural: Senators Lee (R-UT) and | Klobuchar.

    >>> shared_office(Tokens("Reps. Adams, Allred and Balint met"), 4)
    ('representative',)
    >>> shared_office(Tokens("Rep. Adams and Balint"), 3)
    ()
    """
    place = start - 1
    if place < 1 or not (tokens.words[place] in _AND or tokens.gap(start) in IN_A_LIST):
        return ()
    # All between are names, with what stands in parentheses behind them.
    first = max(0, start - _LISTED)
    while place >= first and (tokens.capital(place) or tokens.words[place] in _IN_LISTS):
        office = _of_several(tokens.words[place])
        if office is not None:
            ranking = office == "member" and tokens.close(place) and tokens.words[place - 1] == "ranking"
            return (office, "ranking") if ranking else (office,)
        if tokens.begins_sentence(place) and "(" not in tokens.gap(place):
            break
        place -= 1
    return ()


@cache
def _of_several(word: str) -> str | None:
    """The office of a word in the plural: senators, sens."""
    if not word.endswith("s") and word not in ("congressmen", "congresswomen"):
        return None
    office = office_word(word) or office_word(word[:-1])
    return office if office is not None and office != word else None


def _connects(tokens: Tokens, place: int) -> bool:
    """Whether a small word goes on with an office to the left: Prime Minister | of | the | United Kingdom."""
    before = place - 1
    if tokens.words[place] == "the" and before > 0 and tokens.words[before] in ("of", "for"):
        before -= 1
    if tokens.words[place] == "on" and office_word(tokens.words[before]) is None:
        return False  # Democrats Call | on President Berg
    return tokens.words[place] in CONNECTORS and tokens.capital(before)


def _joined(tokens: Tokens, place: int) -> bool:
    """Whether a hyphen or an apostrophe joins a word to the one before it: Vice-President, Прем'єр."""
    return 0 < place < len(tokens) and tokens.gap(place) in _JOINING


def office_after(tokens: Tokens, end: int) -> tuple[str, ...]:
    """The words of an office after a name and a comma.

    >>> office_after(Tokens("Yury Fedotov, the Executive Director of UNODC, said"), 2)
    ('the', 'executive', 'director', 'of', 'unodc')
    """
    if end >= len(tokens) or tokens.gap(end).strip() not in (",", "(", "–", "—") or "\n\n" in tokens.gap(end):
        return ()
    if tokens.words[end] in _AND:  # Anna Berg, and the Director
        return ()
    found: list[str] = []
    # To the right an office is told by its first words, small ones and all: "the head of the Office".
    for place in range(end, min(len(tokens), end + _BEHIND)):
        if place > end and not tokens.close(place) and tokens.gap(place).strip() not in ("-", "’", "'", "&"):
            break
        found.append(office_word(tokens.words[place]) or tokens.words[place])
    return tuple(found) if any(word in OFFICE_NOUNS for word in found) else ()


def of_unknown_body(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether the office after a name and a comma is of a body that no record has: Ann Berg, CEO of | Acme Widgets."""
    place = end
    while place < min(len(tokens), end + REACH) and (place == end or tokens.close(place) or tokens.gap(place) == "-"):
        if place > end and tokens.words[place] in ("of", "at", "for", "with"):
            # A word that bodies of every country have says nothing: CEO of Health and Social Care.
            body = tokens.past_the(place + 1)
            return (
                tokens.follows(body)
                and not known(body)
                and not is_place(tokens.words[body])
                and tokens.words[body] not in GENERIC
            )
        place += 1
    return False


def is_former(tokens: Tokens, start: int) -> bool:
    """Whether the office that begins at *start* is not, or not quite, held: former, deputy, acting.

    >>> is_former(Tokens("the ex-President"), 2), is_former(Tokens("the President"), 1)
    (True, False)
    """
    before = start - 1
    if before < 0 or not (tokens.close(start) or tokens.gap(start) in _HYPHENS):
        return False
    return tokens.words[before] in FORMER
