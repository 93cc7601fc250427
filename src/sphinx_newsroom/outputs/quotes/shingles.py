"""Which releases of a year hold which four words in a row, in parts of which a reader loads a few.

Four words in a row (a shingle) are a number of :data:`BITS` bits.  A part has the numbers with one beginning, so those
of a release are spread over the parts of its year.  ``check-match.js`` makes the same numbers of what was pasted.

Source: Broder, "On the resemblance and containment of documents" (1997); the checksum is that of RFC 1952 (CRC-32).
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

from sphinx_newsroom.outputs.search import codec
from sphinx_newsroom.outputs.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WORDS = 4
"""Words in a row: with one word of nine changed, four others in a row are still there."""

BITS = 26
"""Of a number: with a year's 450,000 shingles (1,000 releases), 1 in 150 that nobody wrote has the number of one."""

_CRC_BITS = 32

_RELEASE_BITS = 32
_RELEASE_MASK = (1 << _RELEASE_BITS) - 1
"""Of a pair of shingle and release, the release."""

_PART = 2_048
"""Shingles of a part, about: 8 kB."""

_LETTERS = 6
"""Bytes of a text for each of its words, at most: only how many parts there are depends on it."""


def shingles(text: str) -> set[int]:
    """The numbers of all four words in a row of a text.

    >>> sorted(shingles("Crime pays nobody at all."))
    [37649824, 55135334]
    """
    words = [word.encode("utf-8", "replace") for word in tokens(text)]
    # One line of all words that is cut, since to join four words each time takes twice as long.
    line = b" ".join(words)
    begins = list(accumulate((len(word) + 1 for word in words), initial=0))
    runs = zip(begins, begins[WORDS:], strict=False)
    return {crc32(line[begin : end - 1]) >> _CRC_BITS - BITS for begin, end in runs}


def part_bits(size: int) -> int:
    """How many bits of a number tell its part in a year whose texts have *size* bytes."""
    return (size // (_LETTERS * _PART)).bit_length()


def parts(releases: Sequence[Iterable[str]], bits: int) -> list[str]:
    """The parts of a year; *releases* are the texts of each, from the oldest release to the newest.

    In a part stand its numbers in order, each as twice the step from the one before, and 1 more where several releases
    hold it; then the release, or how many there are beyond two and which.  :mod:`~sphinx_newsroom.outputs.search.codec`
    says how.
    """
    # Shingle and release as one number: to sort these is a third of the work that a list for each shingle was.
    pairs = [
        shingle << _RELEASE_BITS | number
        for number, texts in enumerate(releases)
        for shingle in set().union(*map(shingles, texts))
    ]
    pairs.sort()
    found: list[list[str]] = [[] for _ in range(1 << bits)]
    within, single = BITS - bits, codec.number
    before, last = 0, -1
    for shingle, where in _grouped(pairs):
        part = shingle >> within
        if part != last:
            before, last = part << within, part
        step = 2 * (shingle - before)
        if len(where) == 1:
            found[part].append(single(step) + single(where[0]))
        else:
            found[part].append(single(step + 1) + single(len(where) - 2) + codec.ascending(where))
        before = shingle
    return ["".join(rows) for rows in found]


def _grouped(pairs: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Each shingle of some pairs, in order, with its releases."""
    where: list[int] = []
    last = -1
    for pair in pairs:
        shingle = pair >> _RELEASE_BITS
        if shingle != last:
            if where:
                yield last, where
            last, where = shingle, []
        where.append(pair & _RELEASE_MASK)
    if where:
        yield last, where
