"""Who the bare family names are in a list of legislators: the one of that name who holds a seat on that day.

A list is one of legislators where its text names any (party and state, Sen., Rep.), and where records know at least
half of its members as such; so lists of bodies, places and staff are none, and neither is one of an archive that has
records of a few legislators alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.people import CLOSING, is_given, same_office
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.office_words import LEGISLATORS, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PARTICLES, SUFFIXES

# Lists of legislators who sponsor, sign or lead something: Cosponsors: | Adams, D. | Davis (IL) and | Watson Coleman.
#
# Words alone tell where such a list is and what its members are; who they are is asked in `by_roll`.

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


_SHARE = 2
"""At least one in so many members has to be known."""


class Enrolled(NamedTuple):
    """A bare family name of a list with what belongs to it, from word *begin* to *end*, and who it can be."""

    begin: int
    end: int
    entities: frozenset[str]


Seats = frozenset[tuple[str, str]]
"""The seats that somebody holds: the office with the body, ("senator", "senate")."""


class _Read(NamedTuple):
    """A member with the first word of its family name, and who of this name, with such initials, can be meant."""

    member: Member
    start: int
    seated: Mapping[str, Seats]
    unknown: frozenset[str]
    """Those whose records have no office."""
    bare: bool
    """Whether no given name stands beside it."""


Roll = Mapping[int, Enrolled]
"""The bare family names of all lists of a text, by their first words."""


def enrolled(seen: Sightings) -> Roll:
    """The bare family names in the lists of a text, each with those whom it can mean."""
    found: dict[int, Enrolled] = {}
    for members in rolls(seen.tokens):
        # Most lists have full names alone, and nothing is to be decided there.
        if all(member.end - member.start > 1 for member in members) or not seen.of_legislators:
            continue
        read = [one for one in (_read(seen, member) for member in members) if one is not None]
        chambers = _chambers(seen, read)
        known = sum(any(not held.isdisjoint(chambers) for held in one.seated.values()) for one in read)
        if known < FEWEST or known * _SHARE < len(members):
            continue
        written = Counter(seen.tokens.surface(one.member.start, one.member.end) for one in read)
        for one in read:
            # Nobody stands in a list twice: D. Davis (IL), D. Davis (NC) are two, whoever they are.
            once = written[seen.tokens.surface(one.member.start, one.member.end)] == 1
            # “Hank” | Johnson
            nicknamed = one.start - one.member.start == 1 and seen.tokens.gap(one.start).strip() in CLOSING
            entities = _meant(seen, one, chambers) if once and (one.bare or nicknamed) else frozenset()
            if entities:
                begin = one.start if nicknamed else one.member.start
                found[one.start] = Enrolled(begin, one.member.end, entities)
    return found


def _read(seen: Sightings, member: Member) -> _Read | None:
    """A member by the longest family name at its end; None where no record bears one."""
    places = [place for place in seen.by_end.get(member.end, ()) if place.start >= member.start]
    for place in sorted(places, key=lambda place: place.start):
        forms = [form for form, _ in place.forms if form.strength == "family"]
        if forms:
            bare = [form for form in forms if _bare(seen, form, member.start, place.start)]
            full = [form for form in forms if _with_given(seen, form, member.start, place.start)]
            fitting = {form.entity for form in full or bare}
            return _Read(
                member,
                place.start,
                {entity: seats for entity in fitting if (seats := _seats(seen, entity, member.office))},
                frozenset(e for e in fitting if not seen.names.registry.officials[e].memberships),
                not full,
            )
    return None


def _bare(seen: Sightings, form: Form, begin: int, start: int) -> bool:
    """Whether all before a family name is of this official: initials, small words, or the first of two names."""
    if begin == start:
        return True
    tokens, person = seen.tokens, seen.names.facts.person(form.entity)
    before = range(begin, start)
    if all(len(tokens.words[k]) == 1 for k in before):
        return tokens.words[begin] in _initials(seen, form.entity, person)
    return all(tokens.words[k] in person.middle or tokens.words[k] in PARTICLES for k in before)  # Holmes | Norton


def _initials(seen: Sightings, official: str, person: Person) -> frozenset[str]:
    """The first letters of all that an official is called by: C. | Garcia, for Jesús “Chuy” García."""
    record = seen.names.registry.officials[official]
    names = (record.name, *(other.name for other in record.other_names), *record.nicknames)
    first = (words_of(name)[:1] for name in names)
    return frozenset(word[0] for words in (*first, person.called) for word in words)


def _with_given(seen: Sightings, form: Form, begin: int, start: int) -> bool:
    """Whether a given name of the official stands in front: Danny | Davis."""
    person = seen.names.facts.person(form.entity)
    first = begin < start and len(seen.tokens.words[begin]) > 1
    return first and is_given(seen.tokens, begin, person) and seen.tokens.words[begin] not in person.middle


def _seats(seen: Sightings, official: str, office: str | None) -> Seats:
    """The seats that an official holds on that day in a chamber of the text's country."""
    facts, date = seen.names.facts, seen.release.date
    record = seen.names.registry.officials[official]
    if not record.memberships or seen.of_legislators.isdisjoint(facts.country(official)):
        return frozenset()
    return frozenset(
        (one, held.organization)
        for one in (LEGISLATORS if office is None else (office,))
        for held in record.memberships
        if held.on(date) and same_office((one,), record, held)
    )


def _chambers(seen: Sightings, read: Sequence[_Read]) -> Seats:
    """The seats of a list: of each office those in the body that most members belong to, or in one above that.

    If all of whom one alone can be meant hold one office, the list is of those who do: cosponsors of a bill are.
    """
    seats = Counter(seat for one in read for seat in frozenset[tuple[str, str]]().union(*one.seated.values()))
    bodies: dict[str, str] = {}
    for office, body in (seat for seat, _ in seats.most_common()):
        bodies.setdefault(office, body)
    chambers = {(office, above) for office, body in bodies.items() for above in seen.names.facts.circle(body)}
    sure = [
        {office for office, body in held if (office, body) in chambers}
        for one in read
        if len(one.seated) == 1
        for held in one.seated.values()
    ]
    common = set.intersection(*sure) if len(sure) >= FEWEST else set[str]()
    return frozenset((office, body) for office, body in chambers if not common or office in common)


def _meant(seen: Sightings, one: _Read, chambers: Seats) -> frozenset[str]:
    """Who a bare family name can be; where records know nobody of that name in office, the only one without any."""
    seated = frozenset(official for official, held in one.seated.items() if not held.isdisjoint(chambers))
    if seated or one.seated:
        return seated
    return one.unknown if len(one.unknown) == 1 and not seen.many_people else frozenset()
