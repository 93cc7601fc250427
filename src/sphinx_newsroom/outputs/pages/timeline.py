"""Offices over time as a drawing: a bar for each, above an axis of years; the table beside it says the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_newsroom.model.days import PartialDate
from sphinx_newsroom.model.records import Membership

MOST = 24
"""How many bars are drawn at most: of more the table tells more than a drawing of several screens."""

_TICKS = 6
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Bar:
    """An office: *x* and *width* are per cent of the drawing; the ends are open where no date is known."""

    label: str
    note: str
    x: float
    width: float
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year of the axis, in per cent of the drawing."""

    year: int
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in the order given, from the beginning of the year *first* to the end of *last*."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    first: int
    last: int


def timeline(offices: Iterable[tuple[str, str, Membership]], year: int, fewest: int) -> Timeline | None:
    """Draw offices, each with a label and a note, that have a date; None for less than *fewest* and more than ``MOST``.

    An office without an end goes on to the end of *year* at least.

    >>> offices = [Membership("A", "x", "2001", "2004"), Membership("B", "x", "2006")]
    >>> drawn = timeline([(held.role, "", held) for held in offices], 2010, 2)
    >>> (drawn.first, drawn.last), [(bar.x, bar.width, bar.open_end) for bar in drawn.bars]
    ((2001, 2010), [(5.0, 30.0, False), (55.0, 45.0, True)])
    """
    dated = [office for office in offices if office[2].start_date or office[2].end_date]
    if not fewest <= len(dated) <= MOST:
        return None
    known = [_place(date) for _, _, held in dated for date in (held.start_date, held.end_date) if date]
    first, end = math.floor(min(known)), math.ceil(max(known))
    if any(not held.end_date for _, _, held in dated):
        end = max(end, year + 1)
    end = max(end, first + 1)

    def share(place: float) -> float:
        return round(100 * (place - first) / (end - first), 1)

    bars = []
    for label, note, held in dated:
        x = share(_place(held.start_date)) if held.start_date else 0.0
        to = share(_place(held.end_date)) if held.end_date else 100.0
        bars.append(Bar(label, note, x, max(round(to - x, 1), 1.0), not held.start_date, not held.end_date))
    step = next((step for step in _STEPS if (end - first) / step <= _TICKS), _STEPS[-1])
    ticks = (Tick(tick, share(tick)) for tick in range(-(-first // step) * step, end + 1, step))
    return Timeline(tuple(bars), tuple(ticks), first, end - 1)


def _place(date: PartialDate) -> float:
    """A date as years: the middle of what is known, so that who follows in a year begins where the other ends.

    >>> _place("2010"), _place("2010-07"), _place("2010-07-01")
    (2010.5, 2010.5417, 2010.5)
    """
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return year + 0.5
    day = (rest[1] - 1) / 31 if len(rest) > 1 else 0.5
    return round(year + (rest[0] - 1 + day) / 12, 4)
