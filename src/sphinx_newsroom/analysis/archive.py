"""Read an archive as frozen records or as pandas and polars frames.

:class:`Archive` finds the database (in a file, a site, a folder of sources or behind an address); :class:`Rows` reads
one of its tables.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import InitVar, dataclass
from difflib import get_close_matches
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Generic, Literal, TypeVar, Unpack, overload
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sphinx_newsroom._version import __version__
from sphinx_newsroom.analysis.filters import SAYS, ArchiveError, Condition, Filters, as_asked, says, where
from sphinx_newsroom.files import CHUNK, write, write_parts
from sphinx_newsroom.model.addresses import DATABASE, UPGRADE
from sphinx_newsroom.network import within
from sphinx_newsroom.outputs.tables.columns import (
    APPLICATION,
    TABLES,
    VERSION,
    CorrectionRow,
    Field,
    MembershipRow,
    MentionRow,
    OfficialRow,
    OrganizationRow,
    ReleaseRow,
    RevisionRow,
    StatementRow,
    TopicRow,
)

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

# From values in database columns to Python values.

Reader = Callable[[Any], Any]
"""Converts a value of a column to a Python value; it never gets null."""


def _unchanged(value: Any) -> Any:
    return value


PLAIN: Mapping[str, Reader] = MappingProxyType(
    {
        "text": _unchanged,
        "integer": _unchanged,
        "boolean": bool,
        "date": dt.date.fromisoformat,
        "moment": dt.datetime.fromisoformat,
        "texts": json.loads,
        "object": json.loads,
        "objects": json.loads,
        "map": json.loads,
    }
)
"""Converts plain values, by the kind of a field; nested values become lists and dicts."""


def frozen(field: Field) -> Reader:
    """Return the converter of a field's values for records: nested values become tuples and frozen records."""
    if field.kind == "texts":
        return lambda value: tuple(json.loads(value))
    if field.kind == "map":
        return lambda value: MappingProxyType(json.loads(value))
    if cls := field.row:
        inner = {one.name: PLAIN[one.kind] for one in field.of}

        def one_of(found: Mapping[str, Any]) -> Any:
            return cls(**{name: None if found[name] is None else read(found[name]) for name, read in inner.items()})

        if field.kind == "objects":
            return lambda value: tuple(map(one_of, json.loads(value)))
        return lambda value: one_of(json.loads(value))
    return PLAIN[field.kind]


# A mistyped id would silently find nothing, so unknown ids are reported with a suggestion.

_TABLES: Mapping[str, str] = {
    "organization": "organizations",
    "issuer": "organizations",
    "official": "officials",
    "topic": "topics",
    "release": "releases",
}


def refuse_unknown(database: sqlite3.Connection, filters: Mapping[str, Any]) -> None:
    """Raise ValueError if none of the ids that a filter gives exists.

    If at least one id exists, the unknown ones are ignored, since any match is enough.
    """
    for name, table in _TABLES.items():
        ids = filters.get(name)
        query = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE id IN (SELECT value FROM json_each(?)))"
        if ids and not database.execute(query, (json.dumps(ids),)).fetchone()[0]:
            kind = table.removesuffix("s")
            raise ValueError(f"there is no {kind} {ids[0]!r}; {_advice(database, table, str(ids[0]))}")


def _advice(database: sqlite3.Connection, table: str, unknown: str) -> str:
    if table == "releases":
        query = "SELECT id FROM releases WHERE EXISTS (SELECT 1 FROM json_each(former_urls) WHERE value = ?)"
        if moved := database.execute(query, (f"releases/{unknown}.html",)).fetchone():
            return f"it moved, write {moved[0]!r}"
        return "an id is what its page's address has between releases/ and .html"
    second = {"organizations": "acronym", "topics": "id"}.get(table, "name")
    rows = database.execute(f"SELECT id, name, {second} FROM {table}")
    by_words = {str(word).casefold(): str(row[0]) for row in rows for word in row if word}
    close = get_close_matches(unknown.casefold(), by_words, 1)
    return f"did you mean {by_words[close[0]]!r}?" if close else f'records("{table.removesuffix("s")}") has the ids'


# Rows as pandas and polars frames; both are imported only when needed.

Columns = Mapping[str, Sequence[Any]]
"""The values of each column, by name."""


def pandas_frame(fields: Sequence[Field], columns: Columns) -> pd.DataFrame:
    """Make a pandas frame of columns.

    Dates become ``datetime64``, times ``datetime64`` in UTC, lists and objects stay Python's. Raises ImportError if
    pandas isn't installed.
    """
    import pandas as pd

    dtypes: dict[str, Any] = {"text": "string", "boolean": bool}
    made: dict[str, Any] = {}
    for field in fields:
        values = columns[field.name]
        if field.kind == "date":
            made[field.name] = pd.to_datetime(pd.Series(values, dtype=object), format="%Y-%m-%d")
        elif field.kind == "moment":
            made[field.name] = pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601", utc=True)
        elif field.kind == "integer":
            made[field.name] = pd.array(list(values), dtype="Int64") if field.null else values
        else:
            made[field.name] = pd.Series(_read(field, values), dtype=dtypes.get(field.kind, object))
    return pd.DataFrame(made)


