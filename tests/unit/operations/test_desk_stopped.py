"""An operation that is stopped, or meets another: it is done as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.helpers.folders import git
from tests.unit.operations.conftest import OPENING, Desk
from tests.unit.operations.test_desk import with_a_past, with_a_translation

from sphinx_newsroom import files
from sphinx_newsroom.archive import journal
from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.operations import recording as publication

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
@pytest.mark.parametrize(
    "operation", ["correct", "edited", "begun", "move", "withdraw", "headline", "erase", "publish"]
)
def test_stopped_anywhere_the_same_call_completes_it(
    desk: Desk,
    operation: str,
    steps: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "LARGE", (8 << 20, 8)[steps % 2])  # in the note, or beside it
    with_a_past(desk)
    new = tmp_path / "new.md"
    new.write_text(desk.read(OPENING).replace("zebra", "horse"), encoding="utf-8")
    calls = {
        "correct": ("correct", "2011/opening", "--note", "A horse.", "--text", str(new)),
        "edited": ("correct", "2011/opening", "--note", "A horse."),
        "begun": ("correct", "2011/opening", "--note", "A horse."),
        "move": ("move", "2012/follow-up", "2012/next"),
        "withdraw": ("withdraw", "2011/opening", "--reason", "Wrong."),
        "headline": ("withdraw", "2011/opening", "--reason", "Wrong.", "--headline", "Neutral"),
        "erase": ("erase", "2011/opening", "--reason", "By a court's order."),
        "publish": ("publish",),
    }
    if operation == "publish":
        desk.archive.put({"releases/2015/new.md": "---\ntitle: New\ndate: 2015-01-01\n---\nText.\n"})
    if operation == "edited":
        git(desk.root, "init", "-q")
        git(desk.root, "add", "-A")
        git(desk.root, "commit", "-qm", "All")
        desk.edit(OPENING, "zebra", "horse")
    with killed_at(steps, desk.root):
        desk.run(*calls[operation])
    capsys.readouterr()
    if operation in ("correct", "edited"):
        desk.run("check")
        assert "run: newsroom publish" not in capsys.readouterr().out
    if (desk.root / LEFT).exists():
        assert desk.run(*calls[operation]) == 0, capsys.readouterr().err
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
        "withdraw": bool(records[ReleaseId("2011/opening")].withdrawn),
        "erase": records[ReleaseId("2011/opening")].current.erased,
        "publish": "2015/new" in records,
    }.get(operation, len(records[ReleaseId("2011/opening")].revisions) == 2)


def test_killed_at_its_very_end_a_correction_is_not_begun_a_second_time(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """All is written, and the note of it says so: the process was killed before it could say so, too."""
    with_a_past(desk)
    git(desk.root, "init", "-q")
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "All")
    desk.edit(OPENING, "zebra", "horse")
    call = ("correct", "2011/opening", "--note", "A horse.")
    assert desk.run(*call) == 0
    said = capsys.readouterr().out.splitlines()[-2:]
    assert desk.run(*call, "--dry-run") == 0
    assert "begun" not in capsys.readouterr().out
    assert desk.run(*call) == 0
    again = capsys.readouterr()
    assert again.out.splitlines() == said
    assert "no second correction was begun; for another one change the text first, or give another note" in again.err
    assert not (desk.root / "releases/2011/opening.r2.md").exists()
    assert desk.read(OPENING).count("A horse.") == 1
    # What is another one is begun.
    assert desk.run("correct", "2011/opening", "--note", "A mule.") == 0
    assert (desk.root / "releases/2011/opening.r2.md").exists()


def test_two_at_a_time_are_refused(published: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with publication.desk(published.root, settings_of(published.root)):
        assert published.run("publish") == 1
    assert "another command" in capsys.readouterr().err


def test_a_move_that_was_stopped_is_completed_with_its_translations(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_translation(desk)

    def killed(path: Path, *, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        desk.run("move", "2011/opening", "2011/begin")
    assert [str(problem) for problem in desk.load().problems] == [
        "releases/ledger.jsonl:1: [ledger] `newsroom move 2011/opening 2011/begin` was stopped before its end; "
        "run it again as it was"
    ]
    assert desk.run("move", "2011/opening", "2011/begin") == 0
    assert desk.load().problems == ()
