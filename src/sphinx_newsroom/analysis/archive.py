"""The archive as frozen records and frames, for scripts and notebooks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import InitVar, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, Unpack, overload

from sphinx_newsroom.analysis.filters import Condition, Filters, as_asked, where
from sphinx_newsroom.analysis.frames import pandas_frame, polars_frame
from sphinx_newsroom.analysis.known_ids import refuse_unknown
from sphinx_newsroom.analysis.places import DEFAULT_MOST, HowFar, database_at, opened
from sphinx_newsroom.analysis.rows import (
    CorrectionRow,
    MembershipRow,
    MentionRow,
    OfficialRow,
    OrganizationRow,
    ReleaseRow,
    RevisionRow,
    StatementRow,
    TopicRow,
)
from sphinx_newsroom.analysis.values import frozen
from sphinx_newsroom.outputs.tables.all_tables import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from sphinx_newsroom.outputs.tables.fields import Field

R = TypeVar("R")

_AT_ONCE = 500


@dataclass(frozen=True)
class Rows(Generic[R]):
    """Rows of a table: frozen records, one after the other, or a frame.

    Nothing is read before it is asked for, and each time anew.

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
        readers = [frozen(self.table, one) for one in fields]
        with closing(opened(self.path)) as database:
            found = database.execute(self._query(fields), self.condition.values)
            while some := found.fetchmany(_AT_ONCE):
                for values in some:
                    made = (None if value is None else read(value) for read, value in zip(readers, values, strict=True))
                    yield self.row(*made)

    def __len__(self) -> int:
        with closing(opened(self.path)) as database:
            query = f"SELECT count(*) FROM {self.table}{self.condition.sql}"
            count: int = database.execute(query, self.condition.values).fetchone()[0]
            return count

    def first(self) -> R | None:
        """The first row, None where there is none."""
        return next(iter(self), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the rows have, in order: the attributes of the records, the columns of the frames."""
        return tuple(one.name for one in TABLES[self.table].fields)

    def pandas(self, *columns: str) -> pd.DataFrame:
        """The rows as a frame of pandas; with *columns*, these alone, in their order.

        Days are ``datetime64``, moments the same in UTC; lists and objects are those of Python.  Raises ImportError
        where pandas is not installed, ValueError for a column that there is none of.
        """
        fields = self._fields(columns)
        return pandas_frame(fields, self._by_column(fields))

    def polars(self, *columns: str) -> pl.DataFrame:
        """The rows as a frame of polars; with *columns*, these alone, in their order.

        Lists and objects are lists and structs.  Raises ImportError where polars is not installed, ValueError for a
        column that there is none of.
        """
        fields = self._fields(columns)
        return polars_frame(fields, self._by_column(fields))

    def _fields(self, columns: tuple[str, ...]) -> list[Field]:
        known = {one.name: one for one in TABLES[self.table].fields}
        if unknown := [name for name in columns if name not in known]:
            raise ValueError(f"{self.table} has no column {unknown[0]!r}; it has {', '.join(known)}")
        return [known[name] for name in columns or known]

    def _by_column(self, fields: list[Field]) -> Mapping[str, list[object]]:
        columns: list[list[object]] = [[] for _ in fields]
        with closing(opened(self.path)) as database:
            for values in database.execute(self._query(fields), self.condition.values):
                for column, value in zip(columns, values, strict=True):
                    column.append(value)
        return {one.name: column for one, column in zip(fields, columns, strict=True)}

    def _query(self, fields: list[Field] | tuple[Field, ...]) -> str:
        names = ", ".join(f'"{one.name}"' for one in fields)
        return f"SELECT {names} FROM {self.table}{self.condition.sql} ORDER BY {self.order}"


@dataclass(frozen=True)
class Archive:
    """An archive's published releases, whom they name, who says what in them, and the records.

    Nothing of Sphinx is imported, and nothing is in it that the site does not show.

    >>> archive = Archive("archive.sqlite")
    >>> archive.counts["releases"]
    3
    >>> [release.title for release in archive.releases(words='"flood gauges"')]
    ['New flood gauges on the upper Varn']

    Attributes:
        place: where it is: a file ``archive.sqlite``; the folder of a built site; the folder of an archive's sources,
            with a ``conf.py``; or the address of a site or of such a file, with ``https://``. Sources are read as they
            are, whatever was built of them, and what came of them is kept in ``_build/.newsroom-work`` until they
            change. What an address has is downloaded, and again when the server says that it has changed.
        cache: the folder in which downloads are kept; by default that of the system for the user.
        most: how many bytes a download may have.
        progress: is called, while texts of sources are read, with how many are read and how many there are, a hundred
            times at most. Without it, a terminal shows that.
        path: the file of SQLite that is read, for questions of your own in SQL.
    """

    place: str | Path
    cache: Path | None = None
    most: int = DEFAULT_MOST
    progress: InitVar[HowFar | None] = None
    path: Path = field(init=False)

    def __post_init__(self, progress: HowFar | None) -> None:
        object.__setattr__(self, "path", database_at(self.place, self.cache, self.most, progress))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows each table has."""
        with closing(opened(self.path)) as database:
            return {name: _count(database, name) for name in TABLES}

    def releases(self, **filters: Unpack[Filters]) -> Rows[ReleaseRow]:
        """The releases and translations that fit the *filters*, the oldest first, with their texts."""
        return self._rows("releases", ReleaseRow, filters, "date, id")

    def mentions(self, **filters: Unpack[Filters]) -> Rows[MentionRow]:
        """The namings of organizations and officials, by release, in the order of its text."""
        return self._rows("mentions", MentionRow, filters, "release, place")

    def statements(self, **filters: Unpack[Filters]) -> Rows[StatementRow]:
        """What officials and organizations say, the oldest first."""
        return self._rows("statements", StatementRow, filters, "date, release, place")

    def revisions(self, **filters: Unpack[Filters]) -> Rows[RevisionRow]:
        """The texts that the ledger has, by release, the oldest first."""
        return self._rows("revisions", RevisionRow, filters, "release, revision")

    def corrections(self, **filters: Unpack[Filters]) -> Rows[CorrectionRow]:
        """The corrections, the oldest first."""
        return self._rows("corrections", CorrectionRow, filters, "date, release, place")

    def _rows(self, table: str, row: type[R], filters: Filters, order: str) -> Rows[R]:
        asked = as_asked(filters)
        with closing(opened(self.path)) as database:
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
        """The records of a kind, by id.  Raises ValueError for a kind that there is none of."""
        if kind == "organization":
            return Rows(self.path, "organizations", OrganizationRow, Condition(""), "id")
        if kind == "official":
            return Rows(self.path, "officials", OfficialRow, Condition(""), "id")
        if kind == "topic":
            return Rows(self.path, "topics", TopicRow, Condition(""), "id")
        raise ValueError(f"there are no records of the kind {kind!r}; there are organization, official and topic")

    def memberships(self) -> Rows[MembershipRow]:
        """The offices that officials held, by official."""
        return Rows(self.path, "memberships", MembershipRow, Condition(""), "official, place")


def _count(database: sqlite3.Connection, table: str) -> int:
    count: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return count
