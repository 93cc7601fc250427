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
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import PACKAGE, digest, fingerprint, known_state, read_plain, state_at_rest, state_of
from sphinx_newsroom.ledger.events import Event, text_of
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.text.naming.changes import Known
from sphinx_newsroom.text.naming.places import Vocabulary
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:  # `newsroom check` opens an archive without the compiler of texts
    from sphinx_newsroom.text.compiled import Address, CompiledText, Conventions, RoleUse

STORE = "newsroom.sqlite"
"""What the file is called in which builds keep what they read and compiled, beside what Sphinx keeps of documents."""

PROTOCOL = pickle.HIGHEST_PROTOCOL
_QUICKLY = 1
"""How hard texts are compressed: to a fifth, in a tenth of a millisecond; any harder takes longer than it saves."""


_NO_TEXTS: dict[PageName, CompiledText] = {}


class StoredPlain(NamedTuple):
    """The plain text of a release: its size, and where it is read if somebody asks."""

    size: int
    page: PageName = PageName("")
    texts: Mapping[PageName, CompiledText] = _NO_TEXTS

    @property
    def text(self) -> str:
        """The title and the paragraphs, separated by blank lines."""
        return self.texts[self.page].text

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What of the text is no prose."""
        return self.texts[self.page].marks


class StoredText(NamedTuple):
    """What is known of a text before it is looked at.

    Attributes:
        read: what its file says by itself.
        issuer: the issuer by which its digest was taken, as the ledger has it; see ``one_file.read_file``.
        roles: what its roles named, and what they showed by themselves.
        addresses: the paths that it names.
        markup: what changes when its markup does.
        named: the entry in the index, if it is a release, with the size of its text alone.
    """

    read: Read
    issuer: object
    roles: tuple[RoleUse, ...]
    addresses: frozenset[Address]
    markup: str
    named: Entry | None


def entities_of(row: StoredText) -> set[str]:
    """Whom a release names, in its text, its header and its roles."""
    assert row.named is not None
    release = row.named.release
    said = {entity for _, entity in row.named.found.named}.union(use.id for use in row.roles)
    decided = (entity for _, entity in release.names)
    return said.union(filter(None, (*release.all_issuers, *release.organizations, *release.officials, *decided)))


class Packed(NamedTuple):
    """A row, and a text with its source, as bytes of the store; see :func:`packed`.

    *text* is empty where the store has it already; *words* are those by which names were looked up in a release.
    """

    path: str
    row: bytes
    text: bytes
    words: bytes


def packed(path: str, row: StoredText, words: Vocabulary | None, text: CompiledText, source: str) -> Packed:
    """What is known of a text as bytes, which a process can hand to another."""
    return repacked(path, row, words)._replace(text=compressed((text, source)))


def repacked(path: str, row: StoredText, words: Vocabulary | None) -> Packed:
    """A new row of a text that the store has."""
    # As they are: to compress them took as long as to sort them, for 1.3 kB a text.
    said = b"" if words is None else words.packed()
    return Packed(path, pickle.dumps(row, PROTOCOL), b"", said)


def compressed(value: object) -> bytes:
    """Anything as few bytes, made quickly."""
    return zlib.compress(pickle.dumps(value, PROTOCOL), _QUICKLY)


def unpacked(one: Packed) -> CompiledText:
    """The text."""
    text: CompiledText = pickle.loads(zlib.decompress(one.text))[0]
    return text


LINES = "CREATE TABLE lines (size INTEGER NOT NULL, digest BLOB NOT NULL, events BLOB NOT NULL)"

_LINES = 1_000
"""The first lines of a ledger are kept by the thousand: to read a line takes 30 microseconds."""


@dataclass
class KeptLines:
    """The first lines of a ledger: their size in bytes, their digest with that of the events, and these, pickled."""

    size: int = 0
    digest: bytes = b""
    events: bytes = b""
    count: int = 0
    """How many lines are known to be those of the ledger."""

    def of(self, data: bytes) -> tuple[Event, ...]:
        """The events of so many first lines of *data* as are known."""
        self.count = 0
        if not self.size or _digest(data[: self.size], self.events) != self.digest:
            return ()
        found: tuple[Event, ...] = pickle.loads(self.events)
        self.count = len(found)
        return found

    def load(self, database: sqlite3.Connection) -> None:
        """Take in what a database has."""
        for size, made, events in database.execute("SELECT size, digest, events FROM lines"):
            if isinstance(size, int) and isinstance(made, bytes) and isinstance(events, bytes):
                self.size, self.digest, self.events = size, made, events

    def wants(self, events: Sequence[Event]) -> bool:
        """Whether other lines of a ledger are to be kept; to be asked after :meth:`of`."""
        return len(events) // _LINES * _LINES != self.count

    def keep(self, database: sqlite3.Connection, events: Sequence[Event]) -> None:
        """Put in the first lines of a ledger."""
        some = tuple(events[: len(events) // _LINES * _LINES])
        database.execute("DELETE FROM lines")
        if some and some[-1].line == len(some):  # else a line among them could not be read
            lines, rows = text_of(some).encode(), pickle.dumps(some, PROTOCOL)
            database.execute("INSERT INTO lines VALUES (?, ?, ?)", (len(lines), _digest(lines, rows), rows))


def _digest(lines: bytes, events: bytes) -> bytes:
    made = hashlib.sha256(len(lines).to_bytes(8, "big"), usedforsecurity=False)
    made.update(lines)
    made.update(events)
    return made.digest()


UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What is raised where a database is damaged: SQLite's own messages may hold bytes of it that are no text."""

