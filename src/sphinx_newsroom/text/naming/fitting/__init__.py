"""Whether a form can be what stands at a place, by its neighbours: no part of a longer name, nobody else's name.

persons       double names, given names of others, what is called after somebody
longer_names  a body's name as a part of a longer one; letters that are a share, a number, a question
owners        bodies of other countries and places
units         units that every body has

A rule says by an example when it refuses a name, and is told as a :class:`Refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming.fitting import (
    longer_names,
    owners,
    persons,
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
    owners.other_half,
    longer_names.adjective_behind,
)
_BREAKING: Mapping[Strength, tuple[_Rule, ...]] = {
    "strong": (
        *_ANY,
        longer_names.listed_in_portfolio,
        owners.portfolio,
        owners.of_a_place,
        owners.of_a_state,
        owners.shared,
        longer_names.campus,
        longer_names.thing,
    ),
    "short": (
        *_ANY,
        longer_names.charge,
        owners.of_a_state,
        owners.shared,
        longer_names.campus,
        of_another_body,
        longer_names.thing,
    ),
    "unit": (*_ANY, owners.shared, of_another_body),
    "generic": (
        *_ANY,
        longer_names.in_portfolio,
        longer_names.first_word,
        owners.portfolio,
        owners.of_a_place,
        owners.of_a_state,
        owners.foreign,
        owners.shared,
        longer_names.campus,
        owners.of_another,
        of_another_body,
        longer_names.thing,
    ),
    "single": (
        *_ANY,
        longer_names.symbol_of_a_share,
        of_another_body,
        longer_names.thing,
    ),
    "acronym": (
        *_ANY,
        longer_names.listed_in_portfolio,
        longer_names.label,
        longer_names.symbol,
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
        longer_names.listed_in_portfolio,
        owners.of_a_place,
        owners.of_a_state,
        owners.shared,
        owners.of_another,
        owners.portfolio,
        longer_names.campus,
        longer_names.thing,
    ]
)
"""Rules that refuse no name that stands free, so that they are not asked there; a test holds them to it."""

_STANDING_FREE: Mapping[Strength, tuple[_Rule, ...]] = {
    strength: tuple(rule for rule in rules if rule not in _OF_WHAT_IS_JOINED) for strength, rules in _BREAKING.items()
}

_OF_PERSONS: tuple[_Rule, ...] = (
    persons.double,
    persons.goes_on,
    persons.of_another,
)

_REFUSALS: Mapping[_Rule, Refusal] = {
    persons.double: Refusal.HYPHENED,
    persons.goes_on: Refusal.GOES_ON,
    persons.of_another: Refusal.ANOTHERS_GIVEN_NAME,
    longer_names.hyphened: Refusal.HYPHENED,
    longer_names.goes_on: Refusal.BEGINNING,
    longer_names.first_word: Refusal.BEGINNING,
    longer_names.adjective_behind: Refusal.BEGINNING,
    longer_names.in_organ: Refusal.END,
    longer_names.campus: Refusal.CAMPUS,
    longer_names.thing: Refusal.BEGINNING,
    longer_names.in_portfolio: Refusal.MIDDLE,
    longer_names.listed_in_portfolio: Refusal.MIDDLE,
    longer_names.charge: Refusal.MIDDLE,
    of_another_body: Refusal.ANOTHERS_UNIT,
    owners.elsewhere: Refusal.ELSEWHERE,
    owners.foreign: Refusal.FOREIGN,
    owners.other_half: Refusal.FOREIGN,
    owners.portfolio: Refusal.SHARED,
    owners.shared: Refusal.SHARED,
    owners.of_another: Refusal.OWNED,
    owners.of_a_place: Refusal.OWNED,
    owners.of_a_state: Refusal.OWNED,
    longer_names.label: Refusal.LABEL,
    longer_names.symbol: Refusal.SYMBOL,
    longer_names.symbol_of_a_share: Refusal.SYMBOL,
}
"""What is told of a rule that refuses a name."""

MISFITS = frozenset(_REFUSALS.values()) | {Refusal.NOT_IN}
"""What :func:`misfit` tells."""
