"""Ledgers of two branches of git, as it merges them, and what joins them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.helpers.folders import git
from tests.unit.operations.conftest import FOLLOW_UP, OPENING, Desk
from tests.unit.operations.test_desk import HEAD, LEDGER

from sphinx_newsroom.diagnostics import Code

if TYPE_CHECKING:
    pass


def test_branches_are_merged_by_git_and_joined_by_publish(published: Desk) -> None:
    root = published.root
    (root / ".gitattributes").write_text("releases/ledger.* merge=union\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All")
    git(root, "checkout", "-qb", "other")
    published.archive.put({"releases/2013/theirs.md": "---\ntitle: Theirs\ndate: 2013-01-01\n---\nText.\n"})
    published.run("publish")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Theirs")
    git(root, "checkout", "-q", "main")
    published.archive.put({"releases/2013/ours.md": "---\ntitle: Ours\ndate: 2013-01-02\n---\nText.\n"})
    published.run("publish")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Ours")
    git(root, "merge", "-q", "other")
    assert published.fatal() == [(LEDGER, Code.LEDGER)]
    assert published.run("correct", "2011/opening", "--note", "N") == 1
    assert published.run("publish") == 0
    archive = published.load()
    assert archive.problems == ()
    assert archive.ledger is not None
    assert {"2013/ours", "2013/theirs"} <= set(archive.ledger.records)


def test_marks_of_a_merge_are_told(published: Desk) -> None:
    ledger = published.read(LEDGER)
    (published.root / LEDGER).write_text(f"<<<<<<< HEAD\n{ledger}=======\n>>>>>>> other\n", encoding="utf-8")
    problem = next(p for p in published.load().problems if p.path == LEDGER)
    assert (problem.line, "keep the lines of both sides" in problem.advice) == (1, True)


def test_two_branches_that_corrected_the_same_release(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
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
    assert "Merge two ledgers" in capsys.readouterr().out
    git(desk.root, "checkout", "HEAD", "--", LEDGER, HEAD, OPENING, "releases/2011/opening.r1.md")
    assert desk.run("publish") == 0
    assert capsys.readouterr().out == "corrected: 2012/follow-up, revision 2\npublished: 2013/new\n"
    assert desk.load().problems == ()
    assert "horse" in desk.read(OPENING)
