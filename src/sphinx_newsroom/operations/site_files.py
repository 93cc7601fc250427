"""What stands in the folder of a site: which files a build of ours made, and which are somebody else's.

A site carries the list of its files.  What is not in it was put there by somebody (``.htaccess``,
``.well-known``, ``CNAME``, a proof of ownership) and stays; what is in it and is built no more goes.
"""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import TEMPORARY, digest, write
from sphinx_newsroom.model.addresses import STATE

LIST = ".newsroom-files"
"""The list of a site's files, which stands in it; it is what tells a site of ours from any other folder."""
_MARKS = (LIST, STATE)
_HIDDEN_OF_OURS = frozenset((".buildinfo", ".doctrees", *_MARKS))
"""What Sphinx or we put into a site under a hidden name."""


class Stat(NamedTuple):
    """What tells a file from another without reading it; *plain* is False for links, pipes and the like."""

    size: int
    mtime_ns: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Tree:
    """What is below a folder, by path, in order; links are not followed, and count as files."""

    files: dict[str, Stat]
    folders: dict[str, int]
    """Each folder with its permissions, the folder itself as the empty path."""


def tree_of(folder: Path) -> Tree:
    """All that is below a folder; temporary files of a killed process left out."""
    found = Tree({}, {})
    if folder.is_dir():
        found.folders[""] = stat.S_IMODE(folder.stat().st_mode)
        _collect(str(folder), "", found)
    return found


def _collect(folder: str, prefix: str, found: Tree) -> None:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            found.folders[prefix + entry.name] = stat.S_IMODE(status.st_mode)
            _collect(entry.path, f"{prefix}{entry.name}/", found)
        elif not fnmatch(entry.name, TEMPORARY):
            found.files[prefix + entry.name] = Stat(status.st_size, status.st_mtime_ns, stat.S_ISREG(status.st_mode))


# -- whose it is


def is_ours(folder: Path) -> bool:
    """Whether a folder is a site that a build of ours made."""
    return folder.is_dir() and not folder.is_symlink() and any((folder / mark).is_file() for mark in _MARKS)


def write_list(folder: Path, digests: Mapping[str, str]) -> Stat:
    """Write the list of a site's files, with the digest of each, as one of them."""
    content = json.dumps({"files": dict(digests), "state": _state(folder)}, indent=0, sort_keys=True)
    write(folder / LIST, f"{digest(content.encode())}\n{content}\n")
    status = (folder / LIST).stat()
    return Stat(status.st_size, status.st_mtime_ns)


def _state(folder: Path) -> str:
    """What tells the last build that wrote into a folder: only the one that wrote the list knows all its files."""
    try:
        return digest((folder / STATE).read_bytes())
    except OSError:
        return ""


def listed(folder: Path) -> dict[str, str] | None:
    """The files that the list of a site names, with their digests, empty where it has none.

    None where the list is missing, damaged, or of an earlier build.
    """
    try:
        check, _, content = (folder / LIST).read_text(encoding="utf-8").partition("\n")
        rows = json.loads(content)
        # A list without its end would have pages of ours pass for somebody else's, and a withdrawn one stay.
        if digest(content.removesuffix("\n").encode()) != check or rows["state"] != _state(folder):
            return None
        found = rows["files"]  # a list of their names alone, until version 0.2
        return found if isinstance(found, dict) else dict.fromkeys(found, "")
    except (OSError, ValueError, TypeError, KeyError):
        return None


def foreign(tree: Tree, folder: Path) -> set[str]:
    """The files in the folder of a site that no build of ours made.

    Without a list what is hidden is taken for foreign, and all else for ours: a text that was withdrawn must not
    stay readable because nobody knows any more who put it there.
    """
    known = listed(folder)
    if known is None:
        return {path for path in tree.files if _hidden(path) and path.split("/")[0] not in _HIDDEN_OF_OURS}
    return {path for path in tree.files if path not in known and path != LIST}


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def in_the_way(paths: Iterable[str], wanted: Collection[str]) -> set[str]:
    """Those of *paths* that cannot be there together with the files that are *wanted*."""
    needed = set(parents(wanted))
    return {path for path in paths if path in wanted or path in needed or any(up in wanted for up in parents([path]))}


def parents(paths: Iterable[str]) -> Iterator[str]:
    """All folders that *paths* need, without the one that they are in."""
    seen = {""}
    for path in paths:
        while (path := posixpath.dirname(path)) not in seen:
            seen.add(path)
            yield path


# -- keeping and removing


def keep(paths: Iterable[str], source: Path, target: Path) -> None:
    """Have files of one folder in another, too, as the same files where the system allows it, else as copies.

    Raises OSError for what can be neither.
    """
    for path in paths:
        here, there = f"{source}/{path}", f"{target}/{path}"
        os.makedirs(os.path.dirname(there), exist_ok=True)
        try:
            # A symbolic link that somebody put there stays one.
            os.link(here, there, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # another file system, one without hard links, or a file of another owner
            shutil.copy2(here, there, follow_symlinks=False)


def keep_folders(tree: Tree, target: Path) -> None:
    """Have the empty folders of *tree* in *target*, too, and the permissions of those that are in both."""
    full = set(parents((*tree.files, *tree.folders)))
    for path, mode in tree.folders.items():
        folder = target / path
        if path and path not in full:
            with suppress(FileExistsError, NotADirectoryError):  # a file is built there now
                folder.mkdir(parents=True, exist_ok=True)
        if folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) != mode:
            folder.chmod(mode)


def rescue(old: Path, out: Path) -> None:
    """Bring over what somebody put into the old site while the new one was being made."""
    tree = tree_of(old)
    for path in sorted(foreign(tree, old)):
        if not os.path.lexists(out / path):
            with suppress(OSError):  # what the new site has no place for was put aside
                keep([path], old, out)


def removable(folder: Path) -> bool:
    """Whether a folder may be deleted: a site of ours, or empty."""
    return is_ours(folder) or (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()))


def discard(folder: Path) -> None:
    """Delete a site, what tells that it is ours last, so that a deletion that is interrupted can go on."""
    if not _empty(folder):
        for inner, folders, _ in os.walk(folder):  # what somebody put there may be in folders closed to writing
            for name in folders:
                if not os.path.islink(path := os.path.join(inner, name)):
                    with suppress(OSError):
                        os.chmod(path, stat.S_IRWXU)
        if not _empty(folder):
            return
    shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> bool:
    """Delete what is in a site but its marks, and say whether all of it is gone."""
    with os.scandir(folder) as entries:
        rest = [entry for entry in entries if entry.name not in _MARKS]
    for entry in rest:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            with suppress(OSError):
                os.unlink(entry.path)
    return set(os.listdir(folder)) <= set(_MARKS)
