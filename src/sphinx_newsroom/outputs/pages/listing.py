"""Views of the list pages: front, years, types, statements, entities, corrections, editions, feeds, data, search."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from sphinx_newsroom.archive.index import Edition, Spoken, texts_now
from sphinx_newsroom.config import License
from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import (
    DATA_PACKAGE,
    DATABASE,
    DATASETTE,
    EntityKey,
    PageName,
    edition_page,
    month_page,
    parquet_file,
    part_page,
    rows_of_year,
    schema_file,
    statements_page,
)
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.records import Official, day_in
from sphinx_newsroom.model.wording import latest_office
from sphinx_newsroom.outputs.alert_matching import alerts_view
from sphinx_newsroom.outputs.feeds import rss
from sphinx_newsroom.outputs.feeds.selection import GROUPS, of_corrections, places, type_places
from sphinx_newsroom.outputs.pages.entity import from_the_oldest, groups_by_year, page_links, picture
from sphinx_newsroom.outputs.pages.release import correction_notes, image_view, withdrawal_note
from sphinx_newsroom.outputs.pages.views import (
    ChangeView,
    CorrectionsView,
    Counted,
    EditionLine,
    EditionsView,
    EditionView,
    EntitiesView,
    EntityGroup,
    EntityRef,
    FeedGroup,
    FeedView,
    FrontView,
    Lines,
    PageLink,
    ReleaseLine,
    SearchView,
    StatementLine,
    SubscribeView,
    TypeLink,
    TypeView,
    YearBar,
    YearLink,
    opening,
    statement_line,
    statements_in_short,
)
from sphinx_newsroom.outputs.search.index_files import first_files
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, ANY_YEAR, DESCRIPTIONS, FILES, TABLES, Field
from sphinx_newsroom.text.naming import family_name_of

# Editions: the archive at a date or tag, with the text that each release had in the ledger at that time.


def editions_view(lines: Lines) -> EditionsView:
    """Return all editions, newest first."""
    views = dict(edition_views(lines))
    return EditionsView(
        tuple(
            (
                edition.name,
                edition_page(edition.name),
                day_in(lines.settings.zone, edition.at).isoformat(),
                lines.interface.date(day_in(lines.settings.zone, edition.at)),
                views[edition.name].total,
            )
            for edition in lines.versions.editions
        )
    )


def edition_views(lines: Lines) -> Iterator[tuple[str, EditionView]]:
    """Yield every edition by name."""
    places = texts_now(lines.versions.records)
    for edition in lines.versions.editions:
        yield edition.name, _view(edition, places, lines)


def _view(edition: Edition, places: Mapping[str, tuple[PageName, PageName]], lines: Lines) -> EditionView:
    # Texts that the archive no longer has are left out, and translations are shown with their original.
    found = [
        _line(record, places[record.current.digest][1], lines)
        for record in edition.records.values()
        if record.current.digest in places and lines.index.original(places[record.current.digest][0]) is None
    ]
    found.sort(key=lambda line: (line.date, line.page), reverse=True)
    years = groupby(found, key=lambda line: int(line.date[:4]))
    return EditionView(
        edition.name,
        edition.at.isoformat(),
        lines.interface.date(day_in(lines.settings.zone, edition.at)),
        len(found),
        tuple((year, tuple(group)) for year, group in years),
    )


def _line(record: Record, page: PageName, lines: Lines) -> EditionLine:
    event = record.current
    organizations = lines.index.registry.organizations
    issuers = [organizations[id_] for id_, _ in event.issuers if id_ in organizations]
    # The status at that time, from the ledger up to the edition: later corrections don't count.
    status = "withdrawn" if record.withdrawn else "corrected" if record.superseded else ""
    now = lines.versions.texts.get(page) or lines.index.entries.get(page)
    return EditionLine(
        page,
        now.release.title if now and now.release.withdrawn else event.title,
        event.date,
        lines.interface.date(dt.date.fromisoformat(event.date)),
        event.language,
        lines.interface.names([issuer.acronym or issuer.name for issuer in issuers]),
        status,
    )


# The page that describes the data files and how to load them, from the declaration of files and fields.


class FieldView(NamedTuple):
    """A field and its meaning, as alternating words and code."""

    name: str
    meaning: tuple[str, ...]


class DataFileView(NamedTuple):
    """A data file; *address* is empty if it represents several files, and *parts* are those worth linking.

    Each part has its name and its address relative to the site's root.
    """

    path: str
    address: str
    what: str
    fields: tuple[FieldView, ...]
    parts: tuple[tuple[str, str], ...] = ()


class TableView(NamedTuple):
    """A table of the database: its description, fields, JSON Schema, and Parquet file if it has one."""

    name: str
    what: str
    fields: tuple[FieldView, ...]
    schema: str
    parquet: str = ""


class DataView(NamedTuple):
    """All data files; *recorded* says whether there is a ledger, and so a record and a list of changes.

    *database* is the address of the file with the *tables*, *described* that of its machine-readable description.
    """

    files: tuple[DataFileView, ...]
    recorded: bool
    database: str
    tables: tuple[TableView, ...]
    described: tuple[str, str]
    license: License | None


def data_view(lines: Lines) -> DataView:
    """Return the data files of an archive; its size is independent of the number of releases."""
    years = tuple((str(year), rows_of_year(year)) for year in lines.index.years)
    files = tuple(
        DataFileView(
            path,
            "" if "<" in path else path,
            DESCRIPTIONS[path],
            _fields(fields),
            years if path == ANY_YEAR else (),
        )
        for path, fields in FILES.items()
        if path != ANY_RELEASE or "json" in lines.settings.beside
    )
    parquet = lines.settings.parquet
    tables = tuple(
        TableView(
            name, table.description, _fields(table.fields), schema_file(name), parquet_file(name) if parquet else ""
        )
        for name, table in TABLES.items()
    )
    recorded = lines.versions.log is not None
    return DataView(files, recorded, DATABASE, tables, (DATA_PACKAGE, DATASETTE), lines.settings.license)


def _fields(fields: Iterable[Field]) -> tuple[FieldView, ...]:
    return tuple(FieldView(field.name, tuple(field.meaning.split("`"))) for field in fields)


LATEST = 10
"""The number of releases on the front page."""

MOST_NAMED = 8
"""The number of organizations and of officials on the front page, so that they are as high as its list of releases."""

FOLDED = 12
"""The number of feeds of a kind that the page shows unfolded."""

TITLES = {
    "organization": translatable("Organizations"),
    "official": translatable("Officials"),
    "topic": translatable("Topics"),
}

_LETTER = re.compile(r"[^\W_]")
_WHOLE = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"})
"""Letters that Unicode doesn't decompose into a base letter and a mark; readers look for Łódź under L."""


