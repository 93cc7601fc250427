"""The pages of years and, where a year has very many releases, of its months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinx_newsroom.model.addresses import PageName, month_page
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.pages.entity import from_the_oldest, groups_by_year
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import ReleaseLine, TypeLink, TypeView, YearBar, YearLink

# What the pages of years and months show.


class YearsView(NamedTuple):
    """All years with their counts, and the types."""

    years: tuple[YearBar, ...]
    total: int
    types: tuple[TypeLink, ...] = ()


class Month(NamedTuple):
    """A month on the page of its year: *total* releases, of which the newest are shown where a *page* has all."""

    label: str
    anchor: str
    releases: Sequence[ReleaseLine]
    short: str
    """The label where the year is known: ``June`` of ``June 2011``."""
    total: int
    page: PageName | None = None


class YearView(NamedTuple):
    """One year by month."""

    year: int
    total: int
    months: tuple[Month, ...]
    earlier: YearLink | None
    later: YearLink | None


class MonthLink(NamedTuple):
    """A neighbouring month."""

    label: str
    page: PageName


class MonthView(NamedTuple):
    """All releases of a month of a long year, newest first."""

    label: str
    releases: Sequence[ReleaseLine]
    year: YearLink
    earlier: MonthLink | None
    later: MonthLink | None


# The pages of the types of releases: speeches, statements, newest first, as many to a page as an entity's.


def type_views(lines: Lines) -> Iterator[tuple[PageName, TypeView]]:
    """The pages of each type that some release is of: the newest in ``types/speech``, others as an entity has."""
    for page, place in type_places(lines.index, lines.settings):
        for part in from_the_oldest(page, place.docnames, lines.settings.per_page):
            yield (
                part.name,
                TypeView(
                    label=place.name,
                    page=page,
                    total=len(place.docnames) if part.number == 1 else 0,
                    groups=groups_by_year(part.docnames, lines),
                    pages=part.links,
                    number=part.number,
                ),
            )


def type_links(lines: Lines) -> tuple[TypeLink, ...]:
    """The types that releases are of, in the order of the settings, with their pages."""
    return tuple(
        TypeLink(place.name, page, len(place.docnames)) for page, place in type_places(lines.index, lines.settings)
    )


FIRST_OF_MONTH = 5
"""Releases of a month that the page of a long year shows."""


def years_view(lines: Lines) -> YearsView:
    """All years with their counts."""
    return YearsView(lines.years, len(lines.index.listed), type_links(lines))


def year_views(lines: Lines) -> Iterator[tuple[int, YearView]]:
    """One year by month, newest first, with the years beside it."""
    with_pages = lines.index.months
    # A year's page names its neighbours without their counts, so that a release of this year leaves theirs alone.
    bars, months = lines.years, lines.index.by_month.items()
    for place, bar in enumerate(bars):
        yield (
            bar.year,
            YearView(
                year=bar.year,
                total=len(lines.index.years[bar.year]),
                months=tuple(
                    _month(year, month, docnames, lines, (year, month) in with_pages)
                    for (year, month), docnames in months
                    if year == bar.year
                ),
                earlier=_year_link(bars[place + 1]) if place + 1 < len(bars) else None,
                later=_year_link(bars[place - 1]) if place else None,
            ),
        )


def month_views(lines: Lines) -> Iterator[tuple[PageName, MonthView]]:
    """The months of long years, with the months beside each that have pages, too."""
    found = lines.index.months
    newest_first = sorted(found, reverse=True)
    earlier, later = dict(pairwise(newest_first)), dict(pairwise(reversed(newest_first)))
    for key in newest_first:
        yield (
            month_page(*key),
            MonthView(
                label=_label(*key, lines),
                releases=lines.releases(found[key]),
                year=next(_year_link(bar) for bar in lines.years if bar.year == key[0]),
                earlier=_month_link(earlier.get(key), lines),
                later=_month_link(later.get(key), lines),
            ),
        )


def _month(year: int, month: int, docnames: tuple[PageName, ...], lines: Lines, has_page: bool) -> Month:
    return Month(
        _label(year, month, lines),
        f"m{month:02}",
        lines.releases(docnames[:FIRST_OF_MONTH] if has_page else docnames),
        _capital(lines.interface.month_alone(dt.date(year, month, 1))),
        len(docnames),
        month_page(year, month) if has_page else None,
    )


def _month_link(key: tuple[int, int] | None, lines: Lines) -> MonthLink | None:
    return MonthLink(_label(*key, lines), month_page(*key)) if key else None


def _label(year: int, month: int, lines: Lines) -> str:
    return _capital(lines.interface.month(dt.date(year, month, 1)))


def _capital(words: str) -> str:
    """Words as they begin a heading: many languages write months small."""
    return words[:1].upper() + words[1:]


def _year_link(bar: YearBar) -> YearLink:
    return YearLink(bar.year, bar.page)
