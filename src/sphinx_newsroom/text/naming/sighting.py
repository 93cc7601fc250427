"""Where in a text names and offices may stand: where a form of the registry does, and where the author said so."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import Introduction, introductions, places_of
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.stretches import Stretches
from sphinx_newsroom.text.words.tokens import Mark, Tokens
from sphinx_newsroom.text.words.word_lists import ORGANIZATION_NOUNS

# Long names beside a short one in parentheses that no form has as they stand: with it inside, misspelt, turned.

Long = tuple[int, int, tuple[tuple[Form, Likeness], ...]]
"""Where a long name begins and ends, and the forms that it can be, each with its likeness."""

_INSIDE = 9
"""How many words of a name stand before its short one inside of it."""


def with_short_inside(names: Names, short: Introduction, tokens: Tokens) -> Iterator[Long]:
    """A name that has its own short one inside: Health, Education, Labor, and Pensions | (HELP) | Committee."""
    head = short.start + 1
    if head >= len(tokens) or tokens.gap(head) != ") " or tokens.words[head] not in ORGANIZATION_NOUNS:
        return
    for start in range(max(0, short.outer - _INSIDE), short.outer):
        if tokens.capital(start):
            forms = names.table.get(" ".join((*tokens.words[start : short.outer], tokens.words[head])), ())
            bodies = tuple((form, Likeness.SPELLING) for form in forms if form.kind == "organization")
            if bodies:
                yield start, head + 1, bodies
                return


def sighted(names: Names, tokens: Tokens, release: Release) -> Sightings:
    """Where names and offices may stand in a text."""
    places, offices = _places_in(names, tokens, release)
    introduced = tuple(introductions(tokens))
    if introduced:
        places = _without_parts(places, introduced, tokens)
        places += [Place(*row) for short in introduced for row in with_short_inside(names, short, tokens)]
    return Sightings(names, tokens, release, tuple(places), tuple(offices), introduced)


def _without_parts(places: list[Place], introduced: Sequence[Introduction], tokens: Tokens) -> list[Place]:
    """The places without those inside a longer name that no record has: Free Application for | Student Aid (FASA)."""
    shown = [
        (short.long_start, short.outer)
        for short in introduced
        if short.long_start is not None and tokens.capital(short.long_start)
    ]
    if not shown:
        return places
    by_start, by_end = defaultdict(list), defaultdict(list)
    for number, place in enumerate(places):
        by_start[place.start].append(number)
        by_end[place.end].append(number)
    gone: set[int] = set()
    for begin, end in shown:
        if any(places[number].start <= begin and number not in gone for number in by_end.get(end, ())):
            continue
        # With its country before it a body is itself: United States | Department of Energy (USDOE).
        own = begin + max((len(name) for name in countries_in(tokens.words[begin:end], (0,))), default=0)
        for start in range(begin + 1, end):
            if start != own:
                gone.update(number for number in by_start.get(start, ()) if not places[number].fixed)
    return [place for number, place in enumerate(places) if number not in gone]


def _places_in(names: Names, tokens: Tokens, release: Release) -> tuple[list[Place], list[Place]]:
    """Where an organization or official may be named, in no order, and where the role of an office stands."""
    unread = [_words_in(mark, tokens) for mark in tokens.marks if mark.where in ("code", "role")]
    closed = Stretches(unread) if unread else None
    gaps = tokens.gaps

    def readable(start: int, end: int) -> bool:
        if closed is None and gaps[start] == gaps[end] == " ":  # most stand so
            return True
        free = closed is None or closed.first_over(start, end) is None
        return free and not beside.inside_address(tokens, start, end)

    # What the author said goes first, and takes the place of what letters say there.
    found = [place for place in _decided(names, tokens, release) if readable(place.start, place.end)]
    found += _in_roles(names, tokens)
    taken = {(place.start, place.end) for place in found}
    offices: list[Place] = []
    for start, end, like in names.hits(tokens):
        if (start, end) in taken or not readable(start, end):
            continue
        # A role is kept apart: whom it means depends on all names of the text, so it is read after them.
        if len(like) == 1:  # most
            (offices if like[0][0].strength == "office" else found).append(Place(start, end, like))
            continue
        of_offices = tuple([row for row in like if row[0].strength == "office"])
        if not of_offices:
            found.append(Place(start, end, like))
            continue
        offices.append(Place(start, end, of_offices))
        if len(of_offices) < len(like):
            found.append(Place(start, end, tuple([row for row in like if row[0].strength != "office"])))
    return found, offices


def _decided(names: Names, tokens: Tokens, release: Release) -> Iterator[Place]:
    """The places of the names that the release's header decides; without a form where it says "never link"."""
    # An id that has no record was reported when the header was read, and links nothing here.
    decided: dict[str, tuple[tuple[Form, Likeness], ...]] = {}
    for surface, entity in release.names:
        record = names.registry.entity(entity) if entity is not None else None
        form = None if record is None else Form(surface, record.id, record.kind, "decided", "strong")
        decided.setdefault(surface, () if form is None else ((form, Likeness.EXACT),))
    for start, end, surface in places_of(tokens, decided):
        yield Place(start, end, decided[surface], fixed=True)


def _in_roles(names: Names, tokens: Tokens) -> Iterator[Place]:
    """The places where a role in the text names an entity."""
    for mark in tokens.marks:
        record = names.registry.entity(mark.entity) if mark.where == "role" and mark.entity else None
        if record is not None:
            form = Form(record.name, record.id, record.kind, "role", "strong")
            yield Place(*_words_in(mark, tokens), ((form, Likeness.EXACT),), mark, fixed=True)


def unread(seen: Sightings) -> Iterator[Noted]:
    """The names that stand in a text by their letters and were no places to ask what they mean, and why."""
    tokens = seen.tokens
    fixed = {(place.start, place.end) for place in seen.places if place.fixed}
    asked = {(place.start, place.end) for place in seen.places}
    in_roles, in_code = (
        Stretches(_words_in(mark, tokens) for mark in tokens.marks if mark.where == where) for where in ("role", "code")
    )
    for start, end, like in seen.names.hits(tokens):
        if (start, end) in fixed or in_roles.first_over(start, end) is not None:
            why = Refusal.DECIDED
        elif (start, end) in asked:
            continue
        elif in_code.first_over(start, end) is not None:
            why = Refusal.IN_CODE
        elif beside.inside_address(tokens, start, end):
            why = Refusal.IN_ADDRESS
        else:
            why = Refusal.IN_UNKNOWN
        yield from (Noted(start, end, form.entity, why) for form, _ in like if form.strength != "office")


def _words_in(mark: Mark, tokens: Tokens) -> tuple[int, int]:
    return bisect_left(tokens.starts, mark.start), bisect_left(tokens.starts, mark.end)