def polars_frame(fields: Sequence[Field], columns: Columns) -> pl.DataFrame:
    """Make a polars frame of columns, with times in UTC, and lists and objects as lists and structs.

    Raises ImportError if polars isn't installed.
    """
    import polars as pl

    plain: dict[str, Any] = {
        "text": pl.String,
        "integer": pl.Int64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "moment": pl.Datetime("us", "UTC"),
        "texts": pl.List(pl.String),
        # A struct's field names must be fixed, but a map's keys vary.
        "map": pl.List(pl.Struct({"key": pl.String, "value": pl.String})),
    }

    def type_of(field: Field) -> Any:
        if field.kind not in ("object", "objects"):
            return plain[field.kind]
        struct = pl.Struct({one.name: type_of(one) for one in field.of})
        return struct if field.kind == "object" else pl.List(struct)

    made = []
    for field in fields:
        values = _read(field, columns[field.name])
        if field.kind == "map":
            values = [[{"key": key, "value": value} for key, value in one.items()] for one in values]
        if field.kind in ("object", "objects"):
            values = [_deep(field, one) for one in values]
        made.append(pl.Series(field.name, values, dtype=type_of(field)))
    return pl.DataFrame(made)


def _read(field: Field, values: Sequence[Any]) -> list[Any]:
    read = PLAIN[field.kind]
    return [None if value is None else read(value) for value in values]


def _deep(field: Field, value: Any) -> Any:
    """Parse the nested values of an object, such as dates."""
    if value is None or isinstance(value, list):
        return None if value is None else [_deep(field, one) for one in value]
    return {one.name: None if value[one.name] is None else PLAIN[one.kind](value[one.name]) for one in field.of}


# Finding an archive's database: a file, in a site, made from sources, or downloaded and cached.

_PATIENCE = 30
"""The time that a server may be silent, in seconds."""
_NOT_MODIFIED = 304


def cache_folder() -> Path:
    """Return the system's cache folder for this program."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sphinx-newsroom"


def downloaded(address: str, cache: Path | None, most: int, check: Callable[[Path], None]) -> Path:
    """Download a database, or return the cached copy if the server says that it hasn't changed.

    Source: RFC 9110, section 13.1 (conditional requests). Raises ArchiveError.

    Args:
        address: The address of the site or of the database file.
        cache: The cache folder; the default is the system's.
        most: The largest size in bytes; larger files are refused.
        check: Raises ArchiveError for an unusable file, which is then deleted.
    """
    url = address if address.endswith(".sqlite") else address.removesuffix("index.html").rstrip("/") + "/" + DATABASE
    if not urlsplit(url).hostname:
        raise ArchiveError(f"{address} isn't an address; write one such as https://archive.example.org/")
    folder = cache or cache_folder()
    kept = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.sqlite"
    note = kept.with_suffix(".json")
    headers = {"User-Agent": f"sphinx-newsroom/{__version__}", **(_validator(note) if kept.is_file() else {})}
    opener = build_opener(_SameScheme())
    try:
        with within(_PATIENCE, lambda: opener.open(Request(url, headers=headers), timeout=_PATIENCE)) as answer:
            # Without the note, the file is fetched again, so an interrupted download is never used.
            with suppress(OSError):
                note.unlink()
            partial_file = kept.with_suffix(".new")
            write_parts(partial_file, _chunks(answer, url, most))
            try:
                check(partial_file)
            except ArchiveError as error:
                partial_file.unlink()
                raise ArchiveError(str(error).replace(str(partial_file), url)) from error
            os.replace(partial_file, kept)
            validators = {name: answer.headers[name] for name in ("ETag", "Last-Modified") if answer.headers[name]}
            write(note, json.dumps({"url": url, **validators}))
    except HTTPError as error:
        if error.code != _NOT_MODIFIED:
            raise ArchiveError(f"{url}: the server answers {error.code} {error.reason}") from error
        check(kept)
    except (OSError, HTTPException, ValueError) as error:
        raise ArchiveError(f"{url} cannot be fetched: {error}") from error
    return kept


def _validator(note: Path) -> dict[str, str]:
    """Return the request header with which the server can report the file as unchanged."""
    with suppress(OSError, ValueError, AttributeError):
        saved = json.loads(note.read_text(encoding="utf-8"))
        for asked, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            if saved.get(name):
                return {asked: str(saved[name])}
    return {}


def _chunks(answer: IO[bytes], url: str, most: int) -> Iterator[bytes]:
    size = 0
    while piece := answer.read(CHUNK):
        size += len(piece)
        if size > most:
            raise ArchiveError(f"{url} has more than {most:,} bytes; Archive(…, most=…) allows more")
        yield piece


class _SameScheme(HTTPRedirectHandler):
    """Refuses redirects from https:// to other schemes."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme != "https" and req.type == "https":
            raise ArchiveError(f"{req.full_url} redirects to {newurl}, which doesn't start with https://")
        found: Any = super().redirect_request(req, fp, code, msg, headers, newurl)
        return found if isinstance(found, Request) else None


