"""Read an archive from disk: which texts may be published now, which are withheld, and what is wrong."""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive import mistakes, text_checks
from sphinx_newsroom.archive.checks import Headers
from sphinx_newsroom.archive.embargo import (
    Withheld,
    at_present,
    shown_too_early,
    unpublished_releases,
    with_their_originals,
    without_references,
)
from sphinx_newsroom.archive.journal import interrupted
from sphinx_newsroom.archive.other_archives import NO_OTHERS, Others, load_others
from sphinx_newsroom.archive.release_files import (
    InspectedFile,
    Named,
    Offered,
    Placed,
    Placements,
    code_of,
    files_named,
    header_files,
    hidden_data_words,
    inspected_files,
    kept_files,
    pictured,
    publishable,
)
from sphinx_newsroom.archive.source_file import ParsedHeaders, Read, Targets, read_file
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Code, Problem, RefusedError, Severity
from sphinx_newsroom.files import bytes_of
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger import checks as ledger_rules
from sphinx_newsroom.ledger.checks import (
    LedgerSubject,
    PublishedText,
    as_recorded,
    events_of,
    ledger_of,
    moved_ids,
    superseded_of,
)
from sphinx_newsroom.ledger.events import Event, Ledger, Record, restore
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.ledger.text_digest import ReleaseFile, source_of
from sphinx_newsroom.ledger.transparency_log import log_name_problems, signature_problems, unsigned_log_problems
from sphinx_newsroom.model.addresses import (
    LEDGER,
    LEDGER_HEAD,
    PageName,
    ReleaseId,
    file_address,
    file_name,
    page_of,
    release_id,
    release_page,
    superseded_by_name,
    superseded_page,
)
from sphinx_newsroom.model.records import Entity, Official, Organization, Release, Superseded, Topic, Withdrawal, day_in
from sphinx_newsroom.model.registry import Registry, former_ids, with_present_ids
from sphinx_newsroom.parallel import Shared, parts
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES, paths_of, size_limit
from sphinx_newsroom.sources.listing import SourceFile, listed, notebook_files, read_source
from sphinx_newsroom.sources.publishable import Publishable

ATTRIBUTES = ".gitattributes"
ATTRIBUTE_LINES = (
    "releases/ledger.* -text",
    "releases/ledger.jsonl merge=union",
    "releases/ledger.head merge=union",
    "releases/ledger.checkpoint merge=binary",
    "releases/ledger.addresses merge=union",
    "releases/approvals.jsonl merge=union",
)
"""The lines that belong in ``.gitattributes``: git must not change the ledger's bytes, and a merge keeps both sides'
lines.

A signed checkpoint covers the history of one side only, so it is never merged.
"""


_RESTORE = frozenset(restore(*paths) for paths in ((LEDGER,), (LEDGER_HEAD,), (LEDGER, LEDGER_HEAD)))


