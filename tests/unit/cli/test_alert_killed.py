"""A run that is killed sends nothing twice and loses nothing: the benchmark, small; and the file that makes it so."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

from sphinx_newsroom.operations.alerts import AlertState, AlertTarget, Journal, loaded

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


def test_each_mail_goes_once_however_often_it_is_killed() -> None:
    words = ("--kills", "2", "--alerts", "2", "--queries", "0")
    done = subprocess.run(
        [sys.executable, ROOT / "bench/alerts/run.py", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lost, 0 twice" in done.stdout


def written(path: Path) -> tuple[bytes, AlertState]:
    """A state with two mails, of which one has gone and one is on its way."""
    state = AlertState(
        {"new a", "new b"}, {"x mail 1": AlertTarget(["new a", "new b"]), "x mail 2": AlertTarget(["new a"])}
    )
    journal = Journal(path, state)
    journal.note("begun", "x mail 1", "one", NOW, events=["new a", "new b"])
    journal.note("sent", "x mail 1", "one", NOW)
    journal.note("begun", "x mail 2", "two", NOW, events=["new a"], why="a word with ä…")
    return path.read_bytes(), state


def test_the_state_is_what_its_lines_say(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    _, state = written(path)
    found = loaded(path)
    assert found == state
    assert found.targets["x mail 1"] == AlertTarget(told=["a", "b"], last=NOW.isoformat())
    assert found.targets["x mail 2"] == AlertTarget(open={"two": ["new a"]})


@settings(max_examples=40)
@given(st.data())
def test_a_file_that_is_cut_anywhere_in_a_line_is_the_one_before_it(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("state") / "state.jsonl"
    whole, _ = written(path)
    lines = whole.splitlines(keepends=True)
    number = data.draw(st.integers(1, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[number]) - 1))
    path.write_bytes(b"".join(lines[:number]) + lines[number][:cut])
    torn = loaded(path)
    path.write_bytes(b"".join(lines[:number]))
    assert torn == loaded(path)
    # Nothing is in doubt that was not begun, and nothing is forgotten: each event waits, is told or is open.
    for target in torn.targets.values():
        known = {*target.pending, *(f"new {id_}" for id_ in target.told), *chain.from_iterable(target.open.values())}
        assert known in ({"new a", "new b"}, {"new a"})
