"""Open an archive, from its files or from what the last build cached, and restore published texts and files.

``open_archive`` returns the archive as its files are or, with *as_published*, as readers see it.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.journal import Content, content_of, last, pieces, sha256_of, whole
from sphinx_newsroom.archive.loading import ArchiveReader, KeptSource, LoadedArchive, Replaced, SourceCache, git_has
from sphinx_newsroom.archive.release_files import files_named
from sphinx_newsroom.archive.source_file import Read, judged
from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.files import (
    WORK,
    ChangedError,
    chunks_of,
    digest,
    leave,
    mended,
    read_exactly,
    read_plain,
    work_place,
    write_parts,
)
from sphinx_newsroom.ledger.checks import PublishedText, led_to, not_as_published
from sphinx_newsroom.ledger.events import Event, Ledger, Record
from sphinx_newsroom.ledger.git import earlier_file, earlier_text
from sphinx_newsroom.ledger.text_digest import departed_files, files_now, kept_path
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    PageName,
    ReleaseId,
    file_address,
    page_of,
    release_id,
    release_page,
    superseded_by_name,
    superseded_page,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.parallel import Shared
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES, paths_of
from sphinx_newsroom.sources.listing import SourceText, source_file

if TYPE_CHECKING:
    from sphinx_newsroom.archive.store import StoredTexts

_TEXTS, _RECORDS, _FILES = "published.sources", "published.records", "published.files"
"""The cache folders in ``_build``. A site built next to them can't have such a name."""

_FEW = 50
"""The most texts that a person publishes by hand in one go."""


class _SourceToSave(NamedTuple):
    """A source to save: its docname, its path in the archive, and the key to save it under."""

    docname: PageName
    path: str
    key: str


def kept_texts(root: Path) -> dict[str, Path]:
    """Return the files that contain the source of a text, by the digest of its ledger line."""
    return _files_by_key(work_place(root, _TEXTS))


def kept_record(root: Path, docname: PageName) -> Path | None:
    """Return the file that contains the source of a record, or None if there is none."""
    return _files_by_key(work_place(root, _RECORDS)).get(_key(docname))


def keep_sources(archive: LoadedArchive) -> int:
    """Save the sources of the texts and records that a build of *archive* published, and return how many are new.

    Raises OSError.
    """
    if archive.ledger is None:
        return 0
    return _keep(archive, _TEXTS, _texts(archive, archive.ledger)) + _keep(archive, _RECORDS, _records(archive))


