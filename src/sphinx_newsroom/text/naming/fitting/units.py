"""Units that every body has: whose Criminal Division or Press Service a text means, by who is named with it.

The principle is one: such a name means its record only where the body that the unit is of is named with it (the Justice
Department's Criminal Division), or is the text's own.  Whoever else is named with it has a unit of that name, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.word_lists import ORGANIZATION_NOUNS

_APOSTROPHES = ("'", "’", "ʼ")
_JOINED = ("-", "/")
_WHERE = ("at", "within", "in", "en", "im", "bei")
_POSSESSIVES = frozenset(["dessen", "deren", "ihre", "ihrer", "seine", "seiner", "leur", "leurs", "su", "sus"])
"""Before a unit: it is that of whoever was named last, which may be anybody."""

_COUNTRY_WORDS = 4
"""How many words the name of a country has that is looked for beside a unit: United States of America."""


class Owners(NamedTuple):
    """Who is named with a unit: *bodies* that have records, *countries*, or neither: then somebody without a record."""

    bodies: frozenset[str] = frozenset()
    countries: frozenset[Country] = frozenset()


def needs_owner(seen: Sightings, form: Form) -> bool:
    """Whether a form means its record only with the body that it is of."""
    return form.strength == "unit" or (form.strength != "strong" and form.entity in seen.names.units)


def of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether a unit is said to be another body's: New York's | Criminal Division."""
    owners = _owners(seen, form, start, end) if needs_owner(seen, form) else None
    return owners is not None and not _own(seen, form, owners)


def with_owner(seen: Sightings, form: Form, place: Place) -> bool:
    """Whether the body that a unit is of is the text's own, or is named with the unit."""
    if not seen.home.isdisjoint((form.entity, seen.names.facts.owner(form.entity))):
        return True
    owners = _owners(seen, form, place.start, place.end)
    return owners is not None and _own(seen, form, owners)


def _own(seen: Sightings, form: Form, owners: Owners) -> bool:
    facts = seen.names.facts
    if facts.owner(form.entity) in owners.bodies:
        return True
    # The Office of the President of Ukraine is Ukraine's, where the record does not say that another body has it.
    return form.entity not in seen.names.units and not owners.countries.isdisjoint(facts.country(form.entity))


# Who is named with it


def _owners(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """Who is named with the unit from *start* to *end* as the one whose it is; None where nobody is."""
    for way in _WAYS:
        owners = way(seen, form, start, end)
        if owners is not None:
            return owners
    return None


def _genitive(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """The Justice Department's | Criminal Division, Veterans Affairs’ | Press Service, the city's | Press Office."""
    tokens = seen.tokens
    if start > 1 and tokens.words[start - 1] == "s" and tokens.gap(start - 1) in _APOSTROPHES and tokens.close(start):
        last = start - 1
    elif start and tokens.gap(start).endswith(" ") and tokens.gap(start).strip() in _APOSTROPHES:
        last = start
    else:
        return None
    if tokens.capital(last - 1):
        return _ending(seen, last) or Owners()
    # "The ministry's Press Service" means a body named before, and "the city's" somebody else.
    return None if tokens.words[last - 1] in ORGANIZATION_NOUNS else Owners()


def _before(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """The Justice Department | Criminal Division, HHS-| OIG; Florida | Criminal Division."""
    tokens = seen.tokens
    if start == 0 or not (tokens.close(start) or tokens.gap(start) in _JOINED):
        return None
    return _ending(seen, start) or (Owners() if beside.preceded(tokens, start) else None)


def _behind(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """Criminal Division | of the Justice Department, Service de presse | du maire; "in Geneva" says where."""
    tokens = seen.tokens
    if belonging.construct(tokens, end):
        return _beginning(seen, end) or (Owners() if belonging.of_somebody_in_arabic(tokens, end) else None)
    where = tokens.close(end) and tokens.words[end] in _WHERE
    body = tokens.past_the(end + 1) if where else belonging.past_of(tokens, end)
    if body is None or not belonging.joined(tokens, body):
        return None
    small = not tokens.capital(body)
    if small and (where or seen.release.language.startswith("en")):
        return None
    # French and Spanish write the nouns of bodies small: du ministère de la Justice.
    return _beginning(seen, body) or (None if where else Owners())


def _of_the_last(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """Dessen | Pressestelle."""
    tokens = seen.tokens
    return Owners() if tokens.close(start) and tokens.words[start - 1] in _POSSESSIVES else None


def _behind_comma(seen: Sightings, form: Form, start: int, end: int) -> Owners | None:
    """Criminal Division, | U.S. Department of Justice; any other body there is the next of a list."""
    tokens = seen.tokens
    if end >= len(tokens) or tokens.gap(end) not in (", ", " ("):
        return None
    owners = _beginning(seen, tokens.past_the(end))
    return owners if owners and seen.names.facts.owner(form.entity) in owners.bodies else None


_WAYS: tuple[Callable[[Sightings, Form, int, int], Owners | None], ...] = (
    _genitive,
    _of_the_last,
    _before,
    _behind,
    _behind_comma,
)
"""Where the body stands that a unit is of; the first that says something counts."""


def _ending(seen: Sightings, end: int) -> Owners | None:
    """The bodies whose names end before a word, or the country whose does."""
    return _bodies(seen.by_end.get(end, ())) or _country(seen, range(max(0, end - _COUNTRY_WORDS), end), (end,))


def _beginning(seen: Sightings, start: int) -> Owners | None:
    """The bodies whose names begin at a word, or the country whose does."""
    return _bodies(seen.by_start.get(start, ())) or _country(seen, (start,), range(start + _COUNTRY_WORDS, start, -1))


def _bodies(places: Iterable[Place]) -> Owners | None:
    found = frozenset(form.entity for place in places for form, _ in place.forms if form.kind == "organization")
    return Owners(found) if found else None


def _country(seen: Sightings, starts: Iterable[int], ends: Iterable[int]) -> Owners | None:
    """The country whose name stands from one of some words to one of others."""
    tokens = seen.tokens
    for start in starts:
        for end in ends:
            words = tuple(tokens.words[start:end])
            names = frozenset(countries_in(words, (0,))) if words and tokens.capital(start) else frozenset()
            if words in names:
                return Owners(countries=names)
    return None
