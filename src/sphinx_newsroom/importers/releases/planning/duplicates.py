"""Texts that are nearly one, by MinHash: offered, never decided.

A text is the set of its runs of words; the share that two sets have in common is estimated from the smallest of many
hashes of each (Broder 1997), and texts whose smallest hashes agree in a band are compared (locality-sensitive hashing).
"""

from __future__ import annotations

import re
import zlib
from typing import Any

SHARE = 0.7
"""The share of runs that two texts have in common to be offered; one paragraph more or less leaves four fifths."""
FEWEST_WORDS = 12
"""Shorter texts are alike because they say little, such as a notice that the office is closed."""
_HASHES = 48
_LONGEST = 200_000
"""How many bytes of a text are looked at."""
_RUN = 3
"""Of how many words a run is."""
_MANY = 200
"""From so many words on, a run counts where its first word says so: one in four, and the same ones in every text."""
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")


class NearTexts:
    """Texts by what they are nearly; each that is added is compared with all before it."""

    def __init__(self) -> None:
        from datasketch import LeanMinHash, MinHash, MinHashLSH

        self._index = MinHashLSH(threshold=SHARE, num_perm=_HASHES)
        self._hashes: dict[str, Any] = {}
        self._lean = LeanMinHash
        self._empty = MinHash(num_perm=_HASHES, seed=1, hashfunc=zlib.crc32)

    def add(self, key: str, text: str) -> str | None:
        """Take a text in; returns the key of the one before it that is most like it, None where none is near."""
        runs = _runs(text)
        if not runs:
            return None
        # A copy shares the permutations, which cost more to make than to use.
        sketch = self._empty.copy()
        sketch.update_batch(runs)
        small = self._lean(sketch)
        near = [(small.jaccard(self._hashes[other]), other) for other in self._index.query(small)]
        share, found = max(near, default=(0.0, None))
        self._index.insert(key, small, check_duplication=False)
        self._hashes[key] = small
        return found if share >= SHARE else None


def _runs(text: str) -> list[bytes]:
    """The runs of words that count."""
    words = _WORD.findall(text[:_LONGEST].lower().encode("utf-8", "replace"))
    if len(words) < FEWEST_WORDS:
        return []
    places = range(len(words) - _RUN + 1)
    if len(words) > _MANY:
        places = [at for at in places if not (words[at][0] + words[at][-1]) & 3] or places  # type: ignore[assignment]
    return [b" ".join(words[at : at + _RUN]) for at in places]
