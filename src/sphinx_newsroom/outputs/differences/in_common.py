"""What two sequences have in common, in order: as many items as can be.

The longest common subsequence, a row of the table at a time, whose cells are the bits of one number: a step along the
second sequence is a few operations on a number with a bit for each item of the first.

Source: Hyyrö, "Bit-Parallel LCS-length Computation Revisited" (2004), and, for the way back, "A Note on Bit-Parallel
Alignment Computation" (2004).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

_BITS = 8


def common_length(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both have in one order.

    >>> common_length("a ship left the port".split(), "the ship left port".split())
    3
    """
    last = deque(_rows(old, new), maxlen=1)
    return len(old) - last[0].bit_count() if last else 0


def common_places(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Where the items stand that both have in one order, in *old* and in *new*.

    >>> common_places([1, 2, 3, 4], [2, 4, 5])
    [(1, 0), (3, 1)]
    """
    # As bytes, in which one bit is looked at in the same time wherever it stands.
    size = len(old) // _BITS + 1
    rows = [row.to_bytes(size, "little") for row in _rows(old, new)]
    found = []
    place, row = len(old), len(new)
    while place and row:
        if _is_set(rows[row - 1], place - 1):
            place -= 1
            continue
        row -= 1
        if not row or _is_set(rows[row - 1], place - 1):
            place -= 1
            found.append((place, row))
    return found[::-1]


def _all(items: Sequence[object]) -> int:
    return (1 << len(items)) - 1


def _rows(old: Sequence[object], new: Sequence[object]) -> Iterator[int]:
    """For each item of *new* the places of *old* (a bit each) at which no item more is in common than before them."""
    places = _places(old, new)
    everywhere = row = _all(old)
    for item in new:
        met = row & places.get(item, 0)
        row = ((row + met) | (row - met)) & everywhere
        yield row


def _places(old: Sequence[object], new: Sequence[object]) -> dict[object, int]:
    """Where *old* has each of the items that *new* has as well, a bit for each place."""
    found = {item: bytearray(len(old) // _BITS + 1) for item in {*old}.intersection(new)}
    for place, item in enumerate(old):
        if item in found:
            found[item][place // _BITS] |= 1 << place % _BITS
    return {item: int.from_bytes(bits, "little") for item, bits in found.items()}


def _is_set(row: bytes, place: int) -> bool:
    return bool(row[place // _BITS] >> place % _BITS & 1)
