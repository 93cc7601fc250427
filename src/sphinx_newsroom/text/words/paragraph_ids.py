"""Stable addresses of paragraphs, which don't change if other paragraphs are corrected.

An id is a short digest of a paragraph's words, so a link to a paragraph is a link to its words. Case, accents,
punctuation and white space don't count. Never change the rule, because existing links depend on it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from operator import itemgetter

PREFIX = "p-"
"""The prefix of ids, so that they never equal a heading's."""

_BYTES = 4
"""The digest's length: of a million texts with a hundred paragraphs each, one has a collision."""

_WORD = re.compile(r"[^\W_]+")
_ASCII_WORDS = bytes(ord(sign.lower()) if (sign := chr(code)).isalnum() else 0x20 for code in range(128)) + bytes(128)
"""Maps ASCII letters to lowercase, keeps digits, and replaces all other bytes by spaces."""


class ParagraphIds:
    """Assigns ids to the blocks of one text, in order; repeated ids get a number.

    >>> ids = ParagraphIds()
    >>> ids.of("Crime pays nobody."), ids.of("War does."), ids.of("“Crime  pays nobody!”")
    ('p-57c2d7cf', 'p-b2f4fcb2', 'p-57c2d7cf-2')
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, words: str) -> str:
        """Return the id of the next block, which has these *words*."""
        found = PREFIX + hashlib.blake2b(_said(words), digest_size=_BYTES).hexdigest()
        self._seen[found] += 1
        number = self._seen[found]
        return f"{found}-{number}" if number > 1 else found


@lru_cache(maxsize=2_000)
def paragraph_ids(text: str) -> tuple[tuple[int, str], ...]:
    """Return the start and id of each block in a plain text; the first block is the title, which has no id."""
    ids, found = ParagraphIds(), []
    title, *blocks = text.split("\n\n")
    place = len(title) + 2
    for block in blocks:
        found.append((place, ids.of(block)))
        place += len(block) + 2
    return tuple(found)


def id_at(ids: tuple[tuple[int, str], ...], place: int) -> str:
    """Return the id of the block at *place* in the text; an empty string for the title."""
    number = bisect_right(ids, place, key=itemgetter(0)) - 1
    return ids[number][1] if number >= 0 else ""


def _said(words: str) -> bytes:
    """Return the significant part of a paragraph, or its punctuation if it has no words."""
    if words.isascii():  # most English paragraphs, three times as fast
        significant = b" ".join(words.encode().translate(_ASCII_WORDS).split())
    else:
        significant = " ".join(_WORD.findall(_without_marks(words))).encode("utf-8", "replace")
    return significant or " ".join(words.split()).encode("utf-8", "replace")


def _without_marks(words: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.category(letter).startswith("M"))
