"""An archive as it stands on disk: what may be published now, what is withheld, and what is wrong."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.advice import advised
from sphinx_newsroom.archive.file_digests import sha256_of
from sphinx_newsroom.archive.headers import Headers
from sphinx_newsroom.archive.release_files import (
    Placements,
    files_named,
    in_language,
    kept_files,
    placements,
    publishable,
)
from sphinx_newsroom.archive.withheld import (
    Withheld,
    at_present,
    shown_too_early,
    under_embargo,
    with_their_originals,
    without_references,
)
from sphinx_newsroom.config import DEFAULT_TAG, Settings
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.files import digest
from sphinx_newsroom.ledger import checks as ledger_rules
from sphinx_newsroom.ledger.checks import Held, Text, moved_ids
from sphinx_newsroom.ledger.events import Ledger
from sphinx_newsroom.ledger.release_files import ReleaseFile
from sphinx_newsroom.ledger.signing import signature_problems
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.model.addresses import LEDGER, PageName, ReleaseId, superseded_by_name
from sphinx_newsroom.model.records import Official, Organization, Release, Superseded, Topic
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources import early_close
from sphinx_newsroom.sources.header import (
    HeaderError,
    Parsed,
    parse_official,
    parse_organization,
    parse_release,
    parse_topic,
)
from sphinx_newsroom.sources.keys import KEYS
from sphinx_newsroom.sources.listing import SourceFile, read_source, source_files
from sphinx_newsroom.sources.notebook import notebook_of
from sphinx_newsroom.sources.notebook_shape import wrong_shape
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.sources.release_file import cells, is_notebook, size_limit
from sphinx_newsroom.sources.safety import Scan, Target, links_at_most, links_in, scan
from sphinx_newsroom.sources.sheet import RefusedError

FORTHCOMING = "a forthcoming release"
"""What stands for the title of a release under embargo."""

WITHOUT_LEDGER = "this archive keeps no ledger, so nothing says when a published text is changed; run: newsroom publish"
"""What an archive is told once a build that records nothing."""


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
    files: Mapping[PageName, tuple[ReleaseFile, ...]] = field(default_factory=dict)
    """The files that each text shows or offers, whether they are there or not, by docname."""
    file_digests: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each of these files that is there and may be published, by path."""
    placements: Placements = field(default_factory=Placements)
    """Where these files stand in the site, and those of superseded texts."""

    def current_id(self, id_: ReleaseId) -> ReleaseId:
        """The id of a release that may have moved."""
        return self.moved.get(id_, id_)


class Read(NamedTuple):
    """A file after reading: its header, and what its text needs."""

    parsed: Parsed[Any]
    targets: tuple[Target, ...]
    digests: Digests | None = None
    """Those of a release's text, where it can be recorded."""
    source: str = ""
    """What tells the file's bytes from any others."""


def load(
    root: Path, settings: Settings, texts: dict[PageName, str] | None = None, reads: dict[str, Read] | None = None
) -> Archive:
    """Read every header and record below *root*, without Sphinx.

    *texts* takes the text of each file that is not withheld, by docname, for who must go on with exactly what was
    read here and not with what the file holds by then.  *reads* takes what each file says, by path, and a file that it
    has is not read again.  Nothing is raised for what authors write: that is in the archive's problems, sorted by
    place.  A file with an error is withheld, a release before its embargo or date as well.
    """
    files, problems = source_files(root)
    ledger = ledger_rules.ledger_of(root)
    problems.extend(_undecided(settings))
    if ledger is None:
        problems.extend(_without_ledger(files))
    misplaced = {problem.path for problem in problems}
    recorded = ledger is not None or reads is not None  # in the latter case the ledger may be about to begin
    placed = [file for file in files if file.path not in misplaced]
    issuers = ledger_rules.issuers_of(ledger) if ledger is not None else {} if recorded else None
    read = _read_all(root, placed, settings, issuers, {} if texts is None else texts, {} if reads is None else reads)
    for result in read.values():
        problems.extend(result.parsed.problems)
    parsed = {path: result.parsed for path, result in read.items()}
    targets = {path: result.targets for path, result in read.items() if result.targets}
    whole = not any(problem.code is Code.UNREADABLE for problem in problems)
    if whole:  # else every id that a folder holds which cannot be read would be unknown, and every page gone
        problems.extend(rules.check(Headers(root, settings, tuple(files), parsed, targets)))
    archive = _archive(root, settings, files, parsed, problems)
    archive = _with_files(archive, parsed, targets, ledger)
    if ledger is not None:
        archive = _held(archive, ledger, files, read, whole)
    archive = replace(archive, placements=_placements(archive))
    if texts is not None:
        for docname in archive.withheld:
            texts.pop(docname, None)
    return replace(
        archive,
        problems=tuple(sorted(advised(root, archive.problems), key=lambda problem: (problem.path, problem.line))),
        digests={file.docname: read[file.path].source for file in files if file.path in read},
    )


