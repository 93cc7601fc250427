"""Whether a form can be what stands at a place, by its neighbours: no part of a longer name, nobody else's name.

persons       double names, bylines, given names of others, what is called after somebody
longer_names  a body's name as the beginning, the middle or the end of a longer one
committees    what committees are for, and the first words of their names
chambers      a chamber's word before a name that goes on
owners        bodies of other countries and places
units         units that every body has
acronyms      letters that are a share, a degree, a number, a law
single_words  names of one word

A rule says by an example when it refuses a name, and is told as a :class:`Refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming.fitting import (
    acronyms,
    chambers,
    committees,
    longer_names,
    owners,
    persons,
    single_words,
)
from sphinx_newsroom.text.naming.fitting.units import of_another as of_another_body
from sphinx_newsroom.text.naming.forms import Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Refusal


def misfit(seen: Sightings, form: Form, place: Place) -> Refusal | None:
    """Why a form cannot be what stands at a place, by its neighbours alone; None where it can."""
    start, end = place.start, place.end
    if seen.names.not_in and form.entity in seen.names.not_in and _never(seen, form, start, end):
        return Refusal.NOT_IN
    if form.kind == "organization":
        free = longer_names.stands_free(seen, start, end)
        rules = _STANDING_FREE.get(form.strength, ()) if free else _BREAKING.get(form.strength, _ANY)
    elif persons.stands_free(seen.tokens, start, end):
        return None
    else:
        rules = _OF_PERSONS
    # Asked of every name, so a rule that most names pass at once stands before one that reads on.
    for rule in rules:
        if rule(seen, form, start, end):
            return _REFUSALS[rule]
    return None


def _never(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether the record says that it is not meant in the phrase around: Ford | Theatre."""
    words = seen.tokens.words
    return any(
        tuple(words[first : first + len(phrase)]) == phrase
        for phrase in seen.names.not_in[form.entity]
        for first in range(max(0, end - len(phrase)), start + 1)
    )


_Rule = Callable[[Sightings, Form, int, int], bool]

_ANY: tuple[_Rule, ...] = (
    longer_names.hyphened,
    longer_names.goes_on,
    owners.elsewhere,
    longer_names.in_organ,
    longer_names.delegation,
    owners.other_half,
    longer_names.adjective_behind,
)
_BREAKING: Mapping[Strength, tuple[_Rule, ...]] = {
    "strong": (
        *_ANY,
        committees.listed_in_portfolio,
        owners.of_something,
        owners.portfolio,
        acronyms.of_longer_company,
        owners.of_a_place,
        owners.of_a_state,
        owners.shared,
        longer_names.campus,
        longer_names.end_of_longer,
        longer_names.another_company,
        longer_names.thing,
    ),
    "short": (
        *_ANY,
        single_words.charge,
        owners.of_something,
        acronyms.of_longer_company,
        longer_names.vehicle,
        owners.of_a_state,
        longer_names.inside,
        owners.shared,
        longer_names.campus,
        of_another_body,
        longer_names.end_of_longer,
        longer_names.another_company,
        longer_names.thing,
    ),
    "unit": (*_ANY, longer_names.inside, owners.shared, of_another_body),
    "generic": (
        *_ANY,
        longer_names.kind_of_thing,
        longer_names.any_of_its_kind,
        chambers.first_word,
        committees.of_two,
        committees.in_portfolio,
        owners.of_something,
        owners.portfolio,
        owners.of_a_place,
        owners.of_a_state,
        longer_names.inside,
        owners.foreign,
        owners.shared,
        longer_names.campus,
        owners.of_another,
        of_another_body,
        longer_names.thing,
    ),
    "single": (
        *_ANY,
        acronyms.symbol_of_a_share,
        owners.of_something,
        acronyms.of_longer_company,
        longer_names.inside,
        single_words.joint,
        single_words.region,
        single_words.town,
        single_words.abbreviation,
        single_words.persons,
        of_another_body,
        longer_names.thing,
    ),
    "acronym": (
        *_ANY,
        committees.listed_in_portfolio,
        acronyms.of_a_law,
        acronyms.label,
        acronyms.symbol,
        acronyms.initials,
        acronyms.in_capitals_beside,
        acronyms.before_its_noun,
        acronyms.of_longer_company,
        acronyms.before_list,
        longer_names.inside,
        owners.foreign,
        of_another_body,
        longer_names.thing,
    ),
}
"""What makes a name a part of something else, by how far its form can be trusted; each rule says by an example what.

Those that most names pass at once come first.
"""