def advised(root: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Add advice to *problems*, and replace those that an interrupted command caused by a single one."""
    found = list(problems)
    if not any(problem.code.severity is Severity.FATAL for problem in found):
        return found
    if stopped := interrupted(root):
        paths = {LEDGER, LEDGER_HEAD, *(change.path for change in stopped.changes)}
        found = [one for one in found if one.path not in paths or not one.is_error]
        message = f"`newsroom {shlex.join(stopped.call)}` was interrupted"
        found.append(Problem(LEDGER, 1, Code.LEDGER, message, "run the same command again", pending=True))
    damaged = [problem for problem in found if problem.code is Code.LEDGER and not problem.pending]
    if damaged and b"\r\n" in (bytes_of(root / LEDGER) or b""):
        message = "git changed the ledger to Windows line endings"
        advice = (
            f"add the line `{ATTRIBUTE_LINES[0]}` to {ATTRIBUTES}, delete both files, and restore them: git checkout "
            f"-- {LEDGER} {LEDGER_HEAD}"
        )
        found = [problem for problem in found if problem not in damaged]
        found.append(Problem(LEDGER, 1, Code.LEDGER, message, advice))
    return [_possible_advice(root, problem) for problem in found]


def _possible_advice(root: Path, problem: Problem) -> Problem:
    """Replace advice to restore a file from git if git has no copy of it."""
    if problem.pending or problem.code not in (Code.LEDGER, Code.VANISHED):
        return problem
    if problem.code is Code.LEDGER:
        if problem.advice not in _RESTORE or git_has(root, LEDGER):
            return problem
        site = f"the last site has a copy (_build/html/{LEDGER}); or take it from a backup"
        return replace(problem, advice=f"restore it: {site}")
    asks_git = problem.advice.startswith(restore(problem.path))
    if not asks_git or (root / problem.path).exists() or git_has(root, problem.path):
        return problem
    stem, _, suffix = problem.path.rpartition(".")
    if f".{suffix}" not in SUFFIXES:
        return problem
    if superseded := superseded_by_name(stem):
        shown = f"newsroom show {release_id(PageName(superseded[0]))} --revision {superseded[1]}"
        return replace(problem, advice=f"restore it: {shown} prints it if a copy exists; otherwise use a backup")
    advice = (
        "restore it from a copy; if no reader has it yet, undo its publication: newsroom undo; otherwise write it "
        f"again, and run: newsroom withdraw {release_id(PageName(stem))} --reason …"
    )
    return replace(problem, advice=advice)


def missing_for(notebook: str) -> str | None:
    """Return what to install before this notebook can be built, or None if everything is installed.

    The dependencies for notebooks are large, so they are an optional extra.
    """
    if find_spec("nbsphinx"):
        return None
    return (
        f"{notebook} is a notebook, and the programs that build notebooks are not installed; "
        "add [notebooks] to the program in requirements.txt and run make html, or: "
        'pip install "sphinx-newsroom[notebooks]"'
    )


def git_has(root: Path, path: str) -> bool:
    """Whether git has a file at *path*, in the index or in any ancestor of the current commit."""
    return bool(git(root, "ls-files", "--", path) or git(root, "log", "-1", "--format=%H", "--", path))


def undecided(root: Path) -> list[Problem]:
    """Return a problem if the archive is in git and git may change the ledger's line endings."""
    if not (root / LEDGER).exists():
        return []
    said = git(root, "check-attr", "text", "--", LEDGER)
    if said is None or said.rstrip().endswith(": unset"):
        return []
    message = "git may change the ledger's line endings in another clone, so its lines would no longer match"
    return [Problem(ATTRIBUTES, 1, Code.SETTING, message, f"add the line: {ATTRIBUTE_LINES[0]}")]


# Reading files can be split into shards, for other processes or other machines.


@dataclass(frozen=True)
class ReadFiles:
    """Reads and parses source files, each with its text.

    *events* are the ledger's events by docname. *contents* overrides the content of files, by docname.
    """

    root: Path
    settings: Settings
    events: Mapping[PageName, Event]
    contents: Mapping[PageName, bytes]

    def __call__(self, files: Iterable[SourceFile]) -> list[tuple[SourceFile, Read, str]]:
        """Read and parse files."""
        return self.judge((file, self.contents.get(file.docname)) for file in files)

    def judge(self, files: Iterable[tuple[SourceFile, bytes | None]]) -> list[tuple[SourceFile, Read, str]]:
        """Parse files whose content is given; a file with None as its content is read from disk."""
        return [(file, *read_file(self.root, file, self.settings, self.events, data)) for file, data in files]

    def abroad(self, shards: Sequence[Sequence[SourceFile]]) -> tuple[Callable[..., Any], list[Any], list[SourceFile]]:
        """Split the work for another machine, sending file contents along. Files that can't be read stay here."""
        found = [[(file, self.contents.get(file.docname) or self._data(file)) for file in shard] for shard in shards]
        away = [[(file, data) for file, data in shard if data is not None] for shard in found]
        left = [file for file, data in chain.from_iterable(found) if data is None]
        return replace(self, root=Path(), contents={}).judge, [*filter(None, away)], left

    def _data(self, file: SourceFile) -> bytes | None:
        with suppress(RefusedError):
            return read_source(self.root, file.path, size_limit(file.path, self.settings.max_text)).data
        return None


FORTHCOMING = translatable("a forthcoming release")
"""The placeholder for the title of a draft or of a release under embargo."""

ERASED = translatable("Text removed")
"""The headline of the notice that replaces an erased text."""

WITHOUT_LEDGER = "this archive keeps no ledger, so nothing says when a published text is changed; run: newsroom publish"
"""The warning that a build gives once if the archive has no ledger."""


class KeptSource(NamedTuple):
    """A published text that replaces the content of a file: its path as a file, and its complete source."""

    path: str
    source: str


class Replaced(NamedTuple):
    """Overrides for files: published texts by page, stored files by path, and the pages of files to ignore."""

    texts: Mapping[PageName, KeptSource] = {}
    files: Mapping[str, Path] = {}
    left_out: Collection[PageName] = ()


FILES_ALONE = Replaced()


class SourceCache(Protocol):
    """A cache of the files that an earlier build read."""

    def read(self, root: Path, path: str, issuer: object) -> Read | None:
        """Return what a file contains if it hasn't changed; *issuer* is the result of :func:`issuer_of`."""

    def lines(self, data: bytes) -> Sequence[Event]:
        """Return the events of the first lines of the ledger in *data*."""


def issuer_of(docname: PageName, events: Mapping[PageName, Event]) -> object:
    """Return the issuer used for a text's digest in the ledger, or False if the ledger doesn't have the text."""
    return events[docname].issuer if docname in events else False


_OF_A_TEXT = 1 / 8
"""The work of reading a file, in texts: a thousand take about 0.3 s."""


@dataclass(frozen=True)
class LoadedArchive:
    """An archive at one moment; *releases*, *withheld* and *superseded* are keyed by docname.

    A docname looks like ``releases/2011/conference-opens``. *ledger* is None if the archive has none. *moved* maps
    former ids of releases to current ones.
    """

    root: Path
    settings: Settings
    registry: Registry
    releases: Mapping[PageName, Release]
    withheld: Mapping[PageName, Withheld]
    problems: tuple[Problem, ...]
    ledger: Ledger | None = None
    digests: Mapping[PageName, str] = field(default_factory=dict)
    """The digest of each file's bytes when it was read, by docname."""
    superseded: Mapping[PageName, Superseded] = field(default_factory=dict)
    moved: Mapping[ReleaseId, ReleaseId] = field(default_factory=dict)
    kept: Mapping[PageName, KeptSource] = field(default_factory=dict)
    """Published texts used instead of their files, by docname."""
    stored: Mapping[str, Path] = field(default_factory=dict)
    """Published files used instead of images and attachments, by the path of the image or attachment."""
    files: Mapping[PageName, tuple[ReleaseFile, ...]] = field(default_factory=dict)
    """The files that each text embeds or links to, by docname, whether they exist or not."""
    file_digests: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each of these files that exists and may be published, by path."""
    placements: Placements = field(default_factory=Placements)
    """The addresses of these files in the site, including those of superseded texts."""
    others: Others = NO_OTHERS
    """The local copies of other newsrooms' archives."""
    reads: Mapping[str, Read] = field(default_factory=dict, compare=False, repr=False)
    """The parsed content of each file, by path."""
    texts: dict[PageName, str] = field(default_factory=dict, compare=False, repr=False)
    """The text of each file that isn't withheld, by docname; empty unless the caller of ``open_archive`` asked for
    texts.
    """

    def is_unpublished(self, page: PageName) -> bool:
        """Whether publishing is decided by the ledger and the ledger has no release for this page."""
        return self.ledger is not None and self.settings.gate and release_id(page) not in self.ledger.records

    def release_of(self, page: PageName) -> Release | None:
        """Return the release whose text is on a page, which may be a superseded text."""
        old = self.superseded.get(page)
        return old.release if old else self.releases.get(page)

    def withdrawal(self, page: PageName) -> Withdrawal | None:
        """Return the withdrawal of the release that a page belongs to, or None if it isn't withdrawn."""
        release = self.release_of(page)
        return release.withdrawn if release else None

    def refuse_damage(self) -> LoadedArchive:
        """Return the archive; raises ConfigError if its ledger is damaged."""
        if wrong := next((one for one in self.problems if one.code is Code.LEDGER and not one.pending), None):
            raise ConfigError(str(wrong))
        return self

    def published_path(self, path: str) -> Path:
        """Return the file whose bytes are published for the one at *path*."""
        return self.stored.get(path, self.root / path)

    def current_id(self, id_: ReleaseId) -> ReleaseId:
        """Return the current id of a release that may have moved."""
        return self.moved.get(id_, id_)

    def entity(self, kind: str, id_: str) -> Entity | None:
        """Return the entity with an id or a former id."""
        return self.registry.of_kind(kind).get(self.registry.current_id(kind, id_))

    def name_of(self, what: str, id_: str) -> str | None:
        """Return a release's title or an entity's name, or None if no file has the id."""
        if what == "release":
            release = self.releases.get(release_page(self.current_id(ReleaseId(id_))))
            return release.title if release else None
        entity = self.entity(what, id_)
        return entity.name if entity else None

    def former_of(self, what: str, id_: str) -> str | None:
        """Return the current id of a release or record that was renamed, or None if the id was never a former one."""
        return self.moved.get(ReleaseId(id_)) if what == "release" else self.registry.former.get(what, {}).get(id_)


@dataclass
class ArchiveReader:
    """Reads an archive from its files, and can read it again with some files overridden.

    *reads* has the parsed content of each file, and *texts* the text of each file read by this process.
    """

    root: Path
    settings: Settings
    admitted: Collection[ReleaseId] | None
    fresh: bool
    reads: dict[str, Read]
    cache: SourceCache | None
    shared: Shared
    texts: dict[PageName, str] | None

    def archive(self, replaced: Replaced = FILES_ALONE) -> LoadedArchive:
        """Read the archive."""
        root, settings = self.root, self.settings
        ledger = ledger_of(root, self.cache.lines) if self.cache else ledger_of(root)
        notices = dict(_notices(ledger, settings)) if ledger is not None else {}
        texts = {**replaced.texts, **notices}
        files, problems, other_files = listed(root, [one.path for one in texts.values()], replaced.left_out)
        problems.extend(mistakes.undecided(settings))
        others, of_others = load_others(root, settings.archives)
        problems.extend(of_others)
        if ledger is None:
            problems.extend(_without_ledger(files))
        misplaced = {problem.path for problem in problems}
        placed = [file for file in files if file.path not in misplaced]
        read = self._read(placed, events_of(ledger) if ledger is not None else {}, texts, anew=replaced.texts.keys())
        parsed = {path: result.parsed for path, result in read.items()}
        problems.extend(_problems_by_file(placed, read, ledger))
        targets = {path: result.targets for path, result in read.items() if result.targets}
        readable = not any(problem.code is Code.UNREADABLE for problem in problems)
        if readable:  # with an unreadable folder, all of its ids would look unknown and its pages deleted
            headers = Headers(root, settings, tuple(files), parsed, targets, replaced.files, other_files)
            problems.extend(rules.check(headers))
            problems.extend(mistakes.check(headers, ledger.records if ledger is not None else {}))
        published = None
        if ledger is not None and settings.gate and self.admitted is not None:
            published = {*ledger.records, *self.admitted}
        archive = replace(_archive(root, settings, files, parsed, problems, published), ledger=ledger)
        archive = _with_files(archive, parsed, targets, replaced.files, fresh=self.fresh)
        if ledger is not None:
            archive = _with_ledger(archive, ledger, files, read, readable)
        archive = replace(archive, placements=placements(archive), others=others)
        problems = [*archive.problems, *(text_checks.check(archive, read) if readable else ())]
        problems += _erased_and_back(root, notices)
        return replace(
            archive,
            problems=tuple(sorted(advised(root, problems), key=lambda problem: (problem.path, problem.line))),
            digests={file.docname: read[file.path].source for file in files if file.path in read},
            kept=notices,
            reads=self.reads,
        )

    def _read(
        self,
        files: Collection[SourceFile],
        events: Mapping[PageName, Event],
        texts: Mapping[PageName, KeptSource],
        anew: Container[PageName],
    ) -> Mapping[str, Read]:
        """Read the files, or the *texts* that override them, and return the results by path.

        Results for the pages in *anew* aren't cached.
        """
        reads = {path: one for path, one in self.reads.items() if page_of(path) not in anew} if anew else self.reads
        unread = [file for file in files if file.path not in reads]
        if self.cache is not None:
            for file in unread:
                known = file.docname not in texts and self.cache.read(
                    self.root, file.path, issuer_of(file.docname, events)
                )
                if known:
                    reads[file.path] = known
            unread = [file for file in unread if file.path not in reads]
        work = ReadFiles(self.root, self.settings, events, {page: one.source.encode() for page, one in texts.items()})
        for file, found, text in chain.from_iterable(self.shared(work, parts(unread, lambda _: _OF_A_TEXT))):
            reads[file.path] = found
            if self.texts is not None:
                self.texts[file.docname] = text
        return reads if len(reads) == len(files) else {file.path: reads[file.path] for file in files}


def _notices(ledger: Ledger, settings: Settings) -> Iterator[tuple[PageName, KeptSource]]:
    """Return the notices that replace erased texts, by page: the date, that a text was here, and the reason."""
    for record in ledger.records.values():
        for page, event in record.notices:
            withdrawn = {"date": str(day_in(settings.zone, event.at)), "reason": event.note}
            header = {"title": event.title, "language": event.language, "withdrawn": withdrawn}
            if page == release_page(record.id):
                header["former_urls"] = list(ledger_rules.led_to(record))
            lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in header.items())
            yield page, KeptSource(page + MARKDOWN, f"---\ndate: {event.date}\n{lines}---\n")


