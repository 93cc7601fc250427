"""``data/archive.sqlite``: all tables in a SQLite file, with the same bytes for the same archive.

Unchanged years are copied from the file of the last build. Then ``VACUUM INTO`` rewrites all rows in the order of
tables and keys, so that the file doesn't depend on its history: it has no free pages and no deleted data. Another
version of SQLite may write other bytes.

Source: https://www.sqlite.org/lang_vacuum.html, "VACUUM with an INTO clause"; https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.archive.index import ArchiveIndex, Entry, Versions
from sphinx_newsroom.archive.release_files import Offered, Placed
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import TEMPORARY
from sphinx_newsroom.ledger.checks import paired
from sphinx_newsroom.ledger.events import Event, Record, moment_text
from sphinx_newsroom.model.addresses import (
    DATABASE,
    PageName,
    ReleaseId,
    entity_page,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.records import AnnouncedEvent, Image, Mention, Official, Organization, Release
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs.output import compact_json
from sphinx_newsroom.outputs.tables.columns import APPLICATION, TABLES, VERSION, Field, TableSchema
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids

# The row of each release, statement and record, as declared in :mod:`~sphinx_newsroom.outputs.tables.columns`.


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in the order of all data files: those of the header, then those of the text."""
    # Topics are in the row of the release: releases are filed under topics, and don't mention them in words.
    found = [mention for mention in mentions if mention.kind != "topic"]
    return sorted(found, key=lambda m: (-1 if m.start is None else m.start, m.end or 0, m.kind, m.entity))


def _plain(value: Any) -> Any:
    """Return a record's value as JSON, with null for empty text."""
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else asdict(one) for one in value]
    return value or None


Row = dict[str, Any]
"""A row by column, with lists and objects as in JSON."""


class Year(NamedTuple):
    """The releases of a year: *rows* with their tables, each release before the rows that belong to it."""

    number: int
    rows: Callable[[], Iterator[tuple[str, Row]]]


OF_RELEASES = ("releases", "mentions", "statements", "revisions", "corrections", "release_topics")
"""The tables with rows of releases, which are written by year."""
OF_RECORDS = ("organizations", "officials", "memberships", "topics")
"""The tables with rows of records."""


