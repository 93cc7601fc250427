"""What git knows of an archive's files; nothing where the archive is not kept with git."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

_ROW = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([AMDTR])\d*\t([^\t]+)(?:\t(.+))?")
"""A line of ``git log --raw``: the new blob, what happened, the path, and for a rename the new one."""


class CommittedChange(NamedTuple):
    """What a commit did to a file: *blob* is its content, empty where it was deleted, *before* the path it had."""

    path: str
    blob: str
    before: str
    at: dt.datetime
    commit: str
    subject: str


def git(root: Path, *arguments: str) -> str | None:
    """What a git command prints, None where it fails or there is no git."""
    found = _output(root, *arguments)
    try:
        return None if found is None else found.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return None


def _output(root: Path, *arguments: str) -> bytes | None:
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def earlier_file(root: Path, paths: Iterable[str], wanted: Callable[[bytes], bool]) -> bytes | None:
    """The newest content in git of one of *paths* that is *wanted*."""
    for path in paths:
        # Newest first; a commit that deleted the file has none to give.
        log = git(root, "log", "--diff-filter=AMR", "--format=%H", "--", path)
        for commit in (log or "").split():
            found = _output(root, "show", f"{commit}:./{path}")
            if found is not None and wanted(found):
                return found
    return None


def changes(root: Path, folder: str) -> list[CommittedChange]:
    """Everything that happened to the files below *folder*, the oldest first, on the line of first parents.

    A change that was made on a branch happened when that was merged: until then no reader saw it.
    """
    log = git(
        root,
        "-c",
        # Else git writes a path with letters beyond ASCII in octal.
        "core.quotePath=false",
        "log",
        "--reverse",
        "--first-parent",
        # A merge is compared with its first parent, or it would list no file at all.
        "-m",
        "--raw",
        "--no-abbrev",
        "-M",
        "--relative",
        "--root",
        "--format=%x01%H %cI %s%n%x02%b%x03",
        "--",
        folder,
    )
    found: list[CommittedChange] = []
    for entry in (log or "").split("\x01")[1:]:
        message, _, rows = entry.partition("\x03")
        line, _, body = message.partition("\x02")
        commit, at, subject = line.rstrip("\n").split(" ", 2)
        if subject.startswith("Merge pull request "):  # GitHub puts the title below
            subject = next((text.strip() for text in body.splitlines() if text.strip()), subject)
        for row in map(_ROW.fullmatch, rows.splitlines()):
            if row is not None:
                blob, what, path, renamed = row.groups()
                found.append(
                    CommittedChange(
                        renamed or path,
                        "" if what == "D" else blob,
                        path if renamed else "",
                        dt.datetime.fromisoformat(at),
                        commit,
                        subject.strip(),
                    )
                )
    return found


def merged_subject(root: Path, merge: CommittedChange) -> str:
    """What the newest commit of a merged branch says that changed a file; the merge's own subject where none did."""
    log = git(root, "log", "-1", "--format=%s", f"{merge.commit}^1..{merge.commit}", "--no-merges", "--", merge.path)
    return (log or "").strip() or merge.subject


def is_shallow(root: Path) -> bool:
    """Whether the clone has a part of the history alone."""
    return (git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


@contextmanager
def blobs(root: Path) -> Iterator[Callable[[str], str | None]]:
    """Gives the content of blobs by one process of git for all; None for what is not UTF-8 or not there."""
    with ExitStack() as stack:
        process: subprocess.Popen[bytes] | None = None

        def read(blob: str) -> str | None:
            nonlocal process
            if process is None:
                # One process for all: starting git costs some milliseconds, and a past has thousands of blobs.
                command = ["git", "-C", str(root), "cat-file", "--batch"]
                process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            assert process.stdin is not None
            assert process.stdout is not None
            return _read(blob, process.stdin, process.stdout)

        yield read


def _read(blob: str, stdin: IO[bytes], stdout: IO[bytes]) -> str | None:
    stdin.write(f"{blob}\n".encode())
    stdin.flush()
    match stdout.readline().split():
        case [_, _, size]:
            # git ends each blob with a line end of its own.
            data = stdout.read(int(size) + 1)[:-1]
        case _:  # "<blob> missing"
            return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def earlier_text(root: Path, paths: Iterable[str], wanted: Callable[[str], bool]) -> str | None:
    """The newest text in git of one of *paths* that is *wanted*."""

    def is_wanted(data: bytes) -> bool:
        try:
            return wanted(data.decode())
        except UnicodeDecodeError:
            return False

    found = earlier_file(root, paths, is_wanted)
    return None if found is None else found.decode()
