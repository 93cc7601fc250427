"""Revisions from git: what was published before there was a ledger."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.archive import Archive, load
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import settings_of

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

PATH = "releases/2020/one.md"


def text(words: str, header: str = "") -> str:
    return f"---\ntitle: One\ndate: 2020-02-01\n{header}---\n\n{words}\n"


def commit(archive: ArchiveOnDisk, day: str, subject: str, files: dict[str, str]) -> None:
    archive.put(files)
    moment = f"{day}T12:00:00Z"
    env = {**os.environ, "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment, "GIT_AUTHOR_NAME": "A",
           "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", subject]):
        subprocess.run(["git", "-C", str(archive.root), *arguments], check=True, capture_output=True, env=env)


def run(archive: ArchiveOnDisk, *arguments: str) -> int:
    return main([*arguments, "--root", str(archive.root)])


def loaded(archive: ArchiveOnDisk) -> Archive:
    return load(archive.root, settings_of(archive.root))


def test_later_changes_are_corrections_and_earlier_ones_drafts(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    commit(archive, "2020-01-01", "Draft", {PATH: text("A draft of six.")})
    commit(archive, "2020-01-20", "Final", {PATH: text("Six were there.")})
    commit(archive, "2020-02-20", "It was seven: not six", {PATH: text("Seven were there.")})
    commit(archive, "2020-02-21", "Topic", {PATH: text("Seven were there.", "topics: [floods]\n")})
    commit(archive, "2020-02-22", "Broken for a day", {PATH: "---\ntitle: [\n---\nEight.\n"})
    commit(archive, "2020-02-23", "Eight", {PATH: text("Eight were there.", "topics: [floods]\n")})
    commit(archive, "2020-02-24", "Wrapped", {PATH: text("Eight were\nthere.", "topics: [floods]\n")})
    assert run(archive, "import-history") == 0
    found = loaded(archive)
    assert found.problems == ()
    assert found.ledger is not None
    record = found.ledger.records["2020/one"]
    assert [(event.at.date().isoformat(), event.note) for event in record.revisions] == [
        ("2020-02-01", ""), ("2020-02-20", "It was seven: not six"), ("2020-02-23", "Eight"),
    ]
    assert [c.note for c in found.releases["releases/2020/one"].corrections] == ["Eight", "It was seven: not six"]
    assert "Six were there." in (archive.root / "releases/2020/one.r1.md").read_text(encoding="utf-8")
    assert "Seven were there." in (archive.root / "releases/2020/one.r2.md").read_text(encoding="utf-8")
    before = (archive.root / "releases/ledger.jsonl").read_bytes()
    assert run(archive, "import-history") == 0
    assert (archive.root / "releases/ledger.jsonl").read_bytes() == before


def test_without_git_each_is_as_of_its_own_date(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(archive.root.parent))
    archive.put({
        "releases/2020/gone.md": text("Gone.", "withdrawn: {date: 2020-03-01, reason: Wrong}\n"),
        "releases/2030/later.md": text("Later.").replace("2020", "2030"),
    })
    assert run(archive, "import-history") == 0
    found = loaded(archive)
    assert [problem for problem in found.problems if problem.path != "releases/2030/later.md"] == []
    assert found.ledger is not None
    records = found.ledger.records
    assert set(records) == {"2011/opening", "2012/follow-up", "2020/gone"}
    assert records["2011/opening"].current.at.date().isoformat() == "2011-06-21"
    assert records["2020/gone"].withdrawn is not None
    events = found.ledger.events
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(event.recorded is not None and event.recorded > event.at for event in events)


def test_changes_that_are_not_committed_are_refused(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    commit(archive, "2020-02-02", "One", {PATH: text("One.")})
    archive.put({PATH: text("Two.")})
    assert run(archive, "import-history") == 1
    assert "not committed" in capsys.readouterr().err
    assert not (archive.root / "releases/ledger.jsonl").exists()
