"""The files that are made of the tables: the database, Parquet where it is asked for, and what describes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import AnyOutput, Refreshed
from sphinx_newsroom.outputs.tables import package, parquet, word_index
from sphinx_newsroom.outputs.tables.database import PAGE_SIZE, Standing, schema, write_database
from sphinx_newsroom.outputs.tables.table_rows import TableRows

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.model.addresses import PageName

_RECORDS, _MENTIONS = "records", "mentions of "


def outputs(
    index: ArchiveIndex, settings: Settings, versions: Versions, stamps: Mapping[PageName, str]
) -> Iterator[AnyOutput]:
    """The files; *stamps* are what changes when a release's row does, by page."""
    make = TableRows(index, settings, versions)
    salt = sqlite3.sqlite_version, settings.baseurl, PAGE_SIZE, list(schema(words=word_index.available()))
    parts = {}
    for number, pages in make.pages.items():
        told = [(stamps[page], index.entries[page].voices, make.of_ledger(page)) for page in pages]
        parts[str(number)] = fingerprint(salt, told)
        # Apart, since by which of its names a record is meant changes no text.
        digests = [index.entries[page].digest for page in pages]
        parts[f"{_MENTIONS}{number}"] = fingerprint(salt, digests)
    # How often records are named depends on all releases.
    parts[_RECORDS] = fingerprint(salt, index.registry.digest, list(parts.values()))
    years = sorted({entry.release.date.year for entry in index.entries.values()})
    if settings.parquet:
        yield parquet.output(make, parts)
    yield from package.outputs(settings, years)
    yield Refreshed("data/database", DATABASE, parts, partial(_write, make))


def made_with(settings: Settings) -> tuple[str, ...]:
    """The versions of the programs by which the files are made, since others may write other bytes."""
    return (sqlite3.sqlite_version, parquet.version() if settings.parquet else "")


def _write(make: TableRows, target: Path, old: Path | None, standing: frozenset[str]) -> bool:
    kept = frozenset(int(name) for name in standing if name.isdecimal())
    named = frozenset(int(name.removeprefix(_MENTIONS)) for name in standing if name.startswith(_MENTIONS))
    return write_database(target, make.stretches(), make.of_records(), old, Standing(kept, named))
