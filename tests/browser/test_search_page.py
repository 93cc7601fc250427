"""The search page in a real Chromium, over file:// and over http with a strict policy."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, expect

from .search_site import VISIBLE, ask, newest, passes

if TYPE_CHECKING:
    from pathlib import Path


def type_query(page: Page, words: str) -> None:
    page.fill("#newsroom-search input[name=q]", words)
    page.press("#newsroom-search input[name=q]", "Enter")


def check(page: Page, facet: str, value: str) -> None:
    box = page.locator(f'input[name="{facet}"][value="{value}"]')
    details = page.locator("#newsroom-facets details", has=box)
    if not details.evaluate("element => element.open"):
        details.locator("summary").click()
    box.check()


def status(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#newsroom-search-status")).to_have_text(text)


def test_the_page_shows_hits_with_marks(page: Page) -> None:
    expect(page.locator("#newsroom-browse")).to_be_visible()
    type_query(page, "exploitation")
    status(page, "1 release for “exploitation”")
    expect(page.locator("#newsroom-browse")).to_be_hidden()
    hit = page.locator("#newsroom-results li.hit")
    expect(hit.locator(".hit-meta")).to_have_text("21 June 2011 · OSCE")
    expect(hit.locator(".hit-meta time")).to_have_attribute("datetime", "2011-06-21")
    expect(hit.locator(".hit-excerpt mark")).to_have_text("exploitation")
    hit.locator(".hit-title a").click()
    expect(page).to_have_title("2011/seed")


def test_markup_in_a_release_stays_text(page: Page) -> None:
    type_query(page, "xylograph")
    expect(page.locator(".hit-title")).to_have_text("Words such as <b>bold</b> & <script>alert(1)</script>")
    expect(page.locator(".hit-excerpt")).to_contain_text("<img src=x onerror=alert(1)>")


def matching(**filters: list[str]) -> re.Pattern[str]:
    """What the status says of the releases that speak of ministers, with these filters."""
    count = sum("ministers" in found.text and passes(found, filters) for found in VISIBLE)
    return re.compile(f"^{count} releases")


def test_facets_narrow_and_chips_widen(page: Page) -> None:
    type_query(page, "ministers")
    status(page, matching())
    check(page, "year", "2010")
    status(page, matching(year=["2010"]))
    check(page, "organization", "osce")
    status(page, matching(year=["2010"], organization=["osce"]))
    assert "q=ministers&year=2010&organization=osce" in page.url
    chips = page.locator("button.filter-chip")
    expect(chips).to_have_text(["2010", "Organization for Security and Co-operation in Europe"])
    chips.first.click()
    status(page, matching(organization=["osce"]))
    expect(page.locator('input[name="year"][value="2010"]')).not_to_be_checked()


def test_a_facet_keeps_the_focus_of_the_keyboard(page: Page) -> None:
    type_query(page, "ministers")
    status(page, matching())
    page.focus('input[name="year"][value="2011"]')
    page.keyboard.press("Space")
    status(page, matching(year=["2011"]))
    assert page.evaluate("document.activeElement.value") == "2011"


def test_ten_at_a_time(page: Page) -> None:
    type_query(page, "ministers")
    expect(page.locator("li.hit")).to_have_count(10)
    page.click("#newsroom-more")
    expect(page.locator("li.hit")).to_have_count(20)
    assert page.evaluate("document.activeElement.closest('li') === document.querySelectorAll('li.hit')[10]")
    page.locator("li.hit a").nth(15).click()
    page.wait_for_url("**/releases/**")
    page.go_back()
    expect(page.locator("li.hit")).to_have_count(20)


def test_newest_first_is_a_choice(page: Page) -> None:
    type_query(page, "trafficking")
    expect(page.locator("li.hit time").first).to_have_text("21 June 2011")
    page.select_option("select[name=sort]", "date")
    page.wait_for_url("**sort=date**")
    type_query(page, "ministers")
    newest_id = newest([found for found in VISIBLE if "ministers" in found.text])[0]
    expect(page.locator("li.hit a").first).to_have_attribute("href", f"releases/{newest_id}.html")


def test_back_and_forward_walk_through_the_searches(page: Page) -> None:
    type_query(page, "harbour")
    status(page, re.compile("for “harbour”"))
    type_query(page, "railway")
    status(page, re.compile("for “railway”"))
    check(page, "year", "2011")
    expect(page.locator("button.filter-chip")).to_have_text(["2011"])
    page.go_back()
    expect(page.locator("button.filter-chip")).to_have_count(0)
    page.go_back()
    status(page, re.compile("for “harbour”"))
    expect(page.locator("#newsroom-search input[name=q]")).to_have_value("harbour")
    page.go_back()
    expect(page.locator("#newsroom-browse")).to_be_visible()
    page.go_forward()
    status(page, re.compile("for “harbour”"))


def test_typing_searches_and_is_one_step_back(page: Page) -> None:
    page.locator("#newsroom-search input[name=q]").press_sequentially("exploitation", delay=60)
    status(page, "1 release for “exploitation”")
    page.go_back()
    expect(page.locator("#newsroom-browse")).to_be_visible()


def test_an_address_opens_the_same_answer(page: Page, base: str) -> None:
    query = "q=ministers&organization=osce&organization=ilo&from=2010-01-01&to=2011-12-31&sort=date"
    page.goto(f"{base}search.html?{query}")
    options = {"filters": {"organization": ["osce", "ilo"]}, "sort": "date", "from": "2010-01-01", "to": "2011-12-31"}
    expected = ask(page, "ministers", **options)
    status(page, f"{expected['total']} releases for “ministers”")
    shown = [link.get_attribute("href") for link in page.locator(".hit-title a").all()]
    assert shown == [result["url"] for result in expected["results"]]
    expect(page.locator("button.filter-chip")).to_have_count(4)
    expect(page.locator("input[name=from]")).to_have_value("2010-01-01")


def test_an_empty_answer_says_what_to_do(page: Page) -> None:
    type_query(page, "qwzxqwzx")
    status(page, "No release found for “qwzxqwzx”.")
    expect(page.locator(".search-advice")).to_contain_text("Check the spelling")
    page.goto(page.url.split("?")[0] + "?q=exploitation&year=2010")
    status(page, "No release found for “exploitation” with these filters.")
    expect(page.locator(".search-advice")).to_contain_text("Remove a filter")
    page.click("button.filter-chip")
    status(page, "1 release for “exploitation”")


def test_slash_opens_the_box_and_escape_leaves_it(page: Page, base: str) -> None:
    page.goto(f"{base}releases/2011/seed.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("a/b")
    assert page.input_value("input[name=q]") == "a/b"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    page.focus("textarea")
    page.keyboard.type("/")
    assert page.input_value("textarea") == "/"


def test_the_box_of_any_page_leads_to_the_answer(page: Page, base: str) -> None:
    page.goto(f"{base}releases/2010/passing.html")
    page.fill("input[name=q]", "exploitation")
    page.press("input[name=q]", "Enter")
    page.wait_for_url("**/search.html?q=exploitation")
    status(page, "1 release for “exploitation”")


def test_an_index_that_cannot_be_loaded_is_said(browser: Browser, site: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(site, broken, ignore=shutil.ignore_patterns("_search"))
    page = browser.new_page()
    page.goto(f"{broken.as_uri()}/search.html?q=word")
    status(page, re.compile("could not be loaded"))
    expect(page.locator("#newsroom-browse")).to_be_visible()
    page.close()


def test_facets_are_folded_on_narrow_screens(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    type_query(page, "ministers")
    status(page, matching())
    assert page.locator("#newsroom-facets details[open]").count() == 0
