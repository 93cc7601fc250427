"""Pictures, attachments and other files that say more than readers see: told at the line that names them."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from sphinx_newsroom.config import Settings, copied_as_they_are, line_of_setting
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import leave, sha256_of_file, state_at_rest, state_of, work_place
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.ledger.text_digest import ReleaseFile, kept_path, source_of
from sphinx_newsroom.model.addresses import (
    PageName,
    entity_page,
    file_address,
    file_name,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Image, Official, Organization, Release, Superseded
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES, Parsed
from sphinx_newsroom.sources.hidden_data import CHANGEABLE, VERSION, WORDS, unseen
from sphinx_newsroom.sources.publishable import Publishable, Use
from sphinx_newsroom.text.checks.references import PAGES, Target, place_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive

_NAME = "files.json"
_FORMAT = [3, VERSION]


class InspectedFile(NamedTuple):
    """What is known of a file: its SHA-256, and the kinds of what it says unseen (:mod:`~.sources.unseen`)."""

    sha256: str
    unseen: tuple[str, ...]


def sha256_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file, in hexadecimal digits, by path; one that cannot be read is left out."""
    return {path: found.sha256 for path, found in _inspected(root, paths)[0].items()}


def inspected_files(root: Path, paths: Iterable[str], *, fresh: bool = False) -> dict[str, InspectedFile]:
    """What is known of each file, by path; of all files of an archive, since it is kept until the next time.

    If *fresh*, every file is read, whatever was kept.
    """
    found, known, rows = _inspected(root, paths, fresh=fresh)
    if rows != known and (rows or known):
        with suppress(OSError):  # an archive that may only be read
            leave(root, _NAME, json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")) + "\n")
    return found


_Rows = dict[str, list[str]]


def _inspected(
    root: Path, paths: Iterable[str], *, fresh: bool = False
) -> tuple[dict[str, InspectedFile], _Rows, _Rows]:
    """What is known of each file, and the rows of what was known before and is to be kept."""
    known = {} if fresh else _read(work_place(root, _NAME))
    found: dict[str, InspectedFile] = {}
    rows: _Rows = {}
    for path in sorted(set(paths)):
        try:
            status = os.stat(root / path)
            row = known.get(path)
            if row is None or row[0] != state_of(status):
                seen = InspectedFile(sha256_of_file(root / path), unseen(root / path, path))
                row = [state_of(status), seen.sha256, " ".join(seen.unseen)]
        except OSError:
            continue
        found[path] = InspectedFile(row[1], tuple(row[2].split()))
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


def placements(archive: Archive) -> Placements:
    """Where every file of an archive stands, of those that are there and may be shown."""
    digests = archive.file_digests
    pages: dict[PageName, Mapping[str, Placed]] = {}
    copies: list[Placed] = []
    gone: list[tuple[str, PageName]] = []
    for page, release in archive.releases.items():
        record = archive.ledger.records.get(release.id) if archive.ledger else None
        if release.withdrawn:
            gone += [(address, page) for address in (_addresses(record) if record else ())]
            continue
        if page not in archive.files and (record is None or not record.superseded):
            continue
        rows = {
            file.path: Placed(file_address(page, file.name), file.path, digests[file.path])
            for file in archive.files.get(page, ())
            if file.path in digests
        }
        if rows:
            pages[page] = rows
        if record is not None:
            pages.update(_superseded(record, archive, rows))
            copies += _at_former_addresses(record, pages)
    files = (one for placed in pages.values() for one in placed.values())
    sizes = {one.address: _size(archive.published_path(one.source)) for one in files}
    offered: dict[PageName, tuple[Offered, ...]] = {}
    for page, placed in pages.items():
        text = archive.release_of(page)
        offered[page] = tuple(
            Offered(one.title or posixpath.basename(one.src), placed[one.src], sizes[placed[one.src].address])
            for one in (text.attachments if text else ())
            if one.src in placed
        )
    pictures = {
        page: Placed(file_address(page, file_name(image.src, (page,))), image.src, digests[image.src])
        for page, image in pictured(archive.registry)
        if image.src in digests
    }
    return Placements(pages, offered, sizes, tuple(copies), tuple(gone), pictures)


def pictured(registry: Registry) -> Iterator[tuple[PageName, Image]]:
    """The organizations and officials whose records have a logo or portrait, by their pages."""
    for record in chain[Organization | Official](registry.organizations.values(), registry.officials.values()):
        if record.image is not None:
            yield entity_page(record.kind, record.id), record.image


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it was there when its digest was taken; what copies it will say so
        return 0


def _superseded(
    record: Record, archive: Archive, current: Mapping[str, Placed]
) -> Iterator[tuple[PageName, Mapping[str, Placed]]]:
    """The files of superseded texts, the newest first: each at the release's own address where no newer one is."""
    page = release_page(record.id)
    on_top = {one.address: one.sha256 for one in current.values()}
    for event in reversed(record.superseded):
        old = superseded_page(record.id, event.revision)
        rows: dict[str, Placed] = {}
        for file in archive.files.get(old, ()) if old in archive.superseded else ():
            source = source_of(file, event, record, archive.file_digests)
            if source is not None:
                sha256, address = archive.file_digests[source], file_address(page, file.name)
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


Named = Mapping[str, tuple[ReleaseFile, ...]]
"""The files that texts name, by the path of the text."""


def not_yet_published(
    archive: Archive, parsed: Mapping[str, Parsed[Any]], targets: Mapping[str, tuple[Target, ...]]
) -> Named:
    """The files of releases that are kept back, and of the texts and headers of records."""
    found: dict[str, tuple[ReleaseFile, ...]] = {}
    for path in (one.path for one in archive.withheld.values()):
        record = parsed[path].record if path in parsed else None
        if isinstance(record, Release):
            points, language = targets.get(path, ()), archive.settings.language
            found[path] = files_named(record, points, record.own_pages, archive.root, language)
    for path, points in targets.items():
        if not isinstance(parsed[path].record, Release | Superseded):
            found[path] = tuple(ReleaseFile(one.path, "", one.image, one.line) for one in points)
    for page, image in pictured(archive.registry):
        path = f"{page}{MARKDOWN}"
        found[path] = (*found.get(path, ()), ReleaseFile(image.src, "", True, 1))
    allowed = Publishable(archive.root, archive.settings.allowed)
    return {path: there for path, files in found.items() if (there := publishable(files, allowed))}


def hidden_data(
    archive: Archive, parsed: Mapping[str, Parsed[Any]], beside: Named, looked: Mapping[str, InspectedFile]
) -> Iterator[Problem]:
    """What the files of texts say unseen; of what was published so, that it stands.

    Args:
        archive: The archive with the files of releases and superseded texts.
        parsed: The headers, by path.
        beside: The files that :func:`not_yet_published` gives.
        looked: What is known of each file, by path.
    """
    allowed = archive.settings.allowed.unseen
    kinds = {path: [kind for kind in one.unseen if kind not in allowed] for path, one in looked.items()}
    telling = {path: found for path, found in kinds.items() if found}
    if not telling:  # as mostly, and then no text need be looked at
        return
    for page, named in archive.files.items():
        release = archive.releases.get(page)
        if release is None or release.withdrawn:
            continue
        record = archive.ledger.records.get(release.id) if archive.ledger else None
        published = dict(record.current.files or ()) if record else {}
        for file in named:
            stands = file.path in looked and published.get(file.name) == looked[file.path].sha256
            correct = f"where it is to be another: newsroom correct {release.id} --note …"
            for problem in _hidden_data_problems(file, telling, release.path, parsed):
                yield replace(problem, code=Code.PUBLISHED_SO, advice=correct) if stands else problem
    for path, named in beside.items():
        for file in named:
            yield from _hidden_data_problems(file, telling, path, parsed)


def _hidden_data_problems(
    file: ReleaseFile, telling: Mapping[str, list[str]], path: str, parsed: Mapping[str, Parsed[Any]]
) -> Iterator[Problem]:
    kinds = telling.get(file.path, ())
    line = file.line if file.line > 1 or not kinds else _line(file.path, parsed[path])
    for kind in kinds:
        yield Problem(path, line, code_of(kind), *hidden_data_words(kind, file.path), other=file.path)


def _line(path: str, header: Parsed[Any]) -> int:
    """Where a header names a file; 1 where it could not be read."""
    return next((header.lines.get(key, 1) for key, src, _ in header_files(header.record) if src == path), 1)


def header_files(record: Any) -> list[tuple[str, str, Use]]:
    """The files that a header names: the place of each, its path, and whether it is shown or offered."""
    image: Image | None = getattr(record, "image", None)
    listed = enumerate(getattr(record, "attachments", ()))
    found: list[tuple[str, str, Use]] = [("image.src", image.src, "image")] if image else []
    return [*found, *((f"attachments.{n}", one.src, "download") for n, one in listed)]


def code_of(kind: str) -> Code:
    """The code of what a file says unseen, or of what is wrong with it as such."""
    return Code.UNLIKELY if kind in ("empty", "content", "cut", "large") else Code.HIDDEN_DATA


def hidden_data_words(kind: str, path: str) -> tuple[str, str]:
    """What a file says unseen, and what is to be done, in words."""
    advice = _ADVICE[kind]
    if kind == "position" and path.lower().endswith(CHANGEABLE):
        advice = f"take that out: newsroom check --strip {path}"
    return f"{cut(path)!r} {WORDS[kind]}", advice


_ADVICE: Mapping[str, str] = {
    "position": "save it anew without the place",
    "pictures": "take that out of the picture, and put it in again",
    "changes": "accept or reject them all, and save it",
    "comments": "delete them, and save it",
    "notes": "delete them, or offer a PDF of the slides alone",
    "sheets": "delete them, or let them be seen",
    "slides": "delete them, or let them be seen",
    "layers": "delete them, and save it",
    "paths": "save it as plain SVG",
    "damaged": "open it, and save it anew without a password",
    "empty": "put the right one in its place",
    "content": "open it, and save it anew in the format of its name",
    "cut": "save or download it anew",
    "large": "make it smaller, by hand or with newsroom check --resize",
}


# What stands beside releases and records: what conf.py has copied, files of guides.

_FILE = re.compile(r"(?:[^\s()<>\[\]\"'`{}]|%20)+\.[A-Za-z]\w{1,4}")
"""What looks like the path of a file."""


def of_conf(root: Path, settings: Settings, get: Callable[[str, Any], Any]) -> Iterator[Problem]:
    """What pictures and other files say unseen that conf.py has copied into the site: logos, ``html_static_path``.

    *get* looks a name of conf.py up, with a default.
    """
    for setting, place in copied_as_they_are(get):
        for path in _files(root / place):
            for other, code, words in _problems_of_file(root, path, settings):
                yield Problem("conf.py", line_of_setting(root, setting.partition(",")[0]), code, *words, other=other)


def of_guides(root: Path, settings: Settings, guides: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The same of what documents link and show, which are given by path, with their texts.

    A build tells it of whatever else Sphinx finds to copy for one.
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
    """What a file says unseen and may not: its path in the archive, the code, the message and the advice."""
    name = Path(os.path.relpath(path, root)).as_posix()
    return (
        (name, code_of(kind), hidden_data_words(kind, name))
        for kind in unseen(path, name)
        if kind not in settings.allowed.unseen
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
