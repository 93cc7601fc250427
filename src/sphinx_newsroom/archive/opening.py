"""The one way to open an archive, from its files or from what a build kept of them, and as readers have it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.journal import Content, content_of, last, pieces, sha256_of, whole
from sphinx_newsroom.archive.loading import Archive, ArchiveReader, KeptSource, Replaced, SourceCache, git_has
from sphinx_newsroom.archive.release_files import files_named
from sphinx_newsroom.archive.source_file import Read, judged
from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, Severity
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
from sphinx_newsroom.ledger.checks import PublishedText, led_to, not_as_published, same_issuers
from sphinx_newsroom.ledger.events import Event, Ledger, Record
from sphinx_newsroom.ledger.git import earlier_file, earlier_text
from sphinx_newsroom.ledger.text_digest import departed_files, digests, files_now, kept_path
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    PageName,
    ReleaseId,
    file_address,
    release_id,
    release_page,
    superseded_by_name,
    superseded_page,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.parallel import Shared, one_by_one
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES, parse_release, paths_of
from sphinx_newsroom.sources.listing import SourceText, source_file

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
    shared: Shared = one_by_one,
) -> Archive:
    """Open the archive in *root*, without Sphinx.

    Nothing is raised for what authors write: that is in the archive's problems, sorted by place.  A file with an error
    is withheld, and so is a release before its embargo or date.

    Args:
        root: The archive's folder.
        settings: Those of conf.py, if none are given.
        as_published: Whether the published text or file is taken in the place of a file that departs from the ledger.
            One person's edit must not keep from readers what others publish: so a build goes on with the published
            text, reports the file, and leaves it alone.  If nothing has the published text, that is a fatal problem.
        admitted: Releases that count as published although the ledger doesn't have them; None means all.
        fresh: Whether every file is read, whatever any cache says.
        reads: What some files say, by path, which are then not read.
        cache: What an earlier build read; by default that of the last build in the usual place, if it fits.
        texts: Whether the archive has the texts that were read, for a build that must go on with exactly these.
        shared: How the reading is shared among processes.
    """
    settings = settings or settings_of(root)
    if cache is None and not fresh:
        cache = _last_build(root, settings)
    reader = ArchiveReader(root, settings, admitted, fresh, dict(reads or {}), cache, shared, {} if texts else None)
    archive = reader.archive()
    if as_published:
        archive = in_place_of_files(archive, reader.archive)
    found = {page: text for page, text in (reader.texts or {}).items() if page not in archive.withheld}
    return replace(archive, texts=found)


_WORTH = 4_000_000
"""Bytes of a cache of some 400 texts: to read these files takes longer than to import what reads the cache."""


def _last_build(root: Path, settings: Settings) -> SourceCache | None:
    """What the last build in the usual place read, of the site, a preview or pages that are served.

    A file counts as unchanged by its size, times, inode and device, as in git, or by its bytes.
    """
    found: list[tuple[int, Path]] = []
    with suppress(OSError):
        for place in Path(root, "_build", WORK).glob("*.doctrees/newsroom.sqlite"):
            about = place.stat()
            if about.st_size >= _WORTH:
                found.append((about.st_mtime_ns, place))
    if not found:
        return None
    from sphinx_newsroom.archive.store import known_in  # which a small archive need not wait for

    return next((known for _, place in sorted(found, reverse=True) if (known := known_in(place, settings))), None)


# The archive as readers have it: what stands in the place of files that depart from what was published.

_KEPT = "so the site keeps what was published last"


def in_place_of_files(files: Archive, read: Callable[[Replaced], Archive]) -> Archive:
    """The archive of *files* with published texts and files in the place of those that depart from the ledger.

    *read* reads the archive again.  The texts are in the archive's ``kept``; their problems are errors that say so,
    and no longer fatal.
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
        # What they are in the way of has nothing wrong with it.
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
    fatal = {_page(problem.path) for problem in _departures_in(archive)}
    kept = {page: one for page, one in kept.items() if page not in fatal}
    left_out = {**strays, **renamed}
    problems += [*departures.problems(kept), *left_out.values(), *archive.problems, *(one for _, one in lost.values())]
    return replace(
        archive,
        problems=tuple(sorted(problems, key=lambda problem: (problem.path, problem.line))),
        withheld={**archive.withheld, **{page: Withheld(one.path, "error") for page, one in left_out.items()}},
        kept={**archive.kept, **kept},
    )


def _file_departures(archive: Archive) -> list[Problem]:
    """The problems of pictures and attachments that are not the ones that were published."""
    codes = (Code.NOT_AS_PUBLISHED, Code.VANISHED)
    return [one for one in archive.problems if one.code in codes and not one.path.endswith(SUFFIXES)]


def _published_files(archive: Archive) -> dict[str, Path]:
    """The files that can stand for those that were replaced or are gone, by their paths, called by their SHA-256."""
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
                stored = _stored(archive.root, release, record, name)
                if stored is not None:
                    found[path] = stored
    return found


