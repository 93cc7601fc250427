"""Counting what the releases of an archive say about each name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from sphinx_newsroom.text.suggest.capitals import plain
from sphinx_newsroom.text.suggest.signs import Sign
from sphinx_newsroom.text.suggest.word_lists import COMPANY
from sphinx_newsroom.text.words.acronyms import is_acronym

PLACES_SHOWN = 3
"""In so many releases places of a name are kept: who decides about it reads a few sentences, and no more."""

_COMPANY = frozenset(word.casefold() for word in COMPANY)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")


def key_of(name: str) -> str:
    """What all spellings of a name share: its words in small letters, without "the", punctuation and Inc. or Ltd.

    An acronym keeps its capitals, so that WHO is not who.

    >>> key_of("The Smith & Roe Co., Inc."), key_of("W.H.O.")
    ('smith and roe', 'WHO')
    """
    text = plain(name).replace(".", "")
    if " " not in text and is_acronym(text):
        return text
    # Bankers' and Banker's, Smith & Roe and Smith and Roe: marks differ from text to text, names do not.
    words = _WORD.findall(text.replace("&", " and "))
    if words and words[-1].endswith(("'s", "'")):
        words[-1] = words[-1].removesuffix("s").removesuffix("'")
    words = [word.casefold() for word in words]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] in _COMPANY:
        del words[-1]
    return " ".join(words)


@dataclass(slots=True)
class Tally:
    """What is known of one name: in which releases it stands, how it is written, and with which signs.

    *example* is a release with the beginning and end of the name there, *places* has the first ones, each in another
    release; *joins* counts the records that the texts put it beside.
    """

    releases: list[int] = field(default_factory=list)
    count: int = 0
    persons: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[str] = field(default_factory=Counter)
    joins: Counter[str] = field(default_factory=Counter)
    example: tuple[bool, int, int, int] | None = None
    places: list[tuple[int, int, int]] = field(default_factory=list)

    def share(self, *signs: str) -> float:
        """In which part of its places the name has these signs."""
        return sum(self.signs[sign] for sign in signs) / self.count if self.count else 0.0

    def add(self, release: int, start: int, sign: Sign) -> None:
        """Count one place: in a release, with the beginning of its block in the text."""
        if not self.releases or self.releases[-1] != release:
            self.releases.append(release)
            if len(self.places) < PLACES_SHOWN:
                self.places.append((release, start + sign.start, start + sign.end))
        self.count += 1
        self.persons += sign.person
        self.forms[sign.name] += 1
        self.signs.update(sign.signs)
        if sign.title:
            self.titles[sign.title] += 1
        if sign.acronym:
            self.acronyms[sign.acronym] += 1
        # The place that tells most is the best example: one with a title or an acronym.
        told = sign.title is not None or sign.acronym is not None
        if self.example is None or (told and not self.example[0]):
            self.example = (told, release, start + sign.start, start + sign.end)

    def absorb(self, other: Tally) -> None:
        """Add what is known of another name for the same."""
        self.releases = sorted({*self.releases, *other.releases})
        first = {place[0]: place for place in sorted((*self.places, *other.places), reverse=True)}
        self.places = [first[release] for release in sorted(first)][:PLACES_SHOWN]
        self.count += other.count
        self.persons += other.persons
        self.forms.update(other.forms)
        self.signs.update(other.signs)
        self.titles.update(other.titles)
        self.acronyms.update(other.acronyms)
        self.joins.update(other.joins)
        if self.example is None or (other.example and other.example[0] and not self.example[0]):
            self.example = other.example


def most(counter: Counter[str]) -> str | None:
    """What was counted most often; of several the longest, then the first by letter."""
    return min(counter, key=lambda text: (-counter[text], -len(text), text), default=None)
