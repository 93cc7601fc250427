"""The web server of ``newsroom serve``: the built pages as they stand, what follows them, and how building is going."""

from __future__ import annotations

import hashlib
import io
import ipaddress
import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs, quote, unquote, unquote_to_bytes, urlsplit

from sphinx_newsroom.cli.serve.state import Board
from sphinx_newsroom.files import CHUNK
from sphinx_newsroom.model.wording import media_type

# Which file an address asks for, and what is added to a page on its way to the browser: never in the file.

Folders = tuple[Path, ...]
"""Where the site is looked for, in this order."""
OURS = "/_newsroom/"
"""Below this the server's own addresses are, where no page of an archive is."""
FOLLOW = ("follow.js", "follow.css")
"""What a page needs to follow, in the folder ``static`` beside this module."""

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_LOADED = re.compile(rb"""\ssrc=["']([^"'#?]+)""")


def file_of(folders: Folders, target: str) -> Path | None:
    """The file that an address asks for, of the first folder that has it; None where none may be shown.

    Args:
        folders: Where the built site is.
        target: What a request asks for: a path, perhaps with a query.
    """
    try:
        path = unquote_to_bytes(target.partition("?")[0].partition("#")[0]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")[1:]
    # Hidden files are the builds' own; a backslash or a colon is a path of its own on some systems.
    if not path.startswith("/") or any(part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    names = [*filter(None, parts), *(["index.html"] if path.endswith("/") else [])]
    return next((found for folder in folders if (found := _file_in(folder, names))), None)


def _file_in(folder: Path, names: list[str]) -> Path | None:
    try:
        place = folder.joinpath(*names)
        # What leads out of the folder by a link is not followed.
        return place if place.is_file() and place.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):
        return None


def digest_of(folders: Folders, target: str) -> str:
    """What changes when a page does, or a picture or script that it loads; empty where there is no such page.

    Args:
        folders: Where the built site is.
        target: What a request for the page asks for.
    """
    try:
        page = file_of(folders, target)
        content = page.read_bytes() if page else b""
        return digest_with(folders, target, content) if content else ""
    except OSError:  # it went while it was looked at
        return ""


def digest_with(folders: Folders, target: str, content: bytes) -> str:
    """The digest of a page of which the content is known, as above.

    Args:
        folders: Where the built site is.
        target: What a request for the page asks for.
        content: The page.
    """
    found = hashlib.sha256(content)
    for name in sorted(set(_LOADED.findall(content))):
        if place := file_of(folders, _absolute(target.partition("?")[0], name.decode("utf-8", "replace"))):
            status = place.stat()
            found.update(f"{name!r} {status.st_size} {status.st_mtime_ns}".encode())
    return found.hexdigest()[:16]


def _absolute(page: str, address: str) -> str:
    """The path on the site that a page means by an address; one that is on another host finds no file."""
    if address.startswith("//") or urlsplit(address).scheme:
        return ""
    return posixpath.normpath(posixpath.join(page.rpartition("/")[0] or "/", address))


def following(content: bytes, digest: str) -> bytes:
    """A page that follows: with the script and style sheet for that in its head.

    Args:
        content: The page as it was built.
        digest: What the script compares with what it is told later.
    """
    added = (
        f'<link rel="stylesheet" href="{OURS}follow.css">'
        f'<script defer src="{OURS}follow.js" data-page="{escape(digest)}"></script>'
    ).encode()
    end = _HEAD_END.search(content)
    at = end.start() if end else 0
    return content[:at] + added + content[at:]


def page_saying(title: str, text: str) -> bytes:
    """A page of the server's own, in plain words."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    ).encode()


STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Drafts are for the newsroom: no page of another host loads a file of this one.
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: status, media type, content, and further headers; with a *file*, its bytes are the content."""

    status: int
    kind: str
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()
    file: Path | None = None

    @contextmanager
    def stream(self) -> Iterator[tuple[IO[bytes], int]]:
        """The content to read from, piece by piece since a film is larger than memory, and its size; raises OSError."""
        if self.file is None:
            yield io.BytesIO(self.content), len(self.content)
            return
        with self.file.open("rb") as opened:
            yield opened, os.fstat(opened.fileno()).st_size


@dataclass(frozen=True, slots=True)
class Site:
    """What is served.

    *work* is the folder that builds write into and *out* the one that whole builds are put into, *run* a mark of this
    run, *host* the name or address that it was told to serve at.  A page is shown as soon as it is written, long before
    feeds and search are; what the work folder lacks, since all is built again there, the other still has.
    """

    work: Path
    out: Path
    board: Board
    run: str
    host: str

    @property
    def folders(self) -> Folders:
        """Where pages are looked for: before a build has come to its end, some lack what they load."""
        return (self.work, self.out) if self.board.state.built else (self.out,)

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """What a request for *target* gets."""
        if not is_meant(headers.get("Host") or "", self.host):
            return _words(421, "Not here", "This server answers to localhost and to the --host that it was given.")
        address = urlsplit(target)
        if address.path == f"{OURS}state":
            page = parse_qs(address.query).get("page", ["/"])[0]
            return self._state(page, headers.get("If-None-Match") or "")
        if address.path.startswith(OURS):
            name = address.path.removeprefix(OURS)
            return _file(STATIC / name) if name in FOLLOW else _words(404, "Not found", target)
        return self._page(target)

    def _state(self, page: str, known: str) -> Answer:
        state, digest = self.board.state, digest_of(self.folders, page)
        tag = ("ETag", f'"{self.run}-{state.number}-{digest}"')
        if known == tag[1]:
            return Answer(304, "", b"", (tag,))
        return Answer(200, "application/json", json.dumps(state.row(digest)).encode(), (tag,))

    def _page(self, target: str) -> Answer:
        path, folders = target.partition("?")[0], self.folders
        found = file_of(folders, target)
        if found is None:
            if not path.endswith("/") and file_of(folders, f"{path}/"):
                # From the decoded path, so that what is asked for leads to no other host.
                there = "/" + quote(unquote(path).lstrip("/")) + "/"
                return Answer(301, "text/plain", b"", (("Location", there),))
            return self.absent()
        answer = _file(found)
        if found.suffix != ".html":
            return answer
        try:
            content = found.read_bytes()
            return Answer(200, answer.kind, following(content, digest_with(folders, target, content)))
        except OSError:  # it went while it was looked at
            return self.absent()

    def absent(self) -> Answer:
        """What is said where a page or file is not there."""
        state = self.board.state
        if state.built:
            title, text = "No such page", "It is shown here as soon as it is built."
        elif state.failed:
            title, text = "Not built yet", "What is wrong stands below; the page is shown as soon as it is built."
        else:
            title, text = "The site is being built", "The first time takes longest. The page is shown when it is there."
        found = _words(404, title, text)
        return Answer(found.status, found.kind, following(found.content, ""))


def is_meant(asked: str, host: str) -> bool:
    """Whether a request is for this server by a name that is its own.

    A page elsewhere can give its own name this computer's address; what it asks for then bears that name.

    Args:
        asked: The request's header ``Host``.
        host: The name or address that the server was told to serve at.
    """
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", host.lower()) or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _words(status: int, title: str, text: str) -> Answer:
    return Answer(status, "text/html; charset=utf-8", page_saying(title, text))


def _file(path: Path) -> Answer:
    kind = media_type(path.name)
    if kind.startswith("text/") or kind.endswith(("json", "xml", "javascript")):
        kind += "; charset=utf-8"
    return Answer(200, kind, b"", file=path)


class Server(ThreadingHTTPServer):
    """A server of one site."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        super().__init__(address, _Handler)
        self.site = site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away while it was answered."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(with_content=True)

    def do_HEAD(self) -> None:
        self._send(with_content=False)

    def _send(self, *, with_content: bool) -> None:
        site = cast("Server", self.server).site
        answer = site.answer(self.path, {name.title(): value for name, value in self.headers.items()})
        with ExitStack() as stack:
            try:
                stream, size = stack.enter_context(answer.stream())
            except OSError:  # the file went while it was looked at
                answer = site.absent()
                stream, size = stack.enter_context(answer.stream())
            self.send_response(answer.status)
            if answer.kind:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(size))
            for name, value in (*_HEADERS.items(), *answer.headers):
                self.send_header(name, value)
            self.end_headers()
            while with_content and size and (piece := stream.read(min(size, CHUNK))):
                self.wfile.write(piece)
                size -= len(piece)
            # What is shorter by now than it was said to be ends here, and is not filled up by the next answer.
            self.close_connection |= with_content and size > 0

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what is built."""
