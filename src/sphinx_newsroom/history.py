"""What git knows of a file's earlier texts; nothing where the archive is not kept with git."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple


class Version(NamedTuple):
    """A file's text as a commit left it, when that was, and what the commit says."""

    at: dt.datetime
    subject: str
    source: str


def git(root: Path, *arguments: str) -> str | None:
    """What a git command prints, None where it fails or there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
        return done.stdout.decode("utf-8", "strict")
    except (OSError, subprocess.CalledProcessError, UnicodeDecodeError):
        return None


def versions(root: Path, path: str, *, newest_first: bool = False) -> Iterator[Version]:
    """The texts of *path* in the order of their commits; one that is not UTF-8, or no text, is passed over."""
    order = () if newest_first else ("--reverse",)
    log = git(root, "log", *order, "--diff-filter=AM", "--format=%H %cI %s", "--", path)
    for line in (log or "").splitlines():
        commit, at, subject = line.split(" ", 2)
        source = git(root, "show", f"{commit}:./{path}")
        if source is not None:
            yield Version(dt.datetime.fromisoformat(at), subject, source.removeprefix("\ufeff"))


def earlier_text(root: Path, path: str, wanted: Callable[[str], bool]) -> str | None:
    """The newest text of *path* in git that is *wanted*."""
    return next((version.source for version in versions(root, path, newest_first=True) if wanted(version.source)), None)
