"""The one reader of the lists of words, which stand in files so that who knows the words need not read Python.

A list is a file ``data/<name>.txt`` of a package: comments first (what it is for, from where, when), then rows of
columns parted by ``|``, the first column with entries parted by commas.  Lists of more than a dozen words stand there;
a handful that belongs to one rule stands beside that rule.
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
    """The entries of a list with their other columns, in its order; read once.

    Args:
        package: where the folder of the file is, such as ``sphinx_newsroom.text.words``.
        name: the file without its suffix, such as ``plurals``.

    >>> rows("sphinx_newsroom.text.words", "plurals")[0]
    WordRow(word='industries', columns=('industry',))
    """
    text = files(package).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        WordRow(word, tuple(column.strip() for column in others)) for first, *others in lines for word in several(first)
    )


def read_words(package: str, name: str) -> tuple[str, ...]:
    """The entries of a list in its order, whatever stands in its other columns.

    >>> read_words("sphinx_newsroom.text.statements", "english_hearers")[:2]
    ('agency', 'assembly')
    """
    return tuple(row.word for row in rows(package, name))


def mapping(package: str, name: str) -> dict[str, str]:
    """The entries of a list of two columns, each with what stands in the second."""
    return {row.word: row.columns[0] for row in rows(package, name)}


def several(column: str) -> tuple[str, ...]:
    """The entries of a column that has several, parted by commas.

    >>> several("США, Сполучених Штатів Америки")
    ('США', 'Сполучених Штатів Америки')
    """
    return tuple(filter(None, map(str.strip, column.split(","))))
