"""An archive as it stands on disk: what may be published now, what is withheld, and what is wrong."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive import oversights, text_checks
from sphinx_newsroom.archive.advice import advised
from sphinx_newsroom.archive.embargo import (
    Withheld,
    at_present,
    shown_too_early,
    to_come,
    with_their_originals,
    without_references,
)
from sphinx_newsroom.archive.hidden_data import Texts
from sphinx_newsroom.archive.one_file import Read, read_file
from sphinx_newsroom.archive.others import NO_OTHERS, Others, load_others
from sphinx_newsroom.archive.path_checks import Headers
from sphinx_newsroom.archive.release_files import (
    Placements,
    files_named,
    kept_files,
    looked_at,
    pictured,
    placements,
    publishable,
    with_attachments,
    with_pictures,
)
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, RefusedError, Severity
from sphinx_newsroom.files import read_text
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger import checks as ledger_rules
from sphinx_newsroom.ledger.checks import as_recorded, moved_ids
from sphinx_newsroom.ledger.events import Event, Ledger
from sphinx_newsroom.ledger.published_texts import LedgerSubject, Text, events_of, ledger_of, superseded_of
from sphinx_newsroom.ledger.signing import log_name_problems, signature_problems, unsigned_log_problems
from sphinx_newsroom.ledger.text_digest import ReleaseFile
from sphinx_newsroom.model.addresses import (
    LEDGER,
    PageName,
    ReleaseId,
    release_id,
    release_page,
    superseded_by_name,
)
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Entity, Official, Organization, Release, Superseded, Topic, Withdrawal
from sphinx_newsroom.model.registry import Registry, former_ids, with_present_ids
from sphinx_newsroom.parallel import Abroad, Shared, in_words, one_by_one, parts
from sphinx_newsroom.sources.header import MARKDOWN, Parsed, body_of, is_notebook, paths_of, size_limit
from sphinx_newsroom.sources.listing import SourceFile, listed, notebook_files, read_source
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.checks.references import Target

# Copies that drives and people make of a release, and that would be published as another one: `opens-copy.md`.
#
# Most have names that no release can have (`listing`).  The others are told by two things: the name of another file
# in the folder with words of a copy behind it, and the same date and title.  Where the words can mean nothing else
# the date is enough, since the title may be what the two people changed.
#
# OneDrive sets the name of a computer behind (`opens-laptop.md`), which may be any word.  Then the texts must be
# alike as well.  Of 22,000 real releases, 26 pairs have the same day and title, and no name of these goes on from the
# other's.

_WORDS = ("confli", "konflikt", "copy", "kopie", "copi")
"""Of which one is in every such name."""

_COPY = re.compile(r"-(?:[a-z0-9-]+-)?(?:conflict(?:ed|ing)?|konflikt|conflit|copy|kopie|copie|copia)(?:-|$)")
"""What stands behind the name of a release in that of its copy: ``-ann-s-conflicted-copy-2026-11-29``, ``-copy-2``."""

_NUMBER = re.compile(r"-\d+$")
"""What stands behind the name of a second release that has the same title, as when releases are imported."""
_ALIKE = 0.5
"""How much of the lines of two texts is the same, at least, where one is a copy in which something was changed."""

_NOTHING_ELSE = re.compile(r"-(?:conflict(?:ed|ing)?-(?:copy|version)|sync-conflict)(?:-|$)")


def drive_copies(found: Headers, recorded: Container[ReleaseId]) -> Iterator[Problem]:
    """The releases that are copies of others by their names, but for those that were published (*recorded*)."""
    releases = [release for release, _ in found.records("release") if isinstance(release, Release)]
    names = "\n".join(found.ids("release"))
    asked = releases if any(word in names for word in _WORDS) else _same_day_and_title(releases)
    if not asked:  # as mostly
        return
    by_id = {release.id: release for release in releases}
    for release in asked:
        if release.id not in recorded and (of := _copied(release, by_id, found.root)):
            message = f"by its name and date this is a copy of {posixpath.basename(of.path)}, which drives make"
            advice = (
                "keep the one that is right and remove the other; where this is another release, give it another name"
            )
            yield Problem(release.path, 1, Code.FILE_NAME, message, advice)


def _same_day_and_title(releases: Collection[Release]) -> list[Release]:
    """The releases whose date and title another one has."""
    counted = Counter((release.date, release.title) for release in releases)
    if len(counted) == len(releases):
        return []
    return [release for release in releases if counted[release.date, release.title] > 1]


def _copied(release: Release, by_id: dict[ReleaseId, Release], root: Path) -> Release | None:
    id_ = release.id
    for place in (match.start() for match in re.finditer("-", id_)):
        other = by_id.get(ReleaseId(id_[:place]))
        if other is None or other.date != release.date:
            continue
        same = other.title == release.title
        if _COPY.match(id_, place):
            if same or _NOTHING_ELSE.search(id_, place):
                return other
        elif same and not _NUMBER.match(id_, place) and _alike(root / release.path, root / other.path):
            return other
    return None


def _alike(one: Path, other: Path) -> bool:
    """Whether the texts of two files have most of their lines in common."""
    try:
        lines, others = map(_lines, (one, other))
    except (OSError, UnicodeDecodeError, HeaderError):
        return False
    return bool(lines) and (lines & others).total() >= _ALIKE * max(lines.total(), others.total())


def _lines(path: Path) -> Counter[str]:
    text = read_text(path)
    return Counter(filter(None, map(str.strip, (text if is_notebook(path) else body_of(text)).split("\n"))))


# The reading of files as work in parts, in any process and on any machine.


@dataclass(frozen=True)
class ReadFiles:
    """Reads what files say, each with its text.

    *events* are the ledger's, *held* is what files are to hold whatever they hold, by docname.
    """

    root: Path
    settings: Settings
    events: Mapping[PageName, Event] | None
    held: Mapping[PageName, bytes]

    def __call__(self, files: Iterable[SourceFile]) -> list[tuple[SourceFile, Read, str]]:
        """Read some files."""
        return self.judge((file, self.held.get(file.docname)) for file in files)

    def judge(self, files: Iterable[tuple[SourceFile, bytes | None]]) -> list[tuple[SourceFile, Read, str]]:
        """The same of files with what each is to hold; where that is not said, its file is read."""
        return [(file, *read_file(self.root, file, self.settings, self.events, data)) for file, data in files]

    def abroad(self, shards: Sequence[Sequence[SourceFile]]) -> Abroad:
        """The same for another machine, which is sent the files; what is wrong with one is found where it is."""
        away: list[list[tuple[SourceFile, bytes]]] = []
        left: list[SourceFile] = []
        for shard in shards:
            away.append([])
            for file in shard:
                data = self.held.get(file.docname) or self._data(file)
                if data is None:
                    left.append(file)
                else:
                    away[-1].append((file, data))
        gone = [shard for shard in away if shard]
        called = [in_words([file.path for file, _ in shard]) for shard in gone]
        return Abroad(replace(self, root=Path(), held={}).judge, gone, called, left)

    def _data(self, file: SourceFile) -> bytes | None:
        with suppress(RefusedError):
            return read_source(self.root, file.path, size_limit(file.path, self.settings.max_text)).data
        return None


FORTHCOMING = translatable("a forthcoming release")
"""What stands for the title of a release under embargo, and of a draft."""

ERASED = translatable("Text removed")
"""The headline of the notice of an erasure."""

WITHOUT_LEDGER = "this archive keeps no ledger, so nothing says when a published text is changed; run: newsroom publish"
"""What an archive is told once a build that records nothing."""


class KeptSource(NamedTuple):
    """A published text in the place of what its file holds: the path that it has as a file, and its whole source."""

    path: str
    source: str


class EarlierReads(Protocol):
    """What an earlier build knows of files."""

    def read(self, root: Path, path: str, issuer: object) -> Read | None:
        """What a file says by itself, where it is as it was; *issuer* is what :func:`issuer_of` gives."""

    def lines(self, data: bytes) -> Sequence[Event]:
        """The events of so many first lines of the ledger that *data* holds."""


def issuer_of(docname: PageName, events: Mapping[PageName, Event] | None) -> object:
    """By which issuer a text's digest is taken, by the ledger; None where nothing is recorded."""
    return None if events is None else (events[docname].issuer if docname in events else False,)


