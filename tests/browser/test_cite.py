"""What says how a release is cited is copied from its page, from a server with a strict policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import CONF, SMALL, ArchiveOnDisk

from sphinx_newsroom.cli import main

from .conftest import opened

ODD = r"{Odd}} \input{x} 100% #1 & $2_a^b~ مؤتمر حول العمل"
RELEASES = ["releases/2011/opening", "releases/2013/gone", "releases/2013/counted.r1"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("cite") / "archive")
    archive.put(SMALL)
    archive.put(
        {
            "conf.py": f'{CONF}html_baseurl = "https://archive.example.org/"\n',
            "releases/2013/gone.md": "---\ntitle: A {false} | report\ndate: 2013-02-01\nissuer: unodc\n"
            "withdrawn: {date: 2013-02-02, reason: It was false.}\n---\n\nGone.\n",
            "organizations/trade.md": "---\nname: 'Ministry of Labour, Trade and {Sea} & Air'\n---\n",
            "releases/2013/odd.md": f"---\ntitle: {json.dumps(ODD)}\ndate: 2013-05-06\nissuers: [trade, unodc]\n"
            "number: 50% & 4_1\ndateline: Genève\n---\n\nText.\n",
            "releases/2013/counted.md": "---\ntitle: Counted\ndate: 2013-03-01\n---\n\nThere were 10.\n",
        }
    )
    counted = archive.root / "releases/2013/counted.md"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        assert main(["publish", "--anyway", "--root", str(archive.root)]) == 0
        counted.write_text(counted.read_text(encoding="utf-8").replace("10", "12"), encoding="utf-8")
        assert main(["correct", "2013/counted", "--note", "12, not 10.", "--root", str(archive.root)]) == 0
    built = archive.build()
    assert built.status == 0, built.log
    return built.out


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with opened(site, "http") as address:
        yield address


@pytest.fixture
def reader(browser: Browser, base: str) -> Iterator[Page]:
    """A narrow page; nothing may ask another host, break the policy or fail."""
    context = browser.new_context(viewport={"width": 375, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith(base) else faults.append(asked.url))
    yield page
    context.close()
    assert faults == []


def copied(reader: Page) -> str:
    text: str = reader.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.parametrize("release", RELEASES)
def test_reference_and_template_are_copied_and_it_is_said(reader: Page, base: str, release: str) -> None:
    reader.goto(f"{base}{release}.html")
    address = f"https://archive.example.org/{release}.html"
    reader.get_by_role("button", name="Copy the reference").press("Enter")
    expect(reader.get_by_role("button", name="Copied the reference")).to_be_focused()
    status = reader.get_by_role("status").filter(has_text="the reference")
    expect(status).to_have_text("Copied the reference")
    assert copied(reader) == reader.locator(".citation").inner_text()
    assert copied(reader).endswith(f", {address}")
    reader.get_by_text("Wikipedia", exact=True).click()
    reader.get_by_role("button", name="Copy the Wikipedia template").click()
    expect(reader.get_by_role("status").filter(has_text="template")).to_have_text("Copied the Wikipedia template")
    assert copied(reader).startswith(f"{{{{cite press release |url={address} |title=")
    # Of what was copied before the button says so no longer.
    expect(reader.get_by_role("button", name="Copy the reference")).to_be_visible()


def test_wikipedia_reads_a_title_as_it_stands(reader: Page, base: str) -> None:
    reader.goto(f"{base}releases/2013/gone.html")
    template = reader.locator(".wikipedia pre").text_content() or ""
    assert (
        "|title=Withdrawn: A &#123;false&#125; &#124; report |type=Press release, withdrawn 2 February 2013 "
        in template
    )
    hostile = "{{cite web}} | url = [[x]] ~~~~ ''b'' __TOC__ <ref> & }{"
    item = {"title": hostile, "issued": {"date-parts": [[2011, 6, 1]]}, "language": "ru", "URL": "http://x/|"}
    text = reader.evaluate("(item) => newsroom.wikipedia(item, 'I')", item)
    inside = text.removeprefix("{{").removesuffix("}}")
    assert not re.search(r"[{}<>\[\]~\n]|''|__", inside)
    assert [unescape(part.strip()) for part in inside.split("|")] == [
        "cite press release",
        "url=http://x/%7C",
        f"title={hostile}",
        "publisher=I",
        "date=1 June 2011",
        "language=ru",
    ]


def test_without_a_clipboard_it_is_selected(reader: Page, base: str) -> None:
    reader.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})")
    reader.goto(f"{base}releases/2011/opening.html")
    reader.get_by_role("button", name="Copy the reference").click()
    expect(reader.get_by_role("status").filter(has_text="the reference")).not_to_be_empty()
    assert reader.evaluate("getSelection().toString()") == reader.locator(".citation").inner_text()


def test_citations_serve_without_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}releases/2011/opening.html")
    expect(page.locator(".citation")).to_contain_text("“Conference opens in Vienna”")
    assert page.get_by_role("link", name="BibTeX").get_attribute("href") == "index.bib"
    assert page.get_by_role("button", name="Copy").count() == 0
    context.close()


def test_the_page_makes_the_files_that_its_year_has(reader: Page, base: str, site: Path) -> None:
    """Reference managers read the same of both; a superseded text has its own note."""
    made = {}
    for page in ("2013/odd", "2013/gone", "2013/counted.r1"):
        reader.goto(f"{base}releases/{page}.html")
        for name, suffix in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL", "csl.json")):
            with reader.expect_download() as waiting:
                reader.get_by_role("link", name=name, exact=True).click()
            assert waiting.value.suggested_filename == f"{page[5:]}.{suffix}"
            made[page, suffix] = Path(waiting.value.path()).read_bytes().decode()
    years = {suffix: (site / f"releases/2013/index.{suffix}").read_bytes().decode() for suffix in ("bib", "ris")}
    of_year = {item["id"]: item for item in json.loads((site / "releases/2013/index.csl.json").read_text("utf-8"))}
    for page in ("2013/odd", "2013/gone"):
        assert made[page, "bib"] in years["bib"]
        assert made[page, "ris"] in years["ris"]
        assert json.loads(made[page, "csl.json"]) == [of_year[page.replace("/", ":")]]
    assert "This is revision 1 of 2." in made["2013/counted.r1", "bib"]
    assert "This is revision 1 of 2." in made["2013/counted.r1", "ris"]


def test_no_page_scrolls_sideways(browser: Browser, base: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    for release in RELEASES:
        page.goto(f"{base}{release}.html")
        page.get_by_text("Wikipedia", exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, release
    page.close()
