"""In which letters a word is written, and what Cyrillic names share with their many romanizations."""

from __future__ import annotations

import re
from functools import cache

CYRILLIC = re.compile("[\u0400-\u04ff]")
"""A letter of the block that Ukrainian and Russian are written with."""

ARABIC = re.compile("[\u0600-\u06ff]")
"""A letter of the block that Arabic is written with."""

BEYOND_LATIN = re.compile("[\u0400-\u06ff]")
"""A letter of either, or of the few that Unicode has between them: one range, which takes the least time to search."""

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, for a pattern: no space tells words apart, so each character is one."""

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


# A key to compare by, and no spelling for readers: that is `latin` of `model.ids`, which follows one official table.
# Here every letter that one of the tables gives for a Cyrillic one is read as one and the same, so "ж" is z like zh,
# and "г" is h like the g of older tables; that two names fall together so does no harm, since family names decide.
_LETTERS = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "h",
        "д": "d",
        "е": "e",
        "ж": "z",
        "з": "z",
        "и": "i",
        "і": "i",
        "ї": "i",
        "й": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "h",
        "ц": "c",
        "ч": "c",
        "ш": "s",
        "щ": "s",
        "ъ": None,
        "ы": "i",
        "ь": None,
        "э": "e",
        "ю": "iu",
        "я": "ia",
        "y": "i",
        "j": "i",
        "g": "h",
        "w": "v",
        "x": "ks",
    }
)
# What some tables write with several letters; the longer first, since "shch" has "sh" in it.
_PAIRS = (("shch", "s"), ("sh", "s"), ("ch", "c"), ("tch", "c"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"))


@cache
def romanized(word: str) -> str:
    """A folded word of a name in a spelling that the usual romanizations of it share.

    Between them the tables of BGN/PCGN, GOST and the Ukrainian government (resolution 55, 2010) write "и" as y or i,
    "г" as g or h, "є" as ye, ie or e, "й" as y, i or j; here all of these are one.

    >>> {romanized(name) for name in ("андрій", "andriy", "andrii", "andrij")}
    {'andri'}
    """
    for pair, letter in _PAIRS:
        word = word.replace(pair, letter)
    plain = word.translate(_LETTERS)
    single = "".join(letter for letter, before in zip(plain, " " + plain, strict=False) if letter != before)
    return single.replace("ie", "e")
