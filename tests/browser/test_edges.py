"""What large and mixed archives hold: lists of hundreds, texts in two directions, summaries cut off, forced colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import CONF, ArchiveOnDisk

from .conftest import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

ARABIC = "أعلن الأمين العام اليوم في القاهرة: «إن الماء حق للجميع»."
HEBREW = "המזכיר הכללי אמר היום בקהיר כי מים הם זכות לכולם."
NUMBERED = """\
---
title: خطة المياه
date: 2021-03-04
language: ar
number: VBC/2021/02
dateline: القاهرة
contacts: [{name: المكتب, email: press@example.org, phone: +20 2 1234 5678}]
---

للاتصال: +20 2 1234 5678 من 9 إلى 17.
"""
LONG = "A long summary that says more than the front page has room for " * 4
MIXED = f"""\
He said:

> {ARABIC}

- {ARABIC}
- {ARABIC}

* {ARABIC}
* In English.

The word الماء means water, says UNODC.
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("edges") / "archive")
    bodies = [f"{letter}body {n}" for letter in "AB" for n in range(101)]
    head = "---\ntitle: {}\ndate: 2021-03-0{}\n---\n\n"
    corrected = head.replace("\n---\n\n", "\ncorrections: [{{date: 2021-04-01, note: It was 12.}}]\n---\n\n")
    archive.put({f"organizations/{name.replace(' ', '-').lower()}.md": f"---\nname: {name}\n---\n" for name in bodies})
    archive.put(
        {
            "conf.py": CONF,
            "index.md": "# Archive\n",
            "organizations/unodc.md": "---\nname: United Nations Office on Drugs and Crime\nacronym: UNODC\n---\n",
            "releases/2021/quoted.md": head.format("Quoted", 4) + MIXED,
            "releases/2021/long.md": head.format("Long", 5) + f"{LONG}.\n",
            "releases/2021/quoted.ar.md": head.format("مؤتمر", 4)
            + f"{ARABIC} UNODC.\n\nالمزيد: https://example.org/a/long/address/in/latin/letters\n\n"
            + "> In English, he said.\n",
            "releases/2021/numbered.md": NUMBERED,
            "releases/2021/quoted.he.md": corrected.format("ועידת המים", 4) + f"{HEBREW}\n",
        }
    )
    built = archive.build()
    assert built.status == 0, built.log
    with opened(built.out, "file") as address:
        yield address


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def directions(found: Locator) -> list[str]:
    told: list[str] = found.evaluate_all("found => found.map(one => getComputedStyle(one).direction)")
    return told


def test_a_paragraph_runs_as_its_words_do(page: Page, base: str) -> None:
    page.goto(f"{base}releases/2021/quoted.html")
    assert directions(page.locator(".prose p")) == ["ltr", "rtl", "rtl", "rtl", "rtl", "ltr", "ltr"]
    assert directions(page.locator(".prose :is(blockquote, ul)")) == ["rtl", "rtl", "ltr"], "its line and points, too"
    page.goto(f"{base}releases/2021/quoted.ar.html")
    assert directions(page.locator(".prose p")) == ["rtl", "rtl", "ltr"], "an address does not turn a paragraph"


PLACE_OF = """(node, words) => {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + words.length);
    return range.getBoundingClientRect().left;
  }
}"""


def place_of(found: Locator, words: str) -> float:
    """Where words stand, from the left."""
    place: float = found.evaluate(PLACE_OF, words)
    return place


def test_numbers_among_arabic_words_stand_as_they_are_read(page: Page, base: str) -> None:
    page.goto(f"{base}releases/2021/numbered.html")
    for where in (".prose p", ".contacts li"):
        number = page.locator(where).first
        assert place_of(number, "+20") < place_of(number, "5678"), "a telephone number as it is dialled"
    citation = page.locator(".citation")
    assert citation.inner_text().startswith("Test archive، «خطة المياه»، بيان صحفي VBC/2021/02، 4 مارس 2021")
    citation.evaluate("one => { one.style.whiteSpace = 'nowrap'; }")
    assert place_of(citation, "VBC") > place_of(citation, "4"), "the day stands beside its month, not beside the number"
    assert page.locator(".newsroom-dateline").inner_text() == "القاهرة، 4 مارس 2021 – "


def test_an_excerpt_runs_as_its_words_do(page: Page, base: str) -> None:
    page.goto(f"{base}search.html?q=القاهرة&language=en")
    page.locator(".hit-excerpt mark").first.wait_for()
    assert directions(page.locator(".hit-title, .hit-excerpt")) == ["ltr", "rtl"]


def test_what_the_archive_says_runs_as_its_own_words_do(page: Page, base: str) -> None:
    page.goto(f"{base}releases/2021/quoted.he.html")
    assert directions(page.locator("h1, .banner")) == ["rtl", "ltr"]


def test_a_list_of_hundreds_is_read_on_downwards(page: Page, base: str) -> None:
    page.goto(f"{base}organizations/index.html")
    first, second, *_ = (one.bounding_box() for one in page.locator(".letters section").all())
    assert first
    assert second
    assert first["x"] == second["x"]
    assert first["y"] + first["height"] <= second["y"]
    columns = {one.bounding_box()["x"] for one in page.locator(".letters section:first-child li").all()}  # type: ignore[index]
    assert len(columns) == 2


def test_a_tip_has_an_edge_where_colours_are_forced(browser: Browser, base: str) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{base}releases/2021/quoted.html")
    link = page.locator(".prose a.newsroom-entity").first
    link.focus()
    style, colour = (
        link.evaluate(f"one => getComputedStyle(one, '::after').borderTop{of}") for of in ("Style", "Color")
    )
    assert style == "solid"
    assert not colour.startswith("rgba"), "it is not transparent"
    page.close()