def front_view(lines: Lines) -> FrontView:
    """Return the newest releases, the years, and the entities named most often in the newest year."""
    index = lines.index
    year = next(iter(index.years), None)
    # Only in the newest year: over all years the result would hardly ever change.
    named = map(index.named, index.years.get(year, ()) if year else ())
    counts: Counter[EntityKey] = Counter(chain.from_iterable(named))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    first = index.listed[0] if index.listed else None
    image = image_view(index.entries[first].release) if first else None
    files = lines.versions.placements.pages.get(first, {}).values() if first else ()
    digest = next((file.sha256 for file in files if image and file.address == image.src), "")
    issuer = ("organization", lines.settings.issuer or "")
    publisher, record = lines.entity(issuer), lines.record(issuer)
    placed = lines.versions.placements.records.get(publisher.page) if publisher else None
    return FrontView(
        description=lines.settings.description,
        total=len(index.listed),
        latest=lines.releases(index.listed[:LATEST]),
        years=lines.years,
        named_year=year,
        organizations=lines.counted((item for item in ranked if item[0][0] == "organization"), MOST_NAMED),
        officials=lines.counted((item for item in ranked if item[0][0] == "official"), MOST_NAMED),
        image=image if digest else None,
        publisher=publisher,
        logo=picture(record, placed) if record else None,
        image_digest=f"{digest}{placed.sha256 if placed else ''}",
        recorded=lines.versions.log is not None,
    )


def entities_view(kind: str, lines: Lines) -> EntitiesView:
    """Return all entities of a kind by first letter, each with the number of releases that name it."""
    records = lines.index.registry.of_kind(kind)
    counted = lines.counted(((kind, id_), len(lines.index.naming.get((kind, id_), ()))) for id_ in records)
    ordered = sorted(counted, key=lambda item: (sort_key(item, lines), item.entity.id))
    rows = [_listed(item, lines) for item in ordered] if kind == "official" else ordered
    groups = groupby(rows, key=lambda item: sort_key(item, lines)[:1].upper())
    return EntitiesView(
        kind,
        lines.interface.say(TITLES[kind]),
        len(ordered),
        tuple(EntityGroup(letter, tuple(found)) for letter, found in groups),
    )


def _listed(item: Counted, lines: Lines) -> Counted:
    """Return an official as listed: by family name, with an office that changes only with a new release."""
    record = lines.index.registry.officials[item.entity.id]
    office = latest_office(record, lines.day, lines.index.registry, lines.interface)
    name = by_family_name(record, lines.interface)
    return replace(item, entity=item.entity._replace(name=name, short=name, note=office))


