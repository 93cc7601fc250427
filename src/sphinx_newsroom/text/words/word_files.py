"""Read word lists, which are text files so that people can edit them without Python.

A list is a file ``data/<name>.txt`` of this package, or of another package that reads lists. It starts with comments
(purpose, source, date), followed by rows with columns separated by ``|``; entries in the first column are separated by
commas. A dozen words or more go in a file; a handful that belongs to one rule is kept with that rule.
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
def rows(name: str, package: str = __package__) -> tuple[WordRow, ...]:
    """Read the entries of a list with their other columns, in order; cached.

    Args:
        name: The name of the file without its suffix, such as ``plurals``.
        package: The package that contains the data folder.

    >>> rows("plurals")[0]
    WordRow(word='industries', columns=('industry',))
    """
    text = files(package).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        WordRow(word, tuple(column.strip() for column in others)) for first, *others in lines for word in several(first)
    )


def read_words(name: str, package: str = __package__) -> tuple[str, ...]:
    """Return the entries of a list in order, without the other columns.

    >>> read_words("english_hearers")[:2]
    ('agency', 'assembly')
    """
    return tuple(row.word for row in rows(name, package))


def mapping(name: str, package: str = __package__) -> dict[str, str]:
    """Return a list of two columns as a dictionary."""
    return {row.word: row.columns[0] for row in rows(name, package)}


def several(column: str) -> tuple[str, ...]:
    """Split a column with several entries separated by commas.

    >>> several("США, Сполучених Штатів Америки")
    ('США', 'Сполучених Штатів Америки')
    """
    return tuple(filter(None, map(str.strip, column.split(","))))
