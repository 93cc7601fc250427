"""The sources of what was published, kept for the time when a file no longer holds what readers have.

Each stands in a file of its own, called after what it is of and its own bytes: a text after its line of the ledger, a
record after its page.  A header may change after publication, and what counts is the one that was published last.  So
a listing of a folder tells what is new, and a build costs what changed.  The folders stand beside the notes of
operations, are no part of the archive, and may be lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.files import ChangedError, chunks_of, digest, leave, leave_parts, read_plain, work_place
from sphinx_newsroom.ledger.events import Event, Ledger
from sphinx_newsroom.model.addresses import PageName, release_page, superseded_page
from sphinx_newsroom.sources.header import paths_of

_TEXTS, _RECORDS, _FILES = "published.sources", "published.records", "published.files"
"""The folders; a site that was built beside them under such a name would have a dot in its own."""

_FEW = 50
"""How many texts a person publishes by hand, at most."""


class _Wanted(NamedTuple):
    """A source that is to be kept: its docname, its path in the archive, and what it is of."""

    docname: PageName
    path: str
    key: str


def kept_texts(root: Path) -> dict[str, Path]:
    """The files that keep the source of a text, by the digest of its line of the ledger."""
    return _kept_in(work_place(root, _TEXTS))


def kept_record(root: Path, docname: PageName) -> Path | None:
    """The file that keeps the source of a record, by its page; None where none does."""
    return _kept_in(work_place(root, _RECORDS)).get(_key(docname))


def keep_sources(archive: Archive) -> int:
    """Keep the sources of what a build of *archive* has published; returns how many are new.  Raises OSError."""
    if archive.ledger is None:
        return 0
    return _keep(archive, _TEXTS, _texts(archive, archive.ledger)) + _keep(archive, _RECORDS, _records(archive))


def keep_recorded(archive: Archive, events: Iterable[Event]) -> None:
    """Keep the sources of the texts that were recorded just now, before any build publishes them.  Raises OSError.

    Their files are kept as well where the texts are few: after thousands comes a build, which makes links of them.
    """
    events = tuple(events)
    if len(events) <= _FEW:
        _keep_files_of(archive, events)
    for event in events:
        superseded = paths_of(superseded_page(event.id, event.revision)) if event.text else ()
        for path in (*superseded, *(paths_of(release_page(event.id)) if event.text else ())):
            with suppress(FileNotFoundError):
                data = read_plain(archive.root / path)
                name = f"{event.digest}.{digest(data)}{os.path.splitext(path)[1]}"
                leave(archive.root, f"{_TEXTS}/{name}", data)
                break


def _keep_files_of(archive: Archive, events: Iterable[Event]) -> None:
    wanted = {sha256 for event in events for _, sha256 in event.files or ()} - _names(work_place(archive.root, _FILES))
    for path, sha256 in archive.file_digests.items():
        if sha256 in wanted:
            with suppress(FileNotFoundError, ChangedError):
                leave_parts(archive.root, f"{_FILES}/{sha256}", chunks_of(archive.root / path, sha256))


def kept_file(root: Path, sha256: str) -> Path:
    """Where a picture or attachment of these bytes is kept, if it is."""
    return work_place(root, _FILES) / sha256


def keep_files(archive: Archive, site: Path) -> None:
    """Keep the pictures and attachments of the texts that stand, as a build has published them in *site*.

    They are hard links to the site's own where that can be: no build writes into those.  Raises OSError.
    """
    folder = work_place(archive.root, _FILES)
    records = archive.ledger.records.values() if archive.ledger else ()
    standing = {sha256 for record in records if not record.withdrawn for _, sha256 in record.current.files or ()}
    there = _names(folder)
    for name in there - standing:
        (folder / name).unlink(missing_ok=True)
    linked: set[str] = set()
    for placed in archive.placements:
        if placed.sha256 in standing - linked:
            linked.add(placed.sha256)
            _link(archive.root, site / placed.address, folder / placed.sha256)


def _link(root: Path, published: Path, kept: Path) -> None:
    """Keep a published file without taking space, also in the place of a copy that a publish has made of it."""
    with suppress(OSError):
        if kept.stat().st_nlink > 1:
            return
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_name(f".{kept.name}")
    try:
        beside.unlink(missing_ok=True)
        os.link(published, beside)
        beside.replace(kept)
    except OSError:  # another file system, or one without hard links
        if not kept.exists():
            leave_parts(root, f"{_FILES}/{kept.name}", chunks_of(published, kept.name))


def _kept_in(folder: Path) -> dict[str, Path]:
    return {name.partition(".")[0]: folder / name for name in _names(folder)}


def _names(folder: Path) -> set[str]:
    try:
        return {name for name in os.listdir(folder) if not name.startswith(".")}
    except OSError:
        return set()


def _key(docname: PageName) -> str:
    """What a record is called by: ``organizations_unodc``, since no id has such a line."""
    return docname.replace("/", "_")


def _keep(archive: Archive, kind: str, wanted: Iterable[_Wanted]) -> int:
    folder = work_place(archive.root, kind)
    there, written = _names(folder), 0
    old = {name.partition(".")[0]: name for name in there}
    for docname, path, key in wanted:
        name = f"{key}.{archive.digests[docname]}{os.path.splitext(path)[1]}"
        if name in there or (data := _source(archive, docname, path)) is None:
            continue
        leave(archive.root, f"{kind}/{name}", data)
        written += 1
        if key in old:
            (folder / old[key]).unlink(missing_ok=True)
    return written


def _texts(archive: Archive, ledger: Ledger) -> Iterator[_Wanted]:
    """The texts that a build of *archive* shows and that the ledger has."""
    for record in ledger.records.values():
        page = release_page(record.id)
        if release := archive.releases.get(page):
            yield _Wanted(page, release.path, record.current.digest)
        for event in record.superseded:
            page = superseded_page(record.id, event.revision)
            if superseded := archive.superseded.get(page):
                yield _Wanted(page, superseded.release.path, event.digest)


def _records(archive: Archive) -> Iterator[_Wanted]:
    """The records that have a page."""
    registry = archive.registry
    for records in (registry.organizations, registry.officials, registry.topics):
        for record in records.values():
            if record.path:
                page = PageName(os.path.splitext(record.path)[0])
                yield _Wanted(page, record.path, _key(page))


def _source(archive: Archive, docname: PageName, path: str) -> bytes | None:
    """What was published; None where the file was saved anew while the site was built."""
    if kept := archive.kept.get(docname):
        return kept.source.encode()
    with suppress(OSError):
        data = read_plain(archive.root / path)
        if digest(data) == archive.digests[docname]:
            return data
    return None
