"""Which releases are indexed together, and which files have the words of several such parts.

A part is a stretch of years that begins at a multiple of its length, so that a release that is added, or becomes
another, has its own part indexed again and no other.  Parts share files, so that a query loads a file for each word and
not one for each word and part.  Most releases are added at the end, so the newest are a part with files of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.told_by_year import ToldByYear

LONGEST = 64
"""Years of a part, a power of two."""

LARGEST = 1_024
"""Releases of a part of several years: to index them takes about a second."""

STEP = 32
"""Releases of the newest part at most; each 32nd that is added goes with those before it into the part of its years."""

NEWEST = "-newest"
"""How the name of the newest part ends."""

TOGETHER = 16
"""Parts whose words stand in the same files: all of an archive, as a rule."""


class YearPart(NamedTuple):
    """A stretch of years, first and last, whether or not it has releases in all of them.

    *is_newest* tells the newest releases of the last part from the others.
    """

    first: int
    last: int
    is_newest: bool = False

    @property
    def name(self) -> str:
        """The part's folder: ``2011``, ``1984-1999``, ``2024-newest``."""
        years = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return years + NEWEST if self.is_newest else years

    def told(
        self, years: ToldByYear, what: str, docnames: Sequence[PageName], make: Callable[[], Iterable[str]]
    ) -> Sequence[str]:
        """What was told of the part, by *what* it is of, for as long as nothing of its releases is known otherwise."""
        # By their number, too: how many the part has of its last year follows from what comes after.
        return years.told(f"{what}/{self.name}/{len(docnames)}", self.first, self.last, make)


def year_parts(counts: Mapping[int, int]) -> Iterator[YearPart]:
    """The parts of an archive with so many releases in each year, from the oldest to the newest.

    >>> [part.name for part in year_parts({1994: 5, 2011: 600, 2012: 700})]
    ['1984-1999', '2008-2011', '2012-2015']
    """
    for first in sorted({year - year % LONGEST for year in counts}):
        yield from _cut(counts, first, LONGEST)


def _cut(counts: Mapping[int, int], first: int, length: int) -> Iterator[YearPart]:
    total = sum(counts.get(year, 0) for year in range(first, first + length))
    if total and (length == 1 or total <= LARGEST):
        yield YearPart(first, first + length - 1)
    elif total:
        half = length // 2
        yield from _cut(counts, first, half)
        yield from _cut(counts, first + half, half)


def by_part(index: ArchiveIndex) -> dict[YearPart, tuple[PageName, ...]]:
    """The releases that search may find (not the withdrawn ones), by part, each part from its oldest to its newest."""
    years: dict[int, list[PageName]] = {}
    # Translations have entries of their own here: they are found by their own words.
    for docname in reversed(index.newest):
        release = index.entries[docname].release
        if release.withdrawn is None:
            years.setdefault(release.date.year, []).append(docname)
    parts = {
        part: tuple(docname for year in sorted(years) if part.first <= year <= part.last for docname in years[year])
        for part in year_parts({year: len(docnames) for year, docnames in years.items()})
    }
    *others, (last, docnames) = parts.items() or [(YearPart(0, 0), ())]
    at = max(0, len(docnames) - 1) // STEP * STEP
    halves = (last, docnames[:at]), (last._replace(is_newest=True), docnames[at:])
    return dict(part for part in (*others, *halves) if part[1])


def grouped(parts: Iterable[YearPart]) -> Iterator[tuple[str, tuple[YearPart, ...]]]:
    """The parts whose words stand in the same files, with the name of their folder: that of the first of them."""
    found = list(parts)
    newest = [found.pop()] if found and found[-1].is_newest else []
    starts = range(0, len(found), TOGETHER)
    for some in (*(found[start : start + TOGETHER] for start in starts), newest):
        if some:
            yield some[0].name, tuple(some)