def _erased_and_back(root: Path, notices: Iterable[PageName]) -> Iterator[Problem]:
    for path in (path for page in notices for path in paths_of(page) if (root / path).exists()):
        message = "this text was erased, so the site keeps the notice"
        yield Problem(path, 1, Code.KEPT_AS_PUBLISHED, message, "delete this file, and find out why it is back")


def _problems_by_file(files: list[SourceFile], read: Mapping[str, Read], ledger: Ledger | None) -> Iterator[Problem]:
    """Return the problems within each file, as opposed to those between files."""
    for file in files:
        now = read[file.path]
        yield from now.parsed.problems
        if not now.later:  # like most files
            continue
        # These errors come from rules that are newer than the ledger, so texts published before stay valid.
        record = ledger.records.get(release_id(file.docname)) if ledger and file.kind == "release" else None
        published = record is not None and now.digests is not None and now.digests.are_of(record.current)
        correct = f"to change what is published: newsroom correct {file.id} --note …"
        for one in now.later:
            advice = f"{one.advice}; {correct}"
            yield replace(one, code=Code.PUBLISHED_SO, advice=advice) if published else one


def _with_files(
    archive: LoadedArchive,
    parsed: ParsedHeaders,
    targets: Targets,
    stored: Mapping[str, Path],
    *,
    fresh: bool,
) -> LoadedArchive:
    """Add to the archive the files that its texts refer to, superseded texts included, and their digests.

    Hidden data is also reported in the files of withheld releases, and of the texts and headers of records.
    """
    root, language = archive.root, archive.settings.language
    found: dict[PageName, tuple[ReleaseFile, ...]] = {}
    others: dict[str, tuple[ReleaseFile, ...]] = {}
    for path, header in parsed.items():
        record, points, own = header.record, targets.get(path, ()), header_files(header.record)
        if not points and not own:
            continue  # like most texts; a release shows no more files than its own header and text name
        page = page_of(path)
        old = superseded_by_name(page)
        release = archive.releases.get(PageName(old[0]) if old else page)
        if release is not None and record is not None:
            if named := files_named(record if old else release, points, release.own_pages, root, language):
                found[page] = named
        elif not isinstance(record, Release):
            files = [*((one.path, one.image, one.line) for one in points), *((src, True, 1) for _, src, _ in own)]
            others[path] = tuple(ReleaseFile(src, "", image, line) for src, image, line in files)
        elif page in archive.withheld:
            others[path] = files_named(record, points, record.own_pages, root, language)
    allowed = Publishable(root, archive.settings.allowed, withheld=archive.withheld)
    pictures = (ReleaseFile(image.src, "", True, 1) for _, image in pictured(archive.registry))
    paths = {file.path for file in publishable(chain(*found.values(), pictures), allowed)}
    if archive.ledger is not None:
        paths.update(kept_files(root, archive.ledger.records.values()))
    anyway = Publishable(root, archive.settings.allowed)
    unpublished = {path: existing for path, files in others.items() if (existing := publishable(files, anyway))}
    to_inspect = paths.union(file.path for files in unpublished.values() for file in files)
    inspected = inspected_files(archive.root, to_inspect, fresh=fresh) if to_inspect else {}
    digests = {
        **{path: one.sha256 for path, one in inspected.items() if path in paths},
        **{path: file.name for path, file in stored.items()},
    }
    archive = replace(archive, files=found, file_digests=digests, stored=stored)
    return replace(archive, problems=(*archive.problems, *hidden_data(archive, parsed, unpublished, inspected)))


