"""A former address with a query is kept for ever, as any published address is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.addresses import PageName, ReleaseId

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


from pathlib import Path

from tests.conftest import CONF, SMALL, ArchiveOnDisk

PATH = "releases/2020/one.md"
PASTED = '["?p=1164", "https://old.example/details.cfm?lang=en&id=3", /news/1]'
KEPT = ("?p=1164", "details.cfm?id=3&lang=en", "news/1")


def header(urls: str) -> str:
    return f"---\ntitle: One\ndate: 2020-02-01\nformer_urls: {urls}\n---\n\nIt stood elsewhere.\n"


def loaded(archive: ArchiveOnDisk) -> LoadedArchive:
    return open_archive(archive.root)


@pytest.fixture
def published(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archive.put({PATH: header(PASTED)})
    assert main(["publish", "2020/one", "--root", str(archive.root)]) == 0
    return archive


def problems(archive: ArchiveOnDisk) -> list[str]:
    return [str(problem) for problem in loaded(archive).problems if problem.path == PATH]


def test_the_ledger_has_its_one_form_and_the_header_may_have_another(published: ArchiveOnDisk) -> None:
    ledger = loaded(published).ledger
    assert ledger is not None
    assert ledger.records[ReleaseId("2020/one")].current.former_urls == KEPT
    published.put({PATH: header('["/?p=1164", "http://x.example/details.cfm?id=3&lang=en&", news/1]')})
    assert problems(published) == []


def test_one_that_is_taken_out_is_asked_for_and_the_advice_mends_it(published: ArchiveOnDisk) -> None:
    published.put({PATH: header("[news/1]")})
    found = [problem for problem in loaded(published).problems if problem.path == PATH]
    assert [problem.code for problem in found] == [Code.VANISHED] * 2
    advised = [re.search(r"former_urls: (\[.*\])", problem.advice) for problem in found]
    urls = [url for one in advised if one for url in yaml.safe_load(one[1])]
    assert set(urls) == set(KEPT) - {"news/1"}
    published.put({PATH: header(str(["news/1", *urls]))})
    assert problems(published) == []


def test_a_release_that_moves_takes_them_along(published: ArchiveOnDisk) -> None:
    assert main(["move", "2020/one", "2020/uno", "--root", str(published.root)]) == 0
    found = loaded(published)
    release = found.releases[PageName("releases/2020/uno")]
    assert release.former_urls == (*KEPT, "releases/2020/one.html")
    assert not [problem for problem in found.problems if problem.path.startswith("releases/2020/")]
    assert found.ledger is not None
    assert set(KEPT) <= set(found.ledger.records[ReleaseId("2020/uno")].former_urls)


def test_what_was_recorded_in_another_form_is_still_the_same(published: ArchiveOnDisk) -> None:
    """Before addresses had one form, a ledger had them as they were written."""
    root = published.root
    for path in root.glob("releases/ledger.*"):
        path.unlink()
    published.put({PATH: header("[press/ж]")})
    assert main(["publish", "2020/one", "--root", str(root)]) == 0
    published.put({PATH: header("[press/%D0%B6]")})
    assert problems(published) == []


# What a release under embargo is to tell is not told by a record beforehand, without a word to who added it.

HELD = "---\ntitle: Merger\ndate: 2011-01-01\n{}\n---\n\nHarbour Board is led by Yury Fedotov from today.\n"
EMBARGO = "embargo: 2100-01-01T00:00:00Z"
BOARD = {"organizations/harbour-board.md": "---\nname: Harbour Board\n---\n"}
NEW = (
    "organizations/harbour-board.md:1: [early-record] 'Harbour Board' would be public with the next build, but "
    "releases/2011/merger.md names it and is kept back; add it when the embargo ends"
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


def test_an_office_to_come_is_named(built: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    path = "officials/yury-fedotov.md"
    office = "  - {role: Head, organization: osce, start_date: 2099-03}\n"
    text = (built.root / path).read_text().rstrip().removesuffix("---")
    built.put({path: f"{text}{office}---\n"})
    assert told(capsys) == [
        f"{path}:1: [early-record] an office of 'Yury Fedotov' from 2099-03 on would be public with the next build, "
        "but releases/2011/merger.md names the official and is kept back; "
        "add it when the embargo ends; until then, leave it out"
    ]


# What is recorded has its day in the archive's time zone, where that is another than that of UTC.

HEADER = "---\ntitle: T\ndate: 2026-01-05\n---\n\n"


def test_a_correction_and_a_withdrawal_bear_the_day_that_it_is_there(tmp_path: Path) -> None:
    archive, now, day = ArchiveOnDisk(tmp_path), "2026-02-01T20:00:00Z", "2026-02-02"
    conf = f"{CONF}newsroom_timezone = 'Pacific/Auckland'\nnewsroom_now = {now!r}\n"
    archive.put({"conf.py": conf, "releases/a.md": f"{HEADER}One.\n", "releases/b.md": f"{HEADER}Two.\n"})
    root = ["--root", str(tmp_path)]
    assert main(["publish", *root]) == 0
    assert main(["correct", "a", "--note", "Now another.", *root]) in (0, 1)
    source = (tmp_path / "releases/a.md").read_text(encoding="utf-8")
    (tmp_path / "releases/a.md").write_text(source.replace("One.", "Another."), encoding="utf-8")
    assert main(["publish", *root]) == 0
    assert main(["withdraw", "b", "--reason", "Wrong.", *root]) == 0
    found = open_archive(tmp_path)
    assert not [problem for problem in found.problems if problem.is_error]
    dates = {str(release.id): (release.corrections, release.withdrawn) for release in found.releases.values()}
    assert dates["a"][0][0].date.isoformat() == day
    assert dates["b"][1] is not None
    assert dates["b"][1].date.isoformat() == day
    assert f'"at":"{now}' in (tmp_path / "releases/ledger.jsonl").read_text()
