"""The database made from an archive's sources, without Sphinx, and cached until they change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.analysis.filters import ArchiveError
from sphinx_newsroom.api import Entries
from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.index import ArchiveIndex, OldText, versions_of
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.store import program
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import fingerprint, leave, work_place
from sphinx_newsroom.outputs.tables.database import TableRows, write_database
from sphinx_newsroom.progress import Progress

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import LoadedArchive

_MOST_REPORTS = 100
"""The maximum number of progress reports, so that ``progress=print`` stays readable."""
_FILE, _KEY = "analysis.sqlite", "analysis.key"


def database_of_sources(root: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """Return the path of a database with all that is published in the archive in *root*.

    Drafts, embargoed releases and files with errors are left out. *progress* is called with how many releases have been
    read, and how many there are. Without it, progress is shown only on a terminal, since notebooks save their output.

    Raises ArchiveError if *root* has no usable conf.py, or the database can't be written.
    """
    try:
        archive = open_archive(root, as_published=True).refuse_damage()
        path, key = work_place(root, _FILE), data_digest(archive)
        known = work_place(root, _KEY)
        if path.is_file() and known.is_file() and known.read_text(encoding="utf-8") == key:
            return path
        with _reporting(progress) as tell:
            _write(archive, path, tell)
        leave(root, _KEY, key)
        return path
    except (ConfigError, OSError) as error:
        raise ArchiveError(str(error)) from error


def data_digest(archive: LoadedArchive) -> str:
    """Return a hash of everything that the database depends on, in hexadecimal digits."""
    settings = archive.settings
    releases = sorted((page, archive.digests.get(page), repr(one)) for page, one in archive.releases.items())
    old = sorted((page, archive.digests.get(page)) for page in archive.superseded)
    events = archive.ledger.until(settings.now) if archive.ledger else ()
    options = settings.baseurl, settings.language, settings.interfaces
    lines = [event.digest for event in events]
    return fingerprint(program(), releases, old, archive.registry.digest, lines, options, repr(archive.placements))


@contextmanager
def _reporting(progress: Callable[[int, int], None] | None) -> Iterator[Callable[[int, int], None]]:
    """Yield the progress callback: *progress*, or a line on a terminal, cleared at the end."""
    if progress is not None or not sys.stderr.isatty():
        yield progress or (lambda done, total: None)
        return
    line = Progress("releases")
    try:
        yield lambda done, total: line("read", done, total)
    finally:
        line.end()


def _write(archive: LoadedArchive, path: Path, progress: Callable[[int, int], None]) -> None:
    entries, total = {}, len(archive.releases)
    for done, (page, entry) in enumerate(Entries(archive, archive.releases).items(), 1):
        entries[page] = entry
        if done * _MOST_REPORTS // total > (done - 1) * _MOST_REPORTS // total:
            progress(done, total)
    index = ArchiveIndex(entries, archive.registry)
    old = {
        page: OldText(one.release, release_text(archive, one.release).text, one.release.withdrawn)
        for page, one in archive.superseded.items()
    }
    make = TableRows(index, archive.settings, versions_of(archive, old))
    write_database(path, make.years(), make.of_records(), None)
