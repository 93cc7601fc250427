"""``newsroom undo`` and ``newsroom show``: mistakes taken back before anybody has them, and advice that works."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.helpers.folders import git
from tests.unit.operations.conftest import LEDGER, OPENING, Desk

from sphinx_newsroom import files
from sphinx_newsroom.archive import journal
from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterable


OPERATIONS = {
    "publish": ("publish",),
    "correct": ("correct", "2011/opening", "--note", "A horse."),
    "withdraw": ("withdraw", "2011/opening", "--reason", "Wrong."),
    "move": ("move", "2011/opening", "2011/begin"),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_last_operation_is_taken_back_whole(desk: Desk, operation: str, tmp_path: Path) -> None:
    call = OPERATIONS[operation]
    if operation == "correct":
        (tmp_path / "new.md").write_text((desk.root / OPENING).read_text().replace("zebra", "horse"))
        call = (*call, "--text", str(tmp_path / "new.md"))
    if operation != "publish":
        assert desk.run("publish") == 0
        desk.serve()
    before = desk.sources()
    assert desk.run(*call) == 0
    assert desk.sources() != before
    desk.out()
    assert desk.run("undo") == 0
    assert "taken back: " in desk.out()
    assert desk.sources() == before
    assert desk.run("check") == 0
    assert desk.run(*call) == 0, "and can be done again"


def test_what_readers_have_is_not_taken_back(desk: Desk) -> None:
    assert desk.run("publish") == 0
    desk.serve()
    before = desk.sources()
    desk.out()
    assert desk.run("undo", "--json") == 1
    printed = desk.captured()
    assert "it is too late: the site in" in printed.err
    assert "newsroom withdraw" in printed.err
    assert json.loads(printed.out)["taken_back"] == []
    assert desk.sources() == before


def test_a_text_published_by_mistake_is_taken_back_though_it_was_edited_since(desk: Desk) -> None:
    assert desk.run("publish") == 0
    desk.change()
    assert desk.run("check") == 1
    assert desk.run("undo") == 0
    assert desk.run("check") == 0
    assert not (desk.root / LEDGER).exists()


def test_a_file_that_was_changed_since_is_not_written_over(desk: Desk) -> None:
    assert desk.run("publish") == 0
    assert desk.run("withdraw", "2011/opening", "--reason", "Wrong.") == 0
    desk.change("closed it", "opened it")
    before = desk.sources()
    assert desk.run("undo") == 1
    assert f"{OPENING} has changed since" in desk.err()
    assert desk.sources() == before


def test_without_its_note_nothing_is_taken_back(desk: Desk) -> None:
    assert desk.run("undo") == 1
    assert "nothing was recorded here" in desk.err()
    assert desk.run("publish") == 0
    shutil.rmtree(desk.root / "_build")
    assert desk.run("undo") == 1
    assert "use git to go back to the previous commit" in desk.err()


def test_a_correction_that_was_begun_is_taken_back_by_its_name(desk: Desk) -> None:
    assert desk.run("publish") == 0
    desk.serve()
    desk.out()
    assert desk.run("correct", "2011/opening", "--note", "A horse.") == 0
    said = "begun: a correction of 2011/opening\nreleases/2011/opening.r1.md keeps the published text\n"
    assert desk.out() == said
    assert desk.run("undo") == 0
    assert desk.out() == "taken back: begun: a correction of 2011/opening\n"
    assert desk.run("undo") == 1
    assert "the earlier content of the files is unknown" in desk.err()


class Killed(BaseException):
    """What a killed process is to the code that it runs."""


@pytest.mark.parametrize("large", [8 << 20, 8], ids=["in the note", "beside the note"])
@pytest.mark.parametrize("steps", [1, 3])
def test_stopped_anywhere_it_takes_back_one_operation_and_no_more(
    desk: Desk, steps: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGE", large)
    assert desk.run("publish", "2012/follow-up") == 0
    assert desk.run("publish") == 0
    before = desk.sources()
    assert desk.run("withdraw", "2011/opening", "--reason", "Wrong.") == 0
    done = 0

    def write(path: Path, data: bytes | str, *, durable: bool) -> bool:
        nonlocal done
        if done == steps:
            raise Killed
        done += 1
        return files.write(path, data, durable=durable)

    def write_parts(path: Path, parts: Iterable[bytes], *, durable: bool) -> bool:
        return write(path, b"".join(parts), durable=durable)

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(journals, "write", write)
        patch.setattr(journals, "write_parts", write_parts)
        desk.run("undo")
    if desk.sources() != before:
        assert desk.run("undo") == 0, desk.err()
    assert desk.sources() == before


# -- what is advised


def test_what_git_never_had_is_not_asked_of_git(desk: Desk) -> None:
    git(desk.root, "init", "-q")
    assert desk.run("publish") == 0
    (desk.root / OPENING).unlink()
    shutil.rmtree(desk.root / "_build")
    desk.out()
    assert desk.run("check") == 1
    said = desk.out()
    assert "git checkout" not in said
    assert "undo its publication: newsroom undo" in said


# -- git and line ends


def test_a_clone_with_the_line_ends_of_windows_is_the_same_archive(desk: Desk, tmp_path: Path) -> None:
    (desk.root / ".gitattributes").write_text("*.png binary", encoding="utf-8")
    git(desk.root, "init", "-q")
    assert desk.run("publish") == 0
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "All")
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", str(desk.root), str(tmp_path / "clone"))
    assert b"\r\n" in (tmp_path / "clone" / OPENING).read_bytes()
    desk.out()
    assert main(["check", "--root", str(tmp_path / "clone")]) == 0, desk.out()
    attributes = (desk.root / ".gitattributes").read_text(encoding="utf-8")
    assert attributes.startswith("*.png binary\nreleases/ledger.* -text\n")


def test_where_git_was_not_told_the_check_says_what_to_tell_it(desk: Desk, tmp_path: Path) -> None:
    git(desk.root, "init", "-q")
    assert desk.run("publish") == 0
    (desk.root / ".gitattributes").unlink()
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "All")
    desk.out()
    assert desk.run("check") == 0
    told = "add the line: releases/ledger.* -text"
    assert told in desk.out()
    clone = tmp_path / "clone"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", str(desk.root), str(clone))
    git(clone, "config", "core.autocrlf", "true")
    assert main(["check", "--root", str(clone)]) == 1
    said = [line for line in desk.out().splitlines() if "ledger.jsonl" in line]
    assert len(said) == 1
    assert "git changed the ledger to Windows line endings" in said[0]
    # and what is said works
    (clone / ".gitattributes").write_text("releases/ledger.* -text\n", encoding="utf-8")
    for name in ("ledger.jsonl", "ledger.head"):
        (clone / "releases" / name).unlink()
    git(clone, "checkout", "--", "releases/ledger.jsonl", "releases/ledger.head")
    assert main(["check", "--root", str(clone)]) == 0


# -- what was published


def test_each_published_text_is_shown_as_it_was(desk: Desk) -> None:
    first = (desk.root / OPENING).read_bytes()
    assert desk.run("publish") == 0
    assert desk.run("correct", "2011/opening", "--note", "A horse.") == 0
    desk.change()
    assert desk.run("publish") == 0
    second = (desk.root / OPENING).read_bytes()
    desk.out()
    for arguments, text in (((), second), (("--revision", "2"), second), (("--revision", "1"), first)):
        assert desk.run("show", "2011/opening", *arguments) == 0
        assert desk.out().encode() == text
    assert desk.run("move", "2011/opening", "2011/begin") == 0
    desk.out()
    assert desk.run("show", "releases/2011/opening.md", "--revision", "1") == 0
    assert desk.out().encode() == first


def test_what_git_has_is_shown_after_an_edit_and_what_nothing_has_is_said(desk: Desk) -> None:
    git(desk.root, "init", "-q")
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "All")
    before = (desk.root / OPENING).read_text(encoding="utf-8")
    assert desk.run("publish") == 0
    desk.change()
    desk.out()
    assert desk.run("show", "2011/opening") == 0
    assert desk.out() == before
    shutil.rmtree(desk.root / ".git")
    shutil.rmtree(desk.root / "_build")
    assert desk.run("show", "2011/opening") == 1
    assert "neither the archive nor git contains revision 1" in desk.err()
    for arguments, words in (
        (("2011/none",), "2011/none isn't in the ledger"),
        (("2011/opening", "--revision", "2"), "has revisions 1 to 1"),
    ):
        assert desk.run("show", *arguments) == 1
        assert words in desk.err()
