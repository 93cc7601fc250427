"""What stands in the folder of a site: which files a build of ours made, and which are somebody else's.

A list of a site's files is kept beside it, and the site carries its digest.  What is not in the list was put there by
somebody (``.htaccess``, ``.well-known``, ``CNAME``, a proof of ownership) and stays; what is in it and is built no more
goes.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import WORK, FolderState, digest, digest_of_built, folders_below, is_temporary, write
from sphinx_newsroom.model.addresses import STATE

LIST = ".newsroom-files"
"""The digest of the list of a site's files, which stands in it; it is what tells a site of ours from other folders."""
PREVIEW = ".newsroom-preview"
"""What a site has in it that was built with drafts."""
_MARKS = (LIST, STATE)
_HIDDEN_OF_OURS = frozenset((".buildinfo", ".doctrees", PREVIEW, *_MARKS))
"""What Sphinx or we put into a site under a hidden name."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is below a folder by its names, which takes a sixth of the time that asking for each file's size takes."""

    files: dict[str, int] = field(default_factory=dict)
    """Each file with its number on the disk: two names of the same file have the same."""
    special: set[str] = field(default_factory=set)
    """Those that are links, pipes and the like."""
    folders: dict[str, int] = field(default_factory=dict)
    """Each folder with its permissions, the folder itself as the empty path."""
    states: dict[str, FolderState | None] = field(default_factory=dict)
    """Each folder as it was just before its names were read; None where it may have changed again at once."""


class Seal(NamedTuple):
    """A file as it was left."""

    size: int
    mtime_ns: int
    digest: str


class Settled(NamedTuple):
    """Folders of a site that need not be looked at, and the *others* directly below one of them."""

    folders: Set[str] = frozenset()
    others: Set[str] = frozenset()

    def has(self, path: str) -> bool:
        """Whether a file is in one of the folders."""
        return path.rpartition("/")[0] in self.folders


NOTHING_SETTLED = Settled()


def listing_of(folder: Path, settled: Settled = NOTHING_SETTLED) -> Listing:
    """The names below a folder, without temporary files of a killed process; nothing where there is no folder.

    Links are not followed, and count as files.  Of what is *settled* only the permissions are told.
    """
    found = Listing()
    for path in settled.folders:
        found.folders[path] = stat.S_IMODE(os.stat(f"{folder}/{path}").st_mode)
    for below in folders_below(str(folder), settled.folders, settled.others):
        prefix, path = below.prefix, below.prefix.removesuffix("/")
        found.folders[path], found.states[path] = below.mode, below.state
        found.files.update({prefix + name: number for name, number in below.names.files.items()})
        found.special.update([prefix + name for name in below.names.special])
    return found


# -- whose it is


def is_ours(folder: Path) -> bool:
    """Whether a folder is a site that a build of ours made."""
    return folder.is_dir() and not folder.is_symlink() and any((folder / mark).is_file() for mark in _MARKS)


Rows = dict[str, str]
"""The lines of a site's list: by the path of each folder the names of its files with their digests."""


class SiteList(NamedTuple):
    """The list of a site as it stands there: its *rows*, and the *digest* by which seals and notes know its bytes."""

    rows: Rows
    digest: str


def row_of(folder: str, names: str, digests: str) -> str:
    """The line for the files of a folder: their names, with slashes between them, and their digests, with blanks."""
    return json.dumps([folder, names, digests], separators=(",", ":"))


def folder_of(row: str) -> str:
    """The path of the folder that a line is for; raises ValueError."""
    path: str = _READER.raw_decode(row, 1)[0]
    return path


def names_in(row: str) -> str:
    """The names of the files that a line tells of, with slashes between them; raises ValueError."""
    names: str = json.loads(f"{row[: row.rindex(_BETWEEN)]}]")[1]
    return names


def digests_in(row: str) -> str:
    """Their digests, with blanks between them; raises ValueError."""
    return row[row.rindex(_BETWEEN) + len(_BETWEEN) : -2]  # without the quotation mark and the bracket


def files_in(row: str) -> dict[str, str]:
    """The files that a line tells of, by their paths, with their digests; raises ValueError."""
    folder, names, digests = folder_of(row), names_in(row), digests_in(row)
    paths = [f"{folder}/{name}" if folder else name for name in names.split("/")]
    return dict(zip(paths, digests.split(" "), strict=True))


