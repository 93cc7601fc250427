"""The fewest items that must go and come for one sequence to become another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

# What two sequences have in common, in order: as many items as can be.
#
# The longest common subsequence, a row of the table at a time, whose cells are the bits of one number: a step along
# the second sequence is a few operations on a number with a bit for each item of the first.
#
# Source: Hyyrö, "Bit-Parallel LCS-length Computation Revisited" (2004), and, for the way back, "A Note on Bit-
# Parallel Alignment Computation" (2004).

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


LARGE = 5_000 * 5_000
"""Words (or paragraphs) of one text times those of the other up to which they are compared: 20 ms.

The time grows with the product.  Larger texts are parted first where an item stands that both have once, as in
"patience diff"; what is larger still between two of those is shown as gone and come.  The longest paragraph of 22,000
real releases has 4,388 words, so none comes near.
"""


class Edit(NamedTuple):
    """The items from *a* to *b* of the old sequence went, those from *c* to *d* of the new came in their place."""

    a: int
    b: int
    c: int
    d: int

    @property
    def replaces(self) -> bool:
        """Whether items went and others came."""
        return self.a < self.b and self.c < self.d

    @property
    def size(self) -> int:
        """How much work it is to compare the items."""
        return (self.b - self.a) * (self.d - self.c)

    def moved(self, by: int) -> Edit:
        """The same edit, *by* items further on in both."""
        return Edit(self.a + by, self.b + by, self.c + by, self.d + by)

    def to(self, other: Edit) -> Edit:
        """Both, and what is between them."""
        return Edit(self.a, other.b, self.c, other.d)


def edits_of(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The fewest items that must go and come for *old* to become *new*; no two edits touch."""
    # Numbers are compared faster than words.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new))
    start = _agreeing(before, after)
    end = _agreeing(before[start:][::-1], after[start:][::-1])
    whole = Edit(start, len(before) - end, start, len(after) - end)
    parts = [whole] if whole.size <= LARGE else _parted(before, after, whole)
    return _apart(edit for part in parts for edit in _changes(before, after, part))


def _changes(before: Sequence[int], after: Sequence[int], part: Edit) -> Iterator[Edit]:
    """The edits within a part of both; all of it where it is too large to be compared."""
    if not part.replaces or part.size > LARGE:
        yield part
        return
    a, c = part.a, part.c
    for old, new in common_places(before[part.a : part.b], after[part.c : part.d]):
        yield Edit(a, part.a + old, c, part.c + new)
        a, c = part.a + old + 1, part.c + new + 1
    yield Edit(a, part.b, c, part.d)


def _parted(before: Sequence[int], after: Sequence[int], whole: Edit) -> Iterator[Edit]:
    """What stands between the items that both have once, as many of them as stand in one order in both."""
    once = [Counter(before[whole.a : whole.b]), Counter(after[whole.c : whole.d])]
    where = {item: place for place, item in enumerate(after[whole.c : whole.d], whole.c) if once[1][item] == 1}
    pairs = [
        (place, where[item])
        for place, item in enumerate(before[whole.a : whole.b], whole.a)
        if once[0][item] == 1 and item in where
    ]
    a, c = whole.a, whole.c
    for old, new in _rising(pairs):
        yield Edit(a, old, c, new)
        a, c = old + 1, new + 1
    yield Edit(a, whole.b, c, whole.d)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of some pairs, in the order of their first numbers, in which the second numbers rise as well.

    Source: Fredman, "On computing the length of longest increasing subsequences" (1975).
    """
    ends: list[int] = []  # the least number that so many pairs can end with
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for number, (_, new) in enumerate(pairs):
        length = bisect_left(ends, new)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [new]
        last[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _agreeing(one: Sequence[int], other: Sequence[int]) -> int:
    """How many items the two begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """Edits that touch as one; none that changes nothing."""
    found: list[Edit] = []
    for edit in edits:
        if edit.a < edit.b or edit.c < edit.d:
            add(found, edit)
    return found


def add(edits: list[Edit], edit: Edit) -> None:
    """Put an edit behind the others, or into the last where they touch."""
    if edits and (edits[-1].b, edits[-1].d) == (edit.a, edit.c):
        edit = edits.pop().to(edit)
    edits.append(edit)
