"""A text or file that was published, from wherever it is kept: the archive, a superseded one, a note, git, the site."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.archive.journal import bytes_of, last
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.files import mended, read_exactly
from sphinx_newsroom.ledger.checks import same_issuer
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.ledger.git import earlier_file, earlier_text
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import file_address, release_page, superseded_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.header import HeaderError, parse_release
from sphinx_newsroom.sources.release_file import SUFFIXES


def published_source(archive: Archive, record: Record, event: Event) -> str | None:
    """The source of the text that *event* of *record* published, None where nothing has it any more.

    Found by its digest: whichever file or commit has the published words will do.
    """

    def is_published(source: str) -> bool:
        page = release_page(record.id)
        return any(_is_of(archive, event, f"{page}{suffix}", source) for suffix in SUFFIXES)

    paths = list(_paths(record, event))
    kept = (source for source in _kept(archive.root, paths) if is_published(source))
    return next(kept, None) or earlier_text(archive.root, paths, is_published)


def published_file(root: Path, site: Path, release: Release, name: str, sha256: str) -> bytes | None:
    """A file that a release published, by its name and digest; None where nothing has it any more.

    *site* is the folder of the published site.
    """

    def is_published(data: bytes) -> bool:
        return hashlib.sha256(data).hexdigest() == sha256

    folders = (*release.own_pages, posixpath.dirname(release.docname))
    paths = [*(f"{folder}/{name}" for folder in folders), name]
    places = [*(root / path for path in paths), *(site / file_address(page, name) for page in release.own_pages)]
    there = (data for place in places if (data := bytes_of(place)) is not None and is_published(data))
    return next(there, None) or earlier_file(root, paths, is_published)


def _paths(record: Record, event: Event) -> Iterator[str]:
    """Where the text may stand or have stood: under the present name, then those that it had, newest first."""
    for id_ in (record.id, *(former.id for former in reversed(record.former))):
        for suffix in SUFFIXES:
            yield superseded_page(id_, event.revision) + suffix
            yield release_page(id_) + suffix


def _kept(root: Path, paths: list[str]) -> Iterator[str]:
    for path in paths:
        try:
            yield read_exactly(root / path)
        except (OSError, UnicodeDecodeError):
            continue
    noted = last(root)
    for change in noted.changes if noted else ():
        if change.path in paths:
            yield from (data.decode("utf-8", "replace") for data in (change.before, change.after) if data is not None)


def _is_of(archive: Archive, event: Event, path: str, source: str) -> bool:
    found = parse_release(path, mended(source), archive.settings).record
    try:
        same = found is not None and digests(found, source, event.issuer).are_of(event)
    except (HeaderError, UnicodeEncodeError):
        return False
    return same and found is not None and same_issuer(event, found.issuer, archive.registry.organizations)
