"""Ids that an archive does not have, told with those that were meant: a mistyped one would find nothing, silently."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

_TABLES: Mapping[str, str] = {
    "organization": "organizations",
    "issuer": "organizations",
    "official": "officials",
    "topic": "topics",
    "release": "releases",
}


def refuse_unknown(database: sqlite3.Connection, asked: Mapping[str, Any]) -> None:
    """Raise ValueError where a filter names ids alone that the archive does not have.

    Where it has one of several, the others find nothing: any of them will do.
    """
    for name, table in _TABLES.items():
        ids = asked.get(name)
        if ids and not _has_any(database, table, ids):
            kind = table.removesuffix("s")
            raise ValueError(f"there is no {kind} {ids[0]!r}; {_advice(database, table, str(ids[0]))}")


def _has_any(database: sqlite3.Connection, table: str, ids: Sequence[str]) -> bool:
    query = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE id IN (SELECT value FROM json_each(?)))"
    return bool(database.execute(query, (json.dumps(ids),)).fetchone()[0])


def _advice(database: sqlite3.Connection, table: str, wanted: str) -> str:
    if table == "releases":
        query = "SELECT id FROM releases WHERE EXISTS (SELECT 1 FROM json_each(former_urls) WHERE value = ?)"
        if moved := database.execute(query, (f"releases/{wanted}.html",)).fetchone():
            return f"it moved, write {moved[0]!r}"
        return "an id is what its page's address has between releases/ and .html"
    named = "id" if table == "topics" else "name"
    rows = database.execute(f"SELECT id, name, {'acronym' if table == 'organizations' else named} FROM {table}")
    by_words = {str(word).casefold(): str(row[0]) for row in rows for word in row if word}
    close = get_close_matches(wanted.casefold(), by_words, 1)
    if close:
        return f"did you mean {by_words[close[0]]!r}?"
    kind = {"organizations": "organization", "officials": "official", "topics": "topic"}[table]
    return f'records("{kind}") has the ids'
