"""The pages that are lists: front, years, types, statements, entities, corrections, editions, feeds, data, search."""

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

# The archive as it stood at a date or tag: what the ledger had then, each release with the text of then.


def editions_view(lines: Lines) -> EditionsView:
    """All editions, newest first."""
    shown = dict(edition_views(lines))
    return EditionsView(
        tuple(
            (
                edition.name,
                edition_page(edition.name),
                day_in(lines.settings.zone, edition.at).isoformat(),
                lines.interface.date(day_in(lines.settings.zone, edition.at)),
                shown[edition.name].total,
            )
            for edition in lines.versions.editions
        )
    )


def edition_views(lines: Lines) -> Iterator[tuple[str, EditionView]]:
    """Every edition by its name."""
    places = texts_now(lines.versions.records)
    for edition in lines.versions.editions:
        yield edition.name, _view(edition, places, lines)


def _view(edition: Edition, places: Mapping[str, tuple[PageName, PageName]], lines: Lines) -> EditionView:
    # A text that the archive no longer has is left out, and a translation stands with its original.
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
    # As it was then, by the ledger's lines up to the edition: later corrections do not count.
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


# The page that says what data there is and how to load it, by the one declaration of files and fields.


class FieldView(NamedTuple):
    """A field and what it means, in words and code by turns."""

    name: str
    meaning: tuple[str, ...]


class DataFileView(NamedTuple):
    """A file of data; *address* is empty where it stands for many, and *parts* are those that a reader may want.

    Each part has its name and its address from the site's root.
    """

    path: str
    address: str
    what: str
    fields: tuple[FieldView, ...]
    parts: tuple[tuple[str, str], ...] = ()


class TableView(NamedTuple):
    """A table of the database: what its rows are, its fields, its JSON Schema, and its Parquet if it has one."""

    name: str
    what: str
    fields: tuple[FieldView, ...]
    schema: str
    parquet: str = ""


class DataView(NamedTuple):
    """All files of data; *recorded* says whether there is a ledger, and so a record and a list of changes.

    *database* is the address of the file that has the *tables*, *described* what describes them to programs.
    """

    files: tuple[DataFileView, ...]
    recorded: bool
    database: str
    tables: tuple[TableView, ...]
    described: tuple[str, str]
    license: License | None


def data_view(lines: Lines) -> DataView:
    """What data an archive has; nothing of it grows with the number of releases."""
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
"""How many releases the front page shows."""

MOST_NAMED = 8
"""How many organizations and how many officials the front page names: about as high as its list of releases."""

FOLDED = 12
"""How many feeds of a kind the page shows without being asked to."""

TITLES = {
    "organization": translatable("Organizations"),
    "official": translatable("Officials"),
    "topic": translatable("Topics"),
}

_LETTER = re.compile(r"[^\W_]")
_WHOLE = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"})
"""Letters that do not come apart into a plain one and a mark; who looks for Łódź looks under L."""


def front_view(lines: Lines) -> FrontView:
    """The newest releases, the years, and who is named most in the newest year."""
    index = lines.index
    year = next(iter(index.years), None)
    # Of the newest year alone: over all years the same few would stand there for ever.
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
    """All entities of a kind by first letter, each with the number of releases that name it."""
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
    """An official as the list has it: by family name, and with an office that no day changes but a release's."""
    record = lines.index.registry.officials[item.entity.id]
    office = latest_office(record, lines.day, lines.index.registry, lines.interface)
    name = by_family_name(record, lines.interface)
    return replace(item, entity=item.entity._replace(name=name, short=name, note=office))


def by_family_name(record: Official, interface: Interface) -> str:
    """``Fedotov, Yury``; a name that begins with the family name stands as it is."""
    given, family, after = record.name.rpartition(family_name_of(record) or record.name)
    # What a record has as the family name may be written otherwise in the name: then nothing is turned.
    if not given.endswith(" ") or not family:
        return record.name
    return interface.with_commas((family, f"{given.strip()}{after}"))


def sort_key(item: Counted, lines: Lines) -> str:
    """The name as it is looked up: a family name first, accents and a leading "The" left aside."""
    record = lines.record((item.entity.kind, item.entity.id))
    if isinstance(record, Official):
        return plain_key(f"{family_name_of(record) or record.name}, {record.name}")
    return plain_key(item.entity.name.removeprefix("The "))


