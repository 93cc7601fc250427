"""Read word lists, which are text files so that people can edit them without Python.

A list is a file ``data/<name>.txt`` in a package. It starts with comments (purpose, source, date), followed by rows
with columns separated by ``|``; entries in the first column are separated by commas. A dozen words or more go in a
file; a handful that belongs to one rule is kept with that rule.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class WordRow(NamedTuple):
    """An entry of a list with the other columns of its row: ``WordRow("sen", ("office", "senator"))``."""

    word: str
    columns: tuple[str, ...]


@cache
def rows(package: str, name: str) -> tuple[WordRow, ...]:
    """Read the entries of a list with their other columns, in order; cached.

    Args:
        package: The package that contains the data folder, such as ``sphinx_newsroom.text.words``.
        name: The name of the file without its suffix, such as ``plurals``.

    >>> rows("sphinx_newsroom.text.words", "plurals")[0]
    WordRow(word='industries', columns=('industry',))
    """
    text = files(package).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        WordRow(word, tuple(column.strip() for column in others)) for first, *others in lines for word in several(first)
    )


def read_words(package: str, name: str) -> tuple[str, ...]:
    """Return the entries of a list in order, without the other columns.

    >>> read_words("sphinx_newsroom.text.statements", "english_hearers")[:2]
    ('agency', 'assembly')
    """
    return tuple(row.word for row in rows(package, name))


def mapping(package: str, name: str) -> dict[str, str]:
    """Return a list of two columns as a dictionary."""
    return {row.word: row.columns[0] for row in rows(package, name)}


def several(column: str) -> tuple[str, ...]:
    """Split a column with several entries separated by commas.

    >>> several("США, Сполучених Штатів Америки")
    ('США', 'Сполучених Штатів Америки')
    """
    return tuple(filter(None, map(str.strip, column.split(","))))
