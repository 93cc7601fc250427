"""An archive and the command, as the operations are tested with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.diagnostics import AnyCode, Severity

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

OPENING = "releases/2011/opening.md"
FOLLOW_UP = "releases/2012/follow-up.md"
LEDGER, HEAD = "releases/ledger.jsonl", "releases/ledger.head"


class Desk:
    """An archive and the command, a day later at each call."""

    pause = 86400

    def __init__(
        self, archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.archive, self.root, self.monkeypatch, self.now = archive, archive.root, monkeypatch, 1_767_225_600
        self.captured = capsys.readouterr

    def out(self) -> str:
        """Return what was printed since the last call."""
        return self.captured().out

    def err(self) -> str:
        """Return what was written to standard error since the last call."""
        return self.captured().err

    def run(self, *arguments: str) -> int:
        self.now += self.pause
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(self.now))
        return main([*arguments, "--root", str(self.root)])

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def change(self, old: str = "zebra", new: str = "horse") -> None:
        self.edit(OPENING, old, new)

    def sources(self) -> dict[str, bytes]:
        files = [path for path in self.root.rglob("*") if path.is_file() and "_build" not in path.parts]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}

    def serve(self) -> None:
        """Have the site that readers see hold the record as it is now."""
        site = self.root / "_build/html/releases"
        site.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.root / LEDGER, site)

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def load(self) -> LoadedArchive:
        return open_archive(self.root)

    def fatal(self) -> list[tuple[str, AnyCode]]:
        found = [p for p in self.load().problems if p.code.severity is Severity.FATAL]
        return [(problem.path, problem.code) for problem in found]


_KEPT: dict[str, tuple[Path, int]] = {}


def once(desk: Desk, work: Callable[[Desk], object]) -> Desk:
    """Do something to a small archive once, and copy what came of it for every other test."""
    kept = desk.root.parent.parent / f"kept-{work.__name__}"
    if work.__name__ not in _KEPT:
        work(desk)
        shutil.copytree(desk.root, kept)
        _KEPT[work.__name__] = kept, desk.now
    else:
        shutil.copytree(kept, desk.root, dirs_exist_ok=True)
        desk.now = _KEPT[work.__name__][1]
        desk.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(desk.now))
    return desk


@pytest.fixture
def desk(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(archive, monkeypatch, capsys)


def publish(desk: Desk) -> None:
    assert desk.run("publish") == 0


@pytest.fixture
def published(desk: Desk) -> Desk:
    return once(desk, publish)


def have_a_past(desk: Desk) -> None:
    """Have everything happen once."""
    desk.archive.put(
        {
            "releases/2013/there.md": "---\ntitle: There\ndate: 2013-01-01\n---\nText of there.\n",
            "releases/2014/gone.md": "---\ntitle: Gone\ndate: 2014-01-01\n---\nText of gone.\n",
        }
    )
    assert desk.run("publish") == 0
    assert desk.run("correct", "2012/follow-up", "--note", "It was one up.") == 0
    desk.edit(FOLLOW_UP, "up.", "one up.")
    assert desk.run("publish", "2012/follow-up") == 0
    assert desk.run("move", "2013/there", "2013/moved") == 0
    assert desk.run("withdraw", "2014/gone", "--reason", "It never was.") == 0
    assert desk.load().problems == ()


def with_a_past(desk: Desk) -> Desk:
    return once(desk, have_a_past)