_FILES = 1_000
"""So many files are a part of the reading, or more: it takes .3 s."""
NONE_KEPT: Mapping[PageName, KeptSource] = {}
NONE_STORED: Mapping[str, Path] = {}


@dataclass(frozen=True)
class Archive:
    """An archive at one moment: *releases*, *withheld* and *superseded* are keyed by docname.

    A docname is ``releases/2011/conference-opens``.  *ledger* is None where the archive keeps none;
    *moved* has the ids that releases had before, with those that they have now.
    """

    root: Path
    settings: Settings
    registry: Registry
    releases: Mapping[PageName, Release]
    withheld: Mapping[PageName, Withheld]
    problems: tuple[Problem, ...]
    ledger: Ledger | None = None
    digests: Mapping[PageName, str] = field(default_factory=dict)
    """What tells the bytes that each file had when it was read from any others, by docname."""
    superseded: Mapping[PageName, Superseded] = field(default_factory=dict)
    moved: Mapping[ReleaseId, ReleaseId] = field(default_factory=dict)
    kept: Mapping[PageName, KeptSource] = field(default_factory=dict)
    """The published texts that were taken in the place of their files (:mod:`.standing`), by docname."""
    stored: Mapping[str, Path] = field(default_factory=dict)
    """The published files that were taken in the place of pictures and attachments, by the path that these have."""
    files: Mapping[PageName, tuple[ReleaseFile, ...]] = field(default_factory=dict)
    """The files that each text shows or offers, whether they are there or not, by docname."""
    file_digests: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each of these files that is there and may be published, by path."""
    placements: Placements = field(default_factory=Placements)
    """Where these files stand in the site, and those of superseded texts."""
    others: Others = NO_OTHERS
    """What is kept of other newsrooms' archives."""

    def is_unpublished(self, page: PageName) -> bool:
        """Whether the ledger decides what is public, and doesn't have the release of a page."""
        return self.ledger is not None and self.settings.gate and release_id(page) not in self.ledger.records

    def release_of(self, page: PageName) -> Release | None:
        """The release whose text a page has, the superseded one too."""
        old = self.superseded.get(page)
        return old.release if old else self.releases.get(page)

    def withdrawal(self, page: PageName) -> Withdrawal | None:
        """Why the text of a page, or the release that it was superseded in, was withdrawn; None where it stands."""
        release = self.release_of(page)
        return release.withdrawn if release else None

    def standing_file(self, path: str) -> Path:
        """The file whose bytes are published for the one at *path*."""
        return self.stored.get(path, self.root / path)

    def current_id(self, id_: ReleaseId) -> ReleaseId:
        """The id of a release that may have moved."""
        return self.moved.get(id_, id_)

    def entity(self, kind: str, id_: str) -> Entity | None:
        """The entity of a kind and id, or of an id that it had."""
        return self.registry.of_kind(kind).get(self.registry.current_id(kind, id_))

    def name_of(self, what: str, id_: str) -> str | None:
        """A release's title or an entity's name, None where the id has no file."""
        if what == "release":
            release = self.releases.get(release_page(self.current_id(ReleaseId(id_))))
            return release.title if release else None
        entity = self.entity(what, id_)
        return entity.name if entity else None

    def former_of(self, what: str, id_: str) -> str | None:
        """The id by now of a release or record that had an id; None where it has it still, or there is none."""
        return self.moved.get(ReleaseId(id_)) if what == "release" else self.registry.former.get(what, {}).get(id_)


