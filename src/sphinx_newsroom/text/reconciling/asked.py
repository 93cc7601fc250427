"""What a table says of somebody, taken apart: the name in the order of a text, titles, suffixes, what brackets hold."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sphinx_newsroom.model.days import PartialDate, earliest, latest
from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.office_words import SEAT, office_word
from sphinx_newsroom.text.words.word_lists import SUFFIXES, TITLES

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
_MOST_GIVEN = 4
"""Up to how many words behind a comma are given names: Roe, Jane Ann M. van."""


class Days(NamedTuple):
    """The days that a row may be of: one where its date is known, a year where that alone is."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, date: PartialDate) -> Days:
        """Those of a partial date.

        >>> Days.of("2010-02").last.isoformat()
        '2010-02-28'
        """
        return cls(earliest(date), latest(date))

    def within(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        """Whether any of the days lies in a time whose ends may be partial dates, or unknown."""
        return (start is None or earliest(start) <= self.last) and (end is None or self.first <= latest(end))

    def held(self, membership: Membership) -> bool:
        """Whether an office was held, or may have been, on any of the days."""
        return self.within(membership.start_date, membership.end_date)

    def years_from(self, membership: Membership) -> int:
        """How many years lie between the days and the time in which an office was held; 0 where none do."""
        if self.held(membership):
            return 0
        if membership.start_date is not None and self.last < earliest(membership.start_date):
            return earliest(membership.start_date).year - self.last.year
        return self.first.year - latest(membership.end_date).year if membership.end_date is not None else 0


@dataclass(frozen=True)
class Asked:
    """What a row of a table says: the *name* in it, when, and in which *office* and *organization*."""

    name: str
    days: Days | None = None
    office: str = ""
    organization: str = ""
    kind: str = ""
    """``organization`` or ``official`` where it is known which is meant."""

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        bare = _BRACKETS.sub(" ", self.name)
        return tuple(part for part in (" ".join(part.split()) for part in bare.split(",")) if part)

    @cached_property
    def plain(self) -> str:
        """The name without what stands in brackets.

        >>> Asked("Office on Drugs and Crime (UNODC)").plain
        'Office on Drugs and Crime'
        """
        return ", ".join(self._parts)

    @property
    def aside(self) -> str:
        """What stands in brackets behind the name, where it may be another name: UNODC, and no party and state."""
        found = _BRACKETS.search(self.name)
        return found[1].strip() if found and not SEAT.search(self.name) else ""

    @cached_property
    def suffix(self) -> str:
        """What stands behind the name of a father or son, folded: "jr"; empty where nothing does."""
        words = words_of(self.plain)
        return next((word for word in reversed(words[1:]) if word in SUFFIXES), "")

    @cached_property
    def person(self) -> str:
        """The name as a text would have a person's, given names first, in capitals and small letters.

        >>> Asked("ROE, JANE M.").person, Asked("Roe, Jr., Richard").person, Asked("Jane Roe, Senator").person
        ('Jane M. Roe', 'Richard Roe', 'Jane Roe')
        """
        parts = [part for part in self._parts if not _all_in(part, SUFFIXES)]
        if len(parts) > 1 and not _is_office(parts[1]) and len(words_of(parts[1])) <= _MOST_GIVEN:
            parts = [f"{parts[1]} {parts[0]}"]
        return _with_capitals(parts[0]) if parts else ""

    @cached_property
    def inverted(self) -> bool:
        """Whether the family name stood first, with a comma behind."""
        return _with_capitals(self._parts[0] if self._parts else "") != self.person and len(self._parts) > 1

    @cached_property
    def said_office(self) -> tuple[str, ...]:
        """The folded words of the office, from its column or from behind the name, with plain forms beside them."""
        said = [self.office, *(part for part in self._parts[1:] if _is_office(part))]
        words = [word for text in said for word in words_of(text)] or self._before
        return tuple(office_word(word) or word for word in words)

    @property
    def _before(self) -> list[str]:
        """The offices and titles before the name, the nearest first: Sen. Dr. | Jane Roe."""
        words = words_of(self.person)
        end = next((k for k, word in enumerate(words[:-1]) if word not in TITLES and office_word(word) is None), -1)
        # A name that is left with one word may have a given name that is an office, too: Dean Roe.
        return words[:end][::-1] if end > 0 or len(words) == 1 else [*words[:-1][::-1]] if end < 0 else []


def _is_office(part: str) -> bool:
    """Whether what stands behind a comma is an office and no given name: Senator from Iowa, Minister of Health."""
    words = words_of(part)
    several = len(words) > 1
    return any(word in TITLES or (several and office_word(word) is not None) for word in words) or (
        len(words) == 1 and office_word(words[0]) in _ALONE
    )


_INITIALS = 3
"""Up to how many capitals are initials rather than a name: JFK, in JFK Library."""

_ALONE = frozenset({"senator", "minister", "president", "representative", "secretary", "governor", "director"})
"""Offices that are nobody's given name: a Dean, Major or Marshall may be one."""


def _all_in(part: str, known: frozenset[str]) -> bool:
    words = words_of(part)
    return bool(words) and known.issuperset(words)


def _with_capitals(text: str) -> str:
    """A name that is written in letters of one size in capitals and small ones; others as they are.

    >>> _with_capitals("jane roe"), _with_capitals("JANE ROE"), _with_capitals("J.D. Roe"), _with_capitals("JD ROE")
    ('Jane Roe', 'Jane Roe', 'J.D. Roe', 'Jd Roe')
    """
    if text.islower() or (text.isupper() and any(len(word.strip(".")) > 1 for word in text.split())):
        return text.title()
    # SMITH John, as lists in French have it: what is in capitals is a name, too.
    return " ".join(
        word.title() if len(word) > _INITIALS and word.isupper() and "." not in word else word for word in text.split()
    )