def keep_recorded(archive: LoadedArchive, events: Iterable[Event]) -> None:
    """Save the sources of texts that were just recorded, before any build publishes them. Raises OSError.

    If there are only a few, their files are saved too. After thousands comes a build, which creates hard links instead.
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


def _keep_files_of(archive: LoadedArchive, events: Iterable[Event]) -> None:
    missing = {sha256 for event in events for _, sha256 in event.files or ()} - _names(work_place(archive.root, _FILES))
    for path, sha256 in archive.file_digests.items():
        if sha256 in missing:
            with suppress(FileNotFoundError, ChangedError):
                leave(archive.root, f"{_FILES}/{sha256}", chunks_of(archive.root / path, sha256))


def kept_file(root: Path, sha256: str) -> Path:
    """Return the path at which an image or attachment with this digest is saved, whether it exists or not."""
    return work_place(root, _FILES) / sha256


def keep_files(archive: LoadedArchive, site: Path) -> None:
    """Save the images and attachments of current texts, as a build has published them in *site*. Raises OSError.

    They are hard links to the site's files if possible, since no build writes into existing files.
    """
    folder = work_place(archive.root, _FILES)
    records = archive.ledger.records.values() if archive.ledger else ()
    current = {sha256 for record in records if not record.withdrawn for _, sha256 in record.current.files or ()}
    existing = _names(folder)
    for name in existing - current:
        (folder / name).unlink(missing_ok=True)
    linked: set[str] = set()
    for placed in archive.placements:
        if placed.sha256 in current - linked:
            linked.add(placed.sha256)
            _link(archive.root, site / placed.address, folder / placed.sha256)


def _link(root: Path, published: Path, kept: Path) -> None:
    """Save a published file as a hard link, replacing a copy that ``publish`` may have made."""
    with suppress(OSError):
        if kept.stat().st_nlink > 1:
            return
    kept.parent.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_name(f".{kept.name}")
    try:
        temporary.unlink(missing_ok=True)
        os.link(published, temporary)
        temporary.replace(kept)
    except OSError:  # another file system, or one without hard links
        if not kept.exists():
            leave(root, f"{_FILES}/{kept.name}", chunks_of(published, kept.name))


def _files_by_key(folder: Path) -> dict[str, Path]:
    return {name.partition(".")[0]: folder / name for name in _names(folder)}


def _names(folder: Path) -> set[str]:
    try:
        return {name for name in os.listdir(folder) if not name.startswith(".")}
    except OSError:
        return set()


def _key(docname: PageName) -> str:
    """Return the file name for a record, such as ``organizations_unodc``; ids contain no underscores."""
    return docname.replace("/", "_")


def _keep(archive: LoadedArchive, kind: str, sources: Iterable[_SourceToSave]) -> int:
    folder = work_place(archive.root, kind)
    existing, written = _names(folder), 0
    old = {name.partition(".")[0]: name for name in existing}
    for docname, path, key in sources:
        name = f"{key}.{archive.digests[docname]}{os.path.splitext(path)[1]}"
        if name in existing or (data := _source(archive, docname, path)) is None:
            continue
        leave(archive.root, f"{kind}/{name}", data)
        written += 1
        if key in old:
            (folder / old[key]).unlink(missing_ok=True)
    return written


def _texts(archive: LoadedArchive, ledger: Ledger) -> Iterator[_SourceToSave]:
    """Yield the texts that a build of *archive* shows and the ledger has."""
    for record in ledger.records.values():
        page = release_page(record.id)
        if release := archive.releases.get(page):
            yield _SourceToSave(page, release.path, record.current.digest)
        for event in record.superseded:
            page = superseded_page(record.id, event.revision)
            if superseded := archive.superseded.get(page):
                yield _SourceToSave(page, superseded.release.path, event.digest)


def _records(archive: LoadedArchive) -> Iterator[_SourceToSave]:
    """Yield the records that have a page."""
    registry = archive.registry
    for records in (registry.organizations, registry.officials, registry.topics):
        for record in records.values():
            if record.path:
                page = page_of(record.path)
                yield _SourceToSave(page, record.path, _key(page))


def _source(archive: LoadedArchive, docname: PageName, path: str) -> bytes | None:
    """Return the published source, or None if the file was saved again during the build."""
    if kept := archive.kept.get(docname):
        return kept.source.encode()
    with suppress(OSError):
        data = read_plain(archive.root / path)
        if digest(data) == archive.digests[docname]:
            return data
    return None


SourceTest = Callable[[str, str], bool]
"""A predicate: whether a source, as the file at a path, is the one being looked for."""


def published_source(archive: LoadedArchive, record: Record, event: Event) -> str | None:
    """Return the source of the text that *event* of *record* published, or None if no copy exists.

    Any file or commit whose text matches the digest will do.
    """
    page = release_page(record.id)
    found = source_as(page, archive.root, record, event, lambda path, source: _is_of(archive, event, path, source))
    return found.source if found else None


def source_as(page: PageName, root: Path, record: Record, event: Event, matches: SourceTest) -> KeptSource | None:
    """Return the first possible copy of the text of *event* that *matches* accepts as the file of *page*.

    The copies are tried in this order: the superseded file, the release's file, what a build saved, the last
    operation's journal, and git's commits, newest first. The superseded file comes first because an unfinished
    correction has saved the published text there.
    """

    def as_file(source: str) -> KeptSource | None:
        return next((KeptSource(path, source) for path in paths_of(page) if matches(path, source)), None)

    paths = list(_paths(record, event))
    for source in _sources_on_disk(root, paths, event):
        if found := as_file(source):
            return found
    committed = earlier_text(root, paths, lambda source: as_file(source) is not None)
    return as_file(committed) if committed is not None else None


def published_file(
    root: Path, site: Path, release: Release, name: str, sha256: str, first: Iterable[str] = ()
) -> Content | None:
    """Return a file that a release published, by name and digest, or None if no copy exists.

    *site* is the folder of the published site; the paths in *first* are tried first.
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
    """Yield the possible paths of the text, present and past: under the current id, then former ids, newest first."""
    for id_ in (record.id, *(former.id for former in reversed(record.former))):
        for suffix in SUFFIXES:
            yield superseded_page(id_, event.revision) + suffix
            yield release_page(id_) + suffix


def _sources_on_disk(root: Path, paths: list[str], event: Event) -> Iterator[str]:
    """Yield every possible source on disk."""
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
                with suppress(OSError):  # a written file is still at its path, which was tried above
                    yield whole(one).decode("utf-8", "replace")


