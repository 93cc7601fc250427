"""Where in a text names and offices may stand: where a form of the registry does, and where the author said so."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import Introduction, introductions, places_of
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.words.countries import countries_in, of_demonym
from sphinx_newsroom.text.words.folding import folded, words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.stretches import Stretches
from sphinx_newsroom.text.words.tokens import Mark, Tokens
from sphinx_newsroom.text.words.word_lists import CONNECTORS, ORGANIZATION_NOUNS, PLURAL_HEADS

# Long names beside a short one in parentheses that no form has as they stand: with it inside, misspelt, turned.

Long = tuple[int, int, tuple[tuple[Form, Likeness], ...]]
"""Where a long name begins and ends, and the forms that it can be, each with its likeness."""

_INSIDE = 9
"""How many words of a name stand before its short one inside of it."""

_LONG_NAME = 3
"""Of how many words a name is known by the others and its short name, where one is misspelt."""

_MISSPELT = 0.85
"""How much of two spellings of a word must agree: Commision and Commission, but not Safety and Security."""


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


def misnamed(names: Names, short: Introduction, tokens: Tokens) -> Iterator[Long]:
    """A name with one word wrong, whose short name is that of the record: Federal Trade | Commision (FTC).

    The wrong word is misspelt, or another word for the kind of body: Federal Emergency Management | Administration.
    Or its words stand in another order, which the letters have not: the French Agency for Development (AFD).
    """
    called = [form for form in names.table.get(folded(short.short), ()) if form.strength == "acronym"]
    if not called or not short.acronym:
        return
    for start, alike in (
        (short.long_start, _one_word_wrong),
        (_where_letters_begin(tokens, short.outer, short.short), _of_the_same_words),
    ):
        if start is None or not tokens.capital(start):
            continue
        said = tokens.words[start : short.outer]
        forms = [form for form in called if alike(said, _names_of(names, form.entity))]
        if forms:
            named = (form._replace(method="name", strength="strong") for form in forms)
            yield start, short.outer, tuple((form, Likeness.CAPITALS) for form in named)
            return


def _where_letters_begin(tokens: Tokens, end: int, short: str) -> int | None:
    """The first of the words before word *end* that begin with the letters of a short name, in any order."""
    letters, k = sorted(short.lower()), end - 1
    found = [tokens.words[k][0]] if k >= 0 else []
    while len(found) < len(letters) and tokens.close(k):
        k -= 1
        if tokens.words[k] not in CONNECTORS:
            found.append(tokens.words[k][0])
    return k if sorted(found) == letters and len(letters) >= _LONG_NAME else None


def _names_of(names: Names, organization: str) -> list[list[str]]:
    record = names.registry.organizations[organization]
    return [words_of(name) for name in (record.name, *(other.name for other in record.other_names))]


def _of_the_same_words(said: Sequence[str], names: Sequence[Sequence[str]]) -> bool:
    """Whether some words are those of a name in another order, small ones aside: Agency for Development, French."""
    content = sorted(word for word in said if word not in CONNECTORS)
    return any(content == sorted(word for word in name if word not in CONNECTORS) for name in names)


def _one_word_wrong(said: Sequence[str], names: Sequence[Sequence[str]]) -> bool:
    known = names[0]
    wrong = [(one, other) for one, other in zip(said, known, strict=False) if one != other]
    if len(said) != len(known) or len(said) < _LONG_NAME or len(wrong) != 1:
        return False
    one, other = wrong[0]
    kinds = one in ORGANIZATION_NOUNS and other in ORGANIZATION_NOUNS and len(said) > _LONG_NAME
    return kinds or SequenceMatcher(None, one, other).ratio() >= _MISSPELT


def sighted(names: Names, tokens: Tokens, release: Release) -> Sightings:
    """Where names and offices may stand in a text."""
    places, offices = _places_in(names, tokens, release)
    introduced = tuple(introductions(tokens))
    if introduced:
        places = _without_parts(places, introduced, tokens)
        places += [Place(*row) for short in introduced for row in with_short_inside(names, short, tokens)]
        ends = {place.end for place in places}
        places += [
            Place(*row) for short in introduced if short.outer not in ends for row in misnamed(names, short, tokens)
        ]
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
    by_adjective: list[Place] = []
    plural: list[int] = []
    offices: list[Place] = []
    for start, end, like in names.hits(tokens):
        # "parliament" is a name with an adjective before it alone, and may be another record's name by itself.
        if like[0][0].strength == "head":
            head = like[0][0].entity
            if head in PLURAL_HEADS:
                plural.append(start)
            else:
                by_adjective += _by_adjective(names, tokens, start, head)
            like = like[1:]
        if not like or (start, end) in taken or not readable(start, end):
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
    found += [
        Place(start, end, tuple((form, Likeness.EXACT) for form in forms))
        for start, end, forms in listed(Table(names.table, names.starts), tokens, plural)
        if (start, end) not in taken and readable(start, end)
    ]
    # Last, since a form of a record goes before what an adjective makes of a word.
    taken.update((place.start, place.end) for place in found)
    found += [p for p in by_adjective if (p.start, p.end) not in taken and readable(p.start, p.end)]
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


def _by_adjective(names: Names, tokens: Tokens, k: int, head: str) -> Iterator[Place]:
    """A government or parliament that the text names by its country's adjective: британському парламенті."""
    if not tokens.close(k) or (not is_cyrillic(tokens.words[k]) and not tokens.capital(k - 1)):
        return
    code = of_demonym(tokens.words[k - 1])
    entity = names.facts.of_countries.get((head, code)) if code else None
    if entity is not None:
        form = Form(tokens.surface(k - 1, k + 1), entity, "organization", "other-name", "strong")
        yield Place(k - 1, k + 1, ((form, Likeness.EXACT),))


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
        yield from (Noted(start, end, form.entity, why) for form, _ in like if form.strength not in ("head", "office"))


