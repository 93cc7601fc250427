"""Fold words so that names can be compared: lowercase, one spelling, no accents, soft hyphens or dots."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sphinx_newsroom.text.words.word_files import mapping

PLURALS = mapping("plurals")
"""Words that long names have in singular or plural: the National Institute of Health."""

SPELLINGS = mapping("spellings") | PLURALS
"""Spellings that a folded word is compared as: "organisation" as "organization"."""

CYRILLIC = re.compile("[\u0400-\u04ff]")
"""A letter of the Cyrillic block."""

ARABIC = re.compile("[\u0600-\u06ff]")
"""A letter of the Arabic block."""

BEYOND_LATIN = re.compile("[\u0400-\u06ff]")
"""A letter of either block, or one of the few in between: a single range is the fastest to search."""

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, for a pattern: they have no spaces, so each character is a word."""

_BEFORE_CYRILLIC = "\u0400"


def is_cyrillic(word: str) -> bool:
    """Whether a word starts with a Cyrillic letter, judged by a single comparison.

    This is called for every word of a text, so it only compares code points. Latin and Greek letters come before the
    Cyrillic block. Scripts after it (Georgian, Chinese) are included, which is harmless: rules use endings and stems
    that such words don't have.

    >>> is_cyrillic("Київ"), is_cyrillic("Kyiv"), is_cyrillic("")
    (True, False, False)
    """
    return word > _BEFORE_CYRILLIC


# This makes keys for comparison; `latin` in `model.ids` makes readable spellings from an official table. Letters that
# different tables give for one Cyrillic letter become the same: "ж" is z like zh, and "г" is h like the g of older
# tables. Collisions are harmless, because family names decide.
_LETTERS = str.maketrans(
    "абвгдежзиіїйклмнопрстуфхцчшщыэyjgw", "abvhdezziiiiklmnoprstufhccssieiihv", "ъь"
) | str.maketrans({"ю": "iu", "я": "ia", "x": "ks"})
# Letter groups of some tables; longer ones first, because "shch" contains "sh".
_PAIRS = (("shch", "s"), ("sh", "s"), ("ch", "c"), ("tch", "c"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"))


@cache
def romanized(word: str) -> str:
    """Return a spelling of a folded word that all usual romanizations share.

    The tables of BGN/PCGN, GOST and the Ukrainian government (resolution 55, 2010) disagree: "и" is y or i; "г" is g or
    h; "є" is ye, ie or e; "й" is y, i or j. Here all variants become one.

    >>> {romanized(name) for name in ("андрій", "andriy", "andrii", "andrij")}
    {'andri'}
    """
    for pair, letter in _PAIRS:
        word = word.replace(pair, letter)
    plain = word.translate(_LETTERS)
    single = "".join(letter for letter, before in zip(plain, " " + plain, strict=False) if letter != before)
    return single.replace("ie", "e")


def parted(text: str) -> list[str]:
    """Split a text into alternating separators and words, starting and ending with a separator.

    A word consists of letters and digits, with combining marks and soft hyphens; of letters each with a dot; or of "&".
    Optional Arabic vowels are combining marks.

    >>> parted("J.F. Kennedy & the U.N., Прем’єр")[1::2]
    ['J.F.', 'Kennedy', '&', 'the', 'U.N.', 'Прем', 'єр']
    >>> parted("No. 5, etc.")
    ['', 'No', '. ', '5', ', ', 'etc', '.']
    """
    return _word_pattern(text.isascii(), "&" in text).split(text)


_ASCII = "0-9A-Za-z"


@cache
def _word_pattern(plain: bool, ampersand: bool) -> re.Pattern[str]:
    """Return the pattern for words, of ASCII letters or all letters, with or without "&".

    Its only group is the word. Leaving out what a text doesn't have saves a fifth of the time.
    """
    # Ranges are three times as fast as categories. They are built on first use, because not every command reads texts.
    # The modifier apostrophe (\u02bc) is a letter in Unicode, but Ukrainian texts use it as an apostrophe.
    letters, combining = _ASCII, ""
    if not plain:
        runs = re.findall(r"[^\W_\u02bc]+", "".join(map(chr, range(0x10000))))
        letters = "".join(f"{run[0]}-{run[-1]}" for run in runs) + "\U0001d400-\U0001d7ff\U00020000-\U000323af"
        combining = "\u00ad\u0300-\u036f\u064b-\u0652"
    letter = r"[^\W\d_]"
    return re.compile(
        rf"""
        ( [{letters}] [{letters}{combining}]*+
          (?: \. (?<= (?<![^\W_]) {letter}\. )   # the dot of a single letter: U. and not Inc.
              (?: {letter}\. )+                  # and more such letters: U.N.
            |                                   # "or nothing" takes a tenth less time than "?"
          )
        {"| &" if ampersand else ""} )
        """,
        re.VERBOSE,
    )


# Letters that Unicode doesn't decompose into a plain letter and a mark.
_LATIN = dict(zip("øłđðıħæœßþёєґ", "o l d d i h ae oe ss th е е г".split(), strict=True))
# Separate letters, although Unicode decomposes them.
_KEPT = frozenset("йїў")

# A Latin acronym with a Cyrillic ending: matches SWIFTу and USAIDом, but not Xі, which is a letter and a word.
_DECLINED = re.compile(r"([a-z]{2,})[а-яёіїє]{1,3}")


@cache
def folded(word: str) -> str:
    """Fold a word for comparison: lowercase, one spelling, no accents, soft hyphens or dots.

    Folding twice changes nothing: ``folded(folded(word)) == folded(word)``.

    >>> folded("Organisation"), folded("Übersee"), folded("U.N."), folded("SWIFTу")
    ('organization', 'ubersee', 'un', 'swift')
    """
    once = _folded(word)
    while (again := _folded(once)) != once:  # "Ǣ" becomes "æ", then "ae"; the word gets simpler each time
        once = again
    return once


def _folded(word: str) -> str:
    low = word.lower().replace("\u00ad", "")
    if low.isascii():  # most words; only spelling and dots can differ
        return SPELLINGS.get(low) or low.replace(".", "")
    if not is_cyrillic(low) and (declined := _DECLINED.fullmatch(low)):
        return declined[1]
    return "".join(map(_plain, low.replace(".", "")))


def _plain(letter: str) -> str:
    """Return a letter without its accent: é becomes e, but й stays й."""
    if letter in _KEPT:
        return letter
    if letter in _LATIN:
        return _LATIN[letter]
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def as_written(text: str) -> list[str]:
    """Return the words of a name as they are written.

    >>> as_written("U.S. Dept. of Energy")
    ['U.S.', 'Dept', 'of', 'Energy']
    """
    return parted(text)[1::2]


def words_of(text: str) -> list[str]:
    """Return the folded words of a name.

    >>> words_of("U.S. Dept. of Énergie")
    ['us', 'department', 'of', 'energie']
    """
    return [folded(word) for word in as_written(text)]
