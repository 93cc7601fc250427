"""Words as names are compared: in lower case, in one spelling, without accents, soft hyphens and dots."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sphinx_newsroom.text.words.word_files import mapping

PLURALS = mapping(__package__, "plurals")
"""Words of long names that are written in the singular and in the plural: the National Institute of Health."""

SPELLINGS = mapping(__package__, "spellings") | PLURALS
"""What a folded word is compared as: "organisation" as "organization"."""

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
    "абвгдежзиіїйклмнопрстуфхцчшщыэyjgw", "abvhdezziiiiklmnoprstufhccssieiihv", "ъь"
) | str.maketrans({"ю": "iu", "я": "ia", "x": "ks"})
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


def parted(text: str) -> list[str]:
    """A text taken apart: what stands between, word, between, word, between.

    A word is letters and digits, with combining marks and soft hyphens; letters each with a dot; or "&".  Combining are
    the vowels of Arabic as well, which a word may have or not.

    >>> parted("J.F. Kennedy & the U.N., Прем’єр")[1::2]
    ['J.F.', 'Kennedy', '&', 'the', 'U.N.', 'Прем', 'єр']
    >>> parted("No. 5, etc.")
    ['', 'No', '. ', '5', ', ', 'etc', '.']
    """
    return _word_pattern(text.isascii(), "&" in text).split(text)


_ASCII = "0-9A-Za-z"


@cache
def _word_pattern(plain: bool, ampersand: bool) -> re.Pattern[str]:
    """The words of a text, of letters of ASCII alone or of all; most texts have no "&".

    Its only group is the word.  What a text does not have is not looked for: that takes a fifth less time.
    """
    # Letters and digits are ranges, as to look into a table takes two thirds of the time that a category takes; made
    # when first asked for, since not every command reads texts.  The modifier apostrophe (\u02bc) counts as a letter
    # for Unicode, and as an apostrophe for those who write Ukrainian with it.
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


# Letters that Unicode does not take apart into a plain one and a mark.
_LATIN = dict(zip("øłđðıħæœßþёєґ", "o l d d i h ae oe ss th е е г".split(), strict=True))
# Letters of their own, though Unicode takes them apart.
_KEPT = frozenset("йїў")

# A Latin acronym with a Cyrillic ending: takes SWIFTу and USAIDом, and not Xі, which is a letter and a word.
_DECLINED = re.compile(r"([a-z]{2,})[а-яёіїє]{1,3}")


@cache
def folded(word: str) -> str:
    """A word as names are compared: in lower case, in one spelling, without accents, soft hyphens and dots.

    What is folded is folded for good: ``folded(folded(word)) == folded(word)``.

    >>> folded("Organisation"), folded("Übersee"), folded("U.N."), folded("SWIFTу")
    ('organization', 'ubersee', 'un', 'swift')
    """
    once = _folded(word)
    while (again := _folded(once)) != once:  # "Ǣ" becomes "æ", and that "ae"; each time there is less to take away
        once = again
    return once


def _folded(word: str) -> str:
    low = word.lower().replace("\u00ad", "")
    if low.isascii():  # most words; nothing but spelling and dots can differ
        return SPELLINGS.get(low) or low.replace(".", "")
    if not is_cyrillic(low) and (declined := _DECLINED.fullmatch(low)):
        return declined[1]
    return "".join(map(_plain, low.replace(".", "")))


def _plain(letter: str) -> str:
    """A letter without its accent: é is e, but й is й."""
    if letter in _KEPT:
        return letter
    if letter in _LATIN:
        return _LATIN[letter]
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def as_written(text: str) -> list[str]:
    """The words of a name as they are written.

    >>> as_written("U.S. Dept. of Energy")
    ['U.S.', 'Dept', 'of', 'Energy']
    """
    return parted(text)[1::2]


def words_of(text: str) -> list[str]:
    """The words of a name, folded.

    >>> words_of("U.S. Dept. of Énergie")
    ['us', 'department', 'of', 'energie']
    """
    return [folded(word) for word in as_written(text)]
