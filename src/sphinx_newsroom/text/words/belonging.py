"""Whose something is, and whether it is a certain one: the small words around an office, in five languages."""

from __future__ import annotations

from sphinx_newsroom.text.words.attached import is_arabic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_files import rows

_MARKS = {row.word: row.columns[0] for row in rows(__package__, "of_and_the")}
OF = frozenset(word for word, mark in _MARKS.items() if mark != "article")
"""Behind an office or a unit: the body that it is of comes now: "of", "du", "des"."""

ARTICLES = frozenset(word for word, mark in _MARKS.items() if mark == "article")
"""Before a name: "the", "la", "l"; those that are one with a preposition are in :data:`OF`."""

DEFINITE = ARTICLES | frozenset(word for word, mark in _MARKS.items() if mark == "both")
"""Before an office: it is a certain one's: "the", "du", "der"."""

_APOSTROPHES = ("'", "’")
_TO = ("ل", "ب")
"""Written onto an Arabic body's name behind an office or unit of it: الأمين العام لجامعة …"""


def joined(tokens: Tokens, k: int) -> bool:
    """Whether only blanks stand before word *k*, or the apostrophe of an article: l' | OSCE."""
    return tokens.close(k) or (0 < k < len(tokens) and tokens.gap(k) in _APOSTROPHES)


def past_of(tokens: Tokens, k: int) -> int | None:
    """The word at which the name of the owner begins, where word *k* says "of"; None where it does not.

    >>> [past_of(Tokens(text), 1) for text in ("Director of the UN", "directeur de l'OSCE", "Direktor des Amts")]
    [3, 3, 2]
    """
    if k >= len(tokens.words) or tokens.words[k] not in OF or not joined(tokens, k):
        return None
    after = k + 1
    while joined(tokens, after) and tokens.words[after] in DEFINITE and not tokens.capital(after):
        after += 1
    return after if joined(tokens, after) else None


def construct(tokens: Tokens, k: int) -> bool:
    """Whether word *k* is an Arabic one directly behind another, which may be the owner of what that says."""
    return tokens.close(k) and is_arabic(tokens.words[k]) and is_arabic(tokens.words[k - 1])


def of_somebody_in_arabic(tokens: Tokens, k: int) -> bool:
    """Whether word *k* has the preposition written onto it that an owner has."""
    return construct(tokens, k) and tokens.words[k].startswith(_TO)
