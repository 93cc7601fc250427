"""The texts in which names without records are looked for, and what stands in them already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from sphinx_newsroom.text.words.tokens import Mark


class Named(NamedTuple):
    """A stretch of a text that already means somebody, or is known to be ambiguous (*entity* is None)."""

    start: int
    end: int
    entity: str | None


class Source(NamedTuple):
    """The text of a release, with what is not prose in it and what was found in it, in order."""

    release: str
    language: str
    text: str
    marks: Sequence[Mark] = ()
    named: Sequence[Named] = ()

    @property
    def spoken(self) -> str:
        """The language without its country: "pt", of pt-BR."""
        return self.language.split("-")[0]

    def within(self, start: int, end: int) -> list[Named]:
        """What means somebody already and overlaps a stretch from *start* to *end*."""
        return list(_overlapping(self.named, start, end))


def covering(named: Sequence[Named], start: int, end: int) -> list[Named]:
    """Of what overlaps a stretch what is no smaller part of it, and so leaves no other name there.

    Ministry of Health of Kelmark is a name, although Kelmark has a record; Kelmark's mayor is not.
    """
    whole = (start, end)
    return [one for one in named if not (start <= one.start and one.end <= end and (one.start, one.end) != whole)]


def _overlapping(named: Sequence[Named], start: int, end: int) -> Iterator[Named]:
    place = bisect_left(named, end, key=attrgetter("start")) - 1
    # Mentions of a text do not overlap, so before one that ends too early none reaches in.
    while place >= 0 and named[place].end > start:
        yield named[place]
        place -= 1
