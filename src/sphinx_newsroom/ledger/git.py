"""Query the git history of an archive; the results are empty if it isn't in git."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern

_ROW = late_pattern(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([AMDTR])\d*\t([^\t]+)(?:\t(.+))?")
"""Matches a line of ``git log --raw``: the new blob, the status, the path, and the new path of a rename."""


class CommittedChange(NamedTuple):
    """A change of a file in a commit: *blob* is its content, empty if it was deleted, and *before* its former path."""

    path: str
    blob: str
    before: str
    at: dt.datetime
    commit: str
    subject: str


def git(root: Path, *arguments: str) -> str | None:
    """Return the output of a git command, or None if it fails or git isn't installed."""
    found = _output(root, *arguments)
    try:
        return None if found is None else found.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return None


def _output(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def earlier_file(root: Path, paths: Iterable[str], matches: Callable[[bytes], bool]) -> bytes | None:
    """Return the newest content in git of one of *paths* for which *matches* is true."""
    for path in paths:
        # Newest first, without commits that deleted the file.
        log = git(root, "log", "--diff-filter=AMR", "--format=%H", "--", path)
        for commit in (log or "").split():
            found = _output(root, "show", f"{commit}:./{path}")
            if found is not None and matches(found):
                return found
    return None


def changes(root: Path, folder: str) -> list[CommittedChange]:
    """Return all changes of files below *folder*, the oldest first, following first parents.

    A change made on a branch counts when the branch was merged, because readers didn't see it before.
    """
    log = git(
        root,
        "-c",
        # Otherwise git writes non-ASCII letters in paths as octal escapes.
        "core.quotePath=false",
        "log",
        "--reverse",
        "--first-parent",
        # Compares a merge with its first parent; otherwise it would list no files.
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
        if subject.startswith("Merge pull request "):  # GitHub puts the title into the body
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
    """Return the subject of the newest commit in a merged branch that changed a file, or the merge's own subject."""
    log = git(root, "log", "-1", "--format=%s", f"{merge.commit}^1..{merge.commit}", "--no-merges", "--", merge.path)
    return (log or "").strip() or merge.subject


def is_shallow(root: Path) -> bool:
    """Whether the clone is shallow."""
    return (git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


def texts(root: Path, blobs: Iterable[str]) -> dict[str, str]:
    """Return the contents of some blobs, without those that are missing or aren't UTF-8."""
    found: dict[str, str] = {}
    # One process for all blobs: starting git takes milliseconds, and a history has thousands of blobs.
    stream = io.BytesIO(_output(root, "cat-file", "--batch", given="\n".join(blobs).encode()) or b"")
    while line := stream.readline():
        match line.split():
            case [blob, _, size]:  # others are missing
                # git adds a newline after each blob
                data = stream.read(int(size) + 1)[:-1]
                with suppress(UnicodeDecodeError):
                    found[blob.decode()] = data.decode()
    return found


def earlier_text(root: Path, paths: Iterable[str], matches: Callable[[str], bool]) -> str | None:
    """Return the newest text in git of one of *paths* for which *matches* is true."""

    def is_wanted(data: bytes) -> bool:
        try:
            return matches(data.decode())
        except UnicodeDecodeError:
            return False

    found = earlier_file(root, paths, is_wanted)
    return None if found is None else found.decode()
