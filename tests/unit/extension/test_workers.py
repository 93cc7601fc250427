"""Work that is shared among processes comes out as it does in one."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from sphinx.errors import SphinxParallelError
from sphinx.util.parallel import parallel_available

from sphinx_newsroom.extension.workers import in_processes

pytestmark = pytest.mark.skipif(not parallel_available, reason="nothing forks here")

PARTS = [range(start, start + 10) for start in range(0, 200, 10)]


def test_what_comes_of_a_part_is_there_before_all_are_done(tmp_path: Path) -> None:
    def waits(part: Sequence[int]) -> int:
        while part == PARTS[0] and not (tmp_path / "seen").exists():  # the last to be begun
            time.sleep(0.01)
        return part[0]

    found = in_processes(waits, PARTS, 2)
    first = next(found)
    (tmp_path / "seen").touch()
    assert first != 0
    assert sorted([first, *found]) == [part[0] for part in PARTS]


def test_who_looks_no_further_leaves_no_process() -> None:
    before = active_children()

    def forever(part: Sequence[int]) -> int:
        if part[0] < 100:
            time.sleep(20)
        return os.getpid()

    found = in_processes(forever, PARTS, 2)
    next(found)
    assert active_children() != before
    del found
    assert active_children() == before


def test_what_a_part_fails_at_is_raised_as_it_is() -> None:
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fails(part: Sequence[int]) -> None:
        if part == PARTS[3]:
            raise error

    with pytest.raises(OSError, match="No space left"):
        list(in_processes(fails, PARTS, 2))


def test_an_error_that_nobody_foresaw_is_told_with_its_place() -> None:
    def fails(part: Sequence[int]) -> float:
        return 1 / (part[0] - 50)

    with pytest.raises(SphinxParallelError) as raised:
        list(in_processes(fails, PARTS, 2))
    assert "ZeroDivisionError" in str(raised.value)
    assert "1 / (part[0] - 50)" in raised.value.traceback


def test_a_process_that_is_killed_ends_the_work() -> None:
    def killed(part: Sequence[int]) -> Any:
        if part == PARTS[7]:
            os.kill(os.getpid(), signal.SIGKILL)
        return part[0]

    with pytest.raises(SphinxParallelError, match="was killed"):
        list(in_processes(killed, PARTS, 2))