def by_family_name(record: Official, interface: Interface) -> str:
    """Return the name as ``Fedotov, Yury``; a name that begins with the family name is unchanged."""
    given, family, after = record.name.rpartition(family_name_of(record) or record.name)
    # If the record's family name is spelled differently in the name, the order is unchanged.
    if not given.endswith(" ") or not family:
        return record.name
    return interface.with_commas((family, f"{given.strip()}{after}"))


def sort_key(item: Counted, lines: Lines) -> str:
    """Return the sort key of an entity: family name first, without accents and a leading "The"."""
    record = lines.record((item.entity.kind, item.entity.id))
    if isinstance(record, Official):
        return plain_key(f"{family_name_of(record) or record.name}, {record.name}")
    return plain_key(item.entity.name.removeprefix("The "))


def plain_key(name: str) -> str:
    """Return a name for sorting: without accents and capitals, starting at its first letter or digit.

    >>> plain_key("Łódź"), plain_key("(Colombo Plan) Programme")
    ('lodz', 'colombo plan) programme')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    begins = _LETTER.search(plain)
    return plain[begins.start() :].translate(_WHOLE) if begins else plain


def corrections_view(lines: Lines) -> CorrectionsView:
    """Return every correction and withdrawal, newest first."""
    changes = []
    for docname in lines.index.newest:
        release = lines.index.entries[docname].release
        if release.withdrawn is None and not release.corrections:
            continue
        line = lines.release(docname)
        # Before the corrections: the sort is stable, and a withdrawal is the last change of its day.
        withdrawn = withdrawal_note(release, lines)
        if withdrawn:
            changes.append(ChangeView(line, withdrawn, "withdrawn"))
        changes += [ChangeView(line, note, "corrected") for note in reversed(correction_notes(release, lines))]
    return CorrectionsView(tuple(sorted(changes, key=lambda change: change.note.date, reverse=True)))


def changes_for_feed(view: CorrectionsView) -> tuple[rss.RecordedChange, ...]:
    """Return the entries of the corrections feed, from the view of their page."""
    return tuple(
        rss.RecordedChange(line.page, line.title, change.kind, change.note.date, change.note.text, change.note.before)
        for change in view.changes
        for line in (change.release,)
    )


def subscribe_view(lines: Lines, alerts: Sequence[Alert] = ()) -> SubscribeView:
    """Return all feeds by kind, and the *alerts* on offer."""
    interface = lines.interface
    archive = FeedView(
        interface.say("All releases"),
        "",
        interface.plural(
            "The newest release with its full text, and corrections and withdrawals of older ones.",
            "The {number} newest releases with their full text, and corrections and withdrawals of older ones.",
            lines.settings.feed_items,
        ),
    )
    place = of_corrections(lines.settings)
    meaning = interface.say("All corrections and withdrawals, with the reasons, including those of older releases.")
    changes = FeedView(place.name, place.folder, meaning)
    groups = []
    # The archive's own feed is above the groups.
    for kind, found in groupby(places(lines.index, lines.settings), key=lambda place: place.kind):
        if kind != "archive":
            feeds = [FeedView(place.name, place.folder) for place in found]
            feeds.sort(key=lambda feed: plain_key(feed.name))
            groups.append(FeedGroup(interface.say(GROUPS[kind]), kind, tuple(feeds), len(feeds) > FOLDED))
    return SubscribeView(archive, changes, tuple(groups), alerts_view(alerts, lines.settings))


def search_view(lines: Lines) -> SearchView:
    """Return the search page without scripts: ways to browse."""
    naming = lines.index.naming
    counts = [(key, len(found)) for key, found in naming.items() if key[0] == "organization"]
    # By id if counts are equal, so that the order doesn't depend on the order of files.
    counts.sort(key=lambda item: (-item[1], item[0]))
    return SearchView(
        len(lines.index.listed), lines.years, lines.counted(counts, 3 * MOST_NAMED), first_files(lines.index)
    )


# The pages of years and months.


class YearsView(NamedTuple):
    """All years with their counts, and the types."""

    years: tuple[YearBar, ...]
    total: int
    types: tuple[TypeLink, ...] = ()


class Month(NamedTuple):
    """A month on the page of its year: *total* releases, of which the newest are shown if a *page* lists all."""

    label: str
    anchor: str
    releases: Sequence[ReleaseLine]
    short: str
    """The label without the year: ``June`` for ``June 2011``."""
    total: int
    page: PageName | None = None


class YearView(NamedTuple):
    """A year by month."""

    year: int
    total: int
    months: tuple[Month, ...]
    earlier: YearLink | None
    later: YearLink | None


class MonthLink(NamedTuple):
    """The previous or next month."""

    label: str
    page: PageName


class MonthView(NamedTuple):
    """All releases of a month in a long year, newest first."""

    label: str
    releases: Sequence[ReleaseLine]
    year: YearLink
    earlier: MonthLink | None
    later: MonthLink | None


# The pages of release types (speeches, statements), newest first, paginated like an entity's.


def type_views(lines: Lines) -> Iterator[tuple[PageName, TypeView]]:
    """Yield the pages of each type in use: the newest releases in ``types/speech``, others in numbered pages."""
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
    """Return the types in use, in the order of the settings, with their pages."""
    return tuple(
        TypeLink(place.name, page, len(place.docnames)) for page, place in type_places(lines.index, lines.settings)
    )


FIRST_OF_MONTH = 5
"""The number of releases per month on the page of a long year."""


def years_view(lines: Lines) -> YearsView:
    """Return all years with their counts."""
    return YearsView(lines.years, len(lines.index.listed), type_links(lines))


def year_views(lines: Lines) -> Iterator[tuple[int, YearView]]:
    """Yield each year by month, newest first, with links to the neighbouring years."""
    with_pages = lines.index.months
    # Neighbouring years are linked without counts, so that a new release doesn't change their pages.
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
    """Yield the months of long years, with links to the previous and next months that have pages."""
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
    """Capitalize a heading: many languages write months in lower case."""
    return words[:1].upper() + words[1:]


def _year_link(bar: YearBar) -> YearLink:
    return YearLink(bar.year, bar.page)


# The pages of all statements.


@dataclass(frozen=True, slots=True)
class SpeakerYear:
    """The statements of a speaker in a year, and the address of the first."""

    year: int
    count: int
    page: PageName


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker, listed under *letter*; *anchor* is the place on the pages of statements."""

    entity: EntityRef
    letter: str
    anchor: str
    count: int
    years: tuple[SpeakerYear, ...]


