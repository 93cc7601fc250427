"""An archive as it stands on disk: what may be published now, what is withheld, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sphinx_newsroom import rules
from sphinx_newsroom.bodies import Scan, Target, scan
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.header import (
    HeaderError,
    Parsed,
    body_of,
    parse_official,
    parse_organization,
    parse_release,
    parse_topic,
)
from sphinx_newsroom.model import Official, Organization, Release, Topic
from sphinx_newsroom.notebook_header import cells_of
from sphinx_newsroom.registry import Registry
from sphinx_newsroom.sources import SourceFile, source_files

FORTHCOMING = "a forthcoming release"
"""What stands for the title of a release under embargo."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that must not reach Sphinx: *until* is the end of its embargo."""

    path: str
    reason: Literal["error", "embargo"]
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Archive:
    """An archive at one moment: *releases* and *withheld* are keyed by docname (``releases/2011/conference-opens``)."""

    root: Path
    settings: Settings
    registry: Registry
    releases: Mapping[str, Release]
    withheld: Mapping[str, Withheld]
    problems: tuple[Problem, ...]


class _Read(NamedTuple):
    """A file after reading: its header, and what its text needs."""

    parsed: Parsed[Any]
    targets: tuple[Target, ...]


def load(root: Path, settings: Settings) -> Archive:
    """Read every header and record below *root*, without Sphinx.

    Nothing is raised for what authors write: that is in the archive's problems, sorted by place.
    A file with an error is withheld, a release before its embargo or date as well.
    """
    files, problems = source_files(root)
    misplaced = {problem.path for problem in problems}
    read = {file.path: _read(root, file, settings) for file in files if file.path not in misplaced}
    for result in read.values():
        problems.extend(result.parsed.problems)
    parsed = {path: result.parsed for path, result in read.items()}
    targets = {path: result.targets for path, result in read.items() if result.targets}
    problems.extend(rules.check(rules.Found(root, settings, tuple(files), parsed, targets)))
    problems.sort(key=lambda problem: (problem.path, problem.line))
    return _archive(root, settings, files, parsed, tuple(problems))


def _read(root: Path, file: SourceFile, settings: Settings) -> _Read:
    """A file's header and what its text does; a text's problems are added to the header's."""
    try:
        text = (root / file.path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = Problem(file.path, line, Code.UNREADABLE_HEADER, "the file is not UTF-8", "save it as UTF-8")
        return _Read(Parsed(None, (problem,), {}), ())
    except OSError as error:
        problem = Problem(
            file.path, 1, Code.UNREADABLE_HEADER, f"the file cannot be read: {error.strerror}", "make it readable"
        )
        return _Read(Parsed(None, (problem,), {}), ())
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    parsed = _parse(file, text, settings)
    found = _scan_notebook(file.path, text) if file.path.endswith(".ipynb") else _scan_text(file.path, text)
    if found.problems:
        parsed = replace(parsed, problems=(*parsed.problems, *found.problems))
    return _Read(parsed, found.targets)


def _parse(file: SourceFile, text: str, settings: Settings) -> Parsed[Any]:
    if file.kind == "release":
        return parse_release(file.path, text, settings)
    if file.kind == "organization":
        return parse_organization(file.path, text)
    return parse_official(file.path, text) if file.kind == "official" else parse_topic(file.path, text)


def _scan_text(path: str, text: str) -> Scan:
    try:
        return scan(path, body_of(text))
    except HeaderError:
        return Scan()  # reported with the header; what has no header is not published


def _scan_notebook(path: str, text: str) -> Scan:
    """What the text cells of a notebook do; lines are those of the file where the words can be found in it."""
    try:
        cells = cells_of(text)
    except HeaderError:
        return Scan()
    problems: list[Problem] = []
    targets: list[Target] = []
    for cell in cells:
        if cell.kind == "raw":
            problems.append(
                Problem(
                    path,
                    cell.line(1),
                    Code.DIRECTIVE,
                    "the notebook has a raw cell, which could run code",
                    "make it a text cell, or remove it",
                )
            )
        elif cell.kind == "markdown":
            found = scan(path, cell.source, notebook=True)
            problems.extend(replace(problem, line=cell.line(problem.line)) for problem in found.problems)
            targets.extend(target._replace(line=cell.line(target.line)) for target in found.targets)
    return Scan(tuple(problems), tuple(targets))


def _archive(
    root: Path,
    settings: Settings,
    files: Iterable[SourceFile],
    parsed: Mapping[str, Parsed[Any]],
    problems: tuple[Problem, ...],
) -> Archive:
    broken = {problem.path for problem in problems if problem.code.severity is Severity.ERROR}
    withheld: dict[str, Withheld] = {}
    published: dict[str, Any] = {}
    for file in files:
        record = parsed[file.path].record if file.path in parsed else None
        if file.path in broken or record is None:
            withheld[file.docname] = Withheld(file.path, "error")
        else:
            published[file.docname] = record
    for docname in withheld:
        published.pop(docname, None)  # two files of one name: neither
    releases = {docname: record for docname, record in published.items() if isinstance(record, Release)}
    withheld.update(_under_embargo(releases, settings.now))
    withheld.update(_with_their_originals(releases, withheld))
    shown = {docname: _without(release, withheld) for docname, release in releases.items() if docname not in withheld}
    return Archive(root, settings, _registry(published.values(), shown.values()), shown, withheld, problems)


def _under_embargo(releases: Mapping[str, Release], now: dt.datetime) -> dict[str, Withheld]:
    """The releases whose embargo or date is still to come."""
    found = {}
    for docname, release in releases.items():
        # A date without a time counts from its first moment in UTC.
        begin = release.moment or dt.datetime.combine(release.date, dt.time(), dt.UTC)
        ahead = [moment for moment in (begin, release.embargo) if moment is not None and moment > now]
        if ahead:
            found[docname] = Withheld(release.path, "embargo", max(ahead))
    return found


def _with_their_originals(releases: Mapping[str, Release], withheld: Mapping[str, Withheld]) -> dict[str, Withheld]:
    """Translations of withheld releases: they say the same, and a broken header can hide an embargo."""
    found: dict[str, Withheld] = {}
    for docname, release in releases.items():
        if docname in withheld or release.translation_of is None:
            continue
        original = withheld.get(f"releases/{release.translation_of}")
        if original is not None:
            found[docname] = Withheld(release.path, original.reason, original.until)
    return found


def _without(release: Release, withheld: Mapping[str, Withheld]) -> Release:
    """The release without its references to withheld ones, whose ids must not show before they are published."""

    def hidden(id_: str | None) -> bool:
        return id_ is not None and f"releases/{id_}" in withheld

    changes: dict[str, Any] = {
        key: None for key in ("replaces", "follows", "translation_of") if hidden(getattr(release, key))
    }
    if any(map(hidden, release.related)):
        changes["related"] = tuple(id_ for id_ in release.related if not hidden(id_))
    if release.withdrawn is not None and hidden(release.withdrawn.replaced_by):
        changes["withdrawn"] = replace(release.withdrawn, replaced_by=None)
    return replace(release, **changes) if changes else release


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
