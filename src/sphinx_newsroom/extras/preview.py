"""``newsroom serve``: the archive in a browser, drafts and all, each page anew as soon as a file is saved."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import importlib
import io
import ipaddress
import json
import os
import posixpath
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, cast
from urllib.parse import parse_qs, quote, unquote, unquote_to_bytes, urlsplit

import click

from sphinx_newsroom.cli.options import PORT, command, flag, option
from sphinx_newsroom.files import CHUNK, PACKAGE, is_aside
from sphinx_newsroom.operations.site import Places, is_ours
from sphinx_newsroom.outputs.exports.bag import content_type
from sphinx_newsroom.progress import EVERY, PAGES_WRITTEN

# Whether a file of the archive has changed, by looking at size and time of each some times a second: that costs
# some 4 µs a file, works on every system and on drives of a network, and needs no package more.

Seen = Mapping[str, tuple[int, int, int]]
"""Size, time and inode of each file, by its path."""

SETTLED = 0.05
"""Seconds within which a file that is being saved is saved: some editors empty it first, and then write."""
_ROUNDS = 20
"""How often is waited for that at most, where something writes all the time."""


def look(root: Path) -> Seen:
    """Every file below *root* that a build may read."""
    found: dict[str, tuple[int, int, int]] = {}
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name[0] not in ".#" and not is_aside(f"{folder}/{name}")]
        for name in names:
            if name[0] not in ".#" and not name.endswith(("~", ".swp", ".tmp")):
                with suppress(OSError):  # it went while it was looked at; the next look tells
                    status = os.stat(f"{folder}/{name}")
                    found[f"{folder}/{name}"] = status.st_size, status.st_mtime_ns, status.st_ino
    return found


def changed(before: Seen, after: Seen) -> list[str]:
    """The paths of files that came, went or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


# What the server knows of the last build, for pages that ask.


@dataclass(frozen=True, slots=True)
class State:
    """How far building has come.

    *number* rises with each change of what is said here, *built* tells whether there are pages, *failed* why there are
    no new ones, *troubles* what is wrong, *stage* what a build that takes long is at.
    """

    number: int = 0
    building: bool = False
    built: bool = False
    failed: str = ""
    troubles: tuple[str, ...] = ()
    stage: str = ""

    def begun(self) -> State:
        """The state once a build has begun; the problems of the last one stay until it ends."""
        return replace(self, number=self.number + 1, building=True)

    def at(self, stage: str) -> State:
        """The state of a build at a *stage*."""
        return self if stage == self.stage else replace(self, number=self.number + 1, stage=stage)

    def ended(self, failed: str, troubles: tuple[str, ...]) -> State:
        """The state once a build has ended; *failed* is empty where it made pages, else why it did not.

        Args:
            failed: Why there are no new pages.
            troubles: What the build found wrong.
        """
        return State(self.number + 1, False, self.built or not failed, failed, troubles)

    def row(self, page: str) -> dict[str, object]:
        """What a page is told, as JSON; *page* is the digest of the page as it would be sent now."""
        return {
            "page": page,
            "building": self.building,
            "built": self.built,
            "failed": self.failed,
            "stage": self.stage,
            "problems": self.troubles,
        }


@dataclass
class Board:
    """The newest state; the builder's thread puts it up, those of requests look."""

    state: State


# A process that has imported what a build needs, and forks for each: half of the time of a small build is imports.
#
# It is no thread of the server, since a process that forks is to have one thread.  Each build begins with the same
# fresh state, conf.py and the archive's own extensions included, and does to its process what it likes.  Which modules
# a build needs, the last one tells.  Where nothing forks, each build is a process that imports for itself.

_WARM = [sys.executable, "-m", "sphinx_newsroom.extras.preview"]
FORKS = hasattr(os, "fork")
_FIRST = ("sphinx.application", "sphinx.builders.html", "sphinx_newsroom.extension", "sphinx_newsroom.cli.site")


