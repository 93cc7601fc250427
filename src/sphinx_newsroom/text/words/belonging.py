"""Words that show whose office it is, or that it is a specific one, in five languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_files import read_words, rows

BEFORE_ARABIC, _LAST_ARABIC = "\u0600", "\u06ff"
"""The first and last letters of the Arabic block; Latin and Cyrillic letters come before it."""

_ARTICLE, _LAM = "ال", "ل"
_CONJUNCTIONS, _PREPOSITIONS = ("و", "ف"), ("ب", "ك", _LAM)

_FUTURE = ("سي", "ست")
"""Prefixes of verbs in the future tense: ستقدم."""

_OBJECTS = ("ها", "هم")
"""Object suffixes of verbs: وجهها."""

_BEFORE_VERBS = frozenset("لم لن لا قد".split())
"""Words that are followed by a verb."""

_ROOT = 3
"""The fewest letters that must remain: most Arabic words have three consonants; shorter ones are particles."""

_GENITIVE = 4
"""The shortest German name that takes a genitive "s": Senkpiels, but not "Bus"."""


def is_arabic(word: str) -> bool:
    """Whether a word begins with an Arabic letter.

    >>> is_arabic("وزارة"), is_arabic("Wizara"), is_arabic("")
    (True, False, False)
    """
    return word >= BEFORE_ARABIC and word[0] <= _LAST_ARABIC


def with_article(word: str) -> bool:
    """Whether a folded Arabic word has an article: الامين, والامين.

    >>> with_article("والامين"), with_article("امين")
    (True, False)
    """
    return is_arabic(word) and any(base.startswith(_ARTICLE) for base in (word, word[1:]))


def no_given_name(word: str, before: str) -> bool:
    """Whether a folded Arabic word, after the word *before*, can't be a given name.

    >>> no_given_name("واضاف", ""), no_given_name("يوضح", "لم"), no_given_name("سعاد", "الموظفة")
    (True, True, False)
    """
    known = _before_names()
    bases = (word, word[1:]) if word.startswith(_CONJUNCTIONS) else (word,)
    verb = any(base in known or base.startswith(_FUTURE) for base in bases) or word.endswith(_OBJECTS)
    return verb or before.removeprefix("و") in _BEFORE_VERBS


@cache
def _before_names() -> frozenset[str]:
    return frozenset(read_words("arabic_before_names"))


def honorifics(language: str) -> dict[str, str]:
    """Return a language's abbreviated titles whose letters mean something else in other languages.

    >>> honorifics("fr")["M"], honorifics("en")
    ('monsieur', {})
    """
    return _honorifics().get(language, {})


@cache
def _honorifics() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for written, (language, title) in rows("honorifics"):
        found.setdefault(language, {})[written] = title
    return found


def without_attached(word: str, language: str) -> Iterator[str]:
    """Yield a folded word without what may be attached to it, removing the least first.

    Letters alone don't show whether something is attached ("وزارة" isn't "and" plus a name), so call this only for
    words that aren't names as they are.

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
    """Remove "and", "in" and the like, and the article, which merges with prepositions: ل and الأمم become للأمم."""
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


_MARKS = {row.word: row.columns[0] for row in rows("of_and_the")}
OF = frozenset(word for word, mark in _MARKS.items() if mark != "article")
"""After an office or a unit, before its organization: "of", "du", "des"."""

ARTICLES = frozenset(word for word, mark in _MARKS.items() if mark == "article")
"""Before a name: "the", "la", "l"; articles merged with a preposition are in :data:`OF`."""

DEFINITE = ARTICLES | frozenset(word for word, mark in _MARKS.items() if mark == "both")
"""Before an office, showing that it is a specific one: "the", "du", "der"."""

_OF_ITSELF = OF - {"for", "at", "to"}
"""Words that say what a document belongs to, not for whom it is: Charter of Tugs for the …."""

_APOSTROPHES = ("'", "’")
_AND = "و"
_TO = ("ل", "ب")
"""Attached to an Arabic organization's name after its office or unit: الأمين العام لجامعة …"""


def joined(tokens: Tokens, k: int) -> bool:
    """Whether only spaces, or the apostrophe of an article, precede word *k*: l' | OSCE."""
    return tokens.close(k) or (0 < k < len(tokens) and tokens.gap(k) in _APOSTROPHES)


def past_of(tokens: Tokens, k: int) -> int | None:
    """Return the first word of the owner's name, if word *k* says "of"; otherwise None.

    >>> [past_of(Tokens(text), 1) for text in ("Director of the UN", "directeur de l'OSCE", "Direktor des Amts")]
    [3, 3, 2]
    """
    if k >= len(tokens.words) or tokens.words[k] not in OF or not joined(tokens, k):
        return None
    after = k + 1
    while joined(tokens, after) and tokens.words[after] in DEFINITE and not tokens.capital(after):
        after += 1
    return after if joined(tokens, after) else None


def of_somebody_in_arabic(tokens: Tokens, k: int) -> bool:
    """Whether word *k* has an attached preposition that shows an owner: المكتب الصحفي | بالبلدية."""
    return construct(tokens, k) and tokens.words[k].startswith(_TO)


def construct(tokens: Tokens, k: int) -> bool:
    """Whether word *k* is an Arabic word directly after another, which it may own."""
    return tokens.arabic and tokens.close(k) and is_arabic(tokens.words[k]) and is_arabic(tokens.words[k - 1])


@cache
def _organs() -> dict[tuple[str, ...], str]:
    """Return the kinds of organs and documents by their head nouns."""
    return {tuple(row.word.split()): row.columns[0] for row in rows("organs")}


@cache
def _longest_head() -> int:
    return max(map(len, _organs()))


def _organ_before(tokens: Tokens, k: int) -> str | None:
    """Return the kind of organ or document whose head comes right before a word; Arabic may attach "and" to it."""
    for start in range(max(0, k - _longest_head()), k):
        head = tuple(tokens.words[start:k])
        kind = _organs().get((head[0].removeprefix(_AND), *head[1:]))
        if kind is not None and (tokens.capital(start) or is_arabic(head[0])):
            return kind
    return None


_DOCUMENT_REACH = 6
"""How far a document's head may be, in words: Charte | des droits fondamentaux de | l'Union européenne.
"""


def in_organ(tokens: Tokens, start: int) -> bool:
    """Whether the name that starts at word *start* is part of the name of an organ or a document.

    >>> [in_organ(Tokens(text), 4) for text in ("la Cour de l'OSCE", "le Service de l'OSCE")]
    [True, False]
    >>> in_organ(Tokens("la Cour de justice de l'OSCE"), 6)
    True
    >>> in_organ(Tokens("the Charter of the UN"), 4), in_organ(Tokens("مجلس الفاو"), 1)
    (True, True)
    """
    words, k = tokens.words, start - 1
    if construct(tokens, start):
        return _organ_before(tokens, start) is not None
    while k > 0 and words[k] in DEFINITE and words[k] not in OF and joined(tokens, k + 1):
        k -= 1
    if k < 1 or words[k] not in _OF_ITSELF or not joined(tokens, k + 1):
        return False
    for end in range(k, max(0, k - _DOCUMENT_REACH), -1):
        if not joined(tokens, end):
            break
        kind = _organ_before(tokens, end)
        # In English, "a Delegation of the Union" may be a group of visitors.
        if kind == "document" or (kind and end == k and words[k] != "of"):
            return True
    return False
