"""Parse dates as people write them, with month names from Babel: ``June 20, 2011``, ``le 20 juin 2011``.

Numeric dates need a known order; without one, they mean several days.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from babel import Locale

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.wording import months_by_name

DateOrder = Literal["dmy", "mdy", "ymd"]
"""The order of a numeric date such as 03/04/2011."""

# Croatian, Czech and Polish use one name for different months (listopad); the first language in the list wins.
LANGUAGES = "en de fr es it pt nl ru uk pl sv da nb fi ro hu tr el ca id bg sk sl et lv lt".split()
"""The languages of month names, after the source's own."""

FIRST_YEAR = 1900
LAST_YEAR = 2099
LONGEST_DATE = 60
"""The longest date, in characters, including weekday, month, year and separators."""

_LAST_OF_CENTURY = 69
"""Two-digit years up to this are in the 21st century, as in POSIX."""

_LONGEST_NO_WEEKDAY = 2
"""The longest weekday abbreviations that are ignored: MI is Michigan, Mi is Wednesday in German."""

_FILLERS = r"(?:de|del|di|of|the|le|el|den|dem|am|om|il|от|г\.?|р\.?|року|года)"
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|°|-го|\.)?"
_MONTH = r"(?P<m>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_WEEKDAY = r"(?P<weekday>[^\W\d_]{2,14}\.?(?:-[^\W\d_]{2,8})?),?\s+"
_FORMS = tuple(
    re.compile(rf"(?:{_WEEKDAY})?(?:{_FILLERS}\s+)?{form}(?:\s*(?:року|года|[гр]\b\.?))?", re.IGNORECASE)
    for form in (
        rf"{_DAY}[\s-]+(?:{_FILLERS}\s+)?{_MONTH},?[\s-]+(?:{_FILLERS}\s+)?{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}[,\s]+{_MONTH}\s+{_DAY}",
    )
)
_EAST_ASIAN = re.compile(r"(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>[01]?\d)\s?[月월]\s?(?P<d>[0-3]?\d)\s?[日일]")
_ISO = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<between>[-/.])(?P<m>[01]?\d)(?P=between)(?P<d>[0-3]?\d)(?!\d)")
_NUMBERS = re.compile(
    r"(?<![\d/.-])(?P<a>[0-3]?\d)\s?(?P<between>[-/.])\s?(?P<b>[0-3]?\d)\s?(?P=between)\s?"
    r"(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-])"
)


def days_in(text: str, language: str = "en", order: DateOrder | None = None) -> tuple[date, ...]:
    """Return the days that *text* may mean if it is a date and nothing else; several if it is ambiguous.

    >>> days_in("Monday, June 20th, 2011"), days_in("20 juin 2011", "fr")
    ((datetime.date(2011, 6, 20),), (datetime.date(2011, 6, 20),))
    >>> days_in("03/04/2011")
    (datetime.date(2011, 4, 3), datetime.date(2011, 3, 4))
    """
    text = " ".join(text.split()).strip(" .,;:()")
    days, begin, end = first_day_in(text, language, order) if len(text) <= LONGEST_DATE else ((), 0, 0)
    return days if (begin, end) == (0, len(text)) else ()


def first_day_in(text: str, language: str = "en", order: DateOrder | None = None) -> tuple[tuple[date, ...], int, int]:
    """Return the days that the first date in *text* may mean, and where it starts and ends.

    >>> first_day_in("GENEVA, 20 June 2011 (UN)")[1:]
    (7, 20)
    """
    best: tuple[tuple[date, ...], int, int] = ((), 0, 0)
    for days, begin, end in _all_days(text, language, order):
        if not best[0] or begin < best[1] or (begin == best[1] and end > best[2]):
            best = days, begin, end
    return best


def order_of(texts: Iterator[str]) -> DateOrder | None:
    """Infer the order of numeric dates: a number over 12 must always be first, or always second.

    >>> order_of(iter(["03/04/2011", "25/04/2011"]))
    'dmy'
    """
    orders: set[DateOrder] = set()
    for text in texts:
        for found in _NUMBERS.finditer(text):
            if int(found["a"]) > 12 >= int(found["b"]):  # noqa: PLR2004 - months of a year
                orders.add("dmy")
            elif int(found["b"]) > 12 >= int(found["a"]):  # noqa: PLR2004
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def is_month(word: str) -> bool:
    """Whether a word is the name of a month in any of the languages."""
    return word.strip(".,").casefold() in _months("en")


def is_weekday(word: str) -> bool:
    """Whether a word is the name of a weekday in any of the languages."""
    return word.casefold().rstrip(".") in _weekdays()


