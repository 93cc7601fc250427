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
