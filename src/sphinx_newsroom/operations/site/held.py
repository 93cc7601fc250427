"""What was built, held against what is published: what is to be done, and what is whose."""

from __future__ import annotations

import os
import random
from bisect import bisect_right
from collections.abc import Collection, Container, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import digest_built
from sphinx_newsroom.operations.site.files import (
    LIST,
    NOTHING_SETTLED,
    Listing,
    Rows,
    Seal,
    Settled,
    SiteList,
    files_in,
    foreign,
    in_the_way,
    is_ours,
    listing_of,
    names_in,
    site_list,
    write_list,
)
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.seals import Folder, Seals, Size, paths_in
from sphinx_newsroom.operations.site.settled import Alike, read_alike, settled

SAMPLE = 200
"""How many published files are read again at each build, to find one that was damaged: about 10 ms."""
LOOKED_AT = 2_000
"""How many are asked for their size and time, which takes as long."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many files of the site were written, were removed, and stood.

    *aside* were not ours, and in the way; *damaged* were published and were no longer what was published; *size* is how
    much was built.
    """

    written: int
    removed: int
    kept: int
    aside: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    size: Size = field(default=Size(), compare=False)


@dataclass(frozen=True, slots=True)
class Held:
    """What was built, and what stands in the published site; both without the folders that are *settled*.

    *wanted* are the seals of what was built, *strange* no build made, *same* is as it was built; *damaged* was
    published as it is built, and is something else now.
    """

    built: Seals
    wanted: Mapping[str, Seal]
    here: Listing
    strange: Set[str]
    same: Set[str]
    damaged: Set[str]
    settled: Settled
    alike: Alike | None = None

    @property
    def changed(self) -> list[str]:
        """The files to publish."""
        return [path for path in self.wanted if path not in self.same]

    @property
    def done(self) -> Published:
        """What there is to do."""
        removed = self.here.files.keys() - self.wanted.keys() - self.strange
        aside = in_the_way(self.strange - self.same, self.wanted)
        stood = sum(self.built.folders[path].count for path in self.settled.folders)
        return Published(
            len(self.changed),
            len(removed),
            len(self.same) + stood,
            tuple(sorted(aside)),
            tuple(sorted(self.damaged)),
            self.built.size,
        )

    def is_ours(self, path: str) -> bool:
        """Whether a file of the site is one that was built."""
        return path in self.built or path == LIST

    def seal(self, path: str) -> Seal:
        """The seal of a file that was built, or of the list."""
        return self.wanted[LIST] if path == LIST else self.built[path]

    def of_all(self, out: Path) -> Held:
        """The same with what is settled, for who has no twin; raises OSError."""
        here = listing_of(out)
        known = {path for path in here.files if self.settled.has(path)}
        ours = {path for path in known if path in self.built}
        return replace(
            self, here=here, same=self.same | ours, strange=self.strange | (known - ours), settled=NOTHING_SETTLED
        )


def held(places: Places, built: Seals, reread: bool, lost: Set[str] | None = None) -> Held:
    """Hold what was built against what stands in the published folder, as its list tells, and a sample of its files.

    With *reread* all of its files are read.  *lost* is what :func:`lost_of` found of the last build's, where that was
    asked before this one wrote.  Raises OSError.
    """
    rows = {path: folder.row for path, folder in sorted(built.folders.items()) if folder.count}
    own = write_list(places.work, rows)
    published = site_list(places.out)
    alike = read_alike(places, published.digest) if published and not reread and is_ours(places.twin) else None
    rest = NOTHING_SETTLED
    if alike and published:
        there = published.rows
        alike_rows = (path for path in built.folders if rows.get(path) == there.get(path))
        rest = settled(alike, places.out, places.twin, alike_rows)
    found = _compared(places.out, built, own, published, rest)
    # What the list says of a file that is not as it was built is not asked: it is to be published anyway.
    asked = lost_of(places.out, built) if lost is None else lost
    damaged = {path for path in asked if path in found.same or (rest.has(path) and path in built)}
    if damaged or reread:  # where one was damaged, there may be others
        found = _compared(places.out, built, own, published, NOTHING_SETTLED)
        damaged |= {path for path in found.same if not _stands(places.out, path, found.wanted[path], reread)}
    return replace(found, same=found.same - damaged, damaged=damaged, alike=alike)


