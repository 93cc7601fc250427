"""The digests of the files that releases publish, kept from one look at an archive to the next.

Attachments are large, so a file is read again only where its size or time differ, as git does it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sphinx_newsroom.files import close_to, leave, work_place

_NAME = "files.json"
_FORMAT = 1


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal digits, by path; one that cannot be read is left out."""
    known = _read(work_place(root, _NAME))
    found: dict[str, str] = {}
    rows: dict[str, list[object]] = {}
    now = time.time_ns()
    for path in sorted(set(paths)):
        try:
            state = os.stat(root / path)
            row = known.get(path)
            if row is None or row[:2] != [state.st_size, state.st_mtime_ns]:
                row = [state.st_size, state.st_mtime_ns, _digest(root / path)]
        except OSError:
            continue
        found[path] = str(row[2])
        # git calls an entry "racy" whose file was written when it was looked at (its racy-git.txt)
        if state.st_mtime_ns < now - close_to(state):
            rows[path] = row
    if rows != known and (rows or known):
        with suppress(OSError):  # an archive that may only be read
            leave(root, _NAME, json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")) + "\n")
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(place: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(place.read_bytes())
        if found["format"] != _FORMAT:
            return {}
        return {str(path): [int(size), int(time), str(digest)] for path, (size, time, digest) in found["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
