"""A Merkle tree as files: tiles of 256 hashes, and the entries in bundles of 256.

A full file never changes again, so adding an entry writes those at the right edge alone.

Source: https://c2sp.org/tlog-tiles (Merkle Tree; Partial Tiles; Log entries).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from sphinx_newsroom.ledger.log.merkle import Tree

WIDTH = 256
"""How many hashes or entries a full tile or bundle has."""
HEIGHT = 8
"""How many levels of the tree a tile stands for."""
HASH = 32
"""How many bytes a hash has."""
LONGEST_ENTRY = 0xFFFF
"""How many bytes an entry may have: its length is written in two."""
_LENGTH = 2


class Tile(NamedTuple):
    """A tile: its level, 0 for that of the leaves, its number in the level, and how many hashes it has."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Its file below ``log/``, ``tile/0/x001/234.p/5``."""
        return f"tile/{self.level}/{numbered(self.number)}{_partial(self.width)}"

    @property
    def entries_path(self) -> str:
        """The file of the entries that a tile of leaves has the hashes of, ``tile/entries/x001/234.p/5``."""
        return f"tile/entries/{numbered(self.number)}{_partial(self.width)}"


def numbered(number: int) -> str:
    """A tile's number as a path.

    >>> numbered(1234067)
    'x001/x234/067'
    """
    *above, last = [f"{int(part):03}" for part in f"{number:,}".split(",")]
    return "/".join((*(f"x{part}" for part in above), last))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def tiles_of(size: int) -> Iterator[Tile]:
    """The tiles of a tree of *size*, level by level."""
    for level in count():
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, number, WIDTH) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        size = full
        if not size:
            return


def leaf_tiles(size: int) -> Iterator[Tile]:
    """The tiles of the leaves of a tree of *size*."""
    return (tile for tile in tiles_of(size) if tile.level == 0)


def tile_bytes(tree: Tree, tile: Tile) -> bytes:
    """The hashes of a tile, one after the other."""
    start = tile.number * WIDTH
    return b"".join(tree.levels[tile.level * HEIGHT][start : start + tile.width])


def hashes_in(data: bytes) -> list[bytes]:
    """The hashes of a tile's file; raises ValueError where it is cut off."""
    if len(data) % HASH:
        raise ValueError("it is cut off")
    return [data[start : start + HASH] for start in range(0, len(data), HASH)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries in a file, each after its length; raises ValueError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry has {len(entry)} bytes; at most {LONGEST_ENTRY} can be written")
        parts += [len(entry).to_bytes(_LENGTH, "big"), entry]
    return b"".join(parts)


def entries_in(data: bytes) -> list[bytes]:
    """The entries of a bundle's file; raises ValueError where it is cut off."""
    found, place = [], 0
    while place < len(data):
        start = place + _LENGTH
        place = start + int.from_bytes(data[place:start], "big")
        if start > len(data) or place > len(data):
            raise ValueError("it is cut off")
        found.append(data[start:place])
    return found


def of_tile(values: Sequence[bytes], tile: Tile) -> Sequence[bytes]:
    """Those of all leaves or entries that a tile of leaves is of."""
    return values[tile.number * WIDTH : tile.number * WIDTH + tile.width]
