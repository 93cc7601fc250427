"""Find errors in the dates of a text: days that don't exist, wrong weekdays, deadlines that are over."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from babel import Locale

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.wording import months_by_name
from sphinx_newsroom.model.written_dates import day_of

_NUMERAL = late_pattern(r"(?<![\w.,:/§$€£+-])[0-3]?\d(?=[\s,;)a-zº]|\.\s|\.\d\d?\.)")
_BEHIND = late_pattern(r"(?:st|nd|rd|th|er|º|\.)?\s+(?:(?:of|de)\s+)?(?P<m>[^\W\d_]{3,12})\b")
_AHEAD = late_pattern(r"\b(?P<m>[^\W\d_]{3,12})\.?\s+\Z")
_NUMBER = late_pattern(r"(?:st|nd|rd|th)?(?=[,;)]|\s(?:19|20)\d\d\b)")
_DOTTED = late_pattern(r"\.\s?(?P<m>[01]?\d)\.\s?(?=(?:19|20)\d\d\b)")
_WITH_YEAR = late_pattern(
    r"(?:\.?,?\s+(?:(?:of|del?)\s+)?)?(?<!\d)(?P<y>(?:19|20)\d\d)\b(?P<ends>[*_,]*[ ]?(?:[–—:/]|-(?!\w)))?"
)
_BEFORE = late_pattern(r"([^\W\d_]{2,}(?:-[^\W\d_]+)?)[.,]{0,2}\s+(?:(?:the|den|dem|el|le)\s+)?\Z", re.IGNORECASE)
_RANGE = late_pattern(r"(?<![\w.,:/-])(\d{1,2})\s*(?:to|bis|au|al|до|по|[–-])\s*\Z", re.IGNORECASE)
_BY = late_pattern(
    r"""
    \b (?: apply | register | registration | reply | rsvp | submit | respond | accreditation | deadline | anmeld\w*
        | bewerb\w* | inscri\w* | inscrib\w* | заявк\w* | регистрац\w* ) \b
      [^.]{0,80}
      \b (?: by | before | until | than | bis | avant | hasta | antes | до ) [ ] (?: [^\W\d]+,?[ ] ){0,3} \Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PAST = late_pattern(r"\b(?:was|were|had|have|has|wurden?|hatten?)\b")
_TO_COME = late_pattern(
    r"\b(?:will (?:be (?:held|opened|launched)|open|begin|start|take place|meet|visit)|findet|wird|aura lieu)\b"
    r"[^.;:\n]{0,60}\b(?:on|am|le) (?:[^\W\d]+,? )?\Z",
    re.IGNORECASE,
)
_DAYS_OFF = {
    word: days
    for days, words in ((-1, "yesterday gestern hier ayer вчера"), (1, "tomorrow morgen demain mañana завтра"))
    for word in words.split()
}
_OPENING, _SEASON = 150, 20
"""How far into a text its dateline can be, in characters; and by how many days it may differ from the header."""
_REACH = 120
"""The number of characters before a date that can explain what the date refers to."""


class Day(NamedTuple):
    """A day in a text: its position, its text, and its date, or None if that doesn't exist."""

    place: int
    words: str
    day: date | None
    year: re.Match[str] | None


def slips(
    text: str, language: str, release: date, event: tuple[date, date] | None = None, *, is_text: bool = True
) -> Iterator[tuple[int, str]]:
    """Yield errors in the dates of a *release*, or of an *event* between two days, each with its position.

    A date without a year is taken as the one nearest to the release's date.

    >>> [one[1] for one in slips("On Wednesday, 24 November, or 30 February.", "en", date(2026, 11, 20))]
    ["'Wednesday, 24 November' is a Tuesday in 2026", "'30 February' is a day that doesn't exist"]
    >>> [one[1] for one in slips("Please apply by 18 November.", "en", date(2026, 11, 20))]
    ["'18 November' is over on the release's own day, 2026-11-20"]
    """
    months, weekdays = _names_of(language.partition("-")[0])
    days: list[date] = []
    for numeral in _NUMERAL.finditer(text):
        found = _day_at(text, numeral, months, release)
        if found is None:
            continue
        if found.day is None:
            yield found.place, f"{found.words!r} is a day that doesn't exist"
            continue
        ahead = text[max(found.place - _REACH, 0) : found.place]
        is_first = not days and is_text and found.place < _OPENING
        days.append(found.day)
        if wrong := _wrong_day(found, found.day, ahead, weekdays, release, event):
            yield found.place, wrong
        elif is_first and found.year and _is_near_miss(found.day, release, found.year):
            yield found.place, f"the text starts with {found.day}, but the header says {release}"
    if event and days and max(days) >= release and not any(event[0] <= day <= event[1] for day in days):
        yield 0, f"the header says that the event is on {event[0]}, but the text says {max(days)}"


