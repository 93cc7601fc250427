"""Images, attachments and other files: their digests, their addresses in the site, and hidden data in them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

from sphinx_newsroom.config import Settings, copied_as_they_are, line_of_setting
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import checked, leave, read_checked, sha256_of_file, state_at_rest, state_of, work_place
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.ledger.text_digest import ReleaseFile, kept_path
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    PageName,
    entity_page,
    file_name,
)
from sphinx_newsroom.model.records import Image, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.advice import table
from sphinx_newsroom.sources.header import SUFFIXES
from sphinx_newsroom.sources.hidden_data import CHANGEABLE, VERSION, hidden_kinds
from sphinx_newsroom.sources.publishable import Publishable, Use
from sphinx_newsroom.text.checks.references import PAGES, Target, place_of

_NAME = "files.json"
_FORMAT = [4, VERSION]


class InspectedFile(NamedTuple):
    """A file's SHA-256, and the kinds of hidden data in it (:mod:`~.sources.hidden_data`)."""

    sha256: str
    hidden: tuple[str, ...]


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file, in hexadecimal digits, by path; unreadable files are left out."""
    return {path: found.sha256 for path, found in _inspected(root, paths)[0].items()}


def inspected_files(root: Path, paths: Iterable[str], *, fresh: bool) -> dict[str, InspectedFile]:
    """Inspect files and return the results by path. Pass all files of an archive, since the results replace the cache.

    If *fresh*, every file is read and the cache ignored.
    """
    found, known, rows = _inspected(root, paths, fresh=fresh)
    if rows != known and (rows or known):
        with suppress(OSError):  # the archive may be read-only
            leave(root, _NAME, checked([_FORMAT, rows]))
    return found


_Rows = dict[str, list[str]]


def _inspected(
    root: Path, paths: Iterable[str], *, fresh: bool = False
) -> tuple[dict[str, InspectedFile], _Rows, _Rows]:
    """Return the results, the cached rows, and the new rows to cache."""
    known = {} if fresh else _read(work_place(root, _NAME))
    found: dict[str, InspectedFile] = {}
    rows: _Rows = {}
    for path in sorted(set(paths)):
        try:
            status = os.stat(root / path)
            row = known.get(path)
            if row is None or row[0] != state_of(status):
                seen = InspectedFile(sha256_of_file(root / path), hidden_kinds(root / path, path))
                row = [state_of(status), seen.sha256, " ".join(seen.hidden)]
        except OSError:
            continue
        found[path] = InspectedFile(row[1], tuple(row[2].split()))
        # Git calls such an entry "racy": the file may still change without changing its timestamp (git's racy-git.txt)
        if state_at_rest(status):
            rows[path] = row
    return found, known, rows


def _read(place: Path) -> _Rows:
    try:
        version, rows = read_checked(place)
    except (OSError, ValueError, TypeError):
        return {}
    return cast("_Rows", rows) if version == _FORMAT else {}


class Placed(NamedTuple):
    """A file of the site: its *address* relative to the site's root, and the file of the archive that it is copied
    from.
    """

    address: str
    source: str
    sha256: str


class Offered(NamedTuple):
    """A file listed in a header, as pages and data show it: title, place in the site, and *size* in bytes."""

    title: str
    file: Placed
    size: int


@dataclass(frozen=True)
class Placements:
    """The addresses of releases' files: by page and path in the archive, and *copies* at former addresses.

    *gone* are the addresses of withdrawn releases' files, each with the page that has the notice. *attachments* are the
    files listed in headers, by page. *sizes* are in bytes, by address.
    """

    pages: Mapping[PageName, Mapping[str, Placed]] = field(default_factory=dict)
    attachments: Mapping[PageName, tuple[Offered, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    copies: tuple[Placed, ...] = ()
    gone: tuple[tuple[str, PageName], ...] = ()
    records: Mapping[PageName, Placed] = field(default_factory=dict)
    """The logos and portraits of records, by page."""

    @cached_property
    def by_address(self) -> dict[str, Placed]:
        """All files of the site by address, sorted."""
        found = {one.address: one for rows in self.pages.values() for one in rows.values()}
        found.update((one.address, one) for one in (*self.copies, *self.records.values()))
        return dict(sorted(found.items()))

    def __iter__(self) -> Iterator[Placed]:
        """Iterate over all files of the site, sorted by address."""
        return iter(self.by_address.values())


def files_named(
    release: Release, targets: Iterable[Target], own: Iterable[PageName], root: Path, language: str
) -> tuple[ReleaseFile, ...]:
    """Return the files that a text and its header refer to, whether they exist or not; other texts and pages don't
    count.

    Args:
        release: The header.
        targets: The local files that the text links to or shows.
        own: The pages of the release, for :func:`~sphinx_newsroom.model.addresses.file_name`.
        root: The archive's folder.
        language: The archive's language, for translated images.
    """
    own = tuple(own)
    shown = {} if release.image is None else {release.image.src: ReleaseFile(release.image.src, "", True, 1)}
    for target in targets:
        suffix = posixpath.splitext(target.path)[1].lower()
        if suffix and suffix not in (*SUFFIXES, *PAGES):
            path = in_language(target.path, root, language) if target.image else target.path
            shown.setdefault(path, ReleaseFile(path, "", target.image, target.line))
    for attachment in release.attachments:  # a file that the text links to as well is listed once
        shown.setdefault(attachment.src, ReleaseFile(attachment.src, "", False, 1))
    return tuple(file._replace(name=file_name(file.path, own)) for file in shown.values())


def in_language(path: str, root: Path, language: str) -> str:
    """Return the translated image that Sphinx shows instead, such as ``chart.de.png``, if it exists.

    Source: Sphinx, ``figure_language_filename`` with its default value.
    """
    stem, suffix = posixpath.splitext(path)
    other = f"{stem}.{language}{suffix}"
    return other if os.path.isfile(root / other) else path


def publishable(files: Iterable[ReleaseFile], allowed: Publishable) -> tuple[ReleaseFile, ...]:
    """Return the files that exist and may be published now."""
    return tuple(
        file
        for file in files
        if os.path.isfile(allowed.root / file.path)
        and allowed.fault(file.path, "image" if file.image else "download") is None
    )


def kept_files(root: Path, records: Iterable[Record]) -> Iterator[str]:
    """Yield the saved files of superseded texts that the ledger lists."""
    for record in records:
        for event in record.superseded:
            for name, _ in event.files or ():
                path = kept_path(record.id, event.revision, name)
                if os.path.isfile(root / path):
                    yield path


def pictured(registry: Registry) -> Iterator[tuple[PageName, Image]]:
    """Yield the logos and portraits of records, with the record's page."""
    for record in chain[Organization | Official](registry.organizations.values(), registry.officials.values()):
        if record.image is not None:
            yield entity_page(record.kind, record.id), record.image


