"""An archive and the command, as the operations are tested with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.diagnostics import AnyCode, Severity

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

OPENING = "releases/2011/opening.md"
FOLLOW_UP = "releases/2012/follow-up.md"


class Desk:
    """An archive and the command, a day later at each call."""

    pause = 86400

    def __init__(self, archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive, self.root, self.monkeypatch, self.now = archive, archive.root, monkeypatch, 1_767_225_600

    def run(self, *arguments: str) -> int:
        self.now += self.pause
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(self.now))
        return main([*arguments, "--root", str(self.root)])

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def load(self) -> Archive:
        return open_archive(self.root)

    def fatal(self) -> list[tuple[str, AnyCode]]:
        found = [p for p in self.load().problems if p.code.severity is Severity.FATAL]
        return [(problem.path, problem.code) for problem in found]


@pytest.fixture
def desk(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(archive, monkeypatch)


@pytest.fixture
def published(desk: Desk) -> Desk:
    assert desk.run("publish") == 0
    return desk