def build(question: dict[str, Any]) -> int:
    """Build as a question says: where the site stands, whether with drafts, and files for what is printed."""
    from sphinx_newsroom.cli.site import Build, build_site

    with (
        open(question["stdout"], "w", encoding="utf-8") as said,
        open(question["stderr"], "w", encoding="utf-8") as warned,
        open(question["status"], "w", encoding="utf-8") as status,
        redirect_stdout(said),
        redirect_stderr(warned),
    ):
        wish = Build(Path(question["out"]), drafts=question["drafts"], as_json=True, for_readers=False, status=status)
        return build_site(Path(question["root"]), wish)


def forked(question: dict[str, Any]) -> int:
    """Build in a process of its own; returns the exit status."""
    if not FORKS:
        call = [*_WARM, json.dumps(question)]
        return subprocess.run(call, check=False).returncode
    if not (child := os.fork()):
        status = 1
        try:
            status = build(question)
            names = [name for name, module in list(sys.modules.items()) if _is_installed(module)]
            Path(question["modules"]).write_text(json.dumps(names), encoding="utf-8")
        except BaseException as error:  # what nobody foresaw is told, and never runs on in a copy of the server
            with suppress(OSError):
                Path(question["stderr"]).write_text(f"{type(error).__name__}: {error}\n", encoding="utf-8")
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


_STAY = tuple(f"{folder}{os.sep}" for folder in (*sys.path[1:], PACKAGE) if folder)
"""The folders of modules that stay as they are; the first of the path is the archive's own."""


def _is_installed(module: Any) -> bool:
    """Whether a module is one that stays as it is: Python's, a package's or ours, and none of the archive's."""
    return str(getattr(module, "__file__", None) or "").startswith(_STAY)


def preload(names: Iterable[str]) -> None:
    """Import modules, so that forked processes have them."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # what cannot be imported is the build's to say
                importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what nobody looks at again is not copied when it is


def answer_questions() -> None:
    """Answer each line, a question, with the exit status of its build, until there are none."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints does not answer
    if FORKS:
        preload(_FIRST)
    for line in sys.stdin:
        question = json.loads(line)
        print(forked(question), file=answers, flush=True)
        with suppress(OSError, ValueError):
            preload(json.loads(Path(question["modules"]).read_text(encoding="utf-8")))


# Builds of the preview, one after the other, by that process; and what they came to.

_WARNED = re.compile(
    r"(?:(?P<path>[^:\n]+?)(?::(?P<line>\d+))?(?::\d+)?: )?"
    r"(?:(?:WARNING|ERROR|CRITICAL): |(?=\[[a-z-]+\] ))(?P<text>.+)"
)
"""``/archive/releases/x.md:7: WARNING: words``; ours have ``[a-code]`` in the place of the word."""
_KIND = re.compile(r" \[newsroom\.[a-z-]+\]$")
_END_SECONDS = 3.0
"""How long the end waits for a running build: one that is cut off has all built again the next time."""


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """What a build came to: why there are no new pages, empty where there are, and what is wrong."""

    failed: str
    troubles: tuple[str, ...]
    next_due: str | None = None


class Builder:
    """The warm process; a context that ends it."""

    def __init__(self, root: Path, places: Places, *, drafts: bool) -> None:
        self._root = root
        self._asked = {"root": str(root), "out": str(places.out), "drafts": drafts}
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._process = subprocess.Popen(
            _WARM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            # Ctrl-C is for the server, which ends the rest in order.
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            if FORKS:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGTERM)  # the build, too, and what it began
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put("")

    def build(self, watch: Callable[[str], None]) -> BuildOutcome:
        """Build once; *watch* gets the build's report so far, several times a second."""
        assert self._process.stdin
        with tempfile.TemporaryDirectory(prefix="newsroom-serve-") as folder:
            said, warned, status, modules = (Path(folder, name) for name in ("stdout", "stderr", "status", "modules"))
            files = {"stdout": str(said), "stderr": str(warned), "status": str(status), "modules": str(modules)}
            answered = None
            try:
                print(json.dumps(self._asked | files), file=self._process.stdin, flush=True)
                while answered is None:
                    with suppress(Empty):
                        answered = self._answers.get(timeout=LOOK_EVERY)
                    watch(_text(status))
            except (OSError, ValueError):  # the pipe is closed, since the server ends
                pass
            return outcome(_text(said), _text(warned), self._root, well=answered == "0")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def outcome(said: str, warned: str, root: Path, *, well: bool) -> BuildOutcome:
    """What a build came to, by what it printed.

    Args:
        said: Its report in JSON.
        warned: What it and Sphinx printed beside that.
        root: The archive's folder, from which files are named.
        well: Whether its exit status says that it made pages.
    """
    try:
        report: Mapping[str, Any] = json.loads(said)
    except ValueError:
        report = {}
    lines = [line.strip() for line in warned.splitlines() if line.strip()]
    last = lines[-1] if lines else "the build ended without a message"
    failed = "" if well else str(report.get("error") or last)
    troubles = dict.fromkeys((*_reported(report), *_warned(lines, root)))
    return BuildOutcome(failed, tuple(troubles), report.get("next_due"))