def notebook_to_show(root: Path, settings: Settings) -> str | None:
    """Return the path of a notebook in *root* that its own header allows to publish now, or None."""
    for file in notebook_files(root):
        record = read_file(root, file, settings, {})[0].parsed.record
        alone = {file.docname: record} if isinstance(record, Release) else {}
        if alone and not unpublished_releases(alone, settings.now, drafts=settings.drafts):
            return file.path
    return None


def _without_ledger(files: Iterable[SourceFile]) -> Iterator[Problem]:
    """Report superseded texts in an archive without a ledger, since nothing shows that they were published."""
    message = "this superseded text is in an archive without a ledger"
    advice = f"restore {LEDGER}, or rename the file"
    for file in files:
        if file.kind == "superseded":
            yield Problem(file.path, 1, Code.FILE_NAME, message, advice)


def _with_ledger(
    archive: LoadedArchive, ledger: Ledger, files: Iterable[SourceFile], read: Mapping[str, Read], readable: bool
) -> LoadedArchive:
    """Add the ledger to the archive, and the differences from it if every file was *readable*."""
    texts: dict[str, dict[PageName, PublishedText]] = {"release": {}, "superseded": {}}
    for file in files:
        if file.kind in texts and file.path in read:
            result = read[file.path]
            named = archive.files.get(file.docname, ())
            texts[file.kind][file.docname] = PublishedText(file.path, result.parsed.record, result.digests, named)
    withheld = {docname: found.reason for docname, found in archive.withheld.items()}
    subject = LedgerSubject(
        ledger,
        texts["release"],
        texts["superseded"],
        withheld,
        archive.registry.organizations,
        archive.settings.now,
        archive.file_digests,
    )
    problems = (*archive.problems, *ledger.problems, *signature_problems(ledger, archive.settings.public_key))
    problems += tuple(log_name_problems(ledger, archive.settings.log_origin))
    problems += tuple(unsigned_log_problems(ledger, archive.settings.public_key))
    # Two heads after a merge aren't damage: both branches' published texts are known.
    if readable and not any(problem.path == LEDGER and not problem.pending for problem in ledger.problems):
        problems += tuple(ledger_rules.check(subject))
    superseded = {
        docname: replace(
            found,
            release=with_present_ids(
                replace(found.release, title=release.title, withdrawn=release.withdrawn)
                if release.withdrawn
                else found.release,
                archive.registry.former,
            ),
        )
        for docname, found in superseded_of(subject).items()
        if (release := archive.releases.get(found.release.docname))
    }
    changed = (record for record in ledger.records.values() if record.corrected or record.withdrawn)
    changed_releases = {page: record for record in changed if (page := release_page(record.id)) in archive.releases}
    releases = {page: as_recorded(archive.releases[page], record) for page, record in changed_releases.items()}
    shown = {**archive.releases, **releases} if releases else archive.releases
    return replace(archive, problems=problems, superseded=superseded, releases=shown)


