"""A former address with a query is kept for ever, as any published address is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.addresses import PageName, ReleaseId

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

PATH = "releases/2020/one.md"
PASTED = '["?p=1164", "https://old.example/details.cfm?lang=en&id=3", /news/1]'
KEPT = ("?p=1164", "details.cfm?id=3&lang=en", "news/1")


def header(urls: str) -> str:
    return f"---\ntitle: One\ndate: 2020-02-01\nformer_urls: {urls}\n---\n\nIt stood elsewhere.\n"


def loaded(archive: ArchiveOnDisk) -> Archive:
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
