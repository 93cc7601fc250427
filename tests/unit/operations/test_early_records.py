"""What a release under embargo is to tell is not told by a record beforehand, without a word to who added it."""

from __future__ import annotations

import pytest
from tests.conftest import SMALL, ArchiveOnDisk

from sphinx_newsroom.cli import main

HELD = "---\ntitle: Merger\ndate: 2011-01-01\n{}\n---\n\nHarbour Board is led by Yury Fedotov from today.\n"
EMBARGO = "embargo: 2100-01-01T00:00:00Z"
BOARD = {"organizations/harbour-board.md": "---\nname: Harbour Board\n---\n"}
NEW = (
    "organizations/harbour-board.md:1: [early-record] 'Harbour Board' is public with the next build, and "
    "releases/2011/merger.md names it, which is kept back; add it when the embargo ends"
)


@pytest.fixture
def built(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """An archive whose site has the records of before."""
    monkeypatch.chdir(archive.root)
    archive.put({"releases/2011/merger.md": HELD.format(EMBARGO)})
    pages = [path.replace(".md", ".html") for path in SMALL if path.startswith("o")]
    archive.put({f"_build/html/{page}": "" for page in ("index.html", *pages)})
    return archive


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["check"])
    return [line for line in capsys.readouterr().out.splitlines() if "[early-record]" in line]


def test_a_record_that_the_site_has_not_yet_is_named(built: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == []
    built.put({**BOARD, "organizations/other.md": "---\nname: Nobody names it\n---\n"})
    assert told(capsys) == [NEW]
    built.put({path: text.replace("name", "former_ids: [osce]\nname") for path, text in BOARD.items()})
    (built.root / "organizations/osce.md").unlink()
    assert told(capsys) == [], "the site has it by the id that it had"
    built.put({**BOARD, "releases/2011/merger.md": HELD.format("")})
    assert told(capsys) == []


def test_without_a_site_nothing_is_told_to_be_new(built: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    (built.root / "_build/html/index.html").unlink()
    built.put(BOARD)
    assert told(capsys) == []


def test_an_office_to_come_is_named(built: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    path = "officials/yury-fedotov.md"
    office = "  - {role: Head, organization: osce, start_date: 2099-03}\n"
    text = (built.root / path).read_text().rstrip().removesuffix("---")
    built.put({path: f"{text}{office}---\n"})
    assert told(capsys) == [
        f"{path}:1: [early-record] an office of 'Yury Fedotov' from 2099-03 on is public with the next build, and "
        "releases/2011/merger.md names the official, which is kept back; "
        "put that in when the embargo ends, or say nothing of it there until then"
    ]
