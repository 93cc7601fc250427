"""The twin of a published site: file by file the same files, of which the next site is made.

To make each site anew would take time with the number of its files, a hundred of which changed.  So beside the
published site stands its twin, in which every file is a hard link to the one that is published.  What was built anew
is put into the twin, what is built no more is taken out, and the two trade places; then the former site is made the
twin of the new one.  The twin is never believed: a file stays in it only where it is the same file as the published
one, by its number on the disk.  So whatever happens to it, the next site is made of published files and built ones.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import write
from sphinx_newsroom.operations.site.files import (
    LIST,
    NOTHING_SETTLED,
    Listing,
    Settled,
    discard,
    keep,
    listing_of,
    parents,
    removable,
)
from sphinx_newsroom.operations.site.seals import FILES
from sphinx_newsroom.parallel import Shared, one_by_one, parts


@dataclass(frozen=True, slots=True)
class Shape:
    """What a site is to hold: files of ours and of others that are published, and stay, and files yet to come.

    The list of the site is none of them.
    """

    ours: Set[str]
    others: Set[str]
    coming: Collection[str] = ()
    replaced: Set[str] = frozenset()
    """Those of the files to come that no build writes into."""


def bring_up(
    target: Path,
    have: Listing,
    source: Path,
    here: Listing,
    shape: Shape,
    settled: Set[str] = frozenset(),
    shared: Shared = one_by_one,
) -> list[str]:
    """Have the folder *target* hold the files of *source* that *shape* names, as the same files, and nothing else.

    *have* and *here* list the two folders without the files of those that are *settled*, which are alike.  The list
    of the site stays, and there are folders for what is to come.  Returns which of our own files cannot be linked, and
    have to be copied.  *shared* has the work done, a part at a time.  Raises OSError.
    """
    wanted = shape.ours | shape.others
    # In Python's own sets: there are 100,000 files, of which a hundred differ.
    moved = {path for path, _ in have.files.items() ^ here.files.items()}
    stay = wanted - moved
    for path in have.files.keys() - stay - {LIST}:
        os.unlink(f"{target}/{path}")
    needed = _folders(here, wanted, shape.coming) | set(parents(f"{path}/" for path in settled))
    for folder in sorted(have.folders.keys() - needed, reverse=True):
        if folder:
            os.rmdir(f"{target}/{folder}")
    for folder in sorted(needed - have.folders.keys()):
        os.mkdir(f"{target}/{folder}")
    keep(sorted(path for path in shape.others - stay if os.path.lexists(source / path)), source, target)

    def not_linked(paths: Sequence[str]) -> list[str]:
        return [path for path in paths if not _link(f"{source}/{path}", f"{target}/{path}")]

    return [path for some in shared(not_linked, parts(sorted(shape.ours - stay), least=FILES)) for path in some]


def _folders(here: Listing, wanted: Iterable[str], coming: Collection[str]) -> set[str]:
    """The folders that a site needs, and those that somebody left empty in the published one."""
    needed = set(parents((*wanted, *coming)))
    full = set(parents((*here.files, *here.folders)))
    for folder in here.folders.keys() - full - needed:
        up = {folder, *parents([folder])}
        if folder and up.isdisjoint(coming):  # a file is built there now
            needed |= up
    return needed


def _link(source: str, target: str) -> bool:
    """Whether a file has another name now, too: some file systems have no hard links, or not so many."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def same_permissions(target: Path, have: Listing, here: Listing) -> None:
    """Give the folders of *target* the permissions that they have in the published site; raises OSError."""
    for folder, mode in here.folders.items():
        place = f"{target}/{folder}"
        if have.folders.get(folder) != mode and os.path.isdir(place) and stat.S_IMODE(os.stat(place).st_mode) != mode:
            os.chmod(place, mode)


def become_twin(
    folder: Path,
    have: Listing,
    out: Path,
    twin: Path,
    is_ours: Callable[[str], bool],
    settled: Settled = NOTHING_SETTLED,
    shared: Shared = one_by_one,
) -> Listing | None:
    """Make a folder the twin of the site in *out*, and move it to its place; raises OSError.

    *have* lists the folder, without what is *settled* in both.  Nothing stays in the folder but what is published now,
    so that no withdrawn text does.  Returns the listing of the site, None where the folder cannot be made its twin.
    """
    here = listing_of(out, settled)
    ours = {path for path in here.files if is_ours(path)}
    shape = Shape(ours - {LIST}, here.files.keys() - ours)
    if bring_up(folder, have, out, here, shape, settled.folders, shared):
        return None
    write(folder / LIST, (out / LIST).read_bytes())
    same_permissions(folder, have, here)
    os.rename(folder, twin)
    return here


def first_twin(
    folder: Path, out: Path, twin: Path, is_ours: Callable[[str], bool], shared: Shared = one_by_one
) -> Listing | None:
    """Make the twin of the site in *out*, where there is none yet; raises OSError where it cannot be.

    It is made as *folder*, which a build that was interrupted is known by.
    """
    if removable(twin):
        discard(twin)
    try:
        folder.mkdir()
        os.link(out / LIST, folder / LIST)  # which fails where there are no hard links
        return become_twin(folder, listing_of(folder), out, twin, is_ours, shared=shared)
    finally:
        if removable(folder):
            discard(folder)
