"""Whether a body's name is a word of what committees are for, or of their names."""

from __future__ import annotations

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    ORGANIZATION_NOUNS,
)

_COMMITTEES = frozenset(["committee", "committees", "subcommittee", "subcommittees"])

_HEADS_OF_NAMES = ORGANIZATION_NOUNS - {"services", "service", "women", "police", "system"}

_PORTFOLIO = 12
"""How many words of a committee's portfolio are looked through."""

_ENDS_PORTFOLIO = frozenset(["subcommittee", "subcommittees", "appropriations"])

_AND = ("and", "&")

_LISTED = (" ", ", ")
"""What parts the words of a portfolio."""


def of_two(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The | House and Senate Budget Committees: the first word of the names of two committees."""
    tokens, k = seen.tokens, end
    if end - start > 1 or not tokens.close(end) or tokens.words[end] not in _AND or not tokens.follows(end + 1):
        return False
    while k < min(len(tokens), end + _PORTFOLIO) and tokens.gap(k) in _LISTED:
        if tokens.words[k] in ("committees", "subcommittees"):
            return tokens.capital(k) and k > end + 1
        if not tokens.capital(k) and tokens.words[k] not in _AND:
            return False
        k += 1
    return False


def in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Subcommittee on Labor, | Health and Human Services: a part of what a committee is for."""
    tokens, k = seen.tokens, start - 1
    if _before_portfolio(tokens, start, end):
        return True
    if not _HEADS_OF_NAMES.isdisjoint(tokens.words[start:end]):
        return False
    while k > max(1, start - _PORTFOLIO) and (tokens.capital(k) or tokens.words[k] == "and"):
        k -= 1
    return k > 0 and tokens.words[k] == "on" and tokens.words[k - 1] in _COMMITTEES


def listed_in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Rural Development, | Food and Drug Administration, and Related Agencies."""
    return _before_portfolio(seen.tokens, start, end)


def _before_portfolio(tokens: Tokens, start: int, end: int) -> bool:
    """Agriculture, | FDA, and Related Agencies; Labor, | Health and Human Services, and Education Subcommittee."""
    if tokens.gap(start) != ", " or not tokens.capital(start - 1):
        return False
    k = end
    while k < min(len(tokens), end + _PORTFOLIO) and tokens.gap(k) in _LISTED:
        if tokens.words[k : k + 2] == ["related", "agencies"] or tokens.words[k] in _ENDS_PORTFOLIO:
            return True
        if not tokens.capital(k) and tokens.words[k] != "and":
            return False
        k += 1
    return False
