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
from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util.parallel import parallel_available

from sphinx_newsroom.extension import workers
from sphinx_newsroom.extension.workers import in_processes

pytestmark = pytest.mark.skipif(not parallel_available, reason="nothing forks here")

PARTS = [range(start, start + 10) for start in range(0, 200, 10)]


def meet(folder: Path) -> int:
    """The number of this process, once two are at a part: none takes all of them, however slow another is to begin."""
    (folder / str(os.getpid())).touch()
    while len(os.listdir(folder)) < 2:
        time.sleep(0.01)
    return os.getpid()


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
            time.sleep(60)
        return os.getpid()

    found = in_processes(forever, PARTS, 2)
    next(found)
    assert active_children() != before
    del found
    assert active_children() == before


def test_each_part_is_done_once_and_by_more_than_one_process(tmp_path: Path) -> None:
    found = list(in_processes(lambda part: meet(tmp_path), PARTS, 2))
    assert len(found) == len(PARTS)
    assert len(set(found)) == 2
    assert os.getpid() not in found


def test_something_else_is_done_here_while_others_work(tmp_path: Path) -> None:
    begun = 0

    def waits(part: Sequence[int]) -> int:
        while not (tmp_path / "here").exists():
            time.sleep(0.01)
        return part[0]

    def here() -> None:
        nonlocal begun
        begun += 1
        (tmp_path / "here").touch()

    assert sorted(in_processes(waits, PARTS, 2, here)) == [part[0] for part in PARTS]
    assert begun == 1


def test_what_fails_here_ends_those_that_work() -> None:
    with pytest.raises(ZeroDivisionError):
        next(in_processes(lambda part: time.sleep(60), PARTS, 2, lambda: 1 // 0))


@pytest.mark.parametrize("number", [1, 3])
def test_a_process_that_holds_much_memory_has_another_take_its_place(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_own_memory", lambda: workers.MOST_OWN + 1)
    found = list(in_processes(lambda part: (os.getpid(), sum(part)), PARTS, number))
    assert sorted(made for _, made in found) == list(map(sum, PARTS))
    assert len({process for process, _ in found}) == len(PARTS)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), SphinxError("no such page")])
def test_what_a_part_fails_at_is_raised_as_it_is(error: Exception) -> None:
    def fails(part: Sequence[int]) -> None:
        if part == PARTS[3]:
            raise error

    with pytest.raises(type(error)) as raised:
        list(in_processes(fails, PARTS, 2))
    assert str(raised.value) == str(error)


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

    with pytest.raises(SphinxParallelError, match=r"was ended \(status -9\)"):
        list(in_processes(killed, PARTS, 2))


def test_whoever_has_nothing_else_to_do_takes_the_next_part(tmp_path: Path) -> None:
    begun = workers.begin(lambda part: (meet(tmp_path), sum(part)), PARTS, 1)
    found = list(begun.results())
    begun.end()
    assert sorted(made for _, made in found) == list(map(sum, PARTS))
    assert len({process for process, _ in found} - {os.getpid()}) == 1
    assert os.getpid() in {process for process, _ in found}


def test_what_others_have_begun_is_done_while_something_else_is_done_here(tmp_path: Path) -> None:
    begun = workers.begin(lambda part: (tmp_path / str(part[0])).touch(), PARTS, 2)
    while len(list(tmp_path.iterdir())) < len(PARTS):
        time.sleep(0.01)
    assert list(begun.results()) == [None] * len(PARTS)
    begun.end()


def test_much_that_comes_of_a_part_waits_for_nobody() -> None:
    """A pipe holds 64 kB."""
    begun = workers.begin(lambda part: "x" * 100_000, PARTS, 2)
    assert sum(map(len, begun.results())) == 100_000 * len(PARTS)
    begun.end()


@pytest.mark.parametrize("at", ["here", "there"])
def test_what_a_begun_part_fails_at_is_raised_as_it_is(at: str, tmp_path: Path) -> None:
    here = os.getpid()

    def fails(part: Sequence[int]) -> None:
        if (meet(tmp_path) == here) == (at == "here"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    begun = workers.begin(fails, PARTS, 1)
    with pytest.raises(OSError, match="No space left"):
        list(begun.results())
    begun.end()
    assert not active_children()


def test_a_process_that_is_killed_or_no_more_wanted_ends_what_was_begun(tmp_path: Path) -> None:
    def forever(part: Sequence[int]) -> None:
        (tmp_path / "begun").touch()
        time.sleep(60)

    begun = workers.begin(forever, PARTS[:1], 1)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    (process,) = begun.running.values()
    process.kill()
    with pytest.raises(SphinxParallelError, match=r"was ended \(status -9\)"):
        list(begun.results())
    begun.end()
    begun = workers.begin(lambda part: time.sleep(60), PARTS, 2)
    begun.end()
    assert not active_children()
