"""Serve a built site with gzip and counters, and query it in Chromium."""

from __future__ import annotations

import gzip
import mimetypes
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def built(archive: Path) -> Path:
    """Return the site of an archive, built if it isn't up to date."""
    command = [sys.executable, "-m", "sphinx_newsroom", "build", "--quiet"]
    subprocess.run(command, cwd=archive, check=True, stdout=subprocess.DEVNULL)
    return archive / "_build/html"


class Counted(ThreadingHTTPServer):
    """A server that counts the bytes and responses sent since :meth:`reset`."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.lock = threading.Lock()
        self.zipped: dict[str, bytes] = {}
        self.reset()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore readers who disconnect early."""

    def reset(self) -> None:
        """Reset the counters."""
        self.bytes = self.answers = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counted

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        found = self.server.root / path
        if ".." in path or not found.is_file():
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with self.server.lock:
            body = self.server.zipped.get(path)
            if body is None:
                body = self.server.zipped[path] = gzip.compress(found.read_bytes(), 6, mtime=0)
            self.server.bytes += len(body)
            self.server.answers += 1
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def served(root: Path) -> Iterator[Counted]:
    """Serve the folder *root*."""
    server = Counted(root)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Asker:
    """A page of the site in a context without cache; it records every error and every external address."""

    def __init__(self, browser: Browser, server: Counted) -> None:
        self.server = server
        self.faults: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.page.on("request", lambda one: None if one.url.startswith(server.base) else self.faults.append(one.url))

    def open(self, address: str = "search.html") -> None:
        """Open a page of the site."""
        self.page.goto(self.server.base + address)

    def ask(self, query: str = "", **options: Any) -> Any:
        """Return the results of ``newsroom.search()``."""
        return self.page.evaluate(
            "async ([query, options]) => { const answer = await newsroom.search(query, options);"
            " return { ids: answer.results.map(({ id }) => id) }; }",
            [query, options],
        )

    def close(self) -> None:
        """Close the browser context."""
        self.context.close()
