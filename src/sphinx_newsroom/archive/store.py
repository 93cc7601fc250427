"""A cache of compiled texts and their mentions, from one build to the next.

It is an SQLite file with one row per text, keyed by path. Small data is loaded at each build; texts, HTML and sources
only on demand. Each row has a checksum, so a damaged row is ignored and compiled again. A damaged file, or one made by
another version, is recreated. The cache can be deleted at any time.
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

from sphinx_newsroom._version import __version__
from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import PACKAGE, digest, fingerprint, read_plain, state_at_rest, state_of
from sphinx_newsroom.ledger.events import Event, text_of
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.text.naming.changes import Known
from sphinx_newsroom.text.naming.places import Vocabulary
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:  # `newsroom check` opens an archive without importing the compiler
    from sphinx_newsroom.text.compiled import Address, CompiledText, Conventions, RoleUse

STORE = "newsroom.sqlite"
"""The name of the cache file, in Sphinx's doctree folder."""

PROTOCOL = pickle.HIGHEST_PROTOCOL
_QUICKLY = 1
"""The zlib level: texts shrink to a fifth in 0.1 ms, and higher levels take longer than they save."""


_NO_TEXTS: dict[PageName, CompiledText] = {}


class StoredPlain(NamedTuple):
    """The plain text of a release, loaded from the store on first use; only its size is in memory."""

    size: int
    page: PageName = PageName("")
    texts: Mapping[PageName, CompiledText] = _NO_TEXTS

    @property
    def text(self) -> str:
        """The title and the paragraphs, separated by blank lines."""
        return self.texts[self.page].text

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The spans of the text that aren't prose."""
        return self.texts[self.page].marks


class StoredText(NamedTuple):
    """The data of a text that every build loads.

    Attributes:
        read: the parsed content of its file.
        issuer: the issuer used for its digest in the ledger; see :func:`sphinx_newsroom.archive.loading.issuer_of`.
        roles: the entities that its roles name, and the text that they show.
        addresses: the paths that it links to.
        markup: a digest of its markup.
        named: its entry in the index if it is a release, with only the size of its text.
    """

    read: Read
    issuer: object
    roles: tuple[RoleUse, ...]
    addresses: frozenset[Address]
    markup: str
    named: Entry | None


def entities_of(row: StoredText) -> set[str]:
    """Return the ids of all entities in a release's text, header and roles."""
    assert row.named is not None
    release = row.named.release
    said = {entity for _, entity in row.named.found.named}.union(use.id for use in row.roles)
    decided = (entity for _, entity in release.names)
    return said.union(filter(None, (*release.all_issuers, *release.organizations, *release.officials, *decided)))


class Packed(NamedTuple):
    """A row of the store as bytes, with its text and source; see :func:`packed`.

    *text* is empty if the store already has it. *words* is the vocabulary used to look up names in the release.
    """

    path: str
    row: bytes
    text: bytes
    words: bytes


def packed(path: str, row: StoredText, words: Vocabulary | None, text: CompiledText, source: str) -> Packed:
    """Pack the data of a text into bytes that can be passed between processes."""
    return repacked(path, row, words)._replace(text=compressed((text, source)))


def repacked(path: str, row: StoredText, words: Vocabulary | None) -> Packed:
    """Pack a new row for a text that the store already has."""
    # Not compressed: that took as long as sorting them, to save 1.3 kB per text.
    said = b"" if words is None else words.packed()
    return Packed(path, pickle.dumps(row, PROTOCOL), b"", said)


def compressed(value: object) -> bytes:
    """Pickle and compress a value, favouring speed."""
    return zlib.compress(pickle.dumps(value, PROTOCOL), _QUICKLY)


def unpacked(one: Packed) -> CompiledText:
    """Unpack the compiled text."""
    text: CompiledText = pickle.loads(zlib.decompress(one.text))[0]
    return text


LINES = "CREATE TABLE lines (size INTEGER NOT NULL, digest BLOB NOT NULL, events BLOB NOT NULL)"

_LINES = 1_000
"""The number of ledger lines cached at a time: parsing a line takes 30 microseconds."""


