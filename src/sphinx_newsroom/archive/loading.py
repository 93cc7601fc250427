"""An archive as it stands on disk: what may be published now, what is withheld, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.advice import advised
from sphinx_newsroom.archive.headers import Headers
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
from sphinx_newsroom.files import as_text, digest
from sphinx_newsroom.ledger import checks as ledger_rules
from sphinx_newsroom.ledger.checks import Held, Text, moved_ids
from sphinx_newsroom.ledger.events import Ledger
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
from sphinx_newsroom.sources.listing import KINDS, Source, SourceFile, read_source, source_file, source_files
from sphinx_newsroom.sources.notebook import notebook_of
from sphinx_newsroom.sources.notebook_shape import wrong_shape
from sphinx_newsroom.sources.release_file import cells, is_notebook, size_limit
from sphinx_newsroom.sources.safety import Scan, Target, scan
from sphinx_newsroom.sources.sheet import RefusedError

FORTHCOMING = "a forthcoming release"
"""What stands for the title of a release under embargo."""

WITHOUT_LEDGER = "this archive keeps no ledger, so nothing says when a published text is changed; run: newsroom publish"
"""What an archive is told once a build that records nothing."""


class Kept(NamedTuple):
    """A published text in the place of what its file holds: the path that it has as a file, and its whole source."""

    path: str
    source: str


NONE_KEPT: Mapping[PageName, Kept] = {}


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
    kept: Mapping[PageName, Kept] = field(default_factory=dict)
    """The published texts that were taken in the place of their files (:mod:`.standing`), by docname."""

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
    root: Path,
    settings: Settings,
    texts: dict[PageName, str] | None = None,
    reads: dict[str, Read] | None = None,
    *,
    beginning: bool = False,
    kept: Mapping[PageName, Kept] = NONE_KEPT,
    aside: Collection[PageName] = (),
) -> Archive:
    """Read every header and record below *root*, without Sphinx.

    *texts* takes the text of each file that is not withheld, by docname, for who must go on with exactly what was
    read here and not with what the file holds by then.  *reads* takes what each file says, by path, and a file that it
    has is not read again.  *beginning* says that a ledger may be about to begin.  The texts that are *kept* stand in
    the place of their files, and files *aside* (docnames) are passed over.  Nothing is raised for what authors write:
    that is in the archive's problems, sorted by place.  A file with an error is withheld, a release before its embargo
    or date as well.
    """
    files, problems = _listed(root, kept, aside)
    ledger = ledger_rules.ledger_of(root)
    problems.extend(_undecided(settings))
    if ledger is None:
        problems.extend(_without_ledger(files))
    misplaced = {problem.path for problem in problems}
    recorded = ledger is not None or beginning
    placed = [file for file in files if file.path not in misplaced]
    issuers = ledger_rules.issuers_of(ledger) if ledger is not None else {} if recorded else None
    reads = {} if reads is None else reads
    for file in placed:
        if file.path not in reads:
            data = kept[file.docname].source.encode() if file.docname in kept else None
            reads[file.path], text = _read(root, file, settings, issuers, data)
            if texts is not None:
                texts[file.docname] = text
    read = {file.path: reads[file.path] for file in placed}
    for result in read.values():
        problems.extend(result.parsed.problems)
    parsed = {path: result.parsed for path, result in read.items()}
    targets = {path: result.targets for path, result in read.items() if result.targets}
    whole = not any(problem.code is Code.UNREADABLE for problem in problems)
    if whole:  # else every id that a folder holds which cannot be read would be unknown, and every page gone
        problems.extend(rules.check(Headers(root, settings, tuple(files), parsed, targets)))
    archive = _archive(root, settings, files, parsed, problems)
    if ledger is not None:
        archive = _held(archive, ledger, files, read, whole)
    if texts is not None:
        for docname in archive.withheld:
            texts.pop(docname, None)
    return replace(
        archive,
        problems=tuple(sorted(advised(root, archive.problems), key=lambda problem: (problem.path, problem.line))),
        digests={file.docname: read[file.path].source for file in files if file.path in read},
    )


def _listed(
    root: Path, kept: Mapping[PageName, Kept], aside: Collection[PageName]
) -> tuple[list[SourceFile], list[Problem]]:
    """The source files of an archive as :func:`source_files` has them, with those *kept* and without those *aside*."""
    files, problems = source_files(root)
    if not kept and not aside:
        return files, problems
    dropped = {file.path for file in files if file.docname in kept or file.docname in aside}
    added = (source_file(one.path) for one in kept.values())
    standing = [*(file for file in files if file.path not in dropped), *added]
    standing.sort(key=lambda file: (list(KINDS).index(file.path.split("/")[0]), file.path))
    return standing, [problem for problem in problems if problem.path not in dropped]


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
            texts[file.kind][file.docname] = Text(file.path, result.parsed.record, result.digests)
    withheld = {docname: found.reason for docname, found in archive.withheld.items()}
    held = Held(
        ledger, texts["release"], texts["superseded"], withheld, archive.registry.organizations, archive.settings.now
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
    root: Path,
    file: SourceFile,
    settings: Settings,
    issuers: Mapping[PageName, str | None] | None,
    data: bytes | None = None,
) -> tuple[Read, str]:
    """What a file says, and its text; *data* is what it is to hold, whatever it holds."""
    try:
        limit = size_limit(file.path, settings.max_text)
        source = read_source(root, file.path, limit) if data is None else Source(data, as_text(data))
    except RefusedError as refusal:
        return _broken(Problem(file.path, refusal.line or 1, refusal.code, refusal.message, refusal.advice))
    return judged(file, source, settings, issuers), source.text


def judged(file: SourceFile, source: Source, settings: Settings, issuers: Mapping[PageName, str | None] | None) -> Read:
    """A file's header and what its text does; a text's problems are added to the header's.

    *issuers* are those that the ledger records, by docname; None where nothing is recorded.
    """
    text = source.text
    parsed = _parse(file, text, settings)
    words = None
    if issuers is not None and isinstance(parsed.record, Release):
        with suppress(HeaderError, UnicodeEncodeError):  # the latter: half of a character, reported below
            words = digests(parsed.record, text, issuers.get(file.docname, parsed.record.issuer))
    found = scan_body(file.path, text, settings.allowed)
    problems = (*found.problems, *(_not_a_notebook if is_notebook(file.path) else _closed_too_early)(file, text))
    if problems:
        parsed = replace(parsed, problems=(*parsed.problems, *problems))
    return Read(parsed, found.targets, words, digest(source.data))


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


def scan_body(path: str, text: str, allowed: Allowed) -> Scan:
    """What the text of a release's or record's file does, and what of it is not allowed.

    Of a notebook these are its text cells; lines are those of the file where the words can be found in it.
    """
    try:
        parts = cells(path, text)
    except HeaderError:
        return Scan()  # reported with the header; what has no header is not published
    problems: list[Problem] = []
    targets: list[Target] = []
    for part in parts:
        if part.kind == "raw":
            message = "the notebook has a raw cell, which could run code"
            problems.append(Problem(path, part.line(1), Code.DIRECTIVE, message, "make it a text cell, or remove it"))
        elif part.kind == "markdown":
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
