"""Dates and periods in words, the same in every part of the archive."""

from __future__ import annotations

import datetime as dt

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from sphinx_newsroom.interface import MONTHS, Interface
from sphinx_newsroom.model.days import PartialDate
from sphinx_newsroom.model.records import Release, Withdrawal

__all__ = [
    "ENGLISH",
    "MONTHS",
    "dateline_words",
    "long_date",
    "long_date_in",
    "partial_date",
    "period",
    "withdrawal_words",
    "years",
]

ENGLISH = Interface("en")


def long_date(date: dt.date) -> str:
    """``21 June 2011``, as commands say it."""
    return ENGLISH.date(date)


def withdrawal_words(withdrawn: Withdrawal, interface: Interface) -> str:
    """What stands in the place of a withdrawn release's text."""
    return interface.say("Withdrawn on {date}: {reason}", date=interface.date(withdrawn.date), reason=withdrawn.reason)


def long_date_in(date: dt.date, language: str) -> str:
    """The date in the words of a language (a BCP 47 tag): ``21 июня 2011 г.``; in ours where Babel has none."""
    # Babel's long date is "June 21, 2011" for en; the archive writes the day first everywhere.
    if language.partition("-")[0] == "en":
        return long_date(date)
    try:
        return format_date(date, "long", Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return long_date(date)


def dateline_words(release: Release, interface: Interface) -> str:
    """What a release's first paragraph begins with, ``VIENNA, 21 June 2011 – ``; nothing where it says no place."""
    if not release.dateline:
        return ""
    told = (release.dateline.upper(), long_date_in(release.date, release.language))
    return f"{interface.with_commas(told)} – "


def partial_date(date: PartialDate, interface: Interface, *, within: bool = False) -> str:
    """``2010``, ``July 2010`` or ``12 July 2010``, as far as it is known; *within* a sentence or not."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return str(year)
    month, *day = rest
    if not day:
        of_month = dt.date(year, month, 1)
        return interface.month_within(of_month) if within else interface.month(of_month)
    return interface.date(dt.date(year, month, *day))


def period(start: PartialDate | None, end: PartialDate | None, interface: Interface) -> str:
    """``July 2010 – January 2020``, ``since July 2010``, ``until 2020``, or nothing where neither is known."""
    if start and end:
        return f"{partial_date(start, interface)} – {partial_date(end, interface)}"
    if start:
        return interface.say("since {date}", date=partial_date(start, interface, within=True))
    return interface.say("until {date}", date=partial_date(end, interface, within=True)) if end else ""


def years(start: PartialDate | None, end: PartialDate | None, interface: Interface) -> str:
    """A period in years alone: ``2010–2020``, ``since 2010``, ``until 2020``, or nothing."""
    if start and end:
        first, last = start[:4], end[:4]
        # Ten months of 2011 are "2011" in years.
        return first if first == last else f"{first}–{last}"
    if start:
        return interface.say("since {date}", date=start[:4])
    return interface.say("until {date}", date=end[:4]) if end else ""