def _is_of(archive: LoadedArchive, event: Event, path: str, source: str) -> bool:
    read = _judged(archive, KeptSource(path, source), {page_of(path): event})
    release: Release | None = read.parsed.record
    # A draft may contain the words that were published from it, but its file was never published.
    own = release is not None and not release.draft
    return own and PublishedText(path, release, read.digests).is_of(event, archive.registry.organizations)


def open_archive(
    root: Path,
    settings: Settings | None = None,
    *,
    as_published: bool = False,
    admitted: Collection[ReleaseId] | None = (),
    fresh: bool = False,
    reads: Mapping[str, Read] | None = None,
    cache: SourceCache | None = None,
    texts: bool = False,
    shared: Shared = map,
) -> LoadedArchive:
    """Open the archive in *root*, without Sphinx.

    Errors in files are never raised: they are in the archive's problems, sorted by path and line. A file with an error
    is withheld, and so is a release before its embargo or date.

    Args:
        root: The archive's folder.
        settings: The settings; by default those of conf.py.
        as_published: Whether to use the published text or file instead of one that differs from the ledger. One
            person's edit must not block what others publish, so a build uses the published text, reports the file and
            leaves it alone. If no copy of the published text exists, that is a fatal problem.
        admitted: Releases that count as published although the ledger doesn't have them; None means all.
        fresh: Whether to read every file and ignore caches.
        reads: Parsed files by path, which aren't read again.
        cache: The cache of an earlier build; by default the one from the last build in the default folder, if it fits.
        texts: Whether the archive includes the texts that were read, for a build that must use exactly these.
        shared: A way to distribute the reading among processes.
    """
    settings = settings or settings_of(root)
    if cache is None and not fresh:
        cache = last_build(root, settings)
    reader = ArchiveReader(root, settings, admitted, fresh, dict(reads or {}), cache, shared, {} if texts else None)
    archive = reader.archive()
    if as_published:
        archive = in_place_of_files(archive, reader.archive)
    found = {page: text for page, text in (reader.texts or {}).items() if page not in archive.withheld}
    return replace(archive, texts=found)


_WORTH = 4_000_000
"""The cache's size in bytes, at about 400 texts, from which importing the cache module is faster than reading the
files.
"""


def last_build(root: Path, settings: Settings) -> StoredTexts | None:
    """Return the cache of the last build in the default folder, whether of the site, a preview or a live server.

    Like git, it takes a file as unchanged if its size, times, inode and device are, and otherwise compares its bytes.
    """
    found: list[tuple[int, Path]] = []
    with suppress(OSError):
        for place in Path(root, "_build", WORK).glob("*.doctrees/newsroom.sqlite"):
            about = place.stat()
            if about.st_size >= _WORTH:
                found.append((about.st_mtime_ns, place))
    if not found:
        return None
    from sphinx_newsroom.archive.store import known_in  # a slow import that a small archive doesn't need

    return next((known for _, place in sorted(found, reverse=True) if (known := known_in(place, settings))), None)


# Restoring published content in place of files that differ from it.

_KEPT = "so the site keeps what was published last"


def in_place_of_files(files: LoadedArchive, read: Callable[[Replaced], LoadedArchive]) -> LoadedArchive:
    """Restore published texts and files in *files*, wherever a file differs from the ledger.

    *read* reads the archive again. The restored texts are in the archive's ``kept``, and their problems are reported as
    errors instead of fatal ones.
    """
    if files.ledger is None or any(problem.code is Code.UNREADABLE for problem in files.problems):
        return files
    lost = _lost_files(files) if _departures_in(files) or _file_departures(files) else {}
    stored = {path: place for path, (place, _) in lost.items()}
    records = _kept_records(files)
    archive = read(Replaced(records, stored)) if records or lost else files
    if sound := {page: one for page, one in records.items() if page not in archive.withheld}:
        problems = list(_problems_of_records(files, sound))
    elif not lost and not _departures_in(archive) and not _file_departures(archive):
        return files
    else:
        problems = []
    if sound != records:
        archive = read(Replaced(sound, stored))
    if strays := _Departures(archive).strays():
        # The pages that they block have nothing wrong with them.
        archive = read(Replaced(sound, stored, strays))
    departures = _Departures(archive)
    renamed = departures.renamed()
    kept = {**sound, **departures.kept()}
    replaced = Replaced(kept, stored, {*strays, *renamed, *departures.begun()})
    archive = read(replaced)
    if departed := _file_departures(archive):
        archive = read(replaced._replace(files={**stored, **_published_files(archive)}))
        problems += (
            replace(one, code=Code.KEPT_AS_PUBLISHED, message=f"{one.message}, {_KEPT}")
            for one in departed
            if one.path in archive.stored
        )
    fatal = {page_of(problem.path) for problem in _departures_in(archive)}
    kept = {page: one for page, one in kept.items() if page not in fatal}
    left_out = {**strays, **renamed}
    problems += [*departures.problems(kept), *left_out.values(), *archive.problems, *(one for _, one in lost.values())]
    return replace(
        archive,
        problems=tuple(sorted(problems, key=lambda problem: (problem.path, problem.line))),
        withheld={**archive.withheld, **{page: Withheld(one.path, "error") for page, one in left_out.items()}},
        kept={**archive.kept, **kept},
    )


