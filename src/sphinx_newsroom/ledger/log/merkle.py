"""The Merkle tree over the ledger's lines, and proofs that a line is in it and that it only grew.

Hashes are the 32 bytes of SHA-256.  A leaf is hashed apart from a node, so that no node can be given out as a line.

Source: RFC 6962, section 2.1; verification as in RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree over leaf hashes; it answers for each size that it had, too.

    ``levels[k][i]`` is the root of the complete subtree over the leaves ``i * 2**k`` to ``(i + 1) * 2**k``.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while (pairs := len(self.levels[-1]) // 2) > 0:
            below = self.levels[-1]
            self.levels.append([node_hash(below[2 * i], below[2 * i + 1]) for i in range(pairs)])

    def __len__(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first *size* leaves, all by default; raises ValueError where there are not so many."""
        size = self._size(size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree of *size*: from its sibling up to the child of the root.

        Raises ValueError where that tree has no such leaf.
        """
        start, end = 0, self._size(size)
        if not 0 <= index < end:
            raise ValueError(f"a tree of {end} leaves has no leaf {index}")
        path = []
        while end - start > 1:
            middle = start + _left(end - start)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        return tuple(reversed(path))

    def proof_at_end(self, index: int) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree that ends with it, ``inclusion(index, index + 1)``."""
        # All its siblings stand on the left: the complete subtrees over the leaves before it, the smallest first.
        heights = (height for height in range(index.bit_length()) if index >> height & 1)
        return tuple(self.levels[height][(index >> height) - 1] for height in heights)

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of *size* begins with that of *old*; raises ValueError where it is smaller."""
        start, end = 0, self._size(size)
        if not 0 <= old <= end:
            raise ValueError(f"a tree of {end} leaves never had {old}")
        if old in (0, end):
            return ()
        path, known = [], True
        while old != end:
            middle = start + _left(end - start)
            if old <= middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start, known = middle, False
        # Whoever has the old root knows this node already, where nothing was passed on the way to it.
        return tuple(reversed(path if known else [*path, self._hash(start, end)]))

    def _size(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise ValueError(f"a tree of {len(self)} leaves never had {size}")
        return size

    def _hash(self, start: int, end: int) -> bytes:
        """The root over the leaves from *start* to *end*, of which the first is one that a subtree begins with."""
        width = end - start
        if width & (width - 1) == 0:
            return self.levels[width.bit_length() - 1][start // width]
        middle = start + _left(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def _left(width: int) -> int:
    """How many of *width* leaves, two at least, stand on the left: the largest power of two below."""
    return 1 << (width - 1).bit_length() - 1


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a tree of *size* has, if *proof* is of the leaf at *index*; None where it cannot be."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether *proof* shows that the tree of *size* and *root* begins with the one of *old* and *old_root*."""
    if old == 0 or old == size:
        return not proof and old_root == (EMPTY_ROOT if old == 0 else root)
    if not 0 < old < size:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root
