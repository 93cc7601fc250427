"""Whether a text has such an office of others as well: the Prime Minister of Italy, President Bashar al-Assad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.naming.offices.neighbours import (
    Outcome,
    country_behind,
    followed_by_former,
    is_former,
    of_something,
    organization_of,
)
from sphinx_newsroom.text.naming.offices.roles import countries_of
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.record_facts import Country, Holder
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.belonging import OF
from sphinx_newsroom.text.words.countries import same_stem
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import LAWS


class _Own(NamedTuple):
    """Those who hold the office that a text may mean: their *people*, *bodies*, and the *countries* of these."""

    people: frozenset[str]
    bodies: frozenset[str]
    countries: frozenset[Country]


def of_another(named: Outcome, place: Place, holders: Sequence[Holder], read: Mapping[int, str]) -> bool:
    """Whether the text also names such an office of somewhere or somebody else: the Prime Minister of Italy.

    *read* are the officials that were read so far, by the first word of their offices.
    """
    facts = named.evidence.seen.names.facts
    own = _Own(
        frozenset(official.id for official, _ in holders),
        frozenset().union(*(facts.circle(held.organization) for _, held in holders)),
        frozenset().union(*(facts.country(held.organization) | countries_of(held.role) for _, held in holders)),
    )
    return any(
        _is_others(named, other, own)
        for other in places_of_office(named.tokens, place)
        if read.get(other.start) not in own.people and not _none_by_itself(named, other)
    )


def _none_by_itself(named: Outcome, other: Place) -> bool:
    """Whether the words are part of a name or of another office: the Deputy Secretary-General, a Fiscal | General."""
    longest = named.longest_offices.get(other.start, 0)
    longer = longest > other.end and named.tokens.words[other.end] not in OF and not named.tokens.cyrillic
    if longer or not named.covered.isdisjoint(range(other.start, other.end)):
        return True
    return is_former(named, other) or followed_by_former(named.tokens, other.end)


def _is_others(named: Outcome, other: Place, own: _Own) -> bool:
    """Whether an office of the same words is that of somewhere or somebody else, by what stands beside it."""
    tokens, after = named.tokens, other.end
    body = organization_of(named, other)
    if body is not None:
        return body not in own.bodies
    countries = country_behind(tokens, other)[1]
    # To legislators "the President" is their own, whom else they name: the President of Ukraine, President Assad.
    ours = not own.countries.isdisjoint(named.evidence.seen.of_legislators)
    if countries or of_something(tokens, other):
        apart = own.countries.isdisjoint(countries) and not _is_one_of(tokens, after, own.countries)
        return apart and not (ours and countries)
    if not tokens.follows(after):
        return False
    if ours and tokens.words[after] not in LAWS:
        return False
    # Prime Minister Draghi, in a text of another Prime Minister; but one of our own holders is no other.
    meaning = named.starts.get(after)
    return not (meaning and meaning.forms[0].entity in own.people) and not _is_one_of(tokens, after, own.countries)


def places_of_office(tokens: Tokens, place: Place) -> Iterator[Place]:
    """Where else the text has an office: by all its words, in Cyrillic letters by the first in any case."""
    words, size = tokens.words, place.end - place.start
    own = words[place.start : place.end]
    office = office_words.office_word(own[0]) if is_cyrillic(own[0]) else None
    places = tokens.places(own[0]) if office is None else range(len(words))
    for k in places:
        if k != place.start and (
            words[k : k + size] == own or (office is not None and office_words.office_word(words[k]) == office)
        ):
            yield Place(k, min(k + size, len(tokens)), ())


def _is_one_of(tokens: Tokens, k: int, countries: Iterable[Country]) -> bool:
    """Whether a word in Cyrillic letters is the first of a country's name, in any case."""
    word = tokens.words[k]
    return is_cyrillic(word) and any(same_stem(name[0], word) for name in countries)
