"""Which years share a part of the index: few releases of many years are read in few files.

A part is a stretch of years that begins at a multiple of its length, so that an added release changes the part of its
year, and other parts only where it makes one too large.  Most releases are added at the end, so the newest of a large
last part are a part of their own: to index the 1,000 of a year again for each would take ten times as long.
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

LARGEST = 1_000
"""Releases of a part of several years: to index them takes about a second."""

PARTED = 768
"""Releases of a last part of which the newest are a part of their own: of fewer, one file more is not worth it."""

STEP = 128
"""The others are a multiple of so many: each 128th release that is added has both parts indexed again, others the
small one."""


class YearPart(NamedTuple):
    """A stretch of years, first and last, whether or not it has releases in all of them.

    *is_newest* tells the newest releases of a large last part from the others.
    """

    first: int
    last: int
    is_newest: bool = False

    @property
    def name(self) -> str:
        """The part's folder: ``2011``, ``1984-1999``, ``2024-newest``."""
        years = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{years}-newest" if self.is_newest else years

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
    return dict(_parted(parts))


def _parted(parts: Mapping[YearPart, tuple[PageName, ...]]) -> Iterator[tuple[YearPart, tuple[PageName, ...]]]:
    """The parts, the last one in two where it is large."""
    for number, (part, docnames) in enumerate(parts.items(), 1):
        is_large = number == len(parts) and len(docnames) > PARTED
        at = len(docnames) // STEP * STEP if is_large else len(docnames)
        yield part, docnames[:at]
        if docnames[at:]:
            yield part._replace(is_newest=True), docnames[at:]
