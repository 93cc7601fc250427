"""Given names that stand for one another: Bob is Robert, and Robert may be Bob."""

from __future__ import annotations

from functools import cache

from sphinx_newsroom.text.words.word_files import rows, several


@cache
def nicknames_of(given: str) -> frozenset[str]:
    """The folded given names by which one of a given name is called as well, short for long and long for short.

    Two short names of one long name are two: who is called Bob is hardly ever called Rob.

    >>> sorted(nicknames_of("bernard")), "joseph" in nicknames_of("joe"), sorted(nicknames_of("anna"))
    (['bernie'], True, [])
    """
    return _table().get(given, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for given, (column,) in rows(__package__, "nicknames"):
        for short in several(column):
            found.setdefault(given, set()).add(short)
            found.setdefault(short, set()).add(given)
    return {name: frozenset(others) for name, others in found.items()}
