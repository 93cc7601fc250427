"""An office that stands without its holder's name, and the words of its sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.words.belonging import DEFINITE
from sphinx_newsroom.text.words.tokens import Tokens

AS = frozenset(["as", "comme", "como", "de", "for"])
AS_IN_GERMAN = frozenset(["als", "zum", "zur"])
"""Between a word of becoming and the office: to serve | as | Attorney General."""

_THE = DEFINITE - AS - AS_IN_GERMAN

ENGLISH_ARE = frozenset(["is", "are", "be"])
ARE = ENGLISH_ARE | {"est", "ist", "wird", "es", "esta", "queda"}


class Alone(NamedTuple):
    """An office that stands without its holder's name, on the *date* of the release."""

    tokens: Tokens
    place: Place
    date: dt.date
    held: tuple[Membership, ...]
    """When the one who holds it on that date has held it."""

    @property
    def genitive(self) -> bool:
        """Whether it is said whose something is: the | President's."""
        return self.tokens.text.startswith(("'s", "’s"), self.tokens.ends[self.place.end - 1])

    @property
    def before(self) -> int:
        """The word before the office and its article."""
        k = self.place.start - 1
        return k - 1 if k >= 0 and self.tokens.words[k] in _THE and self.tokens.close(k + 1) else k


def back(tokens: Tokens, k: int, most: int) -> Iterator[int]:
    """The words before word *k* in its sentence, the nearest first."""
    for place in range(k - 1, max(-1, k - 1 - most), -1):
        if _full_stop(tokens, place + 1):
            return
        yield place


def around(tokens: Tokens, place: Place, most: int) -> Iterator[int]:
    """The words before and behind a place in its sentence."""
    yield from back(tokens, place.start, most)
    for k in range(place.end, min(len(tokens), place.end + most)):
        if _full_stop(tokens, k):
            return
        yield k


def _full_stop(tokens: Tokens, k: int) -> bool:
    """Whether a sentence ends before word *k*; a colon or a quotation mark ends none."""
    gap = tokens.gap(k)
    if gap == " ":  # nearly always
        return False
    if not tokens.begins_sentence(k):
        return False
    # What is left out ends no sentence: shall be given … to any country.
    return "\n\n" in gap or any(stop in gap for stop in ".!?") or ("…" in gap and tokens.capital(k))
