"""A release's page checks in the browser that its line is in the published record, from the disk and from a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import SMALL, ArchiveOnDisk

from sphinx_newsroom.cli import main

from .conftest import opened

SOME = 600
"""Releases: two full tiles, and a partial one."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("log") / "archive")
    archive.put(SMALL)
    archive.put({f"releases/2010/r{n}.md": f"---\ntitle: R{n} “é”\ndate: 2010-01-01\n---\n\nT.\n" for n in range(SOME)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        assert main(["publish", "--root", str(archive.root)]) == 0
    site = archive.build()
    assert site.status == 0, site.log
    return site.out


@pytest.fixture(params=["file", "http"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def base(built: Path, way: str) -> Iterator[str]:
    """The address of the site, for who changes nothing in it."""
    with opened(built, way) as address:
        yield address


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy to be changed, with the whole record and the pages of two releases."""
    for folder in ("log", "_static", "releases/2012"):
        shutil.copytree(built / folder, tmp_path / "site" / folder)
    (tmp_path / "site/releases/2010").mkdir()
    shutil.copy(built / "releases/2010/r0.html", tmp_path / "site/releases/2010")
    return tmp_path / "site"


@pytest.fixture
def changed(site: Path, way: str) -> Iterator[str]:
    """The address of the copy."""
    with opened(site, way) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def said(page: Page, address: str) -> str:
    page.goto(address)
    page.locator(".record > summary").click()
    page.get_by_role("button", name="Check").click()
    status = page.locator(".logged [role=status]")
    expect(status).not_to_have_text("Checking …")
    expect(status).not_to_be_empty()
    return status.inner_text()


@pytest.mark.parametrize("id_", ["2010/r0", "2010/r599", "2012/follow-up"])
def test_a_line_of_the_record_is_found(page: Page, base: str, id_: str) -> None:
    assert f"one of {SOME + 2} in the record" in said(page, f"{base}releases/{id_}.html")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('R0 “é”"', 'R0"', "Not as recorded: the line belongs to another text."),
        ('{"at":"2', '{"at":"1', "The record has a different line at this position."),
    ],
    ids=["details", "line"],
)
def test_another_record_is_noticed(page: Page, changed: str, site: Path, old: str, new: str, says: str) -> None:
    text = (site / "releases/2010/r0.html").read_text(encoding="utf-8")
    assert old in text
    (site / "releases/2010/r0.html").write_text(text.replace(old, new), encoding="utf-8")
    assert said(page, f"{changed}releases/2010/r0.html") == says


def test_a_record_that_contradicts_itself_is_noticed(page: Page, changed: str, site: Path) -> None:
    shutil.copy(site / "log/hashes/1.js", site / "log/hashes/0.js")
    tree = (site / "log/tree.js").read_text(encoding="utf-8")
    (site / "log/tree.js").write_text(tree.replace('"last": "', '"last": "AAAA', 1), encoding="utf-8")
    answers = {said(page, f"{changed}releases/{id_}.html") for id_ in ("2010/r0", "2012/follow-up")}
    assert not any("Checked" in answer for answer in answers)


def test_a_record_that_is_not_there_is_told(page: Page, changed: str, site: Path) -> None:
    (site / "log/tree.js").unlink()
    assert said(page, f"{changed}releases/2010/r0.html") == "The record could not be read (log/tree.js)."
