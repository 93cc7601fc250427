"""The addresses of a text's paragraphs, which corrections elsewhere in it leave as they are.

An id is a short digest of a paragraph's words, so whoever links to a paragraph links to these words.  Case, accents,
punctuation and white space do not count.  The rule stands by itself and must stay as it is: addresses outside the site
were made by it.
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
"""How the ids begin, so that none is that of a heading."""

_BYTES = 4
"""Of the digest: of a million texts of a hundred paragraphs each, one has two other paragraphs with one id."""

_WORD = re.compile(r"[^\W_]+")
_ASCII_WORDS = bytes(ord(sign.lower()) if (sign := chr(code)).isalnum() else 0x20 for code in range(128)) + bytes(128)
"""Small letters and digits stay, all else is a blank."""


class ParagraphIds:
    """Gives the blocks of one text their ids, in order; of several with one id, all but the first have a number.

    >>> ids = ParagraphIds()
    >>> ids.of("Crime pays nobody."), ids.of("War does."), ids.of("“Crime  pays nobody!”")
    ('p-57c2d7cf', 'p-b2f4fcb2', 'p-57c2d7cf-2')
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, words: str) -> str:
        """The id of the next block, which has these *words*."""
        found = PREFIX + hashlib.blake2b(_said(words), digest_size=_BYTES).hexdigest()
        self._seen[found] += 1
        number = self._seen[found]
        return f"{found}-{number}" if number > 1 else found


@lru_cache(maxsize=2_000)
def paragraph_ids(text: str) -> tuple[tuple[int, str], ...]:
    """Where each block of a plain text begins, and its id; the first block is the title, which has none."""
    ids, found = ParagraphIds(), []
    title, *blocks = text.split("\n\n")
    place = len(title) + 2
    for block in blocks:
        found.append((place, ids.of(block)))
        place += len(block) + 2
    return tuple(found)


def id_at(ids: tuple[tuple[int, str], ...], place: int) -> str:
    """The id of the block that a *place* of the text is in; nothing for the title."""
    number = bisect_right(ids, place, key=itemgetter(0)) - 1
    return ids[number][1] if number >= 0 else ""


def _said(words: str) -> bytes:
    """What of a paragraph counts; of one without words, its signs."""
    if words.isascii():  # most English ones, in a third of the time
        said = b" ".join(words.encode().translate(_ASCII_WORDS).split())
    else:
        said = " ".join(_WORD.findall(_without_marks(words))).encode("utf-8", "replace")
    return said or " ".join(words.split()).encode("utf-8", "replace")


def _without_marks(words: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.category(letter).startswith("M"))
