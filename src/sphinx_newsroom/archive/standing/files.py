"""Pictures and attachments as readers have them: the published bytes, where a file was replaced or is gone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.contents import content_of, pieces, sha256_of
from sphinx_newsroom.archive.kept_sources import kept_file
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.archive.published import published_file
from sphinx_newsroom.archive.release_files import files_named
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import write_parts
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.ledger.release_files import departed_files, files_now, kept_path
from sphinx_newsroom.model.addresses import release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.sources.header import SUFFIXES, paths_of

KEPT = "so the site keeps what was published last"


def file_departures(archive: Archive) -> list[Problem]:
    """The problems of pictures and attachments that are not the ones that were published."""
    codes = (Code.NOT_AS_PUBLISHED, Code.VANISHED)
    return [one for one in archive.problems if one.code in codes and not one.path.endswith(SUFFIXES)]


def stored_files(archive: Archive) -> dict[str, Path]:
    """The files that can stand for those that were replaced or are gone, by their paths, called by their SHA-256."""
    found: dict[str, Path] = {}
    for record in archive.ledger.records.values() if archive.ledger else ():
        release = archive.releases.get(release_page(record.id))
        if release is None or record.withdrawn:
            continue
        files = archive.files.get(release.docname, ())
        paths = {file.name: file.path for file in files}
        for name in departed_files(record.current, files_now(files, archive.file_digests)):
            path = paths.get(name)
            if path is not None:
                stored = _stored(archive.root, release, record, name)
                if stored is not None:
                    found[path] = stored
    return found


def _stored(root: Path, release: Release, record: Record, name: str) -> Path | None:
    sha256 = dict(record.current.files or ())[name]
    place = kept_file(root, sha256)
    if (there := content_of(place)) is not None and sha256_of(there) == sha256:
        return place
    found = content_of(root / kept_path(record.id, record.current.revision, name))
    if found is None or sha256_of(found) != sha256:
        found = published_file(root, root / "_build" / "html", release, name, sha256)
    if found is None:
        return None
    with suppress(OSError):  # an archive that may only be read
        write_parts(place, pieces(found))
        return place
    return None


def lost_files(archive: Archive, reads: Mapping[str, Read]) -> dict[str, tuple[Path, Problem]]:
    """The files that are gone and published texts name: what can stand for each, and what is said of it, by path.

    A header that names one has an error, so that its release may not be in *archive*; *reads* has it.
    """
    found: dict[str, tuple[Path, Problem]] = {}
    for record in archive.ledger.records.values() if archive.ledger else ():
        files = dict(record.current.files or ())
        page = release_page(record.id)
        withheld = archive.withheld.get(page)
        read = next((reads[path] for path in paths_of(page) if path in reads), None)
        if not files or record.withdrawn or read is None or (withheld and withheld.reason == "embargo"):
            continue
        release: Release | None = read.parsed.record
        if release is None:
            continue
        for file in files_named(release, read.targets, release.own_pages, archive.root, archive.settings.language):
            if file.name not in files or os.path.lexists(archive.root / file.path):
                continue
            if stored := _stored(archive.root, release, record, file.name):
                found[file.path] = stored, _told_of_lost(file.path, file.name, record)
    return found


def _told_of_lost(path: str, name: str, record: Record) -> Problem:
    when = long_date(record.current.at.date())
    message = f"the file {name} of {record.id} is gone, which was published on {when}"
    advice = f"put it back, or record the change: newsroom correct {record.id} --note …"
    return Problem(path, 1, Code.KEPT_AS_PUBLISHED, f"{message}, {KEPT}", advice)


def told_of_files(problems: Iterable[Problem], stored: Iterable[str]) -> Iterator[Problem]:
    """What is said of files in whose place published ones stand, of the *problems* that they were."""
    paths = set(stored)
    for problem in problems:
        if problem.path in paths:
            message = f"{problem.message}, {KEPT}"
            yield replace(problem, code=Code.KEPT_AS_PUBLISHED, message=message)
