"""``data/archive.sqlite``: all tables as one file of SQLite, the same bytes for the same archive.

What stands is taken from the file of the last build, a year at a time; then ``VACUUM INTO`` writes all
rows anew, in the order of their tables and keys, so nothing tells how the file came to be: there are no free pages,
what was deleted is nowhere, and one that was made in steps has the bytes of one that was made at once.  Another version
of SQLite may write other bytes.

Source: https://www.sqlite.org/lang_vacuum.html, "VACUUM with an INTO clause"; https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing, suppress
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sphinx_newsroom.files import TEMPORARY
from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.outputs.tables.columns import APPLICATION, TABLES, VERSION, Field, TableSchema
from sphinx_newsroom.outputs.tables.table_rows import OF_RECORDS, OF_RELEASES, Row, Year

NAME = "releases_fts"
"""The table of the index; ``releases_fts MATCH …`` has the rowids of releases."""

OF_WORDS = ("text", "title")
"""The columns of releases whose words it has; those of the first take two bytes less, a word and release."""

# Accents count for nothing, and no word is cut to a stem: an archive has several languages.
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
# Datasette knows the index of a table by these words.
DECLARED = f'CREATE VIRTUAL TABLE {NAME} USING fts5({", ".join(OF_WORDS)}, content="releases", {_TOKENS})'

_SETTINGS = {"hashsize": 1 << 26, "pgsz": 4_040}
"""Bytes of words that FTS5 gathers before it writes them, and of one of its pages, which fills four of the file."""


@cache
def available() -> bool:
    """Whether the SQLite of this Python has FTS5; nearly all have."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute(DECLARED.replace('"releases"', "''"))
        except sqlite3.OperationalError:
            return False
        return True


def _index_words(database: sqlite3.Connection) -> None:
    """Make the index anew: what FTS5 writes depends on the order in which words came, and so on nothing else."""
    database.execute(f"DROP TABLE {NAME}")
    database.execute(DECLARED)
    database.executemany(f"INSERT INTO {NAME} ({NAME}, rank) VALUES (?, ?)", _SETTINGS.items())
    database.execute(f"INSERT INTO {NAME} ({NAME}) VALUES ('rebuild')")


PAGE_SIZE = 1_024
"""Bytes of a page of the file: a release's row begins on one of its own, so a program that asks for ranges over HTTP
reads little else, and the text fills those that follow."""
_YEAR = 1 << 20
"""Rowids of a year's releases, and keys of its names, begin at its number times this, so that a release moves none of
another year.  They have four bytes until 2047."""
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
_NESTED = frozenset({"texts", "object", "objects", "map"})


# What many rows of a table repeat (the id of a release, a name) is stored once, and what a release says is cut from its
# text. The tables of that are called by an underline, and the views have the columns that are declared.
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
    # Who asks for what somebody says, over HTTP, reads pages that lie together.
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
"""The tables that are views: what each is made of, in SQL."""
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
"""How rows of views are stored, while the file is written."""
HIDDEN = ("_mentions", "_names", "_release_topics", *(f"_statements_{who}" for who in _SPEAKERS))
"""What they are made of."""


def write_database(
    target: Path,
    years: Iterable[Year],
    records: Iterable[tuple[str, Row]],
    old: Path | None,
    standing: Set[int] = frozenset(),
) -> bool:
    """Write the database to *target*, where its bytes differ from what is there; returns whether it wrote.

    Of the *years*, what is *standing* is taken from the file *old*, which has it as it is.  Raises OSError where
    the disk refuses.
    """
    wanted = tuple(years)
    if not standing:
        old = None  # its tables may be others, too
    temporary = [target.with_name(TEMPORARY.replace("*", f"{os.getpid()}-{threading.get_ident()}-{n}")) for n in (1, 2)]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        try:
            _made(temporary[0], temporary[1], wanted, records, old, standing)
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter: a message of SQLite's that quotes damage
            if old is None:
                raise
            _discard(*temporary)  # the old one was damaged
            _made(temporary[0], temporary[1], wanted, records, None, frozenset())
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
    standing: Set[int],
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
        if _exchange(database, years, standing) and words:
            _index_words(database)
        for name in OF_RECORDS:
            database.execute(f"DELETE FROM {name}")
        _insert(database, records)
        database.execute("COMMIT")
        database.execute("PRAGMA schema_version = 1")  # else it counts how often the file was made of another
        database.execute("VACUUM INTO ?", (str(target),))