Named = Mapping[str, tuple[ReleaseFile, ...]]
"""The files that texts refer to, by the path of the text."""


def header_files(record: Any) -> list[tuple[str, str, Use]]:
    """Return the files that a header names: the key, the path, and how the file is used."""
    image: Image | None = getattr(record, "image", None)
    listed = enumerate(getattr(record, "attachments", ()))
    found: list[tuple[str, str, Use]] = [("image.src", image.src, "image")] if image else []
    return [*found, *((f"attachments.{n}", one.src, "download") for n, one in listed)]


def code_of(kind: str) -> Code:
    """Return the code of a kind of hidden data or other fault of a file."""
    return Code.UNLIKELY if kind in ("empty", "content", "cut", "large") else Code.HIDDEN_DATA


def hidden_data_words(kind: str, path: str) -> tuple[str, str]:
    """Return the message and the advice for a kind of hidden data."""
    advice = table("without_hidden")[kind]
    if kind == "position" and path.lower().endswith(CHANGEABLE):
        advice = f"remove it: newsroom check --strip {path}"
    return f"{cut(path)!r} {table('hidden')[kind]}", advice


# Files outside of releases and records: those that conf.py copies, and those of guides.

_FILE = late_pattern(r"(?:[^\s()<>\[\]\"'`{}]|%20)+\.[A-Za-z]\w{1,4}")
"""Matches what looks like the path of a file."""


def of_conf(root: Path, settings: Settings, get: Callable[[str, Any], Any]) -> Iterator[Problem]:
    """Report hidden data in files that conf.py copies into the site: logos, ``html_static_path``.

    *get* returns the value of a name in conf.py, or a default.
    """
    for setting, place in copied_as_they_are(get):
        for path in _files(root / place):
            for other, code, words in _problems_of_file(root, path, settings):
                yield Problem("conf.py", line_of_setting(root, setting.partition(",")[0]), code, *words, other=other)


def of_guides(root: Path, settings: Settings, guides: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Report hidden data in files that *guides*, given by path and text, link to or show.

    A build also reports other files that Sphinx copies for them.
    """
    for path, text in guides:
        lines: dict[str, int] = {}
        for found in _FILE.finditer(text):
            if "://" not in found[0] and not found[0].endswith(SUFFIXES):
                lines.setdefault(place_of(path, unquote(found[0])), found.start())
        for name, place in lines.items():
            for other, code, words in _problems_of_file(root, root / name, settings) if (root / name).is_file() else ():
                yield Problem(path, text.count("\n", 0, place) + 1, code, *words, other=other)


def _problems_of_file(root: Path, path: Path, settings: Settings) -> Iterator[tuple[str, Code, tuple[str, str]]]:
    """Yield the hidden data in a file that isn't allowed: the file's path, the code, and message with advice."""
    name = Path(os.path.relpath(path, root)).as_posix()
    return (
        (name, code_of(kind), hidden_data_words(kind, name))
        for kind in hidden_kinds(path, name)
        if kind not in settings.allowed.unseen
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
