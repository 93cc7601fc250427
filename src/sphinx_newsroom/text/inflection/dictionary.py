"""Readings of Russian and Ukrainian words in the nominative case, from pymorphy3's dictionaries."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

# Words that no dictionary has are declined by their endings, as in school grammars.

Language = Literal["ru", "uk"]
Gender = Literal["masc", "femn"]

CASES = ("gent", "datv", "accs", "ablt", "loct")
"""The cases besides the nominative, by OpenCorpora's names, in the order of the tables."""

VOCATIVE = "voct"
APOSTROPHE = re.compile(r"['’ʼ]")
CONSONANTS = "бвгґджзклмнпрстфхцчшщ"

# Columns: ending, letters to cut, then the endings in the genitive, dative, accusative, instrumental, locative and
# (Ukrainian) vocative. The first matching row wins, `+` joins variants, V is any vowel and C any consonant. Only words
# that the dictionary lacks are declined this way, so rare stem changes are left out.
_NOUNS_IN_A = {
    "ru": """
        ия 1 и и ю ей и
        я 1 и е ю ей е
        га ка ха 1 и е у ой+ою е
        жа ша ща ча 1 и е у ей+ой е
        а 1 ы е у ой+ою е""",
    "uk": """
        Vя ʼя 1 ї ї ю єю ї є
        я 1 і і ю ею і е
        жа ша ща ча 1 і і у ею і е
        га 2 ги зі гу гою зі го
        ка 2 ки ці ку кою ці ко
        ха 2 хи сі ху хою сі хо
        а 1 и і у ою і о""",
}
_ENDINGS = {
    ("ru", "masc"): """
        кий гий хий жий ший чий щий 2 ого ому ого им ом
        ый 2 ого ому ого ым ом
        VCой VCCой VCCCой 2 ого ому ого ым+им ом
        ий 1 я ю я ем и
        й ь 1 я ю я ем е
        ов ев ёв 0 а у а ым е
        ин ын 0 а у а ым+ом е
        VVец 2 йца йцу йца йцем йце
        VCец VCCец 2 ца цу ца цем+цом це
        VCок VCCок 2 ка+ока ку+оку ка+ока ком+оком ке+оке
        ых их 0
        ж ш щ ч ц 0 а у а ем+ом е
        C 0 а у а ом е"""
    + _NOUNS_IN_A["ru"],
    ("uk", "masc"): """
        ий 2 ого ому ого им ому+ім ий
        й 1 я єві+ю я єм єві+ї+ю ю
        Vєць 3 йця йцеві+йцю йця йцем йцеві+йці+йцю йцю
        VCець VCCець 3 ця цеві+цю ця цем цеві+ці+цю цю
        ь 1 я еві+ю я ем еві+і+ю ю
        ов ев єв 0 а у+ові а им ові+у е
        ів 2 іва+ова іву+ову іва+ова івим+овим іву+ову+івові+ові іве
        ін їн ин 0 а у+ові а им+ом ові+і+у е
        VCок VCCок 2 ка+ока кові+ку+окові+оку ка+ока ком+оком кові+ку+окові+оку ку
        их 0
        ж ш щ ч 0 а еві+у а ем еві+і+у е
        г ґ к х 0 а ові+у а ом ові+у у
        C 0 а ові+у а ом ові+і+у е
        ко 1 а ові+у а ом ові+у у"""
    + _NOUNS_IN_A["uk"],
    ("ru", "femn"): _NOUNS_IN_A["ru"],
    ("uk", "femn"): _NOUNS_IN_A["uk"],
}
_HER_ENDINGS = {
    "ru": """
        ая 2 ой ой ую ой+ою ой
        яя 2 ей ей юю ей ей
        а 1 ой ой у ой+ою ой""",
    "uk": "а 1 ої ій у ою ій а",
}


class Ending(NamedTuple):
    """The declension of words with a certain ending."""

    ending: re.Pattern[str]
    cut: int
    forms: tuple[tuple[str, ...], ...]


@functools.cache
def _rows(table: str) -> tuple[Ending, ...]:
    rows = []
    for line in map(str.split, table.strip().splitlines()):
        at = next(place for place, word in enumerate(line) if word.isdigit())
        endings = "|".join(line[:at]).replace("V", "[аеёиоуыэюяіїє]").replace("C", f"[{CONSONANTS}]")
        ending = re.compile(f".*(?:{endings.replace('ʼ', APOSTROPHE.pattern)})")
        rows.append(Ending(ending, int(line[at]), tuple(tuple(forms.split("+")) for forms in line[at + 1 :])))
    return tuple(rows)


def by_endings(word: str, gender: Gender, language: Language, *, her_surname: bool) -> dict[str, tuple[str, ...]]:
    """Return the case forms of a lowercase word, by the first table row that matches its ending, if any.

    *her_surname* says that the word is a feminine form of a family name.
    """
    table = _HER_ENDINGS[language] if her_surname else _ENDINGS[language, gender]
    for row in _rows(table):
        if row.ending.fullmatch(word):
            stem = word[: len(word) - row.cut]
            cases = zip((*CASES, VOCATIVE), row.forms, strict=False)
            return {case: tuple(stem + form for form in forms) for case, forms in cases}
    return {}


LANGUAGES: tuple[Language, Language] = ("ru", "uk")

