"""What an earlier build knows of an archive's files: the rows of its store, read and never written.

Builds have it by way of their store (:mod:`.store`); commands that read an archive open it by themselves, so that of
ten thousand files they read those that changed.  A file is known by its size, times, inode and device, as git knows
its own, or by its bytes; each row bears a digest of what it holds, and all depend on the program and the settings by
which headers are read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import stat
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.compiled.kept_lines import KeptLines
from sphinx_newsroom.archive.compiled.rows import Row
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import digest, fingerprint, known_state, read_plain, state_at_rest, state_of
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.text.compiled import Conventions

PAGE = 4_096
"""Bytes of a page of the file."""
ASIDE = bytes(PAGE)
"""What the pickled rows of a shelf begin with in the file, so that none stands in a page that SQLite may set anew.

Where it moves what else stands in such a page, what was moved and then deleted stays readable there, in spite of
``secure_delete``.  What does not fit into it is in pages of its own, which are overwritten when they are free.
"""

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
    root = str(Path(__file__).parents[2])
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
    """The same of what a file says by itself, which how texts become HTML does not matter to."""
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
class Kept:
    """What stands in the store at *place*, or would: rows of texts, states of their files, and lines of the ledger."""

    place: Path
    basis: Basis
    rows: dict[str, Row] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    records: str = ""
    """By which records (``Registry.naming``) names were found in the texts of all rows."""
    top: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The rows that lie on top, and count in the place of those on the shelves: state, and pickled row, by path."""
    moved: dict[str, str] = field(default_factory=dict)
    """The states of files that were other than a row has them, and whose bytes were the same."""
    shelved: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Which rows stand on each shelf: mostly a few change, and to ask of each path where it belongs takes longer."""
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
        (lying,) = database.execute("SELECT rows FROM top").fetchone() or (b"",)
        (top,) = database.execute("SELECT top FROM basis").fetchone() or (b"",)
        # Where what lies on top is lost, what it lay upon would count.
        if not isinstance(lying, bytes) or sum_of("", lying) != top:
            raise sqlite3.DatabaseError
        for (self.records,) in database.execute("SELECT digest FROM records"):
            pass
        with without_collection():
            for shelf, rows, checksum in database.execute("SELECT shelf, rows, sum FROM found"):
                if isinstance(rows, bytes) and sum_of(str(shelf), rows) == checksum:
                    found = _unpickled(rows)
                    self.shelved[shelf] = tuple(path for path, _, _ in found)
                    for path, state, row in found:
                        self.rows[path], self.states[path] = row, state
            self.top = _unpickled(lying)
            for path, (state, data) in self.top.items():
                self.rows[path], self.states[path] = pickle.loads(data), state
        self.ledger.load(database)


def known_in(place: Path, settings: Settings) -> Kept | None:
    """What a store has of an archive's files, for who reads it alone; None where it has nothing that counts.

    Nothing is waited for: where a build writes into it just now, the archive's own files are there.
    """
    reads = basis_of_reads(settings)
    kept = Kept(place, Basis(reads, ""))
    with (
        suppress(*UNREADABLE),
        closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", timeout=0, uri=True)) as file,
    ):
        if file.execute("SELECT reads FROM basis WHERE digest <> ''").fetchone() == (reads,):
            kept.load(file)
            return kept
    return None


def _unpickled(rows: bytes) -> Any:
    """What stands behind what all such rows begin with."""
    return pickle.loads(memoryview(rows)[len(ASIDE) :])


def sum_of(path: str, row: bytes) -> bytes:
    """The digest of a row."""
    # Most processors have SHA-256 by themselves: of all rows that a build reads, half of the time that BLAKE2 takes.
    made = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0", usedforsecurity=False)
    made.update(row)
    return made.digest()[:_SUM]


def state_now(root: Path, path: str, known: str = "") -> str | None:
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
