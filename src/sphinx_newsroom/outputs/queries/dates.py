"""Dates as people type them in queries, by the rules of ``theme/search/dates.js``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import NamedTuple

from sphinx_newsroom.outputs.search.tokens import fold

SPACE = "[\\t\\n\\v\\f\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""What JavaScript's ``\\s`` is; Python's is a little else."""

_NOT_A_WORD = r"(?![^\W_])"
_A_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MONTH_NAME = re.compile(r"[^\W\d_]{3,}")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_LAST_MONTH = 12
# The Gregorian calendar repeats itself after so many years; Python's begins with 1, and a query may say 0000.
_CYCLE, _CYCLE_DAYS = 400, 146_097


class DateAt(NamedTuple):
    """A date that begins somewhere in a query and where it *end*\\ s; *date* is empty where it may be either of two."""

    end: int
    date: str


class Dates:
    """The dates that queries may have, in the *months* of the archive's languages: tag -> name -> number."""

    def __init__(self, months: Mapping[str, Mapping[str, int]]) -> None:
        self.months: dict[str, int] = {}
        for names in months.values():
            for name, number in names.items():
                if _MONTH_NAME.fullmatch(name):
                    self.months[name] = self.months[fold(name)] = number
        names_ = "|".join(map(re.escape, sorted(self.months, key=lambda name: -len(name))))
        month, year = rf"(?P<name>{names_})\.?", "(?P<year>[0-9]{4})"
        day = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?"
        of = rf"{SPACE}+(?:(?:of|de|del){SPACE}+)?"
        self._patterns = [
            re.compile(pattern + ("" if "月" in pattern else _NOT_A_WORD), re.IGNORECASE)
            for pattern in (
                f"{year}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})",
                f"{year}-(?P<month>[0-9]{{2}})(?!-)",
                f"{year}年{SPACE}*(?P<month>[0-9]{{1,2}})月(?:{SPACE}*(?P<day>[0-9]{{1,2}})日)?",
                f"{day}{of}{month},?{of}{year}",
                f"{month}{SPACE}+{day},?{SPACE}+{year}",
                f"{month},?{of}{year}",
                rf"(?P<day>[0-9]{{1,2}})\.{SPACE}?(?P<month>[0-9]{{1,2}})\.{SPACE}?{year}",
                f"(?P<one>[0-9]{{1,2}})/(?P<other>[0-9]{{1,2}})/{year}",
            )
        ]

    def month_named(self, name: str) -> int | None:
        """The number of a month."""
        return self.months.get(name.lower()) or self.months.get(fold(name))

    def date_at(self, text: str, at: int) -> DateAt | None:
        """The date that stands at a place of *text*, such as 2011-06-21 or 2011-06; None where there is none."""
        for pattern in self._patterns:
            found = pattern.match(text, at)
            if not found:
                continue
            said = found.groupdict()
            month, day = said.get("month"), said.get("day")
            if name := said.get("name"):
                month = str(self.month_named(name) or "")
            if (one := said.get("one")) and (other := said.get("other")):
                if int(one) <= _LAST_MONTH and int(other) <= _LAST_MONTH and one != other:
                    return DateAt(found.end(), "")
                month, day = (one, other) if int(other) > _LAST_MONTH else (other, one)
            date = "-".join([said["year"].zfill(4), (month or "").zfill(2), *([day.zfill(2)] if day else [])])
            if is_date(date):
                return DateAt(found.end(), date)
        return None

    def date_of(self, text: str) -> str:
        """The date that *text* is in whole, or ""."""
        found = self.date_at(text, 0)
        if found and found.date and found.end == len(text):
            return found.date
        return text if is_date(text) else ""


def is_date(text: str) -> bool:
    """Whether *text* is a year, a month or a day that there is, by ISO 8601.

    >>> is_date("2011-06"), is_date("2011-02-30")
    (True, False)
    """
    if not _A_DATE.fullmatch(text):
        return False
    year, month, day = _parts(text)
    return 1 <= month <= _LAST_MONTH and 1 <= day <= _days_in(year, month)


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day, *_ = (*map(int, date.split("-")), 1, 1)
    return year, month, day


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year + _CYCLE if year == 0 else year, month)[1]


def first_day(date: str) -> int:
    """The first day of a date, or of the year or month that it tells, in days since 1970.

    >>> first_day("1970-02")
    31
    """
    year, month, day = _parts(date)
    if year > dt.MAXYEAR:
        return dt.date.max.toordinal() + 1 - _EPOCH  # which Python has no date for
    if year == 0:
        return dt.date(_CYCLE, month, day).toordinal() - _CYCLE_DAYS - _EPOCH
    return dt.date(year, month, day).toordinal() - _EPOCH


def last_day(date: str) -> int:
    """The last one.

    >>> last_day("1970-01")
    30
    """
    year, month, _ = _parts(date)
    if date.count("-") > 1:
        return first_day(date)
    if date.count("-") == 0 or month == _LAST_MONTH:
        return first_day(f"{year + 1:04}-01") - 1
    return first_day(f"{year:04}-{month + 1:02}") - 1
