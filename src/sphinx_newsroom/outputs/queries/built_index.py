"""The index of a built site as the browser reads it: its files, by the rules of ``theme/search/data.js``.

Read without the browser, so that who asks here and who searches there ask the same index.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.outputs.search.codec import DIGITS
from sphinx_newsroom.outputs.search.index_files import FACETS, FORMAT
from sphinx_newsroom.outputs.search.stems import MARK
from sphinx_newsroom.outputs.search.tokens import fold

# Dates as people type them in queries, by the rules of ``theme/search/dates.js``.

SPACE = "[\\t\\n\\v\\f\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""What JavaScript's ``\\s`` is; Python's is a little else."""

_NOT_A_WORD = r"(?![^\W_])"
_A_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MONTH_NAME = re.compile(r"[^\W\d_]{3,}")
_LAST_MONTH = 12
# The Gregorian calendar repeats itself after so many years; Python's begins with 1, and a query may say 0000.
_CYCLE, _CYCLE_DAYS = 400, 146_097


class DateAt(NamedTuple):
    """A date that begins somewhere in a query and where it *end*\\ s; *date* is empty where it may be either of two."""

    end: int
    date: str


class Dates:
    """The dates that queries may have, in the *months* of the archive's languages: tag -> name -> number."""

    def __init__(self, months: Mapping[str, Mapping[str, int]]) -> None:
        self.months: dict[str, int] = {}
        for names in months.values():
            for name, number in names.items():
                if _MONTH_NAME.fullmatch(name):
                    self.months[name] = self.months[fold(name)] = number
        names_ = "|".join(map(re.escape, sorted(self.months, key=lambda name: -len(name))))
        month, year = rf"(?P<name>{names_})\.?", "(?P<year>[0-9]{4})"
        day = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?"
        of = rf"{SPACE}+(?:(?:of|de|del){SPACE}+)?"
        self._patterns = [
            re.compile(pattern + ("" if "月" in pattern else _NOT_A_WORD), re.IGNORECASE)
            for pattern in (
                f"{year}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})",
                f"{year}-(?P<month>[0-9]{{2}})(?!-)",
                f"{year}年{SPACE}*(?P<month>[0-9]{{1,2}})月(?:{SPACE}*(?P<day>[0-9]{{1,2}})日)?",
                f"{day}{of}{month},?{of}{year}",
                f"{month}{SPACE}+{day},?{SPACE}+{year}",
                f"{month},?{of}{year}",
                rf"(?P<day>[0-9]{{1,2}})\.{SPACE}?(?P<month>[0-9]{{1,2}})\.{SPACE}?{year}",
                f"(?P<one>[0-9]{{1,2}})/(?P<other>[0-9]{{1,2}})/{year}",
            )
        ]

    def month_named(self, name: str) -> int | None:
        """The number of a month."""
        return self.months.get(name.lower()) or self.months.get(fold(name))

    def date_at(self, text: str, at: int) -> DateAt | None:
        """The date that stands at a place of *text*, such as 2011-06-21 or 2011-06; None where there is none."""
        for pattern in self._patterns:
            found = pattern.match(text, at)
            if not found:
                continue
            said = found.groupdict()
            month, day = said.get("month"), said.get("day")
            if name := said.get("name"):
                month = str(self.month_named(name) or "")
            if (one := said.get("one")) and (other := said.get("other")):
                if int(one) <= _LAST_MONTH and int(other) <= _LAST_MONTH and one != other:
                    return DateAt(found.end(), "")
                month, day = (one, other) if int(other) > _LAST_MONTH else (other, one)
            date = "-".join([said["year"].zfill(4), (month or "").zfill(2), *([day.zfill(2)] if day else [])])
            if is_date(date):
                return DateAt(found.end(), date)
        return None

    def date_of(self, text: str) -> str:
        """The date that *text* is in whole, or ""."""
        found = self.date_at(text, 0)
        if found and found.date and found.end == len(text):
            return found.date
        return text if is_date(text) else ""


def is_date(text: str) -> bool:
    """Whether *text* is a year, a month or a day that there is, by ISO 8601.

    >>> is_date("2011-06"), is_date("2011-02-30")
    (True, False)
    """
    if not _A_DATE.fullmatch(text):
        return False
    year, month, day = _parts(text)
    return 1 <= month <= _LAST_MONTH and 1 <= day <= _days_in(year, month)


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day, *_ = (*map(int, date.split("-")), 1, 1)
    return year, month, day


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year + _CYCLE if year == 0 else year, month)[1]