def _reported(report: Mapping[str, Any]) -> Iterator[str]:
    rows = [row for left in report.get("left_out", ()) for row in left["problems"]]
    for row in (*rows, *report.get("kept_as_published", ())):
        yield _at(row["path"], row["line"], f"[{row['code']}] {row['message']}; {row['advice']}")


def _warned(lines: list[str], root: Path) -> Iterator[str]:
    for line in lines:
        if found := _WARNED.fullmatch(line):
            place, number = found["path"] or "", found["line"]
            path = os.path.relpath(place, root).replace(os.sep, "/") if os.path.isabs(place) else place
            # Sphinx says the kind of a warning once more behind it, and the report has the same without.
            yield _at(path, number, _KIND.sub("", found["text"]))


def _at(path: str, line: object, words: str) -> str:
    return f"{path}:{line}: {words}" if line else f"{path}: {words}" if path else words


# The web server: the built pages as they stand, what follows them, and how building is going.

# Which file an address asks for, and what is added to a page on its way to the browser: never in the file.

Folders = tuple[Path, ...]
"""Where the site is looked for: of files of one name the newest is shown, since two trees trade places."""
OURS = "/_newsroom/"
"""Below this the server's own addresses are, where no page of an archive is."""
FOLLOW = ("follow.js", "follow.css")
"""What a page needs to follow, in the folder ``static`` beside this module."""

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_LOADED = re.compile(rb"""\ssrc=["']([^"'#?]+)""")


def file_of(folders: Folders, target: str) -> Path | None:
    """The file that an address asks for, the newest that any folder has; None where none may be shown.

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
    found = [one for folder in folders if (one := _file_in(folder, names))]
    return max(found, key=lambda one: one[1])[0] if found else None


def _file_in(folder: Path, names: list[str]) -> tuple[Path, int] | None:
    """A file of a folder, and when it was written."""
    try:
        place = folder.joinpath(*names)
        # What leads out of the folder by a link is not followed.
        is_in = place.is_file() and place.resolve().is_relative_to(folder.resolve())
        return (place, place.stat().st_mtime_ns) if is_in else None
    except (OSError, ValueError):
        return None


def digest_of(folders: Folders, target: str, content: bytes | None = None) -> str:
    """What changes when a page does, or a picture or script that it loads; empty where there is no such page.

    Args:
        folders: Where the built site is.
        target: What a request for the page asks for.
        content: The page, where it was read already.
    """
    try:
        if content is None:
            page = file_of(folders, target)
            content = page.read_bytes() if page else b""
        if not content:
            return ""
        found = hashlib.sha256(content)
        for name in sorted(set(_LOADED.findall(content))):
            if place := file_of(folders, _absolute(target.partition("?")[0], name.decode("utf-8", "replace"))):
                status = place.stat()
                found.update(f"{name!r} {status.st_size} {status.st_mtime_ns}".encode())
        return found.hexdigest()[:16]
    except OSError:  # it went while it was looked at
        return ""


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


@dataclass(frozen=True, slots=True)
class Site:
    """What is served.

    *work* is the folder that builds write into, *out* the one that whole builds are put into, *run* a mark of this run,
    and *host* the name or address that it was told to serve at.  A page is shown as soon as it is written, before feeds
    and search are.  The *out* folder still has what the *work* folder lacks.
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
            return _words(421, "Not here", "This server only answers to localhost and its --host.")
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
            return Answer(200, answer.kind, following(content, digest_of(folders, target, content)))
        except OSError:  # it went while it was looked at
            return self.absent()

    def absent(self) -> Answer:
        """What is said where a page or file is not there."""
        state = self.board.state
        if state.built:
            title, text = "No such page", "It appears here as soon as it is built."
        elif state.failed:
            title, text = "Not built yet", "The mistakes are listed below; the page appears as soon as it is built."
        else:
            title, text = "The site is being built", "The first time takes longest. The page appears when it is ready."
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
    return Answer(200, content_type(path.name), b"", file=path)


