"""The pages of all statements: who says something, and what was said in each year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from sphinx_newsroom.archive.index import Spoken
from sphinx_newsroom.model.addresses import EntityKey, PageName, month_page, part_page, statements_page
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.pages.entity import from_the_oldest, groups_by_year, page_links
from sphinx_newsroom.outputs.pages.lines import Lines, opening, statement_line, statements_in_short
from sphinx_newsroom.outputs.pages.listing import sort_key
from sphinx_newsroom.outputs.pages.views import (
    Counted,
    EntityRef,
    PageLink,
    ReleaseLine,
    StatementLine,
    TypeLink,
    TypeView,
    YearBar,
    YearLink,
)

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


# What the pages of all statements show.


@dataclass(frozen=True, slots=True)
class SpeakerYear:
    """The statements of somebody in a year, and where they begin."""

    year: int
    count: int
    page: PageName


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, and under which *letter*; *anchor* is its place on the pages of statements."""

    entity: EntityRef
    letter: str
    anchor: str
    count: int
    years: tuple[SpeakerYear, ...]


class StatementsView(NamedTuple):
    """The newest statements, all who say something, by name, and the years, newest first, each with its number.

    *example* is the first sentence of the newest, for the page on which quotations are checked.
    """

    total: int
    newest: tuple[StatementLine, ...]
    example: str
    years: tuple[SpeakerYear, ...]
    speakers: tuple[Speaker, ...]


class StatementGroup(NamedTuple):
    """What one person or body said in a year, newest first; *begun* where the page before has the newer ones."""

    entity: EntityRef
    anchor: str
    begun: bool
    statements: Sequence[StatementLine]


class StatementsOfYear(NamedTuple):
    """One of the pages of a year's statements, by speaker."""

    year: int
    total: int
    groups: tuple[StatementGroup, ...]
    pages: Sequence[PageLink]
    number: int
    earlier: YearLink | None
    later: YearLink | None


NEWEST = 5
"""How many statements the page of all shows, each of another release."""


class _Row(NamedTuple):
    """A statement of a year: who says it, and where."""

    entity: EntityRef
    page: PageName
    said: Spoken


Years = Mapping[int, Sequence[_Row]]
"""The statements of each year, newest year first, by the name of the speaker and then newest first."""


def statements_view(years: Years, lines: Lines) -> StatementsView:
    """All who say something, with the years in which they do."""
    begins: dict[EntityKey, dict[int, int]] = defaultdict(dict)  # the place of the first statement in its year
    counts: dict[EntityKey, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    refs: dict[EntityKey, EntityRef] = {}
    for year, rows in years.items():
        for place, row in enumerate(rows):
            key = row.entity.kind, row.entity.id
            refs[key] = row.entity
            begins[key].setdefault(year, place)
            counts[key][year] += 1
    size = lines.settings.per_page
    speakers = tuple(
        Speaker(
            ref,
            sort_key(Counted(ref, 0), lines)[:1].upper(),
            _anchor(ref),
            sum(counts[key].values()),
            tuple(
                SpeakerYear(year, counts[key][year], part_page(statements_page(year), place // size + 1))
                for year, place in begins[key].items()
            ),
        )
        for key, ref in sorted(refs.items(), key=lambda item: (sort_key(Counted(item[1], 0), lines), item[0]))
    )
    bars = tuple(SpeakerYear(year, len(rows), statements_page(year)) for year, rows in years.items())
    rows = sorted(chain.from_iterable(years.values()), key=lambda row: lines.index.entries[row.page].release.date)
    of_releases = [*{row.page: row for row in rows}.values()]
    newest = tuple(
        statement_line(row.page, row.said, lines)._replace(speaker=row.entity)
        for row in of_releases[: -NEWEST - 1 : -1]
    )
    example = opening(rows[-1].said.parts[0], 0) if rows else ""
    return StatementsView(len(rows), newest, example, bars, speakers)


def year_of_statements_views(years: Years, lines: Lines) -> Iterator[tuple[PageName, StatementsOfYear]]:
    """The pages of each year's statements: ``statements/2011``, then ``statements/2011/page-2`` …"""
    size = lines.settings.per_page
    links = [YearLink(year, statements_page(year)) for year in years]
    earlier, later = dict(pairwise(links)), {old: new for new, old in pairwise(links)}
    for link in links:
        rows = years[link.year]
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        names = [part_page(link.page, number) for number in range(1, len(parts) + 1)]
        before = None
        for number, part in enumerate(parts, 1):
            pages = page_links(names, number - 1) if len(names) > 1 else ()
            groups = tuple(_groups(part, before, lines))
            yield (
                names[number - 1],
                StatementsOfYear(link.year, len(rows), groups, pages, number, earlier.get(link), later.get(link)),
            )
            before = part[-1].entity


def _groups(rows: Sequence[_Row], before: EntityRef | None, lines: Lines) -> Iterator[StatementGroup]:
    for entity, found in groupby(rows, key=lambda row: row.entity):
        shown = statements_in_short(((row.page, row.said) for row in found), lines)
        yield StatementGroup(entity, _anchor(entity), entity == before, shown)


def _anchor(entity: EntityRef) -> str:
    return f"{entity.kind}-{entity.id}"


def statements_by_year(lines: Lines) -> Years:
    """All statements, in the order in which pages have them."""
    found: dict[int, list[_Row]] = defaultdict(list)
    speakers = [(ref, said) for key, said in lines.index.statements.items() if (ref := lines.entity(key))]
    speakers.sort(key=lambda item: (sort_key(Counted(item[0], 0), lines), item[0].kind, item[0].id))
    for ref, said in speakers:
        for page, one in said:
            found[lines.index.entries[page].release.date.year].append(_Row(ref, page, one))
    return dict(sorted(found.items(), reverse=True))
