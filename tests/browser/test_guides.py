"""Code of a guide is copied with a button: of a terminal the commands, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import opened


@pytest.fixture(scope="module")
def base(shipped: Path) -> Iterator[str]:
    with opened(shipped, "http") as address:
        yield address


def test_code_is_copied_without_prompt_and_what_is_printed(browser: Browser, base: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{base}docs/guides/correct-a-release.html")

    def copied(name: str) -> str:
        button = page.locator(f"[data-copy='{name}'] button").first
        button.click()
        expect(button).to_contain_text("Copied")
        return str(page.evaluate("navigator.clipboard.readText()"))

    command = copied("the commands")
    assert command.startswith("newsroom correct 2026/bridge-reopens \\\n    --note ")
    assert "keeps the published text" not in command
    page.goto(f"{base}docs/guides/correct-a-release.html")
    assert copied("the code").startswith('newsroom_report = "press@example.org"\n')
    context.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_button_covers_no_code_for_good(browser: Browser, base: str, direction: str) -> None:
    """What is under it does not show through, and the end of a long line comes out when the code is moved."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{base}docs/guides/follow-the-archive.html")
    page.locator("[data-copy] button").first.wait_for()
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    covered = page.evaluate("""[...document.querySelectorAll(".doc [data-copy] pre")].map((code) => {
      code.scrollLeft = code.scrollWidth;
      const line = document.createRange();
      line.selectNodeContents(code);
      const lines = [...line.getClientRects()].filter((box) => box.width);
      const button = code.closest("[data-copy]").querySelector("button");
      const { left, right, bottom } = button.getBoundingClientRect();
      const color = (one) => getComputedStyle(one).backgroundColor;
      return color(button) !== color(code)
        || lines.some((box) => box.top < bottom && box.right > left && box.left < right);
    })""")
    assert len(covered) > 5
    assert not any(covered)
    page.close()


def test_guides_are_found_by_their_words(browser: Browser, shipped: Path) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto((shipped / "docs/guides/write-a-release.html").as_uri())
    box = page.get_by_role("searchbox", name="Search the guides")
    box.fill("embargo")
    first = page.locator(".guides-found a").first
    expect(first).to_have_text("Keep an embargo")
    box.fill("quokka embargo")
    expect(page.locator("[data-guides] [role=status]")).to_have_text("No guide contains all these words.")
    box.fill("crontab")
    expect(page.locator(".guides-found")).to_contain_text("add this to a crontab")
    first.click()
    expect(page).to_have_title(re.compile("Feeds, email and alerts"))
    page.goto((shipped / "docs/index.html").as_uri())
    expect(page.get_by_role("searchbox", name="Search the guides")).to_be_visible()
    page.close()
    assert faults == []


def test_a_link_to_a_section_marks_its_heading_and_not_all_of_it(browser: Browser, shipped: Path) -> None:
    page = browser.new_page()
    page.goto((shipped / "docs/guides/keep-an-embargo.html").as_uri() + "#what-to-watch-out-for")
    colour = "node => getComputedStyle(node).backgroundColor"
    section = page.locator("section:target")
    assert section.evaluate(colour) == "rgba(0, 0, 0, 0)"
    assert section.locator("> h2").evaluate(colour) not in ("rgba(0, 0, 0, 0)", page.locator("body").evaluate(colour))
    page.close()
