"""The places of a text where a name may stand: where a form of the registry does, and where the author said so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.countries import of_demonym
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import places_of
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.naming.tokens import Mark, Tokens


class Place(NamedTuple):
    """A stretch of words, and the forms that it can be, each with its likeness."""

    start: int
    end: int
    forms: tuple[tuple[Form, Likeness], ...]
    mark: Mark | None = None
    """The role in the text that says what is meant."""
    fixed: bool = False
    """Whether the author said what is meant; without forms, that nothing is."""


def places_in(names: Names, tokens: Tokens, release: Release) -> tuple[list[Place], list[Place]]:
    """Where an organization or official may be named, in no order, and where the role of an office stands."""
    closed = [_words_in(mark, tokens) for mark in tokens.marks if mark.where in ("code", "role")]

    def readable(start: int, end: int) -> bool:
        in_code = any(begin < end and start < stop for begin, stop in closed)
        return not in_code and not beside.inside_address(tokens, start, end)

    found = [place for place in _decided(names, tokens, release) if readable(place.start, place.end)]
    found += _in_roles(names, tokens)
    taken = {(place.start, place.end) for place in found}
    by_adjective: list[Place] = []
    offices: list[Place] = []
    for start, end, like in names.hits(tokens):
        if like[0][0].strength == "head":
            by_adjective += _by_adjective(names, tokens, start, like[0][0].entity)
            like = like[1:]
        if not like or (start, end) in taken or not readable(start, end):
            continue
        of_names = tuple((form, how) for form, how in like if form.strength != "office")
        if of_names:
            found.append(Place(start, end, of_names))
        if len(of_names) < len(like):
            offices.append(Place(start, end, tuple(row for row in like if row not in of_names)))
    taken.update((place.start, place.end) for place in found)
    found += [p for p in by_adjective if (p.start, p.end) not in taken and readable(p.start, p.end)]
    return found, offices


def _decided(names: Names, tokens: Tokens, release: Release) -> Iterator[Place]:
    """The places of the names that the release's header decides; without a form where it says "never link"."""
    for surface, entity in release.names:
        record = names.registry.entity(entity) if entity is not None else None
        forms = () if record is None else (
            (Form(surface, record.id, record.kind, "decided", "strong"), Likeness.EXACT),
        )
        for start, end, _ in places_of(tokens, (surface,)):
            yield Place(start, end, forms, fixed=True)


def _in_roles(names: Names, tokens: Tokens) -> Iterator[Place]:
    """The places where a role in the text names an entity."""
    for mark in tokens.marks:
        record = names.registry.entity(mark.entity) if mark.where == "role" and mark.entity else None
        if record is not None:
            form = Form(record.name, record.id, record.kind, "role", "strong")
            yield Place(*_words_in(mark, tokens), ((form, Likeness.EXACT),), mark, fixed=True)


def _by_adjective(names: Names, tokens: Tokens, k: int, head: str) -> Iterator[Place]:
    """A government or parliament that the text names by its country's adjective: британському парламенті."""
    if not tokens.close(k) or (tokens.words[k] < "\u0400" and not tokens.capital(k - 1)):
        return
    code = of_demonym(tokens.words[k - 1])
    entity = names.of_countries.get((head, code)) if code else None
    if entity is not None:
        form = Form(tokens.surface(k - 1, k + 1), entity, "organization", "other-name", "strong")
        yield Place(k - 1, k + 1, ((form, Likeness.EXACT),))


def _words_in(mark: Mark, tokens: Tokens) -> tuple[int, int]:
    return bisect_left(tokens.starts, mark.start), bisect_left(tokens.starts, mark.end)