@dataclass(frozen=True)
class TableRows:
    """Builds the rows of an archive's tables."""

    index: ArchiveIndex
    settings: Settings
    versions: Versions

    @cached_property
    def pages(self) -> Mapping[int, tuple[PageName, ...]]:
        """The pages of releases and translations by year, in the order of their rows."""
        found: dict[int, list[PageName]] = defaultdict(list)
        for page, entry in self.index.entries.items():
            found[entry.release.date.year].append(page)
        return {year: tuple(sorted(found[year])) for year in sorted(found)}

    def files(self, page: PageName) -> list[Placed]:
        """Return the images and attachments of a release's text, by address."""
        return sorted(self.versions.placements.pages.get(page, {}).values())

    def _address(self, path: str) -> str:
        """Return a file's address: absolute if the archive knows its own, otherwise relative to the site's root."""
        return self.settings.baseurl + quote(path)

    def release(self, page: PageName) -> Row:
        """Return the row of a release, without its text.

        The row of a withdrawn release has only the facts that its page shows, and the entities that it named.
        """
        entry = self.index.entries[page]
        found, named = entry.release, self.index.named(page)
        # Programs get the same facts of a withdrawn release as readers of its page, plus the named entities, since
        # lists count them.
        gone = found.withdrawn is not None
        attachments = self.versions.placements.attachments.get(page, ())
        return {
            "id": found.id,
            "url": self._address(url_of(page)),
            "title": found.title,
            "subtitle": None if gone else found.subtitle,
            "date": found.date.isoformat(),
            "moment": found.moment.isoformat() if found.moment else None,
            "type": found.type,
            "language": found.language,
            "issuer": found.issuer,
            "issuers": list(found.all_issuers),
            "number": found.number,
            "dateline": None if gone else found.dateline,
            "summary": None if gone else entry.summary,
            "event": None if gone or found.event is None else _event(found.event),
            "topics": list(found.topics),
            "organizations": [id_ for kind, id_ in named if kind == "organization"],
            "officials": [id_ for kind, id_ in named if kind == "official"],
            **self.relations(found),
            "contacts": [] if gone else [asdict(contact) for contact in found.contacts],
            "image": None if gone or found.image is None else self._image(found, found.image),
            "attachments": [] if gone else [self._attachment(one) for one in attachments],
            "files": [] if gone else [self._file(file) for file in self.files(page)],
            "boilerplate": None if gone else found.own_boilerplate or None,
            "corrections": [{"date": one.date.isoformat(), "note": one.note} for one in found.corrections_in_order],
            "withdrawn": self.withdrawal(found),
            "former_urls": [url for url in found.former_urls if url != url_of(page)],
        }

    def relations(self, found: Release) -> Row:
        """Return the related releases in a header that the archive has: not even an id under embargo is published."""
        return {
            "related": [id_ for id_ in found.related if self._known(id_)],
            **{key: self._known(getattr(found, key)) for key in ("replaces", "follows", "translation_of")},
        }

    def _known(self, id_: ReleaseId | None) -> ReleaseId | None:
        return id_ if self.index.page(id_) else None

    def withdrawal(self, found: Release) -> Row | None:
        """Return the date and reason of a withdrawal, or None."""
        if found.withdrawn is None:
            return None
        date, reason = found.withdrawn.date.isoformat(), found.withdrawn.reason
        return {"date": date, "reason": reason, "replaced_by": self._known(found.withdrawn.replaced_by)}

    def _image(self, release: Release, image: Image) -> Row:
        url = self._address(release.file_address(image.src))
        return {"url": url, "alt": image.alt, "caption": image.caption, "credit": image.credit}

    def _file(self, file: Placed) -> Row:
        return {"url": self._address(file.address), "sha256": file.sha256}

    def _attachment(self, one: Offered) -> Row:
        file = self._file(one.file)
        kind = {"media_type": media_type(one.file.address), "size": one.size}
        return {"url": file["url"], "title": one.title, **kind, "sha256": file["sha256"]}

    def years(self) -> Iterator[Year]:
        """Yield the rows of releases, year by year."""
        for year, pages in self.pages.items():
            yield Year(year, partial(self.of_releases, pages))

    def of_releases(self, pages: Iterable[PageName]) -> Iterator[tuple[str, Row]]:
        """Yield the rows of some releases, each with its table."""
        for page in pages:
            entry = self.index.entries[page]
            yield "releases", {**self.release(page), "text": entry.text}
            for table in _OF_A_RELEASE:
                yield from ((table, row) for row in self.of_release(entry, table))

    def of_release(self, entry: Entry, table: str) -> Iterator[Row]:
        """Yield the rows of a release in another table."""
        release = entry.release.id
        for place, found in enumerate(_OF_A_RELEASE[table](self, entry), 1):
            yield {"release": release, "place": place, **found}

    def of_records(self) -> Iterator[tuple[str, Row]]:
        """Yield the rows of all records, each with its table."""
        index, registry = self.index, self.index.registry
        for _, organization in sorted(registry.organizations.items()):
            yield "organizations", self._record("organizations", organization)
        for id_, official in sorted(registry.officials.items()):
            row = self._record("officials", official)
            yield "officials", row
            for place, term in enumerate(row["memberships"], 1):
                yield "memberships", {"official": id_, "place": place, **term}
        for id_ in sorted(
            registry.topics.keys() | {topic for entry in index.entries.values() for topic in entry.release.topics}
        ):
            topic = registry.topics.get(id_)
            yield (
                "topics",
                {
                    "id": id_,
                    "url": self._address(url_of(entity_page("topic", id_))),
                    "name": topic.name if topic else id_,
                    "releases": len(index.naming.get(("topic", id_), ())),
                },
            )

    def _record(self, table: str, found: Organization | Official) -> Row:
        own = {
            "url": self._address(url_of(entity_page(found.kind, found.id))),
            # Sorted by scheme, so that the order in a header doesn't change the file.
            "identifiers": dict(sorted(found.identifiers)),
            "releases": len(self.index.naming.get((found.kind, found.id), ())),
        }
        names = [field.name for field in TABLES[table].fields]
        return {name: own[name] if name in own else _plain(getattr(found, name)) for name in names}

    def of_ledger(self, page: PageName) -> object:
        """Return the values of a release's rows that depend on the ledger and on superseded texts."""
        record = self._recorded(self.index.entries[page].release)
        if record is None:
            return None
        texts = [self.versions.texts.get(superseded_page(record.id, event.revision)) for event in record.superseded]
        # These texts never change, so title and length are enough in addition to the digest.
        contents = [(old.release.title, len(old.text)) if old else None for old in texts]
        return [event.digest for event in record.revisions], contents, record.withdrawn is not None

    def _recorded(self, release: Release) -> Record | None:
        return self.versions.records.get(release.id)

    def _mentions(self, entry: Entry) -> Iterator[Row]:
        for mention in in_order(entry.mentions):
            yield _meant(mention._asdict(), "entity")

    def _statements(self, entry: Entry) -> Iterator[Row]:
        ids = paragraph_ids(entry.text) if entry.statements else ()
        for statement in entry.statements:
            row = {
                "date": entry.release.date.isoformat(),
                **statement._asdict(),
                "text": entry.text[statement.start : statement.end],
                "paragraph": id_at(ids, statement.start),
            }
            yield _meant(row, "speaker")

    def _revisions(self, entry: Entry) -> Iterator[Row]:
        record = self._recorded(entry.release)
        for event in record.revisions if record else ():
            yield self._revision(entry.release, event, last=record is not None and event is record.current)

    def _revision(self, release: Release, event: Event, *, last: bool) -> Row:
        page = superseded_page(release.id, event.revision)
        old = None if last else self.versions.texts.get(page)
        shown_page = release_page(release.id) if last else page if old else None
        # A withdrawn text is left out, as on its page.
        text = old.text if old and not (release.withdrawn or old.withdrawn) else None
        return {
            "revision": event.revision,
            "published": moment_text(event.at),
            "title": release.title if release.withdrawn else event.title,
            "note": event.note or None,
            "stands": last and release.withdrawn is None,  # otherwise the notice is current
            "sha256": event.text,
            "url": self._address(url_of(shown_page)) if shown_page else None,
            "text": text,
        }

    def _corrections(self, entry: Entry) -> Iterator[Row]:
        record = self._recorded(entry.release)
        events = record.corrected if record else ()
        for correction, event in paired(entry.release.corrections_in_order, events, entry.release.zone):
            revision = event.revision if event else None
            yield {"date": correction.date.isoformat(), "note": correction.note, "revision": revision}

    def _topics(self, entry: Entry) -> Iterator[Row]:
        for topic in entry.release.topics:
            yield {"topic": topic}


