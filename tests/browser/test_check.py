"""Whoever pastes words is told who said them, and whether they stand; in a real Chromium, with the keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import NOW, SMALL, ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.outputs.quote_files import shingles, spread

from .conftest import opened

TOKENS = Path(__file__).parents[1] / "fixtures" / "tokens.json"

SAID = """
    ---
    title: What was said
    date: 2013-05-04
    dateline: Vienna
    ---
    The meeting began.

    "Trafficking is a challenge that no country can meet alone," said Yury Fedotov. "It needs a global response."

    Fedotov emphasized that only co-operation could stop it, and thanked all {number} ministers who came.
    """
OTHERS = {
    "releases/2014/twice.md": """
        ---
        title: Twice
        date: 2014-05-04
        issuer: osce
        ---
        The meeting began. Only the rain was missing from it.
        """,
    "releases/2014/gone.md": """
        ---
        title: Gone
        date: 2014-06-04
        withdrawn: {date: 2014-06-05, reason: It never was.}
        ---
        A quokka sat on every chair of the great hall.
        """,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("check") / "archive")
    archive.put(SMALL | OTHERS | {"releases/2013/said.md": SAID.format(number=24)})
    root, new = str(archive.root), archive.root.parent / "new"
    ArchiveOnDisk(new).put({"said.md": SAID.format(number=26)})
    correct = ["correct", "2013/said", "--note", "There were 26.", "--text", str(new / "said.md"), "--root", root]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        assert main(["publish", "--root", root]) == 0
        assert main(correct) == 0
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    return site.out


@pytest.fixture(scope="module", params=["file", "http"])
def home(request: pytest.FixtureRequest, built: Path) -> Iterator[str]:
    """The site from the disk, and from a server with a strict policy."""
    with opened(built, request.param) as address:
        yield address


@pytest.fixture
def asked() -> list[str]:
    """The addresses that ``page`` asked for."""
    return []


@pytest.fixture
def page(browser: Browser, home: str, asked: list[str]) -> Iterator[Page]:
    """The page, wide from the disk, narrow and dark from a server; nothing may ask another host or fail."""
    wide = home.startswith("file")
    width = 1280 if wide else 375
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light" if wide else "dark")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda one: asked.append(one.url))
    opened.goto(f"{home}check.html")
    yield opened
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(home)] == []


def ask(page: Page, words: str) -> None:
    """Paste words and ask, with the keyboard alone."""
    page.locator("#newsroom-quote").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def told(page: Page) -> str:
    expect(page.locator("#newsroom-check-status")).to_have_text(re.compile("^(?!Looking).+"))
    return page.locator("#newsroom-check-status").inner_text()


def test_words_that_stand_have_a_speaker_an_office_and_a_place(page: Page, home: str) -> None:
    ask(page, "trafficking is a CHALLENGE that no country can meet alone")
    assert told(page) == "Found word for word in one release."
    result = page.locator("#newsroom-check-results > li")
    expect(result.locator(".said-by")).to_have_text("Said by Yury Fedotov, Executive Director, UNODC (quoted)")
    expect(result).to_contain_text("4 May 2013")
    expect(result).to_contain_text("Revision 2 of 2, the current one. The release was corrected; these words were not")
    expect(result.locator("mark")).to_have_text("Trafficking is a challenge that no country can meet alone")
    address = result.locator("h2 a").get_attribute("href") or ""
    page.goto(home + address)
    expect(page.locator(":target")).to_contain_text("no country can meet alone")


def test_words_that_were_corrected_lead_to_the_text_that_had_them(page: Page, home: str) -> None:
    ask(page, "thanked all 24 ministers who came")
    assert told(page) == "These words have since been corrected. They appear in a superseded text of one release."
    result = page.locator("#newsroom-check-results > li")
    expect(result).to_contain_text("These words were in revision 1, superseded on 1 January 2026: There were 26.")
    expect(result.locator(".now + blockquote del")).to_have_text("[not in the release: 24]")
    expect(result.locator(".now + blockquote ins")).to_have_text("[in the release: 26]")
    expect(result.locator(".said-by")).to_contain_text("Yury Fedotov")
    for link in ("revision 1", "What was said"):
        address = result.get_by_role("link", name=link).get_attribute("href") or ""
        page.goto(home + address)
        assert "#p-" in page.url
        expect(page.locator(":target")).to_contain_text("24" if link == "revision 1" else "26")
        page.go_back()


def test_a_word_that_was_changed_is_shown(page: Page) -> None:
    ask(page, "Trafficking is a challenge that every country can meet alone")
    assert told(page).startswith("Nobody said exactly this.")
    expect(page.locator("del")).to_have_text("[not in the release: every]")
    expect(page.locator("ins")).to_have_text("[in the release: no]")


def test_words_that_were_left_out_are_shown(page: Page) -> None:
    ask(page, "no country can meet alone … It needs a global response")
    assert told(page) == "Found in one release, but with words left out: see which ones."
    expect(page.locator("ins")).to_have_text("[in the release: said Yury Fedotov]")


def test_what_nobody_said_is_nowhere(page: Page) -> None:
    ask(page, "Every lighthouse keeper of the region will receive a violin")
    assert told(page).startswith("Nowhere: no revision of any release in this archive contains these")
    ask(page, "A quokka sat on every chair of the great hall")
    expect(page.locator("#newsroom-check-status")).to_contain_text(
        "One release was withdrawn; this page can't check its text."
    )
    assert page.locator("#newsroom-check-results > li").count() == 0


def test_a_question_is_an_address_and_back_goes_to_the_one_before(page: Page, home: str) -> None:
    page.goto(f"{home}check.html?q=thanked+all+26+ministers")
    told(page)
    ask(page, "thanked all 24 ministers")
    expect(page.locator("#newsroom-check-status")).to_contain_text("corrected")
    page.go_back()
    expect(page.locator("#newsroom-quote")).to_have_value("thanked all 26 ministers")
    expect(page.locator("#newsroom-check-status")).to_contain_text("word for word")


def test_only_the_parts_that_a_question_needs_are_loaded(page: Page, asked: list[str]) -> None:
    ask(page, "thanked all 26 ministers who came")
    told(page)
    loaded = sorted(re.sub(r".*_search/quotes/|\?.*", "", url) for url in asked if "_search/quotes" in url)
    assert loaded == sorted({*loaded})
    assert [path for path in loaded if "/c" in path] == ["1984-2047-newest/c0.js"]


def test_nothing_scrolls_sideways(page: Page) -> None:
    ask(page, "thanked all 24 ministers who came")
    told(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("home", ["http"], indirect=True)
def test_both_sides_make_the_same_numbers_and_read_the_same_parts(page: Page) -> None:
    cases = [case["text"] for case in json.loads(TOKENS.read_text(encoding="utf-8"))]
    cases += ["Злочин не знає кордонів, і ми теж", "一二三四五六", "a b c d e"]
    found = page.evaluate("texts => texts.map(text => newsroom.quotes.shingles(newsroom.parts.tokens(text)))", cases)
    assert [set(row) for row in found] == [shingles(text) for text in cases]
    dice = Random(18)
    releases = [[" ".join(dice.choices("abcd", k=40))] for _ in range(5)]
    for bits in (0, 3):
        made = spread(releases, bits)
        wanted = sorted(set().union(*(shingles(text) for some in releases for text in some)))
        found = page.evaluate(
            "([parts, wanted, bits]) => { const { holding, partOf } = newsroom.quotes;"
            " return wanted.map(one => holding(parts[partOf(one, bits)], one, bits)); }",
            [made, [*wanted, 1], bits],
        )
        assert found == [[n for n, (text,) in enumerate(releases) if one in shingles(text)] for one in [*wanted, 1]]