@dataclass
class KeptLines:
    """The cached first lines of a ledger: their size in bytes, a digest of lines and events, and the pickled events."""

    size: int = 0
    digest: bytes = b""
    events: bytes = b""
    count: int = 0
    """The number of these lines that match the current ledger."""

    def of(self, data: bytes) -> tuple[Event, ...]:
        """Return the cached events if *data* begins with the cached lines, and otherwise none."""
        self.count = 0
        if not self.size or _digest(data[: self.size], self.events) != self.digest:
            return ()
        found: tuple[Event, ...] = pickle.loads(self.events)
        self.count = len(found)
        return found

    def load(self, database: sqlite3.Connection) -> None:
        """Load the cached lines from a database."""
        for size, made, events in database.execute("SELECT size, digest, events FROM lines"):
            if isinstance(size, int) and isinstance(made, bytes) and isinstance(events, bytes):
                self.size, self.digest, self.events = size, made, events

    def wants(self, events: Sequence[Event]) -> bool:
        """Whether the cached lines should be replaced; call :meth:`of` first."""
        return len(events) // _LINES * _LINES != self.count

    def keep(self, database: sqlite3.Connection, events: Sequence[Event]) -> None:
        """Save the first lines of a ledger."""
        some = tuple(events[: len(events) // _LINES * _LINES])
        database.execute("DELETE FROM lines")
        if some and some[-1].line == len(some):  # otherwise a line among them could not be parsed
            lines, rows = text_of(some).encode(), pickle.dumps(some, PROTOCOL)
            database.execute("INSERT INTO lines VALUES (?, ?, ?)", (len(lines), _digest(lines, rows), rows))


def _digest(lines: bytes, events: bytes) -> bytes:
    made = hashlib.sha256(len(lines).to_bytes(8, "big"), usedforsecurity=False)
    made.update(lines)
    made.update(events)
    return made.digest()


UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""The exceptions that a damaged database raises: SQLite's messages may contain bytes that aren't valid text."""

_SUM = 12
"""The length of a row's checksum in bytes; it detects damage, not tampering."""

_PROGRAM = (".py", ".txt", ".toml", ".json", ".po")
"""The suffixes of our files that affect how texts are read: code, word lists, schemas and translations."""


@cache
def program() -> str:
    """Return a digest of everything that affects how texts are read: our code and the packages that it uses."""
    made = hashlib.blake2b(digest_size=12)
    root = str(PACKAGE)
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith(_PROGRAM):
                path = os.path.join(folder, name)  # a str because it is faster than a Path for a thousand files
                made.update(path.removeprefix(root).replace(os.sep, "/").encode())
                with open(path, "rb") as file:
                    made.update(file.read())
    # Babel provides the names of countries.
    packages = ("babel", "markdown-it-py", "mdit-py-plugins", "myst-parser", "pygments", "pyyaml")
    return fingerprint(made.hexdigest(), [version(name) for name in packages])


@cache
def maker() -> str:
    """Return a digest of everything that affects how a site is made: our code, its packages, and Python.

    The site itself doesn't contain it, because most versions of these packages produce identical files.
    """
    themes = ("sphinx-book-theme", "pydata-sphinx-theme")
    packages = ("sphinx", "docutils", "jinja2", "markupsafe", "snowballstemmer", *themes)
    return fingerprint(program(), sys.version_info[:2], [version(name) for name in packages])


@cache
def versions() -> str:
    """Return the versions of the software that makes a site; machines with equal versions produce the same bytes."""
    python = ".".join(map(str, sys.version_info[:2]))
    files = fingerprint(maker(), version("distributed"))[:12]
    return f"Python {python}, sphinx-newsroom {__version__}, Sphinx {version('sphinx')} ({files})"


class Basis(NamedTuple):
    """Digests of what every row depends on: *reads* for parsed files, *texts* also for compiled texts."""

    reads: str
    texts: str


def basis_of(settings: Settings, conventions: Conventions) -> Basis:
    """Return the digests of what every row depends on besides its text, the records and the ledger."""
    reads = basis_of_reads(settings)
    return Basis(reads, fingerprint(reads, conventions))


def basis_of_reads(settings: Settings) -> str:
    """Return a digest of the code and settings that affect how a file is parsed."""
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
    """The digest (``Registry.naming``) of the records that were used to find names in all texts."""
    moved: dict[str, str] = field(default_factory=dict)
    """The new states of files whose state changed but whose bytes didn't."""
    ledger: KeptLines = field(default_factory=KeptLines)
    _readers: dict[int, sqlite3.Connection] = field(default_factory=dict)

    def read(self, root: Path, path: str, issuer: object) -> Read | None:
        """Return the parsed content of a file if the row for its path is still valid."""
        row = self.rows.get(path)
        if row is None or row.issuer != issuer:
            return None
        known = self.states[path]
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

    def text(self, path: str) -> tuple[CompiledText, str]:
        """Return a compiled text and its source; raises DamagedError."""
        for _, row in self._sound_rows("texts WHERE path = ?", path):
            text, source = pickle.loads(zlib.decompress(row))
            return text, source
        raise DamagedError(path)

    def _sound_rows(self, table: str, *values: str) -> Iterator[tuple[str, bytes]]:
        """Yield the key and the content of each row of a table whose checksum matches."""
        rows: list[tuple[str, bytes, bytes]] = []
        with suppress(*UNREADABLE):
            # All at once, because an open read would block writing.
            rows = self._reader.execute(f"SELECT * FROM {table}", values).fetchall()
        for key, row, checksum in rows:
            if isinstance(key, str) and isinstance(row, bytes) and sum_of(key, row) == checksum:
                yield key, row

    @property
    def _reader(self) -> sqlite3.Connection:
        """The database, opened once per process, since SQLite connections must not be shared across a fork."""
        pid = os.getpid()
        if pid not in self._readers:
            self._readers.clear()
            self._readers[pid] = sqlite3.connect(self.place)
        return self._readers[pid]

    def lines(self, data: bytes) -> tuple[Event, ...]:
        """Return the cached events of the first lines of a ledger."""
        return self.ledger.of(data)

    def load(self, database: sqlite3.Connection) -> None:
        """Load everything from a database; raises :data:`UNREADABLE` if it is damaged."""
        for (self.records,) in database.execute("SELECT digest FROM records"):
            pass
        with without_collection():
            for path, state, row, checksum in database.execute("SELECT path, state, row, sum FROM source"):
                if isinstance(row, bytes) and sum_of(f"{path} {state}", row) == checksum:
                    self.states[path], self.rows[path] = state, pickle.loads(row)
        self.ledger.load(database)


def known_in(place: Path, settings: Settings) -> StoredTexts | None:
    """Return the content of a store, read-only, or None if it has nothing valid.

    It never waits for a lock: if a build is writing to the store, the caller reads the archive's files instead.
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
    """Return the checksum of a row."""
    # Most processors have instructions for SHA-256, which makes it twice as fast as BLAKE2 here.
    made = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0", usedforsecurity=False)
    made.update(row)
    return made.digest()[:_SUM]


def state_now(root: Path, path: str, known: str = "") -> str | None:
    """Return the state of a file, which changes with it, or None if the file may be changing or isn't regular.

    A state equal to *known* needs no check for recent changes, since it was recorded when the file was at rest.
    """
    try:
        found = os.lstat(f"{root}/{path}")  # a str because each file of an archive is checked at each build
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
    """The row of a text in the store doesn't match its checksum."""


@dataclass
class Store(StoredTexts):
    """The store at *place*, to which a build writes."""

    _begun: bool = False
    """Whether texts were already added to an empty store."""

    def __post_init__(self) -> None:
        try:
            with _connected(self.place) as database:
                if database.execute("SELECT reads, digest FROM basis").fetchone() != self.basis:
                    raise sqlite3.DatabaseError
                self.load(database)
        except (*UNREADABLE, OSError):
            self._begin_anew()

    def sound(self) -> set[str]:
        """Return the paths of the texts whose checksum matches, after checking all of them."""
        return {path for path, _ in self._sound_rows("texts")}

    def known_records(self) -> Known | None:
        """Return the records that were used to find names in all texts, or None if they aren't known."""
        for _, row in self._sound_rows("records"):
            known: Known = pickle.loads(zlib.decompress(row))
            return known
        return None

    def vocabularies(self) -> Iterator[tuple[str, bytes]]:
        """Return the packed vocabulary of each text that has one, by path."""
        return self._sound_rows("words")

    def let_go(self) -> None:
        """Drop the rows from memory, once everything is saved: only texts are needed from now on."""
        self.rows.clear()
        self.states.clear()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle a copy for another machine, which only reads texts there."""
        return _copied, (self.place.read_bytes(),)

    @property
    def is_empty(self) -> bool:
        """Whether the store is empty, as in a first build or after an upgrade."""
        return not self.rows

    def take(self, root: Path, some: Iterable[Packed]) -> None:
        """Add texts to an empty store while others are being compiled, so that they needn't all be in memory.

        The file isn't valid until :meth:`keep` records what the rows depend on. An interrupted build leaves it invalid,
        so the next build recreates it.
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
        """Save the rows in *kept* and delete those in *gone*, by path. If the disk refuses, they aren't saved.

        Args:
            root: The archive's folder.
            kept: The rows to save.
            gone: The paths of the rows to delete.
            records: The digest and the records that names are now found by, if they changed.
            events: The events of the ledger.
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
            if gone:  # SQLite leaves copies of moved rows in free pages
                with closing(sqlite3.connect(self.place)) as database:
                    database.execute("PRAGMA synchronous = OFF")
                    database.execute("VACUUM")
        except UNREADABLE:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Empty the store; if the disk refuses even that, the store exists only in memory for this build."""
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


def _copied(data: bytes) -> Store:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.deserialize(data)
    store = Store.__new__(Store)
    store._readers = {os.getpid(): database}
    return store


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
    """Open the database for one transaction."""
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA synchronous = OFF")  # each row has a checksum
        database.execute("PRAGMA secure_delete = ON")  # withheld texts must not remain in free pages
        with database:
            yield database
