"""Builds of the preview, one after the other, by a process that stays warm; and what they came to."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sphinx_newsroom.cli.serve.state import Trouble

_WARNED = re.compile(
    r"(?:(?P<path>[^:\n]+?)(?::(?P<line>\d+))?(?::\d+)?: )?"
    r"(?:(?:WARNING|ERROR|CRITICAL): |(?=\[[a-z-]+\] ))(?P<text>.+)"
)
"""``/archive/releases/x.md:7: WARNING: words``; ours have ``[a-code]`` in the place of the word."""
_KIND = re.compile(r" \[newsroom\.[a-z-]+\]$")
_END_SECONDS = 3.0
"""How long the end waits for a running build: one that is cut off has all built again the next time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: why there are no new pages, empty where there are, and what is wrong."""

    failed: str
    troubles: tuple[Trouble, ...]
    next_due: str | None = None


class Builder:
    """The warm process; a context that ends it."""

    def __init__(self, root: Path, arguments: list[str]) -> None:
        self._root = root
        self._arguments = [*arguments, "--json", "--quiet"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_newsroom.cli.serve.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            # Ctrl-C is for the server, which ends the rest in order.
            start_new_session=True,
        )

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGTERM)
            else:
                self._process.kill()
            self._process.wait()

    def build(self) -> Outcome:
        """Build once."""
        assert self._process.stdin
        assert self._process.stdout
        with tempfile.TemporaryDirectory(prefix="newsroom-serve-") as folder:
            said, warned, modules = (Path(folder, name) for name in ("stdout", "stderr", "modules"))
            question = {"root": str(self._root), "arguments": self._arguments, "modules": str(modules)}
            question |= {"stdout": str(said), "stderr": str(warned)}
            try:
                print(json.dumps(question), file=self._process.stdin, flush=True)
                answered = self._process.stdout.readline()
            except (OSError, ValueError):  # the pipe is closed, since the server ends
                answered = ""
            return outcome(_text(said), _text(warned), self._root, well=answered.strip() == "0")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def outcome(said: str, warned: str, root: Path, *, well: bool) -> Outcome:
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
    last = lines[-1] if lines else "the build ended without a word"
    failed = "" if well else str(report.get("error") or last)
    troubles = dict.fromkeys((*_reported(report), *_warned(lines, root)))
    return Outcome(failed, tuple(troubles), report.get("next_due"))


def _reported(report: Mapping[str, Any]) -> Iterator[Trouble]:
    rows = [row for left in report.get("left_out", ()) for row in left["problems"]]
    for row in (*rows, *report.get("kept_as_published", ())):
        yield Trouble(row["path"], row["line"], f"[{row['code']}] {row['message']}; {row['advice']}")


def _warned(lines: list[str], root: Path) -> Iterator[Trouble]:
    for line in lines:
        if found := _WARNED.fullmatch(line):
            place, number = found["path"] or "", found["line"]
            path = os.path.relpath(place, root).replace(os.sep, "/") if os.path.isabs(place) else place
            # Sphinx says the kind of a warning once more behind it, and the report has the same without.
            yield Trouble(path, int(number) if number else None, _KIND.sub("", found["text"]))
