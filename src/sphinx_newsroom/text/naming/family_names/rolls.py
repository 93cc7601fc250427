"""Lists of legislators who sponsor, sign or lead something: Cosponsors: | Adams, D. | Davis (IL) and | Watson Coleman.

Words alone tell where such a list is and what its members are; who they are is asked in `by_roll`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.text.words.office_words import LEGISLATORS, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PARTICLES, SUFFIXES

_BY = frozenset(["cosponsored", "sponsored", "signed", "cosigned", "joined", "led"])
"""What such a list has before it with a "by" between."""

_INTRODUCING = _BY | {"cosponsors", "sponsors", "signers", "cosigners", "signatories", "signees", "signing", "leads"}
"""What such a list has before it."""

_CHAMBERS = {
    "senate": "senator",
    "senator": "senator",
    "senators": "senator",
    "sen": "senator",
    "sens": "senator",
    "house": "representative",
    "representative": "representative",
    "representatives": "representative",
    "rep": "representative",
    "reps": "representative",
    "congressman": "representative",
    "congresswoman": "representative",
    "congressmen": "representative",
    "congresswomen": "representative",
}
"""The office of those whom a word says to be of one chamber."""

_AMONG_LEGISLATORS = frozenset(_CHAMBERS) | {"members", "member", "congress", "us", "caucus", "original", "bipartisan"}
_PARTIES = frozenset(["democratic", "democrats", "republican", "republicans", "democrat", "ranking", "fellow"])
_GOING_ON = frozenset(["include", "includes", "including", "included", "are", "were", "by", "the", "following", "as"])
"""Small words of introductions, which titles have with capitals: Act Cosponsors Include (33)."""

_BEHIND_NAMES = SUFFIXES | {"md", "phd", "edd"}
_BESIDE_MEMBERS = " ,;•|-*.)“”\"’'"
"""What may stand between two members; a nickname may begin one, and the dot of Jr. end it."""

_AND = frozenset(["and", "&"])

FEWEST = 3
"""Members of a list; two family names stand beside each other by chance."""

_INTRODUCTION = 20
"""How many words an introduction has at most: joined by the following members of Congress as co-signers."""

_BEFORE = 4
"""How many words before an introducing one may say which chamber: original House | cosponsors."""

_MOST = 600
"""Members of a list at most; Congress has 535."""

_IN_PARENTHESES = 8
"""How many words stand in parentheses behind a member at most, and one more: (D-IL), (Chair, Labor Caucus)."""

_LONGEST = 7
"""Words of a member with all that belongs to it: Rep. Henry C. “Hank” Johnson, and no prose."""


class Member(NamedTuple):
    """A member of a list, from word *start* to *end*, without its office; *office* is that, where the text tells."""

    start: int
    end: int
    office: str | None


def rolls(tokens: Tokens) -> Iterator[list[Member]]:
    """The lists of a text, each of at least ``FEWEST`` members.

    >>> [[tokens.surface(m.start, m.end) for m in roll] for tokens in [Tokens("Cosponsors: Lee, D. Moe (IL) and Roe")]
    ...     for roll in rolls(tokens)]
    [['Lee', 'D. Moe', 'Roe']]
    """
    if _INTRODUCING.isdisjoint(tokens.distinct):  # most texts
        return
    end = 0
    for k in sorted(k for word in _INTRODUCING & tokens.distinct for k in tokens.places(word)):
        if k < end or (tokens.words[k] in _BY and tokens.words[k + 1 : k + 2] != ["by"]):
            continue
        begun = _begun(tokens, k)
        if begun is not None:
            found = _members(tokens, *begun)
            if len(found) >= FEWEST:
                end = found[-1].end
                yield _without_pairs(tokens, found)


def _begun(tokens: Tokens, k: int) -> tuple[int, str | None] | None:
    """Where the list behind an introducing word begins, and of which chamber it is said to be."""
    offices = {_CHAMBERS[word] for word in _before(tokens, k) if word in _CHAMBERS}
    for place in range(k + 1, min(len(tokens), k + _INTRODUCTION)):
        word, gap = tokens.words[place], tokens.gap(place)
        colon = ":" in gap
        if gap != " " and not colon and "(" not in gap and tokens.begins_sentence(place):
            return None
        if tokens.raw[place].isdigit() or (tokens.raw[place].islower() and not colon):
            continue
        if word in _CHAMBERS:
            offices.add(_CHAMBERS[word])
        if word in _AMONG_LEGISLATORS or word in _PARTIES or word in _GOING_ON:
            continue
        if not tokens.capital(place) or (office_word(word) is not None and office_word(word) not in LEGISLATORS):
            return None  # joined by Governors Berg and Roe
        return place, offices.pop() if len(offices) == 1 else None
    return None


def _before(tokens: Tokens, k: int) -> list[str]:
    """The words of the same sentence just before an introducing one."""
    start = k
    while start > max(0, k - _BEFORE) and not tokens.begins_sentence(start):
        start -= 1
    return tokens.words[start:k]


def _members(tokens: Tokens, place: int, office: str | None) -> list[Member]:
    """The members of a list that begins at a word."""
    found: list[Member] = []
    lines: bool | None = None  # whether each stands on a line
    while place < len(tokens) and len(found) < _MOST:
        start, own = place, office
        while office_word(tokens.words[start]) in LEGISLATORS and start + 1 < len(tokens):  # Reps. | Lee
            own = office_word(tokens.words[start])
            if tokens.words[start].endswith(("s", "men")):
                office = own
            start += 1
        stop = _end(tokens, start, wrapped=lines is False)
        if stop is None:
            break
        if tokens.words[start] not in _BEHIND_NAMES:
            end = stop
            while end > start + 1 and tokens.words[end - 1] in _BEHIND_NAMES:
                end -= 1
            found.append(Member(start, end, own))
        following = _following(tokens, stop)
        if following is None:
            break
        place, new_line = following
        if new_line and lines is False:
            break
        lines = new_line if lines is None else lines
    return found


def _without_pairs(tokens: Tokens, members: list[Member]) -> list[Member]:
    """The members of a list less those that are family and given name: Adams, Alma; | Amo; Beyer, Donald."""
    if not any(";" in tokens.gap(member.start) for member in members[1:]):
        return members
    given = [k for k, member in enumerate(members) if k and "," in tokens.gap(member.start)]
    return [member for k, member in enumerate(members) if k not in given and k + 1 not in given]


def _end(tokens: Tokens, start: int, *, wrapped: bool) -> int | None:
    """Where a member that begins at a word ends; None where none does.  *wrapped*: a new line is a blank."""
    if start >= len(tokens) or not tokens.capital(start):
        return None
    place = start + 1
    while place < len(tokens) and (tokens.close(place) or _in_marks(tokens, place)):
        if "\n" in tokens.gap(place) and not wrapped:
            break
        if place - start > _LONGEST or not (tokens.capital(place) or tokens.words[place] in PARTICLES):
            break
        place += 1
    return place if place - start <= _LONGEST else None


def _in_marks(tokens: Tokens, place: int) -> bool:
    """Whether a nickname begins or ends at a word, or a hyphen joins it: Glenn | “GT” | Thompson, Watson- | Coleman."""
    gap = tokens.gap(place).strip(" .")
    return len(gap) == 1 and gap in "“”\"'’-\u2010\u2011"


def _following(tokens: Tokens, end: int) -> tuple[int, bool] | None:
    """Where the next member begins, and whether on a line of its own; None where the list ends."""
    place, new_line = end, False
    parted = False
    while place < len(tokens):
        gap = tokens.gap(place)
        new_line = new_line or "\n" in gap
        bare = gap.strip()
        if "(" in bare:  # what stands in parentheses belongs to it: (IL), (D-Wis.)
            stop = min(len(tokens), place + _IN_PARENTHESES)
            place = next((k for k in range(place + 1, stop) if ")" in tokens.gap(k)), len(tokens))
            continue
        parted = parted or any(mark in bare for mark in ",;•|") or "\n" in gap
        if bare.strip(_BESIDE_MEMBERS):
            return None
        if tokens.words[place] in _AND:
            place, parted = place + 1, True
            continue
        return (place, new_line) if parted else None
    return None
