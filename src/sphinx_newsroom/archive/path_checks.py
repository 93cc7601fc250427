"""Whether the paths that headers and texts name are there, may be published, or are still free for a former address."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.release_files import files_named
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import too_long
from sphinx_newsroom.ledger.checks import moved_ids
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    SOURCE_FOLDERS,
    PageName,
    ReleaseId,
    SiteFiles,
    Taken,
    entity_page,
    folders,
    long_months,
    month_page,
    parts,
    url_of,
)
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.model.registry import former_ids
from sphinx_newsroom.sources.header import SUFFIXES, Parsed, paths_of
from sphinx_newsroom.sources.listing import Kind, SourceFile
from sphinx_newsroom.sources.publishable import Publishable, Use
from sphinx_newsroom.sources.values import closest
from sphinx_newsroom.text.checks.references import Target


@dataclass(frozen=True)
class Headers:
    """All headers of an archive as they were parsed, by file, and the local files that their texts need."""

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...]
    parsed: Mapping[str, Parsed[Any]]
    targets: Mapping[str, tuple[Target, ...]]
    stored: Container[str] = frozenset()
    """The files of the archive that have others in their place, and may be gone."""
    other_files: Sequence[str] = ()
    """The files in the folders of releases and records that are no texts."""

    def ids(self, kind: Kind) -> frozenset[str]:
        """The ids that have a file, whatever state it is in."""
        return self._ids.get(kind, frozenset())

    @cached_property
    def _ids(self) -> Mapping[Kind, frozenset[str]]:
        found: dict[Kind, set[str]] = {}
        for file in self.files:
            found.setdefault(file.kind, set()).add(file.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def moved(self) -> Mapping[ReleaseId, ReleaseId]:
        """The ids that releases had before, with those that they have now."""
        found = [release for release, _ in self.records("release")]
        if not any(release.former_urls for release in found):  # as mostly
            return {}
        return moved_ids({release.docname: release for release in found})

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """The ids that records had before, by kind, with those that they have now."""
        return former_ids(record for kind in ENTITY_KINDS for record, _ in self.records(kind))

    def known(self, kind: Kind) -> frozenset[str]:
        """The ids by which a release's header may name a record: those that it had, too."""
        return self.ids(kind) | self.former.get(kind, {}).keys()

    @cached_property
    def entities(self) -> frozenset[str]:
        """The ids of organizations and officials."""
        return self.ids("organization") | self.ids("official")

    @cached_property
    def pages(self) -> frozenset[PageName]:
        """The pages of organizations, officials and topics."""
        pages = {file.docname for file in self.files if file.kind in FOLDERS}
        for release, _ in self.records("release"):
            topics = (self.former.get("topic", {}).get(topic, topic) for topic in release.topics)
            pages.update(entity_page("topic", topic) for topic in topics)
        return frozenset(pages)

    def records(self, kind: Kind) -> Iterator[tuple[Any, Mapping[str, int]]]:
        """The records of a kind whose header is sound, in the order of their paths, with their lines."""
        return iter(self._records.get(kind, ()))

    @cached_property
    def _records(self) -> Mapping[Kind, list[tuple[Any, Mapping[str, int]]]]:
        # Once for all: twenty rules ask for those of a kind.
        found: dict[Kind, list[tuple[Any, Mapping[str, int]]]] = {}
        for file in self.files:
            parsed = self.parsed.get(file.path)
            if parsed is not None and parsed.record is not None:
                found.setdefault(file.kind, []).append((parsed.record, parsed.lines))
        return found


def former_urls(found: Headers) -> Iterator[Problem]:
    """Former addresses that two releases or records claim, or at which something stands."""
    claims = [*_former_urls(found), *_former_ids(found)]
    site, claimed = _site(found) if claims else Taken(), Taken()
    queries: dict[str, str] = {}
    for path, line, key, value, url in claims:
        former = parts(url)
        place, other = former.file, queries.get(url) if former.query else claimed.holder(former.file)
        taken = site.holder(place) or any(_is_document(found.root, up) for up in (place, *folders(place)))
        if taken and not former.is_front:
            message = f"{key} has {cut(value)!r}, where the site has a page or file"
            yield Problem(path, line, Code.DUPLICATE_ID, message, "remove it, or correct it")
        elif other:
            where = "which" if former.query or claimed.files.get(place) else "in whose way is an address that"
            message = f"{key} has {cut(value)!r}, {where} {other} has, too"
            yield Problem(path, line, Code.DUPLICATE_ID, message, "remove it from one of the two headers", other=other)
        elif former.query:  # many can stand at one path, and where no file can, servers tell them apart
            queries[url] = path
        else:
            claimed.add(place, path)


Claim = tuple[str, int, str, str, str]
"""An address that a file claims: its path, line and key, the value as it is written, and the address."""


def _former_urls(found: Headers) -> Iterator[Claim]:
    for release, lines in found.records("release"):
        for position, url in enumerate(release.former_urls):
            if url != url_of(release.docname):  # it has moved back to its first address
                yield release.path, lines[f"former_urls.{position}"], "former_urls", url, url