class StatementsView(NamedTuple):
    """The newest statements, all speakers by name, and the years, newest first, each with its count.

    *example* is the first sentence of the newest statement, for the page of the quote check.
    """

    total: int
    newest: tuple[StatementLine, ...]
    example: str
    years: tuple[SpeakerYear, ...]
    speakers: tuple[Speaker, ...]


class StatementGroup(NamedTuple):
    """A speaker's statements in a year, newest first; *begun* if the group continues from the previous page."""

    entity: EntityRef
    anchor: str
    begun: bool
    statements: Sequence[StatementLine]


class StatementsOfYear(NamedTuple):
    """A page of a year's statements, by speaker."""

    year: int
    total: int
    groups: tuple[StatementGroup, ...]
    pages: Sequence[PageLink]
    number: int
    earlier: YearLink | None
    later: YearLink | None


NEWEST = 5
"""The number of statements on the overview, each from another release."""


class _Said(NamedTuple):
    """A statement of a year: its speaker and its release."""

    entity: EntityRef
    page: PageName
    said: Spoken


Years = Mapping[int, Sequence[_Said]]
"""The statements of each year, newest year first, by speaker's name and then newest first."""


def statements_view(years: Years, lines: Lines) -> StatementsView:
    """Return all speakers, with the years of their statements."""
    begins: dict[EntityKey, dict[int, int]] = defaultdict(dict)  # the index of the first statement in its year
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
    """Yield the pages of each year's statements: ``statements/2011``, then ``statements/2011/page-2`` …"""
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


def _groups(rows: Sequence[_Said], before: EntityRef | None, lines: Lines) -> Iterator[StatementGroup]:
    for entity, found in groupby(rows, key=lambda row: row.entity):
        statements = statements_in_short(((row.page, row.said) for row in found), lines)
        yield StatementGroup(entity, _anchor(entity), entity == before, statements)


def _anchor(entity: EntityRef) -> str:
    return f"{entity.kind}-{entity.id}"


def statements_by_year(lines: Lines) -> Years:
    """Return all statements in the order of the pages."""
    found: dict[int, list[_Said]] = defaultdict(list)
    speakers = [(ref, statements) for key, statements in lines.index.statements.items() if (ref := lines.entity(key))]
    speakers.sort(key=lambda item: (sort_key(Counted(item[0], 0), lines), item[0].kind, item[0].id))
    for ref, statements in speakers:
        for page, one in statements:
            found[lines.index.entries[page].release.date.year].append(_Said(ref, page, one))
    return dict(sorted(found.items(), reverse=True))
