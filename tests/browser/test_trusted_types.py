"""Pages require Trusted Types, and keep to them: no text becomes script or markup while a page is read or used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import opened
from .shipped import KINDS

OTHERS = ("check.html", "statements.html", "types/speech.html", "editions/2023.html", "404.html")
NOTE = "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))"


@pytest.fixture(scope="module")
def base(shipped: Path) -> Iterator[str]:
    """The archive that ships, from a server whose policy is as strict."""
    with opened(shipped, "http") as address:
        yield address


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A fresh page, on which nothing may break the policy or fail."""
    page = browser.new_page()
    faults: list[str] = []
    page.add_init_script(NOTE)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert faults == []


def test_no_kind_of_page_breaks_them(reader: Page, base: str) -> None:
    for path in (*KINDS, *OTHERS):
        reader.goto(base + path)
        policy = reader.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        assert policy is not None
        assert "require-trusted-types-for 'script'" in policy, path
        assert reader.evaluate("typeof newsroom.search") == "function", path


def test_neither_do_search_the_check_of_quotations_nor_that_of_the_record(reader: Page, base: str) -> None:
    reader.goto(f"{base}search.html?q=flood")
    expect(reader.locator(".hit").first).to_be_visible()
    reader.locator("#newsroom-search input[name=q]").fill("Varnho")
    reader.locator("#newsroom-search input[name=q]").press("Enter")
    expect(reader.locator("#newsroom-search")).to_be_visible()
    reader.goto(f"{base}index.html")
    reader.locator("#site-search").press_sequentially("Dalsund")
    reader.goto(f"{base}check.html")
    reader.locator("#newsroom-quote").fill("they would now be able to argue about the river instead")
    reader.get_by_role("button", name="Check").click()
    expect(reader.locator("#newsroom-check-results li").first).to_be_visible()
    reader.goto(f"{base}releases/2021/flood-review.html")
    reader.locator(".record summary").click()
    reader.get_by_role("button", name="Check").click()
    expect(reader.locator(".logged [role=status]")).to_contain_text("Checked: the line is one of")
    reader.get_by_role("button", name="Copy the reference").click()


REFUSED = "(address) => { try { %s; return ''; } catch (error) { return error.name; } }"


def test_what_would_make_markup_of_a_text_is_refused(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}index.html")
    for act in ("document.createElement('script').src = address", "document.body.innerHTML = '<b>x</b>'"):
        assert page.evaluate(REFUSED % act, f"{base}_static/newsroom/newsroom.js") == "TypeError"
    assert page.evaluate(REFUSED % "newsroom.script(address)", f"{base}_search/engine.js") == ""
    for address in ("https://elsewhere.example.org/x.js", "data:text/javascript,1"):
        assert page.evaluate(REFUSED % "newsroom.script(address)", address) == "TypeError"
    page.close()
