"""When the next release is due, and waiting for it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.diagnostics import Code, Problem


class Due(NamedTuple):
    """The moment at which files that are kept back may be published."""

    moment: dt.datetime
    paths: tuple[str, ...]


def next_due(archive: Archive) -> Due | None:
    """The end of the next embargo, None where nothing is under one."""
    waiting = [found for found in archive.withheld.values() if found.until is not None]
    moments = [found.until for found in waiting if found.until is not None]
    if not moments:
        return None
    moment = min(moments)
    return Due(moment, tuple(sorted(found.path for found in waiting if found.until == moment)))


def waiting(archive: Archive) -> Iterator[Problem]:
    """What is kept back and until when, as notices."""
    for found in archive.withheld.values():
        if found.until is not None:
            message = f"kept back until {found.until.isoformat(sep=' ', timespec='minutes')}"
            if (years := found.until.year - archive.settings.now.year) > 9:  # noqa: PLR2004 - a slip
                message += f", which is {years} years ahead: correct the date if that is a slip"
            advice = "it is published by the first build after that, such as `newsroom build --wait-next`"
            yield Problem(found.path, 1, Code.KEPT_BACK, message, advice)


def in_words(due: Due) -> str:
    """``2026-02-01T10:00:00+01:00 (releases/2026/x.md)``."""
    return f"{due.moment.isoformat()} ({', '.join(due.paths)})"


def wait_until(
    moment: dt.datetime,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Sleep until the clock has reached *moment*; in short naps, since clocks are set and machines sleep."""
    while (left := (moment - clock()).total_seconds()) > 0:
        sleep(min(left, 30))
