"""Looking for names without a record in all texts of an archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.embargo import next_due
from sphinx_newsroom.archive.link_sample import sentence
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.release_text import line_of, release_text
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import read_text
from sphinx_newsroom.model.addresses import ReleaseId, release_page
from sphinx_newsroom.model.records import Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.operations.suggested.kept import Kept, keep, made_by, states
from sphinx_newsroom.operations.suggested.pool import ENTITIES, Pool, rejected_in
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.suggest import Named, Place, Source, Suggestion, known_names, suggestions
from sphinx_newsroom.text.suggest.capitals import plain
from sphinx_newsroom.text.suggest.model_names import Model

# The sentences in which a name stands, with file and line: by them people decide what it is.


class Sentence(NamedTuple):
    """A sentence around the *words* of a name; *place* is such as ``releases/2019/low-water.md:9``."""

    place: str
    ahead: str
    words: str
    behind: str

    def __str__(self) -> str:
        return f"{self.ahead}{self.words}{self.behind}"


class Sentences:
    """The sentences of an archive; each text is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._texts: dict[str, tuple[str, str, str]] = {}

    def of(self, place: Place) -> Sentence | None:
        """The sentence at a place; None where the release is not there any more. Raises OSError."""
        found = self._text(place.release)
        if found is None:
            return None
        path, text, source = found
        ahead, behind = sentence(text, place.start, place.end)
        words = " ".join(text[place.start : place.end].split())
        return Sentence(f"{path}:{line_of(text, place.start, source)}", ahead, words, behind)

    def _text(self, id_: str) -> tuple[str, str, str] | None:
        if id_ not in self._texts:
            release = self._archive.releases.get(release_page(ReleaseId(id_)))
            if release is None:
                return None
            source = read_text(self._archive.root / release.path)
            self._texts[id_] = release.path, release_text(self._archive, release).text, source
        return self._texts[id_]


Told = Callable[[str, int, int], object]
"""Is told what is done with the releases, of how many, and of how many in all."""


def look(root: Path, settings: Settings, since: int, progress: Told) -> tuple[Pool, Kept | None]:
    """The suggestions for the archive in *root*, from releases of the year *since* on; they are kept for decisions.

    Raises OSError, and DecisionError where the file of rejected names is no text.
    """
    files = states(root)
    archive = opened(root, settings, admitted=None)
    sources = sources_of(archive, since, progress)
    found = suggestions(
        sources, archive.registry, rejected_in(root), 1, lambda done: progress("looked through", done, len(sources))
    )
    pool = pool_of(archive.registry, found, len(sources))
    others = {file.path for of_text in archive.files.values() for file in of_text}
    beside = states(root, others) if others else files
    if files is None or beside is None:
        return pool, None
    due = next_due(archive)
    end = due.moment.timestamp() if due else None
    kept = Kept(made_by(settings), since, {**beside, **files}, settings.now.timestamp(), end, pool)
    keep(root, kept)
    return pool, kept


def look_with_model(archive: Archive, sources: list[Source], least: int, model: Model, progress: Told) -> Pool:
    """The suggestions that at least so many releases name, with those that a model adds.

    They are not kept: what a model says depends on files of which nothing is known here.
    """
    found = suggestions(
        sources,
        archive.registry,
        rejected_in(archive.root),
        least,
        lambda done: progress("looked through", done, len(sources)),
        model,
    )
    return pool_of(archive.registry, found, len(sources))


def with_present_names(root: Path, settings: Settings, pool: Pool) -> Pool:
    """A pool with the names that have records by now: for who goes on deciding about a list that was shown."""
    return pool_of(opened(root, settings).registry, pool.suggestions, pool.count)


def pool_of(registry: Registry, found: Sequence[Suggestion], count: int) -> Pool:
    """Suggestions with the names that have records by now."""
    every: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    records = {record.id: record.path for record in every}
    for kind in ENTITIES:
        for former in registry.former.get(kind, {}):
            if (record := registry.entity(former)) is not None:
                records.setdefault(former, record.path)
    return Pool(tuple(found), count, records, known_names(registry))


def sources_of(archive: Archive, since: int, progress: Told) -> list[Source]:
    """The texts of the published releases, oldest first, with whom they name; raises OSError."""
    names = Names(archive.registry)
    releases = sorted(archive.releases.values(), key=lambda release: (release.date, release.id))
    releases = [release for release in releases if release.date.year >= since]
    found = []
    for number, release in enumerate(releases):
        progress("read", number, len(releases))
        found.append(_source(archive, names, release))
    return found


def _source(archive: Archive, names: Names, release: Release) -> Source:
    text, marks = release_text(archive, release)
    found = find(names, text, marks, release)
    named = [
        Named(mention.start, mention.end, mention.entity)
        for mention in found.mentions
        if mention.start is not None and mention.end is not None
    ]
    named += [Named(open_.start, open_.start + len(open_.surface), None) for open_ in found.ambiguities]
    named += _nobody(text, release)
    return Source(release.id, release.language, text, marks, sorted(named, key=lambda place: place[:2]))


def _nobody(text: str, release: Release) -> Iterator[Named]:
    """Where a name stands of which the header says that nobody is meant."""
    for surface, entity in release.names:
        if entity is None:
            for match in re.finditer(re.escape(plain(surface)), plain(text)):
                yield Named(match.start(), match.end(), None)
