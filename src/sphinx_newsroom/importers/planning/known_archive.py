"""The archive that releases come into: which ids, addresses and texts it has, and what its checks say of new files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.checks import Headers
from sphinx_newsroom.archive.source_file import Read, judged, read_file
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem
from sphinx_newsroom.importers.drafts import UNFIT, clean
from sphinx_newsroom.importers.formats.plain import unlike_a_header
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.model.addresses import ReleaseId, moved_from, superseded_by_name
from sphinx_newsroom.model.records import Organization, Release
from sphinx_newsroom.sources.header import KEYS, body_of, size_limit
from sphinx_newsroom.sources.listing import SourceFile, SourceText, source_file, source_files
from sphinx_newsroom.sources.yaml_text import entry, plain

# The file of a release: its header, written as all headers are, and its text.


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its path in the archive, and its text."""

    path: str
    text: str


def release_text(values: Mapping[str, object], body: str) -> str:
    """The file of a release; keys stand in the order in which the reference has them, those without a value nowhere."""
    header = "".join(entry(key, value) for key in KEYS["release"] if (value := plain(values.get(key))) is not None)
    text = UNFIT.sub("\ufffd", body.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"---\n{header}---\n\n{unlike_a_header(text)}\n"


@dataclass(frozen=True)
class Known:
    """An archive as it stands.

    *taken* are ids that no new release can have, *dates* the days of the releases that can be read, by id, *addresses*
    the former addresses with the releases that have them, *issuers* the ids of organizations by their names, *texts*
    the bodies of releases by path.
    """

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...] = ()
    reads: Mapping[str, Read] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    dates: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, ReleaseId] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def judge(self, files: Iterable[File]) -> tuple[list[Problem], dict[str, Read]]:
        """What the checks of the archive say of new files, as ``newsroom check`` would once they are there."""
        added: list[SourceFile] = []
        reads: dict[str, Read] = {}
        problems: list[Problem] = []
        for one in files:
            data = one.text.encode()
            file = source_file(one.path)
            added.append(file)
            reads[one.path] = judged(file, SourceText(data, one.text), self.settings, {})
            problems += reads[one.path].parsed.problems
            if len(data) > (limit := size_limit(one.path, self.settings.max_text)):
                words = f"the text has {len(data):,} bytes, where at most {limit:,} can be"
                problems.append(Problem(one.path, 1, Code.TOO_LARGE, words, "divide it"))
        whole = {**self.reads, **reads}
        parsed = {path: read.parsed for path, read in whole.items()}
        targets = {path: read.targets for path, read in whole.items() if read.targets}
        found = Headers(self.root, self.settings, (*self.files, *added), parsed, targets)
        problems += [problem for problem in rules.check(found) if problem.path in reads]
        return problems, reads


def known_archive(root: Path, settings: Settings, progress: Callable[[int, int], None]) -> Known:
    """What is in the archive in *root*; what is wrong there is for ``newsroom check`` to say."""
    files, _ = source_files(root)
    reads: dict[str, Read] = {}
    texts: dict[str, str] = {}
    dates: dict[str, str] = {}
    addresses: dict[str, ReleaseId] = {}
    issuers: dict[str, str] = {}
    for number, file in enumerate(files):
        progress(number, len(files))
        reads[file.path], text = read_file(root, file, settings, {})
        record = reads[file.path].parsed.record
        if isinstance(record, Organization):
            for name in (record.id, record.name, record.acronym, *(other.name for other in record.other_names)):
                issuers.setdefault(clean(name or "").casefold(), record.id)
        elif isinstance(record, Release) and file.kind == "release":
            dates[record.id] = record.date.isoformat()
            addresses.update((url, record.id) for url in record.former_urls)
            texts[file.path] = _body(text)
    return Known(
        root,
        settings,
        tuple(files),
        reads,
        frozenset(_taken(root, files, addresses)),
        dates,
        addresses,
        issuers,
        texts,
    )


def _taken(root: Path, files: Iterable[SourceFile], addresses: Iterable[str]) -> Iterable[str]:
    """Ids of files, of releases that moved away, and of what the ledger has."""
    for file in files:
        if file.kind in ("release", "superseded"):
            old = superseded_by_name(file.docname)
            yield file.id
            yield old[0].split("/", 1)[1] if old else file.id
    for url in addresses:
        if former := moved_from(url):
            yield former
    ledger = ledger_of(root)
    for record in ledger.records.values() if ledger is not None else ():
        yield record.id
        yield from (former.id for former in record.former)


def _body(text: str) -> str:
    try:
        return body_of(text) if text.startswith(("---", "\ufeff")) else ""
    except HeaderError:
        return ""


def lines_of(read: Read) -> Mapping[int, str]:
    """The keys of a header by the lines on which they stand."""
    lines: Mapping[str, int] = read.parsed.lines
    found: dict[int, Any] = {}
    for key, line in lines.items():
        found.setdefault(line, key)
    return found
