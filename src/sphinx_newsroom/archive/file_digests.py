"""What is known of the files that releases publish, kept from one look at an archive to the next.

That is a digest of each, and what it says that no reader sees.  Attachments are large, so a file is read again only
where its size or time differ, as git does it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import close_to, leave, work_place
from sphinx_newsroom.pieces import sha256_of_file
from sphinx_newsroom.sources.unseen import VERSION, unseen

_NAME = "files.json"
_FORMAT = [2, VERSION]


class Looked(NamedTuple):
    """What is known of a file: its SHA-256, and the kinds of what it says unseen (:mod:`~.sources.unseen`)."""

    sha256: str
    unseen: tuple[str, ...]


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal digits, by path; one that cannot be read is left out."""
    return {path: found.sha256 for path, found in _looked_at(root, paths)[0].items()}


def looked_at(root: Path, paths: Iterable[str]) -> dict[str, Looked]:
    """What is known of each file, by path; of all files of an archive, since it is kept until the next time."""
    found, known, rows = _looked_at(root, paths)
    if rows != known and (rows or known):
        with suppress(OSError):  # an archive that may only be read
            leave(root, _NAME, json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")) + "\n")
    return found


_Rows = dict[str, list[object]]


def _looked_at(root: Path, paths: Iterable[str]) -> tuple[dict[str, Looked], _Rows, _Rows]:
    """What is known of each file, and the rows of what was known before and is to be kept."""
    known = _read(work_place(root, _NAME))
    found: dict[str, Looked] = {}
    rows: _Rows = {}
    now = time.time_ns()
    for path in sorted(set(paths)):
        try:
            state = os.stat(root / path)
            row = known.get(path)
            if row is None or row[:2] != [state.st_size, state.st_mtime_ns]:
                seen = Looked(sha256_of_file(root / path), unseen(root / path, path))
                row = [state.st_size, state.st_mtime_ns, seen.sha256, " ".join(seen.unseen)]
        except OSError:
            continue
        found[path] = Looked(str(row[2]), tuple(str(row[3]).split()))
        # git calls an entry "racy" whose file was written when it was looked at (its racy-git.txt)
        if state.st_mtime_ns < now - close_to(state):
            rows[path] = row
    return found, known, rows


def _read(place: Path) -> _Rows:
    try:
        found = json.loads(place.read_bytes())
        if found["format"] != _FORMAT:
            return {}
        return {
            str(path): [int(size), int(time), str(digest), str(kinds)]
            for path, (size, time, digest, kinds) in found["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