def first_day(date: str) -> int:
    """The first day of a date, or of the year or month that it tells, in days since 1970.

    >>> first_day("1970-02")
    31
    """
    year, month, day = _parts(date)
    if year > dt.MAXYEAR:
        return dt.date.max.toordinal() + 1 - _EPOCH  # which Python has no date for
    if year == 0:
        return dt.date(_CYCLE, month, day).toordinal() - _CYCLE_DAYS - _EPOCH
    return dt.date(year, month, day).toordinal() - _EPOCH


def last_day(date: str) -> int:
    """The last one.

    >>> last_day("1970-01")
    30
    """
    year, month, _ = _parts(date)
    if date.count("-") > 1:
        return first_day(date)
    if date.count("-") == 0 or month == _LAST_MONTH:
        return first_day(f"{year + 1:04}-01") - 1
    return first_day(f"{year:04}-{month + 1:02}") - 1


Read = Callable[[str], bytes]
"""Gives the file of a key, such as ``2011/t0``; raises OSError."""

_ENDS, _BEFORE = 60, len(DIGITS) - 60
_DIGIT = {char: value for value, char in enumerate(DIGITS)}
_HANDED = re.compile(r'newsroom\.searchData\("[^"]*",(.*)\);\n\Z', re.DOTALL)
_EPOCH = dt.date(1970, 1, 1).toordinal()
_IN_TEXT, _MORE, _TITLE = 0, 1, 2
SPAN = 2**22
"""Places that a release may have: a place in the archive is the release's number times this, plus where in it."""


class UnreadableIndexError(ValueError):
    """A file of the index is not of the form that is read here."""


def numbers(text: str) -> list[int]:
    """The numbers of :mod:`~sphinx_newsroom.outputs.search.codec`.

    >>> from sphinx_newsroom.outputs.search.codec import column
    >>> numbers(column([0, 59, 60, 5000]))
    [0, 59, 60, 5000]
    """
    found, value = [], 0
    for char in text:
        digit = _DIGIT[char]
        if digit >= _ENDS:
            value = value * _BEFORE + digit - _ENDS
        else:
            found.append(value * _ENDS + digit)
            value = 0
    return found


def _released(postings: str) -> Iterator[int]:
    """The numbers of the releases that hold a word, in their part."""
    values = iter(numbers(postings))
    number = -1
    for value in values:
        number += (value >> 2) + 1
        if value & 3 in (_MORE, _TITLE + 1):
            next(values)
        yield number


@dataclass(slots=True)
class Part:
    """A part of the index: its releases are numbered from *base* on; *first* has the first word of each file."""

    name: str
    base: int
    count: int
    first: Sequence[str]
    frequent: int
    tags: Sequence[str]
    keys: Sequence[bytes]
    """*first* in the order of UTF-16, which is that of the files."""
    rows: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict)


