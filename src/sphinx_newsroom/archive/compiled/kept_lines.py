"""The lines of a ledger that an earlier build read, so that of ten thousand the next one reads those that came.

Lines are added to a ledger and never changed, so they are kept a thousand at a time, known by the bytes of all of them:
where these are the same, so are the events, each of which was held against the one form of a line.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.ledger.events import Event, text_of

TABLE = (
    "CREATE TABLE lines (part INTEGER PRIMARY KEY, size INTEGER NOT NULL, digest BLOB NOT NULL, events BLOB NOT NULL)"
)

_LINES = 1_000
"""So many lines are a part, and are written once: to read a line takes 30 microseconds."""


class _Part(NamedTuple):
    """A part of a ledger: how many bytes its lines have, their digest with that of the events, and these, pickled."""

    size: int
    digest: bytes
    events: bytes


@dataclass
class KeptLines:
    """The parts of a ledger that are kept, from its first line on."""

    parts: list[_Part] = field(default_factory=list)

    def of(self, data: bytes) -> tuple[Event, ...]:
        """The events of so many first lines of *data* as are known; what follows those is forgotten."""
        found: list[Event] = []
        at = 0
        for number, part in enumerate(self.parts):
            if _digest(data[at : at + part.size], part.events) != part.digest:
                del self.parts[number:]
                break
            found += pickle.loads(part.events)
            at += part.size
        return tuple(found)

    def load(self, database: sqlite3.Connection) -> None:
        """Take in what a database has."""
        rows = database.execute("SELECT part, size, digest, events FROM lines ORDER BY part").fetchall()
        whole = all(isinstance(digest, bytes) and isinstance(events, bytes) for _, _, digest, events in rows)
        if whole and [part for part, *_ in rows] == list(range(len(rows))):
            self.parts = [_Part(int(size), digest, events) for _, size, digest, events in rows]

    def wants(self, events: Sequence[Event]) -> bool:
        """Whether a ledger has parts that are to be kept, or no longer those that are; to be asked after :meth:`of`."""
        return len(events) // _LINES != len(self.parts)

    def keep(self, database: sqlite3.Connection, events: Sequence[Event]) -> None:
        """Put in the parts of a ledger that are not there yet."""
        self.parts += _parts(events, len(self.parts))
        database.execute("DELETE FROM lines WHERE part >= ?", (len(self.parts),))
        rows = ((number, *part) for number, part in enumerate(self.parts))
        database.executemany("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)", rows)


def _parts(events: Sequence[Event], first: int) -> Iterator[_Part]:
    for start in range(first * _LINES, len(events) - _LINES + 1, _LINES):
        some = events[start : start + _LINES]
        if some[-1].line != start + _LINES:  # a line among them or before could not be read
            return
        lines = text_of(some).encode()
        rows = pickle.dumps(some, pickle.HIGHEST_PROTOCOL)
        yield _Part(len(lines), _digest(lines, rows), rows)


def _digest(lines: bytes, events: bytes) -> bytes:
    made = hashlib.sha256(len(lines).to_bytes(8, "big"), usedforsecurity=False)
    made.update(lines)
    made.update(events)
    return made.digest()