class LocalServer(ThreadingHTTPServer):
    """A server for this computer, or the network that it is in."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away while it was answered."""


class LocalHandler(BaseHTTPRequestHandler):
    """Sends answers, and says nothing on the terminal."""

    protocol_version = "HTTP/1.1"

    def send(self, answer: Answer, headers: Mapping[str, str], *, with_content: bool = True) -> None:
        """Send an answer, piece by piece since a film is larger than memory; raises FileNotFoundError."""
        with answer.file.open("rb") if answer.file else io.BytesIO(answer.content) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            self.send_response(answer.status)
            if answer.kind:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(size))
            for name, value in (*headers.items(), *answer.headers):
                self.send_header(name, value)
            self.end_headers()
            while with_content and size and (piece := stream.read(min(size, CHUNK))):
                self.wfile.write(piece)
                size -= len(piece)
            # What is shorter by now than it was said to be ends here, and is not filled up by the next answer.
            self.close_connection |= with_content and size > 0

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what is built."""


class PreviewServer(LocalServer):
    """A server of one site."""

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        super().__init__(address, _Handler)
        self.site = site


class _Handler(LocalHandler, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(with_content=True)

    def do_HEAD(self) -> None:
        self._answer(with_content=False)

    def _answer(self, *, with_content: bool) -> None:
        site = cast("PreviewServer", self.server).site
        answer = site.answer(self.path, {name.title(): value for name, value in self.headers.items()})
        try:
            self.send(answer, _HEADERS, with_content=with_content)
        except FileNotFoundError:  # it went while it was looked at
            self.send(site.absent(), _HEADERS, with_content=with_content)


# The verb.

FOLDER = "serve"
"""Where below ``_build`` the pages stand."""
SOON = 2.0
"""Seconds for which a build needs no word."""
LOOK_EVERY = 0.1
"""Seconds from one look at the files to the next, at least."""
_REST = 9
"""How many times as long as a look takes of the processor is rested after it: a tenth of a core goes into looking."""


@command("serve")
@option("--port", type=PORT, default=8000, metavar="N", help="The port (default: 8000); 0: a free one.")
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="Where to listen (default: 127.0.0.1, for this computer only). Everybody who reaches it reads drafts.",
)
@flag("--no-drafts", help="Show no drafts: the site as readers would have it.")
@flag("--open", "opens", help="Open the browser.")
def serve(root: Path, port: int, host: str, no_drafts: bool, opens: bool) -> int:
    """Show the archive in a browser, with drafts, and reload a page when its file is saved.

    \b
    examples:
      newsroom serve                 read it at http://localhost:8000/
      newsroom serve --open          and open the browser there
      newsroom serve --port 0        at a port that is free

    When you save a file, the page that shows it reloads. Problems appear below each page and on the terminal; until
    they are fixed, the last pages stay. The preview in _build/serve is for this computer alone: it changes neither the
    published site nor the ledger. Ctrl-C ends it.
    """
    drafts = not no_drafts
    places = Places(root / "_build" / (FOLDER if drafts else f"{FOLDER}-no-drafts"))
    board = Board(State(built=is_ours(places.out)))
    site = Site(places.work, places.out, board, f"{time.time_ns():x}", host)
    try:
        server = PreviewServer((host, port), site)
    except OSError as error:
        why = f"nothing can listen at {host}, port {port}: {error.strerror or error}"
        # What has no address was found out before any port was asked for.
        advice = (
            "give --host an address of this machine, such as 127.0.0.1"
            if isinstance(error, socket.gaierror)
            else "choose another with --port, or any free one with --port 0"
        )
        raise click.ClickException(f"{why}; {advice}") from error
    shown = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{server.server_port}/"
    _say(f"read it at {address}; Ctrl-C ends this")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # What ends a service, and a job in the background, for which Ctrl-C is not.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Builder(root, places, drafts=drafts) as builder:
            if opens:
                webbrowser.open(address)
            _follow(root, builder, board)
    except KeyboardInterrupt:
        _say("newsroom serve: ended")
    finally:
        server.server_close()
    return 0


class Files:
    """The archive's files, and which of them have changed: a tenth of a core, at most, goes into looking."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen, self._next = self._look(), 0.0

    def _look(self) -> Seen:
        began = time.thread_time()
        found = look(self._root)
        self._next = time.monotonic() + max(LOOK_EVERY, _REST * (time.thread_time() - began))
        return found

    def have_changed(self) -> bool:
        """Whether any is another than when the last build began, as far as it is time for a look."""
        return time.monotonic() >= self._next and self._look() != self._seen

    def changed(self) -> str:
        """What has changed, in words, once nothing changes any more."""
        before, now, self._seen = self._seen, self._look(), {}
        for _ in range(_ROUNDS):
            if now == self._seen:
                break
            self._seen = now
            time.sleep(SETTLED)
            now = self._look()
        paths = [os.path.relpath(path, self._root) for path in changed(before, self._seen)]
        return f"{paths[0]}{f' and {len(paths) - 1:,} more' if len(paths) > 1 else ''}" if paths else "again"


