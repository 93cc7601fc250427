"""Dates as people write them, in the languages that Babel knows the months of: ``June 20, 2011``, ``le 20 juin 2011``.

A date in numbers alone is read in the order that is known, and gives several days where none is.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale

from sphinx_newsroom.model.languages import months_by_name

DateOrder = Literal["dmy", "mdy", "ymd"]
"""How a date that is written in numbers is read: 03/04/2011."""

# Croatian, Czech and Polish use one name for different months (listopad); the first of a pair stands.
LANGUAGES = "en de fr es it pt nl ru uk pl sv da nb fi ro hu tr el ca id bg sk sl et lv lt".split()
"""The languages whose months are read, after the source's own."""

FIRST_YEAR = 1900
LAST_YEAR = 2099
LONGEST_DATE = 60
"""Characters in which a date is looked for: a weekday, a month, a year and what stands between them."""

_LAST_OF_CENTURY = 69
"""Years of two figures up to this are of our century, as POSIX has it."""

_LONGEST_NO_WEEKDAY = 2
"""Letters of weekdays that are not read: MI is Michigan, and Mi Wednesday."""

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
    """The days that *text*, a date and nothing else, may mean: none where it is no date, several where that is open.

    >>> days_in("Monday, June 20th, 2011"), days_in("20 juin 2011", "fr")
    ((datetime.date(2011, 6, 20),), (datetime.date(2011, 6, 20),))
    >>> days_in("03/04/2011")
    (datetime.date(2011, 4, 3), datetime.date(2011, 3, 4))
    """
    text = " ".join(text.split()).strip(" .,;:()")
    if len(text) > LONGEST_DATE or not re.search(r"\d", text):
        return ()
    for form in (*_FORMS, _EAST_ASIAN, _ISO):
        found = form.fullmatch(text)
        if found and _begin(found) == 0 and (day := _day(found, language)):
            return (day,)
    numbers = _NUMBERS.fullmatch(text)
    return _in_numbers(numbers, order, language) if numbers else ()


def first_day_in(text: str, language: str = "en", order: DateOrder | None = None) -> tuple[tuple[date, ...], int, int]:
    """The days that the first date within *text* may mean, and where it begins and ends.

    >>> first_day_in("GENEVA, 20 June 2011 (UN)")[1:]
    (7, 20)
    """
    best: tuple[tuple[date, ...], int, int] = ((), 0, 0)
    for days, begin, end in _all_days(text, language, order):
        if not best[0] or begin < best[1] or (begin == best[1] and end > best[2]):
            best = days, begin, end
    return best


def order_of(texts: Iterator[str]) -> DateOrder | None:
    """The order that dates in numbers show together: some have a number over 12 first, or second, and not both.

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
    """Whether a word is the name of a month, in any of the languages."""
    return word.strip(".,").casefold() in _months("en")


def is_weekday(word: str) -> bool:
    """Whether a word is the name of a weekday, in any of the languages."""
    return word.casefold().rstrip(".") in _weekdays()


_NUMERAL = re.compile(r"(?<![\w.,:/§$€£+-])[0-3]?\d(?=[\s,.;)a-zº])")
_BEFORE = re.compile(r"([^\W\d_]{2,}(?:-[^\W\d_]+)?)[.,]{0,2}\s+(?:(?:the|den|dem|el|le)\s+)?\Z", re.IGNORECASE)
_OPENING, _SEASON = 150, 20
"""Characters in which a text begins with its place and day, and days by which that may differ from its header's."""