def _stored(root: Path, release: Release, record: Record, name: str) -> Path | None:
    sha256 = dict(record.current.files or ())[name]
    place = kept_file(root, sha256)
    if (there := content_of(place)) is not None and sha256_of(there) == sha256:
        return place
    kept = kept_path(record.id, record.current.revision, name)
    found = published_file(root, root / "_build" / "html", release, name, sha256, [kept])
    if found is None:
        return None
    with suppress(OSError):  # an archive that may only be read
        write_parts(place, pieces(found))
        return place
    return None


def _lost_files(archive: Archive) -> dict[str, tuple[Path, Problem]]:
    """The files that are gone and published texts name: what can stand for each, and what is said of it, by path.

    A header that names one has an error, so that its release may not be in *archive*; *archive.reads* has it.
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
            if stored := _stored(archive.root, release, record, file.name):
                when = long_date(record.current.at.date())
                message = f"the file {file.name} of {record.id} is gone, which was published on {when}, {_KEPT}"
                advice = f"put it back, or record the change: newsroom correct {record.id} --note …"
                found[file.path] = stored, Problem(file.path, 1, Code.KEPT_AS_PUBLISHED, message, advice)
    return found


# Records as readers have them: one whose file has an error keeps its page, as it was published last.
#
# The ledger has no line of a record, so what a build kept is what was published; where no build did, the newest
# commit without an error is the next best.  A record that is deleted is gone: whoever builds is asked whether that is
# meant.


def _kept_records(archive: Archive) -> dict[PageName, KeptSource]:
    """The sources that can stand for the records with an error, by page."""
    found: dict[PageName, KeptSource] = {}
    for page, withheld in archive.withheld.items():
        if page.split("/")[0] in FOLDERS.values() and withheld.path == page + MARKDOWN:
            source = _record_source(archive, page, archive.reads.get(withheld.path))
            if source is not None:
                found[page] = KeptSource(withheld.path, source)
    return found


def _record_source(archive: Archive, page: PageName, now: Read | None) -> str | None:
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


def _judged(archive: Archive, one: KeptSource, events: Mapping[PageName, Event]) -> Read:
    """What a source would say as a file of the archive."""
    return judged(source_file(one.path), SourceText(one.source.encode(), mended(one.source)), archive.settings, events)


def _problems_of_records(archive: Archive, kept: Mapping[PageName, KeptSource]) -> Iterator[Problem]:
    """What is said of records that are *kept*, and what is wrong with their files in *archive*, which has these."""
    paths = {one.path for one in kept.values()}
    for path in sorted(paths):
        message = f"the record has an error, {_KEPT}"
        yield Problem(path, 1, Code.KEPT_AS_PUBLISHED, message, "correct this file")
    yield from (one for one in archive.problems if one.path in paths and one.code.severity is Severity.ERROR)


class _Departed(NamedTuple):
    """A published text whose file departs from its line of the ledger: its page, its record, that line."""

    page: PageName
    record: Record
    event: Event

    @property
    def stands(self) -> bool:
        """Whether it is the text that stands, and none that was superseded."""
        return self.event is self.record.current


def _departures_in(archive: Archive) -> list[Problem]:
    """The problems of published texts, and of what leads to them, that are not as recorded.

    Whoever sets an embargo, or makes a draft of a text, means to hide it, so that one is none.  Those of pictures and
    attachments are others.
    """
    return [
        problem
        for problem in archive.problems
        if problem.code in (Code.NOT_AS_PUBLISHED, Code.VANISHED)
        and problem.path.endswith(SUFFIXES)
        and not ((found := archive.withheld.get(_page(problem.path))) and found.reason in ("embargo", "draft"))
    ]


def _page(path: str) -> PageName:
    return PageName(os.path.splitext(path)[0])


@dataclass(frozen=True)
class _Departures:
    """What departs in an archive as its files have it."""

    archive: Archive

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        assert self.archive.ledger is not None
        return self.archive.ledger

    @cached_property
    def found(self) -> tuple[tuple[Problem, _Departed | None], ...]:
        """The problems, each with the text that it is of; None where the ledger knows none at that place."""
        return tuple((problem, self._of(problem)) for problem in _departures_in(self.archive))

    @cached_property
    def departed(self) -> tuple[_Departed, ...]:
        """The texts that depart, each once."""
        return tuple(dict.fromkeys(one for _, one in self.found if one is not None))

    @cached_property
    def broken(self) -> frozenset[str]:
        """The files with an error, their own or another's."""
        return frozenset(one.path for one in self.archive.problems if one.code.severity is Severity.ERROR)

    def _of(self, problem: Problem) -> _Departed | None:
        page = _page(problem.path)
        superseded = superseded_by_name(page)
        record = self.ledger.records.get(release_id(PageName(superseded[0] if superseded else page)))
        if record is None:
            return None
        number = superseded[1] if superseded else record.current.revision
        if number > len(record.revisions):
            return None
        # A superseded file of the text that stands is a correction that was begun.
        place = release_page(record.id) if number == record.current.revision else page
        return _Departed(place, record, record.revisions[number - 1])

    def begun(self) -> Iterator[PageName]:
        """The superseded files of texts that stand, since a correction was begun."""
        return (superseded_page(one.record.id, one.event.revision) for one in self.departed if one.stands)

    def strays(self) -> dict[PageName, Problem]:
        """The files that stand where something published leads, or where only something published may stand."""
        return {
            _page(problem.path): replace(problem, code=Code.DUPLICATE_ID)
            for problem, departed in self.found
            if departed is None
        }

    def renamed(self) -> dict[PageName, Problem]:
        """The files that have a published text under a name that the ledger does not know, with what is wrong."""
        found = {}
        for one in self.departed:
            if release := self._renamed(one):
                message = f"this is the text that was published as {one.record.id}"
                advice = f"give the file its published name, then run: newsroom move {one.record.id} {release.id}"
                found[release.docname] = Problem(release.path, 1, Code.DUPLICATE_ID, message, advice)
        return found

    def kept(self) -> dict[PageName, KeptSource]:
        """The published texts that can be taken in the place of their files, by page."""
        found = {one.page: self._source(one) for one in self.departed}
        # A file that is as it should be is kept back by another, such as the text that it translates.
        own = {one.page for one in self.departed if self._several(one.page) or self._is_begun(one)}
        return {page: kept for page, kept in found.items() if kept and (page in own or not self._holds(kept))}

    def _is_begun(self, departed: _Departed) -> bool:
        """Whether a superseded file of the text that stands is there, be it of that text or not."""
        page = superseded_page(departed.record.id, departed.event.revision)
        return departed.stands and any(path in self.archive.reads for path in paths_of(page))

    def _source(self, departed: _Departed) -> KeptSource | None:
        wanted = partial(self._is, departed)
        found = source_as(departed.page, self.archive.root, departed.record, departed.event, wanted)
        if found is None and (renamed := self._renamed(departed)):
            source = read_exactly(self.archive.root / renamed.path)
            path = departed.page + os.path.splitext(renamed.path)[1]
            found = KeptSource(path, source) if wanted(path, source) else None
        return found

    def _several(self, page: PageName) -> bool:
        return all(path in self.archive.reads for path in paths_of(page))

    def _holds(self, kept: KeptSource) -> bool:
        read = self.archive.reads.get(kept.path)
        return read is not None and read.source == digest(kept.source.encode())

    def _is(self, departed: _Departed, path: str, source: str) -> bool:
        """Whether a source can stand as the file of a text: published so, free of errors, with all that it promised."""
        if path in self.broken and self._holds(KeptSource(path, source)) and not self._several(departed.page):
            return False  # with what is wrong in it
        read = _judged(self.archive, KeptSource(path, source), {departed.page: departed.event})
        release: Release | None = read.parsed.record
        if any(problem.is_error for problem in read.parsed.problems) or not self._is_of(departed.event, path, read):
            return False
        if release is not None and release.draft:
            return False
        if release is None or not departed.stands:
            return release is not None
        withdrawn = departed.record.withdrawn is None or release.withdrawn is not None
        return withdrawn and set(led_to(departed.record)) <= set(release.former_urls)

    def _is_of(self, event: Event, path: str, read: Read) -> bool:
        return PublishedText(path, read.parsed.record, read.digests).is_of(event, self.archive.registry.organizations)

    def _renamed(self, departed: _Departed) -> Release | None:
        """The release that has the text of one whose file is gone, under a name that the ledger does not know."""
        if not departed.stands or any(path in self.archive.reads for path in paths_of(departed.page)):
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
        """What is said of the texts that are *kept*, and what is wrong with their files."""
        paths = {path for page in kept for path in paths_of(page)}
        for problem, one in self.found:
            if one is not None and one.page in kept:
                problem = self._in_full(problem, one, kept[one.page])
                message = f"{problem.message}, {_KEPT}"
                advice = self._advice(problem, one, kept[one.page].path)
                yield replace(problem, code=Code.KEPT_AS_PUBLISHED, message=message, advice=advice)
        yield from (one for one in self.archive.problems if one.path in paths and one.code.severity is Severity.ERROR)

    def _in_full(self, problem: Problem, departed: _Departed, kept: KeptSource) -> Problem:
        """The problem of a text that was changed, with all keys in which its header differs from the published one."""
        read = self.archive.reads.get(problem.path)
        if read is None or not departed.stands:
            return problem
        text = PublishedText(problem.path, read.parsed.record, read.digests)
        if problem != not_as_published(departed.record, text):
            return problem
        published = _judged(self.archive, kept, {departed.page: departed.event})
        return not_as_published(departed.record, text, published.parsed.record)

    def _advice(self, problem: Problem, departed: _Departed, path: str) -> str:
        root = self.archive.root
        there = any((root / name).exists() for name in paths_of(departed.page))
        if there or not departed.stands or self._renamed(departed) or git_has(root, problem.path):
            return problem.advice
        return (
            f"put it back: newsroom show {departed.record.id} > {path}; "
            f"to take it back, run then: newsroom withdraw {departed.record.id} --reason …"
        )