DEFAULT_MOST = 2 << 30
"""The largest size of a download in bytes; 200,000 releases fit."""

HowFar = Callable[[int, int], None]
"""The callback for progress: how many releases have been read, and how many there are."""


def database_at(place: str | Path, cache: Path | None, most: int, progress: HowFar | None = None) -> Path:
    """Return the path of an archive's database, checked; raises ArchiveError if there is none."""
    if isinstance(place, str) and place.startswith(("https://", "http://")):
        return downloaded(place, cache, most, check)
    path = Path(place)
    if path.is_dir():
        if (path / "conf.py").is_file():
            # Importing the code that reads sources takes half a second.
            from sphinx_newsroom.analysis.sources import database_of_sources

            return database_of_sources(path.resolve(), progress)
        path /= DATABASE
        if not path.is_file():
            raise ArchiveError(
                f"{place} contains neither conf.py nor {DATABASE}; name an archive's folder or a built site"
            )
    if not path.is_file():
        raise ArchiveError(f"{place}: there is no such file or folder")
    check(path)
    return path.resolve()


def connection_to(path: Path) -> sqlite3.Connection:
    """Open a database read-only, without trusting its schema."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        database.execute(f"PRAGMA {pragma}")
    database.create_function(SAYS, 2, says, deterministic=True)
    return database


def check(path: Path) -> None:
    """Raise ArchiveError if a file isn't a database of an archive that this version reads."""
    try:
        with closing(connection_to(path)) as database:
            application, version = (
                database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            if application != APPLICATION:
                raise ArchiveError(f"{path} is a database, but not that of an archive")
            if version > VERSION:
                raise ArchiveError(
                    f"{path} has format {version}, but this version reads only formats up to {VERSION}; {UPGRADE}"
                )
            for table in TABLES.values():
                there = {row[1] for row in database.execute(f"PRAGMA table_xinfo ({table.name})")}
                if missing := [one.name for one in table.fields if one.name not in there]:
                    raise ArchiveError(
                        f"{path} doesn't have the column {missing[0]!r} of {table.name}; build the site again"
                    )
    except (sqlite3.Error, UnicodeDecodeError) as error:  # UnicodeDecodeError: SQLite quotes damaged text in a message
        raise ArchiveError(f"{path} cannot be read as an archive: {error}") from error


R = TypeVar("R")


@dataclass(frozen=True)
class Rows(Generic[R]):
    """The rows of a query: iterate over frozen records, or get a frame.

    The rows are read from the database each time you ask for them.

    >>> releases = Archive("archive.sqlite").releases(type="statement")
    >>> len(releases), [release.date.year for release in releases]
    (1, [2021])
    """

    path: Path
    table: str
    row: type[R]
    condition: Condition
    order: str

    def __iter__(self) -> Iterator[R]:
        fields = TABLES[self.table].fields
        readers = [frozen(one) for one in fields]
        with closing(connection_to(self.path)) as database:
            for values in database.execute(self._query(fields), self.condition.values):
                made = (None if value is None else read(value) for read, value in zip(readers, values, strict=True))
                yield self.row(*made)

    def __len__(self) -> int:
        with closing(connection_to(self.path)) as database:
            query = f"SELECT count(*) FROM {self.table}{self.condition.sql}"
            count: int = database.execute(query, self.condition.values).fetchone()[0]
            return count

    def first(self) -> R | None:
        """Return the first row, or None."""
        return next(iter(self), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order: the attributes of records and the columns of frames."""
        return tuple(one.name for one in TABLES[self.table].fields)

    def pandas(self, *columns: str) -> pd.DataFrame:
        """Return the rows as a pandas frame; with *columns*, only those, in that order.

        Dates are ``datetime64``, times ``datetime64`` in UTC; lists and objects are Python's. Raises ImportError if
        pandas isn't installed, and ValueError for an unknown column.
        """
        return pandas_frame(*self._by_column(columns))

    def polars(self, *columns: str) -> pl.DataFrame:
        """Return the rows as a polars frame; with *columns*, only those, in that order.

        Lists and objects become lists and structs. Raises ImportError if polars isn't installed, and ValueError for an
        unknown column.
        """
        return polars_frame(*self._by_column(columns))

    def _by_column(self, columns: tuple[str, ...]) -> tuple[list[Field], Columns]:
        """Return the given fields, or all, with the values of each; raises ValueError for an unknown column."""
        known = {one.name: one for one in TABLES[self.table].fields}
        if unknown := [name for name in columns if name not in known]:
            raise ValueError(f"{self.table} has no column {unknown[0]!r}; its columns are {', '.join(known)}")
        fields = [known[name] for name in columns or known]
        with closing(connection_to(self.path)) as database:
            rows = database.execute(self._query(fields), self.condition.values).fetchall()
        return fields, {one.name: [row[number] for row in rows] for number, one in enumerate(fields)}

    def _query(self, fields: Sequence[Field]) -> str:
        names = ", ".join(f'"{one.name}"' for one in fields)
        return f"SELECT {names} FROM {self.table}{self.condition.sql} ORDER BY {self.order}"


@dataclass(frozen=True)
class Archive:
    """An archive's published releases, with the names and statements in them, and the records.

    It contains only what the site shows, and doesn't import Sphinx.

    >>> archive = Archive("archive.sqlite")
    >>> archive.counts["releases"]
    3
    >>> [release.title for release in archive.releases(words='"flood gauges"')]
    ['New flood gauges on the upper Varn']

    Attributes:
        place: The location of the archive: an ``archive.sqlite`` file, the folder of a built site, the folder of an
            archive's sources with a ``conf.py``, or the ``https://`` address of a site or database. Sources are read in
            their present state, and the result is cached in ``_build/.newsroom-work`` until they change. Databases at
            an address are downloaded, and again when the server reports a change.
        cache: The folder for downloads; by default the user's cache folder.
        most: The largest download, in bytes.
        progress: Called while sources are read, at most a hundred times, with the number of releases read and the
            total. Without it, a terminal shows the progress.
        path: The SQLite file, for SQL queries of your own.
    """

    place: str | Path
    cache: Path | None = None
    most: int = DEFAULT_MOST
    progress: InitVar[HowFar | None] = None
    path: Path = dataclasses.field(init=False)

    def __post_init__(self, progress: HowFar | None) -> None:
        object.__setattr__(self, "path", database_at(self.place, self.cache, self.most, progress))

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of rows of each table."""
        with closing(connection_to(self.path)) as database:
            return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}

    def releases(self, **filters: Unpack[Filters]) -> Rows[ReleaseRow]:
        """Return the releases and translations that match the *filters*, with their texts, oldest first."""
        return self._rows("releases", ReleaseRow, filters, "date, id")

    def mentions(self, **filters: Unpack[Filters]) -> Rows[MentionRow]:
        """Return the mentions of organizations and officials, by release, in the order of its text."""
        return self._rows("mentions", MentionRow, filters, "release, place")

    def statements(self, **filters: Unpack[Filters]) -> Rows[StatementRow]:
        """Return the statements of officials and organizations, oldest first."""
        return self._rows("statements", StatementRow, filters, "date, release, place")

    def revisions(self, **filters: Unpack[Filters]) -> Rows[RevisionRow]:
        """Return the published texts in the ledger, by release, oldest first."""
        return self._rows("revisions", RevisionRow, filters, "release, revision")

    def corrections(self, **filters: Unpack[Filters]) -> Rows[CorrectionRow]:
        """Return the corrections, oldest first."""
        return self._rows("corrections", CorrectionRow, filters, "date, release, place")

    def _rows(self, table: str, row: type[R], filters: Filters, order: str) -> Rows[R]:
        asked = as_asked(filters)
        with closing(connection_to(self.path)) as database:
            refuse_unknown(database, asked)
        return Rows(self.path, table, row, where(table, asked), order)

    @overload
    def records(self, kind: Literal["organization"]) -> Rows[OrganizationRow]: ...
    @overload
    def records(self, kind: Literal["official"]) -> Rows[OfficialRow]: ...
    @overload
    def records(self, kind: Literal["topic"]) -> Rows[TopicRow]: ...

    def records(
        self, kind: Literal["organization", "official", "topic"]
    ) -> Rows[OrganizationRow] | Rows[OfficialRow] | Rows[TopicRow]:
        """Return the records of a kind, by id; raises ValueError for an unknown kind."""
        rows: dict[str, type[Any]] = {"organization": OrganizationRow, "official": OfficialRow, "topic": TopicRow}
        if kind not in rows:
            raise ValueError(f"there are no records of the kind {kind!r}; the kinds are {', '.join(rows)}")
        return Rows(self.path, f"{kind}s", rows[kind], Condition(""), "id")

    def memberships(self) -> Rows[MembershipRow]:
        """Return the offices that officials held, by official."""
        return Rows(self.path, "memberships", MembershipRow, Condition(""), "official, place")
