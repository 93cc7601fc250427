"""What the archive says to readers, in their language: words by gettext's catalogues, dates and numbers by Babel.

A message is written in English where it is said, ``say("Replaced by {release}.", release=…)``, and is its own id, so
that English needs no catalogue.  ``locales/newsroom.pot`` lists all; CONTRIBUTING.md says how it is renewed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sphinx_newsroom.interface.catalogue import (
    ENGLISH,
    Catalogue,
    CatalogueError,
    catalogue_of,
    locale_of,
    plural_of,
)

__all__ = ["MONTHS", "Catalogue", "CatalogueError", "Interface", "Interfaces", "translatable"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_AFTER_YEAR = re.compile(r"\s*'[^']*'\.?\s*$")
"""What some languages have after the year, as Russian has ``г.``: a sentence may end there, and lists are narrow."""


def translatable(message: str) -> str:
    """Marks a message that is said elsewhere, for the list of all messages."""
    return message


@dataclass(frozen=True)
class Interface:
    """The words of one language, with its dates and numbers.

    *language* is what pages say that they are in; *catalogue* has the words, English where nobody has translated them.
    """

    language: str
    catalogue: Catalogue = ENGLISH

    def say(self, message: str, **parts: object) -> str:
        """A message, with what stands in its braces.

        >>> Interface("en").say("Page {number}", number=2)
        'Page 2'
        """
        said = self.catalogue.messages.get(("", message), (message,))[0]
        return said.format(**parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> str:
        """A message that is another word in some languages where it stands elsewhere, as a button or a heading."""
        said = self.catalogue.messages.get((context, message), (message,))[0]
        return said.format(**parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> str:
        """A message that depends on a number, which stands in it as ``{number}``.

        >>> Interface("en").plural("{number} release", "{number} releases", 1200)
        '1,200 releases'
        """
        return self.form(one, many, number).format(number=self.number(number), **parts)

    def form(self, one: str, many: str, number: int) -> str:
        """The form of a message for a number, its braces not filled yet."""
        forms = self.catalogue.messages.get(("", one))
        return forms[plural_of(self.catalogue.rule)(number)] if forms else one if number == 1 else many

    def number(self, number: int) -> str:
        """A whole number: ``1,200``."""
        return f"{number:,}" if self._is_english else _number(number, self.catalogue.tag)

    def decimal(self, number: float) -> str:
        """A number with at most one decimal: ``1.2``."""
        if self._is_english:
            return f"{number:.1f}".removesuffix(".0")
        return _decimal(round(number, 1), self.catalogue.tag)

    def date(self, date: dt.date) -> str:
        """A day: ``21 June 2011``, day first in English, too."""
        if self._is_english:
            return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
        return _date(date, self.catalogue.tag)

    def month(self, date: dt.date) -> str:
        """A month and its year: ``June 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM"), self.catalogue.tag)

    def month_within(self, date: dt.date) -> str:
        """The same within a sentence: ``с июня 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM").replace("LLLL", "MMMM"), self.catalogue.tag)

    def month_alone(self, date: dt.date) -> str:
        """A month without its year: ``June``."""
        return _formatted(date, "LLLL", self.catalogue.tag)

    def names(self, names: Sequence[str]) -> str:
        """Several names as one: ``OSCE, UNODC and IOM``."""
        *others, last = names or ("",)
        return self.with_commas(others) + self.say_as("between names", " and ") + last if others else last

    def with_commas(self, words: Iterable[str]) -> str:
        """Words with the comma of the language between them."""
        return self.say_as("between names", ", ").join(words)

    @property
    def _is_english(self) -> bool:
        return self.catalogue.tag == ENGLISH.tag


@lru_cache(maxsize=4096)
def _number(number: int, tag: str) -> str:
    return _decimal(number, tag)


def _decimal(number: float, tag: str) -> str:
    from babel.numbers import format_decimal  # as below

    return format_decimal(number, locale=locale_of(tag))


@lru_cache(maxsize=32768)  # days: most lists have the same ones
def _date(date: dt.date, tag: str) -> str:
    words = _formatted(date, _pattern(tag, "long"), tag)
    return words.replace("1 ", "1er ", 1) if date.day == 1 and locale_of(tag).language == "fr" else words


@lru_cache(maxsize=256)
def _pattern(tag: str, skeleton: str) -> str:
    locale = locale_of(tag)
    if skeleton == "long":
        found = str(locale.date_formats["long"].pattern)
    else:
        found = str(getattr(locale.datetime_skeletons.get(skeleton), "pattern", skeleton))
    return _AFTER_YEAR.sub("", found)


def _formatted(date: dt.date, pattern: str, tag: str) -> str:
    from babel.dates import parse_pattern  # only where one is written: most commands, and most builds, write none

    return str(parse_pattern(pattern).apply(date, locale_of(tag)))


@dataclass(frozen=True)
class Interfaces:
    """The interfaces of an archive: in its language, and in that of a text where there is a catalogue for it.

    *own* are the catalogues that the archive brings along, by their languages; they come before ours.
    """

    own: Mapping[str, Catalogue] = field(default_factory=dict)
    _made: dict[tuple[str, str], Interface] = field(default_factory=dict, repr=False, compare=False)

    def of(self, language: str, otherwise: str) -> Interface:
        """The interface around a text in *language*; where nobody has translated it, that of an archive in *otherwise*.

        >>> Interfaces().of("uk", "fr").language, Interfaces().of("fr-CA", "en").language
        ('fr', 'fr-CA')
        """
        if (language, otherwise) not in self._made:
            found, known = self._catalogue(language), language
            if found is None:
                found, known = self._catalogue(otherwise) or ENGLISH, otherwise
            self._made[language, otherwise] = Interface(known, found)
        return self._made[language, otherwise]

    def _catalogue(self, language: str) -> Catalogue | None:
        """The catalogue of a language, or of the one that it is a form of: that of ``fr`` for ``fr-CA``."""
        tag = language
        while tag:
            if found := catalogue_of(tag, self.own):
                return found.written_as(language)
            tag = tag.rpartition("-")[0]
        return None
