"""The files that releases publish: pictures that they show, attachments that they offer, and where each stands.

A file belongs to the release that shows or offers it, and stands at an address below that release's own:
``releases/2011/conference-opens/report.pdf``.  There the newest file of a name answers.  An older one that a
superseded text shows stands below the address of that text, ``releases/2011/conference-opens.r1/report.pdf``; in
the archive it is kept in the folder of the same name.  A release that moved answers at both addresses, since no
static site can send the reader of a file elsewhere; the files of a withdrawn one are gone with its text.
"""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import leave, sha256_of_file, state_at_rest, state_of, work_place
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.ledger.text_digest import ReleaseFile, kept_path, source_of
from sphinx_newsroom.model.addresses import (
    PageName,
    ReleaseId,
    entity_page,
    file_address,
    file_name,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Image, Official, Organization, Release, Superseded
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import SUFFIXES
from sphinx_newsroom.sources.hidden_data import VERSION, unseen
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.checks.references import PAGES, Target

_NAME = "files.json"
_FORMAT = [3, VERSION]


class Looked(NamedTuple):
    """What is known of a file: its SHA-256, and the kinds of what it says unseen (:mod:`~.sources.unseen`)."""

    sha256: str
    unseen: tuple[str, ...]


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal digits, by path; one that cannot be read is left out."""
    return {path: found.sha256 for path, found in _looked_at(root, paths)[0].items()}


def looked_at(root: Path, paths: Iterable[str], *, fresh: bool = False) -> dict[str, Looked]:
    """What is known of each file, by path; of all files of an archive, since it is kept until the next time.

    If *fresh*, every file is read, whatever was kept.
    """
    found, known, rows = _looked_at(root, paths, fresh=fresh)
    if rows != known and (rows or known):
        with suppress(OSError):  # an archive that may only be read
            leave(root, _NAME, json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")) + "\n")
    return found


_Rows = dict[str, list[str]]


def _looked_at(root: Path, paths: Iterable[str], *, fresh: bool = False) -> tuple[dict[str, Looked], _Rows, _Rows]:
    """What is known of each file, and the rows of what was known before and is to be kept."""
    known = {} if fresh else _read(work_place(root, _NAME))
    found: dict[str, Looked] = {}
    rows: _Rows = {}
    for path in sorted(set(paths)):
        try:
            status = os.stat(root / path)
            row = known.get(path)
            if row is None or row[0] != state_of(status):
                seen = Looked(sha256_of_file(root / path), unseen(root / path, path))
                row = [state_of(status), seen.sha256, " ".join(seen.unseen)]
        except OSError:
            continue
        found[path] = Looked(row[1], tuple(row[2].split()))
        # git calls an entry "racy" whose file was written when it was looked at (its racy-git.txt)
        if state_at_rest(status):
            rows[path] = row
    return found, known, rows


def _read(place: Path) -> _Rows:
    try:
        found = json.loads(place.read_bytes())
        if found["format"] != _FORMAT:
            return {}
        return {
            str(path): [str(part) for part in (state, sha256, kinds)]
            for path, (state, sha256, kinds) in found["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


class Placed(NamedTuple):
    """A file of the site: its *address* from the site's root, and the file of the archive that it is a copy of."""

    address: str
    source: str
    sha256: str


class Offered(NamedTuple):
    """A file that a header lists, as pages and data tell of it: its title, where it stands, and its *size* in bytes."""

    title: str
    file: Placed
    size: int


@dataclass(frozen=True)
class Placements:
    """Where the files of releases stand: by page and path in the archive, and *copies* at addresses of before.

    *gone* are the addresses of files of withdrawn releases, with the pages that say so; *attachments* the files that
    the header of each page lists; *sizes* those of all in bytes, by address.
    """

    pages: Mapping[PageName, Mapping[str, Placed]] = field(default_factory=dict)
    attachments: Mapping[PageName, tuple[Offered, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    copies: tuple[Placed, ...] = ()
    gone: tuple[tuple[str, PageName], ...] = ()
    records: Mapping[PageName, Placed] = field(default_factory=dict)
    """The logos and portraits of records, by their pages."""

    def __iter__(self) -> Iterator[Placed]:
        """Each file of the site once, in the order of the addresses."""
        found = {one.address: one for rows in self.pages.values() for one in rows.values()}
        found.update((one.address, one) for one in (*self.copies, *self.records.values()))
        return iter([found[address] for address in sorted(found)])


def files_named(
    release: Release, targets: Iterable[Target], own: Iterable[PageName], root: Path, language: str
) -> tuple[ReleaseFile, ...]:
    """The files that a text and its header name, whether they are there or not; links to texts and pages are none.

    *own* are the pages of the release, as :func:`~sphinx_newsroom.model.addresses.file_name` takes them; *language* is
    that of the archive in *root*, of which there may be other pictures.
    """
    own = tuple(own)
    shown = {} if release.image is None else {release.image.src: ReleaseFile(release.image.src, "", True, 1)}
    for target in targets:
        suffix = posixpath.splitext(target.path)[1].lower()
        if suffix and suffix not in (*SUFFIXES, *PAGES):
            path = in_language(target.path, root, language) if target.image else target.path
            shown.setdefault(path, ReleaseFile(path, "", target.image, target.line))
    for attachment in release.attachments:  # one that the text links, too, is one file
        shown.setdefault(attachment.src, ReleaseFile(attachment.src, "", False, 1))
    return tuple(file._replace(name=file_name(file.path, own)) for file in shown.values())


def in_language(path: str, root: Path, language: str) -> str:
    """The picture that Sphinx shows in the place of one: ``chart.de.png`` in a German archive, if it is there.

    Source: Sphinx, ``figure_language_filename`` in its default form.
    """
    stem, suffix = posixpath.splitext(path)
    other = f"{stem}.{language}{suffix}"
    return other if os.path.isfile(root / other) else path


def publishable(files: Iterable[ReleaseFile], allowed: Publishable) -> tuple[ReleaseFile, ...]:
    """Those that are there and may be published now."""
    return tuple(
        file
        for file in files
        if os.path.isfile(allowed.root / file.path)
        and allowed.fault(file.path, "image" if file.image else "download") is None
    )


def kept_files(root: Path, records: Iterable[Record]) -> Iterator[str]:
    """The files that are kept for superseded texts, of those that the ledger names."""
    for record in records:
        for event in record.superseded:
            for name, _ in event.files or ():
                path = kept_path(record.id, event.revision, name)
                if os.path.isfile(root / path):
                    yield path


def placements(
    releases: Mapping[PageName, Release],
    superseded: Mapping[PageName, Superseded],
    files: Mapping[PageName, tuple[ReleaseFile, ...]],
    digests: Mapping[str, str],
    record_of: Callable[[ReleaseId], Record | None],
) -> Placements:
    """Where every file stands; *files* are what texts name, by page, *digests* of what is there and may be shown."""
    pages: dict[PageName, Mapping[str, Placed]] = {}
    copies: list[Placed] = []
    gone: list[tuple[str, PageName]] = []
    for page, release in releases.items():
        record = record_of(release.id)
        if release.withdrawn:
            if record is not None:
                gone += [(address, page) for address in _addresses(record)]
            continue
        if page not in files and (record is None or not record.superseded):
            continue
        rows = {
            file.path: Placed(file_address(page, file.name), file.path, digests[file.path])
            for file in files.get(page, ())
            if file.path in digests
        }
        if rows:
            pages[page] = rows
        if record is not None:
            pages.update(_superseded(record, superseded, files, digests, rows))
            copies += _at_former_addresses(record, pages)
    return Placements(pages, copies=tuple(copies), gone=tuple(gone))


def pictured(registry: Registry) -> Iterator[tuple[PageName, Image]]:
    """The organizations and officials whose records have a logo or portrait, by their pages."""
    records: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    for record in records:
        if record.image is not None:
            yield entity_page(record.kind, record.id), record.image


def with_pictures(found: Placements, registry: Registry, digests: Mapping[str, str]) -> Placements:
    """The placements with the logos and portraits of records, of those that *digests* has."""
    records = {
        page: Placed(file_address(page, file_name(image.src, (page,))), image.src, digests[image.src])
        for page, image in pictured(registry)
        if image.src in digests
    }
    return replace(found, records=records)


def with_attachments(
    found: Placements, releases: Mapping[PageName, Release], standing_file: Callable[[str], Path]
) -> Placements:
    """The placements with what is told of files and of those that headers list; *standing_file* has a path's bytes."""
    sizes = {
        one.address: _size(standing_file(one.source)) for placed in found.pages.values() for one in placed.values()
    }
    rows: dict[PageName, tuple[Offered, ...]] = {}
    for page, release in releases.items():
        placed = found.pages.get(page, {}) if release.attachments else {}
        offered = tuple(
            Offered(one.title or posixpath.basename(one.src), placed[one.src], sizes[placed[one.src].address])
            for one in release.attachments
            if one.src in placed
        )
        if offered:
            rows[page] = offered
    return replace(found, attachments=rows, sizes=sizes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it was there when its digest was taken; what copies it will say so
        return 0


def _superseded(
    record: Record,
    superseded: Mapping[PageName, Superseded],
    files: Mapping[PageName, tuple[ReleaseFile, ...]],
    digests: Mapping[str, str],
    current: Mapping[str, Placed],
) -> Iterator[tuple[PageName, Mapping[str, Placed]]]:
    """The files of superseded texts, the newest first: each at the release's own address where no newer one is."""
    page = release_page(record.id)
    on_top = {one.address: one.sha256 for one in current.values()}
    for event in reversed(record.superseded):
        old = superseded_page(record.id, event.revision)
        rows: dict[str, Placed] = {}
        for file in files.get(old, ()) if old in superseded else ():
            source = source_of(file, event, record, digests)
            if source is not None:
                sha256, address = digests[source], file_address(page, file.name)
                if on_top.setdefault(address, sha256) != sha256:
                    address = file_address(old, file.name)
                rows[file.path] = Placed(address, source, sha256)
        if rows:
            yield old, rows


def _addresses(record: Record) -> Iterator[str]:
    """Every address at which a release has had a file."""
    for id_ in (record.id, *(former.id for former in record.former)):
        for event in record.revisions:
            for name, _ in event.files or ():
                yield file_address(release_page(id_), name)
                if event is not record.current:
                    yield file_address(superseded_page(id_, event.revision), name)


def _at_former_addresses(record: Record, pages: Mapping[PageName, Mapping[str, Placed]]) -> Iterator[Placed]:
    """The files of a release at the addresses that it had before it moved."""
    of_record = [release_page(record.id), *(superseded_page(record.id, event.revision) for event in record.superseded)]
    placed = [one for page in of_record for one in pages.get(page, {}).values()]
    for former in record.former:
        then = {name for event in record.revisions[: former.superseded + 1] for name, _ in event.files or ()}
        for one in placed:
            tail = one.address.removeprefix(release_page(record.id))  # "/report.pdf" or ".r1/report.pdf"
            if tail.partition("/")[2] in then:
                yield one._replace(address=f"{release_page(former.id)}{tail}")
