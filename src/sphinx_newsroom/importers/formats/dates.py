"""Dates as sources write them, as headers have them: ``2011-06-20``, or RFC 3339 with an offset."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_tz
from functools import lru_cache
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from sphinx_newsroom.diagnostics import ImportCode
from sphinx_newsroom.files import mended
from sphinx_newsroom.importers.drafts import Loss, Options, Place, refuse
from sphinx_newsroom.text.words.text_dates import first_day_in

LARGEST = 256 << 20
"""How many bytes a source may have, a table of all releases or a feed."""

TWICE = "signs that were encoded twice, and are mended"
MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0))
_REST = rf"[\x80-\xbf{re.escape(_WINDOWS)}]"
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

    return _TWICE.sub(once, text), " ".join(mended)


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
_LARGEST_MONTH = 12

_ISO = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:[Tt ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<offset>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?P<sign>[/.-])\s?(?P<b>\d{1,2})(?P=sign)\s?(?P<y>\d{4})(?:,?\s+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?))?",
    re.ASCII,
)
_UNIX = re.compile(r"\d{9,10}(?:\d{3})?", re.ASCII)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\b)?", re.IGNORECASE | re.ASCII)


def date_of(text: str, options: Options) -> str | None:
    """The date that a text says, with its time where it has one; None where it says none, or could say two.

    Args:
        text: such as ``Mon, 20 Jun 2011 16:03:54 +0000``, ``June 20, 2011``, ``20.6.2011`` or ``2011-06-20 18:03``.
        options: the *timezone* of times without an offset, the *order* of dates in numbers, the *language* of months.
    """
    text = " ".join(text[:LONGEST].split())
    if found := _ISO.fullmatch(text):
        return _joined(found["y"], found["m"], found["d"], found["clock"], found["offset"], options)
    if found := _NUMBERS.fullmatch(text):
        return _in_numbers(found, options)
    if _UNIX.fullmatch(text):
        seconds = int(text[:10]) if len(text) > len("1300000000") else int(text)
        return _moment(datetime.fromtimestamp(seconds, UTC), options)
    return _mail(text, options) or _in_words(text, options)


def _in_numbers(found: re.Match[str], options: Options) -> str | None:
    first, second = int(found["a"]), int(found["b"])
    # 20.6.2011 has one meaning, whatever the batch's order; so has 3/3/2011.
    order = options.order
    if first > _LARGEST_MONTH or second > _LARGEST_MONTH:
        order = "dmy" if first > _LARGEST_MONTH else "mdy"
    elif first == second:
        order = "dmy"
    if order not in ("dmy", "mdy"):
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return _joined(found["y"], str(month), str(day), found["clock"], None, options)


def _mail(text: str, options: Options) -> str | None:
    """A date of RFC 5322, as feeds have it."""
    if not text[:1].isalnum() or ":" not in text:
        return None
    try:
        parts = parsedate_tz(text)
    except (ValueError, OverflowError, IndexError):
        return None
    if parts is None:
        return None
    with suppress(ValueError, OverflowError):
        # Python takes "-0000" for a time whose zone nobody knows; servers write it for UTC.
        zone = _zone(options) if parts[9] is None else UTC
        moment = datetime(*parts[:6], tzinfo=zone)
        return _moment(moment if not parts[9] else datetime.fromtimestamp(moment.timestamp() - parts[9], UTC), options)
    return None


def _in_words(text: str, options: Options) -> str | None:
    """``June 20, 2011, 4 pm`` and ``20. Juni 2011``: the days that texts have as well, with a time."""
    clock = _CLOCK.search(text)
    words = f"{text[: clock.start()]} {text[clock.end() :]}" if clock else text
    days, _, end = first_day_in(words, options.language, options.order)
    if (
        len(days) != 1
        or f"{days[0].year}" not in words
        or first_day_in(words[end:], options.language, options.order)[0]
    ):
        return None
    day = days[0]
    clock_ = _on_24_hours(clock) if clock else None
    return _joined(str(day.year), str(day.month), str(day.day), clock_, None, options)


def _on_24_hours(found: re.Match[str]) -> str:
    hour, half = int(found[1]), (found[4] or "").lower()[:1]
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour}:{found[2]}:{found[3] or '00'}"


@lru_cache(maxsize=8)
def _zone_named(name: str) -> tzinfo:
    return ZoneInfo(name)


def _zone(options: Options) -> tzinfo:
    return _zone_named(options.timezone)


def _joined(year: str, month: str, day: str, clock: str | None, offset: str | None, options: Options) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
        if not FIRST <= found.year <= LAST:
            return None
        hour, minute, second = [*map(int, (clock or "0:0").split(":")), 0][:3]
        # Nobody publishes at midnight: a program wrote a day so.
        if not clock or (not (hour or minute or second) and not offset):
            return found.isoformat()
        zone = cast(tzinfo, datetime.fromisoformat(f"2000-01-01T00:00{_sign(offset)}").tzinfo) if offset else None
        moment = datetime(found.year, found.month, found.day, hour, minute, second, tzinfo=zone or _zone(options))
        return _moment(moment, options)
    except (ValueError, OverflowError):
        return None


def _sign(offset: str) -> str:
    if offset in ("Z", "z", "UTC", "GMT"):
        return "+00:00"
    return offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"


def _moment(moment: datetime, options: Options) -> str | None:
    """A moment with the offset that the archive's zone has then; None where that is in no year of releases."""
    with suppress(ValueError, OverflowError):
        local = moment.astimezone(_zone(options)).replace(microsecond=0)
        # A header's offset has no seconds, which zones had before there were time tables of railways.
        if (local.utcoffset() or 0) and local.utcoffset().total_seconds() % 60:  # type: ignore[union-attr]
            local = moment.astimezone(UTC).replace(microsecond=0)
        return local.isoformat() if FIRST <= local.year <= LAST else None
    return None
