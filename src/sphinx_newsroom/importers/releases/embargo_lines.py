"""The moment until which a line keeps a release back: ``EMBARGOED UNTIL 00:01 GMT, Monday 5 May 2014``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx_newsroom.importers.releases.incoming import Options
from sphinx_newsroom.importers.releases.text_dates import first_day_in

_TIME = re.compile(
    r"(?<![\d/.-])(?P<h>[0-2]?\d)(?:[:.h](?P<m>[0-5]\d))?\s*(?P<half>[ap]\.?m\b\.?)?(?:\s*(?:hours|hrs|Uhr|heures|h)\b)?"
    r"\s*(?P<zone>[A-Z]{2,5}(?:[+-]\d{1,2})?)?",
    re.IGNORECASE,
)
# Those that mean one thing in releases; IST and CST mean several.
_ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(("GMT", "UTC", "WET", "Z"), UTC),
    **dict.fromkeys(("BST", "CET", "MEZ"), timezone(timedelta(hours=1))),
    **dict.fromkeys(("CEST", "MESZ", "EET"), timezone(timedelta(hours=2))),
    **dict.fromkeys(("EST",), timezone(timedelta(hours=-5))),
    **dict.fromkeys(("EDT",), timezone(timedelta(hours=-4))),
    **dict.fromkeys(("PST",), timezone(timedelta(hours=-8))),
    **dict.fromkeys(("PDT",), timezone(timedelta(hours=-7))),
}
# These change with summer: the database of time zones knows when.
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles", "MT": "America/Denver"}
_NOON = 12


def embargo_in(line: str, options: Options) -> str | None:
    """The moment that a line names, with its offset; None where it names no one day or no time.

    >>> embargo_in("EMBARGOED UNTIL 10:30 a.m. GMT, 5 May 2014", Options())
    '2014-05-05T10:30:00+00:00'
    """
    days, begin, end = first_day_in(line, options.language, options.order)
    if len(days) != 1:
        return None
    for found in _TIME.finditer(f"{line[:begin]}{'/' * (end - begin)}{line[end:]}"):
        clock = _clock(found)
        zone = _zone(found["zone"] or "", options)
        if clock is not None and zone is not None:
            return datetime.combine(days[0], clock, zone).isoformat()
    return None


def _clock(found: re.Match[str]) -> time | None:
    hour, half = int(found["h"]), (found["half"] or "")[:1].lower()
    # A number alone is no time: it needs minutes, a half of the day, or "Uhr".
    if not (found["m"] or half or re.search(r"hours|hrs|uhr|heures|h\b", found[0], re.IGNORECASE)):
        return None
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return time(hour, int(found["m"] or 0)) if hour < 2 * _NOON else None


def _zone(name: str, options: Options) -> tzinfo | None:
    if name.upper() in _ZONES:
        return _ZONES[name.upper()]
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    # A word such as "on" after the time is no zone; one in capitals that is not known is, and is asked for.
    if name and name.isupper() and name not in ("ON", "AM", "PM"):
        return None
    try:
        return ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
