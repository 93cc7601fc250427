"""Dates, periods, offices, file types and sizes in words."""

from __future__ import annotations

import datetime as dt
import mimetypes
import posixpath
import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from itertools import product

from babel import Locale, UnknownLocaleError
from babel.localedata import exists

from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.model.records import Membership, Official, PartialDate, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry

_OFTEN = {"en": "English"}
"""Language names that don't need Babel, which takes a sixth of a second to load a language."""


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """Return a language's own name, such as ``Русский`` for ``ru``, or the tag if Babel doesn't know it."""
    if tag in _OFTEN:
        return _OFTEN[tag]
    locale = _locale(tag)
    if locale is None:
        return tag
    # None if CLDR has no name for it.
    name = locale.get_display_name(locale) or tag
    # CLDR's names are lower case in some languages: "русский", "français".
    return name[:1].upper() + name[1:]


@cache
def no_language(tag: str) -> tuple[str, str] | None:
    """Return message and advice if a tag isn't a language's code, such as the country code ``at``; otherwise None."""
    code = tag.partition("-")[0]
    # A quick test that doesn't load names.
    if len(code) > len("en") or exists(code) or code in Locale.parse("en").languages:
        return None
    with suppress(UnknownLocaleError, ValueError):
        spoken = Locale.parse(f"und_{code.upper()}").language
        return f"{code!r} is a country's code and no language's", f"write {spoken}, or another language tag"
    return f"{code!r} isn't a language's code", "write one such as de"


@cache
def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``: ``rtl`` for ``ckb`` and ``pa-Arab``; ``ltr`` for ``pa`` and unknown languages."""
    locale = _locale(tag)
    return locale.text_direction if locale else "ltr"


def direction_in(text: str) -> str:
    """Return the direction of most letters in a text, ``rtl`` or ``ltr``, or an empty string if it has none.

    >>> direction_in("The Harbour Office (مكتب)."), direction_in("UNODC مكتب الأمم المتحدة"), direction_in("1998")
    ('ltr', 'rtl', '')
    """
    signs = Counter(map(unicodedata.bidirectional, text))
    left, right = signs["L"], signs["R"] + signs["AL"]
    return "" if not left + right else "rtl" if right > left else "ltr"


@lru_cache(maxsize=64)
def months_by_name(tag: str) -> Mapping[str, int]:
    """Return the months of a language by case-folded name: ``juin`` is 6; empty if Babel doesn't know the language."""
    locale = _locale(tag.replace("_", "-"))
    if locale is None:
        return {}
    found: dict[str, int] = {}
    for form, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
        for number, name in locale.months[form][width].items():
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
"""Types that Python's table lacks or takes from the operating system."""

_THOUSAND = 1_000
_FEW = 10
"""Smaller numbers get a decimal: 1.2 MB, but 12 MB."""


def media_type(path: str) -> str:
    """Return the media type of a file by its name, independent of the machine.

    >>> media_type("report.PDF")
    'application/pdf'
    """
    suffix = posixpath.splitext(path)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}", strict=True)[0] or "application/octet-stream"


def kind_in_words(path: str) -> str:
    """Return the label of a file type, ``PDF``.

    >>> kind_in_words("report.pdf")
    'PDF'
    """
    return posixpath.splitext(path)[1].removeprefix(".").upper()


def size_in_words(size: int, interface: Interface) -> str:
    """Format a number of bytes, in decimal units.

    >>> [size_in_words(size, Interface("en")) for size in (812, 1_234, 412_000, 999_999)]
    ['812 bytes', '1.2 KB', '412 KB', '1 MB']
    """
    if size < _THOUSAND:
        return interface.plural("{number} byte", "{number} bytes", size)
    value, unit = size / _THOUSAND, translatable("{size} KB")
    for larger in (translatable("{size} MB"), translatable("{size} GB")):
        # rounded first, so that 999,999 bytes are 1 MB and not 1000 KB
        if round(value) >= _THOUSAND:
            value, unit = value / _THOUSAND, larger
    return interface.say(unit, size=interface.decimal(value if round(value, 1) < _FEW else round(value)))


ENGLISH = Interface("en")


