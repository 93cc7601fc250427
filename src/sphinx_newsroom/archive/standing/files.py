"""Pictures and attachments as readers have them: the published bytes, where a file was replaced.

One that is gone stops the build still: a text that shows it would be read otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.journal import bytes_of
from sphinx_newsroom.archive.kept_sources import kept_file
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.published import published_file
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import write
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.ledger.release_files import departed_files, files_now, kept_path
from sphinx_newsroom.model.addresses import release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.release_file import SUFFIXES


def file_departures(archive: Archive) -> list[Problem]:
    """The problems of pictures and attachments that are not the ones that were published."""
    codes = (Code.NOT_AS_PUBLISHED, Code.VANISHED)
    return [one for one in archive.problems if one.code in codes and not one.path.endswith(SUFFIXES)]


def stored_files(archive: Archive) -> dict[str, Path]:
    """The files that can stand for those that were replaced, by the path of these; each is called by its SHA-256."""
    found: dict[str, Path] = {}
    for record in archive.ledger.records.values() if archive.ledger else ():
        release = archive.releases.get(release_page(record.id))
        if release is None or record.withdrawn:
            continue
        files = archive.files.get(release.docname, ())
        paths = {file.name: file.path for file in files}
        for name in departed_files(record.current, files_now(files, archive.file_digests)):
            path = paths.get(name)
            if path is not None and (archive.root / path).is_file():
                stored = _stored(archive.root, release, record, name)
                if stored is not None:
                    found[path] = stored
    return found


def _stored(root: Path, release: Release, record: Record, name: str) -> Path | None:
    sha256 = dict(record.current.files or ())[name]
    place = kept_file(root, sha256)
    kept = (bytes_of(path) for path in (place, root / kept_path(record.id, record.current.revision, name)))
    data = next((data for data in kept if data is not None and hashlib.sha256(data).hexdigest() == sha256), None)
    if data is None:
        data = published_file(root, root / "_build" / "html", release, name, sha256)
    if data is None:
        return None
    with suppress(OSError):  # an archive that may only be read
        write(place, data)
        return place
    return None


def told_of_files(problems: Iterable[Problem], stored: Iterable[str]) -> Iterator[Problem]:
    """What is said of files in whose place published ones stand, of the *problems* that they were."""
    paths = set(stored)
    for problem in problems:
        if problem.path in paths:
            message = f"{problem.message}, so the site keeps what was published last"
            yield replace(problem, code=Code.KEPT_AS_PUBLISHED, message=message)
