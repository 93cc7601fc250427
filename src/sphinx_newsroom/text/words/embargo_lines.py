"""Find the lines that place a release under embargo: ``EMBARGOED UNTIL 00:01 GMT, Monday 5 May 2014``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.written_dates import DateOrder, first_day_in, is_month, is_weekday
from sphinx_newsroom.text.words.word_files import rows

_TIME = re.compile(
    r"(?<![\d/.-])(?P<h>[0-2]?\d)(?:[:.h](?P<m>[0-5]\d))?\s*(?P<half>[ap]\.?m\b\.?)?(?:\s*(?:hours|hrs|Uhr|heures|h)\b)?"
    r"\s*(?P<zone>[A-Z]{2,5}(?:[+-]\d{1,2})?)?",
    re.IGNORECASE,
)
# Only unambiguous abbreviations; IST and CST have several meanings.
_ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(("GMT", "UTC", "WET", "Z"), UTC),
    **dict.fromkeys(("BST", "CET", "MEZ"), timezone(timedelta(hours=1))),
    **dict.fromkeys(("CEST", "MESZ", "EET"), timezone(timedelta(hours=2))),
    **dict.fromkeys(("EST",), timezone(timedelta(hours=-5))),
    **dict.fromkeys(("EDT",), timezone(timedelta(hours=-4))),
    **dict.fromkeys(("PST",), timezone(timedelta(hours=-8))),
    **dict.fromkeys(("PDT",), timezone(timedelta(hours=-7))),
}
# These have daylight saving time, so the time zone database decides.
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles", "MT": "America/Denver"}
_NOON = 12

_STEMS = tuple(
    stem.replace("_", " ").encode()
    for stem in (
        "embarg not_for_ not_to_be_ do_not_ hold_ sperrfrist gesperrt frei_ab nicht_ erst_ab_ for_release keine_ver "
        "ne_pas_ interdite no_publicar no_difundir эмбарго ембарго не_публ не_для_публ محظور حظر ممنوع_النشر"
    ).split()
)
"""Every such line contains one of these, which makes a quick check possible."""
_LONGEST = 60
"""The longest paragraph, in words, that can be an embargo line."""
_SIGNS = " \t\r*_#>|:;,.!?…•·+()[]{}\"'“”«»=-–—⚠️❗🚫"
# "Embargo on arms" starts a text about an embargo. A line that imposes one continues with a colon, a dash or a time.
_BEFORE = re.compile(r"(?:please note|please|note|attention|important|achtung|wichtig|hinweis|bitte beachten)\W+")
_WHEN = re.compile(
    r"\s*(?:[:：(|–—-]|for\b|until|till?\b|to\b|ends|lifts|bis\b|jusqu|hasta|до\b|حتى)?\s*(?P<word>[^\s,.;:]*)"
)
_SENTENCE = late_pattern(
    r"""
    \b (?: this | the | our | these | all | please ) \b [^.\n]{0,60} \b (?: release | information | text | report | news
        | content | document | material | announcement | statement | story | study | paper ) s? \b [^.\n]{0,30}
        \b (?: is | are | remains? | as ) \b [^.\n]{0,20} (?: under [ ] (?:strict[ ])? embargo | embargoed ) \b
    | \b not [ ] (?: for | to [ ] be ) [ ] (?: release | publi[cs]\w+ | broadcast | use ) d? \b [^.\n]{0,40}
        \b (?: before | until | prior [ ] to ) \b [^.\n]{0,20} \d
    | [(\[] [^()\[\]\n]{0,30} \b (?: embargoed | under [ ] embargo | sperrfrist | sous [ ] embargo | bajo [ ] embargo
        | под [ ] эмбарго ) \b [^()\[\]\n]{0,60} [)\]]
    | \b erst [ ] ab \b .{0,60} \b veröffentlich | [.!] [ ] (?: strictly [ ] )? embargoed [ ] until \b
    | \s [–—-] [ ] (?: embargoed | under [ ] embargo ) (?: \s until \b .{0,60} )? $
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An embargo within a sentence or a title: "this release is under embargo until …"."""


class EmbargoLine(NamedTuple):
    """A line that places a release under embargo, by its number from 1."""

    line: int
    words: str


def embargo_lines(text: str) -> Iterator[EmbargoLine]:
    """Yield the lines of a text that place it under embargo.

    >>> [one.line for one in embargo_lines("**EMBARGOED UNTIL 00:01, 5 May 2014**\\n\\nEmbargo on arms ends.")]
    [1]
    """
    folded = text.lower().encode("utf-8", "replace")
    stems = [stem.decode() for stem in _STEMS if stem in folded]
    for number, line in enumerate(text.split("\n") if stems else (), 1):
        if line.count(" ") > _LONGEST or not any(stem in line.lower() for stem in stems):
            continue
        if _keeps_back(line) or _SENTENCE.search(line):
            yield EmbargoLine(number, " ".join(line.strip(_SIGNS).split()))


def _keeps_back(line: str) -> bool:
    """Whether a line starts with words that impose an embargo, and continues as such lines do."""
    words = _BEFORE.sub("", " ".join(line.replace("’", "'").casefold().split()).strip(_SIGNS))
    for kind, label in _labels():
        if words.startswith(label) and not words[len(label) : len(label) + 1].isalnum():
            rest = words[len(label) :]
            if kind == "until":
                return len(rest.split()) <= _LONGEST
            found = _WHEN.match(rest)
            word = found["word"].strip(_SIGNS) if found else ""
            is_when = word[:1].isdigit() or is_weekday(word) or is_month(word) or word in _WORDS_OF_TIME
            return not rest or is_when or (rest.lstrip()[:1] in ":：–—-(|" and len(rest.split()) <= _NOON)
    return False


_WORDS_OF_TIME = frozenset("midnight noon tomorrow tonight today further release".split())


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    found = [(row.columns[0], row.word.casefold()) for row in rows("embargo_marks")]
    return tuple(sorted(found, key=lambda one: -len(one[1])))


def day_in(line: str, language: str = "en", order: DateOrder | None = None) -> date | None:
    """Return the date in a line, if it contains exactly one."""
    days = first_day_in(line, language, order)[0]
    return days[0] if len(days) == 1 else None


def embargo_in(line: str, language: str = "en", timezone: str = "UTC", order: DateOrder | None = None) -> str | None:
    """Return the time that a line states, with its UTC offset; None if the date or the time is unclear.

    Args:
        line: The line without markup.
        language: The language of month names.
        timezone: The time zone for times without one.
        order: The order of numeric dates.

    >>> embargo_in("EMBARGOED UNTIL 10:30 a.m. GMT, 5 May 2014")
    '2014-05-05T10:30:00+00:00'
    """
    days, begin, end = first_day_in(line, language, order)
    if len(days) != 1:
        return None
    for found in _TIME.finditer(f"{line[:begin]}{'/' * (end - begin)}{line[end:]}"):
        clock = _clock(found)
        zone = _zone(found["zone"] or "", timezone)
        if clock is not None and zone is not None:
            return datetime.combine(days[0], clock, zone).isoformat()
    return None


def _clock(found: re.Match[str]) -> time | None:
    hour, half = int(found["h"]), (found["half"] or "")[:1].lower()
    # A number alone isn't a time: it needs minutes, a.m. or p.m., or "Uhr".
    if not (found["m"] or half or re.search(r"hours|hrs|uhr|heures|h\b", found[0], re.IGNORECASE)):
        return None
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return time(hour, int(found["m"] or 0)) if hour < 2 * _NOON else None


def _zone(name: str, timezone: str) -> tzinfo | None:
    if name.upper() in _ZONES:
        return _ZONES[name.upper()]
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    # A lowercase word after the time, such as "on", isn't a time zone; an unknown one in capitals may be.
    if name and name.isupper() and name not in ("ON", "AM", "PM"):
        return None
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
