"""How far long work has come: never more lines than somebody reads."""

from __future__ import annotations

import io
import time

import pytest

from sphinx_newsroom import progress
from sphinx_newsroom.progress import PROBLEMS, STEPS, Progress, ShortLog


def said(write: list[str], seconds: float = 0.1) -> tuple[list[str], str]:
    """What is shown, and what is kept, of what is written, a piece each *seconds*."""
    shown, whole = io.StringIO(), io.StringIO()
    clock = iter(range(1_000_000))
    log = ShortLog(shown, whole, lambda: next(clock) * seconds)
    for piece in write:
        log.write(piece)
    lines = [f"omitted: {omitted}"] if (omitted := log.end()) else []
    return [*shown.getvalue().splitlines(), *lines], whole.getvalue()


@pytest.mark.parametrize("seconds", [0.0, 0.1, 3.0])
def test_a_stage_over_ten_thousand_files_is_ten_lines(seconds: float) -> None:
    lines = [f"reading sources... [{number / 10_000:>4.0%}] releases/n{number}\n" for number in range(1, 10_001)]
    shown, whole = said(lines, seconds)
    assert 1 <= len(shown) <= STEPS
    assert shown[-1].startswith("reading sources... [100%] releases/")
    assert whole == "".join(lines)


def test_each_stage_has_its_lines_and_the_time_that_is_left() -> None:
    stages = [f"{stage} sources... [{part * 10:>3}%] x\n" for stage in ("reading", "writing") for part in range(1, 11)]
    shown, _ = said(stages, 30)
    assert shown[0] == "reading sources... [ 20%] x, 120 seconds left"
    assert shown[6] == "reading sources... [ 80%] x, 52 seconds left"
    assert shown[8] == "reading sources... [100%] x"
    assert shown[9] == "writing sources... [ 20%] x, 120 seconds left"


def test_of_problems_the_first_are_shown_and_the_others_counted() -> None:
    problems = [f"releases/n{number}.md:7: [ambiguous-name] 'Roe'\n" for number in range(40)]
    warnings = [f"/srv/a/n{number}.md:7: WARNING: unknown\n" for number in range(40)]
    warnings += ["WARNING: of no file\n"] * 10
    shown, whole = said([*problems, *warnings, "a word\n"])
    assert shown == [
        *(line.rstrip() for line in problems[:PROBLEMS]),
        "a word",
        "omitted: 80",
    ]
    assert whole == "".join([*problems, *warnings, "a word\n"])


def test_a_full_disk_does_not_stop_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    shown = io.StringIO()
    ShortLog(shown, Full()).write("a word\n")
    assert shown.getvalue() == "a word\n"


def test_the_longer_work_takes_the_rarer_are_the_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = 0.0
    monkeypatch.setattr(progress, "SOON", 1.0)
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    tell = Progress("files")
    for number in range(36_000):
        moment = number / 10
        tell("published", number, 36_000)
    lines = capsys.readouterr().err.splitlines()
    assert 5 < len(lines) < 25
    assert lines[3] == "165 of 36,000 files published, 60 minutes left"
