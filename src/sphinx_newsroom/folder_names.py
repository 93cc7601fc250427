"""What is below a folder, by its names; links are not followed, and count as files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.files import TEMPORARY

_TEMPORARY = TEMPORARY.split("*")


def is_temporary(name: str) -> bool:
    """Whether a file is called as one that is being written."""
    return name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])


class Below(NamedTuple):
    """A folder below another: the beginning of the paths in it (``releases/2011/``), its permissions, its files.

    *special* are the files that are links, pipes and the like.  Temporary files of a killed process are left out.
    """

    prefix: str
    mode: int
    files: list[str]
    special: list[str]


def folders_below(folder: str) -> Iterator[Below]:
    """A folder and all below it; nothing where there is no folder; raises OSError."""
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        prefix = waiting.pop()
        files, special = [], []
        with os.scandir(f"{folder}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{entry.name}/")
                elif not is_temporary(entry.name):
                    files.append(entry.name)
                    if not entry.is_file(follow_symlinks=False):
                        special.append(entry.name)
        yield Below(prefix, stat.S_IMODE(os.stat(f"{folder}/{prefix}").st_mode), files, special)


def files_below(folder: str) -> set[str]:
    """The paths of the files below a folder, from there; links to files count as files.  Raises OSError."""
    found = set[str]()
    for below in folders_below(folder):
        found.update([below.prefix + name for name in below.files])
        found.difference_update(
            below.prefix + name for name in below.special if not os.path.isfile(f"{folder}/{below.prefix}{name}")
        )
    return found