def load(
    root: Path,
    settings: Settings,
    texts: dict[PageName, str] | None = None,
    reads: dict[str, Read] | None = None,
    *,
    beginning: bool = False,
    kept: Mapping[PageName, KeptSource] = NONE_KEPT,
    aside: Collection[PageName] = (),
    stored: Mapping[str, Path] = NONE_STORED,
    known: EarlierReads | None = None,
    anew: bool = False,
    shared: Shared = one_by_one,
    admitted: Collection[ReleaseId] | None = (),
) -> Archive:
    """Read every header and record below *root*, without Sphinx.

    *texts* takes the text of each file that is not withheld, by docname, for who must go on with exactly what was
    read here and not with what the file holds by then.  *reads* takes what each file says, by path, and a file that it
    has is not read again.  *beginning* says that a ledger may be about to begin.  The texts that are *kept* stand in
    the place of their files, and files *aside* (docnames) are passed over; pictures and attachments are *stored*, by
    path, in files that are called by their SHA-256.  Nothing is raised for what authors write: that is in the archive's
    problems, sorted by place.  A file with an error is withheld, a release before its embargo or date as well.  What is
    *known* of a file is not read again, and *texts* does not get its text.  If *anew*, pictures and attachments are
    read as well, whatever their size and times are.  *shared* has the reading done, a part at a time.  Where the ledger
    decides what is public, releases that it doesn't have are withheld, but for those *admitted* (None: all).
    """
    ledger = ledger_of(root) if known is None else ledger_of(root, known.lines)
    notices = dict(_notices(ledger, settings)) if ledger is not None else {}
    kept = {**kept, **notices}
    files, problems, others_there = listed(root, [one.path for one in kept.values()], aside)
    problems.extend(oversights.undecided(settings))
    others, of_others = load_others(root, settings.archives)
    problems.extend(of_others)
    if ledger is None:
        problems.extend(_without_ledger(files))
    misplaced = {problem.path for problem in problems}
    recorded = ledger is not None or beginning
    placed = [file for file in files if file.path not in misplaced]
    events = events_of(ledger) if ledger is not None else {} if recorded else None
    reads = {} if reads is None else reads
    wanted = [file for file in placed if file.path not in reads]
    if known is not None:
        reads.update(_stored(root, [file for file in wanted if file.docname not in kept], events, known))
        wanted = [file for file in wanted if file.path not in reads]
    read_some = ReadFiles(root, settings, events, {page: one.source.encode() for page, one in kept.items()})
    for file, found, text in chain.from_iterable(shared(read_some, parts(wanted, least=_FILES))):
        reads[file.path] = found
        if texts is not None:
            texts[file.docname] = text
    read = reads if len(reads) == len(placed) else {file.path: reads[file.path] for file in placed}
    parsed = {path: result.parsed for path, result in read.items()}
    problems.extend(_told_by_files(placed, read, ledger))
    targets = {path: result.targets for path, result in read.items() if result.targets}
    whole = not any(problem.code is Code.UNREADABLE for problem in problems)
    if whole:  # else every id that a folder holds which cannot be read would be unknown, and every page gone
        headers = Headers(root, settings, tuple(files), parsed, targets, stored, others_there)
        problems.extend(rules.check(headers))
        problems.extend(one for one in oversights.check(headers) if not _is_of_published(one, ledger))
        problems.extend(drive_copies(headers, ledger.records if ledger is not None else ()))
    published = None
    if ledger is not None and settings.gate and admitted is not None:
        published = {*ledger.records, *admitted}
    archive = _archive(root, settings, files, parsed, problems, published)
    archive = _with_files(archive, parsed, targets, ledger, stored, anew=anew)
    if ledger is not None:
        archive = _held(archive, ledger, files, read, whole)
    archive = replace(archive, placements=_placements(archive), others=others)
    archive = _with_broken_links(archive, read) if whole else archive
    if texts is not None:
        for docname in archive.withheld:
            texts.pop(docname, None)
    problems = [*archive.problems, *_erased_and_back(root, notices)]
    return replace(
        archive,
        problems=tuple(sorted(advised(root, problems), key=lambda problem: (problem.path, problem.line))),
        digests={file.docname: read[file.path].source for file in files if file.path in read},
        kept=notices,
    )


