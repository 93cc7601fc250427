"""When the next release is due, and waiting for it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sphinx_newsroom.archive.approvals import standing
from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import release_id

NONE_WAITS = "no release waits for its moment"
_FAR = 10
"""From how many years on a moment to come is more likely a slip than meant."""


class Due(NamedTuple):
    """The moment at which files that are kept back may be published."""

    moment: dt.datetime
    paths: tuple[str, ...]


def next_due(archive: Archive) -> Due | None:
    """When the next release is published that waits for its moment, None where none does."""
    waiting = [found for found in archive.withheld.values() if found.until is not None and goes_out(archive, found)]
    moments = [found.until for found in waiting if found.until is not None]
    if not moments:
        return None
    moment = min(moments)
    return Due(moment, tuple(sorted(found.path for found in waiting if found.until == moment)))


def goes_out(archive: Archive, found: Withheld) -> bool:
    """Whether a release is published at its moment: if the ledger decides, only one that is signed off."""
    return not archive.is_unpublished(found.page) or bool(standing(archive, found.path, "signed-off"))


def waiting(archive: Archive) -> Iterator[Problem]:
    """What is kept back and until when, as notices, and what is signed off and due."""
    for found in archive.withheld.values():
        when = f"{found.until.isoformat(sep=' ', timespec='minutes')}" if found.until else ""
        if found.until and (years := found.until.year - archive.settings.now.year) >= _FAR:
            when += f", which is {years} years ahead: correct the date if that is a slip"
        if when and not archive.is_unpublished(found.page):
            message = f"kept back until {when}"
            advice = "it is published by the first build after that, such as `newsroom build --wait-next`"
        elif when and not goes_out(archive, found):
            message = f"kept back until {when}, and not signed off"
            advice = f"to have it published then, run: newsroom publish {release_id(found.page)}"
        elif when or (found.reason == "unpublished" and goes_out(archive, found)):
            message = f"signed off for {when}" if when else "signed off, and due"
            advice = f"`newsroom publish --due` publishes it{' from then on' if when else ''}"
        else:
            continue
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