def _former_ids(found: Headers) -> Iterator[Claim]:
    for kind in ENTITY_KINDS:
        for record, lines in found.records(kind):
            for position, former in enumerate(record.former_ids):
                url = url_of(entity_page(kind, former))
                yield record.path, lines[f"former_ids.{position}"], "former_ids", former, url


KINDS_WITH_IMAGES: tuple[Kind, ...] = ("organization", "official")


def _is_document(root: Path, path: str) -> bool:
    """Whether a path is the page of a document that Sphinx reads; those with a header are known without the disk."""
    stem, suffix = os.path.splitext(path)
    if suffix != ".html" or path.split("/")[0] in SOURCE_FOLDERS:
        return False
    return any(os.path.isfile(root / source) for source in paths_of(PageName(stem)))


def _site(found: Headers) -> SiteFiles:
    """The files of the site that follow from the sources, and those that every site has."""
    texts = (file.docname for file in found.files if file.kind in ("release", "superseded"))
    dates = [release.date for release, _ in found.records("release")]
    months = (month_page(*month) for month in sorted(long_months((date.year, date.month) for date in dates)))
    return SiteFiles(texts, found.pages, {date.year for date in dates}, months)


def leading_images(found: Headers) -> Iterator[Problem]:
    """The images that headers name."""
    for release, lines in found.records("release"):
        if release.image is not None and release.image.src not in found.stored:
            yield from _file(found, release.path, lines["image.src"], release.image.src, "image", missing=True)
    for kind in KINDS_WITH_IMAGES:
        for record, lines in found.records(kind):
            if record.image is not None:
                yield from _file(found, record.path, lines["image.src"], record.image.src, "image", missing=True)


def attachments(found: Headers) -> Iterator[Problem]:
    """The files that headers list."""
    for release, lines in found.records("release"):
        for position, one in enumerate(release.attachments):
            if one.src not in found.stored:
                line = lines[f"attachments.{position}"]
                yield from _file(found, release.path, line, one.src, "download", missing=True)


def linked_files(found: Headers) -> Iterator[Problem]:
    """The local files that texts link or show: inside the archive, and nothing that could run."""
    for path, targets in found.targets.items():
        for target in targets:
            if wrong := too_long(target.path):
                message = f"the path {cut(target.path)!r} {wrong}"
                yield Problem(path, target.line, Code.MISSING_FILE, message, "correct it")
            elif not target.path.endswith(SUFFIXES):
                use: Use = "image" if target.image else "download"
                yield from _file(found, path, target.line, target.path, use, missing=False)


def file_addresses(found: Headers) -> Iterator[Problem]:
    """Files of a release that would stand at one address, or where a page's own file stands."""
    site: Taken | None = None
    for release, _ in found.records("release"):
        targets = found.targets.get(release.path, ())
        if not targets and release.image is None and not release.attachments:
            continue
        taken: dict[str, str] = {}
        for file in files_named(release, targets, release.own_pages, found.root, found.settings.language):
            if not os.path.isfile(found.root / file.path):
                continue
            address = release.file_address(file.path)
            other = taken.setdefault(address, file.path)
            site = site or _site(found)
            if other != file.path or address in site.files:
                message = f"{cut(file.path)!r} would stand at {address}, where {cut(other)!r} stands"
                if other == file.path:
                    message = f"{cut(file.path)!r} would stand at {address}, which is a file of a page"
                yield Problem(release.path, file.line, Code.DUPLICATE_ID, message, "give the file another name")


LOOKS_THE_SAME = (
    "a file is there whose name looks the same and is made of other signs, as some systems write letters with accents; "
    "rename that file, and type the name"
)
"""What is said of a name where :func:`is_made_otherwise`."""


def is_made_otherwise(name: str, names: Iterable[str]) -> bool:
    """Whether a file that is missing is there under a name that nobody can tell from it by looking.

    A Mac may write ``ü`` as two signs, u and its dots, and a cloud drive or an archive of files keeps them so.
    """
    wanted = unicodedata.normalize("NFC", name)
    return any(unicodedata.normalize("NFC", one) == wanted for one in names)


def _file(found: Headers, path: str, line: int, src: str, use: Use, *, missing: bool) -> Iterator[Problem]:
    file = found.root / src
    if not os.path.exists(file):  # unlike Path's, it takes a name that is too long for one that is not there
        if missing:
            folder = file.parent
            names = os.listdir(folder) if os.path.isdir(folder) else []
            meant = closest(file.name, names)
            advice = f"did you mean {meant!r}?" if meant else "add the file, or correct its path"
            if is_made_otherwise(file.name, names):
                advice = LOOKS_THE_SAME
            yield Problem(path, line, Code.MISSING_FILE, f"the file {cut(src)!r} does not exist", advice)
    elif (wrong := Publishable(found.root, found.settings.allowed).fault(src, use)) is not None:
        yield Problem(
            path,
            line,
            Code.OUTSIDE_ARCHIVE if wrong.outside else Code.DIRECTIVE,
            f"{cut(src)!r} {wrong.words}",
            "copy the file into the archive" if wrong.outside else "name another file, or save this one anew",
        )
