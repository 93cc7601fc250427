"""``newsroom serve``: the archive in a browser, drafts and all, each page anew as soon as a file is saved."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

from sphinx_newsroom.cli.arguments import port
from sphinx_newsroom.cli.serve.builder import Builder, Outcome
from sphinx_newsroom.cli.serve.server import Server, Site
from sphinx_newsroom.cli.serve.state import Board, State
from sphinx_newsroom.cli.serve.watching import Seen, changed, look, settled
from sphinx_newsroom.operations.site import Places, is_ours

EPILOG = """examples:
  newsroom serve                 read it at http://localhost:8000/
  newsroom serve --open          and open the browser there
  newsroom serve --port 0        at a port that is free

Save a file, and the page that shows it loads itself again. What is wrong stands below each page and on the terminal;
until it is mended, the last pages stay. It is a preview for this computer alone, in _build/serve: the site that readers
have and the ledger stay as they are. Ctrl-C ends it."""

FOLDER = "serve"
"""Where below ``_build`` the pages stand."""
LOOK_EVERY = 0.1
"""Seconds from one look at the files to the next, at least."""
_REST = 9
"""How many times as long as a look takes of the processor is rested after it: a tenth of a core goes into looking."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--port", type=port, default=8000, metavar="N", help="the port (default: 8000); 0: a free one")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen (default: 127.0.0.1, which no other computer reaches); who reaches it reads drafts",
    )
    parser.add_argument("--no-drafts", action="store_true", help="show no drafts: the site as readers would have it")
    parser.add_argument("--open", action="store_true", help="open the browser")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; 0 then, 1 where the port cannot be had."""
    root, drafts = Path(args.root).resolve(), not args.no_drafts
    places = Places(root / "_build" / (FOLDER if drafts else f"{FOLDER}-no-drafts"))
    board = Board(State(built=is_ours(places.out)))
    site = Site(places.work, places.out, board, f"{time.time_ns():x}", args.host)
    try:
        server = Server((args.host, args.port), site)
    except OSError as error:
        why = f"nothing can listen at {args.host}, port {args.port}: {error.strerror or error}"
        # What has no address was found out before any port was asked for.
        advice = (
            "give --host an address of this machine, such as 127.0.0.1"
            if isinstance(error, socket.gaierror)
            else "--port takes another, 0 any that is free"
        )
        print(f"newsroom serve: {why}; {advice}", file=sys.stderr)
        return 1
    shown = "localhost" if args.host == "127.0.0.1" else f"[{args.host}]" if ":" in args.host else args.host
    address = f"http://{shown}:{server.server_port}/"
    _say(f"read it at {address}; Ctrl-C ends this")
    options = ["--out", str(places.out), "--drafts" if drafts else "--no-drafts"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # What ends a service, and a job in the background, for which Ctrl-C is not.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Builder(root, options) as builder:
            if args.open:
                webbrowser.open(address)
            _follow(root, builder.build, board)
    except KeyboardInterrupt:
        _say("newsroom serve: ended")
    finally:
        server.server_close()
    return 0


def _follow(root: Path, build: Callable[[], Outcome], board: Board) -> None:
    """Build, and again whenever a file has changed or an embargo ended; never returns."""
    aside = str(root / "_build")
    seen = look(root, aside)
    what = "the site"
    while True:
        began = time.time()
        due = _build(build, board, what)
        if due is not None and due <= began:
            due = None  # newsroom_now or SOURCE_DATE_EPOCH holds the time still: it would be due for ever
        seen, what = _wait(seen, lambda: look(root, aside), due, str(root))


def _build(build: Callable[[], Outcome], board: Board, what: str) -> float | None:
    """Build once and tell of it; returns when the next embargo ends, in seconds since 1970."""
    began = time.monotonic()
    board.put(board.state.begun())
    found = build()
    board.put(board.state.ended(found.failed, found.troubles))
    took = time.monotonic() - began
    _say(f"{time.strftime('%H:%M:%S')}  {what}: " + (f"not built: {found.failed}" if found.failed else f"{took:.1f} s"))
    for trouble in found.troubles:
        _say(f"  {trouble}")
    return dt.datetime.fromisoformat(found.next_due).timestamp() if found.next_due else None


def _wait(seen: Seen, look_now: Callable[[], Seen], due: float | None, root: str) -> tuple[Seen, str]:
    """Wait for a change; what is seen then, and in words what has changed.

    Args:
        seen: What the last build began with.
        look_now: Looks at the files.
        due: When time alone changes something.
        root: The archive's folder.
    """
    while True:
        began = time.thread_time()
        now = look_now()
        if now != seen:
            now = settled(now, look_now, time.sleep)
            paths = [os.path.relpath(path, root) for path in changed(seen, now)]
            return now, f"{paths[0]}{f' and {len(paths) - 1:,} more' if len(paths) > 1 else ''}" if paths else "again"
        if due is not None and time.time() >= due:
            return now, "an embargo has ended"
        time.sleep(max(LOOK_EVERY, _REST * (time.thread_time() - began)))


def _say(line: str) -> None:
    print(line, flush=True)
