"""What stands below a folder, by its names; a folder that is looked at again in one process is read only if it changed.

A build looks through the 100,000 names of a large site several times: before it builds, to see what stands, and on both
sides of each exchange of folders.  A name that comes, goes, or becomes another file's changes the time of its folder,
which nobody can set (POSIX, ``<sys/stat.h>``: the last status change).  So one look serves all, as for git's untracked
cache.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.files import CLOSE, TEMPORARY


class Names(NamedTuple):
    """What is in one folder: each file with its number on the disk, which of them are links and the like, the folders.

    Temporary files of a killed process are left out.
    """

    files: dict[str, int]
    special: frozenset[str]
    folders: tuple[str, ...]


_TEMPORARY = TEMPORARY.split("*")
_TELLS_CHANGES = os.name != "nt"
"""Whether the system says when a folder was last changed; Windows says when it was made."""
_KNOWN: dict[tuple[int, int], tuple[int, int, Names]] = {}
"""By its number on the disk, under whatever path it stands by now: the times of each folder, and its names."""


def names_in(folder: str) -> tuple[os.stat_result, Names]:
    """A folder's own state, and what is in it; raises OSError."""
    now, status = time.time_ns(), os.stat(folder)
    number, times = (status.st_dev, status.st_ino), (status.st_mtime_ns, status.st_ctime_ns)
    known = _KNOWN.get(number)
    if known is not None and known[:2] == times:
        return status, known[2]
    names = _read(folder)
    # One that changed just now may change again within the same tick of the clock.
    if _TELLS_CHANGES and max(times) <= now - CLOSE:
        _KNOWN[number] = *times, names
    return status, names


def _read(folder: str) -> Names:
    files, special, folders = dict[str, int](), [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif not is_temporary(entry.name):
                files[entry.name] = entry.inode()
                if not entry.is_file(follow_symlinks=False):
                    special.append(entry.name)
    return Names(files, frozenset(special), tuple(folders))


def is_temporary(name: str) -> bool:
    """Whether a file is called as one that is being written."""
    return name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])


def folders_below(folder: str) -> Iterator[tuple[str, int, Names]]:
    """A folder and all below it: the beginning of the paths there (``releases/2011/``), its permissions, its names.

    Links are not followed, and there is nothing where there is no folder.  Raises OSError.
    """
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        prefix = waiting.pop()
        status, names = names_in(f"{folder}/{prefix}")
        waiting += [f"{prefix}{name}/" for name in names.folders]
        yield prefix, stat.S_IMODE(status.st_mode), names


def files_below(folder: str) -> set[str]:
    """The paths of the files below a folder, from there; links to files count as files.  Raises OSError."""
    found = set[str]()
    for prefix, _, names in folders_below(folder):
        found.update([prefix + name for name in names.files])
        found.difference_update(
            prefix + name for name in names.special if not os.path.isfile(f"{folder}/{prefix}{name}")
        )
    return found
