"""Which releases of some years hold which four words in a row, in parts of which a reader loads a few.

Four words in a row (a shingle) are a number of :data:`BITS` bits.  A part has the numbers with one beginning, so those
of a release are spread over the parts of its years.  ``check-match.js`` makes the same numbers of what was pasted.

Sources: Broder, "On the resemblance and containment of documents" (1997); the number is a multilinear hash as in
Lemire and Kaser, "Strongly universal string hashing is fast" (2014), of the words' checksums (CRC-32, RFC 1952).
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from typing import TYPE_CHECKING
from zlib import crc32

from sphinx_newsroom.outputs.search import codec
from sphinx_newsroom.outputs.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FACTORS = (0x2545F491, 0x1B873593, 0x3C6EF372, 0x0D192ED3)
"""What the checksums of the first to the fourth word are multiplied by: odd, and below 2^30, so that in 64 bits the sum
of four products overflows into nothing else."""

WORDS = len(FACTORS)
"""Words in a row: with one word of nine changed, four others in a row are still there."""

BITS = 26
"""Of a number: with 450,000 shingles (1,000 releases), 1 in 150 that nobody wrote has the number of one."""

_SUM_BITS = 32
"""Of a sum of products, those that count; its number are the first of them, which depend on all bits of the words."""

_LANE = 64
_RELEASE_BITS = 32
_RELEASE_MASK = (1 << _RELEASE_BITS) - 1
"""Of a pair of shingle and release, the release."""

_PART = 8_192
"""Shingles of a part, at most, about: 32 kB."""

_LETTERS = 6
"""Bytes of a text for each of its words, at most: only how many parts there are depends on it."""


class _Checksums(dict[str, int]):
    """The checksums of words, each worked out once; forgotten where there are too many to keep."""

    def __missing__(self, word: str) -> int:
        if len(self) >= 200_000:  # noqa: PLR2004  (20 MB)
            self.clear()
        found = self[word] = crc32(word.encode("utf-8", "replace"))
        return found


_checksum = _Checksums().__getitem__


def shingles(text: str) -> set[int]:
    """The numbers of all four words in a row of a text.

    >>> sorted(shingles("Crime pays nobody at all."))
    [31971079, 49846021]
    """
    return {pair >> _RELEASE_BITS for pair in _pairs(text, 0)}


def _pairs(text: str, release: int) -> set[int]:
    """The shingles of a text, each with the number of its release after it, as one number."""
    words = tokens(text)
    count = len(words) - WORDS + 1
    if count < 1:
        return set()
    # All words in the lanes of one large number, so that Python multiplies and adds once for a text, not for a word.
    line = int.from_bytes(struct.pack(f"<{len(words)}Q", *map(_checksum, words)), "little")
    total = sum((line >> _LANE * place) * factor for place, factor in enumerate(FACTORS))
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * count, "little")
    shingle = (total >> _SUM_BITS - BITS) & ones * ((1 << BITS) - 1)
    pairs = (shingle << _RELEASE_BITS) + ones * release
    return set(struct.unpack(f"<{count}Q", pairs.to_bytes(8 * count, "little")))


def part_bits(size: int) -> int:
    """How many bits of a number tell its part where the texts have *size* bytes."""
    return (size // (_LETTERS * _PART)).bit_length()


def parts(releases: Sequence[Iterable[str]], bits: int) -> list[str]:
    """The parts; *releases* are the texts of each, from the oldest release to the newest.

    In a part stand its numbers in order, each as the step from the one before, with the release that holds it.  Another
    release with the same number has the step 0, and stands as the step from the release before.
    :mod:`~sphinx_newsroom.outputs.search.codec` says how.
    """
    # Shingle and release as one number: to sort these is a third of the work that a list for each shingle was.
    pairs: list[int] = []
    for number, texts in enumerate(releases):
        found = [_pairs(text, number) for text in texts]
        pairs += found[0] if len(found) == 1 else set().union(*found)
    pairs.sort()
    made, begin = [], 0
    for part in range(1 << bits):
        base = part << BITS - bits
        end = bisect_left(pairs, base + (1 << BITS - bits) << _RELEASE_BITS, begin)
        made.append(_part(pairs[begin:end], base))
        begin = end
    return made


def _part(pairs: Sequence[int], base: int) -> str:
    # Half a million pairs a year come here: a plain loop is quicker than lists of steps and releases.
    found: list[str] = []
    add, number = found.append, codec.number
    known, before = base, 0
    for pair in pairs:
        step, release = (pair >> _RELEASE_BITS) - known, pair & _RELEASE_MASK
        known += step
        add(number(step))
        add(number(release if step else release - before))
        before = release
    return "".join(found)