def _exchange(database: sqlite3.Connection, years: Iterable[Year], standing: Set[int]) -> bool:
    """Take out the years that do not stand, and put in those of today; returns whether there were any."""
    wanted = {one.number: one for one in years}
    there = {number for (number,) in database.execute(f"SELECT DISTINCT rowid / {_YEAR} FROM releases")}
    kept = there & standing & wanted.keys()
    for number in sorted(there - kept):
        _take_out(database, number)
    for number in sorted(wanted.keys() - kept):
        _put_in(database, wanted[number])
    return kept != there | wanted.keys()


def schema(*, words: bool = True) -> Iterator[str]:
    """What the database is made of, in SQL; with the index of *words*."""
    yield f"PRAGMA application_id = {APPLICATION}"
    yield f"PRAGMA user_version = {VERSION}"
    for table in TABLES.values():
        if table.name in _VIEWS:
            yield from _VIEWS[table.name]
            continue
        yield _table(table)
        null = {field.name for field in table.fields if field.null}
        for column in table.indexes:
            # Nobody looks for what has no value.
            ending = f" WHERE {column} IS NOT NULL" if column in null else ""
            yield f"CREATE INDEX {table.name}_{column} ON {table.name} ({column}){ending}"
    if words:
        yield DECLARED


def _table(table: TableSchema) -> str:
    columns = ", ".join(map(_column, table.fields))
    # Rows of several columns that tell them are stored once, in the order of these.
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
    """The first and the last that a year can have."""
    return number * _YEAR, (number + 1) * _YEAR - 1


def _put_in(database: sqlite3.Connection, one: Year) -> None:
    rowid, last = _rowids(one.number)
    others: list[tuple[str, Row]] = []
    for name, row in one.rows():
        if name != "releases":
            others.append((name, row))
            continue
        if rowid > last:
            raise OSError(f"{DATABASE} has room for {_YEAR:,} releases a year, and {one.number} has more")
        database.execute(_INSERT_RELEASE, (rowid, *_values(name, row)))
        rowid += 1
    _insert(database, others)


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
    by_table = sorted(rows, key=itemgetter(0))
    for name, some in groupby(by_table, itemgetter(0)):
        of_table = (row for _, row in some)
        if name == "mentions":
            _insert_mentions(database, of_table)
        else:
            database.executemany(_inserting(name), (_values(name, row) for row in of_table))


def _insert_mentions(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Put in all mentions of a year."""
    releases: dict[str, int] = {}
    names: dict[tuple[Any, ...], int] = {}
    mentions = []
    for row in rows:
        release = releases.get(row["release"])
        if release is None:
            asked = "SELECT rowid FROM releases WHERE id = ?"
            ((release,),) = database.execute(asked, (row["release"],))
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
"""The fields of each table: their names, and whether their values are nested."""


def _inserting(table: str, *first: str) -> str:
    names = [*first, *(f'"{name}"' for name, _ in _COLUMNS[table])]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


_INSERT_RELEASE = _inserting("releases", "rowid")


def _values(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(
        [
            _value(_COMPACT(row[name]) if nested and row[name] is not None else row[name])
            for name, nested in _COLUMNS[table]
        ]
    )


def _value(value: Any) -> Any:
    """A value as SQLite takes it; half of a surrogate pair becomes a question mark, as in JSON."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()
