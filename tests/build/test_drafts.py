"""Drafts: said by every command and taken by none, shown in a preview that never takes the place of a site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.folders import contents, copied

DRAFT = """
---
title: A merger qxzyv
date: 2027-03-01
draft: true
---

UNODC would merge.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a ledger and a built site."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("drafts") / "archive")
    archive.put(SMALL)
    newsroom(archive, "publish")
    newsroom(archive, "build", "-q")
    return archive.root


@pytest.fixture
def drafted(built: Path, tmp_path: Path) -> ArchiveOnDisk:
    """A copy of it, with a draft whose date is to come."""
    copied(built, tmp_path / "archive")
    archive = ArchiveOnDisk(tmp_path / "archive")
    archive.put({"releases/2027/merger.md": DRAFT})
    return archive


def newsroom(archive: ArchiveOnDisk, *arguments: str, status: int = 0) -> str:
    done = warm.run("sphinx_newsroom", arguments, cwd=archive.root, env={"SOURCE_DATE_EPOCH": NOW})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def telling(folder: Path) -> set[str]:
    """The files below a folder that tell of the draft."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path for path in files if "merger" in path.as_posix() or b"qxzyv" in path.read_bytes()}
    return {path.relative_to(folder).as_posix() for path in found}


def test_every_command_says_that_there_is_a_draft_and_none_takes_it(drafted: ArchiveOnDisk) -> None:
    ledger = (drafted.root / "releases/ledger.jsonl").read_bytes()
    said = "1 draft, in no output: releases/2027/merger.md"
    assert said in newsroom(drafted, "check", "--strict")
    assert f"passed over: {said}" in newsroom(drafted, "publish")
    for call in (
        ("publish", "2027/merger"),
        ("correct", "2027/merger", "--note", "N."),
        ("move", "2027/merger", "2027/other"),
        ("withdraw", "2027/merger", "--reason", "R."),
        ("withdraw", "2011/opening", "--reason", "R.", "--replaced-by", "2027/merger"),
    ):
        assert "2027/merger is a draft" in newsroom(drafted, *call, status=1)
    assert (drafted.root / "releases/ledger.jsonl").read_bytes() == ledger
    assert (drafted.root / "releases/2027/merger.md").read_text(encoding="utf-8") == DRAFT.lstrip()
    built = newsroom(drafted, "build", "-W")
    assert "DRAFTS, in no output, 1 file:\n  releases/2027/merger.md" in built
    report = json.loads(newsroom(drafted, "build", "-q", "--json"))
    assert [(row["path"], row["reason"]) for row in report["left_out"]] == [("releases/2027/merger.md", "draft")]
    assert telling(drafted.root / "_build/html") == set()


def test_a_preview_shows_it_marked_and_leaves_the_site_alone(drafted: ArchiveOnDisk) -> None:
    """By the setting; by the option in the next test."""
    before = contents(drafted.root / "_build/html")
    drafted.put({"conf.py": CONF + "newsroom_drafts = True\n"})
    call = ("build", "-q")
    assert "_build/preview/index.html" in newsroom(drafted, *call)
    preview = drafted.root / "_build/preview"
    page = (preview / "releases/2027/merger.html").read_text(encoding="utf-8")
    assert "<strong>Draft</strong>, not published." in page
    assert '<meta name="robots" content="noindex">' in page
    # Nobody is asked to cite what may never be published; of the others all can be.
    assert "<h3>Cite</h3>" not in page
    assert "citation_title" not in page
    assert "<h3>Cite</h3>" in (preview / "releases/2011/opening.html").read_text(encoding="utf-8")
    assert 'href="../../organizations/unodc.html"' in page
    assert '<span class="status status-draft">Draft</span>' in (preview / "index.html").read_text(encoding="utf-8")
    assert (
        "status-draft" not in (preview / "releases/2011/opening.html").read_text(encoding="utf-8").partition("<main")[0]
    )
    assert contents(drafted.root / "_build/html") == before
    # What is kept of what was published has nothing of it, and it may go again.
    assert telling(drafted.root / "_build") == {f"preview/{path}" for path in telling(preview)} | {
        path for path in telling(drafted.root / "_build") if path.startswith(".newsroom-work/preview")
    }
    (drafted.root / "releases/2027/merger.md").unlink()
    newsroom(drafted, *call)
    assert telling(preview) == set()


def test_a_preview_takes_the_place_of_no_site_nor_a_site_that_of_a_preview(drafted: ArchiveOnDisk) -> None:
    before = contents(drafted.root / "_build/html")
    said = newsroom(drafted, "build", "-q", "--drafts", "--out", "_build/html", status=2)
    assert "contains the published site, and drafts mustn't" in said
    newsroom(drafted, "build", "-q", "--drafts")
    assert "contains a preview with drafts" in newsroom(drafted, "build", "-q", "--out", "_build/preview", status=2)
    assert contents(drafted.root / "_build/html") == before


def test_whatever_conf_says_no_other_command_takes_a_draft(drafted: ArchiveOnDisk) -> None:
    drafted.put({"conf.py": CONF + "newsroom_drafts = True\n"})
    assert "in no output" in newsroom(drafted, "check")
    assert "2027/merger is a draft" in newsroom(drafted, "publish", "2027/merger", status=1)
    assert "nothing to record" in newsroom(drafted, "publish")
    assert "all as published" in newsroom(drafted, "verify", "_build/html")
    newsroom(drafted, "build", "-q", "--no-drafts")
    assert telling(drafted.root / "_build/html") == set()
    assert "UNODC" in newsroom(drafted, "mentions", "releases/2027/merger.md"), "its links can be looked at"
