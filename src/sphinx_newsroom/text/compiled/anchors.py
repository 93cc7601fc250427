"""The ids and numbers of headings and footnotes, which docutils gives out before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from docutils.nodes import make_id

from sphinx_newsroom.text.compiled.record import Reason, SlowLaneError

if TYPE_CHECKING:
    from markdown_it.token import Token

ID = "html-id"
"""The key of a token's id in its ``meta``."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote: its label in the source, its id, the number that readers see, and the ids of its references."""

    label: str
    id: str
    number: str
    references: tuple[str, ...]


class Identifiers:
    """The ids of one document (docutils' ``document.set_id``, with Sphinx's ``auto_id_prefix``)."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def of(self, name: str = "") -> str:
        """The id of what is called *name*; a number where it has no name, or one that gives no id or is taken.

        >>> ids = Identifiers()
        >>> ids.of("Next steps"), ids.of("next  steps"), ids.of("2024")
        ('next-steps', 'id1', 'id2')
        """
        found = make_id(name)
        while not found or found in self._taken:
            self._count += 1
            found = f"id{self._count}"
        self._taken.add(found)
        return found


@dataclass(slots=True)
class _Found:
    """What a walk through the tokens has found so far."""

    ids: Identifiers = field(default_factory=Identifiers)
    names: set[str] = field(default_factory=set)
    definitions: dict[str, str] = field(default_factory=dict)
    references: dict[str, list[str]] = field(default_factory=dict)


def anchor(tokens: Sequence[Token]) -> dict[str, Footnote]:
    """Note the id of each heading and reference in its token; return the footnotes by label, in their order.

    Raises SlowLaneError for headings and footnotes that docutils reports.
    """
    found = _Found()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            name = " ".join(_words(tokens[place + 1]).lower().split())
            found.names.add(name)
            token.meta = {ID: found.ids.of(name)}
        elif token.type == "footnote_reference_open":
            _define(found, token)
        elif token.type == "inline" and "[^" in token.content:
            _refer(found, token.children or ())
    return _numbered(found)


def _words(inline: Token) -> str:
    """The words of a heading, by which docutils calls it; raises SlowLaneError where it holds more."""
    words = []
    for token in inline.children or ():
        if token.type in ("hardbreak", "image", "myst_role", "footnote_ref"):
            raise SlowLaneError(Reason.HEADING)
        words.append("\n" if token.type == "softbreak" else token.content)
    return "".join(words)


def _define(found: _Found, token: Token) -> None:
    label = token.meta["label"]
    if token.level or label.lower() in map(str.lower, found.definitions):
        raise SlowLaneError(Reason.FOOTNOTE)
    found.definitions[label] = found.ids.of(label)


def _refer(found: _Found, tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type == "footnote_ref":
            id_ = found.ids.of()
            token.meta[ID] = id_
            found.references.setdefault(token.meta["label"], []).append(id_)


def _numbered(found: _Found) -> dict[str, Footnote]:
    """The footnotes in their order: a number for a label stands, the others take what is free as they are referred to.

    MyST's ``SortFootnotes`` and ``CollectFootnotes`` around docutils' ``Footnotes``.
    """
    if not found.definitions and not found.references:
        return {}
    labels = found.definitions.keys()
    numbers = [label for label in labels if label.isdigit()]
    if labels != found.references.keys() or not all(label.isascii() for label in numbers):
        raise SlowLaneError(Reason.FOOTNOTE)
    # A heading can be called "1", too.
    free = (number for number in map(str, count(1)) if number not in labels and number not in found.names)
    shown = {label: label for label in numbers}
    shown |= {label: next(free) for label in found.references if label not in shown}
    return {
        label: Footnote(label, found.definitions[label], number, tuple(found.references[label]))
        for label, number in sorted(shown.items(), key=lambda item: int(item[1]))
    }