def lost_of(out: Path, seals: Seals) -> set[str]:
    """Of a sample of files, as *seals* have them, those that do not stand so in the published site."""
    some = list(_sample(seals, LOOKED_AT))
    again = frozenset(random.sample(range(len(some)), min(len(some), SAMPLE)))
    return {path for n, (path, seal) in enumerate(some) if not _stands(out, path, seal, reread=n in again)}


class Gone(NamedTuple):
    """The files of a published site that were not built again, of those that it *had*."""

    paths: list[str]
    had: Container[str]


def gone_from(out: Path, built: Seals) -> Gone:
    """What is gone of the files that the list of a published site names; nothing where there is no list."""
    published = site_list(out)
    if published is None:
        return Gone([], ())
    rows = published.rows
    gone = (paths_in(path, _gone_of(rows[path], built.folders.get(path))) for path in rows)
    return Gone(list(chain.from_iterable(gone)), _Listed(rows))


def _gone_of(row: str, built: Folder | None) -> Collection[str]:
    """The names in a line of the list that a folder no longer has."""
    if built is not None and built.row == row:  # as most, and then none is asked for by itself
        return ()
    return set(names_in(row).split("/")).difference(built.names() if built else ())


class _Listed(Container[str]):
    """The files that the lines of a site's list tell of."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __contains__(self, path: object) -> bool:
        folder, _, name = str(path).rpartition("/")
        return folder in self._rows and name in names_in(self._rows[folder]).split("/")


def _compared(out: Path, built: Seals, own: Seal, published: SiteList | None, rest: Settled) -> Held:
    wanted = {LIST: own}
    for path, folder in built.folders.items():
        if path not in rest.folders:
            wanted.update(zip(paths_in(path, folder.files), folder.files.values(), strict=True))
    here = listing_of(out, rest)
    known: dict[str, str] | None = None
    if published is not None:
        known = {}
        for path, row in published.rows.items():
            if path not in rest.folders:
                known.update(files_in(row))
    strange = foreign(here.files, known)
    there = [path for path in wanted if path in here.files and path not in here.special]
    if known is None:
        same = {path for path in there if _stands(out, path, wanted[path], reread=True)}
    else:
        if published:
            known[LIST] = published.digest
        same = {path for path in there if known.get(path) == wanted[path].digest}
        same |= {path for path in strange.intersection(there) if _stands(out, path, wanted[path], reread=True)}
    return Held(built, wanted, here, strange, same, frozenset(), rest)


def _sample(built: Seals, size: int) -> Iterator[tuple[str, Seal]]:
    """Some of the files, drawn by lot."""
    folders = list(built.folders.items())
    begins = list(accumulate((folder.count for _, folder in folders), initial=0))
    drawn: dict[int, list[int]] = {}
    for number in random.sample(range(begins[-1]), min(begins[-1], size)):
        at = bisect_right(begins, number) - 1
        drawn.setdefault(at, []).append(number - begins[at])
    for at, numbers in drawn.items():
        path, folder = folders[at]
        for name, seal in folder.some(numbers):
            yield f"{path}/{name}" if path else name, seal


def _stands(out: Path, path: str, seal: Seal, reread: bool) -> bool:
    """Whether a published file is as it was built; it is read only where its time differs, or with *reread*."""
    try:
        status = os.lstat(f"{out}/{path}")
        if status.st_size != seal.size:
            return False
        if status.st_mtime_ns == seal.mtime_ns and not reread:
            return True
        return digest_built(f"{out}/{path}", seal.size) == seal.digest
    except OSError:
        return False
