"""What stands below a folder, by its names; a folder that was looked at before is read only if it changed since.

A build looks through the 100,000 names of a large site several times: before it builds, to see what stands, and on both
sides of each exchange of folders.  A name that comes, goes, or becomes another file's changes the time of its folder,
which nobody can set (POSIX, ``<sys/stat.h>``: the last status change).  So one look serves all, as for git's untracked
cache; and by :class:`FolderState` it serves the next build, too.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from typing import NamedTuple

from sphinx_newsroom.files import TEMPORARY, close_to


class Names(NamedTuple):
    """What is in one folder: each file with its number on the disk, which of them are links and the like, the folders.

    Temporary files of a killed process are left out.
    """

    files: dict[str, int]
    special: frozenset[str]
    folders: tuple[str, ...]


class FolderState(NamedTuple):
    """What tells that a folder still has the names that it had: its number on the disk, its times in nanoseconds."""

    number: int
    mtime_ns: int
    ctime_ns: int


_TEMPORARY = TEMPORARY.split("*")
_TELLS_CHANGES = os.name != "nt"
"""Whether the system says when a folder was last changed; Windows says when it was made."""
_KNOWN: dict[tuple[int, int], tuple[FolderState, Names]] = {}
"""By its number on the disk, under whatever path it stands by now: the state of each folder, and its names."""


class _Told(NamedTuple):
    """What is in a folder, as somebody noted it when the folder was in a state; *special* as :class:`Names` has it.

    *files* gives the names.
    """

    state: FolderState
    files: Callable[[], Collection[str]]
    special: tuple[str, ...]
    folders: tuple[str, ...]


_TOLD: dict[tuple[int, int], _Told] = {}
"""The same for who needs no numbers, of folders that nobody has read in this process."""


def tell(
    status: os.stat_result, files: Callable[[], Collection[str]], special: Iterable[str], folders: Iterable[str]
) -> None:
    """Note what is in a folder of a *status*, which somebody knows without reading it."""
    _TOLD[status.st_dev, status.st_ino] = _Told(state_of(status), files, tuple(special), tuple(folders))


def state_of(status: os.stat_result) -> FolderState:
    """The state of a folder that was just asked for its *status*."""
    return FolderState(status.st_ino, status.st_mtime_ns, status.st_ctime_ns)


def at_rest(status: os.stat_result, now: int) -> FolderState | None:
    """The same, for who looks at the names now; None where the folder may change again within the same tick.

    *now* is a moment before the status was asked for, in nanoseconds since 1970.
    """
    state = state_of(status)
    rests = max(state.mtime_ns, state.ctime_ns) <= now - close_to(status)
    return state if rests and _TELLS_CHANGES else None


def names_in(folder: str) -> tuple[os.stat_result, FolderState | None, Names]:
    """A folder's status, its state if it is at rest, and what is in it; raises OSError."""
    now, status = time.time_ns(), os.stat(folder)
    number = status.st_dev, status.st_ino
    known = _KNOWN.get(number)
    if known is not None and known[0] == state_of(status):
        return status, known[0], known[1]
    names, state = _read(folder), at_rest(status, now)
    if state is not None:
        _KNOWN[number] = state, names
    return status, state, names


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


class Below(NamedTuple):
    """A folder below another: the beginning of the paths in it (``releases/2011/``), its permissions, its names.

    *state* is None where it may change again within the same tick of the clock.
    """

    prefix: str
    mode: int
    state: FolderState | None
    names: Names


def folders_below(folder: str, but: Set[str] = frozenset(), beside: Iterable[str] = ()) -> Iterator[Below]:
    """A folder and all below it, without those at the paths *but*; what is below these is among the paths *beside*.

    Links are not followed, and there is nothing where there is no folder.  Raises OSError.
    """
    waiting = [prefix for prefix in ("", *(f"{path}/" for path in beside)) if os.path.isdir(f"{folder}/{prefix}")]
    while waiting:
        prefix = waiting.pop()
        status, state, names = names_in(f"{folder}/{prefix}")
        waiting += [f"{prefix}{name}/" for name in names.folders if f"{prefix}{name}" not in but]
        yield Below(prefix, stat.S_IMODE(status.st_mode), state, names)


def files_below(folder: str) -> set[str]:
    """The paths of the files below a folder, from there; links to files count as files.  Raises OSError."""
    found = set[str]()
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        prefix = waiting.pop()
        status = os.stat(f"{folder}/{prefix}")
        told = _TOLD.get((status.st_dev, status.st_ino))
        names: _Told | Names = told if told and told.state == state_of(status) else names_in(f"{folder}/{prefix}")[2]
        files = names.files() if isinstance(names, _Told) else names.files
        waiting += [f"{prefix}{name}/" for name in names.folders]
        found.update([prefix + name for name in files])
        found.difference_update(
            prefix + name for name in names.special if not os.path.isfile(f"{folder}/{prefix}{name}")
        )
    return found
