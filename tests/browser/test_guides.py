"""Code of a guide is copied with a button: of a terminal the commands, as they are typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Handler


@pytest.fixture(scope="module")
def base(shipped: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(shipped)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


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
    assert copied("the code").startswith("corrections:\n  - date: ")
    context.close()
