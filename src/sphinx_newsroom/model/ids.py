"""Create ids from names: words in plain Latin letters, with hyphens."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container

from sphinx_newsroom.memory import late_pattern

# An address, a prefixed id, or a bare one: "https://www.wikidata.org/wiki/Q1065", "wd:Q1065", "Q1065".
_WIKIDATA = late_pattern(r"(?:^|[/:])(Q[1-9]\d{0,14})$", re.IGNORECASE | re.ASCII)
# A zero, six characters and a checksum of two digits, as ROR specifies.
_ROR = late_pattern(r"(?:^|/)(0[a-z0-9]{6}\d\d)/?$", re.IGNORECASE | re.ASCII)
_LAST_OF_ADDRESS = frozenset({"gnd", "lei", "orcid", "viaf"})


def bare(scheme: str, value: str) -> str:
    """Return an identifier without address, spaces and lower case, as appropriate for its scheme.

    >>> bare("ror", "https://ror.org/04T5XT781"), bare("isni", "0000 0001 2097 4281")
    ('04t5xt781', '0000000120974281')
    >>> bare("orcid", "https://orcid.org/0000-0002-1825-0097"), bare("register", "https://example.org/7")
    ('0000-0002-1825-0097', 'https://example.org/7')
    """
    value = value.strip()
    if scheme == "wikidata" and (found := _WIKIDATA.search(value)):
        return found[1].upper()
    if scheme == "ror" and (found := _ROR.search(value)):
        return found[1].lower()
    # Printed in groups of four, "0000 0001 2097 4281", with different separators.
    if scheme == "isni":
        return re.sub(r"[\s-]", "", value.rpartition("/")[2])
    return value.rstrip("/").rpartition("/")[2] if scheme in _LAST_OF_ADDRESS else value


LONGEST = 60
"""The maximum length of an id made from a name; it is cut between words."""

# Names that can't be ids: the page of the list, and device names on Windows.
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
RESERVED = frozenset({"index", "con", "prn", "aux", "nul", *_PORTS})


def _letters(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Letters that Unicode doesn't decompose into a Latin letter and an accent.
_LATIN = {"&": " and "} | _letters("ß ss  æ ae  œ oe  ø o  đ d  ð d  þ th  ł l  ı i  ħ h  ŋ ng  ə a  ŧ t")
# Russian as in passports and the press (BGN/PCGN without apostrophes), and letters of neighbouring alphabets.
_CYRILLIC = {"ъ": "", "ь": ""} | _letters(
    """
    а a  б b  в v  г g  д d  е e  ё e  ж zh  з z  и i  й y  к k  л l  м m
    н n  о o  п p  р r  с s  т t  у u  ф f  х kh  ц ts  ч ch  ш sh  щ shch  ы y
    э e  ю yu  я ya  ў u  ј j  љ lj  њ nj  ђ dj  ћ c  џ dz  ѓ gj  ќ kj  ѕ dz  ә a
    ғ gh  қ q  ң ng  ө o  ұ u  ү u  һ h  і i  ї yi  є ye  ґ g
    """
)
# Ukrainian by resolution no. 55 (2010) of the Cabinet of Ministers; some first letters differ.
_UKRAINIAN = _CYRILLIC | _letters("г h  и y  й i  ю iu  я ia  ї i  є ie")
_UKRAINIAN_FIRST = _letters("є ye  ї yi  й y  ю yu  я ya")
_GREEK = _letters(
    """
    α a  β v  γ g  δ d  ε e  ζ z  η i  θ th  ι i  κ k  λ l  μ m  ν n  ξ x
    ο o  π p  ρ r  σ s  ς s  τ t  υ y  φ f  χ ch  ψ ps  ω o
    """
)
_IS_UKRAINIAN = late_pattern("[іїєґ]|[сц]ьк[аиоу]")
_FINAL_Y = late_pattern(r"[иы]й\b")
_AS_YE = late_pattern(r"\bе|(?<=[аеиоуыэюяъь])е")
_APOSTROPHES = late_pattern("['’ʼʹ`´]")
_WORD = late_pattern(r"\w+")


def latin(name: str) -> str:
    """Return the name in lower case without accents; Cyrillic and Greek letters are transliterated as in passports."""
    text = unicodedata.normalize("NFC", name).lower()
    text = _APOSTROPHES.sub("", text)
    if _IS_UKRAINIAN.search(text):
        text = _WORD.sub(lambda word: _UKRAINIAN_FIRST.get(word[0][0], word[0][0]) + word[0][1:], text)
        # Otherwise "Згурський" would get "zh", which is the transliteration of ж.
        text = text.replace("зг", "zgh")
        table = _UKRAINIAN
    else:
        text = _AS_YE.sub("ye", _FINAL_Y.sub("y", text.replace("ё", "е")))
        table = _CYRILLIC
    text = "".join(_LATIN.get(char) or table.get(char, char) for char in text)
    # After the tables, because й would decompose into и and a breve.
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(_GREEK.get(char, char) for char in bare)


def slug(name: str) -> str:
    """Return the name as an id, or an empty string if no letter or digit can be transliterated."""
    words = re.sub(r"[^a-z0-9]+", "-", latin(name), flags=re.ASCII).strip("-")
    if len(words) > LONGEST:
        # One character more: if that is a hyphen, the last word is complete.
        words = words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    return words.strip("-")


def title_words(title: str, day: dt.date, kind: str = "release") -> str:
    """Return the part of an id that comes from a title: ``bridge-reopens``, or ``11-29-release`` for few Latin letters.

    Transliterations of Arabic without vowels or of Japanese by Chinese readings mean less than a date, and ids are
    permanent. So such titles give the month and day, and their Latin words if there are any.

    Args:
        title: The title of a release, in any script.
        day: The date of the release; its year is in the id already.
        kind: The kind of release, used if there are no Latin words.
    """
    words, letters = slug(title), [char for char in title if char.isalpha()]
    if words and 2 * sum(_SPELLED.search(latin(char)) is not None for char in letters) >= len(letters):
        return words
    latin_words = words if re.search("[a-z]{2}|[a-z][0-9]", words) else slug(kind)
    return f"{day:%m-%d}-{latin_words}"


_SPELLED = late_pattern("[a-z]")


def free_id(name: str, taken: Container[str]) -> str:
    """Return an id for *name* that isn't in *taken*, with a suffix ``-2`` and so on if needed.

    A name that can't be transliterated, such as one in Chinese, gives ``record``.
    """
    base = slug(name) or "record"
    found, number = base, 1
    while found in taken or found in RESERVED:
        number += 1
        found = f"{base}-{number}"
    return found
