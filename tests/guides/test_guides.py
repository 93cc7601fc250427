"""What the guides tell a reader to type works, and says what they show."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.guides import reader, steps
from tests.guides.reader import Reader
from tests.guides.starts import BEGIN, MOMENT, STARTS, Start, newsroom
from tests.guides.steps import Run, Say, steps_of, unrun

LEFT = {"docs/guides/suggest-names.md": "tests/unit/cli/test_suggest_guide.py follows it, word for word"}
"""Guides that are followed elsewhere."""


def guides() -> list[str]:
    """The guides that show a command."""
    found = [ROOT / "README.md", ROOT / "docs/index.md", *(ROOT / "docs/guides").glob("*.md")]
    paths = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [path for path in paths if "```console" in text_of(path)]


def text_of(guide: str) -> str:
    return (ROOT / guide).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive as ``newsroom init`` makes it."""
    folder = tmp_path_factory.mktemp("begun")
    newsroom(folder, *BEGIN)
    return folder / "our-newsroom"


@pytest.mark.parametrize("guide", [guide for guide in guides() if guide not in LEFT])
def test_a_reader_who_follows_the_guide_to_the_letter_comes_to_its_end(guide: str, begun: Path, tmp_path: Path) -> None:
    press_officer = Reader(STARTS.get(guide, Start()).make(begun, tmp_path), MOMENT)
    for step in steps_of(text_of(guide)):
        press_officer.take(step)


def test_what_a_guide_shows_and_no_command_says_is_found(begun: Path, tmp_path: Path) -> None:
    press_officer = Reader(Start().make(begun, tmp_path), MOMENT)
    press_officer.take(Run("newsroom check", 0, ("9 files checked: 1 notice",)))
    for wrong in (
        Run("newsroom check", 0, ("4 files checked: 1 error",)),
        Run("newsroom check", 1, ()),
        Say("all is well"),
    ):
        with pytest.raises(AssertionError):
            press_officer.take(wrong)
    with pytest.raises(AssertionError, match="more than a test may run"):
        press_officer.take(Run("newsroom check | tee log", 0, ()))
    with pytest.raises(ValueError, match="stands before no block"):
        list(steps_of("<!-- exits: 1 -->\n\nWords.\n"))


def test_the_examples_hold() -> None:
    assert [doctest.testmod(module).failed for module in (steps, reader)] == [0, 0]


def test_every_guide_that_shows_commands_is_followed_or_says_why_not() -> None:
    silent = [
        guide
        for guide in guides()
        if guide not in LEFT
        if not any(isinstance(step, Run) for step in steps_of(text_of(guide))) and not any(unrun(text_of(guide)))
    ]
    assert not silent
    assert {*STARTS, *LEFT} <= set(guides())