_OF_A_RELEASE: Mapping[str, Callable[[TableRows, Entry], Iterator[Row]]] = {
    "mentions": TableRows._mentions,
    "statements": TableRows._statements,
    "revisions": TableRows._revisions,
    "corrections": TableRows._corrections,
    "release_topics": TableRows._topics,
}


def _event(event: AnnouncedEvent) -> Row:
    return {
        "name": event.name or None,
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "place": event.place or None,
        "url": event.url,
        "cancelled": event.cancelled,
    }


def by_table(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    """Return rows by their table."""
    found: dict[str, list[Row]] = defaultdict(list)
    for name, row in rows:
        found[name].append(row)
    return found


def _meant(row: Row, who: str) -> Row:
    """Return a row with one column for each kind of record that it may refer to."""
    kinds = {kind: row[who] if row["kind"] == kind else None for kind in ("organization", "official")}
    return {**kinds, **row}


NAME = "releases_fts"
"""The name of the full-text index; ``releases_fts MATCH …`` returns the rowids of releases."""

OF_WORDS = ("text", "title")
"""The indexed columns of releases; postings of the first column take two bytes less."""

# Accents are ignored and words aren't stemmed, because an archive has several languages.
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
# Datasette recognizes the index of a table by this statement.
DECLARED = f'CREATE VIRTUAL TABLE {NAME} USING fts5({", ".join(OF_WORDS)}, content="releases", {_TOKENS})'

_SETTINGS = {"hashsize": 1 << 26, "pgsz": 4_040}
"""FTS5 settings: the size of its buffer in bytes, and of its pages, each of which fills four pages of the file."""


@cache
def available() -> bool:
    """Whether Python's SQLite has FTS5; nearly all have."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute(DECLARED.replace('"releases"', "''"))
        except sqlite3.OperationalError:
            return False
        return True


def _index_words(database: sqlite3.Connection) -> None:
    """Rebuild the index, because FTS5's data depends on the order of insertion."""
    database.execute(f"DROP TABLE {NAME}")
    database.execute(DECLARED)
    database.executemany(f"INSERT INTO {NAME} ({NAME}, rank) VALUES (?, ?)", _SETTINGS.items())
    database.execute(f"INSERT INTO {NAME} ({NAME}) VALUES ('rebuild')")


PAGE_SIZE = 1_024
"""The page size of the file, in bytes.

A release's row starts a page and its text fills the next ones, so that HTTP range requests read little else.
"""
_YEAR = 1 << 20
"""The first rowid of a year is the year times this number, and so is the first key of its names.

So a new release doesn't move the rows of other years. Rowids have four bytes until 2047.
"""
_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
_NESTED = frozenset({"texts", "object", "objects", "map"})


# Repeated values (the id of a release, a name) are stored once, and quotations are cut from the release's text. The
# tables for this begin with an underscore, and views have the declared columns.
_WHO = """coalesce(organization, official) AS {who},
    CASE WHEN organization IS NULL THEN 'official' ELSE 'organization' END AS kind"""
_SPEAKERS = {
    "official": "NULL AS organization, who AS official",
    "organization": "who AS organization, NULL AS official",
}
_VIEWS: Mapping[str, tuple[str, ...]] = {
    "mentions": (
        "CREATE TABLE _names (key INTEGER PRIMARY KEY, organization TEXT REFERENCES organizations (id), "
        "official TEXT REFERENCES officials (id), surface TEXT NOT NULL, method TEXT NOT NULL, role TEXT, "
        "length INTEGER)",
        "CREATE INDEX _names_organization ON _names (organization) WHERE organization IS NOT NULL",
        "CREATE INDEX _names_official ON _names (official) WHERE official IS NOT NULL",
        "CREATE TABLE _mentions (release INTEGER NOT NULL, place INTEGER NOT NULL, "
        "name INTEGER NOT NULL REFERENCES _names (key), start INTEGER, PRIMARY KEY (release, place)) WITHOUT ROWID",
        "CREATE INDEX _mentions_name ON _mentions (name)",
        f"""CREATE VIEW mentions AS SELECT releases.id AS release, place, organization, official,
    {_WHO.format(who="entity")},
    surface, method, role, start, start + length AS "end"
FROM _mentions LEFT JOIN _names ON key = name LEFT JOIN releases ON releases.rowid = release""",
    ),
    # Keeps the statements of a speaker on neighbouring pages, for HTTP range requests.
    "statements": (
        *(
            part
            for who in _SPEAKERS
            for part in (
                f"CREATE TABLE _statements_{who} (who TEXT NOT NULL REFERENCES {who}s (id), release INTEGER NOT NULL, "
                "place INTEGER NOT NULL, form TEXT NOT NULL, role TEXT, start INTEGER NOT NULL, "
                '"end" INTEGER NOT NULL, paragraph TEXT NOT NULL, PRIMARY KEY (who, release, place)) WITHOUT ROWID',
                f"CREATE INDEX _statements_{who}_release ON _statements_{who} (release)",
            )
        ),
        "CREATE VIEW statements AS "
        + " UNION ALL ".join(
            f"""SELECT releases.id AS release, place, {columns},
    date, who AS speaker, '{who}' AS kind, form, role,
    substr(text, start + 1, "end" - start) AS text, start, "end", paragraph
FROM _statements_{who} LEFT JOIN releases ON releases.rowid = release"""
            for who, columns in _SPEAKERS.items()
        ),
    ),
    "release_topics": (
        "CREATE TABLE _release_topics (topic TEXT NOT NULL REFERENCES topics (id), release INTEGER NOT NULL, "
        "place INTEGER NOT NULL, PRIMARY KEY (topic, release, place)) WITHOUT ROWID",
        """CREATE VIEW release_topics AS SELECT releases.id AS release, place, topic
FROM _release_topics LEFT JOIN releases ON releases.rowid = release""",
    ),
}
"""The tables that are views, with their definition in SQL."""
_PUT = (
    *(
        f"CREATE TEMP TRIGGER put_statement_{who} INSTEAD OF INSERT ON statements WHEN NEW.kind = '{who}' BEGIN "
        f"INSERT INTO _statements_{who} SELECT NEW.speaker, rowid, NEW.place, NEW.form, NEW.role, NEW.start, "
        'NEW."end", NEW.paragraph FROM releases WHERE id = NEW.release; END'
        for who in _SPEAKERS
    ),
    "CREATE TEMP TRIGGER put_topic INSTEAD OF INSERT ON release_topics BEGIN INSERT INTO _release_topics "
    "SELECT NEW.topic, rowid, NEW.place FROM releases WHERE id = NEW.release; END",
)
"""Triggers that store rows inserted into views, used while the file is written."""
HIDDEN = ("_mentions", "_names", "_release_topics", *(f"_statements_{who}" for who in _SPEAKERS))
"""The tables behind the views."""


def write_database(
    target: Path,
    years: Iterable[Year],
    records: Iterable[tuple[str, Row]],
    old: Path | None,
    unchanged: Set[int] = frozenset(),
) -> bool:
    """Write the database to *target* if its bytes changed, and return whether it wrote.

    Raises OSError if the disk refuses.

    Args:
        target: the file.
        years: the rows of releases.
        records: the rows of records.
        old: the database of the last build.
        unchanged: the years that are unchanged in *old*.
    """
    all_years = tuple(years)
    if not unchanged:
        old = None  # its tables may differ
    temporary = [target.with_name(TEMPORARY.replace("*", f"{os.getpid()}-{threading.get_ident()}-{n}")) for n in (1, 2)]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        try:
            _made(temporary[0], temporary[1], all_years, records, old, unchanged)
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter if SQLite's message quotes damaged bytes
            if old is None:
                raise
            _discard(*temporary)  # the old file was damaged
            _made(temporary[0], temporary[1], all_years, records, None, frozenset())
        with suppress(OSError):
            if filecmp.cmp(temporary[1], target, shallow=False):
                return False
        os.replace(temporary[1], target)
        return True
    except sqlite3.Error as error:
        raise OSError(f"{target} cannot be written: {error}") from error
    finally:
        _discard(*temporary)


def _discard(*paths: Path) -> None:
    for path in paths:
        for end in ("", "-journal"):
            with suppress(OSError):
                os.unlink(f"{path}{end}")


def _made(
    work: Path,
    target: Path,
    years: Iterable[Year],
    records: Iterable[tuple[str, Row]],
    old: Path | None,
    unchanged: Set[int],
) -> None:
    _discard(work, target)
    if old is not None:
        shutil.copyfile(old, work)
    with closing(sqlite3.connect(work, isolation_level=None)) as database:
        for pragma in (f"page_size = {PAGE_SIZE}", "journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
            database.execute(f"PRAGMA {pragma}")
        words = available()
        if old is None:
            for statement in schema(words=words):
                database.execute(statement)
        for statement in _PUT:
            database.execute(statement)
        database.execute("BEGIN")
        if _exchange(database, years, unchanged) and words:
            _index_words(database)
        for name in OF_RECORDS:
            database.execute(f"DELETE FROM {name}")
        _insert(database, records)
        database.execute("COMMIT")
        database.execute("PRAGMA schema_version = 1")  # otherwise it would count the incremental builds
        database.execute("VACUUM INTO ?", (str(target),))


def _exchange(database: sqlite3.Connection, years: Iterable[Year], unchanged: Set[int]) -> bool:
    """Replace the years that changed; return whether there were any."""
    current = {one.number: one for one in years}
    there = {number for (number,) in database.execute(f"SELECT DISTINCT rowid / {_YEAR} FROM releases")}
    kept = there & unchanged & current.keys()
    for number in sorted(there - kept):
        _take_out(database, number)
    for number in sorted(current.keys() - kept):
        _put_in(database, current[number])
    return kept != there | current.keys()


def schema(*, words: bool = True) -> Iterator[str]:
    """Yield the schema in SQL, optionally with the full-text index."""
    yield f"PRAGMA application_id = {APPLICATION}"
    yield f"PRAGMA user_version = {VERSION}"
    for table in TABLES.values():
        if table.name in _VIEWS:
            yield from _VIEWS[table.name]
            continue
        yield _table(table)
        null = {field.name for field in table.fields if field.null}
        for column in table.indexes:
            # Queries for null values don't need the index.
            ending = f" WHERE {column} IS NOT NULL" if column in null else ""
            yield f"CREATE INDEX {table.name}_{column} ON {table.name} ({column}){ending}"
    if words:
        yield DECLARED


def _table(table: TableSchema) -> str:
    columns = ", ".join(map(_column, table.fields))
    # Rows with a key of several columns are stored in key order.
    ending = " WITHOUT ROWID" if len(table.key) > 1 else ""
    return f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)})){ending}"


