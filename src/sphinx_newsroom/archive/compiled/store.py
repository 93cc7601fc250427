"""What texts were compiled to and what was found in them, kept from one build to the next.

A file of SQLite with a row for each text, known by the bytes of its source.  What is small is read at each build; the
text itself, its HTML and its source only when something asks for them.  Each row bears a digest of what it holds, so
that one which was damaged counts for nothing and is made anew; a file that is no database any more, or was made by
another program, is begun again.  Nothing here is anybody's only copy.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_newsroom.archive.compiled import kept_lines
from sphinx_newsroom.archive.compiled.known import ASIDE, PAGE, UNREADABLE, Kept, state_now, sum_of
from sphinx_newsroom.archive.compiled.rows import PROTOCOL, Packed, Row, compressed
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.text.compiled import CompiledText
from sphinx_newsroom.text.naming.changes import Known

_SHELVES = 128
"""The rows of a shelf are pickled as one, which is read in half of the time that one row at a time takes."""

_FEW = _SHELVES // 2
"""With more rows that are others, of texts that stand there, these lie on top: where a record is renamed that many
releases name, each shelf would be taken apart for a few of its rows."""

_MOST_ON_TOP = 4
"""One row in so many may lie on top; where it would be more, all go to their shelves."""

_TABLES = (
    "CREATE TABLE basis (digest TEXT NOT NULL, reads TEXT NOT NULL, top BLOB NOT NULL)",
    "CREATE TABLE found (shelf INTEGER PRIMARY KEY, rows BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE top (rows BLOB NOT NULL)",
    "CREATE TABLE texts (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE words (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE records (digest TEXT NOT NULL, row BLOB NOT NULL, sum BLOB NOT NULL)",
    kept_lines.TABLE,
)


class DamagedError(Exception):
    """What the store has of a text is not what was put into it."""


@dataclass
class Store(Kept):
    """The store at *place*, or what would be in it, for who adds to it."""

    _taken: dict[str, Row] = field(default_factory=dict)
    """The rows of texts that an empty store was given already, for their shelves."""
    _readers: dict[int, sqlite3.Connection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            with _connected(self.place) as database:
                if database.execute("SELECT reads, digest FROM basis").fetchone() != self.basis:
                    raise sqlite3.DatabaseError
                self.load(database)
        except (*UNREADABLE, OSError):
            self._begin_anew()

    def text(self, path: str) -> tuple[CompiledText, str]:
        """A text, and the source that it was compiled from; raises DamagedError."""
        try:
            # All rows, or the database would go on being read, and could not be written to.
            found = self._reader.execute("SELECT row, sum FROM texts WHERE path = ?", (path,)).fetchall()
        except UNREADABLE as error:
            raise DamagedError(path) from error
        if not found or not isinstance(found[0][0], bytes) or sum_of(path, found[0][0]) != found[0][1]:
            raise DamagedError(path)
        text, source = pickle.loads(zlib.decompress(found[0][0]))
        return text, source

    def sound(self) -> set[str]:
        """The texts that are what was put in, by path; all are looked at."""
        found: set[str] = set()
        with suppress(*UNREADABLE):
            for path, row, checksum in self._reader.execute("SELECT path, row, sum FROM texts").fetchall():
                if isinstance(row, bytes) and sum_of(path, row) == checksum:
                    found.add(path)
        return found

    def near(self, words: Iterable[str]) -> frozenset[str]:
        """The texts, by path, in whose rows any of some words stands, and those that are kept with these."""
        wanted = [word.encode("utf-8", "surrogatepass") for word in words]
        found = [path for path, (_, row) in self.top.items() if any(word in row for word in wanted)]
        try:
            for shelf, rows in self._reader.execute("SELECT shelf, rows FROM found").fetchall():
                if any(word in rows for word in wanted):
                    found += self.shelved.get(shelf, ())
        except UNREADABLE:
            return frozenset(self.rows)
        return frozenset(found)

    def known_records(self) -> Known | None:
        """The records by which names were found in the texts of all rows; None where that is not known any more."""
        with suppress(*UNREADABLE):
            for digest_, row, checksum in self._reader.execute("SELECT digest, row, sum FROM records").fetchall():
                if isinstance(digest_, str) and isinstance(row, bytes) and sum_of(digest_, row) == checksum:
                    known: Known = pickle.loads(zlib.decompress(row))
                    return known
        return None

    def vocabularies(self) -> Iterator[tuple[str, bytes]]:
        """The words of the texts, packed, by path; without those of which they are not known any more."""
        rows: list[tuple[str, bytes, bytes]] = []
        with suppress(*UNREADABLE):
            rows = self._reader.execute("SELECT path, row, sum FROM words").fetchall()
        for path, row, checksum in rows:
            if isinstance(row, bytes) and sum_of(path, row) == checksum:
                yield path, row

    def let_go(self) -> None:
        """Let go of the rows, once all is put in: what is asked for from now on are texts."""
        self.rows.clear()
        self.states.clear()
        self.shelved.clear()
        self._taken.clear()

    @property
    def _reader(self) -> sqlite3.Connection:
        """The database, opened once in each process: SQLite's files are not for processes to inherit."""
        here = os.getpid()
        if here not in self._readers:
            self._readers.clear()
            self._readers[here] = sqlite3.connect(self.place)
        return self._readers[here]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it, as where the archive is built for the first time, or by another program."""
        return not self.rows

    def take(self, some: Iterable[tuple[Packed, Row]]) -> None:
        """Put texts with their rows into an empty store while others are made, so that not all are in memory at once.

        Until :meth:`keep` puts in the rows as well, and with them what they depend on, the file counts for nothing:
        where the build is ended before, the next one begins it again.
        """
        some = tuple(some)
        try:
            with _connected(self.place) as database:
                database.execute("UPDATE basis SET digest = ''")
                _put_texts(database, (one for one, _ in some))
            self._taken.update((one.path, row) for one, row in some)
        except UNREADABLE:
            self._begin_anew()

    def keep(
        self,
        root: Path,
        kept: Iterable[Packed],
        gone: Iterable[str],
        records: tuple[str, Known] | None = None,
        events: Sequence[Event] = (),
    ) -> None:
        """Put rows in, and take out what is *gone*, by path; a disk that refuses leaves the store without them.

        *records*, with their digest, are those by which names are found in all texts from now on, if they are others;
        *events* are those of the ledger.
        """
        kept, gone = tuple(kept), frozenset(gone)
        lines = self.ledger.wants(events)
        if not kept and not gone and not self.moved and not self._taken and records is None and not lines:
            return
        top, put = self._sorted(root, kept, gone)
        try:
            with _connected(self.place) as database:
                for table in ("texts", "words"):
                    database.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in gone])
                shelves = self._shelves(root, put, gone, self.top.keys() - top.keys())
                database.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", shelves)
                if top != self.top:
                    self._put_on_top(database, top)
                _put_texts(database, kept)
                if records is not None:
                    row = compressed(records[1])
                    database.execute("DELETE FROM records")
                    database.execute("INSERT INTO records VALUES (?, ?, ?)", (records[0], row, sum_of(records[0], row)))
                if lines:
                    self.ledger.keep(database, events)
                database.execute("UPDATE basis SET digest = ?, reads = ?", (self.basis.texts, self.basis.reads))
        except UNREADABLE:
            self._begin_anew()

    def _sorted(
        self, root: Path, kept: Iterable[Packed], gone: Set[str]
    ) -> tuple[dict[str, tuple[str, bytes]], dict[str, bytes]]:
        """What is to lie on top, and the rows that go to their shelves."""
        rows = {one.path: one.row for one in kept}
        top = {path: (self.moved.get(path, state), row) for path, (state, row) in self.top.items()}
        top = {path: found for path, found in top.items() if path not in rows and path not in gone}
        # What a text was before it was edited is to be nowhere, so these rows take the place of those that there are.
        again = [one.path for one in kept if not one.text]
        if len(again) > _FEW:
            top |= {path: (state_now(root, path) or "", rows[path]) for path in again}
            if len(top) * _MOST_ON_TOP > len(self.rows):
                top.clear()
        return top, {path: row for path, row in rows.items() if path not in top}

    @staticmethod
    def _put_on_top(database: sqlite3.Connection, top: Mapping[str, tuple[str, bytes]]) -> None:
        data = ASIDE + pickle.dumps(top, PROTOCOL)
        database.execute("DELETE FROM top")
        database.execute("INSERT INTO top VALUES (?)", (data,))
        database.execute("UPDATE basis SET top = ?", (sum_of("", data),))

    def _shelves(
        self, root: Path, kept: Mapping[str, bytes], gone: Set[str], from_top: Set[str]
    ) -> Iterator[tuple[int, bytes, bytes]]:
        """The shelves on which anything changes, with what then stands there, and its digest."""
        new = kept.keys() | self._taken.keys()
        paths = {shelf: {*self.shelved.get(shelf, ())} for shelf in map(_shelf, (*new, *gone, *from_top, *self.moved))}
        for path in (*new, *self.top):
            if (shelf := _shelf(path)) in paths:
                paths[shelf].add(path)
        for shelf, there in sorted(paths.items()):
            some = sorted(there - gone)
            states = (
                (state_now(root, path) or "") if path in new else self.moved.get(path, self.states.get(path, ""))
                for path in some
            )
            rows = (
                pickle.loads(kept[path]) if path in kept else self._taken.get(path) or self.rows[path] for path in some
            )
            data = ASIDE + pickle.dumps(list(zip(some, states, rows, strict=True)), PROTOCOL)
            yield shelf, data, sum_of(str(shelf), data)

    def _begin_anew(self) -> None:
        """Empty the store; where the disk refuses even that, it is one of this build alone."""
        for known in (self.rows, self.top, self._taken, self.shelved, self.ledger.parts):
            known.clear()
        self.records = ""
        self._readers.clear()
        for name in ("", "-journal"):
            with suppress(OSError):
                self.place.with_name(self.place.name + name).unlink()
        with suppress(*UNREADABLE, OSError):
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with _connected(self.place) as database:
                database.execute(f"PRAGMA page_size = {PAGE}")
                for table in _TABLES:
                    database.execute(table)
                database.execute("INSERT INTO basis VALUES (?, ?, ?)", (*self.basis, b""))
                self._put_on_top(database, {})


def _put_texts(database: sqlite3.Connection, some: Iterable[Packed]) -> None:
    for one in some:
        for table, row in (("texts", one.text), ("words", one.words)):
            if row:
                values = (one.path, row, sum_of(one.path, row))
                database.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", values)


def _shelf(path: str) -> int:
    """On which shelf the row of a text stands."""
    return zlib.crc32(path.encode("utf-8", "surrogatepass")) % _SHELVES


@contextmanager
def _connected(place: Path) -> Iterator[sqlite3.Connection]:
    """A database that is open for a while; what is done with it counts as a whole, or not at all."""
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA synchronous = OFF")  # the rows bear digests
        database.execute("PRAGMA secure_delete = ON")  # what is kept back is nowhere, nor where it was
        with database:
            yield database
