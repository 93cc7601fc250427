"""``newsroom serve``: preview the archive with drafts in a browser, and rebuild pages when a file is saved."""

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
import shutil
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
from sphinx_newsroom.operations.site import Places, is_ours, make_ready
from sphinx_newsroom.outputs.exports.bag import content_type
from sphinx_newsroom.progress import EVERY, PAGES_WRITTEN

# Detecting changed files by comparing size and time several times a second. This takes some 4 µs a file, works on every
# system and on network drives, and needs no further package.

Seen = Mapping[str, tuple[int, int, int]]
"""Size, time and inode of each file, by path."""

SETTLED = 0.05
"""The time to wait until a file is saved completely, in seconds: some editors empty it first."""
_ROUNDS = 20
"""The most waits of this kind, in case something writes all the time."""


def look(root: Path) -> Seen:
    """Return every file below *root* that a build may read, also in folders that symbolic links lead to."""
    found: dict[str, tuple[int, int, int]] = {}
    home, linked = os.path.join(os.path.realpath(root), ""), set[str]()

    def is_watched(path: str) -> bool:
        if os.path.islink(path):
            real = os.path.realpath(path)
            # Each target once, and none above the archive: links can form loops.
            if real in linked or home.startswith(os.path.join(real, "")):
                return False
            linked.add(real)
        return not is_aside(path)

    for folder, below, names in os.walk(root, followlinks=True):
        below[:] = [name for name in below if name[0] not in ".#" and is_watched(f"{folder}/{name}")]
        for name in names:
            if name[0] not in ".#" and not name.endswith(("~", ".swp", ".tmp")):
                with suppress(OSError):  # deleted meanwhile; the next scan notices
                    status = os.stat(f"{folder}/{name}")
                    found[f"{folder}/{name}"] = status.st_size, status.st_mtime_ns, status.st_ino
    return found


def changed(before: Seen, after: Seen) -> list[str]:
    """Return the paths of files that were added, removed or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


# The state of the last build, for requests by pages.


@dataclass(frozen=True, slots=True)
class State:
    """The progress of building.

    *number* increases with each change of the state. *built* says whether there are pages, *failed* why there are no
    new ones. *troubles* are the problems found, and *stage* is the step of a running build.
    """

    number: int = 0
    building: bool = False
    built: bool = False
    failed: str = ""
    troubles: tuple[str, ...] = ()
    stage: str = ""

    def begun(self) -> State:
        """Return the state after a build started; the problems of the last one stay until it ends."""
        return replace(self, number=self.number + 1, building=True)

    def at(self, stage: str) -> State:
        """Return the state of a build at a *stage*."""
        return self if stage == self.stage else replace(self, number=self.number + 1, stage=stage)

    def ended(self, failed: str, troubles: tuple[str, ...]) -> State:
        """Return the state after a build ended.

        Args:
            failed: Why there are no new pages; empty if there are.
            troubles: The problems that the build found.
        """
        return State(self.number + 1, False, self.built or not failed, failed, troubles)

    def row(self, page: str) -> dict[str, object]:
        """Return the state as JSON for a page; *page* is the digest of the page as it would be sent now."""
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
    """Holds the current state: the builder's thread replaces it, and request threads read it."""

    state: State


# The warm process: it has imported everything that a build needs and forks for each build, since imports take half the
# time of a small build.
#
# It is a separate process, since a process that forks should have one thread. Each build starts from the same fresh
# state, loads conf.py and the archive's own extensions anew, and may change anything in its process. The last build
# tells which modules to import. On systems without fork, each build is a new process.

_WARM = [sys.executable, "-m", "sphinx_newsroom.extras.preview"]
FORKS = hasattr(os, "fork")
_FIRST = ("sphinx.application", "sphinx.builders.html", "sphinx_newsroom.extension", "sphinx_newsroom.cli.site")


def build(question: dict[str, Any]) -> int:
    """Build as requested: the output folder, whether to include drafts, and files for what is printed."""
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


