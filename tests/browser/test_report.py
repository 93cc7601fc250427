"""A reader tells what is wrong: the link says the page, the revision and the paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import CONF, SMALL, ArchiveOnDisk

from sphinx_newsroom.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = "https://tracker.example/new?title={title}&body={page}+({revision})"
BASE = "https://archive.example.org/"


def built(root: Path, conf: str) -> Path:
    archive = ArchiveOnDisk(root / "archive")
    archive.put({**SMALL, "conf.py": CONF + conf})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        assert main(["publish", "--root", str(archive.root)]) == 0
    site = archive.build()
    assert site.status == 0, site.log
    return site.out


@pytest.fixture(scope="module")
def by_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    conf = f'html_baseurl = "{BASE}"\nlanguage = "fr"\nnewsroom_report = "press+errors@example.org"\n'
    return built(tmp_path_factory.mktemp("mail"), conf)


@pytest.fixture(scope="module")
def by_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("form"), f'newsroom_report = "{FORM}"\n')


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page; nothing may break the policy or fail."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    yield page
    context.close()
    assert faults == []


STAY = "link => link.addEventListener('click', (event) => event.preventDefault())"


def clicked(reader: Page, name: str) -> str:
    link = reader.get_by_role("link", name=name)
    link.evaluate(STAY)
    link.click()
    return link.get_attribute("href") or ""


def test_a_mail_has_page_revision_and_paragraph(reader: Page, by_mail: Path) -> None:
    address = f"{by_mail.as_uri()}/releases/2011/opening.html"
    reader.goto(address)
    name = "Une erreur sur cette page ?"
    asked = urlsplit(clicked(reader, name))
    assert (asked.scheme, asked.path) == ("mailto", "press+errors@example.org")
    fields = parse_qs(asked.query)
    assert fields["subject"] == ["Une erreur : Conference opens in Vienna"]
    (body,) = fields["body"]
    assert body.splitlines() == [
        "Conference opens in Vienna",
        f"{BASE}releases/2011/opening.html",
        "Version 1",
        "",
        "Qu’est-ce qui est erroné, et comment le savez-vous ?",
    ]
    paragraph = reader.locator("p", has_text="UNODC closed it.")
    selected = paragraph.get_attribute("id")
    assert selected is not None
    assert selected.startswith("p-")
    paragraph.evaluate("paragraph => getSelection().selectAllChildren(paragraph)")
    assert f"{BASE}releases/2011/opening.html#{selected}" in parse_qs(urlsplit(clicked(reader, name)).query)["body"][0]


def test_a_form_has_the_paragraph_that_a_link_led_to(reader: Page, by_form: Path) -> None:
    release = by_form / "releases/2011/opening.html"
    name = "Something wrong here?"
    reader.goto(release.as_uri())
    title = "https://tracker.example/new?title=Conference%20opens%20in%20Vienna&body="
    assert clicked(reader, name) == f"{title}releases%2F2011%2Fopening.html+(1)"
    id_ = reader.locator("p", has_text="UNODC closed it.").get_attribute("id")
    reader.goto(f"{release.as_uri()}#{id_}")
    assert clicked(reader, name) == f"{title}releases%2F2011%2Fopening.html%23{id_}+(1)"
    reader.goto(f"{by_form.as_uri()}/organizations/unodc.html")
    organization = "https://tracker.example/new?title=United%20Nations%20Office%20on%20Drugs%20and%20Crime&body="
    assert clicked(reader, name) == f"{organization}organizations%2Funodc.html+()"
    for page in ("index.html", "releases/2011/index.html", "search.html"):
        reader.goto(f"{by_form.as_uri()}/{page}")
        expect(reader.locator(".report")).to_have_count(0)
