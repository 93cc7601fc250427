"""Who the bare family names are in a list of legislators: the one of that name who holds a seat on that day.

A list is one of legislators where its text names any (party and state, Sen., Rep.), and where records know at least
half of its members as such; so lists of bodies, places and staff are none, and neither is one of an archive that has
records of a few legislators alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.naming.family_names.rolls import FEWEST, Member, rolls
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.people import CLOSING, is_given, same_office
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.office_words import LEGISLATORS
from sphinx_newsroom.text.words.word_lists import PARTICLES

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
