"""Decode source files, and convert their dates to those of headers: ``2011-06-20``, or RFC 3339 with an offset."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from sphinx_newsroom.files import mended
from sphinx_newsroom.importers.drafts import Loss, Options, Place, unreadable
from sphinx_newsroom.model.written_dates import first_day_in

LARGEST = 256 << 20
"""The largest source, such as a table of all releases or a feed, in bytes."""

TWICE = "characters that were encoded twice, now corrected"
MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0))
_REST = rf"[\x80-\xbf{re.escape(_WINDOWS)}]"
_PAIR = re.compile(rf"[\xc2-\xf4]{_REST}")
_TWICE = re.compile(rf"[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}}")
_C1 = re.compile(r"[\x80-\x9f]")
# Sequences that texts also contain by chance are excluded: capitals before a quotation mark, as in Portuguese. C1
# control characters are always errors.
_CERTAIN = re.compile(r"[\x80-\x9f]|(?<![A-Z])(?:[ÂÃÐÑ].|â[€‚„ˆ†‡]|ðŸ)")


def once_encoded(text: str) -> tuple[str, str]:
    r"""Repair UTF-8 that was encoded twice; returns the text and the repaired characters.

    C1 control characters that remain are Windows-1252 that somebody read as ISO 8859-1.

    >>> once_encoded("VIENNA â\x80\x94 50 â‚¬ fÃ¼r AMANHÃ”: the port\x92s")
    ('VIENNA — 50 € für AMANHÃ”: the port’s', '— € ü ’')
    """
    mended: dict[str, None] = {}

    def once(found: re.Match[str]) -> str:
        if not _CERTAIN.match(text, found.start()) and not _C1.search(found[0]):
            return found[0]
        data = bytes(ord(sign) if ord(sign) < 0x100 else sign.encode("cp1252")[0] for sign in found[0])  # noqa: PLR2004
        try:
            mended[sign := data.decode()] = None
        except UnicodeDecodeError:
            return found[0]
        return sign

    def windows(found: re.Match[str]) -> str:
        sign = _WINDOWS[ord(found[0]) - 0x80]
        if sign != found[0]:
            mended[sign] = None
        return sign

    text = _TWICE.sub(once, text) if _PAIR.search(text) else text
    return _C1.sub(windows, text), " ".join(mended)


def xml_once_encoded(data: bytes) -> tuple[bytes, tuple[Loss, ...]]:
    """Repair characters that were encoded twice in an XML file in UTF-8."""
    try:
        text, twice = once_encoded(data.decode())
    except UnicodeDecodeError:
        return data, ()
    return (text.encode(), (Loss(TWICE, twice),)) if twice else (data, ())


def decoded(data: bytes, place: Place) -> tuple[str, tuple[Loss, ...]]:
    """Decode a source: as UTF-8, as UTF-16 with a byte-order mark, or else as Windows-1252, which is a loss.

    Line ends become ``\\n``. Raises RefusedValueError if it isn't text.
    """
    mark, marked = next((one for one in MARKED if data.startswith(one[0])), (b"", ""))
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = mended(data[len(mark) :].decode(encoding))
            break
    else:
        words = f"not {marked.upper()}, as its mark says" if marked else "neither UTF-8 nor Windows-1252"
        raise unreadable(place, f"the file is {words}", "save it as UTF-8")
    if "\0" in text:  # a picture, a program, or UTF-16 without a mark
        raise unreadable(place, "the file isn't text", "use a UTF-8 text file")
    if encoding == "cp1252":
        return text, (Loss("encoding: the file is not UTF-8, and was read as Windows-1252"),)
    text, twice = once_encoded(text)
    return text, (Loss(TWICE, twice),) if twice else ()


LONGEST = 100
"""The number of characters of a date that are parsed."""
FIRST, LAST = 1800, 2200
"""The years that a release can have; others are errors."""

_ISO = re.compile(r"(\d{4})(?:([-/.])(\d\d?)\2(\d\d?)|(\d\d)(\d\d))(?=\Z|[T\s])", re.ASCII)
_UNIX = re.compile(r"\d{9,10}(?:\d{3})?", re.ASCII)
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:(?P<half>[ap])\.?m\b)?"
    r"\s*(?P<zone>(?:Z|UTC?|GMT|[ECMP][SD]T)\b|[+-]\d{2}:?\d{2}(?!\d))?",
    re.IGNORECASE | re.ASCII,
)


def day_of(text: str, options: Options) -> tuple[date, str] | None:
    """Find the date in a text; returns it and the remaining text, or None if there is none or it is ambiguous."""
    text = " ".join(text[:LONGEST].split())
    if iso := _ISO.match(text):
        with suppress(ValueError):
            found = date(int(iso[1]), int(iso[3] or iso[5]), int(iso[4] or iso[6]))
            return (found, text[iso.end() :]) if FIRST <= found.year <= LAST else None
        return None
    days, begin, end = first_day_in(text, options.language, options.order)
    again = first_day_in(text[end:], options.language, options.order)[0]
    if len(days) != 1 or again or str(days[0].year) not in text or not FIRST <= days[0].year <= LAST:
        return None
    return days[0], f"{text[:begin]} {text[end:]}"


def date_of(text: str, options: Options) -> str | None:
    """Return the date in a text, with its time if there is one; None if there is none or it is ambiguous.

    Args:
        text: A date such as ``Mon, 20 Jun 2011 16:03:54 +0000``, ``June 20, 2011``, ``20.6.2011`` or ``2011-06-20
            18:03``.
        options: The time zone of times without an offset, the order of numeric dates, and the language of months.
    """
    if _UNIX.fullmatch(text.strip()):
        return _moment(datetime.fromtimestamp(int(text.strip()[:10]), UTC), options)
    if (found := day_of(text, options)) is None:
        return None
    day, rest = found
    clock = _CLOCK.search(rest)
    # Midnight usually comes from a program that writes a date so.
    if clock is None or not (clock["zone"] or int(clock["hour"] + clock["minute"] + (clock["second"] or ""))):
        return day.isoformat()
    half, hour = (clock["half"] or "").lower(), int(clock["hour"])
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    zone: tzinfo = ZoneInfo(options.timezone)
    if clock["zone"] and (parts := parsedate_tz(f"1 Jan 2000 0:00:00 {clock['zone'].replace(':', '')}")):
        zone = timezone(timedelta(seconds=parts[9] or 0))
    with suppress(ValueError, OverflowError):
        moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"]), int(clock["second"] or 0))
        return _moment(moment.replace(tzinfo=zone), options)
    return None


def _moment(moment: datetime, options: Options) -> str | None:
    """Return a time with the offset of the archive's zone; None if its year is out of range."""
    with suppress(ValueError, OverflowError):
        local = moment.astimezone(ZoneInfo(options.timezone)).replace(microsecond=0)
        # A header's offset has no seconds, but zones had them before railway time.
        if (local.utcoffset() or timedelta()).total_seconds() % 60:
            local = moment.astimezone(UTC).replace(microsecond=0)
        return local.isoformat() if FIRST <= local.year <= LAST else None
    return None
