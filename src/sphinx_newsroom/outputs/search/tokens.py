"""Text -> search words, by rules that ``theme/search/words.js`` repeats word for word.

A word is a run of letters and digits, compared without case and without accents.  An apostrophe
parts two words (``l'Union`` holds ``union``, and ``Ukraine's`` both ``ukraine`` and ``s``, so that
phrases find exactly what they say; a query for words leaves such an ``s`` out).  Han, kana, Thai,
Lao, Burmese and Khmer, written without spaces, give one word a character.  The rules in order: NFKD,
lower case, marks and :data:`UNSEEN` dropped, the letters of :data:`LETTERS` replaced.  Both implementations are
held together by ``tests/fixtures/tokens.json``.
"""

from __future__ import annotations

import unicodedata

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.folding import SPACELESS

LETTERS = {
    "ß": "ss",
    "ς": "σ",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "ـ": "",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ʻ": "'",
    "ʹ": "'",
}
"""What NFKD leaves whole although readers type it without its stroke, Arabic letters that are written for each other,
the stroke that stretches Arabic words, and the apostrophes."""

UNSEEN = "\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Signs within words that nobody sees, which come with what is pasted: soft hyphens, places for a line to break,
joiners and marks of direction.  Such a word is one, as without them (Unicode, UAX #29, WB4).  U+200C is none: in
Persian it shows as a space, and is typed as one."""

LONGEST = 40
"""Characters of a word that count; what is longer is an address or a checksum."""

_ASCII_WORDS = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)) + bytes(128)
"""Leaves words parted by spaces; three times as fast as an expression that finds them."""

_WORD = late_pattern(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+")
_BEYOND_ASCII = late_pattern(r"[^\x00-\x7f]+")


class _Fold(dict[int, str]):
    """A table for ``str.translate`` that learns each character once: marks go, what is no word's part is a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # What NFKD has taken off a letter, and vowel signs that words are looked for without.
        if unicodedata.category(character).startswith("M"):
            self[code] = ""
        else:
            self[code] = character if character.isalnum() else " "
        return self[code]


_FOLD = _Fold({ord(letter): plain for letter, plain in LETTERS.items()} | dict.fromkeys(map(ord, UNSEEN), ""))
_UNSEEN = late_pattern(f"[{UNSEEN}]")


def fold(text: str) -> str:
    """*text* without case and accents, apostrophes made plain; other signs beyond ASCII are spaces."""
    # Most English texts end here.
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", text).lower()
    return _BEYOND_ASCII.sub(lambda run: run[0].translate(_FOLD), lower)


def seen(text: str) -> str:
    """*text* without what nobody sees in its words.

    >>> seen("con\\u00adference")
    'conference'
    """
    return text if text.isascii() else _UNSEEN.sub("", text)


def tokens(text: str) -> list[str]:
    """The search words of *text*, in order, repetitions kept."""
    folded = fold(text)
    if folded.isascii():
        found = folded.encode().translate(_ASCII_WORDS).decode().split()
    else:
        found = _WORD.findall(folded)
    return [word[:LONGEST] for word in found] if max(map(len, found), default=0) > LONGEST else found
