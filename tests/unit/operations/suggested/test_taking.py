"""Decisions of two at once: the second waits for the first, and reads what that one wrote."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.config import settings_of
from sphinx_newsroom.operations.suggestions import Decisions, look, take
from sphinx_newsroom.text.suggest import REJECTED


def test_nobody_decides_between_the_reading_and_the_writing_of_another(archive: ArchiveOnDisk) -> None:
    settings = settings_of(archive.root)
    look(archive.root, settings, 0, lambda *_: None)
    command = [sys.executable, "-m", "sphinx_newsroom", "--root", str(archive.root), "suggest", "--reject", "Board B"]
    told: list[str] = []

    def act(decisions: Decisions) -> None:
        decisions.reject("Board A")
        told.append(subprocess.run(command, capture_output=True, text=True, check=False).stderr)

    take(archive.root, settings, None, act, lambda: pytest.fail("the list was kept"))
    assert told == ["newsroom: another command is writing in this archive; wait for it to end\n"]
    subprocess.run(command, capture_output=True, check=True)
    assert (archive.root / REJECTED).read_text(encoding="utf-8").splitlines()[1:] == ["Board A", "Board B"]
