"""A terminal from which one key is read at a time, without Enter, or a line."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING or find_spec("termios"):  # which Windows does not have
    import select
    import termios
    import tty

ESCAPE, END = "\x1b", "\x04"
"""What a key with a longer name (an arrow, Delete) counts as; and the end of the input."""

_SEQUENCE = 0.05
"""Seconds within which the rest of what such a key sends is there."""


@contextmanager
def by_key() -> Iterator[Callable[[], str]]:
    """Have keys of the terminal read at once and shown by nobody but the program; it is as it was afterwards.

    Gives what waits for the next key and returns it, a character; it raises KeyboardInterrupt for Ctrl-C.
    What is typed ahead is not lost.
    """
    if sys.platform == "win32":
        yield _read_windows
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)  # by default it would drop what was typed ahead
        with _signalled() as signals:
            yield lambda: _read(terminal, signals)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextmanager
def by_line() -> Iterator[None]:
    """Have lines read, as a terminal does by itself, for a while within :func:`by_key`."""
    if sys.platform == "win32":
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    lines = termios.tcgetattr(terminal)
    lines[3] |= termios.ICANON | termios.ECHO  # of the flags those for what is local to the terminal
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, lines)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def read_line(prompt: str) -> str:
    """What is typed until Enter, as :func:`input` has it; raises KeyboardInterrupt for Ctrl-C at once, EOFError."""
    print(prompt, end="", flush=True)
    if sys.platform != "win32" and sys.stdin.isatty():
        with suppress(io.UnsupportedOperation), _signalled() as signals:  # which is raised where no system file is read
            _wait(sys.stdin.fileno(), signals)
    return input()


@contextmanager
def _signalled() -> Iterator[int]:
    """What can be read from as soon as there was a signal.

    One that comes just before a read is waited in would be noticed only when a key has been pressed: Python answers
    signals between its own steps, and the system breaks off only what waits already (signal.set_wakeup_fd).
    """
    signals, told = os.pipe()
    os.set_blocking(told, False)
    former = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(former)
        os.close(told)
        os.close(signals)


def _wait(terminal: int, signals: int) -> None:
    """Wait until there is something to read."""
    while terminal not in (ready := select.select([terminal, signals], [], [])[0]):
        os.read(ready[0], 1)  # Python answers the signal before its next step


def _read(terminal: int, signals: int) -> str:
    _wait(terminal, signals)
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

    read: Callable[[], str] = getattr(msvcrt, "getwch")  # noqa: B009 - which type checkers know on Windows alone
    key = read()
    if key == "\x03":
        raise KeyboardInterrupt
    if key in "\x00\xe0":
        read()
        return ESCAPE
    return END if key == "\x1a" else key
