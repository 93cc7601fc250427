"""An operation that is stopped, or meets another: it is done as a whole or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.helpers.folders import git
from tests.unit.operations.conftest import FOLLOW_UP, HEAD, LEDGER, OPENING, Desk, with_a_past

from sphinx_newsroom import files
from sphinx_newsroom.archive import journal
from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.operations import recording as publication

if TYPE_CHECKING:
    pass


import json
from collections.abc import Callable

from tests.conftest import NOW, ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.files import write as write_file

LEFT = "releases/2011/.newsroom-1-2.tmp"
"""What a process leaves that is killed while it writes a file."""


class Killed(BaseException):
    """What a killed process is to the code that it runs."""


@contextmanager
def killed_at(steps: int, root: Path) -> Iterator[None]:
    """Kill what runs at one of the steps that change files, in the way that leaves a temporary file."""
    done = 0

    def step(*_: object) -> None:
        nonlocal done
        if done == steps:
            raise Killed
        done += 1

    real_write, real_unlink, real_replace = files.write, Path.unlink, Path.replace
    real_write_parts = files.write_parts

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        step()
        real_unlink(path, missing_ok=missing_ok)

    def replace(path: Path, target: Path) -> Path:
        if path.name.startswith("operation."):
            step()
        return real_replace(path, target)

    def write(path: Path, data: bytes | str, *, durable: bool) -> bool:
        step()
        return real_write(path, data, durable=durable)

    def write_parts(path: Path, parts: Iterable[bytes], *, durable: bool) -> bool:
        step()
        return real_write_parts(path, parts, durable=durable)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journals, "write", write)
        patch.setattr(journals, "write_parts", write_parts)
        patch.setattr(Path, "unlink", unlink)
        patch.setattr(Path, "replace", replace)
        try:
            yield
        except Killed:
            (root / LEFT).parent.mkdir(exist_ok=True)
            (root / LEFT).write_text("torn", encoding="utf-8")


@pytest.mark.parametrize("steps", range(9))
@pytest.mark.parametrize("operation", ["correct", "begun", "move", "headline", "erase", "publish"])
def test_stopped_anywhere_the_same_call_completes_it(
    desk: Desk,
    operation: str,
    steps: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "LARGE", (8 << 20, 8)[steps % 2])  # in the note, or beside it
    with_a_past(desk)
    new = tmp_path / "new.md"
    new.write_text(desk.read(OPENING).replace("zebra", "horse"), encoding="utf-8")
    calls = {
        "correct": ("correct", "2011/opening", "--note", "A horse.", "--text", str(new)),
        "begun": ("correct", "2011/opening", "--note", "A horse."),
        "move": ("move", "2012/follow-up", "2012/next"),
        "headline": ("withdraw", "2011/opening", "--reason", "Wrong.", "--headline", "Neutral"),
        "erase": ("erase", "2011/opening", "--reason", "By a court's order."),
        "publish": ("publish",),
    }
    if operation == "publish":
        desk.archive.put({"releases/2015/new.md": "---\ntitle: New\ndate: 2015-01-01\n---\nText.\n"})
    with killed_at(steps, desk.root):
        desk.run(*calls[operation])
    desk.out()
    if operation == "correct":
        desk.run("check")
        assert "run: newsroom publish" not in desk.out()
    if (desk.root / LEFT).exists():
        assert desk.run(*calls[operation]) == 0, desk.err()
    assert not list(desk.root.rglob(".newsroom-*.tmp"))
    if operation == "begun":
        assert desk.read("releases/2011/opening.r1.md").count("A horse.") == 0
        assert desk.read(OPENING).count("A horse.") == 1
        desk.edit(OPENING, "zebra", "horse")
        assert desk.run("publish") == 0
    archive = desk.load()
    assert [str(problem) for problem in archive.problems] == []
    if operation == "erase":  # neither in the sources nor in what commands leave to one another
        assert not [path for path in desk.root.rglob("*") if path.is_file() and b"zebra" in path.read_bytes()]
    assert archive.ledger is not None
    records = archive.ledger.records
    assert {
        "move": "2012/next" in records,
        "headline": bool(records[ReleaseId("2011/opening")].withdrawn),
        "erase": records[ReleaseId("2011/opening")].current.erased,
        "publish": "2015/new" in records,
    }.get(operation, len(records[ReleaseId("2011/opening")].revisions) == 2)


def test_two_at_a_time_are_refused(published: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "PATIENCE", 0.1)
    with publication.desk(published.root, settings_of(published.root)):
        assert published.run("publish") == 1
    assert "another command" in published.err()


# Ledgers of two branches of git, as it merges them, and what joins them.


def test_two_branches_that_corrected_the_same_release(desk: Desk) -> None:
    """The way that docs/guides/merge-two-ledgers.md shows."""
    union = "".join(f"releases/ledger.{end} merge=union\n" for end in ("jsonl", "head"))
    desk.archive.put({".gitattributes": union})
    assert desk.run("publish") == 0
    git(desk.root, "init", "-q", "-b", "main")
    for branch, animal in (("one", "horse"), ("two", "mule")):
        git(desk.root, "add", "-A")
        git(desk.root, "commit", "-q", "--allow-empty", "-m", "All")
        git(desk.root, "checkout", "-q", "main")
        git(desk.root, "checkout", "-qb", branch)
        desk.edit(OPENING, "zebra", animal)
        assert desk.run("correct", "2011/opening", "--note", f"A {animal}.") == 0
    desk.archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\nText.\n"})
    assert desk.run("publish") == 0
    desk.edit(FOLLOW_UP, "followed up", "went on")
    assert desk.run("correct", "2012/follow-up", "--note", "It went on.") == 0
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "All")
    git(desk.root, "checkout", "-q", "one")
    with pytest.raises(subprocess.CalledProcessError):
        git(desk.root, "merge", "-q", "-m", "Both", "two")
    assert desk.run("check") == 1
    assert "Keep the record, and verify it" in desk.out()
    git(desk.root, "checkout", "HEAD", "--", LEDGER, HEAD, OPENING, "releases/2011/opening.r1.md")
    assert desk.run("publish") == 0
    assert desk.out() == "corrected: 2012/follow-up, revision 2\npublished: 2013/new\n"
    assert desk.load().problems == ()
    assert "horse" in desk.read(OPENING)


# ``--dry-run``: what it says is what the command then does, and it does nothing itself.

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
    (write("releases/2012/n.md", NEW), ["publish"]),
    (write("releases/2012/n.md", DRAFT), ["publish"]),
    (nothing, ["publish", "--sign", "none.pem"]),
    (edit, ["publish"]),
    (nothing, ["correct", "2011/opening", "--note", "No zebra."]),
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
    assert "was interrupted; run that command again, then this one" in capsys.readouterr().err
    assert state(recorded) == before
