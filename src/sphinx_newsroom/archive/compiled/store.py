"""What texts were compiled to and what was found in them, kept from one build to the next.

A file of SQLite with a row for each text, known by the bytes of its source.  What is small is read at each build; the
text itself, its HTML and its source only when something asks for them.  Each row bears a digest of what it holds, so
that one which was damaged counts for nothing and is made anew; a file that is no database any more, or was made by
another program, is begun again.  Nothing here is anybody's only copy.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.compiled.rows import PROTOCOL, Packed, Row, compressed
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import digest, read_plain, state_at_rest, state_of
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.sources.asked import asked_state
from sphinx_newsroom.text.compiled import CompiledText, Conventions
from sphinx_newsroom.text.naming.changes import Known

STORE = "newsroom.sqlite"
"""What the file is called, beside what Sphinx keeps of documents."""

_SHELVES = 128
"""The rows of a shelf are pickled as one, which is read in half of the time that one row at a time takes."""

_FEW = _SHELVES // 2
"""With more rows that are others, of texts that stand there, these lie on top: where a record is renamed that many
releases name, each shelf would be taken apart for a few of its rows."""

_MOST_ON_TOP = 4
"""One row in so many may lie on top; where it would be more, all go to their shelves."""

_PAGE = 4_096
"""Bytes of a page of the file."""
_ASIDE = bytes(_PAGE)
"""What the pickled rows of a shelf begin with in the file, so that none stands in a page that SQLite may set anew.

Where it moves what else stands in such a page, what was moved and then deleted stays readable there, in spite of
``secure_delete``.  What does not fit into it is in pages of its own, which are overwritten when they are free.
"""

_SUM = 12
"""Bytes of a row's digest: it tells of damage, and nobody would make a row to fit."""

_TABLES = (
    "CREATE TABLE basis (digest TEXT NOT NULL, top BLOB NOT NULL)",
    "CREATE TABLE found (shelf INTEGER PRIMARY KEY, rows BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE top (rows BLOB NOT NULL)",
    "CREATE TABLE texts (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE words (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE records (digest TEXT NOT NULL, row BLOB NOT NULL, sum BLOB NOT NULL)",
)


class DamagedError(Exception):
    """What the store has of a text is not what was put into it."""


def basis_of(settings: Settings, conventions: Conventions) -> str:
    """What changes when anything does of which every row is made, besides its text, the records and the ledger."""
    allowed = [sorted(getattr(settings.allowed, kind)) for kind in KINDS]
    said = (
        settings.issuer,
        settings.language,
        settings.interfaces,
        settings.max_text,
        settings.max_links,
        sorted(settings.types.items()),
    )
    return fingerprint(program(), said, settings.timezone, allowed, conventions)


_PROGRAM = (".py", ".txt", ".po")
"""How those of our files end by which texts are read: code, lists of words, and what is said in other languages."""


@cache
def program() -> str:
    """What changes when anything does by which texts are read: our code, and the packages that it rides on."""
    made = hashlib.blake2b(digest_size=12)
    root = str(Path(__file__).parents[2])
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith(_PROGRAM):
                path = os.path.join(folder, name)  # text, since there are a thousand
                made.update(path.removeprefix(root).replace(os.sep, "/").encode())
                with open(path, "rb") as file:
                    made.update(file.read())
    packages = ("markdown-it-py", "mdit-py-plugins", "myst-parser", "pygments", "pyyaml")
    return fingerprint(made.hexdigest(), [version(name) for name in packages])