def _archive(
    root: Path,
    settings: Settings,
    files: Iterable[SourceFile],
    parsed: ParsedHeaders,
    problems: Iterable[Problem],
    published_ids: Container[ReleaseId] | None,
) -> LoadedArchive:
    problems = tuple(problems)
    broken = {problem.path for problem in problems if problem.code.severity is Severity.ERROR}
    withheld: dict[PageName, Withheld] = {}
    published: dict[PageName, Any] = {}
    for file in files:
        record = parsed[file.path].record if file.path in parsed else None
        if file.path in broken or record is None:
            withheld[file.docname] = Withheld(file.path, "error")
        elif file.kind != "superseded":
            published[file.docname] = record
    for docname in withheld:
        published.pop(docname, None)  # if two files share a name, neither is published
    releases = {docname: record for docname, record in published.items() if isinstance(record, Release)}
    withheld.update(unpublished_releases(releases, settings.now, drafts=settings.drafts, published=published_ids))
    withheld.update(with_their_originals(releases, withheld))
    moved = moved_ids(releases)
    records = [record for record in published.values() if not isinstance(record, Release)]
    former = former_ids(records)
    shown = {docname: release for docname, release in releases.items() if docname not in withheld}
    if moved or former or withheld:
        shown = {
            docname: without_references(with_present_ids(at_present(release, moved), former), withheld)
            for docname, release in shown.items()
        }
    for docname, problem, changes in list(shown_too_early(root, shown, withheld, parsed)):
        shown[docname] = replace(shown[docname], **changes)
        problems += (problem,)
    registry = _registry(records, shown.values())
    return LoadedArchive(root, settings, registry, shown, withheld, problems, moved=moved)


