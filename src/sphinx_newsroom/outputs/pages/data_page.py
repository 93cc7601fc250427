"""The page that says what data there is and how to load it, by the one declaration of files and fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_newsroom.model.addresses import (
    DATA_PACKAGE,
    DATABASE,
    DATASETTE,
    parquet_file,
    rows_of_year,
    schema_file,
)
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, ANY_YEAR, DESCRIPTIONS, FILES, TABLES, Field
from sphinx_newsroom.setting_values import License


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field and what it means, in words and code by turns."""

    name: str
    meaning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataFileView:
    """A file of data; *address* is empty where it stands for many, and *parts* are those that a reader may want.

    Each part has its name and its address from the site's root.
    """

    path: str
    address: str
    what: str
    fields: tuple[FieldView, ...]
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the database: what its rows are, its fields, its JSON Schema, and its Parquet if it has one."""

    name: str
    what: str
    fields: tuple[FieldView, ...]
    schema: str
    parquet: str = ""


@dataclass(frozen=True, slots=True)
class DataView:
    """All files of data; *recorded* says whether there is a ledger, and so a record and a list of changes.

    *database* is the address of the file that has the *tables*, *described* what describes them to programs.
    """

    files: tuple[DataFileView, ...]
    recorded: bool
    database: str
    tables: tuple[TableView, ...]
    described: tuple[str, str]
    license: License | None


def data_view(lines: Lines) -> DataView:
    """What data an archive has; nothing of it grows with the number of releases."""
    years = tuple((str(year), rows_of_year(year)) for year in lines.index.years)
    files = tuple(
        DataFileView(
            path,
            "" if "<" in path else path,
            DESCRIPTIONS[path],
            _fields(fields),
            years if path == ANY_YEAR else (),
        )
        for path, fields in FILES.items()
        if path != ANY_RELEASE or "json" in lines.settings.beside
    )
    parquet = lines.settings.parquet
    tables = tuple(
        TableView(
            name, table.description, _fields(table.fields), schema_file(name), parquet_file(name) if parquet else ""
        )
        for name, table in TABLES.items()
    )
    recorded = lines.versions.log is not None
    return DataView(files, recorded, DATABASE, tables, (DATA_PACKAGE, DATASETTE), lines.settings.license)


def _fields(fields: Iterable[Field]) -> tuple[FieldView, ...]:
    return tuple(FieldView(field.name, tuple(field.meaning.split("`"))) for field in fields)