def _file_departures(archive: LoadedArchive) -> list[Problem]:
    """Return the problems of images and attachments that differ from the published ones."""
    codes = (Code.NOT_AS_PUBLISHED, Code.VANISHED)
    return [one for one in archive.problems if one.code in codes and not one.path.endswith(SUFFIXES)]


def _published_files(archive: LoadedArchive) -> dict[str, Path]:
    """Return the stored files that can replace changed or missing ones, by path."""
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
                stored = _stored_file(archive.root, release, record, name)
                if stored is not None:
                    found[path] = stored
    return found


def _stored_file(root: Path, release: Release, record: Record, name: str) -> Path | None:
    sha256 = dict(record.current.files or ())[name]
    place = kept_file(root, sha256)
    if (content := content_of(place)) is not None and sha256_of(content) == sha256:
        return place
    kept = kept_path(record.id, record.current.revision, name)
    found = published_file(root, root / "_build" / "html", release, name, sha256, [kept])
    if found is None:
        return None
    with suppress(OSError):  # the archive may be read-only
        write_parts(place, pieces(found))
        return place
    return None


def _lost_files(archive: LoadedArchive) -> dict[str, tuple[Path, Problem]]:
    """Return a replacement and a problem for each missing file of a published text, by path.

    A header that names a missing file has an error, so its release may not be in *archive*; *archive.reads* has it.
    """
    found: dict[str, tuple[Path, Problem]] = {}
    for record in archive.ledger.records.values() if archive.ledger else ():
        files = dict(record.current.files or ())
        page = release_page(record.id)
        withheld = archive.withheld.get(page)
        read = next((archive.reads[path] for path in paths_of(page) if path in archive.reads), None)
        if not files or record.withdrawn or read is None or (withheld and withheld.reason == "embargo"):
            continue
        release: Release | None = read.parsed.record
        if release is None:
            continue
        for file in files_named(release, read.targets, release.own_pages, archive.root, archive.settings.language):
            if file.name not in files or os.path.lexists(archive.root / file.path):
                continue
            if stored := _stored_file(archive.root, release, record, file.name):
                when = long_date(record.current.at.date())
                message = f"the file {file.name} of {record.id} is missing; it was published on {when}, {_KEPT}"
                advice = f"restore it, or record the change: newsroom correct {record.id} --note …"
                found[file.path] = stored, Problem(file.path, 1, Code.KEPT_AS_PUBLISHED, message, advice)
    return found


# Records as readers see them: if a record's file has an error, its page stays as it was last published. The ledger has
# no lines for records, so the copy saved by a build is used, or else the newest commit without an error. A deleted
# record stays deleted: the user is asked whether that is intended.


def _kept_records(archive: LoadedArchive) -> dict[PageName, KeptSource]:
    """Return the sources that can replace the records with an error, by page."""
    found: dict[PageName, KeptSource] = {}
    for page, withheld in archive.withheld.items():
        if page.split("/")[0] in FOLDERS.values() and withheld.path == page + MARKDOWN:
            source = _record_source(archive, page, archive.reads.get(withheld.path))
            if source is not None:
                found[page] = KeptSource(withheld.path, source)
    return found


def _record_source(archive: LoadedArchive, page: PageName, now: Read | None) -> str | None:
    path = page + MARKDOWN

    def sound(source: str) -> bool:
        if now is not None and now.source == digest(source.encode()):
            return False
        return not any(one.is_error for one in _judged(archive, KeptSource(path, source), {}).parsed.problems)

    try:
        kept = kept_record(archive.root, page)
        built = read_exactly(kept) if kept else None
    except (OSError, UnicodeDecodeError):
        built = None
    return built if built is not None and sound(built) else earlier_text(archive.root, [path], sound)


