"""One key from a terminal, without Enter."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.platform != "win32":
    import select
    import termios
    import tty

ESCAPE, END = "\x1b", "\x04"
"""What a key with a longer name (an arrow, Delete) counts as; and the end of the input."""

_SEQUENCE = 0.05
"""Seconds within which the rest of what such a key sends is there."""


def read_key() -> str:
    """The next key that is pressed, a character; raises KeyboardInterrupt for Ctrl-C.

    What was typed ahead is not lost, and the terminal is as it was when this returns.
    """
    if sys.platform == "win32":
        return _read_windows()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)  # by default it would drop what was typed ahead
        return _read(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read(terminal: int) -> str:
    data = os.read(terminal, 1)
    if data == ESCAPE.encode():
        while select.select([terminal], [], [], _SEQUENCE)[0] and (rest := os.read(terminal, 1)):
            if rest.isalpha() or rest == b"~":
                break
        return ESCAPE
    # A letter of another alphabet has more bytes; the first says how many.
    more = sum(data >= mark for mark in (b"\xc0", b"\xe0", b"\xf0"))
    while more and (rest := os.read(terminal, 1)):
        data, more = data + rest, more - 1
    return data.decode("utf-8", "replace") if data else END


def _read_windows() -> str:
    import msvcrt

    key: str = getattr(msvcrt, "getwch")()  # noqa: B009 - there on Windows alone
    if key == "\x03":
        raise KeyboardInterrupt
    if key in "\x00\xe0":
        getattr(msvcrt, "getwch")()  # noqa: B009
        return ESCAPE
    return END if key == "\x1a" else key
