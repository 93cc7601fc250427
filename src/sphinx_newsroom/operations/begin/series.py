"""The number that comes next in a series, as far as the numbers of a body's releases show one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from sphinx_newsroom.model.records import Release

_DIGITS = re.compile(r"\d+", re.ASCII)


class _Number(NamedTuple):
    """A number by its parts: ``VBC/2026/07`` is 7 of ``VBC/{year}/{}`` in 2026, which has two digits at least."""

    series: str
    year: int | None
    turn: int
    width: int


def next_number(releases: Iterable[Release], type_: str, date: dt.date) -> str | None:
    """The number of a release of this type and date, after those of the same body's *releases*; None where none shows.

    The series is that of the newest release of the type that has a number, else of the newest of any type; where its
    numbers bear the year, each year begins with 1.
    """
    originals = [release for release in releases if release.number and release.translation_of is None]
    newest = sorted(originals, key=lambda release: (release.type == type_, release.begin, release.id))
    read = [number for release in newest if (number := _read(release.number or "", release.date.year))]
    if not read:
        return None
    series, year, *_ = read[-1]
    turns = [one.turn for one in read if one.series == series and (year is None or one.year == date.year)]
    width = max(one.width for one in read if one.series == series)
    return series.format(f"{max(turns, default=0) + 1:0{width}}", year=date.year)


def _read(number: str, year: int) -> _Number | None:
    """The parts of a number, None where it is not sure which of its digits count."""
    groups = list(_DIGITS.finditer(number))
    years = [group for group in groups if group[0] == str(year)]
    said = years[0] if years and len(groups) > 1 else None
    counting = [group for group in groups if group is not said]
    if len(counting) != 1:
        return None
    (count,) = counting
    marks = {count.start(): (count, "{}")} | ({said.start(): (said, "{year}")} if said else {})
    pieces, done = [], 0
    for start, (group, mark) in sorted(marks.items()):
        pieces += [_literal(number[done:start]), mark]
        done = group.end()
    width = len(count[0]) if count[0].startswith("0") else 1
    return _Number("".join([*pieces, _literal(number[done:])]), year if said else None, int(count[0]), width)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
