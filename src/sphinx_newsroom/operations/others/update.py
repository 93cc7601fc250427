"""Keeping what other archives have: what is new, changed and gone since the last time, and the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_newsroom.archive.others import (
    WIKIDATA,
    OtherArchive,
    OtherEntry,
    WrongDataError,
    data_path,
    document,
    inventory_path,
    read_document,
    wikidata_id,
)
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import read_plain, write
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.operations.others.reading import Fetch, Fetched, fetched, inventory


@dataclass(frozen=True)
class Updated:
    """What an update came to: the archive as it is kept now, what changed, in words, and what was wrong."""

    archive: OtherArchive
    changes: tuple[str, ...]
    problems: tuple[str, ...]
    written: bool


def wanted_of(records: Mapping[str, Organization | Official]) -> dict[tuple[str, str], str]:
    """The records that have a Wikidata id, by kind and id there."""
    found: dict[tuple[str, str], str] = {}
    for record in records.values():
        if qid := wikidata_id(dict(record.identifiers).get(WIKIDATA)):
            found[record.kind, qid] = record.id
    return found


def update(root: Path, name: str, url: str, wanted: Mapping[tuple[str, str], str], fetch: Fetch) -> Updated:
    """Fetch an archive and keep what is sound of it; the files stand as they are where nothing changed.

    Raises FetchError and WrongDataError where it cannot be had, and OSError where it cannot be kept: then what was
    kept before stands.
    """
    found = fetched(name, url, wanted.keys(), fetch)
    before = _kept(root, name, url)
    if before is not None and (found.unheard or found.wrong):
        found.archive = _with_kept_of(before, found)
    changes = tuple(_changes(before, found.archive))
    # The inventory first: roles that it has not any more are told by the build, whatever the data say.
    wrote = write(root / inventory_path(name), inventory(found.objects, found.archive.title))
    wrote |= write(root / data_path(name), document(found.archive))
    return Updated(found.archive, changes, tuple(found.problems), wrote)


def _kept(root: Path, name: str, url: str) -> OtherArchive | None:
    try:
        return read_document(name, url, read_plain(root / data_path(name)).decode())
    except (OSError, UnicodeDecodeError, WrongDataError):
        return None


def _with_kept_of(before: OtherArchive, found: Fetched) -> OtherArchive:
    """The archive with what was kept of entries that are wrong this time, and of the feeds that did not answer."""
    known = {(one.kind, one.wikidata): one.latest for one in before.entries}
    entries = tuple(
        replace(one, latest=known.get((one.kind, one.wikidata), ()))
        if (one.kind, one.wikidata) in found.unheard
        else one
        for one in found.archive.entries
    )
    kept = (one for one in before.entries if (one.kind, one.wikidata) in found.wrong)
    return replace(found.archive, entries=(*entries, *kept))


def _changes(before: OtherArchive | None, now: OtherArchive) -> Iterator[str]:
    known = {(one.kind, one.wikidata): one for one in before.entries} if before else {}
    present = {(one.kind, one.wikidata): one for one in now.entries}
    for key, one in present.items():
        old = known.get(key)
        if old is None:
            yield f"new: {one.kind} {one.id} ({one.name}), {counted(one.releases, 'release')}"
        elif old != one:
            yield f"changed: {one.kind} {one.id} ({one.name}), {_how(old, one)}"
    for key, one in known.items():
        if key not in present:
            yield f"gone: {one.kind} {one.id} ({one.name}), which had {counted(one.releases, 'release')}"


def _how(old: OtherEntry, now: OtherEntry) -> str:
    if old.releases != now.releases:
        return f"{counted(now.releases, 'release')}, {old.releases:,} before"
    return "other releases are the newest" if old.latest != now.latest else "it is called otherwise"
