"""The sources of what was published, kept by builds for the time when a file no longer holds what readers have.

Each stands in a file of its own, called after its line of the ledger and its own bytes: a header may change after
publication, and what counts is the one that was published last.  So a listing of the folder tells what is new, and a
build costs what changed.  The folder stands beside the notes of operations, is no part of the archive, and may be lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.files import digest, read_plain, write
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import PageName, release_page, superseded_page


class _Wanted(NamedTuple):
    """A text that is to be kept: its docname, its path in the archive, and the name of the file that keeps it."""

    docname: PageName
    path: str
    name: str


def folder_of(root: Path) -> Path:
    """Where the sources are kept; a site of that name would have a dot in it."""
    return root / "_build" / ".newsroom-work" / "published.sources"


def kept_files(root: Path) -> dict[str, Path]:
    """The files that keep a source, by the digest of its line of the ledger."""
    folder = folder_of(root)
    return {name.partition(".")[0]: folder / name for name in _names(folder)}


def keep_sources(archive: Archive) -> int:
    """Keep the sources of what a build of *archive* has published; returns how many are new.  Raises OSError."""
    folder = folder_of(archive.root)
    there, written = _names(folder), 0
    old = {name.partition(".")[0]: name for name in there}
    for docname, path, name in _wanted(archive):
        if name in there:
            continue
        kept = archive.kept.get(docname)
        data = kept.source.encode() if kept else _as_it_was(archive, docname, path)
        if data is None:
            continue
        if not written:
            write(folder.with_name(".gitignore"), "*\n")
        write(folder / name, data)
        written += 1
        if before := old.get(name.partition(".")[0]):
            (folder / before).unlink(missing_ok=True)
    return written


def _names(folder: Path) -> set[str]:
    try:
        return {name for name in os.listdir(folder) if not name.startswith(".")}
    except OSError:
        return set()


def _wanted(archive: Archive) -> Iterator[_Wanted]:
    """The texts that a build of *archive* shows and that the ledger has."""
    for record in archive.ledger.records.values() if archive.ledger else ():
        page = release_page(record.id)
        if release := archive.releases.get(page):
            yield _wanted_of(archive, record.current, page, release.path)
        for event in record.superseded:
            page = superseded_page(record.id, event.revision)
            if superseded := archive.superseded.get(page):
                yield _wanted_of(archive, event, page, superseded.release.path)


def _wanted_of(archive: Archive, event: Event, docname: PageName, path: str) -> _Wanted:
    return _Wanted(docname, path, f"{event.digest}.{archive.digests[docname]}{os.path.splitext(path)[1]}")


def _as_it_was(archive: Archive, docname: PageName, path: str) -> bytes | None:
    """What a file holds, if that is what was published; somebody may have saved it anew while the site was built."""
    with suppress(OSError):
        data = read_plain(archive.root / path)
        if digest(data) == archive.digests[docname]:
            return data
    return None
