"""What is known of the files that releases publish, kept from one look at an archive to the next.

That is a digest of each, and what it says that no reader sees.  Attachments are large, so a file is read again only
if its size, times, inode or device differ: anybody can set the time of its last change, nobody that of its status.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import leave, state_at_rest, state_of, work_place
from sphinx_newsroom.pieces import sha256_of_file
from sphinx_newsroom.sources.hidden_data import VERSION, unseen

_NAME = "files.json"
_FORMAT = [3, VERSION]


class Looked(NamedTuple):
    """What is known of a file: its SHA-256, and the kinds of what it says unseen (:mod:`~.sources.hidden_data`)."""

    sha256: str
    unseen: tuple[str, ...]


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal digits, by path; one that cannot be read is left out."""
    return {path: found.sha256 for path, found in _looked_at(root, paths)[0].items()}


def looked_at(root: Path, paths: Iterable[str], *, anew: bool = False) -> dict[str, Looked]:
    """What is known of each file, by path; of all files of an archive, since it is kept until the next time.

    If *anew*, every file is read, whatever was kept.
    """
    found, known, rows = _looked_at(root, paths, anew=anew)
    if rows != known and (rows or known):
        with suppress(OSError):  # an archive that may only be read
            leave(root, _NAME, json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")) + "\n")
    return found


_Rows = dict[str, list[str]]


def _looked_at(root: Path, paths: Iterable[str], *, anew: bool = False) -> tuple[dict[str, Looked], _Rows, _Rows]:
    """What is known of each file, and the rows of what was known before and is to be kept."""
    known = {} if anew else _read(work_place(root, _NAME))
    found: dict[str, Looked] = {}
    rows: _Rows = {}
    for path in sorted(set(paths)):
        try:
            status = os.stat(root / path)
            row = known.get(path)
            if row is None or row[0] != state_of(status):
                seen = Looked(sha256_of_file(root / path), unseen(root / path, path))
                row = [state_of(status), seen.sha256, " ".join(seen.unseen)]
        except OSError:
            continue
        found[path] = Looked(row[1], tuple(row[2].split()))
        # git calls an entry "racy" whose file was written when it was looked at (its racy-git.txt)
        if state_at_rest(status):
            rows[path] = row
    return found, known, rows


def _read(place: Path) -> _Rows:
    try:
        found = json.loads(place.read_bytes())
        if found["format"] != _FORMAT:
            return {}
        return {
            str(path): [str(part) for part in (state, sha256, kinds)]
            for path, (state, sha256, kinds) in found["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
