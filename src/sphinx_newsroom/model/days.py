"""Dates that may be partial, and days in a time zone."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

PartialDate = str
"""An ISO 8601 date with year, year-month or year-month-day precision."""

_DECEMBER = 12


@lru_cache(maxsize=16384)
def earliest(date: PartialDate) -> dt.date:
    """The first day that a partial date can mean: ``2010-07`` is 1 July 2010."""
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


@lru_cache(maxsize=16384)
def latest(date: PartialDate) -> dt.date:
    """The last day that a partial date can mean: ``2010-02`` is 28 February 2010."""
    year, *rest = (int(part) for part in date.split("-"))
    # A year alone ends with December.
    month, *days = rest or [_DECEMBER]
    return dt.date(year, month, days[0] if days else calendar.monthrange(year, month)[1])


_MIDNIGHT = dt.time()


def begin_of_day(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first moment of a day in a time zone.

    >>> import zoneinfo
    >>> begin_of_day(dt.date(2026, 7, 1), zoneinfo.ZoneInfo("Europe/Vienna")).isoformat()
    '2026-07-01T00:00:00+02:00'
    """
    return dt.datetime.combine(day, _MIDNIGHT, zone)


def day_in(zone: dt.tzinfo, moment: dt.datetime) -> dt.date:
    """The day that it is in a time zone at a moment."""
    return moment.astimezone(zone).date()
