#!/usr/bin/env python3
"""Take screenshots of every kind of page in a real Chromium: wide and narrow, light and dark."""

from __future__ import annotations

import argparse
import html
import os
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
KINDS = {
    "front": "index.html",
    "release": "releases/2011/conference-opens.html",
    "translated": "releases/2011/conference-opens.ru.html",
    "corrected": "releases/2026/summer-flows.html",
    "superseded": "releases/2021/flood-review.r1.html",
    "withdrawn": "releases/2022/water-quality-results.html",
    "attachments": "releases/2026/tracer-test.html",
    "notebook": "releases/2026/gauge-survey.html",
    "year": "releases/2025/index.html",
    "years": "releases/index.html",
    "type": "types/speech.html",
    "organization": "organizations/osce.html",
    "official": "officials/maria-grazia-giammarinaro.html",
    "organizations": "organizations/index.html",
    "officials": "officials/index.html",
    "topic": "topics/water-quality.html",
    "statements": "statements.html",
    "corrections": "corrections.html",
    "editions": "editions/index.html",
    "search": "search.html?q=water",
    "check": "check.html?q=flow",
    "subscribe": "subscribe.html",
    "data": "data.html",
    "guide": "docs/guides/write-a-release.html",
    "reference": "docs/reference/header.html",
    "not-found": "404.html",
}
"""The kinds of pages, each with an example from the shipped archive."""

WIDTHS = {1280: 900, 375: 812}
SCHEMES = "light", "dark"
SHOWN = ("front", "release", "official", "search", "superseded", "corrected")
"""The pages shown in README and docs."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the site, and yield its local address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def photograph(browser: Browser, address: str, file: Path, width: int, scheme: Any, whole: bool) -> int:
    """Take a screenshot; return how many pixels the page is wider than its window."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=whole)
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    return wider


def all_kinds(browser: Browser, base: str, target: Path, only: list[str]) -> int:
    """Photograph every kind in four variants, and write an overview; return how many are wider than their window."""
    wide = 0
    for kind, (width, height), scheme in product(only or KINDS, WIDTHS.items(), SCHEMES):
        wider = photograph(browser, base + KINDS[kind], target / f"{kind}-{width}-{scheme}.png", width, scheme, True)
        if wider > 0:
            wide += 1
            print(f"{kind} is {wider} px wider than a window of {width}x{height} ({scheme})")
    rows = "".join(
        f'<h2>{html.escape(kind)}</h2><p style="display:flex;gap:1em;align-items:flex-start">'
        + "".join(
            f'<img src="{kind}-{width}-{scheme}.png" width="{width // 3}" alt="{kind}, {width} px, {scheme}">'
            for width, scheme in product(WIDTHS, SCHEMES)
        )
        for kind in only or KINDS
    )
    (target / "index.html").write_text(f"<!doctype html><title>Kinds of pages</title>{rows}\n", encoding="utf-8")
    return wide


def main() -> int:
    """Take screenshots; the status is 1 if a page is wider than its window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"these alone; of {', '.join(KINDS)}")
    parser.add_argument("--site", type=Path, default=ROOT / "_build/html", help="the built site (_build/html)")
    parser.add_argument("--to", type=Path, default=ROOT / "_build/screenshots", help="where to (_build/screenshots)")
    parser.add_argument("--docs", action="store_true", help="renew those that README and docs show, in docs/_static")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    args = parser.parse_args()
    if unknown := [kind for kind in args.kinds if kind not in KINDS]:
        parser.error(f"there is no kind {unknown[0]!r}; give some of {', '.join(KINDS)}")
    if missing := [place for place in KINDS.values() if not (args.site / place.partition("?")[0]).is_file()]:
        parser.error(f"{args.site} has no {missing[0]}; build the archive first: make html")
    args.to.mkdir(parents=True, exist_ok=True)
    with served(args.site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=args.chromium, args=ARGUMENTS)
        if args.docs:
            for kind in args.kinds or SHOWN:
                photograph(browser, base + KINDS[kind], ROOT / f"docs/_static/{kind}.png", 1280, "light", False)
            wide = 0
        else:
            wide = all_kinds(browser, base, args.to, args.kinds)
        browser.close()
    return int(wide > 0)


if __name__ == "__main__":
    raise SystemExit(main())
