"""What a build left behind, known again by the next: size, time and digest of each file.

Sphinx builds upon what it finds in its folders and asks only whether a file is there.  A page, a feed or a parsed
text that something else cut short or changed there would be published for ever, so what is no longer as it was left
is found out first.  A file is read only where its size or time differ: a copy of the folders, as machines keep them
between builds, has other times and the same bytes.  By the same seals it is known what of the published site is as
it was built.

To ask tens of thousands of files for their size and time takes longer than to build a release, so the pages of releases
are asked once, when the build ends: the time of a file's change, which nobody can set, tells whether the build wrote
it.  Before the build only their names are compared.  All else is looked at before as well, since builds may make a file
of what it was (the list of all mentions is most of the list as it stood), and the new time would hide what was wrong.
"""

from __future__ import annotations

import json
import os
import random
import stat
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import digest, read_built, write
from sphinx_newsroom.folder_names import folders_below
from sphinx_newsroom.operations.site.files import LIST, Listing, foreign, listed, listing_of

Seals = Mapping[str, "Seal"]


class Seal(NamedTuple):
    """A file as it was left."""

    size: int
    mtime_ns: int
    digest: str


SAMPLE = 200
"""How many published files are read again at each build, to find one that was damaged: about 10 ms."""
LOOKED_AT = 2_000
"""How many are asked for their size and time, which takes as long."""
SELF_CHECKED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal")
"""Ends of the names of files that are not sealed: SQLite recovers by itself, and each row there bears a digest."""


class DepartedError(RuntimeError):
    """A file, which the message names, was changed since the last build, and not by this one."""


def sealed(folder: Path, before: Seals, besides: tuple[str, ...] = (), since: int = 0) -> dict[str, Seal]:
    """The seals of all files in a folder but for the site's own list, and those whose names end in one of *besides*.

    Files that stand as in *before* are not read.  Raises OSError where one cannot be read, DepartedError where one
    is not as it was, and was last changed before the moment *since* (in nanoseconds, by the clock of the disk).
    """
    found = {}
    for prefix, _, names in folders_below(str(folder)):
        for name in names.files:
            path = prefix + name
            if path == LIST or (besides and name.endswith(besides)):
                continue
            status, known = os.lstat(f"{folder}/{path}"), before.get(path)
            if known is None or not unmoved(status, known):
                seal = _seal(folder, path, status)
                if known is not None and status.st_ctime_ns < since and seal.digest != known.digest:
                    raise DepartedError(str(folder / path))
                known = seal
            found[path] = known
    return found


def unmoved(status: os.stat_result, seal: Seal) -> bool:
    """Whether a file has the size and time that it had when it was sealed."""
    return status.st_mtime_ns == seal.mtime_ns and status.st_size == seal.size


def _seal(folder: Path, path: str, status: os.stat_result) -> Seal:
    content = digest(read_built(f"{folder}/{path}", status.st_size)) if stat.S_ISREG(status.st_mode) else ""
    return Seal(status.st_size, status.st_mtime_ns, content)


def departed(folder: Path, seals: Seals, besides: tuple[str, ...] = (), *, by_name: tuple[str, ...] = ()) -> str | None:
    """The first file in a folder that is not as it was left, or is new, or gone; None where all is.

    Of files whose paths begin with one of *by_name* only the names are compared; those whose names end in one of
    *besides* are left out.
    """
    there = set[str]()
    for prefix, _, names in folders_below(str(folder)):
        paths = {prefix + name for name in names.files if not (besides and name.endswith(besides))} - {LIST}
        if new := paths.difference(seals):
            return min(new)
        there |= paths
        # A folder below which only names count is told by its own.
        if not prefix.startswith(by_name):
            for path in paths:
                status = os.lstat(f"{folder}/{path}")
                if not unmoved(status, seals[path]) and _seal(folder, path, status).digest != seals[path].digest:
                    return path
    return None if len(there) == len(seals) else next(path for path in seals if path not in there)


def read_seals(file: Path) -> list[dict[str, Seal]] | None:
    """The seals of several folders from their file; None where it is missing or damaged."""
    try:
        check, _, content = file.read_text(encoding="utf-8").partition("\n")
        if digest(content.encode()) != check:
            return None
        return [
            dict(zip(paths, map(Seal._make, zip(*columns, strict=True)), strict=True))
            for paths, *columns in json.loads(content)
        ]
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_seals(file: Path, folders: list[dict[str, Seal]]) -> None:
    """Keep the seals of several folders in a file; raises OSError."""
    # Four long lists a folder, which are read in less than half the time of a short one a file.
    columns = [[list(seals), *([seal[n] for seal in seals.values()] for n in range(3))] for seals in folders]
    content = json.dumps(columns, separators=(",", ":"))
    write(file, f"{digest(content.encode())}\n{content}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands in the folder of a published site, held against what was built.

    *strange* no build made, *same* is as it was built; *damaged* was published as it is built, and is something else
    now.
    """

    here: Listing
    strange: Set[str]
    same: Set[str]
    damaged: Set[str]


def compared(out: Path, wanted: Seals, reread: bool) -> Comparison:
    """What stands in a published folder, as its list tells, and a look at a sample of its files, or at all of them.

    Raises OSError.
    """
    here, known = listing_of(out), listed(out)
    strange = foreign(here.files, known)
    there = [path for path in wanted if path in here.files and path not in here.special]
    # A list of names alone, until version 0.2, has no digests.
    if known is None or "" in known.values():
        return Comparison(here, strange, {path for path in there if _stands(out, path, wanted[path], reread)}, set())
    if LIST in here.files:
        known[LIST] = digest((out / LIST).read_bytes())
    same = {path for path in there if known.get(path) == wanted[path].digest}
    damaged = _sampled_damage(out, same, wanted)
    if damaged or reread:  # where one was damaged, there may be others
        damaged |= {path for path in same if not _stands(out, path, wanted[path], reread)}
    alike = {path for path in strange.intersection(there) if _stands(out, path, wanted[path], reread=True)}
    return Comparison(here, strange, (same - damaged) | alike, damaged)


def _sampled_damage(out: Path, paths: Set[str], wanted: Seals) -> set[str]:
    looked_at = random.sample(list(paths), min(len(paths), LOOKED_AT))
    return {path for n, path in enumerate(looked_at) if not _stands(out, path, wanted[path], reread=n < SAMPLE)}


def _stands(out: Path, path: str, seal: Seal, reread: bool) -> bool:
    """Whether a published file is as it was built; it is read only where its time differs, or with *reread*."""
    try:
        status = os.lstat(f"{out}/{path}")
        if status.st_size != seal.size:
            return False
        if status.st_mtime_ns == seal.mtime_ns and not reread:
            return True
        return digest((out / path).read_bytes()) == seal.digest
    except OSError:
        return False
