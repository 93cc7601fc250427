"""The index of words of the database, of which the part of each stretch of releases can be made anew alone.

FTS5 keeps its words in *segments* and asks all of them.  What a segment holds depends on the order in which rows came,
and on merges; so the segment of a stretch is made in a database of its own, where nothing merges, and then put among
the others under the number of its stretch, which has 16 bits.  Nothing of the index depends on what was there before,
so one that was made in steps has the bytes of one that was made at once.

Source: https://www.sqlite.org/fts5.html, "FTS5 Data Structures"; fts5_index.c, "Storage in the %_data table".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import NamedTuple

NAME = "releases_fts"
"""The table of the index; ``releases_fts MATCH …`` has the rowids of releases."""

OF_WORDS = ("title", "text")
"""The columns of releases whose words it has."""

# Accents count for nothing, and no word is cut to a stem: an archive has several languages.
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
# Datasette knows the index of a table by these words.
DECLARED = f'CREATE VIRTUAL TABLE {NAME} USING fts5({", ".join(OF_WORDS)}, content="releases", {_TOKENS})'

_AVERAGES, _STRUCTURE = 1, 10
"""The rows of ``%_data`` that hold how many words there are, and which segments."""
_SEGMENT_BITS = 37
"""The number of a segment stands above these bits in the ids of its pages."""
_PAGE_BITS = 31
"""The number of a page with words stands in these bits."""
_IN_MEMORY = 1 << 30
"""Bytes of words that are gathered before FTS5 begins a segment: all of a stretch."""
_VARINT = 7


@cache
def available() -> bool:
    """Whether the SQLite of this Python has FTS5; nearly all have."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute(DECLARED.replace('"releases"', "''"))
        except sqlite3.OperationalError:
            return False
        return True


class Segment(NamedTuple):
    """The words of a stretch: pages by number, the first word of each page, and how many words each row has."""

    pages: tuple[tuple[int, bytes], ...]
    firsts: tuple[tuple[bytes, int], ...]
    sizes: tuple[tuple[int, bytes], ...]


def segment(rows: Iterable[tuple[int, str, str]]) -> Segment:
    """The words of rows: rowid, title and text of each."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(f"CREATE VIRTUAL TABLE made USING fts5({', '.join(OF_WORDS)}, content = '', {_TOKENS})")
        made.execute("INSERT INTO made (made, rank) VALUES ('hashsize', ?)", (_IN_MEMORY,))
        with made:
            made.executemany("INSERT INTO made (rowid, title, text) VALUES (?, ?, ?)", rows)
        pages = made.execute("SELECT id, block FROM made_data WHERE id > ? ORDER BY id", (_STRUCTURE,)).fetchall()
        if len({id_ >> _SEGMENT_BITS for id_, _ in pages}) > 1:  # more words than fit into memory
            made.execute("INSERT INTO made (made) VALUES ('optimize')")
            pages = made.execute("SELECT id, block FROM made_data WHERE id > ? ORDER BY id", (_STRUCTURE,)).fetchall()
        within = (1 << _SEGMENT_BITS) - 1
        firsts = made.execute("SELECT term, pgno FROM made_idx ORDER BY term").fetchall()
        sizes = made.execute("SELECT id, sz FROM made_docsize ORDER BY id").fetchall()
        return Segment(tuple((id_ & within, block) for id_, block in pages), tuple(firsts), tuple(sizes))


def take_out(database: sqlite3.Connection, number: int, rowids: tuple[int, int]) -> None:
    """Take the segment of a number out of a database, and what is told of its rows, which lie between two."""
    low = number << _SEGMENT_BITS
    database.execute(f"DELETE FROM {NAME}_data WHERE id >= ? AND id < ?", (low, low + (1 << _SEGMENT_BITS)))
    database.execute(f"DELETE FROM {NAME}_idx WHERE segid = ?", (number,))
    database.execute(f"DELETE FROM {NAME}_docsize WHERE id BETWEEN ? AND ?", rowids)


def put_in(database: sqlite3.Connection, number: int, made: Segment) -> None:
    """Put a segment into a database."""
    low = number << _SEGMENT_BITS
    database.executemany(f"INSERT INTO {NAME}_data VALUES (?, ?)", ((low + id_, block) for id_, block in made.pages))
    database.executemany(f"INSERT INTO {NAME}_idx VALUES (?, ?, ?)", ((number, *first) for first in made.firsts))
    database.executemany(f"INSERT INTO {NAME}_docsize VALUES (?, ?)", made.sizes)


def finish(database: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Tell the index which segments it has, and how many words."""
    found = {}
    for number in numbers:
        # The pages with words of a segment have the lowest numbers in it.
        first = number << _SEGMENT_BITS
        asked = f"SELECT max(id) FROM {NAME}_data WHERE id >= ? AND id < ?"
        ((last,),) = database.execute(asked, (first, first + (1 << _PAGE_BITS)))
        if last is not None:
            found[number] = last - first
    sizes = [0] * len(OF_WORDS)
    count = 0
    for (size,) in database.execute(f"SELECT sz FROM {NAME}_docsize"):
        count += 1
        for column, words in enumerate(_read(size)):
            sizes[column] += words
    _set(database, _AVERAGES, _written(count, *sizes) if count else b"")
    _set(database, _STRUCTURE, _structure(found))


def _set(database: sqlite3.Connection, row: int, block: bytes) -> None:
    database.execute(f"INSERT OR REPLACE INTO {NAME}_data VALUES (?, ?)", (row, block))


def _structure(last: Mapping[int, int]) -> bytes:
    """All segments on the lowest level, each from its first page to its last."""
    cookie = bytes(4)
    if not last:
        return cookie + _written(0, 0, 0)
    segments = (value for number, page in last.items() for value in (number, 1, page))
    levels, merging = 1, 0
    return cookie + _written(levels, len(last), sum(last.values()), merging, len(last), *segments)


def _written(*numbers: int) -> bytes:
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    """A number as SQLite has it, seven bits a byte, the highest first.

    >>> _varint(5), _varint(300)
    (b'\\x05', b'\\x82,')
    """
    found = [number & 0x7F]
    while number := number >> _VARINT:
        found.append(number & 0x7F | 0x80)
    return bytes(reversed(found))


def _read(data: bytes) -> Iterator[int]:
    number = 0
    for byte in data:
        number = number << _VARINT | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 (the bit that says that more follow)
            yield number
            number = 0
