"""A reader's way through a built archive, in a real Chromium under a strict Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import SMALL, ArchiveOnDisk

from .conftest import opened

PAGES = [
    "index.html",
    "releases/2011/opening.html",
    "organizations/unodc.html",
    "releases/2011/index.html",
    "releases/index.html",
    "organizations/index.html",
    "search.html",
    "subscribe.html",
    "corrections.html",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("reading") / "archive")
    archive.put(SMALL)
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    with opened(site.out, "http") as address:
        yield address


@pytest.fixture(scope="module", params=[1280, 375], ids=["wide", "narrow"])
def reader(browser: Browser, home: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at both widths; nothing may ask another host, break the policy or fail."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, base_url=home)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(home) else faults.append(asked.url))
    yield page
    context.close()
    assert faults == []


def test_from_a_word_to_the_release_to_the_organization_and_back(reader: Page) -> None:
    reader.goto("index.html")
    reader.keyboard.press("/")
    reader.keyboard.type("zebra")
    reader.keyboard.press("Enter")
    hit = reader.locator("#newsroom-results a").first
    expect(hit).to_have_text("Conference opens in Vienna")
    hit.click()
    expect(reader.locator("h1")).to_have_text("Conference opens in Vienna")
    reader.locator(".prose a", has_text="UNODC").first.click()
    expect(reader.locator("h1")).to_contain_text("United Nations Office on Drugs and Crime")
    reader.locator("main a", has_text="Conference opens in Vienna").click()
    expect(reader.locator("h1")).to_have_text("Conference opens in Vienna")


def test_facets_of_year_and_organization(reader: Page) -> None:
    reader.goto("search.html?q=the&year=2012")
    expect(reader.locator("#newsroom-results .hit-title")).to_have_text(["OSCE follows up"])
    reader.goto("search.html?organization=unodc")
    expect(reader.locator("#newsroom-results .hit-title")).to_have_text(["Conference opens in Vienna"])


def test_nothing_runs_over_the_side(reader: Page) -> None:
    for path in PAGES:
        reader.goto(path)
        assert reader.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_a_tip_shows_on_focus_and_does_not_run_over_the_side(reader: Page) -> None:
    reader.goto("releases/2011/opening.html")
    link = reader.locator(".prose a", has_text="Yury Fedotov").first
    link.focus()
    shown = link.evaluate("node => { const s = getComputedStyle(node, '::after'); return [s.content, s.display] }")
    assert "Executive Director, UNODC (2010–2020)" in shown[0]
    assert shown[1] != "none"
    assert reader.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_keyboard_reaches_the_text_first(reader: Page) -> None:
    reader.goto("releases/2011/opening.html")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


def test_reading_and_browsing_work_without_script(browser: Browser, home: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=home)
    page = context.new_page()
    page.goto("index.html")
    page.locator("main a", has_text="Conference opens in Vienna").first.click()
    page.locator(".prose a", has_text="UNODC").first.click()
    expect(page.locator("h1")).to_contain_text("United Nations Office on Drugs and Crime")
    page.goto("search.html")
    expect(page.locator("#newsroom-browse")).to_be_visible()
    page.locator("#newsroom-browse a", has_text="2012").first.click()
    expect(page.locator("h1")).to_contain_text("2012")
    context.close()


def test_an_address_of_a_feed_is_copied(reader: Page, home: str) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto("subscribe.html")
    button = reader.get_by_role("button", name="Copy the address of All releases")
    button.press("Enter")
    expect(reader.get_by_role("button", name="Copied the address of All releases")).to_be_focused()
    expect(reader.get_by_role("status")).to_have_text("Copied the address of All releases")
    assert reader.evaluate("navigator.clipboard.readText()") == f"{home}rss.xml"


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_a_feed_reads_well_where_it_is_opened(browser: Browser, home: str, feed: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(home + feed)
    shown = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => !e.children.length && e.getClientRects().length)"
        ".map(e => e.nodeName)"
    )
    news = ["title", "link", "description", "pubDate"] if feed == "rss.xml" else ["title", "link", "updated", "summary"]
    assert shown[:2] == ["title", "description" if feed == "rss.xml" else "subtitle"]
    assert set(shown[2:]) == set(news), "and neither guids nor texts with their tags"
    assert "feed reader" in page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
