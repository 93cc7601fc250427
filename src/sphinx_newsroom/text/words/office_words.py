"""Titles and offices directly next to a name, in several languages; units and nicknames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_files import read_words, rows, several
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

_LANGUAGES = ("fr", "de", "es", "ar")
"""The languages of the columns after the first, which is English."""

_WEAK = ("ent", "ant", "ist", "at")
"""Endings of weak German masculine nouns, which take "en" in all other cases."""

_Names = tuple[tuple[str, str | None], ...]


def called_otherwise(role: str) -> _Names:
    """Return other names of an office, each with its language; nothing if the office isn't in the list.

    >>> dict(called_otherwise("Secretary-General"))["Generalsekretärin"], len(called_otherwise("Directeur"))
    ('de', 8)
    >>> called_otherwise("Keeper of the Seals")
    ()
    """
    return _offices().get(_key(role), ())


def _key(role: str) -> str:
    return role.lower().replace("-", " ")


@cache
def _offices() -> dict[str, _Names]:
    """Return all names of each office by each of its names; a word for two offices belongs to the first."""
    found: dict[str, _Names] = {}
    for english, columns in rows("offices_in_languages"):
        names: dict[str, str | None] = {}
        for language, column in zip(_LANGUAGES, columns, strict=True):
            for name in several(column):
                names.update(dict.fromkeys(_cases(name) if language == "de" else (name,), language))
        for name in (english, *names):
            found.setdefault(_key(name), tuple(names.items()))
    return found


def _cases(name: str) -> Iterator[str]:
    """Yield the cases of a German office; :mod:`words.belonging` handles the genitive "s".

    >>> list(_cases("Hoher Kommissar"))
    ['Hoher Kommissar', 'Hohe Kommissar', 'Hohen Kommissar', 'Hohem Kommissar', 'Hohen Kommissars']
    >>> list(_cases("Hohe Kommissarin")), list(_cases("Kommissar"))
    (['Hohe Kommissarin', 'Hohen Kommissarin', 'Hoher Kommissarin'], ['Kommissar'])
    >>> list(_cases("Präsident")), list(_cases("Kommissar für Handel"))
    (['Präsident', 'Präsidenten'], ['Kommissar für Handel'])
    """
    yield name
    adjective, _, noun = name.partition(" ")
    if not noun and name.endswith(_WEAK):
        yield f"{name}en"  # des Präsidenten
    if noun[:1].isupper():
        stem = adjective.removesuffix("r").removesuffix("e")
        endings = ("e", "en", "er") if noun.endswith("in") else ("er", "e", "en", "em")
        yield from (f"{stem}{ending} {noun}" for ending in endings if f"{stem}{ending}" != adjective)
        if not noun.endswith("in"):
            yield f"{stem}en {noun}s"


Known = Callable[[int], bool]
"""Whether a name in the registry starts at a word."""

REACH = 7
"""The number of words of an office, or of a longer name, examined next to a name.

Four would cut off longer names ("Asian Development Bank Institute …").
"""

_BEHIND = 8
"""The number of words examined after a name if an article comes first."""

_CASE_ENDING = 4
"""By how many letters a case of an office may exceed its stem: президент-ами, but not президентськ-ий."""

_SMALL_WORD = 4
"""The shortest Cyrillic word that isn't a preposition in an office: Міністр із питань … | Берг."""

_LISTED = 200
"""The longest list of names, in words; a bill can have more than a hundred sponsors."""


_SEAT = r"""
    (?: [DRI]-[A-Z][A-Za-z.]+           # D-Wis., R-UT
      | [A-Z]{2}-(?: \d{1,2} | AL ) \b  # WI-02
      | [A-Z][a-z]{1,4}\.-AL \b         # Vt.-AL
    )
"""
CONSTITUENCY = re.compile(rf"(?: ['’]s )? ,? [ ]? \(? {_SEAT}", re.VERBOSE)
"""After the name of a US legislator: matches "(D-Wis.)" and ", D-Ill.", not "(EPP)"."""

SEAT = re.compile(rf"\( {_SEAT}", re.VERBOSE)
"""The party or district in parentheses, anywhere: matches "(WI-02)"."""

LEGISLATORS = frozenset(["senator", "representative"])
"""The offices of members of a chamber."""

_CONGRESSMAN = re.compile(r"Congress(?:man|woman|men|women) {1,2}[A-Z]")
_US_LEGISLATOR = re.compile(r"U\.?S\.? (?:Sen(?:\.|s\.|ators?)|Rep(?:\.|s\.|resentatives?)) {1,2}[A-Z]")


