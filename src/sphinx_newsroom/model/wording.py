"""Dates, periods, offices, and kinds and sizes of files in words, the same in every part of the archive."""

from __future__ import annotations

import datetime as dt
import mimetypes
import posixpath
import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import exists

from sphinx_newsroom.interface import MONTHS, Interface, translatable
from sphinx_newsroom.model.records import Membership, Official, PartialDate, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry

_OFTEN = {"en": "English"}
"""Names that Babel is not asked for: it takes a sixth of a second to read what it knows of a language."""


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """A language's own name for itself: ``Русский`` for ``ru``; the tag where Babel does not know it."""
    if tag in _OFTEN:
        return _OFTEN[tag]
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    # None where CLDR has no name for it.
    name = locale.get_display_name(locale) or tag
    # CLDR has them as they stand within a sentence: "русский", "français".
    return name[:1].upper() + name[1:]


@cache
def no_language(tag: str) -> tuple[str, str] | None:
    """What is wrong with a tag of two letters that is a country's and no language's, such as ``at``, and what to do."""
    code = tag.partition("-")[0]
    # Whether there is one is known before its names are read.
    if len(code) > len("en") or exists(code) or code in Locale.parse("en").languages:
        return None
    with suppress(UnknownLocaleError, ValueError):
        spoken = Locale.parse(f"und_{code.upper()}").language
        return f"{code!r} is a country's code and no language's", f"write {spoken}, or another language tag"
    return f"{code!r} isn't a language's code", "write one such as de"


@cache
def direction(tag: str) -> str:
    """``rtl`` or ``ltr``: ``rtl`` for ``ckb`` and ``pa-Arab``, ``ltr`` for ``pa`` and what Babel does not know."""
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def direction_in(text: str) -> str:
    """How a text is written by most of its letters, ``rtl`` or ``ltr``; empty where it has none.

    >>> direction_in("The Harbour Office (مكتب)."), direction_in("UNODC مكتب الأمم المتحدة"), direction_in("1998")
    ('ltr', 'rtl', '')
    """
    signs = Counter(map(unicodedata.bidirectional, text))
    left, right = signs["L"], signs["R"] + signs["AL"]
    return "" if not left + right else "rtl" if right > left else "ltr"


@lru_cache(maxsize=64)
def months_by_name(tag: str) -> Mapping[str, int]:
    """The months by all their names, folded, in a language: ``juin`` is 6; none where Babel does not know it."""
    try:
        months = Locale.parse(tag.replace("_", "-"), sep="-").months
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[form][width].items():
                found.setdefault(name.casefold().rstrip("."), number)
    return found


_TYPES = dict(
    line.split()
    for line in """
    .csv text/csv
    .docx application/vnd.openxmlformats-officedocument.wordprocessingml.document
    .epub application/epub+zip
    .geojson application/geo+json
    .ics text/calendar
    .mp3 audio/mpeg
    .mp4 video/mp4
    .ogg audio/ogg
    .pdf application/pdf
    .webm video/webm
    .webp image/webp
    .avif image/avif
    .xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
    """.strip().split("\n")
)
"""Types that Python's table lacks, or takes from the machine that it runs on."""

_THOUSAND = 1_000
_FEW = 10
"""Below this many a decimal says something: 1.2 MB, and 12 MB."""


def media_type(path: str) -> str:
    """The media type of a file by its name, the same on every machine.

    >>> media_type("report.PDF")
    'application/pdf'
    """
    suffix = posixpath.splitext(path)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}", strict=True)[0] or "application/octet-stream"


def kind_in_words(path: str) -> str:
    """What readers call a kind of file, ``PDF``.

    >>> kind_in_words("report.pdf")
    'PDF'
    """
    return posixpath.splitext(path)[1].removeprefix(".").upper()


def size_in_words(size: int, interface: Interface) -> str:
    """A number of bytes as readers have it, in steps of a thousand as their systems count.

    >>> [size_in_words(size, Interface("en")) for size in (812, 1_234, 412_000, 999_999)]
    ['812 bytes', '1.2 KB', '412 KB', '1 MB']
    """
    if size < _THOUSAND:
        return interface.plural("{number} byte", "{number} bytes", size)
    value, unit = size / _THOUSAND, translatable("{size} KB")
    for larger in (translatable("{size} MB"), translatable("{size} GB")):
        # rounded before it is compared: 999,999 bytes are 1 MB and not 1000 KB
        if round(value) >= _THOUSAND:
            value, unit = value / _THOUSAND, larger
    return interface.say(unit, size=interface.decimal(value if round(value, 1) < _FEW else round(value)))


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
    from babel.dates import format_date  # which commands do without

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
    return _open_period(interface, *(one and partial_date(one, interface, within=True) for one in (start, end)))


def years(start: PartialDate | None, end: PartialDate | None, interface: Interface) -> str:
    """A period in years alone: ``2010–2020``, ``since 2010``, ``until 2020``, or nothing."""
    first, last = (one and one[:4] for one in (start, end))
    if first and last:
        # Ten months of 2011 are "2011" in years.
        return first if first == last else f"{first}–{last}"
    return _open_period(interface, first, last)


def _open_period(interface: Interface, start: str | None, end: str | None) -> str:
    if start:
        return interface.say("since {date}", date=start)
    return interface.say("until {date}", date=end) if end else ""


def office_text(membership: Membership, registry: Registry, interface: Interface = ENGLISH) -> str:
    """An office in words: ``Executive Director, UNODC``, or the role alone where it names its organization."""
    organization = registry.organizations.get(membership.organization)
    if organization is None:
        return membership.role
    short = organization.acronym or organization.name
    # "Prime Minister of Ukraine" would become "Prime Minister of Ukraine, Ukraine".
    if organization.name in membership.role or short in membership.role:
        return membership.role
    return interface.with_commas((membership.role, short))


def office_on(official: str, date: dt.date, registry: Registry, interface: Interface) -> str:
    """What an official was on *date*, with years: ``Executive Director, UNODC (2010–2020)``, or nothing."""
    offices = registry.offices(official, date)
    if not offices:
        return ""
    # Of several the one begun last: what somebody became is what readers know them as.
    return _with_years(offices[0], registry, interface)


def latest_office(official: Official, day: dt.date, registry: Registry, interface: Interface) -> str:
    """The office that an official holds by *day* or was last known in, with years that tell which: ``(since 2020)``."""

    def rank(held: Membership) -> tuple[bool, str, str]:
        end = held.end_date or ""
        # An end such as 2020 is that of the year.
        ended = bool(end) and end < day.isoformat()[: len(end)]
        return not ended, held.start_date or "", end

    latest = max(official.memberships, key=rank, default=None)
    return _with_years(latest, registry, interface) if latest else ""


def _with_years(held: Membership, registry: Registry, interface: Interface) -> str:
    when = years(held.start_date, held.end_date, interface)
    return office_text(held, registry, interface) + (f" ({when})" if when else "")
