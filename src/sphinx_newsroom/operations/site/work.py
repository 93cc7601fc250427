"""The folder in which Sphinx builds: what a build finds there, and what it leaves to the next and to publishing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple, TypeVar

from sphinx_newsroom.model.addresses import RELEASES, SEARCH_FOLDER
from sphinx_newsroom.operations.site.early_look import LEAST, NobodyError, Seen, answering, below, seen_in
from sphinx_newsroom.operations.site.held import lost_of
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.seals import SELF_CHECKED, Seals, departed, read_seals, sealed, write_seals
from sphinx_newsroom.parallel import Shared, one_by_one

T = TypeVar("T")

_TELLS_CHANGES = os.name != "nt"
"""Whether the system says when a file was last changed; Windows says when it was made."""
_ASKED_LATER = (f"{RELEASES}/", f"{SEARCH_FOLDER}/") if _TELLS_CHANGES else ()
"""Files that :func:`seal_work` alone looks at: those of releases and of the search are never made of what they were."""
_NOTHING_SEEN: Seen = {}


def damaged_work(places: Places) -> str | None:
    """The first file that a build would build upon and that is not as the last build left it; None where all are.

    What can be told later, :func:`seal_work` tells.
    """
    if not places.work.exists() and not places.doctrees.exists():
        return None
    folders = read_seals(places.seals)
    if folders is None:
        return str(places.seals)
    work, doctrees = folders
    if path := departed(places.work, work, by_name=_ASKED_LATER):
        return str(places.work / path)
    if path := departed(places.doctrees, doctrees, SELF_CHECKED):
        return str(places.doctrees / path)
    return None


def begin_work(places: Places) -> int:
    """The moment by which :func:`seal_work` tells what a build wrote from what was changed before; raises OSError."""
    places.begun.touch()
    os.utime(places.lock)  # by the clock of the disk, which may be that of another machine
    return places.lock.stat().st_ctime_ns if _TELLS_CHANGES else 0


class Early(NamedTuple):
    """What :func:`look_early` looks at; each waits until that is done."""

    seen: Callable[[], Seen]
    """What :func:`seal_work` is told."""
    lost: Callable[[], Set[str] | None]
    """What :func:`.deploy.publish` is told."""


@contextmanager
def look_early(places: Places, *, alone: bool = False) -> Iterator[Early]:
    """Have another process look, while the build runs, at what is asked only when it ends.

    Where a build is to be *alone*, nothing forks, or there is little to look at, nothing is looked at before that.
    """
    folders = None if alone or os.name != "posix" else read_seals(places.seals)
    work = folders[0] if folders else Seals()
    chosen = below(work, _ASKED_LATER)
    if len(chosen) < LEAST:
        yield Early(dict, lambda: None)
        return
    # What takes many bytes to tell comes last: nobody reads it before the build ends, and a pipe holds 64 kB.
    looks = partial(lost_of, places.out, work), partial(seen_in, str(places.work), chosen)
    with answering(looks) as answer:

        def asked(number: int, without: T) -> T:
            try:
                found: T = answer(number)
            except NobodyError:
                return without
            return found

        nobody: Set[str] | None = None
        yield Early(partial(asked, 1, _NOTHING_SEEN), partial(asked, 0, nobody))


def seal_work(places: Places, since: int = 0, shared: Shared = one_by_one, seen: Seen = _NOTHING_SEEN) -> Seals:
    """Note what a build leaves in its folders; returns what it notes of the work folder.

    *shared* has the work done, a part at a time; *seen* is what :func:`look_early` saw of folders in which the build
    has written into no file.  Raises OSError, and DepartedError for a file that the build, begun at *since*, found
    changed and built upon.
    """
    before = read_seals(places.seals) or [Seals(), Seals()]
    now = [
        sealed(places.work, before[0], since=since, shared=shared, seen=seen),
        sealed(places.doctrees, before[1], SELF_CHECKED),
    ]
    if [seals.folders for seals in now] != [seals.folders for seals in before]:
        write_seals(places.seals, now)
    return now[0]