def _with_files(
    archive: Archive,
    parsed: Mapping[str, Parsed[Any]],
    targets: Mapping[str, tuple[Target, ...]],
    ledger: Ledger | None,
) -> Archive:
    """The archive with the files that its texts name, superseded texts included, and with their digests."""
    found: dict[PageName, tuple[ReleaseFile, ...]] = {}
    allowed = Publishable(archive.root, archive.settings.allowed, withheld=archive.withheld)
    paths: set[str] = set()
    for path in parsed:
        page = PageName(posixpath.splitext(path)[0])
        old = superseded_by_name(page)
        release = archive.releases.get(PageName(old[0]) if old else page)
        text = parsed[path].record if old else release
        if release is None or text is None or (path not in targets and text.image is None):
            continue
        named = files_named(text, targets.get(path, ()), release.own_pages)
        named = tuple(in_language(file, archive.root, archive.settings.language) for file in named)
        paths.update(file.path for file in publishable(named, allowed))
        if named:
            found[page] = named
    if ledger is not None:
        paths.update(kept_files(archive.root, ledger.records.values()))
    return replace(archive, files=found, file_digests=sha256_of(archive.root, paths) if paths else {})


def _placements(archive: Archive) -> Placements:
    records = archive.ledger.records if archive.ledger else {}
    return placements(archive.releases, archive.superseded, archive.files, archive.file_digests, records.get)


def _read_all(
    root: Path,
    files: Sequence[SourceFile],
    settings: Settings,
    issuers: Mapping[PageName, str | None] | None,
    texts: dict[PageName, str],
    known: dict[str, Read],
) -> dict[str, Read]:
    """What each of *files* says, by path; texts and what was not *known* yet are noted."""
    for file in files:
        if file.path not in known:
            known[file.path], texts[file.docname] = _read(root, file, settings, issuers)
    return {file.path: known[file.path] for file in files}


def has_notebook_to_show(root: Path, settings: Settings) -> bool:
    """Whether a notebook in *root* may be published now, as far as its own header tells."""
    for file in source_files(root)[0]:
        if is_notebook(file.path):
            record = _read(root, file, settings, None)[0].parsed.record
            if isinstance(record, Release) and not under_embargo({file.docname: record}, settings.now):
                return True
    return False


def _undecided(settings: Settings) -> Iterator[Problem]:
    """What conf.py should say of an archive that has an address."""
    if settings.baseurl and settings.tag == DEFAULT_TAG:
        message = f"the site has an address, and the ids in its feeds begin with {DEFAULT_TAG}, as any archive's do"
        host = urlsplit(settings.baseurl).hostname
        year = settings.now.year
        advice = f'before anybody subscribes, write newsroom_tag = "{host},{year}" and never change it'
        yield Problem("conf.py", 1, Code.SETTING, message, advice)


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
    held = Held(
        ledger,
        texts["release"],
        texts["superseded"],
        withheld,
        archive.registry.organizations,
        archive.settings.now,
        archive.file_digests,
    )
    problems = (*archive.problems, *ledger.problems, *signature_problems(ledger, archive.settings.public_key))
    if whole and not any(problem.path == LEDGER for problem in ledger.problems):
        problems += tuple(ledger_rules.check(held))
    superseded = {
        docname: found
        for docname, found in ledger_rules.superseded_of(held).items()
        if found.release.docname in archive.releases
    }
    return replace(archive, problems=problems, ledger=ledger, superseded=superseded)


def _read(
    root: Path, file: SourceFile, settings: Settings, issuers: Mapping[PageName, str | None] | None
) -> tuple[Read, str]:
    """A file's header and what its text does, and the text; a text's problems are added to the header's.

    *issuers* are those that the ledger records, by docname; None where nothing is recorded.
    """
    try:
        data, text = read_source(root, file.path, size_limit(file.path, settings.max_text))
    except RefusedError as refusal:
        return _broken(Problem(file.path, refusal.line or 1, refusal.code, refusal.message, refusal.advice))
    parsed = _parse(file, text, settings)
    words = None
    if issuers is not None and isinstance(parsed.record, Release):
        with suppress(HeaderError, UnicodeEncodeError):  # the latter: half of a character, reported below
            words = digests(parsed.record, text, issuers.get(file.docname, parsed.record.issuer))
    found = scan_body(file.path, text, settings.allowed, settings.max_links)
    problems = (*found.problems, *(_not_a_notebook if is_notebook(file.path) else _closed_too_early)(file, text))
    if problems:
        parsed = replace(parsed, problems=(*parsed.problems, *problems))
    return Read(parsed, found.targets, words, digest(data)), text