_NUMERAL = re.compile(r"(?<![\w.,:/§$€£+-])[0-3]?\d(?=[\s,;)a-zº]|\.\s|\.\d\d?\.)")
_BEHIND = re.compile(r"(?:st|nd|rd|th|er|º|\.)?\s+(?:(?:of|de)\s+)?(?P<m>[^\W\d_]{3,12})\b")
_AHEAD = re.compile(r"\b(?P<m>[^\W\d_]{3,12})\.?\s+\Z")
_NUMBER = re.compile(r"(?:st|nd|rd|th)?(?=[,;)]|\s(?:19|20)\d\d\b)")
_DOTTED = re.compile(r"\.\s?(?P<m>[01]?\d)\.\s?(?=(?:19|20)\d\d\b)")
_WITH_YEAR = re.compile(
    r"(?:\.?,?\s+(?:(?:of|del?)\s+)?)?(?<!\d)(?P<y>(?:19|20)\d\d)\b(?P<ends>[*_,]*[ ]?(?:[–—:/]|-(?!\w)))?"
)
_BEFORE = re.compile(r"([^\W\d_]{2,}(?:-[^\W\d_]+)?)[.,]{0,2}\s+(?:(?:the|den|dem|el|le)\s+)?\Z", re.IGNORECASE)
_RANGE = re.compile(r"(?<![\w.,:/-])(\d{1,2})\s*(?:to|bis|au|al|до|по|[–-])\s*\Z", re.IGNORECASE)
_BY = late_pattern(
    r"""
    \b (?: apply | register | registration | reply | rsvp | submit | respond | accreditation | deadline | anmeld\w*
        | bewerb\w* | inscri\w* | inscrib\w* | заявк\w* | регистрац\w* ) \b
      [^.]{0,80}
      \b (?: by | before | until | than | bis | avant | hasta | antes | до ) [ ] (?: [^\W\d]+,?[ ] ){0,3} \Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PAST = re.compile(r"\b(?:was|were|had|have|has|wurden?|hatten?)\b")
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
    days = [day for each in near if (day := _made(each, month, number))]
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


_MAY_BE_DATED = re.compile(r"(?:19|20)\d\d|\d\s?[-/.]\s?\d\d?\s?[-/.]\s?\d\d")


def _all_days(text: str, language: str, order: DateOrder | None) -> Iterator[tuple[tuple[date, ...], int, int]]:
    text = text[:2_000]
    number = _MAY_BE_DATED.search(text)
    if number is None:  # most texts; the forms below are slow
        return
    begin = max(0, number.start() - LONGEST_DATE)
    for form in (*_FORMS, _EAST_ASIAN, _ISO):
        for found in form.finditer(text, begin):
            if day := _day(found, language):
                yield (day,), _begin(found), found.end()
                break
    for found in _NUMBERS.finditer(text):
        if days := _in_numbers(found, order, language):
            yield days, found.start(), found.end()
            break


def _begin(found: re.Match[str]) -> int:
    """Return where a date starts; the word before it counts only if it is a weekday."""
    weekday = found.groupdict().get("weekday")
    if weekday is None or is_weekday(weekday) or re.fullmatch(_FILLERS, weekday, re.IGNORECASE):
        return found.start()
    return found.end("weekday") + 1


def _day(found: re.Match[str], language: str) -> date | None:
    month = found["m"]
    number = int(month) if month.isdecimal() else _months(language.partition("-")[0]).get(month.casefold().rstrip("."))
    return _made(int(found["y"]), number, int(found["d"])) if number else None


def _in_numbers(found: re.Match[str], order: DateOrder | None, language: str) -> tuple[date, ...]:
    year = int(found["y"])
    if len(found["y"]) == 2:  # noqa: PLR2004 - figures
        year += 2000 if year <= _LAST_OF_CENTURY else 1900
    dmy = _made(year, int(found["b"]), int(found["a"]))
    mdy = _made(year, int(found["a"]), int(found["b"]))
    # Numbers separated by dots start with the day; English has no such convention.
    if order is None and found["between"] == "." and not language.startswith("en"):
        order = "dmy"
    chosen = {"dmy": (dmy,), "mdy": (mdy,)}.get(order or "", (dmy, mdy))
    return tuple(dict.fromkeys(day for day in chosen if day))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    """Return the folded names of months; those of *language* take precedence."""
    names: dict[str, int] = {}
    for code in dict.fromkeys((language, *LANGUAGES)):
        names = {**months_by_name(code), **names}
    return {"sept": 9, **names}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        name.casefold().rstrip(".")
        for code in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale.parse(code).days[context][width].values()
        if len(name.rstrip(".")) > _LONGEST_NO_WEEKDAY
    )
