"""Split text into search words and reduce them to stems: ``harbours`` and ``harboured`` have the stem ``harbour``.

Stems are those of Snowball (https://snowballstem.org), in the browser from the scripts of Sphinx. Two languages have a
:class:`Light` rule instead: Ukrainian, which Snowball lacks, and Arabic, whose stemmer mistakes a first letter for
"and" (``وزير`` would not match ``الوزير``). ``theme/search/stems.js`` implements the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.folding import SPACELESS

# The words of a text.
#
# A word is a run of letters and digits, compared without case and accents. An apostrophe separates two words, so that
# phrases are matched exactly. Han, kana, Thai, Lao, Burmese and Khmer, which have no spaces, give one word per
# character. The rules in order: NFKD, lower case, marks and :data:`UNSEEN` dropped, the letters of :data:`LETTERS`
# replaced. ``theme/search/words.js`` has the same rules; ``tests/fixtures/tokens.json`` tests both.

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
"""Letters that are replaced by others, and characters that are removed.

These are letters with a stroke that NFKD keeps although readers type them without, interchangeable Arabic letters, the
stroke that stretches Arabic words, and apostrophes.
"""

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


_FOLD = _Fold({ord(letter): plain for letter, plain in LETTERS.items()} | dict.fromkeys(map(ord, UNSEEN), ""))
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


ALGORITHMS = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Snowball's name for the stemmer of each language."""

COMPOUNDING = frozenset(("da", "de", "nl", "no", "sv"))
"""Languages with compound words, whose parts are searchable, too."""

LINKS = ("", "s", "es", "n", "en", "er")
"""Letters that link the parts of a compound."""

SHORTEST = 3
"""The fewest letters of a word that is stemmed, and of a stem that a :class:`Light` rule leaves."""

SHORTEST_PART = 4
"""The fewest letters of a compound's part."""

MARK = "~"
"""Separates a stem from its language; no word contains it."""


@dataclass(frozen=True, slots=True)
class Light:
    """Prefixes and suffixes of words without accents. The longest of each that leaves enough letters is removed.

    The remaining ending is *levelled*: ``ніст`` and ``ност`` of one word become one.
    """

    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    levelled: tuple[tuple[str, str], ...] = ()

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        for beginning in self.beginnings:
            if word.startswith(beginning) and len(word) - len(beginning) >= SHORTEST:
                word = word.removeprefix(beginning)
                break
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
                word = word.removesuffix(ending)
                break
        for end, other in self.levelled:
            if word.endswith(end):
                return word.removesuffix(end) + other
        return word


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(words.split(), key=lambda word: (-len(word), word)))


LIGHT = {
    "ar": Light(_longest_first("ال وال بال فال كال لل ولل وبال"), _longest_first("ها ان ات ون ين يه ه ي وا هم")),
    # Without accents й is и and ї is і.
    "uk": Light(
        (),
        _longest_first(
            "а я у ю и і о е є ь ою ею єю ам ям ом ем єм ах ях ів ами ями ові еві єві ия ія іі ію іи ією іями іях іям "
            "ии оі ого ому ім им их ими іх іми еи ння нню нням ня ти в ла ли ло ть ють уть ить ать ять емо имо ися ся"
        ),
        (("ніст", "ност"), ("ніс", "ност")),  # незалежність, незалежності
    ),
}

KIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ar": (("ته", "ه"), ("تها", "ه"), ("تهم", "ه"), ("تنا", "ه")),  # بضاعته, بضاعة
    "es": (("ea", "eas"), ("ces", "z")),  # línea, líneas; voces, voz
    # conseillers, conseiller; élus, élu; travaux, travail; but mois isn't a form of moi
    "fr": (("ers", "er"), ("us", "u"), ("aux", "ail")),
    # Киев, Лужков, скандала, экран, кредит, музей: the stemmer mistakes the ends of these for endings.
    "ru": (
        *(("ов", "ова"), ("ев", "ева"), ("ит", "иту"), ("ыт", "ыту"), ("ей", "ея")),
        *((vowel + end, vowel + other) for vowel in "аи" for end, other in (("л", "лу"), ("ла", "лу"), ("ли", "лу"))),
        *((vowel + end, vowel + other) for vowel in "ае" for end, other in (("н", "ну"), ("на", "ну"), ("ны", "ну"))),
    ),
    "uk": (
        *(("ці", "ка"), ("зі", "га"), ("сі", "ха")),  # бібліотеці, бібліотека
        *((end + case, "ів") for end in "оєе" for case in ("ва", "ву", "вом", "ві")),  # Києва, Київ
        *((f"і{end}", f"о{end}у") for end in "рлкдбгзнжтч"),  # твір, твору
        *(("ість", "ості"), ("янин", "яни"), ("анин", "ани")),  # область isn't a verb, nor are these:
        *(("ти", "т"), ("ла", "лу"), ("ло", "лу"), ("ли", "лу"), ("ть", "ті"), ("в", "ву"), ("ння", "н")),
    ),
}
"""Alternative endings by language: a word with the first ending also has the stem of the word with the second.

This joins forms that a suffix rule separates. A stem without other words does no harm.
"""

CLITICS: Mapping[str, tuple[str, ...]] = {"ar": ("و", "ف", "ب", "ل", "ك")}
"""Words of one letter that are written together with the next word, which then also has the stem of the rest."""

KIN_LEAVES, CLITIC_LEAVES = 2, 4
"""The fewest letters before such an ending, and after such a one-letter word: لجنة has no one-letter word before it."""

_ORIGINAL = re.compile(r"[^\W\d_]+")


def language_of(tag: str) -> str:
    """Return the language for stemming a release's words, or "": ``en`` for ``en-GB``, ``no`` for ``nb``."""
    language = tag.partition("-")[0].lower()
    language = {"nb": "no", "nn": "no"}.get(language, language)
    return language if language in ALGORITHMS or language in LIGHT else ""


def made_with() -> tuple[str, ...]:
    """Return the version of the stemmer, since another one may produce other stems."""
    return (version("snowballstemmer"),)


@cache
def own_rules() -> str:
    """Return a fingerprint of our own stemming rules."""
    rules = {language: asdict(rule) for language, rule in LIGHT.items()}
    return fingerprint(rules, KIN, CLITICS, KIN_LEAVES, CLITIC_LEAVES, SHORTEST, SHORTEST_PART, LINKS)


@cache
def _stemmer(language: str) -> Any:
    # Uses the class directly: `snowballstemmer.stemmer` prefers an installed PyStemmer, whose version of Snowball may
    # differ from the browser's. Imported here, since it is needed only for indexing.
    name = ALGORITHMS[language]
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


@cache
def stem(language: str, word: str) -> str:
    """Return the stem, as a search word, of a *word* in lower case with its accents; "" if it has none.

    >>> stem("en", "policies"), stem("en", "policy"), stem("es", "organización")
    ('polici', 'polici', 'organiz')
    """
    if language in LIGHT:
        folded = tokens(word)
        return LIGHT[language].stem(folded[0]) if len(folded) == 1 else ""
    found = tokens(_stemmer(language).stemWord(word))
    return found[0] if len(found) == 1 else ""


def stems_of(language: str, word: str) -> set[str]:
    """Return all stems of a *word*, as :func:`stem` takes it: its own, and those from KIN and CLITICS.

    >>> sorted(stems_of("uk", "бібліотеці"))
    ['бібліотек', 'бібліотец']
    """
    if language not in KIN and language not in CLITICS:
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
        for end, other in KIN.get(language, ())
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
    """Return the :class:`Light` rules of *languages*, for the browser."""
    return {language: asdict(LIGHT[language]) for language in sorted(languages) if language in LIGHT}


def kin(languages: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return the KIN and CLITICS rules of *languages*, for the browser."""
    return {
        language: {"kin": KIN[language], "clitics": CLITICS.get(language, ())}
        for language in sorted(languages)
        if language in KIN
    }
