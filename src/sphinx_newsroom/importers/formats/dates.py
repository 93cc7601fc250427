"""Dates as sources write them, as headers have them: ``2011-06-20``, or RFC 3339 with an offset."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sphinx_newsroom.diagnostics import ImportCode
from sphinx_newsroom.files import mended
from sphinx_newsroom.importers.drafts import Loss, Options, Place, refuse
from sphinx_newsroom.text.words.text_dates import first_day_in

LARGEST = 256 << 20
"""How many bytes a source may have, a table of all releases or a feed."""

TWICE = "characters that were encoded twice, now corrected"
MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0))
_REST = rf"[\x80-\xbf{re.escape(_WINDOWS)}]"
_PAIR = re.compile(rf"[\xc2-\xf4]{_REST}")
_TWICE = re.compile(rf"[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}}")
# What a text has by chance: capitals before a quotation mark, as in Portuguese. C1 controls it never has.
_CERTAIN = re.compile(r"[\x80-\x9f]|(?<![A-Z])(?:[ÂÃÐÑ].|â[€‚„ˆ†‡]|ðŸ)")


def once_encoded(text: str) -> tuple[str, str]:
    r"""A text whose UTF-8 was encoded twice as it was before, and the signs that are mended.

    >>> once_encoded("VIENNA â\x80\x94 50 â‚¬ fÃ¼r AMANHÃ”")
    ('VIENNA — 50 € für AMANHÃ”', '— € ü')
    """
    mended: dict[str, None] = {}

    def once(found: re.Match[str]) -> str:
        if not _CERTAIN.match(text, found.start()) and not re.search(r"[\x80-\x9f]", found[0]):
            return found[0]
        data = bytes(ord(sign) if ord(sign) < 0x100 else sign.encode("cp1252")[0] for sign in found[0])  # noqa: PLR2004
        try:
            mended[sign := data.decode()] = None
        except UnicodeDecodeError:
            return found[0]
        return sign

    return (_TWICE.sub(once, text) if _PAIR.search(text) else text), " ".join(mended)


def xml_once_encoded(data: bytes) -> tuple[bytes, tuple[Loss, ...]]:
    """A file of XML in UTF-8 without signs that were encoded twice."""
    try:
        text, twice = once_encoded(data.decode())
    except UnicodeDecodeError:
        return data, ()
    return (text.encode(), (Loss(TWICE, twice),)) if twice else (data, ())


class Decoded(NamedTuple):
    """A source's text with plain line ends, and what had to be supposed to read it."""

    text: str
    losses: tuple[Loss, ...] = ()


def decoded(data: bytes, place: Place) -> Decoded:
    """The text of a source: UTF-8, UTF-16 with its mark, else Windows-1252, which is told.

    Raises RefusedValueError for what is too large or no text.
    """
    if len(data) > LARGEST:
        raise refuse(place, f"the file is larger than {LARGEST >> 20} MiB", "split it", ImportCode.UNREADABLE_FILE)
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], encoding, place))
    try:
        text, twice = once_encoded(_printed(data.decode(), place))
        return Decoded(text, (Loss(TWICE, twice),) if twice else ())
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252", place)
    return Decoded(text, (Loss("encoding: the file is not UTF-8, and was read as Windows-1252"),))


def _strictly(data: bytes, encoding: str, place: Place) -> str:
    try:
        return _printed(data.decode(encoding), place)
    except UnicodeDecodeError:
        words = (
            "neither UTF-8 nor Windows-1252" if encoding == "cp1252" else f"not {encoding.upper()}, as its mark says"
        )
        raise refuse(place, f"the file is {words}", "save it as UTF-8", ImportCode.UNREADABLE_FILE) from None


def _printed(text: str, place: Place) -> str:
    """A text with plain line ends; one with NUL is a picture, a program, or UTF-16 without a mark."""
    if "\0" in text:
        raise refuse(place, "the file isn't text", "give a text in UTF-8", ImportCode.UNREADABLE_FILE)
    return mended(text)


LONGEST = 100
"""How many characters of a date are looked at."""
FIRST, LAST = 1800, 2200
"""The years that a release can be of; what lies outside is no date of one."""

_ISO = re.compile(r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)(?=\Z|[T\s])", re.ASCII)
_UNIX = re.compile(r"\d{9,10}(?:\d{3})?", re.ASCII)
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:(?P<half>[ap])\.?m\b)?"
    r"\s*(?P<zone>(?:Z|UTC?|GMT|[ECMP][SD]T)\b|[+-]\d{2}:?\d{2}(?!\d))?",
    re.IGNORECASE | re.ASCII,
)


def day_of(text: str, options: Options) -> tuple[date, str] | None:
    """The day that a text says, and the text without it; None if it says none, or could say two."""
    text = " ".join(text[:LONGEST].split())
    if iso := _ISO.match(text):
        with suppress(ValueError):
            found = date(int(iso[1]), int(iso[3]), int(iso[4]))
            return (found, text[iso.end() :]) if FIRST <= found.year <= LAST else None
        return None
    days, begin, end = first_day_in(text, options.language, options.order)
    again = first_day_in(text[end:], options.language, options.order)[0]
    if len(days) != 1 or again or str(days[0].year) not in text or not FIRST <= days[0].year <= LAST:
        return None
    return days[0], f"{text[:begin]} {text[end:]}"


def date_of(text: str, options: Options) -> str | None:
    """The date that a text says, with its time where it has one; None where it says none, or could say two.

    Args:
        text: such as ``Mon, 20 Jun 2011 16:03:54 +0000``, ``June 20, 2011``, ``20.6.2011`` or ``2011-06-20 18:03``.
        options: the *timezone* of times without an offset, the *order* of dates in numbers, the *language* of months.
    """
    if _UNIX.fullmatch(text.strip()):
        seconds = int(text.strip()[:10]) if len(text.strip()) > len("1300000000") else int(text)
        return _moment(datetime.fromtimestamp(seconds, UTC), options)
    if (found := day_of(text, options)) is None:
        return None
    day, rest = found
    clock = _CLOCK.search(rest)
    # Nobody publishes at midnight: a program wrote a day so.
    if clock is None or not (clock["zone"] or int(clock["hour"] + clock["minute"] + (clock["second"] or ""))):
        return day.isoformat()
    half, hour = (clock["half"] or "").lower(), int(clock["hour"])
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    zone: tzinfo = _zone(options)
    if clock["zone"] and (parts := parsedate_tz(f"1 Jan 2000 0:00:00 {clock['zone'].replace(':', '')}")):
        zone = timezone(timedelta(seconds=parts[9] or 0))
    with suppress(ValueError, OverflowError):
        moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"]), int(clock["second"] or 0))
        return _moment(moment.replace(tzinfo=zone), options)
    return None


@lru_cache(maxsize=8)
def _zone_named(name: str) -> tzinfo:
    return ZoneInfo(name)


def _zone(options: Options) -> tzinfo:
    return _zone_named(options.timezone)


def _moment(moment: datetime, options: Options) -> str | None:
    """A moment with the offset that the archive's zone has then; None where that is in no year of releases."""
    with suppress(ValueError, OverflowError):
        local = moment.astimezone(_zone(options)).replace(microsecond=0)
        # A header's offset has no seconds, which zones had before there were time tables of railways.
        if (local.utcoffset() or timedelta()).total_seconds() % 60:
            local = moment.astimezone(UTC).replace(microsecond=0)
        return local.isoformat() if FIRST <= local.year <= LAST else None
    return None