def long_date(date: dt.date) -> str:
    """Format a date for commands: ``21 June 2011``."""
    return ENGLISH.date(date)


def withdrawal_words(withdrawn: Withdrawal, interface: Interface) -> str:
    """Return the text that replaces a withdrawn release's text."""
    return interface.say("Withdrawn on {date}: {reason}", date=interface.date(withdrawn.date), reason=withdrawn.reason)


def long_date_in(date: dt.date, language: str) -> str:
    """Format a date in a language (a BCP 47 tag): ``21 июня 2011 г.``; in English if Babel doesn't know it."""
    # Babel's long date in English is "June 21, 2011"; the archive writes the day first.
    locale = None if language.partition("-")[0] == "en" else _locale(language)
    if locale is None:
        return long_date(date)
    from babel.dates import format_date  # a slow import that commands don't need

    return format_date(date, "long", locale)


def dateline_words(release: Release, interface: Interface) -> str:
    """Return the beginning of a release's first paragraph, ``VIENNA, 21 June 2011 – ``; empty without a dateline."""
    if not release.dateline:
        return ""
    place_and_date = (release.dateline.upper(), long_date_in(release.date, release.language))
    return f"{interface.with_commas(place_and_date)} – "


def partial_date(date: PartialDate, interface: Interface, *, within: bool = False) -> str:
    """Format a partial date: ``2010``, ``July 2010`` or ``12 July 2010``, optionally *within* a sentence."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return str(year)
    month, *day = rest
    if not day:
        of_month = dt.date(year, month, 1)
        return interface.month_within(of_month) if within else interface.month(of_month)
    return interface.date(dt.date(year, month, *day))


def period(start: PartialDate | None, end: PartialDate | None, interface: Interface) -> str:
    """Format a period: ``July 2010 – January 2020``, ``since July 2010``, ``until 2020``, or nothing if unknown."""
    if start and end:
        return f"{partial_date(start, interface)} – {partial_date(end, interface)}"
    return _open_period(interface, *(one and partial_date(one, interface, within=True) for one in (start, end)))


def years(start: PartialDate | None, end: PartialDate | None, interface: Interface) -> str:
    """Format a period in years: ``2010–2020``, ``since 2010``, ``until 2020``, or nothing."""
    first, last = (one and one[:4] for one in (start, end))
    if first and last:
        # A period within one year is just that year.
        return first if first == last else f"{first}–{last}"
    return _open_period(interface, first, last)


def _open_period(interface: Interface, start: str | None, end: str | None) -> str:
    if start:
        return interface.say("since {date}", date=start)
    return interface.say("until {date}", date=end) if end else ""


def office_text(membership: Membership, registry: Registry, interface: Interface = ENGLISH) -> str:
    """Format an office: ``Executive Director, UNODC``, or only the role if that contains the organization."""
    organization = registry.organizations.get(membership.organization)
    if organization is None:
        return membership.role
    short = organization.acronym or organization.name
    # avoids "Prime Minister of Ukraine, Ukraine"
    if organization.name in membership.role or short in membership.role:
        return membership.role
    return interface.with_commas((membership.role, short))


def office_on(official: str, date: dt.date, registry: Registry, interface: Interface) -> str:
    """Return an official's office on *date* with years: ``Executive Director, UNODC (2010–2020)``, or nothing."""
    offices = registry.offices(official, date)
    if not offices:
        return ""
    # Of several offices, the most recent, by which readers know the person.
    return _with_years(offices[0], registry, interface)


def latest_office(official: Official, day: dt.date, registry: Registry, interface: Interface) -> str:
    """Return the office that an official holds on *day*, or the last one, with years: ``(since 2020)``."""

    def rank(held: Membership) -> tuple[bool, str, str]:
        end = held.end_date or ""
        # An end such as 2020 means the end of that year.
        ended = bool(end) and end < day.isoformat()[: len(end)]
        return not ended, held.start_date or "", end

    latest = max(official.memberships, key=rank, default=None)
    return _with_years(latest, registry, interface) if latest else ""


def _with_years(membership: Membership, registry: Registry, interface: Interface) -> str:
    when = years(membership.start_date, membership.end_date, interface)
    return office_text(membership, registry, interface) + (f" ({when})" if when else "")