def of_congress(text: str) -> bool:
    """Whether a text mentions a US legislator by an office that implies the country.

    >>> of_congress("U.S. Rep. Roe left."), of_congress("Congressmen and others left."), of_congress("Rep. Roe left.")
    (True, False, False)
    """
    # Two patterns that start with letters are much faster than one that starts with alternatives.
    return _CONGRESSMAN.search(text) is not None or _US_LEGISLATOR.search(text) is not None


_COMPOUNDED = tuple("prasident prasidentin ministerin kommissar kommissarin direktor direktorin".split())
"""German offices at the end of a compound: Kommissionspräsident."""

_HYPHENS = ("-", "\u2010", "\u2011")
_JOINING = ("-", "'", "’", "ʼ")
IN_A_LIST = (", ", "), ")
"""Separators in a list of names: Lee and Ross, Lee (R), Ross (D)."""

_AND = ("and", "та", "і", "й", "и")
_IN_LISTS = frozenset(_AND)


@cache
def office_word(word: str) -> str | None:
    """Return the plain English form of an office word, or None for other words.

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
    # A German compound includes the owner of the office.
    if word.endswith(_COMPOUNDED) and word not in PLAIN_OFFICES:
        ending = next(ending for ending in _COMPOUNDED if word.endswith(ending))
        return PLAIN_OFFICES.get(ending, ending)
    return PLAIN_OFFICES.get(word, word) if word in OFFICE_NOUNS or word in RANKS or word in PLAIN_OFFICES else None


def office_before(tokens: Tokens, start: int) -> tuple[str, ...]:
    """Return the words of the title or office directly before a name, nearest first.

    >>> office_before(Tokens("then Health Minister Berg"), 3), office_before(Tokens("Sen. Anna Berg"), 1)
    (('minister', 'health'), ('senator',))
    """
    found: list[str] = []
    # Move left from the name, as long as words may belong to a title or office.
    has_office = addressed = False
    place = start - 1
    while place >= 0 and len(found) < REACH and (tokens.close(place + 1) or _joined(tokens, place + 1)):
        word = tokens.words[place]
        office = office_word(word)
        has_office = has_office or office is not None or word in TITLES
        addressed = addressed or word in TITLES
        if addressed and word in _AND:
            break  # Ms Anna Berg and Mr | Karl Berg
        # A capitalized word may be the portfolio: Health Minister.
        if office is not None or word in TITLES or tokens.capital(place):
            found.append(office or word)
        # Cyrillic offices contain prepositions: Міністр з питань …
        elif found and (_connects(tokens, place) or (is_cyrillic(word) and len(word) < _SMALL_WORD)):
            found.append(word)
        else:
            break
        place -= 1
    return tuple(found) if has_office else ()


def shared_office(tokens: Tokens, start: int) -> tuple[str, ...]:
    """Return the plural office before a list of names: Senators Lee (R-UT) and | Klobuchar.

    >>> shared_office(Tokens("Reps. Adams, Allred and Balint met"), 4)
    ('representative',)
    >>> shared_office(Tokens("Rep. Adams and Balint"), 3)
    ()
    """
    place = start - 1
    if place < 1 or not (tokens.words[place] in _AND or tokens.gap(start) in IN_A_LIST):
        return ()
    # Everything in between must be names, with parentheses after them.
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
    """Return the office of a plural word: senators, sens."""
    if not word.endswith("s") and word not in ("congressmen", "congresswomen"):
        return None
    office = office_word(word) or office_word(word[:-1])
    return office if office is not None and office != word else None


def _connects(tokens: Tokens, place: int) -> bool:
    """Whether a small word continues an office to the left: Prime Minister | of | the | United Kingdom."""
    before = place - 1
    if tokens.words[place] == "the" and before > 0 and tokens.words[before] in ("of", "for"):
        before -= 1
    if tokens.words[place] == "on" and office_word(tokens.words[before]) is None:
        return False  # Democrats Call | on President Berg
    return tokens.words[place] in CONNECTORS and tokens.capital(before)


def _joined(tokens: Tokens, place: int) -> bool:
    """Whether a hyphen or apostrophe joins a word to the previous one: Vice-President, Прем'єр."""
    return 0 < place < len(tokens) and tokens.gap(place) in _JOINING