def _registry(records: Iterable[Any], releases: Iterable[Release]) -> Registry:
    """Build the registry, adding a topic for each id that a published release uses and no file describes."""
    by_id: dict[type, dict[str, Any]] = {Organization: {}, Official: {}, Topic: {}}
    for record in records:
        by_id[type(record)][record.id] = record
    topics: dict[str, Topic] = by_id[Topic]
    for id_ in set().union(*(release.topics for release in releases)) - topics.keys():
        words = id_.replace("-", " ")
        topics[id_] = Topic(id_, words[:1].upper() + words[1:])
    return Registry(by_id[Organization], by_id[Official], dict(sorted(topics.items())))


# The files of releases and records: their addresses in the site, and their hidden data.


def placements(archive: LoadedArchive) -> Placements:
    """Return the address of every file in an archive that exists and may be published."""
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


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # deleted after its digest was taken; copying it will report that
        return 0


def _superseded(
    record: Record, archive: LoadedArchive, current: Mapping[str, Placed]
) -> Iterator[tuple[PageName, Mapping[str, Placed]]]:
    """Yield the files of superseded texts, newest first, at the release's own address unless a newer file has it."""
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
    """Yield every address at which a release has had a file."""
    for id_ in (record.id, *(former.id for former in record.former)):
        for event in record.revisions:
            for name, _ in event.files or ():
                yield file_address(release_page(id_), name)
                if event is not record.current:
                    yield file_address(superseded_page(id_, event.revision), name)


