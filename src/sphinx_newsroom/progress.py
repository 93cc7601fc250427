"""How far long work has come, on standard error."""

from __future__ import annotations

import sys
import time


class Progress:
    """Says how many of *things* are done: on a terminal on one line, else now and then."""

    def __init__(self, things: str) -> None:
        self.things = things
        self.terminal = sys.stderr.isatty()
        # What is done within a second needs no word.
        self.next = time.monotonic() + 1
        self.open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Note how much is done; shown only once a second has gone by."""
        if not done or time.monotonic() < self.next:
            return
        # A terminal writes over the line; a log keeps every one.
        self.next = time.monotonic() + (0.2 if self.terminal else 5)
        line = f"{done:,} of {total:,} {self.things} {what}"
        # Blanks behind it, to wipe out the end of a longer line.
        shown, end = (f"\r{line:<60}", "") if self.terminal else (line, "\n")
        print(shown, end=end, file=sys.stderr, flush=True)
        self.open = self.terminal

    def end(self) -> None:
        """Leave the line free."""
        if self.open:
            print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
            self.open = False
