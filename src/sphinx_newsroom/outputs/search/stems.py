"""What forms of one word have in common: ``harbours`` and ``harboured`` have the stem ``harbour``.

Stems are those of Snowball (https://snowballstem.org), for the browser in the scripts that Sphinx brings along.  Two
languages have a :class:`Light` rule instead: Ukrainian, which Snowball does not know, and Arabic, of which its stemmer
takes the first letter for "and" (``وزير`` would not meet ``الوزير``).  ``theme/search/stems.js`` repeats what is here.
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
# A word is a run of letters and digits, compared without case and without accents.  An apostrophe parts two words, so
# that phrases find exactly what they say.  Han, kana, Thai, Lao, Burmese and Khmer, without spaces, give one word
# a character.  The rules in order: NFKD, lower case, marks and :data:`UNSEEN` dropped, the letters of :data:`LETTERS`
# replaced.  ``theme/search/words.js`` has the same rules; ``tests/fixtures/tokens.json`` holds both together.

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
"""Language -> what Snowball calls its stemmer."""

COMPOUNDING = frozenset(("da", "de", "nl", "no", "sv"))
"""Languages that write compounds as one word, whose parts are looked for by themselves."""

LINKS = ("", "s", "es", "n", "en", "er")
"""What stands between the parts of a compound."""

SHORTEST = 3
"""Letters of a word that has other forms, and of a stem that a :class:`Light` rule leaves."""

SHORTEST_PART = 4
"""Letters of a compound's part."""

MARK = "~"
"""Stands between a stem and its language; in no word."""


@dataclass(frozen=True, slots=True)
class Light:
    """Beginnings and endings of words without accents; the first of each that leaves enough goes, the longest first.

    What then stands at the end is *levelled*: ``ніст`` and ``ност`` of one word become one.
    """

    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    levelled: tuple[tuple[str, str], ...] = ()

    def stem(self, word: str) -> str:
        """The word without them."""
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
    # Without accents: й is и there, ї is і.
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
    # conseillers, conseiller; élus, élu; travaux, travail; but mois is no form of moi
    "fr": (("ers", "er"), ("us", "u"), ("aux", "ail")),
    # Киев, Лужков, скандала, экран, кредит, музей: the stemmer takes ends of these for those of other words.
    "ru": (
        *(("ов", "ова"), ("ев", "ева"), ("ит", "иту"), ("ыт", "ыту"), ("ей", "ея")),
        *((vowel + end, vowel + other) for vowel in "аи" for end, other in (("л", "лу"), ("ла", "лу"), ("ли", "лу"))),
        *((vowel + end, vowel + other) for vowel in "ае" for end, other in (("н", "ну"), ("на", "ну"), ("ны", "ну"))),
    ),
    "uk": (
        *(("ці", "ка"), ("зі", "га"), ("сі", "ха")),  # бібліотеці, бібліотека
        *((end + case, "ів") for end in "оєе" for case in ("ва", "ву", "вом", "ві")),  # Києва, Київ
        *((f"і{end}", f"о{end}у") for end in "рлкдбгзнжтч"),  # твір, твору
        *(("ість", "ості"), ("янин", "яни"), ("анин", "ани")),  # область is no verb, nor are these:
        *(("ти", "т"), ("ла", "лу"), ("ло", "лу"), ("ли", "лу"), ("ть", "ті"), ("в", "ву"), ("ння", "н")),
    ),
}
"""Language -> endings, each with another: a word with the first has its own stem and that of the word with the second.

So forms meet that a rule for endings parts; a stem that nothing else has does no harm."""

CLITICS: Mapping[str, tuple[str, ...]] = {"ar": ("و", "ف", "ب", "ل", "ك")}
"""Words of one letter that are written with the next: a word that begins so has the stem of the rest, too."""

KIN_LEAVES, CLITIC_LEAVES = 2, 4
"""Letters that must be there beside an ending, and after a word of one letter: لجنة is no word with one before it."""

_ORIGINAL = re.compile(r"[^\W\d_]+")


def language_of(tag: str) -> str:
    """The language whose stems a release's words have, or "": ``en`` for ``en-GB``, ``no`` for ``nb``."""
    language = tag.partition("-")[0].lower()
    language = {"nb": "no", "nn": "no"}.get(language, language)
    return language if language in ALGORITHMS or language in LIGHT else ""


def made_with() -> tuple[str, ...]:
    """The version of what makes stems: another may make other stems."""
    return (version("snowballstemmer"),)


@cache
def own_rules() -> str:
    """Changes when our own rules do, by which the forms of words meet in the index."""
    rules = {language: asdict(rule) for language, rule in LIGHT.items()}
    return fingerprint(rules, KIN, CLITICS, KIN_LEAVES, CLITIC_LEAVES, SHORTEST, SHORTEST_PART, LINKS)


@cache
def _stemmer(language: str) -> Any:
    # Its own class: `snowballstemmer.stemmer` takes PyStemmer where that is installed, of whatever version of Snowball,
    # and the browser's stems are those of one. Imported here, since it is not needed where nothing is to be indexed.
    name = ALGORITHMS[language]
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


@cache
def stem(language: str, word: str) -> str:
    """The stem of a *word* in small letters, accents and all, as a search word; "" where it is none.

    >>> stem("en", "policies"), stem("en", "policy"), stem("es", "organización")
    ('polici', 'polici', 'organiz')
    """
    if language in LIGHT:
        folded = tokens(word)
        return LIGHT[language].stem(folded[0]) if len(folded) == 1 else ""
    found = tokens(_stemmer(language).stemWord(word))
    return found[0] if len(found) == 1 else ""


def stems_of(language: str, word: str) -> set[str]:
    """All stems of a *word*, as :func:`stem` takes it: its own, and those that it has by KIN and CLITICS.

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
    """The words of a text that are not of plain letters, in small letters: accents tell some forms."""
    if text.isascii():
        return set()
    return {word for word in _ORIGINAL.findall(unicodedata.normalize("NFC", seen(text)).lower()) if not word.isascii()}


def groups(language: str, known: AbstractSet[str], originals: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Stem -> the words of which it is one, in order.

    Args:
        language: of :func:`language_of`.
        known: the search words of all texts in that language.
        originals: those of :func:`accented`.

    >>> groups("en", {"port", "ports", "sea"}, ())["port"]
    ('port', 'ports')
    """
    # Of each word, from how it is written and without accents.
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
    # A word is found by its stem without accents, too, and then with all that its other stem has.
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
    """Compounds of two words that stand there by themselves, each with the stem of a part."""
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
    """The :class:`Light` rules of *languages*, for the browser."""
    return {language: asdict(LIGHT[language]) for language in sorted(languages) if language in LIGHT}


def kin(languages: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """What :func:`stems_of` goes by in *languages*, for the browser."""
    return {
        language: {"kin": KIN[language], "clitics": CLITICS.get(language, ())}
        for language in sorted(languages)
        if language in KIN
    }