def _wrong_day(
    found: Day, day: date, ahead: str, weekdays: Mapping[str, int], release: date, event: tuple[date, date] | None
) -> str:
    """Return what is wrong with a day, judged by the words *ahead* of it."""
    words = found.words
    before = _BEFORE.search(ahead, max(len(ahead) - 30, 0))
    word = before[1].casefold() if before else ""
    if before and weekdays.get(word, day.weekday()) != day.weekday():
        return f"{ahead[before.start() :] + words!r} is a {calendar.day_name[day.weekday()]} in {day.year}"
    if found.year and word in _DAYS_OFF and day != release + timedelta(days=_DAYS_OFF[word]):
        return f"{word!r} is not {words!r} on the release's day, {release}"
    first = _RANGE.search(ahead)
    if first and day.day < int(first[1]) and words[:1].isdigit():
        return f"the days from {first[1]} to {words!r} end before they begin"
    is_last_day = _BY.search(ahead) and not _PAST.search(ahead)
    if day < release and (is_last_day or (found.year and _TO_COME.search(ahead))):
        return f"{words!r} is over on the release's own day, {release}"
    is_late = event and day > event[1] and is_last_day
    return f"{words!r} is after the event, which ends on {event[1]}" if event and is_late else ""


def _is_near_miss(day: date, release: date, year: re.Match[str]) -> bool:
    """Whether a text's dateline suggests that the header's date is wrong by a month, a year, or more."""
    if year["ends"]:
        return abs(day - release).days > _SEASON
    apart = day.year - release.year, day.month - release.month
    return day.day == release.day and apart in ((0, 1), (1, 0))


def _day_at(text: str, numeral: re.Match[str], months: Mapping[str, int], release: date) -> Day | None:
    """Return the day that a number is part of, such as ``24 November`` or ``November 24, 2026``, or None."""
    begin, end = numeral.span()
    month = None
    if found := _DOTTED.match(text, end):
        month, end = int(found["m"]), found.end()
    elif found := _BEHIND.match(text, end):
        month, end = months.get(found["m"].casefold()), found.end()
    if month is None and (found := _NUMBER.match(text, numeral.end())):
        end = found.end()
        if ahead := _AHEAD.search(text, max(begin - 15, 0), begin):
            begin, month = ahead.start(), months.get(ahead["m"].casefold())
    if month is None:
        return None
    year = _WITH_YEAR.match(text, end)
    number = int(numeral[0])
    near = [int(year["y"])] if year else [release.year, release.year - 1, release.year + 1]
    days = [day for each in near if (day := day_of(each, month, number))]
    words = text[begin : year.end("y") if year else end]
    if days:
        return Day(begin, words, min(days, key=lambda one: abs(one - release)), year)
    is_wrong = number > 29 or year or numeral[0] == "00"  # noqa: PLR2004 - of a February
    return Day(begin, words, None, year) if is_wrong else None


@cache
def _names_of(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the numbers of months and weekdays by name, in a language and in English."""
    months = {
        name.casefold(): number % 12 or 12
        for number, name in enumerate((*calendar.month_name[1:], *calendar.month_abbr[1:]), 1)
    } | {"sept": 9}
    days = {name.casefold(): number % 7 for number, name in enumerate((*calendar.day_name, *calendar.day_abbr))}
    if language != "en" and (own := months_by_name(language)):
        months |= own
        for names in (Locale.parse(language).days["format"][width] for width in ("abbreviated", "wide")):
            days |= {name.casefold().rstrip("."): number for number, name in names.items()}
        # Slavic weekdays also in the accusative, after "on".
        days |= {name[:-1] + new: days[name] for name in [*days] for old, new in ("ау", "яю", "aę") if name[-1:] == old}
    return months, days