def _notices(ledger: Ledger, settings: Settings) -> Iterator[tuple[PageName, KeptSource]]:
    """What stands at the addresses of texts that were erased, by page: the day, that something was here, and why."""
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
        message = "this text was erased, so the site keeps the notice of that"
        yield Problem(path, 1, Code.KEPT_AS_PUBLISHED, message, "delete this file, and look how it came back")


def _with_broken_links(archive: Archive, read: Mapping[str, Read]) -> Archive:
    return replace(archive, problems=(*archive.problems, *text_checks.check(archive, read)))


def _told_by_files(files: list[SourceFile], read: Mapping[str, Read], ledger: Ledger | None) -> Iterator[Problem]:
    """What is wrong with files by themselves."""
    for file in files:
        now = read[file.path]
        if now.parsed.problems or now.later:  # of few
            yield from now.parsed.problems
            yield from _later(file, now, ledger)


def _later(file: SourceFile, read: Read, ledger: Ledger | None) -> Iterator[Problem]:
    """The errors of a file by rules that are younger than the ledger: a text that was published so stands."""
    record = ledger.records.get(release_id(file.docname)) if ledger and file.kind == "release" and read.later else None
    published = record is not None and read.digests is not None and read.digests.are_of(record.current)
    for problem in read.later:
        if published:
            advice = f"where it is to be another: newsroom correct {file.id} --note …"
            yield replace(problem, code=Code.PUBLISHED_SO, advice=f"{problem.advice}; {advice}")
        else:
            yield problem


