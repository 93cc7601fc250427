"""Whether a person's name is that of somebody or something else: a double name, a centre."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, RANKS, SUFFIXES, TITLES

_OF_PERSONS = TITLES | OFFICE_NOUNS | RANKS


def stands_free(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name has beside it what no rule here looks at, as most have: Senator | Berg said; Mr. | Berg, who."""
    if not start > 0 or not end < len(tokens):
        return False
    before, behind = tokens.gaps[start], tokens.gaps[end]
    if before in (" ", ". "):
        free = tokens.words[start - 1] in _OF_PERSONS or (before == " " and not tokens.raw[start - 1][0].isupper())
    else:
        free = before == ", "
    if not free:
        return False
    if behind == " ":
        return not tokens.raw[end][0].isupper() and tokens.words[end] != "and"
    if behind == ", ":
        return tokens.words[end] not in SUFFIXES
    return behind not in beside.HYPHENS and not tokens.close(end)


def double(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Anna Berg | -Smith: no record's name is a part of a double name, whatever stands behind the hyphen."""
    return beside.hyphened(seen.tokens, start, end, lambda _: False)


def goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Yury Fedotov | Center; Don Payne | Sr., where the record has Jr."""
    if beside.suffixed(seen.tokens, end):
        own = SUFFIXES.intersection(seen.names.facts.person(form.entity).given)
        return bool(own) and seen.tokens.words[end] not in own
    return beside.followed_by_name(seen.tokens, end) and not _genitive(seen, form, end)


def of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Mary | Anna Berg, T. | Anna Berg."""
    return beside.somebody_else(seen.tokens, start, seen.names.given_names, seen.known)


def fits_alike(seen: Sightings, end: int) -> bool:
    """Whether the rules here say the same of all who bear a family name: no Jr. behind it, no German genitive."""
    return not beside.suffixed(seen.tokens, end) and not seen.in_german


def _genitive(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a family name has its German "s", behind which a noun with its capital is no name: Senkpiels | Worten."""
    return seen.in_german and seen.tokens.words[end - 1].endswith("s") and not form.text.endswith("s")
