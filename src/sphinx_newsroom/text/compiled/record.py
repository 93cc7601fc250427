"""What a text is compiled to, and what of the configuration shows in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, NamedTuple

from sphinx_newsroom.text.words.tokens import Mark


class Words(NamedTuple):
    """Words of prose that may hold links to entities: where they begin in the plain text, and the words.

    A line break within them is a blank in the plain text.
    """

    start: int
    text: str


class Dateline(NamedTuple):
    """The place of the dateline, at the beginning of the first paragraph."""


RoleKind = Literal["organization", "official", "topic", "release"]
"""What a role of ours names."""


class RoleLink(NamedTuple):
    """The link of a role, ``{org}`the Office <unodc>` ``: where its words begin in the plain text, what it names."""

    start: int
    kind: RoleKind
    id: str
    words: str


Use = Literal["image", "file", "page"]
"""What a text does with a path in the archive: it shows a picture, offers a file, or links a page."""


class Address(NamedTuple):
    """The address, within an attribute, of what a text names by a path, as written: ``photos/opening.jpg``."""

    path: str
    use: Use


Part = str | Words | Dateline | RoleLink | Address
"""A part of a text's HTML: finished HTML, or what is filled in later."""


class RoleUse(NamedTuple):
    """A role in a text: what it names, and the record's name or release's title when the text was compiled."""

    kind: RoleKind
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CompiledText:
    """A release's text: the plain text with its marks, as names are found in it, and its HTML in parts.

    *roles* has what its roles named: the text must be compiled again when one of these is called otherwise.  *lines*
    has where blocks of prose begin in the plain text, each with its line in the source.
    """

    text: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    roles: tuple[RoleUse, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()

    def line_at(self, place: int) -> int | None:
        """The line of the source of a *place* in the plain text; None for the title."""
        number = bisect_right(self.lines, place, key=itemgetter(0)) - 1
        return None if number < 0 else self.lines[number][1]

    @property
    def addresses(self) -> frozenset[Address]:
        """The paths that the text names: one that leads to no page or file of the site sends it to the slow lane."""
        return frozenset(part for part in self.parts if isinstance(part, Address))


@dataclass(frozen=True, slots=True)
class Conventions:
    """What of an archive's configuration shows in the HTML of texts.

    Attributes:
        permalink: what the link beside a heading says on hover, in the archive's language.
        permalink_icon: what that link shows, as HTML; nothing where headings have none.
        baseurl: the site's address: a link that begins with it may lead to a release that is kept back.
    """

    permalink: str = "Link to this heading"
    permalink_icon: str = "#"
    baseurl: str = ""


class NotCompiledError(Exception):
    """A text holds what is not known to come out equal, so docutils reads it; does not leave the package."""