def forked(question: dict[str, Any], tell: Callable[[int], None]) -> int:
    """Build in a forked process and *tell* its number, or 0 if it can't be stopped; return the exit status."""
    if not FORKS:
        tell(0)
        call = [*_WARM, json.dumps(question)]
        return subprocess.run(call, check=False).returncode
    if not (child := os.fork()):
        status = 1
        try:
            os.setpgid(0, 0)  # so that it is stopped with the processes that it begins
            status = build(question)
            names = [name for name, module in list(sys.modules.items()) if _is_installed(module)]
            Path(question["modules"]).write_text(json.dumps(names), encoding="utf-8")
        except BaseException as error:  # an unexpected error is printed, and must not continue in a copy of the server
            with suppress(OSError):
                Path(question["stderr"]).write_text(f"{type(error).__name__}: {error}\n", encoding="utf-8")
        finally:
            os._exit(status)
    with suppress(OSError):  # whichever of the two is first
        os.setpgid(child, child)
    tell(child)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


_PACKAGES = [folder for folder in sys.path if folder.endswith("-packages")]  # site-packages, Debian's dist-packages
_STAY = tuple(f"{folder}{os.sep}" for folder in (os.path.dirname(os.__file__), *_PACKAGES, PACKAGE))
"""The folders of modules that don't change, unlike those of the archive or of a package that somebody works on."""


def _is_installed(module: Any) -> bool:
    """Whether a module is Python's, a package's or ours, and not the archive's."""
    return str(getattr(module, "__file__", None) or "").startswith(_STAY)


def preload(names: Iterable[str]) -> None:
    """Import modules, so that forked processes have them."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # the build itself reports import errors
                importlib.import_module(name)
    gc.collect()
    gc.freeze()  # avoids copying memory in forked processes


def answer_questions() -> None:
    """Run the builds requested on standard input, one per line, and answer with their exit status."""
    answers = os.fdopen(os.dup(1), "w")

    def answer(number: int) -> None:
        print(number, file=answers, flush=True)

    os.dup2(2, 1)  # other output must not mix with the answers
    if FORKS:
        preload(_FIRST)
    for line in sys.stdin:
        question = json.loads(line)
        answer(forked(question, answer))
        with suppress(OSError, ValueError):
            preload(json.loads(Path(question["modules"]).read_text(encoding="utf-8")))


# Runs builds one after the other in the warm process, and collects their results.

_WARNED = re.compile(
    r"(?:(?P<path>[^:\n]+?)(?::(?P<line>\d+))?(?::\d+)?: )?"
    r"(?:(?:WARNING|ERROR|CRITICAL): |(?=\[[a-z-]+\] ))(?P<text>.+)"
)
"""Matches ``/archive/releases/x.md:7: WARNING: words``; our warnings have ``[a-code]`` in place of the level."""
_KIND = re.compile(r" \[newsroom\.[a-z-]+\]$")
_END_SECONDS = 3.0
"""The time to wait for a running build at exit; after an interrupted one, the next build starts from scratch."""


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """The result of a build: why there are no new pages, empty if there are, and the problems found."""

    failed: str
    troubles: tuple[str, ...]
    next_due: str | None = None


class Builder:
    """A context manager for the warm process."""

    def __init__(self, root: Path, places: Places, *, drafts: bool) -> None:
        self._root = root
        self._places = places
        self._asked = {"root": str(root), "out": str(places.out), "drafts": drafts}
        self._child = 0
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._process = subprocess.Popen(
            _WARM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            # Ctrl-C goes only to the server, which ends its processes in order.
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.forget_shown()

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self._stop(signal.SIGTERM)
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put("")

    def _stop(self, how: int) -> None:
        if self._child:
            with suppress(ProcessLookupError):
                os.killpg(self._child, how)

    def forget_shown(self) -> None:
        """Discard the pages of a stopped build."""
        shutil.rmtree(shown_at(self._places), ignore_errors=True)

    def build(self, watch: Callable[[str], bool]) -> BuildOutcome | None:
        """Build once; return None if *watch*, called with the report so far, stopped the build."""
        assert self._process.stdin
        with tempfile.TemporaryDirectory(prefix="newsroom-serve-") as folder:
            said, warned, status, modules = (Path(folder, name) for name in ("stdout", "stderr", "status", "modules"))
            files = {"stdout": str(said), "stderr": str(warned), "status": str(status), "modules": str(modules)}
            before = Before(self._places, Path(folder, "doctrees"))
            try:
                print(json.dumps(self._asked | files), file=self._process.stdin, flush=True)
                self._child = int(self._answers.get() or 0)
                while self._child or not FORKS:
                    with suppress(Empty):
                        answered = self._answers.get(timeout=LOOK_EVERY)
                        break
                    if watch(_text(status)) and before.is_whole:
                        self._stop(signal.SIGKILL)
                        self._answers.get()
                        before.restore()
                        return None
                else:
                    answered = ""
            except (OSError, ValueError):  # the pipe is closed, since the server ends
                answered = ""
            finally:
                self._child = 0
            return outcome(_text(said), _text(warned), self._root, well=answered == "0")


class Before:
    """The state of the last complete build, to which the folders return if a build is stopped."""

    def __init__(self, places: Places, kept: Path) -> None:
        self._places, self._kept, self._began = places, kept, time.time()
        self._built = _text(places.built)
        self.is_whole = bool(self._built) and is_ours(places.out) and not places.note("unfinished").exists()
        if self.is_whole:
            shutil.copytree(places.doctrees, kept, ignore=_DATABASES)

    def restore(self) -> None:
        """Restore the folders, but keep the pages that the build has written, to show them until the next one has."""
        places = self._places
        shutil.rmtree(shown_at(places), ignore_errors=True)
        for path in places.work.rglob("*.html"):
            if path.stat().st_mtime >= self._began - 1:
                place = shown_at(places) / path.relative_to(places.work)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        if _text(places.built) == self._built:  # else it was over, but for what readers have
            for path in places.doctrees.iterdir():
                if path.name not in _DATABASES(str(places.doctrees), [path.name]):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(self._kept, places.doctrees, dirs_exist_ok=True)
        places.note("unfinished").unlink(missing_ok=True)
        make_ready(places)


_DATABASES = shutil.ignore_patterns("*.sqlite*")  # which are whole, whenever a process is stopped


def shown_at(places: Places) -> Path:
    """Return the folder with the pages of a stopped build."""
    return places.note("shown")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def outcome(said: str, warned: str, root: Path, *, well: bool) -> BuildOutcome:
    """Return the outcome of a build from its output.

    Args:
        said: Its report in JSON.
        warned: The other output of the build and Sphinx.
        root: The archive's folder, to which file names are relative.
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
            # Sphinx appends the type of a warning, which the report doesn't have.
            yield _at(path, number, _KIND.sub("", found["text"]))