def _judged(archive: LoadedArchive, one: KeptSource, events: Mapping[PageName, Event]) -> Read:
    """Parse a source as if it were a file of the archive."""
    return judged(source_file(one.path), SourceText(one.source.encode(), mended(one.source)), archive.settings, events)


def _problems_of_records(archive: LoadedArchive, kept: Mapping[PageName, KeptSource]) -> Iterator[Problem]:
    """Report the records that were replaced by *kept* sources, and the errors of their files."""
    paths = {one.path for one in kept.values()}
    for path in sorted(paths):
        message = f"the record contains an error, {_KEPT}"
        yield Problem(path, 1, Code.KEPT_AS_PUBLISHED, message, "correct this file")
    yield from (one for one in archive.problems if one.path in paths and one.code.severity is Severity.ERROR)


class _Departed(NamedTuple):
    """A published text whose file differs from its ledger line."""

    page: PageName
    record: Record
    event: Event

    @property
    def is_current(self) -> bool:
        """Whether it is the current text rather than a superseded one."""
        return self.event is self.record.current


def _departures_in(archive: LoadedArchive) -> list[Problem]:
    """Return the problems of published texts, and of redirects to them, that differ from the ledger.

    A release that someone put under embargo or made a draft is left out, since hiding it is intended. Images and
    attachments are handled separately.
    """
    return [
        problem
        for problem in archive.problems
        if problem.code in (Code.NOT_AS_PUBLISHED, Code.VANISHED)
        and problem.path.endswith(SUFFIXES)
        and not ((found := archive.withheld.get(page_of(problem.path))) and found.reason in ("embargo", "draft"))
    ]


