"""The pages that are lists: front, years, indexes of entities, corrections, feeds, the search page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sphinx_newsroom.dates import MONTHS
from sphinx_newsroom.index import EntityKey
from sphinx_newsroom.pages.lines import Lines
from sphinx_newsroom.pages.release import correction_notes, withdrawal_note
from sphinx_newsroom.pages.views import (
    Change,
    CorrectionsView,
    Counted,
    EntitiesView,
    EntityGroup,
    FeedView,
    FrontView,
    Group,
    SearchView,
    SubscribeView,
    YearBar,
    YearLink,
    YearsView,
    YearView,
)

LATEST = 10
MOST_NAMED = 8

TITLES = {"organization": "Organizations", "official": "Officials", "topic": "Topics"}


def front_view(lines: Lines) -> FrontView:
    """The newest releases, the years, and who is named most in the newest year."""
    index = lines.index
    year = next(iter(index.years), None)
    counts: Counter[EntityKey] = Counter()
    for docname in index.years.get(year, ()) if year else ():
        counts.update(index.named(docname))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return FrontView(
        description=lines.settings.description,
        total=len(index.listed),
        latest=lines.releases(index.listed[:LATEST]),
        years=lines.years,
        named_year=year,
        organizations=lines.counted((item for item in ranked if item[0][0] == "organization"), MOST_NAMED),
        officials=lines.counted((item for item in ranked if item[0][0] == "official"), MOST_NAMED),
    )


def years_view(lines: Lines) -> YearsView:
    """All years with their counts."""
    return YearsView(lines.years, len(lines.index.listed))


def year_views(lines: Lines) -> Iterator[tuple[int, YearView]]:
    """One year by month, newest first, with the years beside it."""
    bars = lines.years
    for place, bar in enumerate(bars):
        docnames = lines.index.years[bar.year]
        months = groupby(docnames, key=lambda docname: lines.index.entries[docname].release.date.month)
        yield bar.year, YearView(
            year=bar.year,
            total=len(docnames),
            months=tuple(
                Group(f"{MONTHS[month - 1]} {bar.year}", f"m{month:02}", lines.releases(group))
                for month, group in months
            ),
            earlier=_year_link(bars[place + 1]) if place + 1 < len(bars) else None,
            later=_year_link(bars[place - 1]) if place else None,
        )


def _year_link(bar: YearBar) -> YearLink:
    return YearLink(bar.year, bar.page)


def entities_view(kind: str, lines: Lines) -> EntitiesView:
    """All entities of a kind by first letter, each with the number of releases that name it."""
    records = lines.index.registry.of_kind(kind)
    counted = lines.counted(((kind, id_), len(lines.index.naming.get((kind, id_), ()))) for id_ in records)
    ordered = sorted(counted, key=lambda item: (_sort_key(item, lines), item.entity.id))
    groups = groupby(ordered, key=lambda item: _sort_key(item, lines)[:1].upper())
    return EntitiesView(
        kind, TITLES[kind], len(ordered), tuple(EntityGroup(letter, tuple(found)) for letter, found in groups)
    )


def _sort_key(item: Counted, lines: Lines) -> str:
    """The name as it is looked up: a family name first, accents and a leading "The" left aside."""
    record = lines.record((item.entity.kind, item.entity.id))
    family = getattr(record, "family_name", None)
    name = f"{family}, {item.entity.name}" if family else item.entity.name.removeprefix("The ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold()


def corrections_view(lines: Lines) -> CorrectionsView:
    """Every correction and withdrawal, newest first."""
    changes = []
    for docname in lines.index.newest:
        release = lines.index.entries[docname].release
        line = lines.release(docname)
        changes += [
            Change(line, note, "corrected") for note in correction_notes(release, lines)
        ]
        withdrawn = withdrawal_note(release, lines)
        if withdrawn:
            changes.append(Change(line, withdrawn, "withdrawn"))
    return CorrectionsView(tuple(sorted(changes, key=lambda change: change.note.date, reverse=True)))


def subscribe_view(lines: Lines) -> SubscribeView:
    """All feeds."""
    url = f"{lines.settings.baseurl}rss.xml" if lines.settings.baseurl else ""
    count = lines.settings.feed_items
    meaning = f"The {count} newest releases with their full text, and corrections to them."
    return SubscribeView((FeedView("All releases", "rss.xml", url, meaning),))


def search_view(lines: Lines) -> SearchView:
    """The search page as it stands without script: ways to browse."""
    naming = lines.index.naming
    counts = [(key, len(found)) for key, found in naming.items() if key[0] == "organization"]
    counts.sort(key=lambda item: (-item[1], item[0]))
    return SearchView(len(lines.index.listed), lines.years, lines.counted(counts, 3 * MOST_NAMED))
