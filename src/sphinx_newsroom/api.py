"""The API for plugins: an archive as readers see it, and the entry points for outputs, checks and exports.

``docs/reference/api.md`` describes it, with an example.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.archive import opening
from sphinx_newsroom.archive.index import ArchiveIndex, Entry, OldText, Versions, versions_of
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import ERROR, NOTICE, WARNING, AnyCode, Problem
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import Data, Made, Output

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from sphinx_newsroom.text.naming import Names

__all__ = [
    "ERROR",
    "NOTICE",
    "WARNING",
    "AnyCode",
    "Archive",
    "Entry",
    "Output",
    "PluginError",
    "Problem",
    "fingerprint",
    "open_archive",
]

OUTPUTS, CHECKS, EXPORTS = "newsroom.outputs", "newsroom.checks", "newsroom.exports"
"""The entry point groups of this module; ``newsroom.commands`` and ``newsroom.readers`` are loaded elsewhere."""

_PREFIX = "plugin/"
"""What the keys of plugins' outputs begin with."""


class PluginError(ConfigError):
    """A plugin failed; the message names it and the error."""


@dataclass(frozen=True)
class Archive:
    """The published releases of an archive, without drafts, errors and embargoes.

    *releases* has their headers, by page such as ``releases/2011/opens``. *entries* also has their texts, mentions and
    statements. *records* has their records in the ledger, by id.
    """

    settings: Settings
    registry: Registry
    releases: Mapping[PageName, Release]
    entries: Mapping[PageName, Entry]
    records: Mapping[ReleaseId, Record]


@dataclass(frozen=True)
class Entries(Mapping[PageName, Entry]):
    """The entries of an archive's releases, each created on first access."""

    _archive: LoadedArchive
    _releases: Mapping[PageName, Release]

    @cached_property
    def _names(self) -> Names:
        from sphinx_newsroom.text.naming import Names  # imported late, because a check without plugins needs none

        return Names(self._archive.registry)  # slow, so only once

    def __getitem__(self, page: PageName) -> Entry:
        from sphinx_newsroom.archive.compiler import release_text
        from sphinx_newsroom.text.naming import find

        release = self._releases[page]
        text, marks = release_text(self._archive, release)
        return Entry.of(release, text, marks, find(self._names, text, marks, release).mentions)

    def __iter__(self) -> Iterator[PageName]:
        return iter(self._releases)

    def __len__(self) -> int:
        return len(self._releases)


@dataclass(frozen=True)
class OpenedArchive(Archive):
    """An archive with its history; *loaded* has its files and problems, and what isn't published."""

    loaded: LoadedArchive

    @cached_property
    def versions(self) -> Versions:
        """The history, without the words of superseded texts."""
        old = {page: OldText(one.release, "", one.release.withdrawn) for page, one in self.loaded.superseded.items()}
        return versions_of(self.loaded, old)

    @cached_property
    def headers(self) -> ArchiveIndex:
        """The index of the releases by their headers, without their texts."""
        return ArchiveIndex({page: Entry.of(one, "", (), ()) for page, one in self.releases.items()}, self.registry)

    def superseded(self, release: Release) -> Entry:
        """Return the superseded text with a header; it has no mentions, since it is shown as it was published."""
        from sphinx_newsroom.archive.compiler import release_text

        return Entry.of(release, *release_text(self.loaded, release), ())

    def only(self, pages: Container[PageName]) -> OpenedArchive:
        """Return the archive with only the releases on some pages."""
        releases = {page: one for page, one in self.releases.items() if page in pages}
        records = {id_: record for id_, record in self.records.items() if release_page(id_) in releases}
        return replace(self, releases=releases, entries=Entries(self.loaded, releases), records=records)


def open_archive(root: Path, *, unpublished: bool = False) -> Archive:
    """Open the archive in the folder *root*; raises ConfigError if its settings or ledger can't be used.

    With *unpublished*, the result includes finished releases that aren't published yet.
    """
    archive = opened(root, unpublished=unpublished)
    archive.loaded.refuse_damage()
    return archive


