"""The files that are made of the tables: the database, Parquet where it is asked for, and what describes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.outputs.output import AnyOutput, Refreshed
from sphinx_newsroom.outputs.tables import database, package, parquet
from sphinx_newsroom.outputs.tables.database import PAGE_SIZE, schema, write_database
from sphinx_newsroom.outputs.tables.table_rows import TableRows

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.told_by_year import ToldByYear

_RECORDS = "records"


def outputs(
    index: ArchiveIndex, settings: Settings, versions: Versions, stamps: Mapping[PageName, str], years: ToldByYear
) -> Iterator[AnyOutput]:
    """The files; *stamps* are what changes when a release's row does, by page, *years* what is known of all of them."""
    make = TableRows(index, settings, versions)
    salt = sqlite3.sqlite_version, settings.baseurl, PAGE_SIZE, list(schema(words=database.available()))
    parts = {}

    def told(pages: Iterable[PageName]) -> Iterator[str]:
        entries = index.entries
        yield fingerprint(
            salt,
            [(stamps[page], entries[page].voices, entries[page].digest, make.of_ledger(page)) for page in pages],
        )

    for year, pages in make.pages.items():
        (parts[str(year)],) = years.told(f"tables/{year}", year, year, partial(told, pages))
    # How often records are named depends on all releases.
    parts[_RECORDS] = fingerprint(salt, index.registry.digest, list(parts.values()))
    if settings.parquet:
        yield parquet.output(make, parts)
    entries, registry = index.entries.values(), index.registry
    filled = {
        "releases": index.entries,
        "mentions": any(entry.found.counts[0] for entry in entries),
        "statements": any(entry.found.counts[1] for entry in entries),
        "organizations": registry.organizations,
        "officials": registry.officials,
    }
    empty = {name for name, rows in filled.items() if not rows}
    yield from package.outputs(settings, sorted({entry.release.date.year for entry in entries}), empty)
    yield Refreshed("data/database", DATABASE, parts, partial(_write, make, parts))


def made_with(settings: Settings) -> tuple[str, ...]:
    """The versions of the programs by which the files are made, since others may write other bytes."""
    return (sqlite3.sqlite_version, parquet.version() if settings.parquet else "")


def _write(make: TableRows, parts: Mapping[str, str], target: Path, old: Path | None, there: Mapping[str, str]) -> bool:
    standing = {year for year in make.pages if there.get(str(year)) == parts[str(year)]}
    return write_database(target, make.years(), make.of_records(), old, standing)
