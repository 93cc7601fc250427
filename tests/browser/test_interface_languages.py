"""What scripts say in an archive in French, Russian or Arabic: nothing in English; in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.helpers.translated import LANGUAGES, WORDS, Words, built, seen, seen_of_data, wrong


class Site(NamedTuple):
    """The site of an archive in a language."""

    language: str
    words: Words
    home: str


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    language = request.param
    _, found = built(tmp_path_factory, language)
    return Site(language, WORDS[language], f"{found.out.as_uri()}/")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


def answered(page: Page, place: str, about: str = "") -> None:
    """Wait for what is said in a place in the end: what is said meanwhile ends in dots, in every language."""
    said = page.locator(place)
    expect(said, about).not_to_be_empty()
    expect(said, about).not_to_have_text(re.compile("…$"))


def told(page: Page, site: Site) -> list[str]:
    """All that the page says by now; nothing of it may be in English."""
    said = [*seen(page.content()), page.title()]
    assert wrong(site.language, said) == []
    return said


def queries(words: Words) -> dict[str, str]:
    """Queries that make the search page say something, each by what it is about."""
    first, second, *_ = words.body.split()
    return {
        "found": words.body,
        "nowhere": "жжжжжжжж",
        "mistyped": f"{first[:-1]}ж",
        "apart": f"{first} жжжжжжжж {second}",
        "no word": "!!!",
        "no date": "from:жжж",
        "unclear date": "03/04/2012",
        "a day": "2012-01-03",
        "no field": "жжжж:1",
        "brackets": f"({first} OR {second})",
        "no year": "year:жжж",
        "a year without": "year:1950",
        "no month": "month:жжж",
        "before": "before:1950",
        "no official": "official:жжж",
        "no topic": "topic:жжж",
        "no organization": "organization:жжж",
        "no type": "type:жжж",
        "no language": "language:жжж",
        "all of a type": "type:speech",
        "an organization": f'organization:"{words.body}"',
        "an official": words.person,
    }


def test_search_says_nothing_in_english(page: Page, site: Site) -> None:
    page.goto(f"{site.home}search.html")
    plain = len(told(page, site))
    for about, query in queries(site.words).items():
        page.locator("#newsroom-search-status").evaluate("said => { said.textContent = ''; }")
        page.fill("#newsroom-search input[name=q]", query)
        page.press("#newsroom-search input[name=q]", "Enter")
        answered(page, "#newsroom-search-status", about)
        page.wait_for_timeout(50)  # notes come later or not at all
        assert len(told(page, site)) != plain, about
    for filters in (
        {"type": "speech", "year": "2012"},
        {"organization": "river", "from": "2011-01-01", "to": "2012-12-31"},
    ):
        page.goto(f"{site.home}search.html?{urlencode(filters)}")
        answered(page, "#newsroom-search-status")
        told(page, site)
    page.goto(f"{site.home}search.html?{urlencode({'q': site.words.body})}")
    page.locator("#newsroom-more").click()
    expect(page.locator("#newsroom-results > li")).to_have_count(17)
    told(page, site)


def test_suggestions_say_nothing_in_english(page: Page, site: Site) -> None:
    for path in ("search.html", "releases/2012/a01.html"):
        page.goto(site.home + path)
        box = page.locator("input[type=search]")
        box.click()
        box.press_sequentially(site.words.body.split()[0])
        expect(page.locator(".suggestions [role=option]").first).to_be_visible()
        told(page, site)


def test_the_quote_check_says_nothing_in_english(page: Page, site: Site) -> None:
    w = site.words
    changed = w.after.split()
    changed[3] = "жжжжжж"
    said = {
        "found": w.after,
        "corrected": w.before.partition(",")[2] or w.before,
        "near": " ".join(changed),
        "shortened": " ".join(w.after.split()[:6] + w.after.split()[7:]),
        "nowhere": "жжжж щщщщ эээээ ыыыы юююю",
        "few": w.after.split()[0],
        "quoted": "Вода принадлежит всем людям на земле",
    }
    page.goto(f"{site.home}check.html")
    for about, words in said.items():
        page.goto(f"{site.home}check.html?{urlencode({'q': words})}")
        answered(page, "#newsroom-check-status", about)
        # The words that were pasted, and titles of releases in another language, are nobody's interface.
        told(page, site)


def test_copying_and_the_record_say_nothing_in_english(page: Page, site: Site) -> None:
    page.goto(f"{site.home}releases/2011/dam.html")
    expect(page.locator("[data-copy] button").first).to_be_visible()
    page.locator("[data-copy] button").first.click()
    page.locator(".record > summary").click()
    page.locator(".logged button").click()
    answered(page, ".logged [role=status]")
    told(page, site)
    page.goto(f"{site.home}subscribe.html")
    page.locator("[data-copy] button").first.click()
    told(page, site)


def from_the_left(page: Page, place: str) -> bool:
    """Whether the first letter of what is shown stands left of the one after it."""
    return bool(
        page.locator(place).first.evaluate(
            """(shown) => {
              shown.closest("details")?.setAttribute("open", "");
              const words = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
              const letters = [];
              while (words.nextNode()) {
                for (let at = 0; at < words.currentNode.length; at += 1) {
                  const range = new Range();
                  range.setStart(words.currentNode, at);
                  range.setEnd(words.currentNode, at + 1);
                  letters.push(range.getBoundingClientRect().left);
                }
              }
              return letters[0] < letters[1];
            }"""
        )
    )


def test_code_of_guides_and_of_the_data_is_copied_in_the_language(page: Page, site: Site) -> None:
    page.goto(f"{site.home}docs/two.html")
    buttons = page.locator("[data-copy] button")
    expect(buttons).to_have_count(2)
    buttons.first.click()
    names = [buttons.nth(place).inner_text() for place in range(2)]
    assert len(set(names)) == 2, "of a terminal commands are copied, else code"
    told(page, site)
    assert from_the_left(page, ".highlight-console pre"), "code goes from left to right"
    button, first = buttons.first.bounding_box(), page.locator(".highlight-console .gp").bounding_box()
    assert button is not None
    assert first is not None
    assert button["x"] > first["x"], "beside the code, not on it"
    page.goto(f"{site.home}data.html")
    expect(buttons).to_have_count(5)
    buttons.first.click()
    assert wrong(site.language, [*seen_of_data(page.content()), page.title()]) == []
    for place in ("dt code", "dd code", "p code", "pre"):
        assert from_the_left(page, place), place