def opened(root: Path, *, unpublished: bool = False) -> OpenedArchive:
    """Open an archive whose problems the caller reports; raises ConfigError if its settings can't be used."""
    loaded = opening.open_archive(root, as_published=True, admitted=None if unpublished else ())
    releases, known = loaded.releases, loaded.ledger.records if loaded.ledger else {}
    records = {id_: record for id_, record in known.items() if release_page(id_) in releases}
    return OpenedArchive(loaded.settings, loaded.registry, releases, Entries(loaded, releases), records, loaded)


def plugins(group: str) -> Iterable[EntryPoint]:
    """Return the entry points of plugins in a group."""
    found: Iterable[EntryPoint] = _entry_points(*sys.path).select(group=group)
    return found


@cache
def _entry_points(*folders: str) -> Any:  # another class from Python 3.12 on
    """Return the entry points of all packages in the *folders* of ``sys.path``: reading them took 2 % of a build."""
    from importlib.metadata import entry_points  # a slow import

    return entry_points()


def has_plugins() -> bool:
    """Whether a plugin adds outputs or checks."""
    return any(map(plugins, (OUTPUTS, CHECKS)))


def problems(root: Path) -> Iterator[Problem]:
    """Run the checks of plugins on the archive in *root*; raises PluginError."""
    if plugins(CHECKS):
        try:
            archive = open_archive(root, unpublished=True)
        except ConfigError:  # a damaged ledger, which `newsroom check` reports itself
            return
        yield from problems_in(archive)


def problems_in(archive: Archive) -> Iterator[Problem]:
    """Run the checks of plugins on an archive; raises PluginError."""
    return (found for _, found in _results(CHECKS, archive))


def outputs(archive: Archive, taken: Container[str]) -> Iterator[Output]:
    """Yield the outputs of plugins, which can't use the paths in *taken*; raises PluginError."""
    for entry, output in _results(OUTPUTS, archive):
        made_by = entry.dist.version if entry.dist else ""
        make = partial(_files, entry, output.make, taken)
        digest = fingerprint(made_by, output.fingerprint)
        yield replace(output, key=f"{_PREFIX}{entry.name}/{output.key}", fingerprint=digest, make=make)


def refuse_shared_files(made: Mapping[str, Made]) -> None:
    """Raise PluginError if an output of a plugin and another output write the same file."""
    owners = {path: key for key, one in made.items() if key.startswith(_PREFIX) for path in one.files}
    for key, one in made.items() if owners else ():
        for path in one.files:
            if (other := owners.get(path, key)) != key:
                both = " and ".join(repr(name.removeprefix(_PREFIX)) for name in (key, other))
                raise PluginError(f"{OUTPUTS}: {both} write the same file {path!r}; give one of them another path")


def exports() -> Mapping[str, Callable[[Archive, Path], int]]:
    """Return the export formats of plugins: functions that write a file and return the number of items."""
    return {entry.name: partial(_export, entry) for entry in plugins(EXPORTS)}


def _results(group: str, archive: Archive) -> Iterator[tuple[EntryPoint, Any]]:
    for entry in plugins(group):
        try:
            yield from ((entry, found) for found in entry.load()(archive))
        except Exception as error:
            raise _failed(entry, error) from error


def _files(entry: EntryPoint, make: Callable[[], Mapping[str, Data]], taken: Container[str]) -> Mapping[str, Data]:
    try:
        files = make()
        if text := next((path for path, data in files.items() if isinstance(data, str)), ""):
            raise TypeError(f"{text} contains text instead of bytes")
    except Exception as error:
        raise _failed(entry, error) from error
    for path in files:
        parts = path.split("/")
        if path in taken or path != posixpath.normpath(path) or any(part[:1] in ("", ".", "_") for part in parts):
            raise PluginError(f"{entry.group}: {entry.name} can't write {path!r}; use another path for the file")
    return files


def _export(entry: EntryPoint, archive: Archive, output: Path) -> int:
    try:
        return int(entry.load()(archive, output))
    except Exception as error:
        raise _failed(entry, error) from error


def _failed(entry: EntryPoint, error: Exception) -> PluginError:
    package = entry.dist.name if entry.dist else entry.value
    return PluginError(
        f"{entry.group}: {entry.name} of {package} failed: {type(error).__name__}: {error}; fix or uninstall {package}"
    )
