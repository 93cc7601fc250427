"""The records of an archive, indexed by identifier, id, name and form of an organization's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem, RefusedError
from sphinx_newsroom.files import mended
from sphinx_newsroom.importers.drafts import Identifier, Kind, clean, identifier
from sphinx_newsroom.model.addresses import entity_page
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import Parsed, is_notebook, parse_record, parse_release
from sphinx_newsroom.sources.listing import read_source, source_files

Record = Organization | Official


def parse(path: str, text: str) -> Parsed[Any]:
    """Parse the text of a record's file, as the archive does."""
    return parse_record(path, mended(text))


def path_of(kind: Kind, id_: str) -> str:
    """Return the path of a record's file, relative to the archive's root."""
    return f"{entity_page(kind, id_)}.md"


@dataclass
class Records:
    """The records by all keys that find them; it grows during an import.

    *broken* has the paths of unreadable files by id, since these ids are taken, too.
    """

    records: dict[str, Record] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    by_identifier: dict[Identifier, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[Kind, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    by_form: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Record) -> None:
        """Add a record to all indexes."""
        self.records[record.id] = record
        for scheme, value in record.identifiers:
            # Normalized like those of drafts, so that an address matches a bare id.
            self.by_identifier[identifier(scheme, clean(value))].append(record.id)
        self.by_name[record.kind, clean(record.name)].append(record.id)
        if isinstance(record, Organization):
            # By any name, to resolve references of parents, successors and offices.
            others = (name.name for name in record.other_names)
            for name in (record.name, *others, *filter(None, [record.acronym])):
                self.by_form[clean(name)].append(record.id)

    @property
    def registry(self) -> Registry:
        """Return the records as a registry."""
        every = self.records.items()
        return Registry(
            {id_: record for id_, record in every if isinstance(record, Organization)},
            {id_: record for id_, record in every if isinstance(record, Official)},
        )

    def __contains__(self, id_: object) -> bool:
        """Whether an id is taken."""
        return id_ in self.records or id_ in self.broken


def load_records(root: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Records:
    """Read all organizations and officials of the archive in *root*; unreadable ones are in *broken* and *problems*."""
    found = Records()
    files, problems = source_files(root)
    wrong = {problem.path: problem for problem in problems}
    found.problems += [problem for problem in problems if problem.code is Code.UNREADABLE]
    record_files = [file for file in files if file.kind in ("organization", "official")]
    for number, file in enumerate(record_files):
        progress(number, len(record_files))
        record: Record | None = None
        if file.path in wrong:
            found.problems.append(wrong[file.path])
        else:
            record = _read(root, file.path, found)
        if record is None or record.id in found:
            found.broken[file.id] = file.path
        else:
            found.add(record)
    return found


def _read(root: Path, path: str, found: Records) -> Record | None:
    try:
        parsed = parse(path, read_source(root, path).text)
    except RefusedError as refusal:
        found.problems.append(refusal.problem(path))
        return None
    found.problems.extend(parsed.problems)
    return parsed.record


def languages_of(root: Path, settings: Settings) -> Iterator[str]:
    """Yield the archive's language and those of its releases."""
    yield settings.language
    for file in source_files(root)[0]:
        if file.kind == "release" and not is_notebook(file.path):
            try:
                text = read_source(root, file.path).text
            except RefusedError:
                continue
            if (release := parse_release(file.path, text, settings).record) is not None:
                yield release.language
