"""Views of the list pages: front, years, types, statements, entities, corrections, editions, feeds, data, search."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from sphinx_newsroom.archive.index import Edition, Spoken, texts_now
from sphinx_newsroom.config import Settings
from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import (
    DATA_PACKAGE,
    DATABASE,
    DATASETTE,
    RSS,
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
from sphinx_newsroom.model.records import Official, begin_of_day, day_in
from sphinx_newsroom.model.wording import latest_office
from sphinx_newsroom.outputs.alert_matching import alerts_view
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE, plain
from sphinx_newsroom.outputs.feeds.selection import GROUPS, of_corrections, places, type_places
from sphinx_newsroom.outputs.output import Output, ready
from sphinx_newsroom.outputs.pages.entity import from_the_oldest, groups_by_year, page_links, picture
from sphinx_newsroom.outputs.pages.release import correction_notes, image_view, withdrawal_note
from sphinx_newsroom.outputs.pages.views import (
    ChangeView,
    Counted,
    EntityRef,
    Lines,
    TypeLink,
    View,
    YearBar,
    YearLink,
    opening,
    statement_line,
    statements_in_short,
)
from sphinx_newsroom.outputs.search.index_files import first_files
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, ANY_YEAR, DESCRIPTIONS, FILES, TABLES
from sphinx_newsroom.text.naming import family_name_of

# Editions: the archive at a date or tag, with the text that each release had in the ledger at that time.


def editions_view(lines: Lines) -> View:
    """Return all editions, newest first: name, page, date in both forms, number of releases."""
    views, rows = dict(edition_views(lines)), []
    for edition in lines.versions.editions:
        day = day_in(lines.settings.zone, edition.at)
        view = views[edition.name]
        rows.append((edition.name, edition_page(edition.name), day.isoformat(), view["at_text"], view["total"]))
    return {"editions": rows}


def edition_views(lines: Lines) -> Iterator[tuple[str, View]]:
    """Yield every edition by name."""
    places = texts_now(lines.versions.records)
    for edition in lines.versions.editions:
        yield edition.name, _view(edition, places, lines)


def _view(edition: Edition, places: Mapping[str, tuple[PageName, PageName]], lines: Lines) -> View:
    # Texts that the archive no longer has are left out, and translations are shown with their original.
    found = [
        _line(record, places[record.current.digest][1], lines)
        for record in edition.records.values()
        if record.current.digest in places and lines.index.original(places[record.current.digest][0]) is None
    ]
    found.sort(key=lambda line: (line["date"], line["page"]), reverse=True)
    years = groupby(found, key=lambda line: int(line["date"][:4]))
    return {
        "name": edition.name,
        "at": edition.at.isoformat(),
        "at_text": lines.interface.date(day_in(lines.settings.zone, edition.at)),
        "total": len(found),
        "years": [(year, list(group)) for year, group in years],
    }


def _line(record: Record, page: PageName, lines: Lines) -> View:
    event = record.current
    organizations = lines.index.registry.organizations
    issuers = [organizations[id_] for id_, _ in event.issuers if id_ in organizations]
    # The status at that time, from the ledger up to the edition: later corrections don't count.
    status = "withdrawn" if record.withdrawn else "corrected" if record.superseded else ""
    now = lines.versions.texts.get(page) or lines.index.entries.get(page)
    return {
        "page": page,
        "title": now.release.title if now and now.release.withdrawn else event.title,
        "date": event.date,
        "date_text": lines.interface.date(dt.date.fromisoformat(event.date)),
        "language": event.language,
        "issuer": lines.interface.names([issuer.acronym or issuer.name for issuer in issuers]),
        "status": status,
    }


# The page that describes the data files and how to load them, from the declaration of files and fields.


def data_view(lines: Lines) -> View:
    """Return the data files of an archive; their number is independent of the number of releases."""
    settings = lines.settings
    return {
        "files": [
            (path, DESCRIPTIONS[path], fields)
            for path, fields in FILES.items()
            if path != ANY_RELEASE or "json" in settings.beside
        ],
        "years": {ANY_YEAR: [(year, rows_of_year(year)) for year in lines.index.years]},
        "recorded": lines.versions.log is not None,
        "database": DATABASE,
        "tables": [
            (table, schema_file(name), parquet_file(name) if settings.parquet else "") for name, table in TABLES.items()
        ],
        "described": (DATA_PACKAGE, DATASETTE),
        "license": settings.license,
    }


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


def front_view(lines: Lines) -> View:
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
    return {
        "description": lines.settings.description,
        "total": len(index.listed),
        "latest": lines.releases(index.listed[:LATEST]),
        "years": lines.years,
        "named_year": year,
        "organizations": lines.counted((item for item in ranked if item[0][0] == "organization"), MOST_NAMED),
        "officials": lines.counted((item for item in ranked if item[0][0] == "official"), MOST_NAMED),
        "image": image if digest else None,
        "publisher": publisher,
        "logo": picture(record, placed) if record else None,
        "files": (digest, placed.sha256 if placed else ""),
        "recorded": lines.versions.log is not None,
    }


def entities_view(kind: str, lines: Lines) -> View:
    """Return all entities of a kind by first letter, each with the number of releases that name it."""
    records = lines.index.registry.of_kind(kind)
    counted = lines.counted(((kind, id_), len(lines.index.naming.get((kind, id_), ()))) for id_ in records)
    ordered = sorted(counted, key=lambda item: (sort_key(item, lines), item.entity.id))
    rows = [_listed(item, lines) for item in ordered] if kind == "official" else ordered
    groups = groupby(rows, key=lambda item: sort_key(item, lines)[:1].upper())
    return {
        "kind": kind,
        "title": lines.interface.say(TITLES[kind]),
        "total": len(ordered),
        "groups": [{"label": letter, "entities": tuple(found)} for letter, found in groups],
    }


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


def corrections_view(lines: Lines) -> View:
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
    return {"changes": sorted(changes, key=lambda change: change.note.date, reverse=True)}


def corrections_feed(
    changes: Sequence[ChangeView], ids: Mapping[PageName, str], settings: Settings
) -> Iterator[Output]:
    """Yield ``corrections/rss.xml``; *changes* are all, newest first, *ids* are the feed ids of releases by page.

    Its items aren't releases, so it is RSS only.
    """
    counted: Counter[str] = Counter()
    found: list[tuple[ChangeView, str]] = []
    # All are numbered, so that guids don't depend on the size of the feed, and a second change on a day doesn't rename
    # the first.
    for change in reversed(changes):
        guid = f"{ids[change.release.page]}/{change.kind}/{change.note.date}"
        counted[guid] += 1
        found.append((change, f"{guid}#{counted[guid]}" if counted[guid] > 1 else guid))
    feed, base, entry = of_corrections(settings), clean(settings.baseurl) or NOWHERE, xml.template("rss.xml").correction
    items = []
    for change, guid in found[: -settings.feed_items - 1 : -1]:
        label = translatable("Withdrawn: {title}") if change.kind == "withdrawn" else translatable("Corrected: {title}")
        title = plain(settings.interface.say(label, title=change.release.title))
        page = change.note.before or change.release.page  # the page of the superseded text shows the change
        link = f"{xml.address(base, page)}.html"
        items.append(entry(title, link, plain(change.note.text), guid, _day_of(change, settings)))
    newest = _day_of(changes[0], settings) if changes else None
    made = xml.rss_document(feed, base + feed.page, newest, newest, items, settings)
    yield ready("feeds/corrections", {feed.folder + RSS: made})


def _day_of(change: ChangeView, settings: Settings) -> dt.datetime:
    return begin_of_day(dt.date.fromisoformat(change.note.date), settings.zone)


def subscribe_view(lines: Lines, alerts: Sequence[Alert] = ()) -> View:
    """Return all feeds by kind, and the *alerts* on offer."""
    interface = lines.interface
    meaning = interface.plural(
        "The newest release with its full text, and corrections and withdrawals of older ones.",
        "The {number} newest releases with their full text, and corrections and withdrawals of older ones.",
        lines.settings.feed_items,
    )
    place = of_corrections(lines.settings)
    groups = []
    # The archive's own feed is above the groups.
    for kind, found in groupby(places(lines.index, lines.settings), key=lambda place: place.kind):
        if kind != "archive":
            feeds = [{"name": one.name, "folder": one.folder} for one in found]
            feeds.sort(key=lambda feed: plain_key(feed["name"]))
            folded = len(feeds) > FOLDED
            groups.append({"title": interface.say(GROUPS[kind]), "anchor": kind, "feeds": feeds, "folded": folded})
    return {
        "archive": {"name": interface.say("All releases"), "folder": "", "meaning": meaning},
        "corrections": {
            "name": place.name,
            "folder": place.folder,
            "meaning": interface.say(
                "All corrections and withdrawals, with the reasons, including those of older releases."
            ),
        },
        "groups": groups,
        "alerts": alerts_view(alerts, lines.settings),
    }


def search_view(lines: Lines) -> View:
    """Return the search page without scripts: ways to browse."""
    naming = lines.index.naming
    counts = [(key, len(found)) for key, found in naming.items() if key[0] == "organization"]
    # By id if counts are equal, so that the order doesn't depend on the order of files.
    counts.sort(key=lambda item: (-item[1], item[0]))
    return {
        "total": len(lines.index.listed),
        "years": lines.years,
        "organizations": lines.counted(counts, 3 * MOST_NAMED),
        "files": first_files(lines.index),
    }


# The pages of years and months.


# The pages of release types (speeches, statements), newest first, paginated like an entity's.


def type_views(lines: Lines) -> Iterator[tuple[PageName, View]]:
    """Yield the pages of each type in use: the newest releases in ``types/speech``, others in numbered pages."""
    for page, place in type_places(lines.index, lines.settings):
        for part in from_the_oldest(page, place.docnames, lines.settings.per_page):
            view = {
                "label": place.name,
                "page": page,
                "total": len(place.docnames) if part.number == 1 else 0,
                "groups": groups_by_year(part.docnames, lines),
                "pages": part.links,
                "number": part.number,
            }
            yield part.name, view


FIRST_OF_MONTH = 5
"""The number of releases per month on the page of a long year."""


def years_view(lines: Lines) -> View:
    """Return all years with their counts, and the types."""
    found = type_places(lines.index, lines.settings)
    types = tuple(TypeLink(place.name, page, len(place.docnames)) for page, place in found)
    return {"years": lines.years, "total": len(lines.index.listed), "types": types}


def year_views(lines: Lines) -> Iterator[tuple[int, View]]:
    """Yield each year by month, newest first, with links to the neighbouring years."""
    with_pages = lines.index.months
    # Neighbouring years are linked without counts, so that a new release doesn't change their pages.
    bars, months = lines.years, lines.index.by_month.items()
    for place, bar in enumerate(bars):
        view = {
            "year": bar.year,
            "total": len(lines.index.years[bar.year]),
            "months": [
                _month(year, month, docnames, lines, (year, month) in with_pages)
                for (year, month), docnames in months
                if year == bar.year
            ],
            "earlier": _year_link(bars[place + 1]) if place + 1 < len(bars) else None,
            "later": _year_link(bars[place - 1]) if place else None,
        }
        yield bar.year, view


def month_views(lines: Lines) -> Iterator[tuple[PageName, View]]:
    """Yield the months of long years, with links to the previous and next months that have pages."""
    found = lines.index.months
    newest_first = sorted(found, reverse=True)
    earlier, later = dict(pairwise(newest_first)), dict(pairwise(reversed(newest_first)))
    for key in newest_first:
        view = {
            "label": _label(*key, lines),
            "releases": lines.releases(found[key]),
            "year": next(_year_link(bar) for bar in lines.years if bar.year == key[0]),
            "earlier": _month_link(earlier.get(key), lines),
            "later": _month_link(later.get(key), lines),
        }
        yield month_page(*key), view


def _month(year: int, month: int, docnames: tuple[PageName, ...], lines: Lines, has_page: bool) -> View:
    """Return a month of a year; only the newest releases are shown if a *page* lists all."""
    return {
        "label": _label(year, month, lines),
        "anchor": f"m{month:02}",
        "releases": lines.releases(docnames[:FIRST_OF_MONTH] if has_page else docnames),
        "short": _capital(lines.interface.month_alone(dt.date(year, month, 1))),
        "total": len(docnames),
        "page": month_page(year, month) if has_page else None,
    }


def _month_link(key: tuple[int, int] | None, lines: Lines) -> View | None:
    return {"label": _label(*key, lines), "page": month_page(*key)} if key else None


def _label(year: int, month: int, lines: Lines) -> str:
    return _capital(lines.interface.month(dt.date(year, month, 1)))


def _capital(words: str) -> str:
    """Capitalize a heading: many languages write months in lower case."""
    return words[:1].upper() + words[1:]


def _year_link(bar: YearBar) -> YearLink:
    return YearLink(bar.year, bar.page)


# The pages of all statements.


NEWEST = 5
"""The number of statements on the overview, each from another release."""


class _Said(NamedTuple):
    """A statement of a year: its speaker and its release."""

    entity: EntityRef
    page: PageName
    said: Spoken


Years = Mapping[int, Sequence[_Said]]
"""The statements of each year, newest year first, by speaker's name and then newest first."""