def _closed_too_early(file: SourceFile, text: str) -> Iterator[Problem]:
    """Keys below the header of a Markdown file; a superseded text stays as it was published."""
    if file.kind != "superseded":
        with suppress(HeaderError):  # reported with the header
            if problem := early_close.problem(file.path, text, KEYS[file.kind]):
                yield problem


def _not_a_notebook(file: SourceFile, text: str) -> Iterator[Problem]:
    """What of a notebook its readers would stumble over, for whom one such file is the end of the whole build."""
    with suppress(HeaderError):  # reported with the header
        if wrong := wrong_shape(notebook_of(text), text):
            message = f"the file is no notebook (nbformat 4) as it should be: {wrong}"
            advice = "save it again from the notebook editor"
            yield Problem(file.path, 1, Code.UNREADABLE_HEADER, message, advice)


def _broken(problem: Problem) -> tuple[Read, str]:
    return Read(Parsed(None, (problem,), {}), ()), ""


def _parse(file: SourceFile, text: str, settings: Settings) -> Parsed[Any]:
    if file.kind == "release":
        return parse_release(file.path, text, settings)
    if file.kind == "superseded":
        return _parse_superseded(file, text, settings)
    if file.kind == "organization":
        return parse_organization(file.path, text)
    return parse_official(file.path, text) if file.kind == "official" else parse_topic(file.path, text)


def _parse_superseded(file: SourceFile, text: str, settings: Settings) -> Parsed[Release]:
    """The header of a superseded text, under the id of its release."""
    stem, suffix = file.path.rsplit(".", 1)
    found = superseded_by_name(stem)
    assert found is not None  # or it would be no superseded text
    parsed = parse_release(f"{found[0]}.{suffix}", text, settings)
    record = replace(parsed.record, path=file.path) if parsed.record else None
    return replace(parsed, record=record, problems=tuple(replace(p, path=file.path) for p in parsed.problems))


def scan_body(path: str, text: str, allowed: Allowed, most_links: int | None = None) -> Scan:
    """What the text of a release's or record's file does, and what of it is not allowed, such as too many links.

    Of a notebook these are its text cells; lines are those of the file.
    """
    try:
        parts = cells(path, text)
    except HeaderError:
        return Scan()  # reported with the header; what has no header is not published
    problems: list[Problem] = []
    targets: list[Target] = []
    left = most_links if most_links is not None and links_at_most(text) > most_links else None
    for part in parts:
        if part.kind == "raw":
            message = "the notebook has a raw cell, which could run code"
            problems.append(Problem(path, part.line(1), Code.DIRECTIVE, message, "make it a text cell, or remove it"))
        elif part.kind == "markdown":
            if left is not None:
                count, line = links_in(part.source, left)
                left = None if line else left - count  # once is enough
                if line:
                    message = f"the text has more than {most_links:,} links; the next one stands here"
                    advice = "divide the text, or raise newsroom_max_links in conf.py"
                    problems.append(Problem(path, part.line(line), Code.TOO_LARGE, message, advice))
            found = scan(path, part.source, allowed)
            problems.extend(replace(problem, line=part.line(problem.line)) for problem in found.problems)
            targets.extend(target._replace(line=part.line(target.line)) for target in found.targets)
    return Scan(tuple(problems), tuple(targets))


def _archive(
    root: Path,
    settings: Settings,
    files: Iterable[SourceFile],
    parsed: Mapping[str, Parsed[Any]],
    problems: Iterable[Problem],
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
    withheld.update(under_embargo(releases, settings.now))
    withheld.update(with_their_originals(releases, withheld))
    moved = moved_ids(releases)
    shown = {
        docname: without_references(at_present(release, moved), withheld)
        for docname, release in releases.items()
        if docname not in withheld
    }
    early = list(shown_too_early(root, shown, withheld, parsed))
    for docname, problem in early:
        shown[docname] = replace(shown[docname], image=None)
        problems += (problem,)
    registry = _registry(published.values(), shown.values())
    return Archive(root, settings, registry, shown, withheld, problems, moved=moved)


def _registry(records: Iterable[Any], releases: Iterable[Release]) -> Registry:
    """The records, with a topic made up for each that a published release names and no file describes."""
    by_id: dict[type, dict[str, Any]] = {Organization: {}, Official: {}, Topic: {}, Release: {}}
    for record in records:
        by_id[type(record)][record.id] = record
    topics: dict[str, Topic] = by_id[Topic]
    for release in releases:
        for id_ in release.topics:
            if id_ not in topics:
                words = id_.replace("-", " ")
                topics[id_] = Topic(id_, words[:1].upper() + words[1:])
    return Registry(by_id[Organization], by_id[Official], dict(sorted(topics.items())))