def plain_key(name: str) -> str:
    """A name as it is sorted: without accents and capitals, and from its first letter or digit on.

    >>> plain_key("Łódź"), plain_key("(Colombo Plan) Programme")
    ('lodz', 'colombo plan) programme')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    begins = _LETTER.search(plain)
    return plain[begins.start() :].translate(_WHOLE) if begins else plain


def corrections_view(lines: Lines) -> CorrectionsView:
    """Every correction and withdrawal, newest first."""
    changes = []
    for docname in lines.index.newest:
        release = lines.index.entries[docname].release
        if release.withdrawn is None and not release.corrections:
            continue
        line = lines.release(docname)
        # Before the corrections, since of one day's changes the sort keeps the order, and a withdrawal is the last.
        withdrawn = withdrawal_note(release, lines)
        if withdrawn:
            changes.append(ChangeView(line, withdrawn, "withdrawn"))
        changes += [ChangeView(line, note, "corrected") for note in reversed(correction_notes(release, lines))]
    return CorrectionsView(tuple(sorted(changes, key=lambda change: change.note.date, reverse=True)))


def changes_for_feed(view: CorrectionsView) -> tuple[rss.RecordedChange, ...]:
    """What the feed of corrections carries, from what their page shows."""
    return tuple(
        rss.RecordedChange(line.page, line.title, change.kind, change.note.date, change.note.text, change.note.before)
        for change in view.changes
        for line in (change.release,)
    )


def subscribe_view(lines: Lines, alerts: Sequence[Alert] = ()) -> SubscribeView:
    """All feeds, by what they are of, and the *alerts* that readers are offered."""
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
    meaning = interface.say("What was corrected or withdrawn, and why, however old the release is.")
    changes = FeedView(place.name, place.folder, meaning)
    groups = []
    # The archive's own feed stands above the groups.
    for kind, found in groupby(places(lines.index, lines.settings), key=lambda place: place.kind):
        if kind != "archive":
            feeds = [FeedView(place.name, place.folder) for place in found]
            feeds.sort(key=lambda feed: plain_key(feed.name))
            groups.append(FeedGroup(interface.say(GROUPS[kind]), kind, tuple(feeds), len(feeds) > FOLDED))
    return SubscribeView(archive, changes, tuple(groups), alerts_view(alerts, lines.settings))


def search_view(lines: Lines) -> SearchView:
    """The search page as it stands without script: ways to browse."""
    naming = lines.index.naming
    counts = [(key, len(found)) for key, found in naming.items() if key[0] == "organization"]
    # By id where counts agree: no order may come from the order of files.
    counts.sort(key=lambda item: (-item[1], item[0]))
    return SearchView(
        len(lines.index.listed), lines.years, lines.counted(counts, 3 * MOST_NAMED), first_files(lines.index)
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


class _Said(NamedTuple):
    """A statement of a year: who says it, and where."""

    entity: EntityRef
    page: PageName
    said: Spoken


Years = Mapping[int, Sequence[_Said]]
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


def _groups(rows: Sequence[_Said], before: EntityRef | None, lines: Lines) -> Iterator[StatementGroup]:
    for entity, found in groupby(rows, key=lambda row: row.entity):
        shown = statements_in_short(((row.page, row.said) for row in found), lines)
        yield StatementGroup(entity, _anchor(entity), entity == before, shown)


def _anchor(entity: EntityRef) -> str:
    return f"{entity.kind}-{entity.id}"


def statements_by_year(lines: Lines) -> Years:
    """All statements, in the order in which pages have them."""
    found: dict[int, list[_Said]] = defaultdict(list)
    speakers = [(ref, said) for key, said in lines.index.statements.items() if (ref := lines.entity(key))]
    speakers.sort(key=lambda item: (sort_key(Counted(item[0], 0), lines), item[0].kind, item[0].id))
    for ref, said in speakers:
        for page, one in said:
            found[lines.index.entries[page].release.date.year].append(_Said(ref, page, one))
    return dict(sorted(found.items(), reverse=True))
