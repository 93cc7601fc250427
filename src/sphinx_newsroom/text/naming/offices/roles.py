"""The words of roles, taken apart once."""

from __future__ import annotations

from functools import cache

from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words.countries import countries_in, places
from sphinx_newsroom.text.words.folding import words_of


@cache
def role_words(role: str) -> tuple[str, ...]:
    """The words of a role, folded.

    >>> role_words("Secretary-General")
    ('secretary', 'general')
    """
    return tuple(words_of(role))


@cache
def countries_of(role: str) -> frozenset[Country]:
    """The countries that a role has in it: President of Ukraine."""
    return frozenset(countries_in(role_words(role)))


@cache
def has_country(role: str) -> bool:
    """Whether a word of a role is a country's."""
    return any(word in places() for word in role_words(role))
