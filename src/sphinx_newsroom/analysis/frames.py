"""Rows as frames of pandas and polars, which are imported when one is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.analysis.values import PLAIN
from sphinx_newsroom.outputs.tables.fields import Field

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Columns = Mapping[str, Sequence[Any]]
"""What the database has, column by column."""


def pandas_frame(fields: Sequence[Field], columns: Columns) -> pd.DataFrame:
    """Columns as a frame of pandas: days as ``datetime64``, moments in UTC, lists and objects as those of Python.

    Raises ImportError where pandas is not installed.
    """
    import pandas as pd

    dtypes: dict[str, Any] = {"text": "string", "boolean": bool}
    made: dict[str, Any] = {}
    for field in fields:
        values = columns[field.name]
        if field.kind == "date":
            made[field.name] = pd.to_datetime(pd.Series(values, dtype=object), format="%Y-%m-%d")
        elif field.kind == "moment":
            made[field.name] = pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601", utc=True)
        elif field.kind == "integer":
            made[field.name] = pd.array(list(values), dtype="Int64") if field.null else values
        else:
            made[field.name] = pd.Series(_read(field, values), dtype=dtypes.get(field.kind, object))
    return pd.DataFrame(made)


def polars_frame(fields: Sequence[Field], columns: Columns) -> pl.DataFrame:
    """Columns as a frame of polars, with lists and structs as such, and moments in UTC.

    Raises ImportError where polars is not installed.
    """
    import polars as pl

    plain: dict[str, Any] = {
        "text": pl.String,
        "integer": pl.Int64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "moment": pl.Datetime("us", "UTC"),
        "texts": pl.List(pl.String),
        # Names that nobody knows beforehand are no fields of a struct.
        "map": pl.List(pl.Struct({"key": pl.String, "value": pl.String})),
    }

    def type_of(field: Field) -> Any:
        if field.kind not in ("object", "objects"):
            return plain[field.kind]
        struct = pl.Struct({one.name: type_of(one) for one in field.of})
        return struct if field.kind == "object" else pl.List(struct)

    made = []
    for field in fields:
        values = _read(field, columns[field.name])
        if field.kind == "map":
            values = [[{"key": key, "value": value} for key, value in one.items()] for one in values]
        if field.kind in ("object", "objects"):
            values = [_deep(field, one) for one in values]
        made.append(pl.Series(field.name, values, dtype=type_of(field)))
    return pl.DataFrame(made)


def _read(field: Field, values: Sequence[Any]) -> list[Any]:
    read = PLAIN[field.kind]
    return [None if value is None else read(value) for value in values]


def _deep(field: Field, value: Any) -> Any:
    """An object with days as days."""
    if value is None or isinstance(value, list):
        return None if value is None else [_deep(field, one) for one in value]
    return {one.name: None if value[one.name] is None else PLAIN[one.kind](value[one.name]) for one in field.of}