def statements_view(years: Years, lines: Lines) -> View:
    """Return the newest statements, all speakers by name, and the years, newest first, each with its count.

    *example* is the first sentence of the newest statement, for the page of the quote check.
    """
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
    speakers = [
        {
            "entity": ref,
            "letter": sort_key(Counted(ref, 0), lines)[:1].upper(),
            "anchor": _anchor(ref),
            "count": sum(counts[key].values()),
            "years": [
                {
                    "year": year,
                    "count": counts[key][year],
                    "page": part_page(statements_page(year), place // size + 1),
                }
                for year, place in begins[key].items()
            ],
        }
        for key, ref in sorted(refs.items(), key=lambda item: (sort_key(Counted(item[1], 0), lines), item[0]))
    ]
    bars = [{"year": year, "count": len(rows), "page": statements_page(year)} for year, rows in years.items()]
    rows = sorted(chain.from_iterable(years.values()), key=lambda row: lines.index.entries[row.page].release.date)
    of_releases = [*{row.page: row for row in rows}.values()]
    newest = tuple(
        statement_line(row.page, row.said, lines)._replace(speaker=row.entity)
        for row in of_releases[: -NEWEST - 1 : -1]
    )
    example = opening(rows[-1].said.parts[0], 0) if rows else ""
    return {"total": len(rows), "newest": newest, "example": example, "years": bars, "speakers": speakers}


def year_of_statements_views(years: Years, lines: Lines) -> Iterator[tuple[PageName, View]]:
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
            view = {
                "year": link.year,
                "total": len(rows),
                "groups": list(_groups(part, before, lines)),
                "pages": pages,
                "number": number,
                "earlier": earlier.get(link),
                "later": later.get(link),
            }
            yield names[number - 1], view
            before = part[-1].entity


def _groups(rows: Sequence[_Said], before: EntityRef | None, lines: Lines) -> Iterator[View]:
    """Yield each speaker's statements; *begun* says whether the first continues from the previous page."""
    for entity, found in groupby(rows, key=lambda row: row.entity):
        statements = statements_in_short(((row.page, row.said) for row in found), lines)
        yield {"entity": entity, "anchor": _anchor(entity), "begun": entity == before, "statements": statements}


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