def _is_of_published(problem: Problem, ledger: Ledger | None) -> bool:
    """Whether a problem is of what is unlikely in the header of a text that readers have."""
    page = PageName(posixpath.splitext(problem.path)[0])
    return problem.code is Code.UNLIKELY and ledger is not None and release_id(page) in ledger.records


def _stored(
    root: Path, files: Iterable[SourceFile], events: Mapping[PageName, Event] | None, known: EarlierReads
) -> Iterator[tuple[str, Read]]:
    """What is known of files, by their paths, where they are as they were."""
    for file in files:
        if found := known.read(root, file.path, issuer_of(file.docname, events)):
            yield file.path, found


def _with_files(
    archive: Archive,
    parsed: Mapping[str, Parsed[Any]],
    targets: Mapping[str, tuple[Target, ...]],
    ledger: Ledger | None,
    stored: Mapping[str, Path],
    *,
    anew: bool,
) -> Archive:
    """The archive with the files that its texts name, superseded texts included, and with their digests."""
    found: dict[PageName, tuple[ReleaseFile, ...]] = {}
    allowed = Publishable(archive.root, archive.settings.allowed, withheld=archive.withheld)
    paths: set[str] = set()
    for path, header in parsed.items():
        record = header.record
        if path not in targets and not getattr(record, "image", None) and not getattr(record, "attachments", ()):
            continue  # as most; what is shown of it can only be less
        page = PageName(posixpath.splitext(path)[0])
        old = superseded_by_name(page)
        release = archive.releases.get(PageName(old[0]) if old else page)
        text = record if old else release
        if release is None or text is None or (path not in targets and not text.image and not text.attachments):
            continue
        named = files_named(text, targets.get(path, ()), release.own_pages, archive.root, archive.settings.language)
        paths.update(file.path for file in publishable(named, allowed))
        if named:
            found[page] = named
    pictures = (ReleaseFile(image.src, "", True, 1) for _, image in pictured(archive.registry))
    paths.update(file.path for file in publishable(pictures, allowed))
    if ledger is not None:
        paths.update(kept_files(archive.root, ledger.records.values()))
    texts = Texts(archive.root, archive.settings, archive.registry, archive.releases, archive.withheld, parsed, targets)
    beside = texts.not_yet_published()
    wanted = paths.union(file.path for files in beside.values() for file in files)
    looked = looked_at(archive.root, wanted, anew=anew) if wanted else {}
    digests = {
        **{path: one.sha256 for path, one in looked.items() if path in paths},
        **{path: file.name for path, file in stored.items()},
    }
    problems = (*archive.problems, *texts.check(found, beside, looked, ledger))
    return replace(archive, files=found, file_digests=digests, stored=stored, problems=problems)


