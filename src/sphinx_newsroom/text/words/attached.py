"""What a language writes onto a name, or instead of a title: "وللأمم", "Senkpiels", "M. Tessier"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sphinx_newsroom.text.words.word_files import read_words, rows

BEFORE_ARABIC, _LAST_ARABIC = "\u0600", "\u06ff"
"""The first and the last letter of the block that Arabic is written with; Latin and Cyrillic ones come before."""

_ARTICLE, _LAM = "ال", "ل"
_CONJUNCTIONS, _PREPOSITIONS = ("و", "ف"), ("ب", "ك", _LAM)

_FUTURE = ("سي", "ست")
"""What a verb begins with that tells what will be: ستقدم."""

_OBJECTS = ("ها", "هم")
"""What a verb ends with that says to whom or what something is done: وجهها."""

_BEFORE_VERBS = frozenset(["لم", "لن", "لا", "قد"])
"""Behind these stands a verb."""

_ROOT = 3
"""How many letters are left at least: most Arabic words are made of three consonants, shorter ones are particles."""

_GENITIVE = 4
"""From how many letters on a German name takes an "s" that is told from its own: Senkpiels, but not "Bus"."""


def is_arabic(word: str) -> bool:
    """Whether a word begins with an Arabic letter.

    >>> is_arabic("وزارة"), is_arabic("Wizara"), is_arabic("")
    (True, False, False)
    """
    return word >= BEFORE_ARABIC and word[0] <= _LAST_ARABIC


def with_article(word: str) -> bool:
    """Whether a folded Arabic word has its article: الامين, والامين.

    >>> with_article("والامين"), with_article("امين")
    (True, False)
    """
    return is_arabic(word) and any(base.startswith(_ARTICLE) for base in (word, word[1:]))


def no_given_name(word: str, before: str) -> bool:
    """Whether a folded Arabic word, with the one *before* it, is no given name of the family name behind it.

    >>> no_given_name("واضاف", ""), no_given_name("يوضح", "لم"), no_given_name("سعاد", "الموظفة")
    (True, True, False)
    """
    known = _before_names()
    bases = (word, word[1:]) if word.startswith(_CONJUNCTIONS) else (word,)
    verb = any(base in known or base.startswith(_FUTURE) for base in bases) or word.endswith(_OBJECTS)
    return verb or before.removeprefix("و") in _BEFORE_VERBS


@cache
def _before_names() -> frozenset[str]:
    return frozenset(read_words(__package__, "arabic_before_names"))


def honorifics(language: str) -> dict[str, str]:
    """The titles that a language abbreviates by letters that are something else elsewhere, as they are written.

    >>> honorifics("fr")["M"], honorifics("en")
    ('monsieur', {})
    """
    return _honorifics().get(language, {})


@cache
def _honorifics() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for written, (language, title) in rows(__package__, "honorifics"):
        found.setdefault(language, {})[written] = title
    return found


def without_attached(word: str, language: str) -> Iterator[str]:
    """A folded word without what may be written onto it, the least first; nothing where nothing can be.

    Whether a word has something written onto it its letters do not tell ("وزارة" is no "and" with a name behind it), so
    this is for words that are no name as they stand.

    >>> list(without_attached("وجامعة", "ar")), list(without_attached("senkpiels", "de"))
    (['جامعة'], ['senkpiel'])
    >>> "الامم" in without_attached("وللامم", "ar"), "اللجنة" in without_attached("للجنة", "ar")
    (True, True)
    >>> list(without_attached("senkpiels", "en"))
    []
    """
    if is_arabic(word):
        yield from (bare for bare in _without_proclitics(word) if len(bare) >= _ROOT)
    elif language == "de" and len(word) > _GENITIVE and word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


def _without_proclitics(word: str) -> Iterator[str]:
    """And, so; in, as, to; the article, which a preposition swallows: ل and الأمم are للأمم."""
    bases = [word]
    if word.startswith(_CONJUNCTIONS):
        bases.append(word[1:])
        yield word[1:]
    for base in bases:
        if base.startswith(_PREPOSITIONS):
            yield base[1:]
        if base.startswith(_LAM + _LAM):
            yield _ARTICLE + base[2:]
            yield _ARTICLE + base[1:]
    yield from (base[len(_ARTICLE) :] for base in bases if base.startswith(_ARTICLE))