def _words_in(mark: Mark, tokens: Tokens) -> tuple[int, int]:
    return bisect_left(tokens.starts, mark.start), bisect_left(tokens.starts, mark.end)


# Bodies in a list that share the first words of their names: the Departments of Justice and State.

Listed = tuple[int, int, tuple[Form, ...]]
"""The first word of a body in a list, the one after its last, and the forms of the whole name."""

_PREPOSITIONS = frozenset(["of", "for", "on", "in"])
_BEFORE_HEAD = 4
"""How many words of the names stand before the head: the U.S. Attorney's | Offices has three, with the "s"."""


class Table(NamedTuple):
    """The forms by their folded words, and of each first and second word how many words they have."""

    forms: Mapping[str, Sequence[Form]]
    starts: Mapping[str, Mapping[str, tuple[int, ...]]]


def listed(table: Table, tokens: Tokens, heads: Sequence[int]) -> Iterator[Listed]:
    """The bodies of lists behind a head in the plural, those whose whole names are forms of the *table*.

    The first has the head in its stretch, the others have their own words alone.  *heads* are the words
    of the text that can be such a head.
    """
    words = tokens.words
    for k in heads:
        if tokens.close(k + 1) and words[k + 1] in _PREPOSITIONS:
            yield from _behind(table, tokens, k)


def _behind(table: Table, tokens: Tokens, head: int) -> Iterator[Listed]:
    """The bodies of one list; none where it is no list of two, nor of countries: the Governments of China and Kenya."""
    if tokens.words[head] == "governments":
        return
    for start in range(max(0, head - _BEFORE_HEAD), head + 1):
        if tokens.capital(start):
            shared = [*tokens.words[start:head], PLURAL_HEADS[tokens.words[head]], tokens.words[head + 1]]
            found = [*_members(table, tokens, shared, head + 2)]
            if len(found) > 1:
                _, end, forms = found[0]
                yield start, end, forms
                yield from found[1:]
                return


def _members(table: Table, tokens: Tokens, shared: list[str], place: int) -> Iterator[Listed]:
    while place < len(tokens):
        member = _member(table, tokens, shared, tokens.past_the(place))
        if member is None:
            return
        yield member
        following = _next(tokens, member[1])
        if following is None:
            return
        # "of Justice and of State" says the preposition again.
        place = following + 1 if tokens.words[following] == shared[-1] else following


def _member(table: Table, tokens: Tokens, shared: list[str], place: int) -> Listed | None:
    """The longest body that the shared words and those from a place on are the name of."""
    if not tokens.capital(place):
        return None
    # Few names begin with the shared words, and how many words those have is known.
    for length in table.starts.get(shared[0], {}).get(shared[1], ()):
        for article in ([], ["the"]):
            end = place + length - len(shared) - len(article)
            if place < end <= len(tokens):
                forms = table.forms.get(" ".join((*shared, *article, *tokens.words[place:end])), ())
                bodies = tuple(form for form in forms if form.kind == "organization")
                if bodies:
                    return place, end, bodies
    return None


def _next(tokens: Tokens, end: int) -> int | None:
    """The word at which a list goes on behind word *end*: behind a comma, an "and", or both."""
    if end >= len(tokens):
        return None
    comma = tokens.gap(end).strip() == ","
    if tokens.words[end] == "and" and (comma or tokens.close(end)) and end + 1 < len(tokens):
        return end + 1
    return end if comma else None
