"""The files built from the tables: the database, optional Parquet files, and machine-readable descriptions."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import io
import json
import posixpath
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cache, partial
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import (
    DATA_PACKAGE,
    DATABASE,
    DATASETTE,
    MENTION_ROWS,
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    STATEMENT_ROWS,
    PageName,
    parquet_file,
    rows_of_year,
    schema_file,
)
from sphinx_newsroom.outputs.citations import known
from sphinx_newsroom.outputs.output import LAST_TURN, Before, Data, Output, compact_json, ready
from sphinx_newsroom.outputs.tables import database
from sphinx_newsroom.outputs.tables.columns import ANY_YEAR, DESCRIPTIONS, FILES, TABLES, Field, Kind, TableSchema
from sphinx_newsroom.outputs.tables.database import HIDDEN, PAGE_SIZE, Row, TableRows, schema, write_database
from sphinx_newsroom.sources.header import DRAFT

if TYPE_CHECKING:
    import pyarrow as pa

    from sphinx_newsroom.archive.index import ArchiveIndex, Versions


_COMPRESSION, _LEVEL = "zstd", 3


def refuse_missing(*, required: bool) -> None:
    """Raise ConfigError if Parquet is *required* but pyarrow is missing."""
    if required and find_spec("pyarrow") is None:
        raise ConfigError("newsroom_parquet requires pyarrow, which is missing: pip install 'sphinx-newsroom[parquet]'")


def version() -> str:
    """Return the version of pyarrow, which each Parquet file contains."""
    return importlib.metadata.version("pyarrow")


def output(make: TableRows, parts: Mapping[str, str]) -> Output:
    """Return the output of all tables, made again if any part of them changed."""
    digest = fingerprint(version(), _COMPRESSION, _LEVEL, list(parts.items()))
    return Output("data/parquet", digest, partial(_files, make), weight=50 * len(parts), turn=LAST_TURN, here=True)


def _files(make: TableRows) -> dict[str, bytes]:
    from pyarrow import parquet

    buffers = {name: io.BytesIO() for name in TABLES}
    writers = {
        name: parquet.ParquetWriter(
            buffers[name],
            _schema(name),
            compression=_COMPRESSION,
            compression_level=_LEVEL,
            store_schema=False,  # Arrow's own schema
        )
        for name in TABLES
    }
    for rows in chain((one.rows() for one in make.years()), (make.of_records(),)):
        for name, some in database.by_table(rows).items():
            writers[name].write_table(_table(name, some))
    for writer in writers.values():
        writer.close()
    return {parquet_file(name): buffer.getvalue() for name, buffer in buffers.items()}


def _table(name: str, rows: list[Row]) -> pa.Table:
    import pyarrow as pa

    # Lone surrogates become question marks, as in JSON.
    plain = json.loads(compact_json(rows).encode("utf-8", "replace"))
    columns = [[_value(field, row[field.name]) for row in plain] for field in TABLES[name].fields]
    schema = _schema(name)
    arrays = [pa.array(column, type=kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


@cache
def _schema(name: str) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([pa.field(field.name, _type(field), nullable=field.null) for field in TABLES[name].fields])


def _type(field: Field) -> pa.DataType:
    import pyarrow as pa

    types: Mapping[Kind, Callable[[], pa.DataType]] = {
        "text": pa.string,
        "integer": pa.int64,
        "boolean": pa.bool_,
        "date": pa.date32,
        "moment": partial(pa.timestamp, "us", "UTC"),
        "texts": partial(pa.list_, pa.string()),
        "map": partial(pa.map_, pa.string(), pa.string()),
    }
    if not field.of:
        return types[field.kind]()
    struct = pa.struct([pa.field(one.name, _type(one), nullable=one.null) for one in field.of])
    return pa.list_(struct) if field.kind == "objects" else struct


def _value(field: Field, value: Any) -> Any:
    """Return a value as Arrow accepts it."""
    if value is None:
        return None
    if field.kind == "date":
        return dt.date.fromisoformat(value)
    if field.kind == "moment":
        return dt.datetime.fromisoformat(value)
    if field.kind == "map":
        return list(value.items())
    if field.kind == "objects":
        return [_object_of_parquet(field, one) for one in value]
    return _object_of_parquet(field, value) if field.kind == "object" else value


def _object_of_parquet(field: Field, value: Row) -> Row:
    return {one.name: _value(one, value[one.name]) for one in field.of}


# Machine-readable descriptions, built from the declaration of fields: a Data Package, JSON Schemas, and Datasette's
# metadata.
#
# Source: https://datapackage.org/standard/ (version 2, Data Package and Table Schema); JSON Schema 2020-12;
# https://docs.datasette.io/en/stable/metadata.html.


_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

ROWS_OF: Mapping[str, str] = {
    "releases": RELEASE_ROWS,
    "mentions": MENTION_ROWS,
    "statements": STATEMENT_ROWS,
    "organizations": ORGANIZATION_RECORDS,
    "officials": OFFICIAL_RECORDS,
}
"""The JSON file with the rows of each table."""

_JSON: Mapping[Kind, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "objects": {"type": "array"},
    "object": {"type": "object"},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
}


_FRICTIONLESS: Mapping[Kind, dict[str, Any]] = {
    **{kind: {"type": said["type"]} for kind, said in _JSON.items()},
    "date": {"type": "date"},
    # The format's default has no offset.
    "moment": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
}


def package_outputs(settings: Settings, years: Iterable[int], empty: Set[str] = frozenset()) -> Iterator[Output]:
    """Yield the descriptions, which depend on conf.py, the program, the years with releases, and the *empty* tables.

    The Data Package leaves out tables without rows, because Frictionless reports their files as damaged.
    """
    of_years = list(years)
    texts = {
        DATA_PACKAGE: _document(_package(settings, of_years, empty)),
        DATASETTE: _yaml(_datasette(settings)),
        **{schema_file(name): _document(schema_of(table, settings)) for name, table in TABLES.items()},
    }
    yield ready("data/descriptions", texts)


def _document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# -- Data Package


def _package(settings: Settings, years: list[int], empty: Set[str]) -> dict[str, Any]:
    package = {
        "$schema": _PROFILE,
        "name": "archive",
        "title": settings.project,
        "description": settings.description,
        "homepage": settings.baseurl,
        "licenses": [_license(settings)] if settings.license else [],
        "resources": list(_resources(settings, years, empty)),
    }
    return known(package)


def _license(settings: Settings) -> dict[str, str]:
    assert settings.license
    name, url = settings.license
    return {"name": name, "path": url} if name else {"path": url}


def _resources(settings: Settings, years: list[int], empty: Set[str]) -> Iterator[dict[str, Any]]:
    named = ROWS_OF.keys() - empty
    for name, path in ROWS_OF.items():
        if name in named:
            yield _resource(name, path, DESCRIPTIONS[path], _table_schema(FILES[path], TABLES[name], named))
    if years:
        schema = _table_schema(FILES[ANY_YEAR], TABLES["releases"], named)
        first, *others = map(rows_of_year, years)
        found = _resource("releases-with-text", first, DESCRIPTIONS[ANY_YEAR], schema)
        # Parts of one table, in order.
        yield {**found, "path": [_from_here(path) for path in (first, *others)]} if others else found
    if settings.parquet:
        for name, table in TABLES.items():
            # Parquet files contain their types, and Frictionless has no lists and structs.
            yield _file(f"{name}-parquet", parquet_file(name), "application/vnd.apache.parquet", table.description)
    yield _file(
        "database", DATABASE, "application/vnd.sqlite3", "The whole archive as one SQLite file, with a full-text index"
    )


def _file(name: str, path: str, media_type: str, description: str) -> dict[str, Any]:
    ending = path.rpartition(".")[2]
    resource = {"type": "file", "path": _from_here(path), "format": ending, "mediatype": media_type}
    return {"name": name, **resource, "description": description}


def _from_here(path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(DATA_PACKAGE))


def _resource(name: str, path: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    in_lines = path.endswith("l")
    return {
        "name": name,
        "type": "table",
        "path": _from_here(path),
        "format": "ndjson" if in_lines else "json",
        "mediatype": "application/jsonl" if in_lines else "application/json",
        "encoding": "utf-8",
        "description": description,
        # Frictionless reads rows as arrays unless they are declared as objects.
        "dialect": {"json": {"keyed": True}},
        "schema": schema,
    }


def _table_schema(fields: Iterable[Field], table: TableSchema, named: Set[str]) -> dict[str, Any]:
    own = list(fields)
    names = {field.name for field in own}
    refers = [field for field in own if field.table in named and field.kind == "text"]
    key = list(table.key) if names.issuperset(table.key) else []
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": field.name,
                **_FRICTIONLESS[field.kind],
                "description": field.meaning,
                **({} if field.null else {"constraints": {"required": True}}),
            }
            for field in own
        ],
        "primaryKey": key,
        "foreignKeys": [
            {"fields": [field.name], "reference": {"resource": field.table, "fields": ["id"]}} for field in refers
        ],
    }
    return known(schema)


# -- JSON Schema


def schema_of(table: TableSchema, settings: Settings) -> dict[str, Any]:
    """Return the JSON Schema of a table's rows, and of the lines or objects in its JSON file.

    A field that only one of the two has isn't required.
    """
    in_json = FILES.get(ROWS_OF.get(table.name, ""), table.fields)
    fields = {field.name: field for field in (*table.fields, *in_json)}
    both = {field.name for field in table.fields} & {field.name for field in in_json}
    path = schema_file(table.name)
    return {
        "$schema": DRAFT,
        "$id": settings.baseurl + path if settings.baseurl else f"tag:{settings.tag}:{path}",
        "title": table.name,
        "description": table.description,
        **_object(fields.values(), [name for name in fields if name in both]),
    }


def _object(fields: Iterable[Field], required: list[str] | None = None) -> dict[str, Any]:
    own = list(fields)
    return {
        "type": "object",
        "properties": {field.name: _json(field) for field in own},
        "required": [field.name for field in own] if required is None else required,
    }


def _json(field: Field) -> dict[str, Any]:
    found = {**_JSON[field.kind]}
    if field.of:
        inner = _object(field.of)
        found = {**found, "items": inner} if field.kind == "objects" else inner
    if field.null:
        found["type"] = [found["type"], "null"]
    return {**found, "description": field.meaning}


# -- Datasette


def _datasette(settings: Settings) -> dict[str, Any]:
    about = {
        "title": settings.project,
        "description": settings.description,
        "license": settings.license.name or settings.license.url if settings.license else "",
        "license_url": settings.license.url if settings.license else "",
        "source": settings.project if settings.baseurl else "",
        "source_url": settings.baseurl,
    }
    tables = {name: _datasette_table(table) for name, table in TABLES.items()}
    tables |= {name: {"hidden": True} for name in HIDDEN}
    name = posixpath.basename(DATABASE).partition(".")[0]
    return known(about) | {"databases": {name: {"tables": tables}}}


def _datasette_table(table: TableSchema) -> dict[str, Any]:
    kinds = {field.name: field.kind for field in table.fields}
    facets = [{"array": name} if kinds[name] == "texts" else name for name in table.facets]
    # Datasette would show column descriptions above the rows, where they fill a screen and a half.
    metadata: dict[str, Any] = {
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.description,
        "label_column": table.label,
        "facets": facets,
        "sort_desc": table.sort,
    }
    return known(metadata)


def _yaml(value: object) -> str:
    note = "# For Datasette: datasette archive.sqlite --metadata metadata.yaml\n"
    return note + yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)


_RECORDS = "records"


def outputs(
    index: ArchiveIndex, settings: Settings, versions: Versions, stamps: Mapping[PageName, str]
) -> Iterator[Output]:
    """Yield the files; *stamps* are fingerprints of the releases' rows, by page."""
    make = TableRows(index, settings, versions)
    salt = sqlite3.sqlite_version, settings.baseurl, PAGE_SIZE, list(schema(words=database.available()))
    parts, entries = {}, index.entries
    for year, pages in make.pages.items():
        rows = [(stamps[page], entries[page].voices, entries[page].digest, make.of_ledger(page)) for page in pages]
        parts[str(year)] = fingerprint(salt, rows)
    # The counts in records depend on all releases.
    parts[_RECORDS] = fingerprint(salt, index.registry.digest, list(parts.values()))
    if settings.parquet:
        yield output(make, parts)
    registry = index.registry
    filled = {
        "releases": index.entries,
        "mentions": any(entry.found.counts[0] for entry in entries.values()),
        "statements": any(entry.found.counts[1] for entry in entries.values()),
        "organizations": registry.organizations,
        "officials": registry.officials,
    }
    empty = {name for name, rows in filled.items() if not rows}
    yield from package_outputs(settings, sorted({entry.release.date.year for entry in entries.values()}), empty)
    digest, weight = fingerprint(list(parts.items())), 7 * len(parts)
    yield Output("data/database", digest, partial(_database, make, parts), weight, LAST_TURN, here=True, parts=parts)


def _database(make: TableRows, parts: Mapping[str, str], before: Before | None = None) -> Mapping[str, Data]:
    same = {year for year in make.pages if before and before.parts.get(str(year)) == parts[str(year)]}
    old = before.outdir / DATABASE if before else None
    return {DATABASE: lambda target: write_database(target, make.years(), make.of_records(), old, same)}
