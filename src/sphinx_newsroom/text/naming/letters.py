"""In which letters a word is written."""

from __future__ import annotations

import re

CYRILLIC = re.compile("[\u0400-\u04ff]")
"""A letter of the block that Ukrainian and Russian are written with."""

_BEFORE_CYRILLIC = "\u0400"


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a Cyrillic letter, as far as a single comparison tells.

    It is asked of every word of a text, so it compares places in Unicode and searches for nothing.  Latin and Greek
    letters come before the Cyrillic ones; what comes after them (Georgian, Chinese) counts with them.  That does no
    harm: what the rules do with such a word, they do by endings and stems that it does not have.

    >>> is_cyrillic("Київ"), is_cyrillic("Kyiv"), is_cyrillic("")
    (True, False, False)
    """
    return word > _BEFORE_CYRILLIC
