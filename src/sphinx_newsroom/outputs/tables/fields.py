"""What a field of data is: its name, what it holds and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "boolean", "date", "moment", "texts", "object", "objects", "map"]
"""What a field holds.

A ``date`` is a whole one, ``YYYY-MM-DD``, a ``moment`` one of RFC 3339 with its offset; partial dates are ``text``.
``texts`` and ``objects`` are lists, a ``map`` has texts by names that nobody knows beforehand.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file or table.

    Attributes:
        name: what it is called, in files, columns and the Python API alike.
        kind: what it holds.
        meaning: what that means, in a line of Markdown without its full stop.
        null: whether it may be null.
        of: the fields of its objects.
        table: the table whose ids it has.
        derived: the SQL that gives its value of other columns of the row, where the database does not store it.
    """

    name: str
    kind: Kind
    meaning: str
    null: bool = False
    of: tuple[Field, ...] = ()
    table: str = ""
    derived: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database, which is also a Parquet file.

    Attributes:
        name: what it is called.
        description: what its rows are.
        fields: its columns, in their order.
        key: the columns that tell a row from all others.
        label: the column by which a row is called where another one refers to it.
        facets: the columns by which rows are worth counting.
        sort: the column by which rows are shown, the newest first where it is a date.
        indexes: the columns by which rows are looked for, beside the key.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    label: str = ""
    facets: tuple[str, ...] = ()
    sort: str = ""
    indexes: tuple[str, ...] = ()