_SUM = 12
"""Bytes of a row's digest: it tells of damage, and nobody would make a row to fit."""

_PROGRAM = (".py", ".txt", ".po")
"""How those of our files end by which texts are read: code, lists of words, and what is said in other languages."""


@cache
def program() -> str:
    """What changes when anything does by which texts are read: our code, and the packages that it rides on."""
    made = hashlib.blake2b(digest_size=12)
    root = str(PACKAGE)
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith(_PROGRAM):
                path = os.path.join(folder, name)  # text, since there are a thousand
                made.update(path.removeprefix(root).replace(os.sep, "/").encode())
                with open(path, "rb") as file:
                    made.update(file.read())
    # Of Babel are the names of countries.
    packages = ("babel", "markdown-it-py", "mdit-py-plugins", "myst-parser", "pygments", "pyyaml")
    return fingerprint(made.hexdigest(), [version(name) for name in packages])


@cache
def maker() -> str:
    """What changes when anything does by which a site is made: our code, the packages that it rides on, and Python.

    No site says so itself, whose bytes are the same under several versions of most of these.
    """
    themes = ("sphinx-book-theme", "pydata-sphinx-theme")
    packages = ("sphinx", "docutils", "jinja2", "markupsafe", "snowballstemmer", *themes)
    return fingerprint(program(), sys.version_info[:2], [version(name) for name in packages])


class Basis(NamedTuple):
    """What every row depends on: of *reads* what a file says by itself, of *texts* that and its text."""

    reads: str
    texts: str


def basis_of(settings: Settings, conventions: Conventions) -> Basis:
    """What changes when anything does of which every row is made, besides its text, the records and the ledger."""
    reads = basis_of_reads(settings)
    return Basis(reads, fingerprint(reads, conventions))


def basis_of_reads(settings: Settings) -> str:
    """Changes when anything does that decides what a file says by itself."""
    allowed = [sorted(getattr(settings.allowed, kind)) for kind in KINDS]
    said = (
        settings.issuer,
        settings.language,
        settings.interfaces,
        settings.max_text,
        settings.max_links,
        sorted(settings.types.items()),
    )
    return fingerprint(program(), said, settings.timezone, allowed)


@dataclass
class StoredTexts:
    """The content of the store at *place*: rows of texts, states of their files, and lines of the ledger."""

    place: Path
    basis: Basis
    rows: dict[str, StoredText] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    records: str = ""
    """By which records (``Registry.naming``) names were found in the texts of all rows."""
    moved: dict[str, str] = field(default_factory=dict)
    """The states of files that were other than a row has them, and whose bytes were the same."""
    ledger: KeptLines = field(default_factory=KeptLines)

    def read(self, root: Path, path: str, issuer: object) -> Read | None:
        """What a file says, where it is the one that a row is of."""
        row = self.rows.get(path)
        if row is None or row.issuer != issuer:
            return None
        known = self.states[path]
        if known and known == known_state(f"{root}/{path}"):
            return row.read
        state = state_now(root, path, known)
        if state is not None and state == known:
            return row.read
        try:
            data = read_plain(root / path)
        except OSError:
            return None
        if digest(data) != row.read.source:
            return None
        if state is not None:
            self.moved[path] = state
        return row.read

    def lines(self, data: bytes) -> tuple[Event, ...]:
        """The events of so many first lines of a ledger as are known."""
        return self.ledger.of(data)

    def load(self, database: sqlite3.Connection) -> None:
        """Take in what a database has; raises :data:`UNREADABLE` where that is damaged."""
        for (self.records,) in database.execute("SELECT digest FROM records"):
            pass
        with without_collection():
            for path, state, row, checksum in database.execute("SELECT path, state, row, sum FROM source"):
                if isinstance(row, bytes) and sum_of(f"{path} {state}", row) == checksum:
                    self.states[path], self.rows[path] = state, pickle.loads(row)
        self.ledger.load(database)


def known_in(place: Path, settings: Settings) -> StoredTexts | None:
    """What a store has of an archive's files, for who reads it alone; None where it has nothing that counts.

    Nothing is waited for: where a build writes into it just now, the archive's own files are there.
    """
    reads = basis_of_reads(settings)
    kept = StoredTexts(place, Basis(reads, ""))
    with (
        suppress(*UNREADABLE),
        closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", timeout=0, uri=True)) as file,
    ):
        if file.execute("SELECT reads FROM basis WHERE digest <> ''").fetchone() == (reads,):
            kept.load(file)
            return kept
    return None


