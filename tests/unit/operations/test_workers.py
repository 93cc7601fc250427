"""Processes that end with the one that began them, seen from inside: each test is in a process of its own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from sphinx_newsroom.operations.recording import end_with_this_process

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")

LONG = 60


def forked(work: Callable[[], object]) -> int:
    """The number of a process that does some work, and fails where that does."""
    if child := os.fork():
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def succeeded(process: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def test_a_process_that_one_of_them_begins_has_all_that_is_open() -> None:
    def first() -> None:
        end_with_this_process()
        assert succeeded(forked(second))

    def second() -> None:
        pipes = [end for _ in range(20) for end in os.pipe()]
        assert succeeded(forked(lambda: [os.fstat(end) for end in pipes]))

    assert succeeded(forked(first))


def test_what_one_of_them_begins_ends_with_the_first_too() -> None:
    ended, held = os.pipe()

    def first() -> None:
        end_with_this_process()
        forked(second)
        time.sleep(LONG)

    def second() -> None:
        forked(third)
        time.sleep(LONG)

    def third() -> None:
        os.write(held, b"begun")
        time.sleep(LONG)

    process = forked(first)
    os.close(held)
    assert os.read(ended, 5) == b"begun"
    before = time.monotonic()
    os.kill(process, signal.SIGKILL)
    assert os.read(ended, 1) == b"", "nobody has the other end any longer"
    assert time.monotonic() - before < LONG / 2
    os.waitpid(process, 0)
    os.close(ended)