def _at_former_addresses(record: Record, pages: Mapping[PageName, Mapping[str, Placed]]) -> Iterator[Placed]:
    """Yield the files of a release at the addresses from before it moved."""
    of_record = [release_page(record.id), *(superseded_page(record.id, event.revision) for event in record.superseded)]
    placed = [one for page in of_record for one in pages.get(page, {}).values()]
    for former in record.former:
        then = {name for event in record.revisions[: former.superseded + 1] for name, _ in event.files or ()}
        for one in placed:
            tail = one.address.removeprefix(release_page(record.id))  # "/report.pdf" or ".r1/report.pdf"
            if tail.partition("/")[2] in then:
                yield one._replace(address=f"{release_page(former.id)}{tail}")


def hidden_data(
    archive: LoadedArchive, parsed: ParsedHeaders, unpublished: Named, inspected: Mapping[str, InspectedFile]
) -> Iterator[Problem]:
    """Report hidden data in files, such as locations in images. For files published that way, it is only a notice.

    Args:
        archive: The archive with the files of releases and superseded texts.
        parsed: The headers, by path.
        unpublished: The files of withheld releases, and of records.
        inspected: The result of inspecting each file, by path.
    """
    allowed = archive.settings.allowed.unseen
    kinds = {path: [kind for kind in one.hidden if kind not in allowed] for path, one in inspected.items()}
    kinds_by_path = {path: found for path, found in kinds.items() if found}
    if not kinds_by_path:  # the usual case, in which no text needs to be checked
        return
    for page, named in archive.files.items():
        release = archive.releases.get(page)
        if release is None or release.withdrawn:
            continue
        record = archive.ledger.records.get(release.id) if archive.ledger else None
        published = dict(record.current.files or ()) if record else {}
        for file in named:
            is_same = file.path in inspected and published.get(file.name) == inspected[file.path].sha256
            correct = f"to change what is published: newsroom correct {release.id} --note …"
            for problem in _hidden_data_problems(file, kinds_by_path, release.path, parsed):
                yield replace(problem, code=Code.PUBLISHED_SO, advice=correct) if is_same else problem
    for path, named in unpublished.items():
        for file in named:
            yield from _hidden_data_problems(file, kinds_by_path, path, parsed)


def _hidden_data_problems(
    file: ReleaseFile, kinds_by_path: Mapping[str, list[str]], path: str, parsed: ParsedHeaders
) -> Iterator[Problem]:
    kinds, line = kinds_by_path.get(file.path, ()), file.line
    if kinds and line == 1:  # the line at which the header names it
        header = parsed[path]
        line = next((header.lines.get(key, 1) for key, src, _ in header_files(header.record) if src == file.path), 1)
    for kind in kinds:
        yield Problem(path, line, code_of(kind), *hidden_data_words(kind, file.path), other=file.path)
