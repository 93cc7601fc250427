"""The fewest items that must go and come for one sequence to become another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

LARGE = 20_000 * 20_000
"""Words (or paragraphs) of one text times those of the other up to which they are compared: 50 MB and 0.2 to 0.4 s.

Both grow with the product.  Beyond it, what stands between the same beginning and the same end is shown as gone and
come.  The longest paragraph of 22,000 real releases has 4,388 words, so none comes near.
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
    # Items are compared by their hashes.  Those of numbers are the numbers, so no two items are taken for one.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new))
    start = _agreeing(before, after)
    end = _agreeing(before[start:][::-1], after[start:][::-1])
    whole = Edit(start, len(before) - end, start, len(after) - end)
    if not whole.replaces or whole.size > LARGE:
        return _apart([whole])
    changes = Indel.opcodes(before[whole.a : whole.b], after[whole.c : whole.d])
    return _apart(
        Edit(change.src_start, change.src_end, change.dest_start, change.dest_end).moved(start)
        for change in changes
        if change.tag != "equal"
    )


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
