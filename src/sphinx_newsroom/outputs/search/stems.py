"""Split text into search words and reduce them to stems: ``harbours`` and ``harboured`` have the stem ``harbour``.

Stems are those of Snowball (https://snowballstem.org), in the browser from the scripts of Sphinx. Two languages have a
light rule of ours instead: Ukrainian, which Snowball lacks, and Arabic, whose stemmer mistakes a first letter for "and"
(``وزير`` would not match ``الوزير``). The rules are in ``stems.toml``; ``theme/search/stems.js``
gets them with the index.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.folding import SPACELESS

# The words of a text.
#
# A word is a run of letters and digits, compared without case and accents. An apostrophe separates two words, so that
# phrases are matched exactly. Han, kana, Thai, Lao, Burmese and Khmer, which have no spaces, give one word per
# character. The rules in order: NFKD, lower case, marks and :data:`UNSEEN` dropped, the letters of
# ``stems.toml`` replaced. ``theme/search/words.js`` has the same rules; ``tests/fixtures/tokens.json`` tests both.

_RULES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("stems.toml").read_text(encoding="utf-8"))

UNSEEN = "\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Invisible characters within words, which pasted text contains.

These are soft hyphens, line break opportunities, joiners and direction marks. They don't split a word (Unicode, UAX
#29, WB4). U+200C is excluded: in Persian it looks like a space and is typed as one.
"""

LONGEST = 40
"""The length to which words are cut; longer ones are addresses or checksums."""

_ASCII_WORDS = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)) + bytes(128)
"""Separates words by spaces, three times as fast as a regular expression."""

