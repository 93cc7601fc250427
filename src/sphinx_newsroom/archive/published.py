"""A text or file that was published, from wherever it is: the archive, a superseded one, a build, git, the site."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.journal import Content, content_of, last, sha256_of, whole
from sphinx_newsroom.archive.loading import Archive, KeptSource
from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import (
    ChangedError,
    chunks_of,
    digest,
    leave,
    mended,
    read_exactly,
    read_plain,
    work_place,
)
from sphinx_newsroom.ledger.checks import same_issuers
from sphinx_newsroom.ledger.events import Event, Ledger, Record
from sphinx_newsroom.ledger.git import earlier_file, earlier_text
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import (
    PageName,
    file_address,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.header import SUFFIXES, parse_release, paths_of

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
                leave(archive.root, f"{_FILES}/{sha256}", chunks_of(archive.root / path, sha256))


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
            leave(root, f"{_FILES}/{kept.name}", chunks_of(published, kept.name))


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


Wanted = Callable[[str, str], bool]
"""Whether a source, as the file at a path, is the one that is looked for."""


def published_source(archive: Archive, record: Record, event: Event) -> str | None:
    """The source of the text that *event* of *record* published, None where nothing has it any more.

    Found by its digest: whichever file or commit has the published words will do.
    """
    page = release_page(record.id)
    found = source_as(page, archive.root, record, event, lambda path, source: _is_of(archive, event, path, source))
    return found.source if found else None


def source_as(page: PageName, root: Path, record: Record, event: Event, wanted: Wanted) -> KeptSource | None:
    """The first source that is *wanted* as the file of *page*, of those that may be the text of *event*.

    A superseded file comes first, since a correction that was begun has put the published text there as it was; then
    the release's own file, what a build kept, the note of the last operation, and git's commits, newest first.
    """

    def as_file(source: str) -> KeptSource | None:
        return next((KeptSource(path, source) for path in paths_of(page) if wanted(path, source)), None)

    paths = list(_paths(record, event))
    for source in _at_hand(root, paths, event):
        if found := as_file(source):
            return found
    committed = earlier_text(root, paths, lambda source: as_file(source) is not None)
    return as_file(committed) if committed is not None else None


def published_file(
    root: Path, site: Path, release: Release, name: str, sha256: str, first: Iterable[str] = ()
) -> Content | None:
    """A file that a release published, by its name and digest; None where nothing has it any more.

    *site* is the folder of the published site, *first* what is looked at first.
    """

    def is_published(content: Content) -> bool:
        return sha256_of(content) == sha256

    folders = (*release.own_pages, posixpath.dirname(release.docname))
    paths = [*(f"{folder}/{name}" for folder in folders), name]
    sites = (site / file_address(page, name) for page in release.own_pages)
    places = [*(root / path for path in (*first, *paths)), kept_file(root, sha256), *sites]
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
