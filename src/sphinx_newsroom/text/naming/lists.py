"""Bodies in a list that share the first words of their names: the Departments of Justice and State."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PLURAL_HEADS

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