_KEPT = ".files"
"""The end of the name of a list, which begins with its digest."""
_READER = json.JSONDecoder()
_BETWEEN = ',"'
"""What stands before each text of a line; the last, which is the digests, has neither of these signs."""


def write_list(folder: Path, rows: Rows) -> Seal:
    """Write the list of a site's files, with their digests, and its own into the site; returns how that was left."""
    content = "\n".join([json.dumps({"state": _state(folder)}), *rows.values()]).encode()
    name = digest(content)
    data = f"{name}\n".encode()
    write(folder / LIST, data)
    write(_home(folder) / f"{name}{_KEPT}", content)
    return Seal(len(data), (folder / LIST).stat().st_mtime_ns, digest_of_built(data))


def _home(folder: Path) -> Path:
    """Where the list of a site is kept that is in a folder, or is made there."""
    return folder.parent if folder.parent.name == WORK else folder.parent / WORK


def discard_lists(out: Path) -> None:
    """Delete the lists of earlier sites in the place of a published one; raises OSError."""
    sites = (*out.parent.glob(f"*/{LIST}"), *_home(out).glob(f"*/{LIST}"))
    wanted = {site.read_text(encoding="utf-8").strip() for site in sites}
    for path in _home(out).glob(f"*{_KEPT}"):
        if path.stem not in wanted:
            path.unlink()


def _state(folder: Path) -> str:
    """What tells the last build that wrote into a folder: only the one that wrote the list knows all its files."""
    try:
        return digest((folder / STATE).read_bytes())
    except OSError:
        return ""


def site_list(folder: Path, *also: Path) -> SiteList | None:
    """The list of a site, kept beside it or in one of *also*; None where it is missing or of an earlier build."""
    for home in (_home(folder), *also):
        try:
            data = (folder / LIST).read_bytes()
            name = data.decode().strip()
            content = (home / f"{name}{_KEPT}").read_bytes()
            state, *rows = content.decode().split("\n")
            # A list without its end would have pages of ours pass for somebody else's, and a withdrawn one stay.
            if digest(content) == name and json.loads(state)["state"] == _state(folder):
                return SiteList({folder_of(row): row for row in rows}, digest_of_built(data))
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            continue
    return None


def listed(folder: Path, *also: Path) -> dict[str, str] | None:
    """The files that the list of a site names, with their digests; None where there is no :func:`site_list`."""
    found = site_list(folder, *also)
    return found and {path: content for row in found.rows.values() for path, content in files_in(row).items()}


def foreign(paths: Iterable[str], known: Collection[str] | None) -> set[str]:
    """Those of the files in the folder of a site that no build of ours made; *known* are those that its list names.

    Without a list what is hidden is taken for foreign, and all else for ours: a text that was withdrawn must not
    stay readable because nobody knows any more who put it there.
    """
    if known is None:
        return {path for path in paths if _hidden(path) and path.split("/")[0] not in _HIDDEN_OF_OURS}
    return {path for path in paths if path not in known and path != LIST}


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def in_the_way(paths: Iterable[str], wanted: Collection[str]) -> set[str]:
    """Those of *paths* that cannot be there together with the files that are *wanted*."""
    needed = set(parents(wanted))
    return {path for path in paths if path in wanted or path in needed or any(up in wanted for up in parents([path]))}


def parents(paths: Iterable[str]) -> Iterator[str]:
    """All folders that *paths* need, without the one that they are in."""
    seen = {""}
    for path in {path.rpartition("/")[0] for path in paths}:
        while path not in seen:
            seen.add(path)
            yield path
            path = path.rpartition("/")[0]


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


def rescue(paths: Iterable[str], old: Path, out: Path) -> None:
    """Bring over what somebody put into the old site while the new one was being made."""
    for path in sorted(paths):
        if not os.path.lexists(out / path):
            with suppress(OSError):  # what the new site has no place for was put aside
                keep([path], old, out)


def removable(folder: Path) -> bool:
    """Whether a folder may be deleted: a site of ours, or empty but for temporary files of a killed process."""
    if is_ours(folder) or not folder.is_dir() or folder.is_symlink():
        return is_ours(folder)
    return all(is_temporary(path.name) for path in folder.iterdir())


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
