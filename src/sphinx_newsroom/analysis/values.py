"""From what a column of the database holds to values of Python."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sphinx_newsroom.analysis.rows import NESTED
from sphinx_newsroom.outputs.tables.fields import Field

Reader = Callable[[Any], Any]
"""Makes the value of what stands in a column; null stays None."""


def _boolean(value: int) -> bool:
    return bool(value)


def _as_it_is(value: Any) -> Any:
    return value


PLAIN: Mapping[str, Reader] = MappingProxyType(
    {
        "text": _as_it_is,
        "integer": _as_it_is,
        "boolean": _boolean,
        "date": dt.date.fromisoformat,
        "moment": dt.datetime.fromisoformat,
        "texts": json.loads,
        "object": json.loads,
        "objects": json.loads,
        "map": json.loads,
    }
)
"""What makes plain values, by the kind of a field: lists and dicts of what is nested."""


def frozen(table: str, field: Field) -> Reader:
    """What makes the values of a field as records have them: tuples and frozen records of what is nested."""
    if field.kind == "texts":
        return lambda value: tuple(json.loads(value))
    if field.kind == "map":
        return lambda value: MappingProxyType(json.loads(value))
    if field.of:
        cls, inner = NESTED[table, field.name], {one.name: PLAIN[one.kind] for one in field.of}

        def one_of(found: Mapping[str, Any]) -> Any:
            return cls(**{name: None if found[name] is None else read(found[name]) for name, read in inner.items()})

        if field.kind == "objects":
            return lambda value: tuple(map(one_of, json.loads(value)))
        return lambda value: one_of(json.loads(value))
    return PLAIN[field.kind]
