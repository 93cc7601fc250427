"""The progress of long work on standard error, and Sphinx's output in a short log."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

SOON = 1.0
"""Seconds within which what is done needs no word."""
EVERY = 5.0
"""Seconds between two lines of a log, at least."""
STEPS = 10
"""In so many lines a log tells of one stage of a build, at most."""
PROBLEMS = 10
"""How many problems a log shows of each stream, so that what else it says stays in sight."""
PAGES_WRITTEN = "all pages are written"
"""What a build that is watched says before it writes feeds, search and data."""
_STAGE = re.compile(r"(?P<what>.+?)\[ *(?P<percent>\d+)%\]")
"""``reading sources... [ 67%] releases/2017/opens``, with a line for each of ten thousand files."""
_ESCAPE = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
"""What colours a terminal or wipes a line of it; where CI or FORCE_COLOR is set, Sphinx writes it into logs as well."""
_PROBLEM = re.compile(r".+?:(?:\d+:)? \[[a-z-]+\] |(?:.+?: )?(?:WARNING|ERROR|CRITICAL): ")
"""``releases/2017/opens.md:7: [ambiguous-name] …``, ``WARNING: …``"""


class Progress:
    """Says how many of *things* are done: on a terminal on one line, else now and then."""

    def __init__(self, things: str) -> None:
        self.things = things
        self.what = ""
        self.terminal = sys.stderr.isatty()
        self.began = time.monotonic()
        self.next = self.began + SOON
        self.open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Note how much is done; shown only where that takes long."""
        now = time.monotonic()
        if what != self.what:
            self.what, self.began = what, now
        if not done or now < self.next:
            return
        # A terminal writes over the line; a log keeps every one, so they come ever more rarely.
        self.next = now + (0.2 if self.terminal else max(EVERY, (now - self.began) / 2))
        line = f"{done:,} of {total:,} {self.things} {what}{left(now - self.began, done / total)}"
        # Blanks behind it, to wipe out the end of a longer line.
        shown, end = (f"\r{line:<60}", "") if self.terminal else (line, "\n")
        print(shown, end=end, file=sys.stderr, flush=True)
        self.open = self.terminal

    def end(self) -> None:
        """Leave the line free."""
        if self.open:
            print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
            self.open = False


def left(seconds: float, part: float) -> str:
    """How long it will take yet, in words, as long as the rest takes as the *part* did; nothing where that is short.

    >>> left(30, 0.25)
    ', 90 seconds left'
    >>> left(300, 0.25)
    ', 15 minutes left'
    >>> left(30, 1)
    ''
    """
    rest = seconds * (1 - part) / part if part else 0.0
    if rest < EVERY:
        return ""
    minutes = 60
    return f", {rest:.0f} seconds left" if rest <= 2 * minutes else f", {rest / minutes:.0f} minutes left"


class ShortLog:
    """A stream for what Sphinx says: all of it goes to *whole*, and to *shown* what a log has room for.

    Of the lines that each file has in a stage of the build it shows ten at most, with the time left, and of problems
    the first ones.  It is written to by line or by part of a line.
    """

    encoding = "utf-8"
    """By which Sphinx knows what it may write."""

    def __init__(self, shown: TextIO, whole: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._shown = shown
        self._whole = whole
        self._clock = clock
        self._line = ""
        self._stage = ""
        self._began = self._last = 0.0
        self._step = 0
        self._problems = 0

    def write(self, text: str) -> int:
        """Take what is said."""
        # Text that a terminal overwrites goes on lines of its own.
        plain = _ESCAPE.sub("", text).replace("\r", "\n")
        with suppress(OSError):  # on a full disk what is shown is all that there is
            self._whole.write(plain)
        *lines, self._line = (self._line + plain).split("\n")
        for line in lines:
            if shown := self._of(line):
                self._shown.write(f"{shown}\n")
                self._shown.flush()
        return len(text)

    def flush(self) -> None:
        """Nothing: whole lines are shown at once."""

    def _of(self, line: str) -> str:
        """What is shown of a line."""
        if "%]" in line and (stage := _STAGE.match(line)):  # to look is quicker, in 30,000 lines
            return self._of_stage(line, stage["what"], int(stage["percent"]))
        if _PROBLEM.match(line):
            self._problems += 1
            return line if self._problems <= PROBLEMS else ""
        return line

    def _of_stage(self, line: str, what: str, percent: int) -> str:
        now = self._clock()
        if what != self._stage:
            self._stage, self._began, self._last, self._step = what, now, now, 0
        whole = 100
        step = percent * STEPS // whole
        if step <= self._step or (percent < whole and now - self._last < EVERY):
            return ""
        self._last, self._step = now, step
        return line + left(now - self._began, percent / whole)

    def end(self, place: str) -> None:
        """Say how many problems were left out, and that *place* has all."""
        if self._line and (shown := self._of(self._line)):
            self._shown.write(f"{shown}\n")
        self._line = ""
        if (number := self._problems - PROBLEMS) > 0:
            self._shown.write(f"{number:,} more problems like those above are in {place}\n")
        self._shown.flush()
