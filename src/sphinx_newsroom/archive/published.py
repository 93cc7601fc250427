"""A text or file that was published, from wherever it is: the archive, a superseded one, a build, git, the site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from sphinx_newsroom.archive.contents import Content, content_of, sha256_of, whole
from sphinx_newsroom.archive.journal import last
from sphinx_newsroom.archive.kept_sources import kept_file, kept_texts
from sphinx_newsroom.archive.loading import Archive, Kept
from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import mended, read_exactly
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.ledger.git import earlier_file, earlier_text
from sphinx_newsroom.ledger.held import same_issuers
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import PageName, file_address, release_page, superseded_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.header import SUFFIXES, parse_release, paths_of

Wanted = Callable[[str, str], bool]
"""Whether a source, as the file at a path, is the one that is looked for."""


def published_source(archive: Archive, record: Record, event: Event) -> str | None:
    """The source of the text that *event* of *record* published, None where nothing has it any more.

    Found by its digest: whichever file or commit has the published words will do.
    """
    page = release_page(record.id)
    found = source_as(page, archive.root, record, event, lambda path, source: _is_of(archive, event, path, source))
    return found.source if found else None


def source_as(page: PageName, root: Path, record: Record, event: Event, wanted: Wanted) -> Kept | None:
    """The first source that is *wanted* as the file of *page*, of those that may be the text of *event*.

    A superseded file comes first, since a correction that was begun has put the published text there as it was; then
    the release's own file, what a build kept, the note of the last operation, and git's commits, newest first.
    """

    def as_file(source: str) -> Kept | None:
        return next((Kept(path, source) for path in paths_of(page) if wanted(path, source)), None)

    paths = list(_paths(record, event))
    for source in _at_hand(root, paths, event):
        if found := as_file(source):
            return found
    committed = earlier_text(root, paths, lambda source: as_file(source) is not None)
    return as_file(committed) if committed is not None else None


def published_file(root: Path, site: Path, release: Release, name: str, sha256: str) -> Content | None:
    """A file that a release published, by its name and digest; None where nothing has it any more.

    *site* is the folder of the published site.
    """

    def is_published(content: Content) -> bool:
        return sha256_of(content) == sha256

    folders = (*release.own_pages, posixpath.dirname(release.docname))
    paths = [*(f"{folder}/{name}" for folder in folders), name]
    sites = (site / file_address(page, name) for page in release.own_pages)
    places = [*(root / path for path in paths), kept_file(root, sha256), *sites]
    there = (found for place in places if (found := content_of(place)) is not None and is_published(found))
    return next(there, None) or earlier_file(root, paths, is_published)


def _paths(record: Record, event: Event) -> Iterator[str]:
    """Where the text may stand or have stood: under the present name, then those that it had, newest first."""
    for id_ in (record.id, *(former.id for former in reversed(record.former))):
        for suffix in SUFFIXES:
            yield superseded_page(id_, event.revision) + suffix
            yield release_page(id_) + suffix


def _at_hand(root: Path, paths: list[str], event: Event) -> Iterator[str]:
    """What stands on the disk."""
    built = kept_texts(root).get(event.digest)
    for path in (*(root / path for path in paths), *([built] if built else [])):
        try:
            yield read_exactly(path)
        except (OSError, UnicodeDecodeError):
            continue
    noted = last(root)
    for change in noted.changes if noted else ():
        if change.path in paths:
            for one in (content for content in (change.before, change.after) if content is not None):
                with suppress(OSError):  # one that was written stands where it was, which was looked at
                    yield whole(one).decode("utf-8", "replace")


def _is_of(archive: Archive, event: Event, path: str, source: str) -> bool:
    found = parse_release(path, mended(source), archive.settings).record
    try:
        same = found is not None and digests(found, source, event.issuer).are_of(event)
    except (HeaderError, UnicodeEncodeError):
        return False
    # The words of a draft may be those that were published from it; its file is not what was published.
    if found is None or found.draft:
        return False
    return same and same_issuers(event, found.all_issuers, archive.registry.organizations)
