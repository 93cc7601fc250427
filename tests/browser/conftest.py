"""A real Chromium for the tests of this folder, and a page of a small site for those of search."""

from __future__ import annotations

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from .search_site import write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ADVICE = (
    "no Chromium was found; install one (Debian: `apt-get install chromium`, elsewhere: `python -m playwright install "
    "chromium`), or name one in the environment variable CHROMIUM"
)


def chromium(playwright: Playwright) -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, one on PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES, playwright.chromium.executable_path]
    for candidate in candidates:
        if (found := shutil.which(candidate)) and Path(found).is_file():
            return found
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            pytest.fail(ADVICE)
        # Chromium's sandbox refuses to run as root, which is what a container's tests run as.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = [*ARGUMENTS, "--no-sandbox"] if root else ARGUMENTS
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


class Handler(SimpleHTTPRequestHandler):
    """A server of files under the strict policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site of ``search_site``."""
    root = tmp_path_factory.mktemp("site")
    write_site(root)
    return root


@pytest.fixture(scope="session", params=["file", "http"])
def base(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The address of the small site, once from the disk and once from a server with a strict policy."""
    if request.param == "file":
        yield f"{site.as_uri()}/"
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def requests() -> list[str]:
    """The addresses that ``page`` asked for."""
    return []


@pytest.fixture
def page(browser: Browser, base: str, requests: list[str]) -> Iterator[Page]:
    """A fresh page; nothing may ask another host, break the policy or fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.goto(f"{base}search.html")
    yield opened
    context.close()
    assert faults == []
    assert [url for url in requests if not url.startswith(base)] == []