def _at(path: str, line: object, words: str) -> str:
    return f"{path}:{line}: {words}" if line else f"{path}: {words}" if path else words


# The web server for the built pages, with live reload and the state of the build.

# Finding the file of an address, and adding the live reload to a page on its way to the browser, never in the file.

Folders = tuple[Path, ...]
"""The folders of the site. The newest file of a name is shown, since builds swap two folders."""
OURS = "/_newsroom/"
"""The prefix of the server's own addresses, which no page of an archive has."""
FOLLOW = ("follow.js", "follow.css")
"""The files for live reload, in the folder ``static`` next to this module."""

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_LOADED = re.compile(rb"""\ssrc=["']([^"'#?]+)""")


def file_of(folders: Folders, target: str) -> Path | None:
    """Return the newest file for an address in any folder; None if none may be shown.

    Args:
        folders: The folders of the built site.
        target: The requested path, with or without a query.
    """
    try:
        path = unquote_to_bytes(target.partition("?")[0].partition("#")[0]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")[1:]
    # Hidden files are build data; backslashes and colons have a meaning in paths on some systems.
    if not path.startswith("/") or any(part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    names = [*filter(None, parts), *(["index.html"] if path.endswith("/") else [])]
    found = [one for folder in folders if (one := _file_in(folder, names))]
    return max(found, key=lambda one: one[1])[0] if found else None


def _file_in(folder: Path, names: list[str]) -> tuple[Path, int] | None:
    """Return a file in a folder with its modification time."""
    try:
        place = folder.joinpath(*names)
        # Symbolic links out of the folder aren't followed.
        is_in = place.is_file() and place.resolve().is_relative_to(folder.resolve())
        return (place, place.stat().st_mtime_ns) if is_in else None
    except (OSError, ValueError):
        return None


def digest_of(folders: Folders, target: str, content: bytes | None = None) -> str:
    """Return a digest of a page with the images and scripts that it loads; empty if the page doesn't exist.

    Args:
        folders: The folders of the built site.
        target: The requested address of the page.
        content: The page, if it was read already.
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
    except OSError:  # deleted meanwhile
        return ""


def _absolute(page: str, address: str) -> str:
    """Return the path in the site of an address in a page; an address on another host gives a path without a file."""
    if address.startswith("//") or urlsplit(address).scheme:
        return ""
    return posixpath.normpath(posixpath.join(page.rpartition("/")[0] or "/", address))


def following(content: bytes, digest: str) -> bytes:
    """Return a page with the script and style sheet for live reload in its head.

    Args:
        content: The page as it was built.
        digest: The digest that the script compares with later ones.
    """
    added = (
        f'<link rel="stylesheet" href="{OURS}follow.css">'
        f'<script defer src="{OURS}follow.js" data-page="{escape(digest)}"></script>'
    ).encode()
    end = _HEAD_END.search(content)
    at = end.start() if end else 0
    return content[:at] + added + content[at:]


STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Drafts are private: pages of other hosts can't load files from this one.
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, media type, content, and further headers; with a *file*, its bytes are the content."""

    status: int
    kind: str
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """The served site.

    *work* is the folder of the running build, and *out* is the folder of finished builds. *run* identifies this run,
    *host* is the name or address to serve at, and *shown* has the pages of a stopped build. A page is shown as soon as
    it is written, before feeds and search are. The *out* folder has the files that are missing from *work*.
    """

    work: Path
    out: Path
    board: Board
    run: str
    host: str
    shown: Folders = ()

    @property
    def folders(self) -> Folders:
        """The folders with pages: during the first build, pages may lack files that they load."""
        return (self.work, self.out, *self.shown) if self.board.state.built else (self.out,)

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Return the response to a request for *target*."""
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
                # From the decoded path, so that the redirect can't lead to another host.
                there = "/" + quote(unquote(path).lstrip("/")) + "/"
                return Answer(301, "text/plain", b"", (("Location", there),))
            return self.absent()
        answer = _file(found)
        if found.suffix != ".html":
            return answer
        try:
            content = found.read_bytes()
            return Answer(200, answer.kind, following(content, digest_of(folders, target, content)))
        except OSError:  # deleted meanwhile
            return self.absent()

    def absent(self) -> Answer:
        """Return the response for a missing page or file."""
        state = self.board.state
        if state.built:
            title, text = "No such page", "It appears here as soon as it is built."
        elif state.failed:
            title, text = "Not built yet", "The mistakes are listed below; the page appears as soon as it is built."
        else:
            title, text = "The site is being built", "The first time takes longest. The page appears when it is ready."
        found = _words(404, title, text)
        return Answer(found.status, found.kind, following(found.content, ""))


def is_meant(host_header: str, host: str) -> bool:
    """Whether a request is addressed to this server by one of its own names.

    A web page can resolve its own host name to this computer's address (DNS rebinding). Its requests then have that
    name.

    Args:
        host_header: The request's header ``Host``.
        host: The name or address to serve at.
    """
    try:
        name = urlsplit(f"//{host_header}").hostname or ""
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
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    )
    return Answer(status, "text/html; charset=utf-8", page.encode())


def _file(path: Path) -> Answer:
    return Answer(200, content_type(path.name), b"", file=path)


class LocalServer(ThreadingHTTPServer):
    """A server for this computer or its network."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore browsers that disconnect during a response."""


class LocalHandler(BaseHTTPRequestHandler):
    """Sends responses, and prints nothing to the terminal."""

    protocol_version = "HTTP/1.1"

    def send(self, answer: Answer, headers: Mapping[str, str], *, with_content: bool = True) -> None:
        """Send a response in chunks, since a film is larger than memory; raises FileNotFoundError."""
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
            # If a file became shorter than announced, the connection is closed, so that the next response can't fill it
            # up.
            self.close_connection |= with_content and size > 0

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: the terminal is for builds."""


class PreviewServer(LocalServer):
    """A server of one site."""

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        super().__init__(address, _Handler)
        self.site = site


_NOT_OPENED = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
"""The errors for a file that was deleted or replaced meanwhile, or can't be read; others occur while it is sent."""


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
        except _NOT_OPENED:
            self.send(site.absent(), _HEADERS, with_content=with_content)


# The command.

FOLDER = "serve"
"""The folder of the preview in ``_build``."""
SOON = 2.0
"""The seconds that a build may take without a message."""
LOOK_EVERY = 0.1
"""The shortest interval between scans of the files, in seconds."""
_REST = 9
"""The pause after a scan, as a multiple of its CPU time: scanning takes at most a tenth of a core."""


@command("serve")
@option("--port", type=PORT, default=8000, metavar="N", help="The port (default: 8000); 0 picks a free one.")
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="The address to listen on (default: 127.0.0.1, for this computer only). Everybody who can reach it can read "
    "drafts.",
)
@flag("--no-drafts", help="Don't show drafts: show the site as readers would see it.")
@flag("--open", "opens", help="Open the site in a browser.")
def serve(root: Path, port: int, host: str, no_drafts: bool, opens: bool) -> int:
    """Preview the archive in a browser, with drafts, and reload a page when its file is saved.

    \b
    examples:
      newsroom serve                 serve it at http://localhost:8000/
      newsroom serve --open          serve it, and open it in a browser
      newsroom serve --port 0        serve it on a free port

    When you save a file, its page reloads. Problems appear below each page and on the terminal; until you fix them, the
    last good pages stay. The preview is in _build/serve, and only for this computer: it doesn't change the published
    site or the ledger. Press Ctrl-C to stop.
    """
    drafts = not no_drafts
    places = Places(root / "_build" / (FOLDER if drafts else f"{FOLDER}-no-drafts"))
    board = Board(State(built=is_ours(places.out)))
    site = Site(places.work, places.out, board, f"{time.time_ns():x}", host, (shown_at(places),))
    try:
        server = PreviewServer((host, port), site)
    except OSError as error:
        why = f"{host}, port {port}, can't be used: {error.strerror or error}"
        # Addresses that don't exist were rejected before any port was opened.
        advice = (
            "use --host with an address of this machine, such as 127.0.0.1"
            if isinstance(error, socket.gaierror)
            else "choose another port with --port, or any free one with --port 0"
        )
        raise click.ClickException(f"{why}; {advice}") from error
    name = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    address = f"http://{name}:{server.server_port}/"
    _say(f"read it at {address}; press Ctrl-C to stop")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Services and background jobs are ended by SIGTERM, not by Ctrl-C.
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
    """The archive's files, and detection of changes with at most a tenth of a core."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen, self._next = self._look(), 0.0

    def _look(self) -> Seen:
        began = time.thread_time()
        found = look(self._root)
        self._next = time.monotonic() + max(LOOK_EVERY, _REST * (time.thread_time() - began))
        return found

    def have_changed(self) -> bool:
        """Whether any file changed since the last build began; False if it isn't time for a scan."""
        return time.monotonic() >= self._next and self._look() != self._seen

    def changed(self) -> str:
        """Return what changed, in words, once changes stop."""
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
    """Build, and again whenever a file changed or an embargo ended; never return.

    A build that has written its pages is stopped as soon as a file changes: feeds, search and data can wait.
    """
    files, what = Files(root), "the site"
    _say("building the site; the first time takes longest")
    while True:
        began = time.time()
        due = _build_once(builder, board, what, files.have_changed)
        if due is not None and due <= began:
            due = None  # newsroom_now or SOURCE_DATE_EPOCH stops the clock, so the embargo would never end
        while not (is_other := files.have_changed()) and (due is None or time.time() < due):
            time.sleep(LOOK_EVERY)
        what = files.changed() if is_other else "an embargo has ended"


def _build_once(builder: Builder, board: Board, what: str, is_other: Callable[[], bool]) -> float | None:
    """Build *what* changed and report it; return when the next embargo ends, in seconds since 1970.

    *is_other* says whether a file has changed since; then the build is stopped once its pages are written.
    """
    began = reported = time.monotonic()
    board.state = board.state.begun()

    def watch(said: str) -> bool:
        nonlocal reported
        now, written = time.monotonic(), PAGES_WRITTEN in said
        stage = _stage(said) if now - began >= SOON else ""
        board.state = board.state.at("" if written else stage)
        if written:
            builder.forget_shown()
        if stage and now - reported >= EVERY:
            reported = now
            _say(f"  {stage}")
        return written and is_other()

    found = builder.build(watch)
    took = f"{time.monotonic() - began:.1f} s"
    if found is None:
        board.state = board.state.at("")
        _say(f"{time.strftime('%H:%M:%S')}  {what}: shown; stopped after {took}, since a file was saved")
        return None
    if not found.failed:
        builder.forget_shown()
    board.state = board.state.ended(found.failed, found.troubles)
    _say(f"{time.strftime('%H:%M:%S')}  {what}: " + (f"not built: {found.failed}" if found.failed else took))
    for trouble in found.troubles:
        _say(f"  {trouble}")
    return dt.datetime.fromisoformat(found.next_due).timestamp() if found.next_due else None


def _stage(said: str) -> str:
    """Return the current step of a build from its output: the last line that isn't a problem.

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
