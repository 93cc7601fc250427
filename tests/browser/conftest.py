"""A real Chromium for the tests of this folder, and a page of a small site for those of search."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page
from tests.helpers.answering import answering
from tests.helpers.chromium import POLICY
from tests.helpers.once import once

from .search_site import write_site
from .shipped import build_shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Handler(SimpleHTTPRequestHandler):
    """A server of files under the strict policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def opened(folder: Path, way: str) -> Iterator[str]:
    """The address of a site, from the disk (``file``) or from a server with a strict policy (``http``)."""
    if way == "file":
        yield f"{folder.as_uri()}/"
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}/"


def until(page: Page, condition: str) -> None:
    """Wait until a condition in JavaScript holds, for half a minute.

    ``Page.wait_for_function`` would look a second time by ``eval``, which the policy forbids.
    """
    tried = f"if ({condition}) return true; await new Promise((done) => setTimeout(done, 10));"
    assert page.evaluate(f"async () => {{ for (let tries = 0; tries < 3000; tries++) {{ {tried} }} return false; }}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site of ``search_site``."""
    root = tmp_path_factory.mktemp("site")
    write_site(root)
    return root


@pytest.fixture(scope="session")
def base(site: Path) -> str:
    """The address of the small site on the disk; ``test_search_engine`` has it from a server with a strict policy."""
    return f"{site.as_uri()}/"


@pytest.fixture
def requests() -> list[str]:
    """The addresses that ``page`` asked for."""
    return []


@contextmanager
def faultless(page: Page, base: str, requests: list[str]) -> Iterator[Page]:
    """The search page, loaded in *page*; nothing may ask another host, break the policy or fail."""
    faults: list[str] = []
    heard: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: requests.append(request.url),
        "pageerror": lambda error: faults.append(str(error)),
        "console": lambda message: faults.append(message.text) if message.type == "error" else None,
    }
    for event, listener in heard.items():
        page.on(event, listener)
    page.goto(f"{base}search.html")
    yield page
    for event, listener in heard.items():
        page.remove_listener(event, listener)
    assert faults == []
    assert [url for url in requests if not url.startswith(base)] == []


@pytest.fixture
def page(tab: Page, base: str, requests: list[str]) -> Iterator[Page]:
    """The page of the test before, loaded anew: a new browser's context takes three times as long as a query."""
    with faultless(tab, base, requests) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of the archive that ships, which is built once for all processes of a run."""
    return once(tmp_path_factory, "shipped", build_shipped) / "site"