@dataclass
class Store:
    """The store at *place*, or what would be in it; *basis* is what every row depends on."""

    place: Path
    basis: str
    rows: dict[str, Row] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    records: str = ""
    """By which records (``Registry.naming``) names were found in the texts of all rows."""
    _top: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The rows that lie on top, and count in the place of those on the shelves: state, and pickled row, by path."""
    _moved: dict[str, str] = field(default_factory=dict)
    """The states of files that were other than a row has them, and whose bytes were the same."""
    _shelved: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Which rows stand on each shelf: mostly a few change, and to ask of each path where it belongs takes longer."""
    _taken: dict[str, Row] = field(default_factory=dict)
    """The rows of texts that an empty store was given already, for their shelves."""
    _readers: dict[int, sqlite3.Connection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self._load()
        except (sqlite3.Error, OSError):
            self._begin_anew()

    def read(self, root: Path, path: str, issuer: object) -> Read | None:
        """What a file says, where it is the one that a row is of."""
        row = self.rows.get(path)
        if row is None or row.issuer != issuer:
            return None
        known = self.states[path]
        if known and known == asked_state(f"{root}/{path}"):
            return row.read
        state = _state(root, path, known)
        if state is not None and state == known:
            return row.read
        try:
            data = read_plain(root / path)
        except OSError:
            return None
        if digest(data) != row.read.source:
            return None
        if state is not None:
            self._moved[path] = state
        return row.read

    def text(self, path: str) -> tuple[CompiledText, str]:
        """A text, and the source that it was compiled from; raises DamagedError."""
        try:
            # All rows, or the database would go on being read, and could not be written to.
            found = self._reader.execute("SELECT row, sum FROM texts WHERE path = ?", (path,)).fetchall()
        except sqlite3.Error as error:
            raise DamagedError(path) from error
        if not found or not isinstance(found[0][0], bytes) or _sum(path, found[0][0]) != found[0][1]:
            raise DamagedError(path)
        text, source = pickle.loads(zlib.decompress(found[0][0]))
        return text, source

    def sound(self) -> set[str]:
        """The texts that are what was put in, by path; all are looked at."""
        found: set[str] = set()
        with suppress(sqlite3.Error):
            for path, row, checksum in self._reader.execute("SELECT path, row, sum FROM texts").fetchall():
                if isinstance(row, bytes) and _sum(path, row) == checksum:
                    found.add(path)
        return found

    def known_records(self) -> Known | None:
        """The records by which names were found in the texts of all rows; None where that is not known any more."""
        with suppress(sqlite3.Error):
            for digest_, row, checksum in self._reader.execute("SELECT digest, row, sum FROM records").fetchall():
                if isinstance(digest_, str) and isinstance(row, bytes) and _sum(digest_, row) == checksum:
                    known: Known = pickle.loads(zlib.decompress(row))
                    return known
        return None

    def vocabularies(self) -> Iterator[tuple[str, bytes]]:
        """The words of the texts, packed, by path; without those of which they are not known any more."""
        rows: list[tuple[str, bytes, bytes]] = []
        with suppress(sqlite3.Error):
            rows = self._reader.execute("SELECT path, row, sum FROM words").fetchall()
        for path, row, checksum in rows:
            if isinstance(row, bytes) and _sum(path, row) == checksum:
                yield path, row

    def let_go(self) -> None:
        """Let go of the rows, once all is put in: what is asked for from now on are texts."""
        self.rows.clear()
        self.states.clear()
        self._shelved.clear()
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
        except sqlite3.Error:
            self._begin_anew()

    def keep(
        self, root: Path, kept: Iterable[Packed], gone: Iterable[str], records: tuple[str, Known] | None = None
    ) -> None:
        """Put rows in, and take out what is *gone*, by path; a disk that refuses leaves the store without them.

        *records*, with their digest, are those by which names are found in all texts from now on, if they are others.
        """
        kept, gone = tuple(kept), frozenset(gone)
        if not kept and not gone and not self._moved and not self._taken and records is None:
            return
        top, put = self._sorted(root, kept, gone)
        try:
            with _connected(self.place) as database:
                for table in ("texts", "words"):
                    database.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in gone])
                shelves = self._shelves(root, put, gone, self._top.keys() - top.keys())
                database.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", shelves)
                if top != self._top:
                    self._put_on_top(database, top)
                _put_texts(database, kept)
                if records is not None:
                    row = compressed(records[1])
                    database.execute("DELETE FROM records")
                    database.execute("INSERT INTO records VALUES (?, ?, ?)", (records[0], row, _sum(records[0], row)))
                database.execute("UPDATE basis SET digest = ?", (self.basis,))
        except sqlite3.Error:
            self._begin_anew()

    def _sorted(
        self, root: Path, kept: Iterable[Packed], gone: Set[str]
    ) -> tuple[dict[str, tuple[str, bytes]], dict[str, bytes]]:
        """What is to lie on top, and the rows that go to their shelves."""
        rows = {one.path: one.row for one in kept}
        top = {path: (self._moved.get(path, state), row) for path, (state, row) in self._top.items()}
        top = {path: found for path, found in top.items() if path not in rows and path not in gone}
        # What a text was before it was edited is to be nowhere, so these rows take the place of those that there are.
        again = [one.path for one in kept if not one.text]
        if len(again) > _FEW:
            top |= {path: (_state(root, path) or "", rows[path]) for path in again}
            if len(top) * _MOST_ON_TOP > len(self.rows):
                top.clear()
        return top, {path: row for path, row in rows.items() if path not in top}

    @staticmethod
    def _put_on_top(database: sqlite3.Connection, top: Mapping[str, tuple[str, bytes]]) -> None:
        data = _ASIDE + pickle.dumps(top, PROTOCOL)
        database.execute("DELETE FROM top")
        database.execute("INSERT INTO top VALUES (?)", (data,))
        database.execute("UPDATE basis SET top = ?", (_sum("", data),))

    def _shelves(
        self, root: Path, kept: Mapping[str, bytes], gone: Set[str], from_top: Set[str]
    ) -> Iterator[tuple[int, bytes, bytes]]:
        """The shelves on which anything changes, with what then stands there, and its digest."""
        new = kept.keys() | self._taken.keys()
        paths = {
            shelf: {*self._shelved.get(shelf, ())} for shelf in map(_shelf, (*new, *gone, *from_top, *self._moved))
        }
        for path in (*new, *self._top):
            if (shelf := _shelf(path)) in paths:
                paths[shelf].add(path)
        for shelf, there in sorted(paths.items()):
            some = sorted(there - gone)
            states = (
                (_state(root, path) or "") if path in new else self._moved.get(path, self.states.get(path, ""))
                for path in some
            )
            rows = (
                pickle.loads(kept[path]) if path in kept else self._taken.get(path) or self.rows[path] for path in some
            )
            data = _ASIDE + pickle.dumps(list(zip(some, states, rows, strict=True)), PROTOCOL)
            yield shelf, data, _sum(str(shelf), data)

    def _load(self) -> None:
        with _connected(self.place) as database:
            basis, top = database.execute("SELECT digest, top FROM basis").fetchone() or ("", b"")
            (lying,) = database.execute("SELECT rows FROM top").fetchone() or (b"",)
            # Where what lies on top is lost, what it lay upon would count.
            if basis != self.basis or not isinstance(lying, bytes) or _sum("", lying) != top:
                raise sqlite3.DatabaseError
            for (self.records,) in database.execute("SELECT digest FROM records"):
                pass
            with without_collection():
                for shelf, rows, checksum in database.execute("SELECT shelf, rows, sum FROM found"):
                    if isinstance(rows, bytes) and _sum(str(shelf), rows) == checksum:
                        found = _unpickled(rows)
                        self._shelved[shelf] = tuple(path for path, _, _ in found)
                        for path, state, row in found:
                            self.rows[path], self.states[path] = row, state
                self._top = _unpickled(lying)
                for path, (state, data) in self._top.items():
                    self.rows[path], self.states[path] = pickle.loads(data), state

    def _begin_anew(self) -> None:
        """Empty the store; where the disk refuses even that, it is one of this build alone."""
        for known in (self.rows, self._top, self._taken, self._shelved):
            known.clear()
        self.records = ""
        self._readers.clear()
        for name in ("", "-journal"):
            with suppress(OSError):
                self.place.with_name(self.place.name + name).unlink()
        with suppress(sqlite3.Error, OSError):
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with _connected(self.place) as database:
                database.execute(f"PRAGMA page_size = {_PAGE}")
                for table in _TABLES:
                    database.execute(table)
                database.execute("INSERT INTO basis VALUES (?, ?)", (self.basis, b""))
                self._put_on_top(database, {})


def _unpickled(rows: bytes) -> Any:
    """What stands behind what all such rows begin with."""
    return pickle.loads(memoryview(rows)[len(_ASIDE) :])


def _put_texts(database: sqlite3.Connection, some: Iterable[Packed]) -> None:
    for one in some:
        for table, row in (("texts", one.text), ("words", one.words)):
            if row:
                values = (one.path, row, _sum(one.path, row))
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


def _sum(path: str, row: bytes) -> bytes:
    # Most processors have SHA-256 by themselves: of all rows that a build reads, half of the time that BLAKE2 takes.
    made = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0", usedforsecurity=False)
    made.update(row)
    return made.digest()[:_SUM]


def _state(root: Path, path: str, known: str = "") -> str | None:
    """What tells that a file is the one that was read; None while it may yet change, and where it is no plain file.

    One that is as *known* was at rest when that was told.
    """
    try:
        found = os.lstat(f"{root}/{path}")  # text, since each file of an archive is asked for at each build
    except OSError:
        return None
    if known and known == state_of(found) and stat.S_ISREG(found.st_mode):
        return known
    return state_at_rest(found) if stat.S_ISREG(found.st_mode) else None