_OF_WHAT_IS_JOINED: frozenset[_Rule] = frozenset(
    [
        *_ANY,
        committees.listed_in_portfolio,
        committees.of_two,
        owners.of_a_place,
        owners.of_a_state,
        owners.shared,
        owners.of_another,
        owners.of_something,
        owners.portfolio,
        longer_names.inside,
        longer_names.campus,
        longer_names.end_of_longer,
        longer_names.another_company,
        longer_names.thing,
        longer_names.kind_of_thing,
        longer_names.vehicle,
        acronyms.of_longer_company,
        acronyms.before_list,
        single_words.town,
    ]
)
"""Rules that refuse no name that stands free, so that they are not asked there; a test holds them to it."""

_STANDING_FREE: Mapping[Strength, tuple[_Rule, ...]] = {
    strength: tuple(rule for rule in rules if rule not in _OF_WHAT_IS_JOINED) for strength, rules in _BREAKING.items()
}

_OF_PERSONS: tuple[_Rule, ...] = (
    persons.double,
    persons.slashed,
    persons.byline,
    persons.in_a_case,
    persons.goes_on,
    persons.given,
    persons.of_another,
)

_REFUSALS: Mapping[_Rule, Refusal] = {
    persons.double: Refusal.HYPHENED,
    persons.slashed: Refusal.SLASHED,
    persons.byline: Refusal.BYLINE,
    persons.in_a_case: Refusal.CASE,
    persons.goes_on: Refusal.GOES_ON,
    persons.given: Refusal.GIVEN_NAME,
    persons.of_another: Refusal.ANOTHERS_GIVEN_NAME,
    longer_names.hyphened: Refusal.HYPHENED,
    longer_names.goes_on: Refusal.BEGINNING,
    committees.of_two: Refusal.BEGINNING,
    chambers.first_word: Refusal.BEGINNING,
    longer_names.delegation: Refusal.END,
    longer_names.adjective_behind: Refusal.BEGINNING,
    longer_names.inside: Refusal.MIDDLE,
    committees.in_portfolio: Refusal.MIDDLE,
    committees.listed_in_portfolio: Refusal.MIDDLE,
    single_words.region: Refusal.REGION,
    single_words.town: Refusal.TOWN,
    single_words.charge: Refusal.MIDDLE,
    single_words.abbreviation: Refusal.BEGINNING,
    longer_names.in_organ: Refusal.END,
    longer_names.kind_of_thing: Refusal.END,
    longer_names.any_of_its_kind: Refusal.BEGINNING,
    longer_names.vehicle: Refusal.BEGINNING,
    longer_names.end_of_longer: Refusal.END,
    longer_names.campus: Refusal.CAMPUS,
    longer_names.another_company: Refusal.COMPANY,
    longer_names.thing: Refusal.BEGINNING,
    single_words.joint: Refusal.SLASHED,
    single_words.persons: Refusal.PERSONS,
    of_another_body: Refusal.ANOTHERS_UNIT,
    owners.elsewhere: Refusal.ELSEWHERE,
    owners.foreign: Refusal.FOREIGN,
    owners.other_half: Refusal.FOREIGN,
    owners.of_something: Refusal.BEGINNING,
    owners.portfolio: Refusal.SHARED,
    owners.shared: Refusal.SHARED,
    owners.of_another: Refusal.OWNED,
    owners.of_a_place: Refusal.OWNED,
    owners.of_a_state: Refusal.OWNED,
    acronyms.label: Refusal.LABEL,
    acronyms.of_a_law: Refusal.LAWS,
    acronyms.symbol: Refusal.SYMBOL,
    acronyms.symbol_of_a_share: Refusal.SYMBOL,
    acronyms.initials: Refusal.INITIALS,
    acronyms.in_capitals_beside: Refusal.IN_CAPITALS,
    acronyms.before_its_noun: Refusal.MIDDLE,
    acronyms.of_longer_company: Refusal.BEGINNING,
    acronyms.before_list: Refusal.BEGINNING,
}
"""What is told of a rule that refuses a name."""

MISFITS = frozenset(_REFUSALS.values()) | {Refusal.NOT_IN}
"""What :func:`misfit` tells."""