_WORD = late_pattern(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+")
_BEYOND_ASCII = late_pattern(r"[^\x00-\x7f]+")


class _Fold(dict[int, str]):
    """A table for ``str.translate``, filled on demand: marks are removed, other non-word characters become spaces."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # Marks that NFKD has split from a letter, and vowel signs, which search ignores.
        if unicodedata.category(character).startswith("M"):
            self[code] = ""
        else:
            self[code] = character if character.isalnum() else " "
        return self[code]


_FOLD = _Fold({ord(letter): plain for letter, plain in _RULES["letters"].items()} | dict.fromkeys(map(ord, UNSEEN), ""))
_UNSEEN = late_pattern(f"[{UNSEEN}]")


def fold(text: str) -> str:
    """Return *text* without case and accents, with plain apostrophes; other symbols beyond ASCII become spaces."""
    # Most English texts end here.
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", text).lower()
    return _BEYOND_ASCII.sub(lambda run: run[0].translate(_FOLD), lower)


def seen(text: str) -> str:
    """Return *text* without the invisible characters in its words.

    >>> seen("con\\u00adference")
    'conference'
    """
    return text if text.isascii() else _UNSEEN.sub("", text)


def tokens(text: str) -> list[str]:
    """Return the search words of *text*, in order, with repetitions."""
    folded = fold(text)
    if folded.isascii():
        found = folded.encode().translate(_ASCII_WORDS).decode().split()
    else:
        found = _WORD.findall(folded)
    return [word[:LONGEST] for word in found] if max(map(len, found), default=0) > LONGEST else found


ALGORITHMS: Mapping[str, str] = _RULES["stemmers"]
"""Snowball's name for the stemmer of each language."""

LIGHT: Mapping[str, Mapping[str, Any]] = _RULES["light"]
"""By language, the prefixes and suffixes to remove from words without accents."""

COMPOUNDING = frozenset(("da", "de", "nl", "no", "sv"))
"""Languages with compound words, whose parts are searchable, too."""

LINKS = ("", "s", "es", "n", "en", "er")
"""Letters that link the parts of a compound."""

SHORTEST = 3
"""The fewest letters of a word that is stemmed, and of a stem that a light rule leaves."""

SHORTEST_PART = 4
"""The fewest letters of a compound's part."""

MARK = "~"
"""Separates a stem from its language; no word contains it."""


KIN: Mapping[str, Sequence[tuple[str, str]]] = _RULES["kin"]
"""Alternative endings by language: a word with the first ending also has the stem of the word with the second."""

CLITICS: Mapping[str, Sequence[str]] = _RULES["clitics"]
"""Words of one letter, by language, that are written together with the next word."""

KIN_LEAVES, CLITIC_LEAVES = 2, 4
"""The fewest letters before such an ending, and after such a one-letter word: لجنة has no one-letter word before it."""

_ORIGINAL = re.compile(r"[^\W\d_]+")


def language_of(tag: str) -> str:
    """Return the language for stemming a release's words, or "": ``en`` for ``en-GB``, ``no`` for ``nb``."""
    language = tag.partition("-")[0].lower()
    language = {"nb": "no", "nn": "no"}.get(language, language)
    return language if language in ALGORITHMS or language in LIGHT else ""


SNOWBALL = "3.0."
"""The version of Snowball that wrote the browser's scripts; pyproject.toml holds both stemmers to it."""


def made_with() -> tuple[str, ...]:
    """Return the version of the stemmer, since another one may produce other stems."""
    return (version("snowballstemmer"),)


@cache
def own_rules() -> str:
    """Return a fingerprint of our own stemming rules."""
    return fingerprint(_RULES, KIN_LEAVES, CLITIC_LEAVES, SHORTEST, SHORTEST_PART, LINKS)


@cache
def _stemmer(language: str) -> Any:
    # Not `snowballstemmer.stemmer`, which prefers a PyStemmer of any version; the browser's may have other stems.
    # Imported here, since it is needed only for indexing.
    name = ALGORITHMS[language]
    with suppress(PackageNotFoundError):
        if version("PyStemmer").startswith(SNOWBALL):  # a hundred times faster
            return import_module("Stemmer").Stemmer(name)
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


@cache
def stem(language: str, word: str) -> str:
    """Return the stem, as a search word, of a *word* in lower case with its accents; "" if it has none.

    >>> stem("en", "policies"), stem("en", "policy"), stem("es", "organización")
    ('polici', 'polici', 'organiz')
    """
    if language in LIGHT:
        folded = tokens(word)
        return _light_stem(LIGHT[language], folded[0]) if len(folded) == 1 else ""
    found = tokens(_stemmer(language).stemWord(word))
    return found[0] if len(found) == 1 else ""


def _light_stem(rule: Mapping[str, Any], word: str) -> str:
    """Return a word without the longest prefix and suffix that leave enough letters, and with its ending levelled."""
    rest = len(word) - SHORTEST
    word = word.removeprefix(next((one for one in rule["beginnings"] if word.startswith(one) and len(one) <= rest), ""))
    rest = len(word) - SHORTEST
    word = word.removesuffix(next((one for one in rule["endings"] if word.endswith(one) and len(one) <= rest), ""))
    for end, other in rule["levelled"]:
        if word.endswith(end):
            return word.removesuffix(end) + str(other)
    return word


def stems_of(language: str, word: str) -> set[str]:
    """Return all stems of a *word*, as :func:`stem` takes it: its own, and those from KIN and CLITICS.

    >>> sorted(stems_of("uk", "бібліотеці"))
    ['бібліотек', 'бібліотец']
    """
    if language not in KIN:
        return {stem(language, word)}
    words = [word]
    words += [
        word.removeprefix(one)
        for one in CLITICS.get(language, ())
        if word.startswith(one) and len(word) - len(one) >= CLITIC_LEAVES
    ]
    words += [
        one.removesuffix(end) + other
        for one in words
        for end, other in KIN[language]
        if one.endswith(end) and len(one) - len(end) >= KIN_LEAVES
    ]
    return {stem(language, one) for one in words}


def accented(text: str) -> set[str]:
    """Return the words of a text with other than plain letters, in lower case: accents distinguish some forms."""
    if text.isascii():
        return set()
    return {word for word in _ORIGINAL.findall(unicodedata.normalize("NFC", seen(text)).lower()) if not word.isascii()}


def groups(language: str, known: AbstractSet[str], originals: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of each stem, in order.

    Args:
        language: from :func:`language_of`.
        known: the search words of all texts in that language.
        originals: the words from :func:`accented`.

    >>> groups("en", {"port", "ports", "sea"}, ())["port"]
    ('port', 'ports')
    """
    # For each word, with and without accents.
    stems = {word: stems_of(language, word) for word in known if len(word) >= SHORTEST and word.isalpha()}
    for original in originals:
        folded = tokens(original)
        if len(folded) == 1 and folded[0] in stems:
            stems[folded[0]] |= stems_of(language, original)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for word, found in stems.items():
        for one in found:
            forms[one].add(word)
    forms.pop("", None)
    # A word is also found by its stem without accents, together with all words of its other stem.
    several = {word for word, found in stems.items() if len(found) > 1}
    whole = {
        one: words
        if several.isdisjoint(words)
        else {form for word in words for other in stems[word] for form in forms.get(other, ())}
        for one, words in forms.items()
    }
    if language in COMPOUNDING:
        for word, part in _parts(language, stems.keys(), whole.keys()):
            whole[part].add(word)
    return {one: tuple(sorted(words)) for one, words in whole.items()}


def _parts(language: str, words: AbstractSet[str], stems: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield compounds of two known words, each with the stem of a part."""
    for word in words:
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head, tail = word[:at], word[at:]
            if tail not in words:
                continue
            ends = [head.removesuffix(link) for link in LINKS if head.endswith(link)]
            first = next((one for one in ends if one in words and len(one) >= SHORTEST_PART), "")
            if first:
                yield from ((word, one) for one in {stem(language, tail), stem(language, first)} & stems)


def rules(languages: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return the light rules of *languages*, for the browser."""
    return {language: LIGHT[language] for language in sorted(languages) if language in LIGHT}


def kin(languages: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return the alternative endings and clitics of *languages*, for the browser."""
    return {
        language: {"kin": KIN[language], "clitics": CLITICS.get(language, ())}
        for language in sorted(languages)
        if language in KIN
    }