Cases = Mapping[str, tuple[str, ...]]
"""The forms of a word in each case, several if usage varies; an indeclinable word has no entries."""

# The tags are OpenCorpora's: https://opencorpora.org/dict.php?act=gram
_ALSO = {"gen2": "gent", "loc2": "loct"}
"""Second genitives and locatives (чаю, в лесу), treated as forms of those cases."""

_PARTS = frozenset({"NOUN", "ADJF", "PRTF"})
_GENDERS = frozenset("masc femn neut ms-f".split())
_NAMES = frozenset({"Name", "Surn", "Patr"})
_EVERY_CASE = frozenset({"nomn", *CASES, VOCATIVE, *_ALSO})
_SPELLINGS = frozenset({"V-be", "V-ie"})  # учрежденье, Василиевич
_MARKED = frozenset("alt Arch Dist Infr Slng Abbr Erro COMP Supr".split())
"""Archaic, colloquial and incorrect forms, which press releases don't use."""


class Reading(NamedTuple):
    """One reading of a word in the nominative case, with its forms in the other cases of the same number.

    One reading of "Ганна" is ``Reading("NOUN", {…, "Name"}, "femn", False, True, {"gent": ("ганни",), …})``.
    """

    part: str
    tags: frozenset[str]
    gender: str | None
    plural: bool
    known: bool
    """Whether the dictionary has the word; otherwise it guessed from a similar one."""
    cases: Cases

    def is_name(self) -> bool:
        """Whether this is a given name, family name or patronymic."""
        return bool(self.tags & _NAMES)

    def agrees(self, other: Reading) -> bool:
        """Whether an adjective and a noun agree."""
        if self.plural or other.plural:
            return self.plural and other.plural
        return self.gender == other.gender


@functools.cache
def installed(language: str) -> bool:
    """Whether the dictionary of "ru" or "uk" is installed, which is required for any forms."""
    packages = ("pymorphy3", f"pymorphy3_dicts_{language}")
    return language in LANGUAGES and all(importlib.util.find_spec(package) for package in packages)


@functools.cache
def _analyzer(language: Language) -> Any:
    # Imported here, because a dictionary takes 20 MB of memory and most archives need none.
    return importlib.import_module("pymorphy3").MorphAnalyzer(lang=language)


@functools.lru_cache(maxsize=8192)
def readings(word: str, language: Language) -> tuple[Reading, ...]:
    """Return the readings of a word in the nominative case, the most likely first."""
    plain = APOSTROPHE.sub("'", word.lower())
    found: list[Reading] = []
    for parse in _analyzer(language).parse(plain):
        reading = _reading(parse, plain)
        if reading is not None and reading not in found:
            found.append(reading)
    return tuple(sorted(found, key=lambda reading: (not reading.known, bool(reading.tags & _MARKED))))


def _reading(parse: Any, plain: str) -> Reading | None:
    """Convert one parse of the dictionary; None if it isn't a noun or adjective in the nominative case."""
    tags = frozenset(map(str, parse.tag.grammemes))
    part = _one(tags, _PARTS)
    # A few Ukrainian entries (держава, завод) lack the case of their first form.
    if not part or "Init" in tags or (tags & _EVERY_CASE and "nomn" not in tags):
        return None
    forms = {} if "Fixd" in tags else _forms(parse.lexeme, plain, tags)
    # The dictionary also matches е for ё and г for ґ; keep the original spelling.
    for letter, written in ("ё", "е"), ("ґ", "г"):
        if letter not in plain:
            forms = {case: tuple(form.replace(letter, written) for form in some) for case, some in forms.items()}
    return Reading(part, tags, _one(tags, _GENDERS), "plur" in tags, parse.is_known, forms)


def _one(tags: frozenset[str], kind: frozenset[str]) -> str | None:
    return min(tags & kind, default=None)


def _forms(lexeme: Iterable[Any], word: str, tags: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return, by case, the forms in a lexeme whose nominative is this word with these tags."""
    found: dict[str, dict[str, None]] = {}
    gender = _one(tags, _GENDERS)
    for form in lexeme:
        other = frozenset(map(str, form.tag.grammemes))
        # A lexeme has all numbers, genders and spelling variants; keep those of the word.
        if (
            other & _PARTS == tags & _PARTS
            and ("plur" in other) == ("plur" in tags)
            and ("plur" in tags or not gender or _one(other, _GENDERS) in (None, gender))
            and other & _SPELLINGS == tags & _SPELLINGS
            and not other & (_MARKED - tags)
            and form.word.count("-") == word.count("-")
        ):
            for case in other & _EVERY_CASE:
                found.setdefault(_ALSO.get(case, case), {})[form.word] = None
    return {case: tuple(words) for case, words in found.items()}


def written_like(word: str, form: str) -> str:
    """Return a form with the capitals and apostrophes of its word.

    >>> written_like("В’ячеслав", "в'ячеслава"), written_like("РАДА", "ради"), written_like("МакФол", "макфола")
    ('В’ячеслава', 'РАДИ', 'МакФола')
    """
    if "-" in word and word.count("-") == form.count("-"):
        return "-".join(map(written_like, word.split("-"), form.split("-")))
    if mark := APOSTROPHE.search(word):
        form = form.replace("'", mark.group())
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0].lower() == pair[1], zip(word, form, strict=False)))
    rest = form[same:]
    return word[:same] + (rest.upper() if len(word) > 1 and word.isupper() else rest)
