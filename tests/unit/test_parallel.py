"""How many processes a build has, and what they share."""

from __future__ import annotations

import doctest
import os

import pytest

from sphinx_newsroom import parallel
from sphinx_newsroom.cli.site import DEFAULT_JOBS, build, cores


def test_the_examples_hold() -> None:
    assert doctest.testmod(parallel).failed == 0


@pytest.mark.parametrize(("given", "untold", "auto"), [(1, 1, 1), (2, 2, 2), (3, 3, 3), (16, 3, 4)])
def test_a_build_has_as_many_processes_as_cores_that_it_may_use(
    monkeypatch: pytest.MonkeyPatch, given: int, untold: int, auto: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(given)), raising=False)
    assert min(cores(), DEFAULT_JOBS) == untold
    assert build.make_context("build", ["--jobs", "auto", "--root", "."]).params["jobs"] == auto


def test_heavy_and_light_things_are_parts_of_about_as_much_work() -> None:
    found = parallel.parts(range(10_000))
    assert [one for part in found for one in part] == list(range(10_000))
    assert {len(part) for part in found} == {625}
    assert {len(part) for part in parallel.parts(range(150_000))} == {1_500}, "a large archive has more parts"
    assert parallel.parts(range(800)) == [range(800)]
    assert len(parallel.parts(range(900))) == 8
