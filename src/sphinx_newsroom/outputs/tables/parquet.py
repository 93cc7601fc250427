"""``data/*.parquet``: each table as a file of Parquet, with a group of rows for each year.

Source: https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import parquet_file
from sphinx_newsroom.outputs.output import LAST_TURN, Output
from sphinx_newsroom.outputs.tables.columns import TABLES
from sphinx_newsroom.outputs.tables.table_rows import Row, TableRows

if TYPE_CHECKING:
    import pyarrow as pa

    from sphinx_newsroom.outputs.tables.columns import Field, Kind

_COMPRESSION, _LEVEL = "zstd", 3


def refuse_missing(*, wanted: bool) -> None:
    """Raise ConfigError where Parquet is wanted and pyarrow is missing."""
    if wanted and find_spec("pyarrow") is None:
        raise ConfigError("newsroom_parquet needs pyarrow, which is missing: pip install 'sphinx-newsroom[parquet]'")


def version() -> str:
    """That of pyarrow, which stands in each file."""
    return importlib.metadata.version("pyarrow")


def output(make: TableRows, parts: Mapping[str, str]) -> Output:
    """All tables, made anew where any part of them changed."""
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
            store_schema=False,  # what Arrow calls its types
        )
        for name in TABLES
    }
    for rows in chain((one.rows() for one in make.years()), (make.of_records(),)):
        for name, some in _by_table(rows).items():
            writers[name].write_table(_table(name, some))
    for writer in writers.values():
        writer.close()
    return {parquet_file(name): buffer.getvalue() for name, buffer in buffers.items()}


def _by_table(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name, row in rows:
        found.setdefault(name, []).append(row)
    return found


def _table(name: str, rows: list[Row]) -> pa.Table:
    import pyarrow as pa

    fields = TABLES[name].fields
    columns = [[_value(field, row[field.name]) for row in rows] for field in fields]
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
    """A value as Arrow takes it."""
    if value is None:
        return None
    if field.kind == "date":
        return dt.date.fromisoformat(value)
    if field.kind == "moment":
        return dt.datetime.fromisoformat(value)
    if field.kind == "map":
        return [(_text(key), _text(one)) for key, one in value.items()]
    if field.kind == "texts":
        return [_text(one) for one in value]
    if field.kind == "objects":
        return [_object(field, one) for one in value]
    return _object(field, value) if field.kind == "object" else _text(value)


def _object(field: Field, value: Row) -> Row:
    return {one.name: _value(one, value[one.name]) for one in field.of}


def _text(value: Any) -> Any:
    """Half of a surrogate pair becomes a question mark, as in JSON."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
