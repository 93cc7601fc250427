#!/usr/bin/env python3
"""Measure how long it is from saving a release to seeing it, with ``newsroom serve`` and a real Chromium."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
BAR = 2.0
"""Seconds from saving to seeing, the middle of all edits, with 3,000 releases."""
PATIENCE = 900
"""Seconds within which the first build of all is done."""


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def archive(args: argparse.Namespace) -> Path:
    """Generated releases laid out as an archive, kept from one run to the next."""
    found: Path = args.work / f"serve-{args.size}"
    if not (found / "conf.py").is_file():
        say(f"laying out {args.size:,} releases")
        with tempfile.TemporaryDirectory() as corpus:
            subprocess.run([sys.executable, args.shared / "gen.py", str(args.size), corpus], check=True)
            subprocess.run([sys.executable, args.shared / "lay_out.py", "newsroom", corpus, found], check=True)
    return found


def edits(page: Page, address: str, files: Sequence[Path]) -> Iterator[float]:
    """Seconds from each file's being saved to its word's standing on the open page."""
    for number, file in enumerate(files):
        word = f"Seen{number}x{time.time_ns()}"
        page.goto(f"{address}releases/{file.parent.name}/{file.stem}.html")
        page.wait_for_timeout(3_000)  # what is in the way of the last edit has come to rest
        text = file.read_text(encoding="utf-8")
        begin = time.monotonic()
        file.write_text(f"{text.rstrip()}\n\n{word} stands here.\n", encoding="utf-8")
        page.get_by_text(word).first.wait_for(timeout=60_000)
        yield time.monotonic() - begin
        say(f"  {file.parent.name}/{file.name}: {time.monotonic() - begin:.2f} s")


def served(root: Path, args: argparse.Namespace) -> list[float]:
    """The seconds of every edit, of releases all over the archive."""
    files = sorted((root / "releases").glob("*/*.md"))
    chosen = [files[len(files) * (2 * place + 1) // (2 * args.edits)] for place in range(args.edits)]
    command = [sys.executable, "-m", "sphinx_newsroom", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            address = _address(server)
            say("the first build")
            _line(server, "the site:")
            _drained(server)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=args.chromium, args=ARGUMENTS)
                try:
                    page = browser.new_page()
                    return list(edits(page, address, chosen))
                finally:
                    browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _address(server: subprocess.Popen[str]) -> str:
    found = re.search(r"http://\S+/", _line(server, "http://"))
    assert found
    return found[0]


def _line(server: subprocess.Popen[str], words: str) -> str:
    """The first line that has the words; raises RuntimeError where the server ends before."""
    assert server.stdout
    until = time.monotonic() + PATIENCE
    for line in server.stdout:
        if words in line:
            return line
        if time.monotonic() > until:
            break
    raise RuntimeError(f"newsroom serve did not say {words!r}")


def _drained(server: subprocess.Popen[str]) -> None:
    """Have what the server goes on to say taken off it, so that it never waits."""
    assert server.stdout
    subprocess.Popen(["cat"], stdin=server.stdout, stdout=subprocess.DEVNULL)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=3_000, help="how many releases (3,000)")
    parser.add_argument("--edits", type=int, default=9, help="how many are edited, one after the other (9)")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsroom-bench")
    parser.add_argument("--shared", type=Path, default=ROOT / "bench/corpus", help="where the generator is")
    parser.add_argument("--check", action="store_true", help=f"exit with status 1 above {BAR:g} s")
    return parser.parse_args()


def main() -> int:
    """Run it and print the seconds as JSON."""
    args = arguments()
    seconds = served(archive(args), args)
    found: dict[str, Any] = {
        "releases": args.size,
        "seconds": [round(value, 2) for value in seconds],
        "median": round(median(seconds), 2),
        "worst": round(max(seconds), 2),
    }
    print(json.dumps(found))
    return int(args.check and found["median"] > BAR)


if __name__ == "__main__":
    raise SystemExit(main())