@dataclass(frozen=True)
class _Departures:
    """The differences between an archive's files and its ledger."""

    archive: LoadedArchive

    @property
    def ledger(self) -> Ledger:
        """The archive's ledger."""
        assert self.archive.ledger is not None
        return self.archive.ledger

    @cached_property
    def found(self) -> tuple[tuple[Problem, _Departed | None], ...]:
        """The problems, each with its text, or None if the ledger has no text at that path."""
        return tuple((problem, self._of(problem)) for problem in _departures_in(self.archive))

    @cached_property
    def departed(self) -> tuple[_Departed, ...]:
        """The texts that differ, each once."""
        return tuple(dict.fromkeys(one for _, one in self.found if one is not None))

    @cached_property
    def broken(self) -> frozenset[str]:
        """The files with an error, of their own or caused by another file."""
        return frozenset(one.path for one in self.archive.problems if one.code.severity is Severity.ERROR)

    def _of(self, problem: Problem) -> _Departed | None:
        page = page_of(problem.path)
        superseded = superseded_by_name(page)
        record = self.ledger.records.get(release_id(PageName(superseded[0] if superseded else page)))
        if record is None:
            return None
        number = superseded[1] if superseded else record.current.revision
        if number > len(record.revisions):
            return None
        # A superseded file of the current text means that a correction was begun.
        place = release_page(record.id) if number == record.current.revision else page
        return _Departed(place, record, record.revisions[number - 1])

    def begun(self) -> Iterator[PageName]:
        """Yield the superseded pages of current texts, which exist because a correction was begun."""
        return (superseded_page(one.record.id, one.event.revision) for one in self.departed if one.is_current)

    def strays(self) -> dict[PageName, Problem]:
        """Return the files at an address that redirects to a published text, or that only a published text may have."""
        return {
            page_of(problem.path): replace(problem, code=Code.DUPLICATE_ID)
            for problem, departed in self.found
            if departed is None
        }

    def renamed(self) -> dict[PageName, Problem]:
        """Return the files that contain a published text under an unrecorded name, each with its problem."""
        found = {}
        for one in self.departed:
            if release := self._renamed(one):
                message = f"this text was published as {one.record.id}"
                advice = f"rename the file to its published name, then run: newsroom move {one.record.id} {release.id}"
                found[release.docname] = Problem(release.path, 1, Code.DUPLICATE_ID, message, advice)
        return found

    def kept(self) -> dict[PageName, KeptSource]:
        """Return the published texts that can replace their files, by page."""
        found = {one.page: self._source(one) for one in self.departed}
        # An unchanged file may be withheld only because of another, such as the original that it translates.
        own = {one.page for one in self.departed if self._several(one.page) or self._is_begun(one)}
        return {page: kept for page, kept in found.items() if kept and (page in own or not self._holds(kept))}

    def _is_begun(self, departed: _Departed) -> bool:
        """Whether the current text has a superseded file, whatever that file contains."""
        page = superseded_page(departed.record.id, departed.event.revision)
        return departed.is_current and any(path in self.archive.reads for path in paths_of(page))

    def _source(self, departed: _Departed) -> KeptSource | None:
        matches = partial(self._is, departed)
        found = source_as(departed.page, self.archive.root, departed.record, departed.event, matches)
        if found is None and (renamed := self._renamed(departed)):
            source = read_exactly(self.archive.root / renamed.path)
            path = departed.page + os.path.splitext(renamed.path)[1]
            found = KeptSource(path, source) if matches(path, source) else None
        return found

    def _several(self, page: PageName) -> bool:
        return all(path in self.archive.reads for path in paths_of(page))

    def _holds(self, kept: KeptSource) -> bool:
        read = self.archive.reads.get(kept.path)
        return read is not None and read.source == digest(kept.source.encode())

    def _is(self, departed: _Departed, path: str, source: str) -> bool:
        """Whether a source can replace the file of a text: it was published, has no errors, and keeps its redirects."""
        if path in self.broken and self._holds(KeptSource(path, source)) and not self._several(departed.page):
            return False  # the file itself, including its error
        read = _judged(self.archive, KeptSource(path, source), {departed.page: departed.event})
        release: Release | None = read.parsed.record
        if any(problem.is_error for problem in read.parsed.problems) or not self._is_of(departed.event, path, read):
            return False
        if release is not None and release.draft:
            return False
        if release is None or not departed.is_current:
            return release is not None
        withdrawn = departed.record.withdrawn is None or release.withdrawn is not None
        return withdrawn and set(led_to(departed.record)) <= set(release.former_urls)

    def _is_of(self, event: Event, path: str, read: Read) -> bool:
        return PublishedText(path, read.parsed.record, read.digests).is_of(event, self.archive.registry.organizations)

    def _renamed(self, departed: _Departed) -> Release | None:
        """Return the release that has the text of a missing file, under an unrecorded name."""
        if not departed.is_current or any(path in self.archive.reads for path in paths_of(departed.page)):
            return None
        for path, read in self.archive.reads.items():
            release = read.parsed.record
            if not isinstance(release, Release) or release.draft or superseded_by_name(release.docname):
                continue
            withheld = self.archive.withheld.get(release.docname)
            hidden = withheld is not None and withheld.reason != "unpublished"
            if not hidden and release.id not in self.ledger.records and self._is_of(departed.event, path, read):
                return release
        return None

    def problems(self, kept: Mapping[PageName, KeptSource]) -> Iterator[Problem]:
        """Report the texts that were *kept*, and the errors of their files."""
        paths = {path for page in kept for path in paths_of(page)}
        for problem, one in self.found:
            if one is not None and one.page in kept:
                problem = self._in_full(problem, one, kept[one.page])
                message = f"{problem.message}, {_KEPT}"
                advice = self._advice(problem, one, kept[one.page].path)
                yield replace(problem, code=Code.KEPT_AS_PUBLISHED, message=message, advice=advice)
        yield from (one for one in self.archive.problems if one.path in paths and one.code.severity is Severity.ERROR)

    def _in_full(self, problem: Problem, departed: _Departed, kept: KeptSource) -> Problem:
        """Extend the problem of a changed text with every header key that differs from the published one."""
        read = self.archive.reads.get(problem.path)
        if read is None or not departed.is_current:
            return problem
        text = PublishedText(problem.path, read.parsed.record, read.digests)
        if problem != not_as_published(departed.record, text):
            return problem
        published = _judged(self.archive, kept, {departed.page: departed.event})
        return not_as_published(departed.record, text, published.parsed.record)

    def _advice(self, problem: Problem, departed: _Departed, path: str) -> str:
        root = self.archive.root
        exists = any((root / name).exists() for name in paths_of(departed.page))
        if exists or not departed.is_current or self._renamed(departed) or git_has(root, problem.path):
            return problem.advice
        return (
            f"put it back: newsroom show {departed.record.id} > {path}; "
            f"to take it back, run then: newsroom withdraw {departed.record.id} --reason …"
        )
