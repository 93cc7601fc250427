"""What a real browser makes of a site: script that runs, other hosts that are asked, links that are no links."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

from tests.helpers.answering import answering
from tests.helpers.chromium import POLICY

from .archives import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

HACKED = "HACKED-0b7e"
WATCH = f"""
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => console.log("{HACKED} " + name);
Object.defineProperty(window, "hacked", {{set() {{ console.log("{HACKED} window.hacked"); }}, get() {{ return 1; }}}});
"""
"""Runs in every frame before anything of the page: what the inputs call when their script runs tells us."""

_SCRIPT = (Path(__file__).parent / "inspect.js").read_text(encoding="utf-8")
PAGE = f"(own) => {{ {_SCRIPT}\nreturn inspect(document, document.baseURI, own.map((p) => location.origin + p)); }}"
CLICK = f"() => {{ {_SCRIPT}\nreturn click(); }}"
SUSPECTS = f"""async ([places, own]) => {{ {_SCRIPT}
  const prefixes = own.map((path) => location.origin + path);
  const found = await Promise.all(places.map((place) => isSuspect(`/${{place}}`, prefixes)));
  return places.filter((_, at) => found[at]); }}"""
ITEMS = f"([items, base]) => {{ {_SCRIPT}\nreturn show(items, base); }}"

OWN_SCRIPTS = ["/_static/newsroom/", "/_search/"]
"""Where the site's own scripts are."""
AT_ONCE = 16
"""How many pages are written into frames at the same time."""


class Handler(SimpleHTTPRequestHandler):
    """A server of a built site under the strict policy, which browsers may keep the site's own files of."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (as its base has it)
        **SimpleHTTPRequestHandler.extensions_map,
        ".xhtml": "application/xhtml+xml",
        ".xht": "application/xhtml+xml",
        ".svgz": "image/svg+xml",
        ".mht": "multipart/related",
    }

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        if self.path.startswith("/_static/"):
            self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}/"


@dataclass
class _Watch:
    """What a context saw since it was last asked."""

    home: str
    events: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "about:", "blob:", "chrome-error:")):
            self.events.append(f"asks another host: {request.method} {request.url[:120]}")

    def console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(HACKED):
            self.events.append(f"script runs ({message.text.removeprefix(HACKED).strip()})")

    def dialog(self, dialog: Dialog) -> None:
        self.events.append(f"script runs (a dialog: {dialog.type})")
        dialog.dismiss()

    def taken(self) -> list[str]:
        events, self.events = self.events, []
        return list(dict.fromkeys(events))


@contextmanager
def _context(browser: Browser, home: str, *, policy: bool) -> Iterator[tuple[BrowserContext, _Watch]]:
    context = browser.new_context(bypass_csp=not policy, accept_downloads=False, viewport={"width": 900, "height": 700})
    context.set_default_timeout(30_000)  # the largest tables take a busy machine more than eight seconds
    context.add_init_script(WATCH)
    watch = _Watch(home)
    context.on("request", watch.request)
    context.on("console", watch.console)
    context.on("dialog", watch.dialog)
    yield context, watch
    context.close()


def faults_of_pages(browser: Browser, site: Path, places: Sequence[str]) -> Mapping[str, list[str]]:
    """What is wrong with files of a site opened in a browser without a policy, and with it.

    A page that does nothing in a frame is not opened. A policy only takes away, so what does nothing without one is not
    opened again.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    with served(site) as home:
        for policy in (False, True):
            if policy and not found:
                break
            how = "with the policy" if policy else "without a policy"
            with _context(browser, home, policy=policy) as (context, watch):
                page = context.new_page()
                for place in list(found) if policy else _suspects(page, home, places, watch):
                    faults = _faults_of(page, home, place, watch, inspect=not policy)
                    if faults:
                        found[place] += [
                            f"{fault} [{how}]" if " runs" in fault or "asks" in fault else fault for fault in faults
                        ]
                    for other in context.pages:
                        if other is not page:
                            other.close()
                    if page.is_closed() or any("not to be opened" in fault for fault in faults):
                        page.close()
                        page = context.new_page()
    return {place: list(dict.fromkeys(faults)) for place, faults in found.items()}


def _suspects(page: Page, home: str, places: Sequence[str], watch: _Watch) -> list[str]:
    """The pages in which something happens or is wrong when they are written into a frame, and all other files."""
    pages = [place for place in places if place.endswith(".html")]
    found = [place for place in places if not place.endswith(".html")]
    page.goto(f"{home}robots.txt")
    for start in range(0, len(pages), AT_ONCE):
        together = pages[start : start + AT_ONCE]
        suspects = page.evaluate(SUSPECTS, [together, OWN_SCRIPTS])
        found += together if watch.taken() else suspects
    return found


def _faults_of(page: Page, home: str, place: str, watch: _Watch, *, inspect: bool) -> list[str]:
    try:
        page.goto(home + place, wait_until="load")
        faults = page.evaluate(PAGE, OWN_SCRIPTS) if inspect else []
        if not place.endswith(".html"):
            page.wait_for_timeout(40)  # what animations do, they do after the document was loaded
        if page.evaluate(CLICK):
            page.wait_for_timeout(20)
        if not page.url.startswith((home + place, "about:")):
            faults.append(f"leads away to {page.url[:120]}")
    except Error as error:
        said = error.message.splitlines()[0]
        if "ownload" in said or "ERR_ABORTED" in said:
            return watch.taken()  # a file that is offered for download and not shown
        return [*watch.taken(), f"is not to be opened: {said[:200]}"]
    return [*watch.taken(), *faults]


def faults_of_items(browser: Browser, items: Sequence[str]) -> Sequence[tuple[int, str]]:
    """What is wrong with items of a feed, each set into an empty page without a policy; -1 is any of them."""
    blank = "http://127.0.0.1:9/"
    with _context(browser, BASE, policy=False) as (context, watch):
        page = context.new_page()
        page.route(
            "**/*",
            lambda route: (
                route.fulfill(body="<!DOCTYPE html><body>", content_type="text/html")
                if route.request.url == blank
                else route.abort()
            ),
        )
        page.goto(blank)
        watch.events.clear()
        found = [(int(index), str(fault)) for index, fault in page.evaluate(ITEMS, [list(items), BASE])]
        return [*found, *((-1, event) for event in watch.taken())]


def feed_items(site: Path) -> Iterator[tuple[str, str]]:
    """Each item of the site's feeds with the address that it stands for; raises where a feed cannot be read."""
    from xml.etree import ElementTree

    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    for item in ElementTree.parse(site / "rss.xml").iter("item"):
        for name in (content, "description"):  # a title is text in all three formats
            yield item.findtext("link") or "", item.findtext(name) or ""
    atom = "{http://www.w3.org/2005/Atom}"
    for entry in ElementTree.parse(site / "atom.xml").iter(f"{atom}entry"):
        link = next((link.get("href") or "" for link in entry.iter(f"{atom}link")), "")
        for element in entry:
            if element.get("type") == "html":
                yield link, element.text or ""
            elif element.get("type") == "xhtml":
                yield link, ElementTree.tostring(element, encoding="unicode", method="html")
    for item in json.loads((site / "feed.json").read_text(encoding="utf-8"))["items"]:
        yield item.get("url", ""), item.get("content_html", "")