def _column(field: Field) -> str:
    parts = [f'"{field.name}"', _TYPES.get(field.kind, "TEXT")]
    if not field.null:
        parts.append("NOT NULL")
    if field.table and field.kind == "text":
        parts.append(f"REFERENCES {field.table} (id)")
    return " ".join(parts)


def _take_out(database: sqlite3.Connection, number: int) -> None:
    rowids = _rowids(number)
    for name in HIDDEN:
        column = "key" if name == "_names" else "release"
        database.execute(f"DELETE FROM {name} WHERE {column} BETWEEN ? AND ?", rowids)
    for name in OF_RELEASES[1:]:
        if name not in _VIEWS:
            some = "SELECT id FROM releases WHERE rowid BETWEEN ? AND ?"
            database.execute(f"DELETE FROM {name} WHERE release IN ({some})", rowids)
    database.execute("DELETE FROM releases WHERE rowid BETWEEN ? AND ?", rowids)


def _rowids(number: int) -> tuple[int, int]:
    """Return the first and the last rowid of a year."""
    return number * _YEAR, (number + 1) * _YEAR - 1


def _put_in(database: sqlite3.Connection, one: Year) -> None:
    rowid, last = _rowids(one.number)
    others: list[tuple[str, Row]] = []
    for name, row in one.rows():
        if name != "releases":
            others.append((name, row))
            continue
        if rowid > last:
            raise OSError(f"{DATABASE} has room for {_YEAR:,} releases a year, but {one.number} has more")
        database.execute(_INSERT_RELEASE, (rowid, *_values(name, row)))
        rowid += 1
    _insert(database, others)


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
    for name, some in sorted(by_table(rows).items()):
        if name == "mentions":
            _insert_mentions(database, some)
        else:
            database.executemany(_inserting(name), (_values(name, row) for row in some))