def sum_of(path: str, row: bytes) -> bytes:
    """The digest of a row."""
    # Most processors have SHA-256 by themselves: of all rows that a build reads, half of the time that BLAKE2 takes.
    made = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0", usedforsecurity=False)
    made.update(row)
    return made.digest()[:_SUM]


def state_now(root: Path, path: str, known: str = "") -> str | None:
    """The state of a file, which changes with it; None while it may yet change, or if it isn't a plain file.

    One that is as *known* was at rest when that was told.
    """
    try:
        found = os.lstat(f"{root}/{path}")  # text, since each file of an archive is asked for at each build
    except OSError:
        return None
    if known and known == state_of(found) and stat.S_ISREG(found.st_mode):
        return known
    return state_at_rest(found) if stat.S_ISREG(found.st_mode) else None


_TABLES = (
    "CREATE TABLE basis (digest TEXT NOT NULL, reads TEXT NOT NULL)",
    "CREATE TABLE source (path TEXT PRIMARY KEY, state TEXT NOT NULL, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE texts (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE words (path TEXT PRIMARY KEY, row BLOB NOT NULL, sum BLOB NOT NULL)",
    "CREATE TABLE records (digest TEXT NOT NULL, row BLOB NOT NULL, sum BLOB NOT NULL)",
    LINES,
)


class DamagedError(Exception):
    """What the store has of a text is not what was put into it."""


@dataclass
class Store(StoredTexts):
    """The store at *place*, to which a build adds."""

    _begun: bool = False
    """Whether an empty store was given some texts already."""
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
        """The texts, by path, whose rows contain any of some words."""
        wanted = [word.encode("utf-8", "surrogatepass") for word in words]
        with suppress(*UNREADABLE):
            rows = self._reader.execute("SELECT path, row FROM source").fetchall()
            return frozenset(path for path, row in rows if path in self.rows and any(word in row for word in wanted))
        return frozenset(self.rows)

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

    def take(self, root: Path, some: Iterable[Packed]) -> None:
        """Put texts into an empty store while others are made, so that not all are in memory at once.

        Until :meth:`keep` says what they depend on, the file counts for nothing: if the build is ended before, the next
        one begins it again.
        """
        try:
            with _connected(self.place) as database:
                database.execute("UPDATE basis SET digest = ''")
                _put(database, root, some)
            self._begun = True
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
        moved = self.moved.keys() - gone - {one.path for one in kept}
        if not kept and not gone and not moved and not self._begun and records is None and not lines:
            return
        try:
            with _connected(self.place) as database:
                for table in ("source", "texts", "words"):
                    database.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in gone])
                _put(database, root, kept)
                for path in moved:
                    _put_row(database, path, self.moved[path], pickle.dumps(self.rows[path], PROTOCOL))
                if records is not None:
                    row = compressed(records[1])
                    database.execute("DELETE FROM records")
                    database.execute("INSERT INTO records VALUES (?, ?, ?)", (records[0], row, sum_of(records[0], row)))
                if lines:
                    self.ledger.keep(database, events)
                database.execute("UPDATE basis SET digest = ?, reads = ?", (self.basis.texts, self.basis.reads))
            if gone:  # SQLite leaves copies of what it moved in its pages
                with closing(sqlite3.connect(self.place)) as database:
                    database.execute("PRAGMA synchronous = OFF")
                    database.execute("VACUUM")
        except UNREADABLE:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Empty the store; where the disk refuses even that, it is one of this build alone."""
        self.rows.clear()
        self._readers.clear()
        self.records, self.ledger, self._begun = "", KeptLines(), False
        for name in ("", "-journal"):
            with suppress(OSError):
                self.place.with_name(self.place.name + name).unlink()
        with suppress(*UNREADABLE, OSError):
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with _connected(self.place) as database:
                for table in _TABLES:
                    database.execute(table)
                database.execute("INSERT INTO basis VALUES ('', ?)", (self.basis.reads,))


def _put(database: sqlite3.Connection, root: Path, some: Iterable[Packed]) -> None:
    for one in some:
        _put_row(database, one.path, state_now(root, one.path) or "", one.row)
        for table, row in (("texts", one.text), ("words", one.words)):
            if row:
                values = (one.path, row, sum_of(one.path, row))
                database.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", values)


def _put_row(database: sqlite3.Connection, path: str, state: str, row: bytes) -> None:
    values = path, state, row, sum_of(f"{path} {state}", row)
    database.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", values)


@contextmanager
def _connected(place: Path) -> Iterator[sqlite3.Connection]:
    """A database that is open for a while; what is done with it counts as a whole, or not at all."""
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA synchronous = OFF")  # each row has a digest
        database.execute("PRAGMA secure_delete = ON")  # what is kept back is nowhere, nor where it was
        with database:
            yield database
