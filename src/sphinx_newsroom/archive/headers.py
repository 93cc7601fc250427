"""All headers of an archive as they were parsed: what the rules across files are about."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.checks import moved_ids
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    PageName,
    ReleaseId,
    entity_page,
)
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.model.registry import former_ids
from sphinx_newsroom.sources.header import Parsed
from sphinx_newsroom.sources.listing import Kind, SourceFile
from sphinx_newsroom.text.checks.references import Target


@dataclass(frozen=True)
class Headers:
    """All headers of an archive as they were parsed, by file, and the local files that their texts need."""

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...]
    parsed: Mapping[str, Parsed[Any]]
    targets: Mapping[str, tuple[Target, ...]]
    stored: Container[str] = frozenset()
    """The files of the archive that have others in their place, and may be gone."""
    other_files: Sequence[str] = ()
    """The files in the folders of releases and records that are no texts."""

    def ids(self, kind: Kind) -> frozenset[str]:
        """The ids that have a file, whatever state it is in."""
        return self._ids.get(kind, frozenset())

    @cached_property
    def _ids(self) -> Mapping[Kind, frozenset[str]]:
        found: dict[Kind, set[str]] = {}
        for file in self.files:
            found.setdefault(file.kind, set()).add(file.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def moved(self) -> Mapping[ReleaseId, ReleaseId]:
        """The ids that releases had before, with those that they have now."""
        found = [release for release, _ in self.records("release")]
        if not any(release.former_urls for release in found):  # as mostly
            return {}
        return moved_ids({release.docname: release for release in found})

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """The ids that records had before, by kind, with those that they have now."""
        return former_ids(record for kind in ENTITY_KINDS for record, _ in self.records(kind))

    def known(self, kind: Kind) -> frozenset[str]:
        """The ids by which a release's header may name a record: those that it had, too."""
        return self.ids(kind) | self.former.get(kind, {}).keys()

    @cached_property
    def entities(self) -> frozenset[str]:
        """The ids of organizations and officials."""
        return self.ids("organization") | self.ids("official")

    @cached_property
    def pages(self) -> frozenset[PageName]:
        """The pages of organizations, officials and topics."""
        pages = {file.docname for file in self.files if file.kind in FOLDERS}
        for release, _ in self.records("release"):
            topics = (self.former.get("topic", {}).get(topic, topic) for topic in release.topics)
            pages.update(entity_page("topic", topic) for topic in topics)
        return frozenset(pages)

    def records(self, kind: Kind) -> Iterator[tuple[Any, Mapping[str, int]]]:
        """The records of a kind whose header is sound, in the order of their paths, with their lines."""
        return iter(self._records.get(kind, ()))

    @cached_property
    def _records(self) -> Mapping[Kind, list[tuple[Any, Mapping[str, int]]]]:
        # Once for all: twenty rules ask for those of a kind.
        found: dict[Kind, list[tuple[Any, Mapping[str, int]]]] = {}
        for file in self.files:
            parsed = self.parsed.get(file.path)
            if parsed is not None and parsed.record is not None:
                found.setdefault(file.kind, []).append((parsed.record, parsed.lines))
        return found
