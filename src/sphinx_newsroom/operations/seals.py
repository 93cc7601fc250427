"""What a build left behind, known again by the next: size, time and digest of each file.

Sphinx builds upon what it finds in its folders and asks only whether a file is there.  A page, a feed or a parsed
text that something else cut short or changed there would be published for ever, so what is no longer as it was left
is found out first.  A file is read only where its size or time differ: a copy of the folders, as machines keep them
between builds, has other times and the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import digest, write
from sphinx_newsroom.operations.site_files import LIST, Stat, tree_of

Seals = Mapping[str, "Seal"]


class Seal(NamedTuple):
    """A file as it was left."""

    size: int
    mtime_ns: int
    digest: str


def sealed(folder: Path, before: Seals) -> dict[str, Seal]:
    """The seals of all files in a folder but for the site's own list; those that stand as in *before* are not read.

    Raises OSError where a file cannot be read.
    """
    files = tree_of(folder).files
    files.pop(LIST, None)
    return {path: _seal(folder / path, found, before.get(path)) for path, found in files.items()}


def _seal(path: Path, found: Stat, before: Seal | None) -> Seal:
    if before is not None and before[:2] == found[:2]:
        return before
    return Seal(found.size, found.mtime_ns, digest(path.read_bytes()) if found.plain else "")


def departed(folder: Path, seals: Seals) -> str | None:
    """The first file in a folder that is not as it was left, or is new, or gone; None where all is."""
    files = tree_of(folder).files
    files.pop(LIST, None)
    for path, seal in seals.items():
        found = files.pop(path, None)
        if found is None or (seal[:2] != found[:2] and _seal(folder / path, found, None).digest != seal.digest):
            return path
    return next(iter(files), None)


def read_seals(file: Path) -> list[dict[str, Seal]] | None:
    """The seals of several folders from their file; None where it is missing or damaged."""
    try:
        check, _, content = file.read_text(encoding="utf-8").partition("\n")
        rows = json.loads(content)
        if digest(content.encode()) != check:
            return None
        return [{path: Seal(*seal) for path, seal in folder.items()} for folder in rows]
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_seals(file: Path, folders: list[dict[str, Seal]]) -> None:
    """Keep the seals of several folders in a file; raises OSError."""
    content = json.dumps(folders, separators=(",", ":"))
    write(file, f"{digest(content.encode())}\n{content}")
