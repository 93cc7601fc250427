"""What the guides tell a reader to type works, and says what they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.guides.reader import Reader
from tests.guides.starts import BEGIN, MOMENT, STARTS, Start, newsroom
from tests.guides.steps import Run, steps_of, unrun

LEFT = {
    "docs/guides/publish-the-site.md": "it is being rewritten",
    "docs/guides/suggest-names.md": "it is being rewritten",
}
"""Guides that are not followed yet, and why."""


def guides() -> list[str]:
    """The guides that show a command."""
    found = [ROOT / "README.md", *(ROOT / "docs/tutorial").glob("*.md"), *(ROOT / "docs/guides").glob("*.md")]
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
    reader = Reader(STARTS.get(guide, Start()).make(begun, tmp_path), MOMENT)
    for step in steps_of(text_of(guide)):
        reader.take(step)


def test_every_guide_that_shows_commands_is_followed_or_says_why_not() -> None:
    silent = [
        guide
        for guide in guides()
        if guide not in LEFT
        if not any(isinstance(step, Run) for step in steps_of(text_of(guide))) and not any(unrun(text_of(guide)))
    ]
    assert not silent
    assert {*STARTS, *LEFT} <= set(guides())
