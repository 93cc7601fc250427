"""The archive that ships, by axe-core: each kind of page, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.node_tools import package

from .shipped import KINDS

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_SIZE = ("target-size", "scrollable-region-focusable", "meta-viewport", "css-orientation-lock")
"""What depends on how wide the window is; where it stands, the colours do too, at the step from two columns to one."""
ASK = """async ([tags, only]) => {
  const options = { resultTypes: ["violations"], elementRef: false, runOnly: only.length ? only : tags };
  const found = await axe.run(document, options);
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}: ${n.html.slice(0, 120)}`));
}"""
WIDTHS = ((1280, ()), (640, OF_SIZE), (375, ()), (320, OF_SIZE))
"""Each width in CSS pixels with the rules to ask there; none means all."""


@pytest.fixture(scope="module")
def axe(pytestconfig: pytest.Config) -> str:
    return (package(pytestconfig, "axe-core") / "axe.min.js").read_text(encoding="utf-8")


def test_no_page_breaks_a_rule(browser: Browser, shipped: Path, axe: str) -> None:
    # Our policy lets no other script in; a page that is told to let it behaves the same otherwise.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found: dict[str, Any] = {}
    for path in KINDS:
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
