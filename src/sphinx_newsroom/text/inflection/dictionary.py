"""What the dictionaries of pymorphy3 know of Russian and Ukrainian words, read in the nominative case."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sphinx_newsroom.text.inflection.endings import APOSTROPHE, CASES, VOCATIVE, Language

LANGUAGES: tuple[Language, Language] = ("ru", "uk")

Cases = Mapping[str, tuple[str, ...]]
"""What a word becomes in each case, in several forms where usage varies; a word that stays has no entry."""

# The tags are OpenCorpora's: https://opencorpora.org/dict.php?act=gram
_ALSO = {"gen2": "gent", "loc2": "loct"}
"""Second genitives and locatives (чаю, в лесу), which are forms of those cases to whoever looks a name up."""

_PARTS = frozenset({"NOUN", "ADJF", "PRTF"})
_GENDERS = frozenset({"masc", "femn", "neut", "ms-f"})
_NAMES = frozenset({"Name", "Surn", "Patr"})
_EVERY_CASE = frozenset({"nomn", *CASES, VOCATIVE, *_ALSO})
_SPELLINGS = frozenset({"V-be", "V-ie"})  # учрежденье, Василиевич
_MARKED = frozenset({"alt", "Arch", "Dist", "Infr", "Slng", "Abbr", "Erro", "COMP", "Supr"})
"""What no press release writes: archaic, colloquial, mistaken forms."""


class Reading(NamedTuple):
    """What a word can be in the nominative case, and its forms in the other cases of the same number.

    Of "Ганна" one is ``Reading("NOUN", {…, "Name"}, "femn", False, True, {"gent": ("ганни",), …})``.
    """

    part: str
    tags: frozenset[str]
    gender: str | None
    plural: bool
    known: bool
    """Whether the dictionary has the word; otherwise it guessed by a similar one."""
    cases: Cases

    def is_name(self) -> bool:
        """A given name, family name or patronymic."""
        return bool(self.tags & _NAMES)

    def agrees(self, other: Reading) -> bool:
        """Whether an adjective and a noun can go together."""
        if self.plural or other.plural:
            return self.plural and other.plural
        return self.gender == other.gender


@functools.cache
def installed(language: str) -> bool:
    """Whether the dictionary of "ru" or "uk" is installed, without which there are no forms."""
    packages = ("pymorphy3", f"pymorphy3_dicts_{language}")
    return language in LANGUAGES and all(importlib.util.find_spec(package) for package in packages)


@functools.cache
def _analyzer(language: Language) -> Any:
    # Imported here: a dictionary takes 20 MB of memory, and most archives have no such name.
    return importlib.import_module("pymorphy3").MorphAnalyzer(lang=language)


@functools.lru_cache(maxsize=8192)
def readings(word: str, language: Language) -> tuple[Reading, ...]:
    """The readings of a word in the nominative case, the likely first."""
    plain = APOSTROPHE.sub("'", word.lower())
    found: list[Reading] = []
    for parse in _analyzer(language).parse(plain):
        reading = _reading(parse, plain)
        if reading is not None and reading not in found:
            found.append(reading)
    return tuple(sorted(found, key=lambda reading: (not reading.known, bool(reading.tags & _MARKED))))


def _reading(parse: Any, plain: str) -> Reading | None:
    """What one parse of the dictionary says; None where that is no noun or adjective in the nominative case."""
    tags = frozenset(map(str, parse.tag.grammemes))
    part = _one(tags, _PARTS)
    # A few Ukrainian entries (держава, завод) lack the case of their first form.
    if not part or "Init" in tags or (tags & _EVERY_CASE and "nomn" not in tags):
        return None
    forms = {} if "Fixd" in tags else _forms(parse.lexeme, plain, tags)
    # The dictionary also finds a word that is written with е for ё or г for ґ; it is kept as written.
    for letter, written in ("ё", "е"), ("ґ", "г"):
        if letter not in plain:
            forms = {case: tuple(form.replace(letter, written) for form in some) for case, some in forms.items()}
    return Reading(part, tags, _one(tags, _GENDERS), "plur" in tags, parse.is_known, forms)


def _one(tags: frozenset[str], kind: frozenset[str]) -> str | None:
    return min(tags & kind, default=None)


def _forms(lexeme: Iterable[Any], word: str, tags: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The forms of the word of a lexeme that has these tags in the nominative, by case."""
    found: dict[str, dict[str, None]] = {}
    gender = _one(tags, _GENDERS)
    for form in lexeme:
        other = frozenset(map(str, form.tag.grammemes))
        # A lexeme has all numbers and genders, and spellings side by side: those of the word are what it becomes.
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
    """A form with the capitals and apostrophes of the word that it is of.

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
