"""Which records and suggestions somebody means who types an id, a name, or a part of one."""

from __future__ import annotations

import re

from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.operations.suggested.pool import Pool
from sphinx_newsroom.text.suggest import Suggestion, key_of


def matches(pool: Pool, typed: str, but: set[str]) -> tuple[list[str | Suggestion], bool]:
    """The ids of records and the suggestions that are meant, and whether the first is so beyond doubt.

    An id, and what is a whole name of one alone, are.  Else these have the words in a name, or are called nearly so.
    Suggestions with the names *but* are passed over.
    """
    if typed in pool.records:
        return [typed], True
    key = key_of(typed) or typed.casefold()
    keys: dict[str, list[str | Suggestion]] = {}
    for name, id_ in pool.known.items():
        keys.setdefault(name, []).append(id_)
    for one in pool.suggestions:
        if one.name not in but:
            for name in map(key_of, one.every_name):
                keys.setdefault(name, []).append(one)
    whole = _each(keys.get(key, []))
    if len(whole) == 1:
        return whole, True
    begins = re.compile(rf"\b{re.escape(key.casefold())}")
    parts = [one for name, found in keys.items() if begins.search(name.casefold()) for one in found]
    near = nearest(key, keys) if not whole and not parts else None
    return _each([*whole, *parts, *(keys[near] if near else [])]), False


def _each(found: list[str | Suggestion]) -> list[str | Suggestion]:
    return list(dict.fromkeys(found))
