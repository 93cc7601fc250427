"""A new release has what the archive knows of it, is a draft, and takes the place of nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.conftest import CONF, NOW, ArchiveOnDisk

from sphinx_newsroom.archive import loading
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.begin import next_number
from sphinx_newsroom.sources.header import parse_release

NEW_YEAR = dt.date(2026, 1, 1)


@pytest.fixture
def here(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    archive.put({"conf.py": CONF + 'newsroom_issuer = "osce"\n'})
    monkeypatch.chdir(archive.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return archive


New = Callable[..., tuple[str, Release]]


@pytest.fixture
def new(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> New:
    """Begin a release; return the path that is printed, and the header that is there."""

    def call(*arguments: str) -> tuple[str, Release]:
        assert main(["new", *arguments]) == 0
        path = capsys.readouterr().out.strip()
        settings = Settings(issuer="osce", timezone="Europe/Vienna")
        found = parse_release(path, Path(path).read_text(encoding="utf-8"), settings)
        assert found.record is not None, found.problems
        assert found.record.draft
        return path, found.record

    return call


def test_a_new_release(new: New, capsys: pytest.CaptureFixture[str]) -> None:
    path, found = new("Über: the #1 bridge  reopens")
    assert path == "releases/2026/uber-the-1-bridge-reopens.md"
    assert (found.title, found.date, found.issuer) == ("Über: the #1 bridge reopens", NEW_YEAR, "osce")
    text = Path(path).read_text(encoding="utf-8")
    assert text == '---\ntitle: "Über: the #1 bridge reopens"\ndate: 2026-01-01\ndraft: true\n---\n\n'
    assert main(["check"]) == 0
    assert f"1 draft, in no output: {path}" in capsys.readouterr().err


def test_nothing_is_left_where_the_disk_is_full(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    before = set(here.root.rglob("*.md"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert main(["new", "Never written"]) == 1
    assert "nothing was written: No space left on device" in capsys.readouterr().err
    assert set(here.root.rglob("*.md")) == before, "an empty file would be a header that cannot be read"


def test_a_translation_of_a_joint_release_is_one(here: ArchiveOnDisk, new: New) -> None:
    here.put({"releases/2026/b.md": "---\ntitle: T\ndate: 2026-01-01\nissuers: [osce, unodc]\n---\n\nText.\n"})
    assert new("--translation-of", "2026/b", "--language", "de")[1].issuers == ("osce", "unodc")


def test_what_the_archive_knows_is_filled_in(here: ArchiveOnDisk, new: New) -> None:
    release = "---\ntitle: T\ndate: {}\nnumber: {}\ncontacts: [{{name: {}, email: a@example.org}}]\n{}---\n\nText.\n"
    here.put(
        {
            "releases/2025/a.md": release.format("2025-06-01", "PR 07/2025", "Old desk", ""),
            "releases/2026/b.md": release.format("2026-01-01", "PR 01/2026", "New desk", ""),
            "releases/2026/c.md": release.format("2026-01-01", "PR 02/2026", "New desk", "draft: true\n"),
            "releases/2026/d.md": release.format("2026-01-01", "ST 9/2026", "New desk", "type: statement\n"),
            "releases/2026/e.md": release.format("2026-01-01", "N 40", "Other", "issuer: unodc\n"),
        }
    )
    _, found = new("A")
    assert (found.number, [contact.name for contact in found.contacts]) == ("PR 03/2026", ["New desk"])
    assert new("A", "--type", "statement")[1].number == "ST 10/2026"
    assert new("A", "--issuer", "unodc")[1].number == "N 41"
    assert new("A", "--date", "2027-02-03")[1].number == "PR 01/2027"


def test_contacts_of_the_issuers_record_need_no_word(here: ArchiveOnDisk, new: New) -> None:
    contacts = "contacts: [{name: Desk, email: a@example.org}]\n"
    here.put(
        {
            "releases/2026/b.md": f"---\ntitle: T\ndate: 2026-01-01\n{contacts}---\n\nText.\n",
            "organizations/osce.md": f"---\nname: OSCE\n{contacts}---\n",
        }
    )
    assert new("A")[1].contacts == ()


def test_the_id_is_nobody_elses(here: ArchiveOnDisk, new: New) -> None:
    here.put({"releases/2026/bridge.ipynb": "{}", "releases/2026/bridge-2.ru.md": "x", "releases/2026/road.md": "x"})
    assert new("Bridge")[0] == "releases/2026/bridge-3.md"
    assert new("Road")[0] == "releases/2026/road-2.md"
    assert new("Index")[0] == "releases/2026/index-2.md"
    assert new()[0] == "releases/2026/untitled.md"
    assert (here.root / "releases/2026/road.md").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("مؤتمر صحفي في فيينا", "11-29-release"),
        ("G20首脳会議が東京で開幕", "11-29-g20"),
        ("Мост открыт", "most-otkryt"),
    ],
)
def test_a_title_that_cannot_be_spelled_gives_its_day(new: New, title: str, id_: str) -> None:
    assert new(title, "--date", "2026-11-29")[0] == f"releases/2026/{id_}.md"


def test_an_id_that_a_release_has_moved_away_from_is_taken(new: New, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 0
    assert main(["move", "2012/follow-up", "2012/later"]) == 0
    capsys.readouterr()
    assert new("Follow up", "--date", "2012-05-01")[0] == "releases/2012/follow-up-2.md"


def test_the_day_is_that_of_the_time_zone_and_a_time_may_be(
    here: ArchiveOnDisk, new: New, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.put({"conf.py": CONF + 'newsroom_timezone = "Europe/Vienna"\n'})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) - 1800))  # half past eleven in UTC, half past midnight there
    assert new("A")[1].date == NEW_YEAR
    found = new("B", "--date", "2026-07-01T10:00")[1]
    assert found.moment is not None
    assert found.moment.isoformat() == "2026-07-01T10:00:00+02:00"


def test_a_translation_follows_its_original(new: New, capsys: pytest.CaptureFixture[str]) -> None:
    path, found = new("Die Konferenz", "--translation-of", "2011/opening", "--language", "de")
    assert path == "releases/2011/opening.de.md"
    assert (found.language, found.translation_of, found.topics) == ("de", "2011/opening", ("human-trafficking",))
    assert (found.date, found.title) == (dt.date(2011, 6, 21), "Die Konferenz")
    again, brazilian = new("--translation-of", "2011/opening", "--language", "pt-BR")
    assert (again, brazilian.language) == ("releases/2011/opening.pt-br.md", "pt-BR")
    before = Path(path).read_bytes()
    assert main(["new", "--translation-of", "2011/opening", "--language", "de"]) == 1
    assert f"{path} already exists" in capsys.readouterr().err
    assert Path(path).read_bytes() == before


def test_a_notebook(new: New) -> None:
    path, found = new("Labour survey", "--notebook")
    assert (path, found.title) == ("releases/2026/labour-survey.ipynb", "Labour survey")
    assert json.loads(Path(path).read_text(encoding="utf-8"))["metadata"]["newsroom"]["draft"] is True
    assert main(["check", "--strict"]) == 0


def test_a_notebook_where_notebooks_cannot_be_built_says_what_to_install(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda name: None)
    assert main(["new", "Labour survey", "--notebook"]) == 0
    assert capsys.readouterr().err == (
        "newsroom new: releases/2026/labour-survey.ipynb is a notebook, and the programs that build notebooks are not "
        "installed; add [notebooks] to the program in requirements.txt and run make html, or: "
        'pip install "sphinx-newsroom[notebooks]"\n'
    )
    assert main(["new", "Labour survey in words"]) == 0
    assert "notebook" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["A", "--type", "press-relase"], 1, "there is no type 'press-relase'; did you mean 'press-release'?"),
        (
            ["A", "--date", "tomorrow"],
            2,
            "--date is 'tomorrow', which isn't a date; write a date such as 2011-06-21",
        ),
        (["A", "--date", "2026-07-01T10:00"], 2, "without an offset"),
        (["--translation-of", "2011/opening"], 1, "add the language of the translation, such as --language"),
        (["--translation-of", "2011/opening", "--language", "en"], 1, "is already in en"),
    ],
)
def test_what_cannot_begin_writes_nothing(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, words: str
) -> None:
    before = set(here.root.rglob("*"))
    assert main(["new", *arguments]) == status
    assert words in capsys.readouterr().err
    assert set(here.root.rglob("*")) == before


@pytest.mark.parametrize(
    ("terminal", "names", "opens"),
    [
        (True, {"VISUAL": "code --wait", "EDITOR": "vi"}, ["code", "--wait"]),
        (True, {"EDITOR": "vi"}, ["vi"]),
        (True, {}, None),
        (False, {"EDITOR": "vi"}, None),
    ],
)
def test_an_editor_opens_it_on_a_terminal_alone(
    here: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, terminal: bool, names: dict[str, str], opens: list[str] | None
) -> None:
    called: list[Sequence[str]] = []
    monkeypatch.setattr("sphinx_newsroom.cli.write.subprocess.run", lambda call, check: called.append(call))
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert main(["new", "A"]) == 0
    assert called == ([] if opens is None else [[*opens, str(here.root / "releases/2026/a.md")]])


def release(number: str, year: int, type_: str = "press-release") -> Release:
    return Release(ReleaseId(f"{year}/{number}"), "T", dt.date(year, 1, 1), "", type=type_, number=number)


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        ([("ODIHR 12/2011", 2011), ("ODIHR 2/2011", 2011)], "ODIHR 13/2011"),
        ([("PR/2011/040", 2011)], "PR/2011/041"),
        ([("VBC/2010/08", 2010), ("VBC/2010/13", 2010)], "VBC/2011/01"),
        ([("{9} {a}", 2011)], "{10} {a}"),
        ([("12/11", 2011)], None),  # which of them is the year, nobody can say
        ([("without digits", 2011)], None),
    ],
)
def test_the_next_number(numbers: list[tuple[str, int]], following: str | None) -> None:
    assert next_number([release(*one) for one in numbers], "press-release", dt.date(2011, 5, 1)) == following