def slips(text: str, language: str, release: date) -> Iterator[tuple[int, str]]:
    """The dates in a text that don't exist, fall on another weekday, or open it in another year: each place and fault.

    A date without a year is the one that is nearest to that of the *release*.

    >>> [one[1] for one in slips("On Wednesday, 24 November, or 30 February.", "en", date(2026, 11, 20))]
    ["'Wednesday, 24 November' is a Tuesday in 2026", "'30 February' is a day that doesn't exist"]
    """
    pattern, months, weekdays = _names_of(language.partition("-")[0])
    for numeral in _NUMERAL.finditer(text):
        begin = numeral.start()
        found = pattern.match(text, begin) or pattern.match(text, text.rfind(" ", 0, max(begin - 1, 0)) + 1)
        if found is None:
            continue
        begin, month, number = (
            found.start(),
            months[(found["m"] or found["n"]).casefold()],
            int(found["d"] or found["e"]),
        )
        near = release.year, release.year - 1, release.year + 1
        days = [_made(year, month, number) for year in ([int(found["y"])] if found["y"] else near)]
        there = [day for day in days if day]
        if not there:
            if number and (number > 29 or found["y"]):  # noqa: PLR2004 - of a February
                yield begin, f"{found[0].rstrip(' –—:)/-')!r} is a day that doesn't exist"
            continue
        day = min(there, key=lambda one: abs(one - release))
        before = _BEFORE.search(text, max(begin - 30, 0), begin)
        if before and weekdays.get(before[1].casefold(), day.weekday()) != day.weekday():
            written = text[before.start() : found.end("n" if found["n"] else "m")]
            yield begin, f"{written!r} is a {calendar.day_name[day.weekday()]} in {day.year}"
        elif begin < _OPENING and found["ends"] and abs(day - release).days > _SEASON:
            yield begin, f"the text begins on {day}, and by its header it is of {release}"


@cache
def _names_of(language: str) -> tuple[re.Pattern[str], dict[str, int], dict[str, int]]:
    """The pattern of dates in a language and in English, with the numbers of months and weekdays by their names."""
    months = {
        name.casefold(): number % 12
        for number, name in enumerate((*calendar.month_name[1:], *calendar.month_abbr[1:]), 1)
    }
    days = {name.casefold(): number % 7 for number, name in enumerate((*calendar.day_name, *calendar.day_abbr))}
    months = {name: number or 12 for name, number in months.items()} | {"sept": 9}
    if language != "en" and (own := months_by_name(language)):
        months |= own
        for names in (Locale.parse(language).days["format"][width] for width in ("abbreviated", "wide")):
            days |= {name.casefold().rstrip("."): number for number, name in names.items()}
        # Slavic ones as they stand behind "on" as well.
        days |= {name[:-1] + new: days[name] for name in [*days] for old, new in ("ау", "яю", "aę") if name[-1:] == old}
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    pattern = rf"""
        (?<![\w.,:/§$€£+-]) (?:
          (?P<d>[0-3]?\d) (?:st|nd|rd|th|er|º|\.)? \s+ (?:(?:of|de)\s+)? (?P<m>{names}) \b
          | (?P<n>{names}) \.? \s+ (?P<e>[0-3]?\d) (?:st|nd|rd|th)? (?=[,;)]|\s(?:19|20)\d\d\b) )
        (?: \.?,?\s+ (?:(?:of|del?)\s+)? (?P<y>(?:19|20)\d\d) \b (?P<ends>[*_,]*[ ]?(?:[–—:/]|-(?!\w)))? )?
    """
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE), months, days


def _all_days(text: str, language: str, order: DateOrder | None) -> Iterator[tuple[tuple[date, ...], int, int]]:
    text = text[:2_000]
    for form in (*_FORMS, _EAST_ASIAN, _ISO):
        for found in form.finditer(text):
            if day := _day(found, language):
                yield (day,), _begin(found), found.end()
                break
    for found in _NUMBERS.finditer(text):
        if days := _in_numbers(found, order, language):
            yield days, found.start(), found.end()
            break


def _begin(found: re.Match[str]) -> int:
    """Where a date begins: with the word before it only if that is a weekday."""
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
    # Who parts numbers with stops writes the day first; English has no such custom.
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
    """The names of months, folded; those of *language* come before those of others."""
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