def _follow(root: Path, builder: Builder, board: Board) -> None:
    """Build, and again whenever a file has changed or an embargo ended; never returns."""
    files, what = Files(root), "the site"
    _say("building the site; the first time takes longest")
    while True:
        began = time.time()
        due = _build_once(builder, board, what)
        if due is not None and due <= began:
            due = None  # newsroom_now or SOURCE_DATE_EPOCH holds the time still: it would be due for ever
        while not (is_other := files.have_changed()) and (due is None or time.time() < due):
            time.sleep(LOOK_EVERY)
        what = files.changed() if is_other else "an embargo has ended"


def _build_once(builder: Builder, board: Board, what: str) -> float | None:
    """Build *what* changed, and tell of it; returns when the next embargo ends, in seconds since 1970."""
    began = told = time.monotonic()
    board.state = board.state.begun()

    def watch(said: str) -> None:
        nonlocal told
        now = time.monotonic()
        stage = _stage(said) if now - began >= SOON else ""
        board.state = board.state.at("" if PAGES_WRITTEN in said else stage)
        if stage and now - told >= EVERY:
            told = now
            _say(f"  {stage}")

    found = builder.build(watch)
    took = f"{time.monotonic() - began:.1f} s"
    board.state = board.state.ended(found.failed, found.troubles)
    _say(f"{time.strftime('%H:%M:%S')}  {what}: " + (f"not built: {found.failed}" if found.failed else took))
    for trouble in found.troubles:
        _say(f"  {trouble}")
    return dt.datetime.fromisoformat(found.next_due).timestamp() if found.next_due else None


def _stage(said: str) -> str:
    """What a build is at, by what it said: the last line that tells of work, and not of a problem.

    >>> _stage("reading sources... [ 50%] releases/2017/opens\\na.md:1: [setting] odd\\n")
    'reading sources... [ 50%] releases/2017/opens'
    """
    if PAGES_WRITTEN in said:
        return "feeds, search and data; the pages are ready"
    return next((line for line in reversed(said.splitlines()) if "..." in line), "")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(build(json.loads(sys.argv[1])))
    answer_questions()