def _insert_mentions(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert all mentions of a year."""
    releases: dict[str, int] = {}
    names: dict[tuple[Any, ...], int] = {}
    mentions = []
    for row in rows:
        release = releases.get(row["release"])
        if release is None:
            query = "SELECT rowid FROM releases WHERE id = ?"
            ((release,),) = database.execute(query, (row["release"],))
            releases[row["release"]] = release
        length = None if row["start"] is None else row["end"] - row["start"]
        name = (*[_value(row[column]) for column in _OF_NAME], length)
        key = names.setdefault(name, _rowids(release // _YEAR)[0] + len(names))
        mentions.append((release, row["place"], key, row["start"]))
    database.executemany(
        "INSERT INTO _names VALUES (?, ?, ?, ?, ?, ?, ?)", ((key, *name) for name, key in names.items())
    )
    database.executemany("INSERT INTO _mentions VALUES (?, ?, ?, ?)", mentions)


_OF_NAME = ("organization", "official", "surface", "method", "role")
_COLUMNS = {table.name: tuple((one.name, one.kind in _NESTED) for one in table.fields) for table in TABLES.values()}
"""The fields of each table, with whether their values are nested."""


def _inserting(table: str, *first: str) -> str:
    names = [*first, *(f'"{name}"' for name, _ in _COLUMNS[table])]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


_INSERT_RELEASE = _inserting("releases", "rowid")


def _values(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(
        [
            _value(compact_json(row[name]) if nested and row[name] is not None else row[name])
            for name, nested in _COLUMNS[table]
        ]
    )


def _value(value: Any) -> Any:
    """Return a value as SQLite accepts it; lone surrogates become question marks, as in JSON."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()
