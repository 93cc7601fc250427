"""A clock that cannot be right: the ledger has lines of later days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sphinx_newsroom.ledger.events import Event

_FEW = dt.timedelta(days=1)
"""By how much the clocks of two machines may differ before one of them is called wrong."""


def clock_behind(events: Iterable[Event], now: dt.datetime) -> str:
    """What is wrong with the clock by which it is *now*, and what to do; empty where it can be right."""
    newest = max((event.recorded or event.at for event in events), default=now)
    if newest <= now + _FEW:
        return ""
    here, there = (f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}" for moment in (now, newest))
    advice = "set the clock, or what stands in its place (newsroom_now, SOURCE_DATE_EPOCH)"
    return f"by the clock it is {here}, and the ledger has a line of {there}; {advice}"
