"""``--dry-run``: what it says is what the command then does, and it does nothing itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import NOW, ArchiveOnDisk

from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.cli import main
from sphinx_newsroom.files import write as write_file

DRAFT = "---\ntitle: D\ndate: 2012-01-01\ndraft: true\n---\n\nText.\n"
NEW = "---\ntitle: N\ndate: 2012-01-01\n---\n\nText.\n"

Change = Callable[[Path], None]


def state(root: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def sources(found: dict[str, tuple[bytes, int]]) -> dict[str, bytes]:
    """The archive's own files, without what commands leave to one another."""
    return {path: data for path, (data, _) in found.items() if ".newsroom-work" not in path and "_build" not in path}


def write(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return change


def edit(root: Path) -> None:
    path = root / "releases/2011/opening.md"
    path.write_text(path.read_text(encoding="utf-8").replace("zebra", "horse"), encoding="utf-8")


def nothing(root: Path) -> None:
    pass


@pytest.fixture
def recorded(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    assert main(["publish", "--root", str(archive.root)]) == 0
    capsys.readouterr()
    return archive.root


CALLS = [
    (nothing, ["publish"]),
    (write("releases/2012/n.md", NEW), ["publish"]),
    (write("releases/2012/n.md", NEW), ["publish", "2012/n"]),
    (write("releases/2012/n.md", DRAFT), ["publish"]),
    (write("releases/2012/n.md", DRAFT), ["publish", "2012/n"]),
    (nothing, ["publish", "2012/none"]),
    (nothing, ["publish", "--sign", "none.pem"]),
    (edit, ["publish"]),
    (nothing, ["correct", "2011/opening", "--note", "No zebra."]),
    (nothing, ["correct", "2011/opening", "--note", " "]),
    (nothing, ["withdraw", "2011/opening", "--reason", "Wrong."]),
    (nothing, ["withdraw", "2011/opening", "--reason", "Wrong.", "--replaced-by", "2012/follow-up"]),
    (nothing, ["move", "2011/opening", "2011/opens"]),
    (nothing, ["move", "2011/opening", "2012/follow-up"]),
]


@pytest.mark.parametrize(("change", "call"), CALLS)
def test_it_says_what_would_be_and_the_same_call_does_that(
    recorded: Path, capsys: pytest.CaptureFixture[str], change: Change, call: list[str]
) -> None:
    change(recorded)
    before = state(recorded)
    status = main([*call, "--dry-run", "--json", "--root", str(recorded)])
    said = json.loads(capsys.readouterr().out)
    assert state(recorded) == before, "nothing is written, not even again"
    assert main([*call, "--json", "--root", str(recorded)]) == status
    done = json.loads(capsys.readouterr().out)
    assert (said["recorded"], said.get("lines"), said.get("error")) == (
        done["recorded"],
        done.get("lines"),
        done.get("error"),
    )
    old, new = sources(before), sources(state(recorded))
    changed = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    assert set(said["files"]) == changed


def test_the_first_publication_says_that_it_begins_the_ledger(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    before = state(archive.root)
    assert main(["publish", "--dry-run", "--root", str(archive.root)]) == 0
    out, err = capsys.readouterr()
    assert "would be published: 2011/opening" in out
    assert "would write releases/ledger.jsonl, new" in out
    assert '  +{"at":"2026-01-01T00:00:00Z"' in out, "the very lines"
    assert "nothing was written: this was a dry run" in err
    assert state(archive.root) == before


def test_a_correction_shows_what_changes_in_the_file(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["correct", "2011/opening", "--note", "No zebra.", "--dry-run", "--root", str(recorded)]) == 0
    out = capsys.readouterr().out
    assert "would write releases/2011/opening.r1.md, new," in out
    assert "would change releases/2011/opening.md:\n  +corrections:\n  +  - {date: 2026-01-01, note: No zebra.}" in out
    assert main(["move", "2011/opening", "2011/opens", "--dry-run", "--root", str(recorded)]) == 0
    assert "would delete releases/2011/opening.md" in capsys.readouterr().out


def test_an_operation_that_was_stopped_comes_first(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = list[str]()

    def full(path: Path, data: bytes, *, durable: bool) -> bool:
        if written:
            raise OSError(28, "No space left on device")
        written.append(str(path))
        return write_file(path, data, durable=durable)

    with monkeypatch.context() as patch:
        patch.setattr(journals, "write", full)
        assert main(["withdraw", "2011/opening", "--reason", "R.", "--root", str(recorded)]) == 1
    before = state(recorded)
    assert main(["publish", "--dry-run", "--root", str(recorded)]) == 1
    assert "was stopped before its end; run it again as it was, then this" in capsys.readouterr().err
    assert state(recorded) == before