def _placements(archive: Archive) -> Placements:
    records = archive.ledger.records if archive.ledger else {}
    found = placements(archive.releases, archive.superseded, archive.files, archive.file_digests, records.get)
    found = with_pictures(found, archive.registry, archive.file_digests)
    headers = {**archive.releases, **{page: old.release for page, old in archive.superseded.items()}}
    return with_attachments(found, headers, archive.standing_file)


def notebook_to_show(root: Path, settings: Settings) -> str | None:
    """The path of a notebook in *root* that may be published now, as far as its own header tells; None without."""
    for file in notebook_files(root):
        record = read_file(root, file, settings, None)[0].parsed.record
        alone = {file.docname: record} if isinstance(record, Release) else {}
        if alone and not to_come(alone, settings.now, drafts=settings.drafts):
            return file.path
    return None


def _without_ledger(files: Iterable[SourceFile]) -> Iterator[Problem]:
    """Superseded texts in an archive that keeps no ledger: nothing says that they were published."""
    message = "a superseded text stands in an archive without a ledger"
    advice = f"restore {LEDGER}, or rename the file"
    for file in files:
        if file.kind == "superseded":
            yield Problem(file.path, 1, Code.FILE_NAME, message, advice)


def _held(
    archive: Archive, ledger: Ledger, files: Iterable[SourceFile], read: Mapping[str, Read], whole: bool
) -> Archive:
    """The archive with its ledger, and with all in which it departs from it, where it could be read as a *whole*."""
    texts: dict[str, dict[PageName, Text]] = {"release": {}, "superseded": {}}
    for file in files:
        if file.kind in texts and file.path in read:
            result = read[file.path]
            named = archive.files.get(file.docname, ())
            texts[file.kind][file.docname] = Text(file.path, result.parsed.record, result.digests, named)
    withheld = {docname: found.reason for docname, found in archive.withheld.items()}
    held = LedgerSubject(
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
    # Two ends after a merge are no damage: what either branch published is known.
    if whole and not any(problem.path == LEDGER and not problem.pending for problem in ledger.problems):
        problems += tuple(ledger_rules.check(held))
    superseded = {
        docname: replace(
            found, release=with_present_ids(_as_withdrawn(found.release, release), archive.registry.former)
        )
        for docname, found in superseded_of(held).items()
        if (release := archive.releases.get(found.release.docname))
    }
    changed = (record for record in ledger.records.values() if record.corrected or record.withdrawn)
    there = {page: record for record in changed if (page := release_page(record.id)) in archive.releases}
    releases = {page: as_recorded(archive.releases[page], record) for page, record in there.items()}
    shown = {**archive.releases, **releases} if releases else archive.releases
    return replace(archive, problems=problems, ledger=ledger, superseded=superseded, releases=shown)


def _as_withdrawn(old: Release, release: Release) -> Release:
    """A superseded text, under the headline that its *release* was withdrawn with, if it was."""
    return replace(old, title=release.title, withdrawn=release.withdrawn) if release.withdrawn else old


def _archive(
    root: Path,
    settings: Settings,
    files: Iterable[SourceFile],
    parsed: Mapping[str, Parsed[Any]],
    problems: Iterable[Problem],
    published_ids: Container[ReleaseId] | None,
) -> Archive:
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
        published.pop(docname, None)  # two files of one name: neither
    releases = {docname: record for docname, record in published.items() if isinstance(record, Release)}
    withheld.update(to_come(releases, settings.now, drafts=settings.drafts, published=published_ids))
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
    return Archive(root, settings, registry, shown, withheld, problems, moved=moved)


def _registry(records: Iterable[Any], releases: Iterable[Release]) -> Registry:
    """The records, with a topic made up for each that a published release names and no file describes."""
    by_id: dict[type, dict[str, Any]] = {Organization: {}, Official: {}, Topic: {}}
    for record in records:
        by_id[type(record)][record.id] = record
    topics: dict[str, Topic] = by_id[Topic]
    for id_ in set().union(*(release.topics for release in releases)) - topics.keys():
        words = id_.replace("-", " ")
        topics[id_] = Topic(id_, words[:1].upper() + words[1:])
    return Registry(by_id[Organization], by_id[Official], dict(sorted(topics.items())))