def office_after(tokens: Tokens, end: int) -> tuple[str, ...]:
    """Return the words of an office after a name and a comma.

    >>> office_after(Tokens("Yury Fedotov, the Executive Director of UNODC, said"), 2)
    ('the', 'executive', 'director', 'of', 'unodc')
    """
    if end >= len(tokens) or tokens.gap(end).strip() not in (",", "(", "–", "—") or "\n\n" in tokens.gap(end):
        return ()
    if tokens.words[end] in _AND:  # Anna Berg, and the Director
        return ()
    found: list[str] = []
    # To the right, the first words decide, including small ones: "the head of the Office".
    for place in range(end, min(len(tokens), end + _BEHIND)):
        if place > end and not tokens.close(place) and tokens.gap(place).strip() not in ("-", "’", "'", "&"):
            break
        found.append(office_word(tokens.words[place]) or tokens.words[place])
    return tuple(found) if any(word in OFFICE_NOUNS for word in found) else ()


def of_unknown_body(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether the office after a name and a comma is of an unknown organization: Ann Berg, CEO of | Acme Widgets."""
    place = end
    while place < min(len(tokens), end + REACH) and (place == end or tokens.close(place) or tokens.gap(place) == "-"):
        if place > end and tokens.words[place] in ("of", "at", "for", "with"):
            # A generic word proves nothing: CEO of Health and Social Care.
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
    """Whether the office at *start* is past or held only in part: former, deputy, acting.

    >>> is_former(Tokens("the ex-President"), 2), is_former(Tokens("the President"), 1)
    (True, False)
    """
    before = start - 1
    if before < 0 or not (tokens.close(start) or tokens.gap(start) in _HYPHENS):
        return False
    return tokens.words[before] in FORMER


# Units that many organizations have, and nicknames


@cache
def _every_head() -> frozenset[str]:
    return frozenset().union(*_heads().values())


@cache
def _heads() -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return the head nouns that form a unit's name with each function: "criminal" with division, section …"""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for function, (heads,) in rows("units"):
        key = tuple(words_of(function))
        found[key] = found.get(key, frozenset()) | frozenset(several(heads))
    return found


@cache
def _elsewhere() -> frozenset[str]:
    """Return the names of units in other languages."""
    return frozenset(" ".join(words_of(name)) for name in read_words("units_in_languages"))


@cache
def _firsts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _elsewhere())


def is_unit(words: Sequence[str]) -> bool:
    """Whether folded words are a unit's name without its organization.

    >>> [is_unit(words_of(name)) for name in ("Office of the Inspector General", "Attorney General's Office")]
    [True, True]
    >>> [is_unit(words_of(name)) for name in ("Press Service", "Press Service of Varn", "Secret Service")]
    [True, False, False]
    >>> is_unit(words_of("Service de presse")), is_unit(words_of("Pressestelle")), is_unit(words_of("Pressehaus"))
    (True, True, False)
    """
    # Called for each name in a registry, so the check that rejects most comes first.
    if words and words[0] in _firsts() and " ".join(words) in _elsewhere():
        return True
    heads = _every_head()
    if heads.isdisjoint((*words[:2], *words[-1:])):
        return False
    plain = [word for word in words if word not in ("the", "s")]
    if not plain:
        return False
    head, *function = plain if plain[1:2] == ["of"] else (plain[-1], "of", *plain[:-1])
    return function[:1] == ["of"] and _has(head, tuple(function[1:]))


def _has(head: str, function: tuple[str, ...]) -> bool:
    """Whether a head forms a unit's name with one or two functions: Office of Communications and Public Affairs."""
    if head in _heads().get(function, ()):
        return True
    if "and" not in function:
        return False
    middle = function.index("and")
    return all(head in _heads().get(part, ()) for part in (function[:middle], function[middle + 1 :]))


@cache
def nicknames_of(given: str) -> frozenset[str]:
    """Return folded alternatives of a given name: nicknames for a full name, full names for a nickname.

    Two nicknames of one name aren't interchangeable: nobody called Bob is called Rob.

    >>> sorted(nicknames_of("bernard")), "joseph" in nicknames_of("joe"), sorted(nicknames_of("anna"))
    (['bernie'], True, [])
    """
    return _nicknames().get(given, frozenset())


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for given, (column,) in rows("nicknames"):
        for short in several(column):
            found.setdefault(given, set()).add(short)
            found.setdefault(short, set()).add(given)
    return {name: frozenset(others) for name, others in found.items()}
