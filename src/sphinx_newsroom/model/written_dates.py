"""Parse dates as people write them, with month names from Babel: ``June 20, 2011``, ``le 20 juin 2011``.

Numeric dates need a known order; without one, they mean several days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale

from sphinx_newsroom.model.wording import months_by_name

DateOrder = Literal["dmy", "mdy", "ymd"]
"""The order of a numeric date such as 03/04/2011."""

# Croatian, Czech and Polish use one name for different months (listopad); the first language in the list wins.
LANGUAGES = "en de fr es it pt nl ru uk pl sv da nb fi ro hu tr el ca id bg sk sl et lv lt".split()
"""The languages of month names, after the source's own."""

LONGEST_DATE = 60
"""The longest date, in characters, including weekday, month, year and separators."""

_LAST_OF_CENTURY = 69
"""Two-digit years up to this are in the 21st century, as in POSIX."""

_LONGEST_NO_WEEKDAY = 2
"""The longest weekday abbreviations that are ignored: MI is Michigan, Mi is Wednesday in German."""

_FILLERS = r"(?:de|del|di|of|the|le|el|den|dem|am|om|il|от|г\.?|р\.?|року|года)"
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|°|-го|\.)?"
_MONTH = r"(?P<m>[^\W\d_]{3,12})\.?"
_WEEKDAY = r"(?P<weekday>[^\W\d_]{2,14}\.?(?:-[^\W\d_]{2,8})?),?\s+"
_YEARS = r"(?:19|20)\d\d"
"""Matches the years that dates in releases have."""


@cache
def _forms(years: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of dates, of which the last has only numbers in an unknown order; *years* matches a year."""
    year = f"(?P<y>{years})"
    in_words = (
        rf"{_DAY}[\s-]+(?:{_FILLERS}\s+)?{_MONTH},?[\s-]+(?:{_FILLERS}\s+)?{year}",
        rf"{_MONTH}\s+{_DAY},?\s+{year}",
        rf"{year}[,\s]+{_MONTH}\s+{_DAY}",
    )
    forms = (
        *(rf"(?:{_WEEKDAY})?(?:{_FILLERS}\s+)?{form}(?:\s*(?:року|года|[гр]\b\.?))?" for form in in_words),
        rf"{year}\s?[年년]\s?(?P<m>[01]?\d)\s?[月월]\s?(?P<d>[0-3]?\d)\s?[日일]",
        rf"{year}(?P<between>[-/.])(?P<m>[01]?\d)(?P=between)(?P<d>[0-3]?\d)(?!\d)",
        r"(?<![\d/.-])(?P<a>[0-3]?\d)\s?(?P<between>[-/.])\s?(?P<b>[0-3]?\d)\s?(?P=between)\s?"
        rf"(?P<y>{years}|\d\d)(?![\d/-])",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


Numbers = tuple[int, int, int]
"""A year, a month and a day, which may not exist."""


def numbers_in(
    text: str, language: str = "en", order: DateOrder | None = None, years: str = r"\d{4}"
) -> tuple[Numbers, ...]:
    """Return the dates that *text* may mean if it is a date and nothing else, whether they exist or not.

    >>> numbers_in("31 February 1890")
    ((1890, 2, 31),)
    """
    text = " ".join(text.split()).strip(" .,;:()")
    if len(text) > LONGEST_DATE or not re.search(r"\d", text):
        return ()
    *forms, numbers = _forms(years)
    for form in forms:
        found = form.fullmatch(text)
        if found and _begin(found) == 0 and (said := _numbers(found, language)):
            return (said,)
    found = numbers.fullmatch(text)
    return _in_order(found, order, language) if found else ()


def days_in(text: str, language: str = "en", order: DateOrder | None = None) -> tuple[date, ...]:
    """Return the days that *text* may mean if it is a date and nothing else; several if it is ambiguous.

    >>> days_in("Monday, June 20th, 2011"), days_in("20 juin 2011", "fr")
    ((datetime.date(2011, 6, 20),), (datetime.date(2011, 6, 20),))
    >>> days_in("03/04/2011")
    (datetime.date(2011, 4, 3), datetime.date(2011, 3, 4))
    """
    return existing(numbers_in(text, language, order, _YEARS))


def existing(some: Iterable[Numbers]) -> tuple[date, ...]:
    """Return the dates that exist, each once."""
    return tuple(dict.fromkeys(day for numbers in some if (day := day_of(*numbers))))


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
        for found in _forms(_YEARS)[-1].finditer(text):
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


_MAY_BE_DATED = re.compile(r"(?:19|20)\d\d|\d\s?[-/.]\s?\d\d?\s?[-/.]\s?\d\d")


def _all_days(text: str, language: str, order: DateOrder | None) -> Iterator[tuple[tuple[date, ...], int, int]]:
    text = text[:2_000]
    number = _MAY_BE_DATED.search(text)
    if number is None:  # most texts; the forms below are slow
        return
    begin = max(0, number.start() - LONGEST_DATE)
    *forms, numbers = _forms(_YEARS)
    for form in forms:
        for found in form.finditer(text, begin):
            if (said := _numbers(found, language)) and (days := existing([said])):
                yield days, _begin(found), found.end()
                break
    for found in numbers.finditer(text):
        if days := existing(_in_order(found, order, language)):
            yield days, found.start(), found.end()
            break


def _begin(found: re.Match[str]) -> int:
    """Return where a date starts; the word before it counts only if it is a weekday."""
    weekday = found.groupdict().get("weekday")
    if weekday is None or is_weekday(weekday) or re.fullmatch(_FILLERS, weekday, re.IGNORECASE):
        return found.start()
    return found.end("weekday") + 1


def _numbers(found: re.Match[str], language: str) -> Numbers | None:
    month = found["m"]
    number = int(month) if month.isdecimal() else _months(language.partition("-")[0]).get(month.casefold().rstrip("."))
    return (int(found["y"]), number, int(found["d"])) if number else None


def _in_order(found: re.Match[str], order: DateOrder | None, language: str) -> tuple[Numbers, ...]:
    year = int(found["y"])
    if len(found["y"]) == 2:  # noqa: PLR2004 - figures
        year += 2000 if year <= _LAST_OF_CENTURY else 1900
    dmy = year, int(found["b"]), int(found["a"])
    mdy = year, int(found["a"]), int(found["b"])
    # Numbers separated by dots start with the day; English has no such convention.
    if order is None and found["between"] == "." and not language.startswith("en"):
        order = "dmy"
    return {"dmy": (dmy,), "mdy": (mdy,)}.get(order or "", (dmy, mdy))


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, or None if it doesn't exist."""
    try:
        return date(year, month, day)
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
