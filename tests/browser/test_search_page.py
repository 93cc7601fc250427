"""The search page in a real Chromium, over file://; what comes late, over http with a strict policy."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Locator, Page, Route, expect

from .conftest import opened, until
from .search_site import STATIC, VISIBLE, ask, passes, values

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


def address(link: Locator) -> str:
    """The page that a hit leads to, without what is marked there."""
    return str(link.get_attribute("href")).partition("#")[0]


def status(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#newsroom-search-status")).to_have_text(text)


def test_the_page_shows_hits_with_marks(page: Page) -> None:
    expect(page.locator("#newsroom-browse")).to_be_visible()
    type_query(page, "exploitation")
    status(page, "1 release for “exploitation”")
    expect(page.locator("#newsroom-browse")).to_be_hidden()
    hit = page.locator("#newsroom-results li.hit")
    expect(hit.locator(".hit-meta")).to_have_text(
        "21 June 2011 · OSCE, UNODC and Fund for Drug Abuse Control · PR/2011/40"
    )
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


def test_the_keyboard_goes_on_where_a_filter_was_removed(page: Page) -> None:
    focused = page.locator(":focus")
    page.goto(page.url + "?q=ministers&year=2010&year=2011&organization=osce")
    chips = page.locator("button.filter-chip")
    expect(chips).to_have_count(3)
    chips.first.focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(2)
    expect(focused).to_have_text("2011")
    page.get_by_role("button", name="Remove all").focus()
    page.keyboard.press("Enter")
    status(page, matching())
    expect(focused).to_have_id("newsroom-search-status")


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


def test_the_arrow_keys_go_through_the_hits(page: Page) -> None:
    type_query(page, "ministers")
    status(page, matching())
    links = page.locator(".hit-title a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#newsroom-more")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(9)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("ArrowDown")
    target = address(links.nth(0))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{target}*")


def test_a_query_without_a_word_is_said(page: Page) -> None:
    for query in ("...", "official:", "😀"):
        type_query(page, query)
        status(page, f"“{query}” contains no words to search for.")
    type_query(page, "word " * 100)
    status(page, re.compile("^.{80,140}$"))


def test_an_address_opens_the_same_answer(page: Page, base: str) -> None:
    query = "q=ministers&organization=osce&organization=ilo&from=2010-01-01&to=2011-12-31&sort=date"
    page.goto(f"{base}search.html?{query}")
    options = {"filters": {"organization": ["osce", "ilo"]}, "sort": "date", "from": "2010-01-01", "to": "2011-12-31"}
    expected = ask(page, "ministers", **options)
    status(page, f"{expected['total']} releases for “ministers”")
    shown = [address(link) for link in page.locator(".hit-title a").all()]
    assert shown == [result["url"] for result in expected["results"]]
    expect(page.locator("button.filter-chip")).to_have_count(4)
    expect(page.locator("input[name=from]")).to_have_value("2010-01-01")


def test_an_empty_answer_says_what_to_do(page: Page) -> None:
    type_query(page, "qwzxqwzx")
    status(page, "No release found for “qwzxqwzx”.")
    expect(page.locator(".search-advice")).to_contain_text("No release contains “qwzxqwzx”. Check the spelling")
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


# ---- suggestions ----------------------------------------------------------------------------------

BOX = "input[name=q]"
OPTIONS = "[role=listbox] [role=option]"
ENTRY = "Entry of Maria Grazia Giammarinaro"


def test_typing_suggests_whom_the_archive_names(page: Page) -> None:
    box = page.locator(BOX)
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("giam")
    expect(page.locator(OPTIONS)).to_have_text(["Maria Grazia Giammarinaro, official 1 release", ENTRY])
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    chosen = page.locator('[role=option][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Enter")
    page.wait_for_url("**/search.html?official=giammarinaro")
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator("button.filter-chip")).to_have_text(["Maria Grazia Giammarinaro"])
    status(page, "1 release")


def test_a_field_suggests_its_own_kind(page: Page) -> None:
    box = page.locator(BOX)
    box.press_sequentially("treaty organization:fon")
    fund = re.compile("^Fund for Drug Abuse Control .*, organization 1 release$")
    expect(page.locator(OPTIONS)).to_have_text([fund, "Entry of Fund for Drug Abuse Control"])
    box.fill("official:fon")
    expect(page.locator(OPTIONS)).to_have_count(0)
    box.fill('official:"maria gi')
    expect(page.locator(OPTIONS)).to_have_text(["Maria Grazia Giammarinaro, official 1 release", ENTRY])
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search.html?official=giammarinaro")


def test_arrows_go_round_and_escape_closes_then_leaves(page: Page) -> None:
    box = page.locator(BOX)
    box.press_sequentially("un")
    expect(page.locator(OPTIONS).first).to_be_visible()
    count = page.locator(OPTIONS).count()
    box.press("ArrowUp")
    expect(page.locator(OPTIONS).last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(page.locator('[role=option][aria-selected="true"]')).to_have_count(0)
    assert box.get_attribute("aria-activedescendant") is None
    for _ in range(count):
        box.press("ArrowDown")
    expect(page.locator(OPTIONS).last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("un")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(box).not_to_be_focused()


def test_a_suggestion_leads_to_the_entry_as_well(page: Page, base: str) -> None:
    for address in ("search.html", "releases/2010/passing.html"):
        page.goto(base + address)
        page.focus(BOX)
        page.keyboard.type("giam")
        expect(page.locator(OPTIONS)).to_have_count(2)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}officials/giammarinaro.html")


# ---- what the page says beside the hits -----------------------------------------------------------

NOTES = ".search-notes"


def test_did_you_mean(page: Page) -> None:
    type_query(page, "trafficknig")
    status(page, "2 releases for “trafficking”")
    expect(page.locator(NOTES)).to_contain_text("No release contains “trafficknig”. Did you mean trafficking?")
    page.locator(f"{NOTES} a", has_text="trafficking").click()
    page.wait_for_url("**/search.html?q=trafficking")
    expect(page.locator(NOTES)).to_be_empty()
    expect(page.locator(BOX)).to_have_value("trafficking")


def test_a_renamed_body_leads_to_its_predecessors(page: Page, base: str) -> None:
    page.goto(f"{base}search.html?organization=unodc")
    expect(page.locator(NOTES)).to_contain_text(
        "Before United Nations Office on Drugs and Crime there was Fund for Drug Abuse Control (1 release)."
    )
    page.locator(f"{NOTES} a", has_text="Fund for Drug").click()
    page.wait_for_url("**/search.html?organization=unfdac")
    expect(page.locator(NOTES)).to_contain_text("After Fund for Drug Abuse Control came")
    type_query(page, "unodc")
    expect(page.locator(NOTES)).to_contain_text("naming United Nations Office on Drugs and Crime, under any name.")
    expect(page.locator(NOTES)).to_contain_text("there was Fund for Drug Abuse Control")


def test_an_entity_alone_offers_its_page_and_feed(page: Page, base: str) -> None:
    feed = page.locator(f"{NOTES} a", has_text="by RSS")
    for asked in ("organization=osce", "q=organization:osce"):
        page.goto(f"{base}search.html?{asked}")
        expect(page.locator(f"{NOTES} a", has_text="All about")).to_have_attribute("href", "organizations/osce.html")
        expect(feed).to_have_attribute("href", "organizations/osce/rss.xml")
    for asked in ("organization=osce&year=2010", "q=ministers&organization=osce"):
        page.goto(f"{base}search.html?{asked}")
        expect(page.locator("li.hit").first).to_be_visible()
        expect(feed).to_have_count(0)


def test_the_page_says_how_many_hold_the_words_as_typed(page: Page) -> None:
    type_query(page, "harbours")
    expect(page.locator(NOTES)).to_contain_text("1 as typed, 10 in other forms: harbour. Only as typed.")
    status(page, "11 releases for “harbours”")
    page.locator(f"{NOTES} a", has_text="Only as typed").click()
    status(page, '1 release for "harbours"')
    type_query(page, "budgets")
    expect(page.locator(NOTES)).to_have_text("None as typed; in other forms: budget.")


def test_the_page_says_which_word_is_in_the_way(page: Page) -> None:
    type_query(page, "vienna trafficking xylograph")
    status(page, "No release matches all of “vienna trafficking xylograph”. 1 release matches part of it")
    expect(page.locator("li.hit .hit-without")).to_have_text("Without “xylograph”")
    expect(page.locator(".near-hits")).to_have_count(0)
    type_query(page, "vienna qwzxqwzx")
    expect(page.locator(NOTES)).to_have_text("No release contains “qwzxqwzx”.")
    type_query(page, "vienna xylograph")
    expect(page.locator("li.hit .hit-without")).to_have_text(["Without “vienna”", "Without “xylograph”"])
    type_query(page, "trafficking named")
    status(page, "1 release for “trafficking named”, and 2 more that match part of it")
    expect(page.locator("li.hit:nth-child(2) .near-hits")).to_contain_text("These match only part of your query")
    expect(page.locator("li.hit .hit-without")).to_have_count(2)


MISUNDERSTOOD = {
    "person:somavia vienna": "“person:” isn't a field, so its words were searched for. Fields are official:,",
    "vienna from:osce": "“osce” after from: isn't a date, so it was searched for as words. Write from:2011-06-21,",
    "vienna year:soon": "“soon” isn't a year, so it has no effect.",
    "vienna month:21": "“21” isn't a month, so it has no effect.",
    "vienna 03/04/2022": "“03/04/2022” could be either of two dates, so its numbers were searched for.",
    "vienna OR (budget annual)": "Brackets don't work in searches",
    "vienna before:1900": "There are no releases before 1900.",
}


def test_what_is_not_understood_is_said(page: Page) -> None:
    for query, said in MISUNDERSTOOD.items():
        type_query(page, query)
        expect(page.locator(NOTES)).to_contain_text(said)


def test_a_date_is_said_and_can_be_taken_as_words(page: Page) -> None:
    type_query(page, "21 June 2011")
    status(page, "1 release for “21 June 2011”")
    expect(page.locator(NOTES)).to_have_text("Releases from or mentioning “21 June 2011”. Only these words.")
    page.locator(f"{NOTES} a").click()
    status(page, 'No release found for "21 June 2011".')


def test_releases_that_name_both_can_be_asked_for(page: Page) -> None:
    type_query(page, "ministers")
    status(page, matching())
    check(page, "organization", "osce")
    together = page.locator('input[name="all"][value="organization"]')
    expect(together).to_be_hidden()
    check(page, "organization", "unodc")
    status(page, matching(organization=["osce", "unodc"]))
    together.check()
    both = [e for e in VISIBLE if "ministers" in e.text and {"osce", "unodc"} <= values(e, "organization")]
    status(page, f"{len(both)} releases for “ministers”")
    assert "all=organization" in page.url
    three = sum("ilo" in values(e, "organization") for e in both)
    row = page.locator("#newsroom-facets li", has=page.locator('input[value="ilo"]'))
    expect(row.locator(".count")).to_have_text(str(three))
    page.reload()
    status(page, f"{len(both)} releases for “ministers”")
    expect(together).to_be_checked()


def test_a_hit_s_page_marks_what_was_found(page: Page) -> None:
    type_query(page, 'safeguards "labour exploitation"')
    link = page.locator(".hit-title a")
    expect(link).to_have_attribute("href", re.compile(r"seed\.html#:~:text=\w"))
    parts = str(link.get_attribute("href")).partition("#:~:")[2].split("&")
    assert set(parts) <= {"text=safeguards", "text=Labour%20exploitation"}
    assert parts


def test_the_keyboard_skips_the_facets(page: Page) -> None:
    type_query(page, "ministers")
    status(page, matching())
    skip = page.locator("#newsroom-facets .skip-link")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit-title a").first).to_be_focused()


def held(page: Page, pattern: str) -> list[Route]:
    """The requests for what *pattern* names, from now on, which wait until they are let go."""
    waiting: list[Route] = []
    page.route(pattern, lambda asked: waiting.append(asked))
    return waiting


def test_a_slow_line_shows_what_is_under_way(browser: Browser, site: Path) -> None:
    with opened(site, "http") as base:
        page = browser.new_page()
        parts = held(page, "**/_search/page.js*")
        page.goto(f"{base}search.html?q=ministers", wait_until="domcontentloaded")
        status(page, "Searching…")
        expect(page.locator("input[name=q]")).to_have_value("ministers")
        expect(page.locator("#newsroom-browse")).to_be_hidden()
        more = held(page, "**/_search/*/*.js*")
        for part in parts:
            part.continue_()
        until(page, "newsroom.parts")
        status(page, "Searching…")
        page.unroute("**/_search/*/*.js*")  # what is asked for from now on is held by nobody
        for part in more:
            part.continue_()
        status(page, matching())
        page.close()


def test_what_does_not_come_leaves_the_years(browser: Browser, site: Path) -> None:
    with opened(site, "http") as base:
        page = browser.new_page()
        page.route("**/_search/page.js*", lambda asked: asked.abort())
        page.goto(f"{base}search.html?q=ministers")
        status(page, "Search could not be loaded (page). Try again, or browse the releases below.")
        expect(page.locator("#newsroom-browse")).to_be_visible()
        page.wait_for_timeout(500)
        status(page, re.compile("^Search could not be loaded"))
        page.close()


def test_no_script_has_what_browsers_of_2022_cannot_read() -> None:
    """Safari knows no lookbehind before 16.4, and runs nothing of a script that has one."""
    scripts = {path.name: path.read_text(encoding="utf-8") for path in STATIC.parents[1].rglob("*.js")}
    assert "suggest.js" in scripts
    assert [name for name, text in scripts.items() if re.search(r"\(\?<[=!]", text)] == []
