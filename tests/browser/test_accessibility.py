"""The archive that ships, by axe-core: each kind of page, light and dark, wide and narrow."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.helpers.node_tools import package

from .shipped import KINDS

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_SIZE = ("target-size", "scrollable-region-focusable")
"""What depends on how wide the window is: all elements are there at each width, in the same colours."""
ASK = """async ([tags, only]) => {
  const options = { resultTypes: ["violations"], elementRef: false, runOnly: only.length ? only : tags };
  const found = await axe.run(document, options);
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}: ${n.html.slice(0, 120)}`));
}"""
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
"""A word of a law, which titles and names may hold."""
TABLES = """(word) => {
  const texts = ["Kelmark", word, word, `https://example.org/${word}`, "mg/l", "1,248"];
  const few = texts.map((one) => `<td>${one}</td>`).join("");
  const many = `<td>Kelmark 12</td>${'<td class="text-right">1,248</td>'.repeat(20)}`;
  const table = (name, rows, cells) => `<table id="${name}">${`<tr>${cells}</tr>`.repeat(rows)}</table>`;
  document.querySelector(".prose").innerHTML = table("few", 2, few) + table("many", 2, many) + table("long", 40, few);
}"""
"""Puts a table with long words, one with many columns and one with many rows into a text."""
LINES = """cell => {
  const words = new Range();
  words.selectNodeContents(cell);
  return words.getClientRects().length;
}"""
WIDTHS = ((1280, ()), (640, OF_SIZE), (320, OF_SIZE))
"""Each width in CSS pixels with the rules to ask there; none means all."""
PARTS = 3
"""In how many tests the pages are looked at, so that two processes share them."""


@pytest.fixture(scope="module")
def axe(pytestconfig: pytest.Config) -> str:
    return (package(pytestconfig, "axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_a_rule(browser: Browser, shipped: Path, axe: str, part: int) -> None:
    # Our policy lets no other script in; a page that is told to let it behaves the same otherwise.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found: dict[str, Any] = {}
    for path in KINDS[part::PARTS]:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto((shipped / path).as_uri())
        page.evaluate(axe)
        for width, only in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # Of scrolling what fits is taken off when the window changes its size, as of the next frame.
            page.evaluate("() => new Promise(requestAnimationFrame)")
            for said in page.evaluate(ASK, [RULES, only]):
                found.setdefault(said, (path, width, "light"))
        page.emulate_media(color_scheme="dark")
        for said in page.evaluate(ASK, [RULES, ["color-contrast"]]):
            found.setdefault(said, (path, 320, "dark"))
    context.close()
    assert found == {}


SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_jumps_where_hits_come(browser: Browser, shipped: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(SHIFTS)
    for query in ("water", "flood warning vessels tariffs", "year=2026", "qwzxqwzx"):
        page = context.new_page()
        page.goto(f"{(shipped / 'search.html').as_uri()}?{'' if '=' in query else 'q='}{query}")
        expect(page.locator("#newsroom-search-status")).to_have_text(re.compile("release"))
        page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        assert page.evaluate("window.shifted") < 0.05, query
        page.close()
    context.close()


def test_paper_has_what_was_found_and_by_which_filters(browser: Browser, shipped: Path) -> None:
    page = browser.new_page()
    page.goto(f"{shipped.as_uri()}/search.html?q=basin&organization=varnholm-basin-commission")
    chip = page.locator(".filter-chip")
    chip.wait_for()
    asked = [page.locator(name) for name in (".search-help", ".facets", ".search-sort")]
    assert all(part.is_visible() for part in asked)
    page.emulate_media(media="print")
    assert not any(part.is_visible() for part in asked)
    assert chip.is_visible()
    assert chip.evaluate("chip => getComputedStyle(chip, '::after').content") == "none"
    page.goto((shipped / "organizations/index.html").as_uri())
    held = page.locator(".letters section").first.evaluate("letter => getComputedStyle(letter).breakInside")
    assert held == "auto", "a letter of hundreds does not begin on a new sheet"
    page.close()


def test_paper_holds_the_whole_of_a_wide_table(browser: Browser, shipped: Path) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 900}, bypass_csp=True)  # as wide as A4 is
    page.goto((shipped / "releases/2021/flood-review.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate(TABLES, LONG)
    for name in ("few", "many"):
        table = page.locator(f"#{name}")
        assert table.evaluate("table => table.getBoundingClientRect().right <= table.closest('main').clientWidth"), name
        cells = table.locator("td").evaluate_all("cells => cells.filter((one) => one.scrollWidth > one.clientWidth)")
        assert cells == [], name
    assert page.locator("#few td").last.evaluate(LINES) == 1, "no number is parted"
    held = [page.locator(at).evaluate("one => getComputedStyle(one).breakInside") for at in ("#few", "#long")]
    assert held == ["avoid", "auto"], "a table of more than a sheet begins where it stands"
    assert page.locator("#long tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
    page.close()


def test_links_with_the_same_words_say_of_what_they_are(browser: Browser, shipped: Path) -> None:
    """For who hears the links of a page one after the other."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for path in ("subscribe.html", "statements.html", "data.html"):
        page.goto((shipped / path).as_uri())
        links = page.locator("main a").evaluate_all("links => links.map((link) => [link.textContent, link.href])")
        leads: dict[str, set[str]] = {}
        for words, address in links:
            leads.setdefault(words, set()).add(address)
        assert [words for words, addresses in leads.items() if len(addresses) > 1] == [], path
    page.close()


def test_a_date_that_is_typed_in_shows_the_focus(browser: Browser, shipped: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{shipped.as_uri()}/search.html?q=basin")
    date = page.locator(".facet-dates input").first
    date.wait_for()
    page.locator(".facet-dates summary").focus()
    outlines = []
    for _ in range(4):  # month, day, year, and the button of the calendar
        page.keyboard.press("Tab")
        outlines.append(date.evaluate("date => date === document.activeElement && getComputedStyle(date).outlineStyle"))
    assert outlines == ["solid"] * 4
    page.close()


def test_no_guide_is_wider_than_a_phone(browser: Browser, shipped: Path) -> None:
    """Long words of code, addresses and tables included, which a guide may hold wherever it likes."""
    page = browser.new_page(viewport={"width": 375, "height": 800})
    guides = sorted((shipped / "docs").rglob("*.html"))
    wide = []
    for guide in guides:
        page.goto(guide.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(guide.relative_to(shipped).as_posix())
    assert len(guides) > 40
    assert not wide
    page.close()


def test_text_of_twice_the_size_is_not_wider_than_a_phone(browser: Browser, shipped: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    wide = []
    for path in (*KINDS, "search.html?q=basin"):
        page.goto(f"{shipped.as_uri()}/{path}")
        if "?" in path:
            page.locator(".hit").first.wait_for()
            page.evaluate("document.querySelectorAll('.facet').forEach((one) => { one.open = true; })")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert not wide
    page.close()


def test_a_long_word_is_not_wider_than_a_phone(browser: Browser, shipped: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    for path, where in (
        ("organizations/index.html", ".counted li a"),
        ("releases/2021/flood-review.html", ".previous-next a"),
        ("search.html?q=basin", ".facet li label"),
        ("search.html?q=basin&organization=varnholm-basin-commission", ".filter-chip"),
        ("index.html", ".site-name a"),
        ("search.html", ".search-help code"),
    ):
        page.goto(f"{shipped.as_uri()}/{path}")
        page.locator(where).first.wait_for(state="attached")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        prepend = "([where, word]) => document.querySelectorAll(where).forEach((e) => e.prepend(word))"
        page.evaluate(prepend, [where, LONG])
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.close()
