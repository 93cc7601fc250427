"""The pages of all statements: who says something, and what was said in each year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from sphinx_newsroom.archive.entries import Spoken
from sphinx_newsroom.model.addresses import EntityKey, PageName, part_page, statements_page
from sphinx_newsroom.outputs.pages.entity import page_links
from sphinx_newsroom.outputs.pages.lines import Lines, opening, statement_line, statements_in_short
from sphinx_newsroom.outputs.pages.listing import sort_key
from sphinx_newsroom.outputs.pages.views import Counted, EntityRef, PageLink, StatementLine, YearLink

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
