"""Dates and periods in words, the same in every part of the archive."""

from __future__ import annotations

import datetime as dt

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from sphinx_newsroom.model.records import PartialDate, Withdrawal

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


def long_date(date: dt.date) -> str:
    """``21 June 2011``."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def withdrawal_words(withdrawn: Withdrawal) -> str:
    """What stands in the place of a withdrawn release's text."""
    return f"Withdrawn on {long_date(withdrawn.date)}: {withdrawn.reason}"


def long_date_in(date: dt.date, language: str) -> str:
    """The date in the words of a language (a BCP 47 tag): ``21 июня 2011 г.``; in ours where Babel has none."""
    # Babel's long date is "June 21, 2011" for en; the archive writes the day first everywhere.
    if language.partition("-")[0] == "en":
        return long_date(date)
    try:
        return format_date(date, "long", Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return long_date(date)


def partial_date(date: PartialDate) -> str:
    """``2010`` as it is, ``2010-07`` as ``July 2010``, ``2010-07-12`` as ``12 July 2010``."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return str(year)
    month, *day = rest
    if not day:
        return f"{MONTHS[month - 1]} {year}"
    return long_date(dt.date(year, month, *day))


def period(start: PartialDate | None, end: PartialDate | None) -> str:
    """``July 2010 – January 2020``, ``since July 2010``, ``until 2020``, or nothing where neither is known."""
    if start and end:
        return f"{partial_date(start)} – {partial_date(end)}"
    if start:
        return f"since {partial_date(start)}"
    return f"until {partial_date(end)}" if end else ""


def years(start: PartialDate | None, end: PartialDate | None) -> str:
    """A period in years alone: ``2010–2020``, ``since 2010``, ``until 2020``, or nothing."""
    if start and end:
        first, last = start[:4], end[:4]
        # Ten months of 2011 are "2011" in years.
        return first if first == last else f"{first}–{last}"
    if start:
        return f"since {start[:4]}"
    return f"until {end[:4]}" if end else ""
