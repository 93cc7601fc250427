"""Entries in a real Chromium: what their links and forms lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = "organizations/varnholm-basin-commission.html"


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest, shipped: Path) -> Iterator[str]:
    with opened(shipped, request.param) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, base: str) -> Iterator[Page]:
    """A page; nothing may break the policy or fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    yield page
    context.close()
    assert faults == []


COUNTS = """() => Array.from(document.querySelectorAll("aside .counted a.count"),
  (link) => ({ asked: link.search, count: parseInt(link.textContent) }))"""
FOUND = """async (asked) => {
  const address = new URLSearchParams(asked);
  const filters = {};
  for (const kind of ["organization", "official", "topic"]) if (address.has(kind)) filters[kind] = address.getAll(kind);
  const found = await newsroom.search("", { filters, all: address.getAll("all"), limit: 100 });
  return found.results.map(({ url }) => url);
}"""
_IN_A_LANGUAGE = re.compile(r"\.[a-z]{2}(?=\.html$)")


def test_named_with_leads_to_the_releases_that_name_both(reader: Page, base: str) -> None:
    reader.goto(base + BODY)
    link = reader.locator("aside .counted li", has_text="Estmark Water Authority").locator("a.count")
    expect(link).to_have_text("8 releases with EWA")
    link.click()
    expect(reader.locator("#newsroom-search-status")).to_have_text("8 releases")
    expect(reader.locator(".filter-chip")).to_have_text(["Varnholm Basin Commission", "Estmark Water Authority"])


@pytest.mark.parametrize("entry", ["organizations/osce", "officials/ilse-torvane", "topics/water-quality", BODY[:-5]])
def test_search_finds_as_many_as_stand_beside_each_name(reader: Page, base: str, entry: str) -> None:
    reader.goto(f"{base}{entry}.html")
    told: list[dict[str, Any]] = reader.evaluate(COUNTS)
    assert len(told) > 3
    for one in told:
        # a release that was translated counts once, and is found in each of its languages
        urls = {_IN_A_LANGUAGE.sub("", url) for url in reader.evaluate(FOUND, one["asked"])}
        assert len(urls) == one["count"], one


def test_words_are_looked_for_within_the_releases_of_an_entry(reader: Page, base: str) -> None:
    reader.goto(base + BODY)
    form = reader.get_by_role("search", name="Releases naming VBC")
    form.get_by_role("searchbox", name="Search within these releases").fill("water")
    form.get_by_role("button").click()
    expect(reader.locator("#newsroom-search-status")).to_have_text(re.compile(r"^\d+ releases for “water”$"))
    expect(reader.locator(".filter-chip")).to_have_text("Varnholm Basin Commission")
    expect(reader.get_by_label("Words, or a phrase in quotation marks")).to_have_value("water")