class BuiltIndex:
    """The releases of a site as columns, numbered from the oldest to the newest, and their words when asked for."""

    def __init__(self, read: Read) -> None:
        self._read = read
        directory = self._value("index")
        if directory["format"] != FORMAT:
            raise UnreadableIndexError("the search index is of another version of the program; build the site again")
        self._ids: dict[int, str] = {}
        self.names: Mapping[str, Mapping[str, list[Any]]] = directory["names"]
        languages = self._value("languages")
        self.light: Collection[str] = languages["light"].keys()
        self.stemmed = (*languages["stemmers"], *languages["light"])
        """The languages of the archive that have stems."""
        self.stop: Mapping[str, list[str]] = languages["stop"]
        self.dates = Dates(languages["months"])
        self.days: list[int] = []
        self.values: dict[str, dict[str, list[int]]] = {key: {} for key in ("year", *FACETS)}
        """Facet -> value -> the numbers of releases."""
        self.parts = [self._part(*row[:3]) for row in directory["parts"]]
        for number, day in enumerate(self.days):
            year = str(dt.date.fromordinal(day + _EPOCH).year)
            self.values["year"].setdefault(year, []).append(number)

    @property
    def total(self) -> int:
        """How many releases there are."""
        return len(self.days)

    def _text(self, key: str) -> str:
        found = _HANDED.search(self._read(key).decode())
        if not found:
            raise UnreadableIndexError(f"{SEARCH_FOLDER}/{key}.js is cut off, or of another version")
        return found[1]

    def _value(self, key: str) -> Any:
        try:
            return json.loads(self._text(key))
        except ValueError as error:
            raise UnreadableIndexError(f"{SEARCH_FOLDER}/{key}.js cannot be read: {error}") from error

    def _part(self, name: str, begin: int, count: int) -> Part:
        found, base = self._value(f"{name}/index"), self.total
        first_day = dt.date(max(dt.MINYEAR, begin), 1, 1).toordinal() - _EPOCH
        self.days += [first_day + day for day in accumulate(numbers(found["dates"]))]
        for key in FACETS:
            for value, text in found["facets"][key].items():
                self.values[key].setdefault(value, []).extend(base + one for one in accumulate(numbers(text)))
        first = found["first"].split(" ") if found["first"] else []
        keys = [_key(word) for word in first]
        return Part(name, base, count, first, found["frequent"], found["languages"], keys)

    def part_of(self, number: int) -> Part:
        """The part that a release is in."""
        return self.parts[bisect_right(self.parts, number, key=lambda part: part.base) - 1]

    def id_of(self, number: int) -> str:
        """The id of a release."""
        if number not in self._ids:
            part = self.part_of(number)
            self._ids[number] = str(self._value(f"{part.name}/d{number - part.base}")[0])
        return self._ids[number]

    # -- words in one part

    def _rows(self, part: Part, file: int) -> dict[str, tuple[int, str]]:
        if file not in part.rows:
            fields = self._value(f"{part.name}/t{file}").split(" ")
            part.rows[file] = {
                word: (at, text) for at, (word, text) in enumerate(zip(*[iter(fields)] * 2, strict=True))
            }
        return part.rows[file]

    def _file(self, part: Part, word: str) -> int:
        return max(0, bisect_right(part.keys, _key(word)) - 1)

    def row(self, part: Part, word: str) -> str | None:
        """What a part has for a word or stem: postings, or the words of a stem; None where it has none."""
        if not part.first:
            return None
        found = self._rows(part, self._file(part, word)).get(word)
        return found[1] if found else None

    def beginning(self, part: Part, word: str) -> Iterator[str]:
        """The words of a part that begin with one."""
        file = self._file(part, word)
        while part.first and file < len(part.first):
            for term in self._rows(part, file):
                if term.startswith(word) and "_" not in term and MARK not in term:
                    yield term
            file += 1
            if file < len(part.first) and not part.first[file].startswith(word):
                break

    def holding(self, part: Part, word: str) -> set[int]:
        """The numbers of the releases of a part that hold a word."""
        row = self.row(part, word)
        return {part.base + number for number in _released(row)} if row is not None else set()

    def words_with(self, part: Part, tag: str, stem: str, *, alone: bool) -> list[str]:
        """The words of a part that have a stem; the stem itself where it is *alone*, of the part's main language."""
        if tag not in part.tags:
            return []
        row = self.row(part, f"{stem}{MARK}{tag}")
        if row is not None:
            return [stem[: _DIGIT[form[0]]] + form[1:] for form in row.split(MARK)]
        return [stem] if alone and tag == part.tags[0] else []

    # -- words one after the other

    def phrase(self, part: Part, words: Sequence[str]) -> set[int]:
        """The numbers of the releases of a part in which *words* follow each other."""
        holding = [self.holding(part, word) for word in words]
        inside = set.intersection(*holding) if holding else set()
        if not inside:
            return set()
        often = [len(one) >= part.frequent for one in holding]
        placed = []
        for nth, word in enumerate(words):
            if often[nth] and often[nth + 1 : nth + 2] == [True]:
                placed.append((f"{word}_{words[nth + 1]}", nth))
            elif not (often[nth] and nth and often[nth - 1]):
                placed.append((word, nth))
        begins: set[int] | None = None
        for word, nth in placed:
            here = self._beginnings(part, word, nth, inside)
            begins = here if begins is None else begins & here
            if not begins:
                return set()
            inside = {part.base + begin // SPAN for begin in begins}
        return inside

    def _beginnings(self, part: Part, word: str, nth: int, inside: Collection[int]) -> set[int]:
        """Where a phrase would begin that has a word as its *nth*, in the releases *inside*."""
        if self.row(part, word) is None:
            return set()
        file = self._file(part, word)
        at, postings = self._rows(part, file)[word]
        values = iter(numbers(self._value(f"{part.name}/p{file}").split(" ")[at]))
        found = set()
        for number in _released(postings):
            place, more = 0, 1
            wanted = part.base + number in inside
            while more:
                value = next(values)
                more = value & 1
                place += value >> 1
                if wanted and place >= nth:
                    found.add(number * SPAN + place - nth)
        return found


def _key(word: str) -> bytes:
    """What sorts as JavaScript does, by UTF-16."""
    return word.encode("utf-16-be", "surrogatepass")
