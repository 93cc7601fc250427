"""Whether a statement says some words, compared as the database's index of words compares them."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache

SAYS = "says"
"""What SQL calls `says`."""

_PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
"""Accents of Latin letters alone: to FTS5 as well, й is another letter than и."""


def phrases(words: str) -> list[str]:
    """Words, and what stands in quotation marks as one; not what is signs alone.

    >>> phrases('flood "the upper Varn" *')
    ['flood', 'the upper Varn']
    """
    found = (phrase or word for phrase, word in _PHRASE.findall(words.replace("\0", " ")))  # at which FTS5 would stop
    return [one for one in found if any(map(str.isalnum, one))]


def asked_words(words: str) -> list[str]:
    """The phrases, each as its words between blanks.

    >>> asked_words('Café "the upper-Varn"')
    [' cafe ', ' the upper varn ']
    """
    return [_compared(phrase) for phrase in phrases(words)]


def says(text: str, asked: str) -> bool:
    """Whether a text has all that was `asked`, as JSON.

    >>> says("The Upper Varn rose.", '[" upper varn "]'), says("upper, not Varn", '[" upper varn "]')
    (True, False)
    """
    compared = _compared(text)
    return all(phrase in compared for phrase in _read(asked))


@lru_cache(maxsize=8)
def _read(asked: str) -> tuple[str, ...]:
    return tuple(json.loads(asked))


def _compared(text: str) -> str:
    letters = _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text.lower()))
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', letters)))} "
