"""The data types of a compiled text, and the settings that affect it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, NamedTuple

from sphinx_newsroom.allowed import RoleKind
from sphinx_newsroom.text.words.tokens import Mark


class Words(NamedTuple):
    """Words of prose that may contain links to entities: their start in the plain text, and the words.

    A line break in them is a space in the plain text.
    """

    start: int
    text: str


class Dateline(NamedTuple):
    """The placeholder for the dateline, at the beginning of the first paragraph."""


class RoleLink(NamedTuple):
    """The link of a role, ``{org}`the Office <unodc>` ``: the start of its words in the plain text, and its target."""

    start: int
    kind: RoleKind
    id: str
    words: str


Use = Literal["image", "file", "page"]
"""The use of a path in a text: as an image, as a file for download, or as a link to a page."""


class Address(NamedTuple):
    """The address, in an attribute, of a path in a text, as written: ``photos/opening.jpg``."""

    path: str
    use: Use


Part = str | Words | Dateline | RoleLink | Address
"""A part of a text's HTML: finished HTML, or a placeholder."""


class RoleUse(NamedTuple):
    """A role in a text: its target, and the record's name or release's title when the text was compiled."""

    kind: RoleKind
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CompiledText:
    """A release's text: the plain text with its marks, which is searched for names, and its HTML in parts.

    *roles* are the targets of its roles: the text must be compiled again when the name of one changes.  *lines* has the
    start of each block of prose in the plain text, with its line in the source.
    """

    text: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    roles: tuple[RoleUse, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()

    def line_at(self, place: int) -> int | None:
        """Return the source line of a *place* in the plain text; None for the title."""
        number = bisect_right(self.lines, place, key=itemgetter(0)) - 1
        return None if number < 0 else self.lines[number][1]

    @property
    def addresses(self) -> frozenset[Address]:
        """The paths in the text; if one leads to no page or file of the site, docutils must process the text."""
        return frozenset(part for part in self.parts if isinstance(part, Address))


class Conventions(NamedTuple):
    """The parts of an archive's configuration that affect the HTML of texts.

    Attributes:
        permalink: the hover text of the link next to a heading, in the archive's language.
        permalink_icon: the content of that link, as HTML; empty if headings have none.
        baseurl: the site's address: a link that begins with it may lead to a release held back.
    """

    permalink: str = "Link to this heading"
    permalink_icon: str = "#"
    baseurl: str = ""


class NotCompiledError(Exception):
    """A text may come out differently here, so docutils processes it; never raised outside the package."""
