"""Progress of long operations on standard error, and a shortened log of Sphinx's output."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

SOON = 1.0
"""Operations shorter than this many seconds show no progress."""
EVERY = 5.0
"""The minimum number of seconds between two log lines."""
STEPS = 10
"""The maximum number of log lines for one stage of a build."""
PROBLEMS = 10
"""The maximum number of problems that a log shows per stream, so that other output stays visible."""
PAGES_WRITTEN = "all pages are written"
"""The line that a build prints before it writes feeds, search and data."""
_STAGE = re.compile(r"(?P<what>.+?)\[ *(?P<percent>\d+)%\]")
"""Matches ``reading sources... [ 67%] releases/2017/opens``, which Sphinx prints for every file."""
_ESCAPE = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
"""Matches terminal escape sequences, which Sphinx also writes into logs if CI or FORCE_COLOR is set."""
_PROBLEM = re.compile(r".+?:(?:\d+:)? \[[a-z-]+\] |(?:.+?: )?(?:WARNING|ERROR|CRITICAL): ")
"""Matches ``releases/2017/opens.md:7: [ambiguous-name] …`` and ``WARNING: …``"""


class Progress:
    """Shows how many of *unit* are done: a line that is updated on a terminal, occasional lines in a log."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.what = ""
        self.terminal = sys.stderr.isatty()
        self.began = time.monotonic()
        self.next = self.began + SOON
        self.open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report how much is done; it is shown only if the operation takes long."""
        now = time.monotonic()
        if what != self.what:
            self.what, self.began = what, now
        if not done or now < self.next:
            return
        # A terminal overwrites the line; a log keeps every line, so there they become less frequent.
        self.next = now + (0.2 if self.terminal else max(EVERY, (now - self.began) / 2))
        line = f"{done:,} of {total:,} {self.unit} {what}{left(now - self.began, done / total)}"
        # Padded to overwrite a longer line.
        shown, end = (f"\r{line:<60}", "") if self.terminal else (line, "\n")
        print(shown, end=end, file=sys.stderr, flush=True)
        self.open = self.terminal

    def end(self) -> None:
        """Clear the line."""
        if self.open:
            print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
            self.open = False


def left(seconds: float, part: float) -> str:
    """Return the remaining time in words, extrapolated from the *part* that is done; empty if it is short.

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
    """A stream for Sphinx's output: all of it goes to *whole*, and a shortened version to *shown*.

    Of the lines for each file, at most ten per stage are shown, with the time left, and only the first problems are.
    Writes may be whole lines or parts of lines.
    """

    encoding = "utf-8"
    """Sphinx checks this to know which characters it can write."""

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
        """Write text."""
        # Lines that a terminal would overwrite become lines of their own.
        plain = _ESCAPE.sub("", text).replace("\r", "\n")
        with suppress(OSError):  # the disk may be full; the log is still shown
            self._whole.write(plain)
        *lines, self._line = (self._line + plain).split("\n")
        for line in lines:
            if shown := self._of(line):
                self._shown.write(f"{shown}\n")
                self._shown.flush()
        return len(text)

    def flush(self) -> None:
        """Do nothing: complete lines are written at once."""

    def _of(self, line: str) -> str:
        """Return what is shown of a line, or an empty string."""
        if "%]" in line and (stage := _STAGE.match(line)):  # a quick test before the regex, for 30,000 lines
            return self._of_stage(line, stage["what"], int(stage["percent"]))
        if _PROBLEM.match(line):
            self._problems += 1
            return line if self._problems <= PROBLEMS else ""
        return line

    def _of_stage(self, line: str, what: str, percent: int) -> str:
        now = self._clock()
        if what != self._stage:
            self._stage, self._began, self._last, self._step = what, now, now, 0
        complete = 100
        step = percent * STEPS // complete
        if step <= self._step or (percent < complete and now - self._last < EVERY):
            return ""
        self._last, self._step = now, step
        return line + left(now - self._began, percent / complete)

    def end(self) -> int:
        """Show the rest of the last line, and return how many problems were omitted."""
        if self._line and (shown := self._of(self._line)):
            self._shown.write(f"{shown}\n")
            self._shown.flush()
        self._line = ""
        return max(0, self._problems - PROBLEMS)
