"""The folders of a published site to which nothing happened since it was published, nor to the same ones of its twin.

To look through all names of a large site, of its twin and of what was built takes longer than to build a release, and
most folders are as they were.  So publishing leaves a note of the state of each folder of the site and of the twin,
which were alike then.  Where a folder of both is in that state still, and what was built there is what the site's list
has, there is nothing to do in it, and its names are not read.  A file that somebody changes in place leaves its folder
as it is; a sample of files finds that, as everywhere in the site (see :mod:`held`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import FolderState, at_rest, digest, write
from sphinx_newsroom.operations.site.files import Settled
from sphinx_newsroom.operations.site.places import Places

States = Mapping[str, FolderState | None]
"""The state of each folder by its path; None where it may have changed again within the tick in which it was asked."""


class Alike(NamedTuple):
    """The folders of a published site and of its twin, as they were when the two were alike."""

    site: States
    twin: States


def read_alike(places: Places, list_digest: str) -> Alike | None:
    """What the last publishing noted; None where it did not, or where the site, by its list, is another by now."""
    try:
        check, _, content = places.note("alike").read_text(encoding="utf-8").partition("\n")
        rows = json.loads(content)
        if digest(content.encode()) != check or rows["list"] != list_digest:
            return None
        return Alike(
            *(
                {path: FolderState(*state) if state else None for path, state in rows[name].items()}
                for name in Alike._fields
            )
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def settled(alike: Alike, site: Path, twin: Path, among: Iterable[str]) -> Settled:
    """The folders *among* some that are as they were, in a site and in its twin."""
    folders = {path for path in among if path and _is(alike.site, site, path) and _is(alike.twin, twin, path)}
    others = {path for path in alike.site if path not in folders and path.rpartition("/")[0] in folders}
    return Settled(folders, others)


def still_settled(alike: Alike, rest: Settled, old: Path, out: Path) -> Settled:
    """Those of the *settled* folders that are so once the site and its twin, in *old* and *out* now, changed places."""
    return settled(alike, old, out, rest.folders)


def _is(states: States, folder: Path, path: str) -> bool:
    state = states.get(path)
    if state is None:
        return False
    with suppress(OSError):
        return FolderState.of(os.stat(f"{folder}/{path}")) == state
    return False


def note_alike(
    places: Places, list_digest: str, looked_at: States, unchanged: Mapping[str, FolderState | None]
) -> None:
    """Note the folders of a site that was just published and of its twin; raises OSError.

    Nothing is noted where the disk does not tell when a folder changed: the folder of notes has, since the lock was
    touched as the build began.  What somebody puts into the site there would not be seen, and be lost.

    Args:
        places: where both stand.
        list_digest: that of the site's list.
        looked_at: folders of the site as they were before their names were read, by which the twin was made.
        unchanged: those whose names were not read.
    """
    if os.stat(places.lock.parent).st_mtime_ns < os.stat(places.lock).st_ctime_ns:
        return
    site = {**unchanged, **looked_at}
    now = time.time_ns()
    twin = {path: at_rest(os.stat(places.twin / path), now) for path in site}
    content = json.dumps({"list": list_digest, "site": site, "twin": twin})
    write(places.note("alike"), f"{digest(content.encode())}\n{content}")
