"""Tables of cases as text: a case a line, its columns parted by ``|``; ``⏎`` is a line's end within a case."""

from __future__ import annotations

from inspect import cleandoc


def lines(table: str, **words: str) -> tuple[str, ...]:
    """The lines of a table; of *words* the name in braces stands for what is given."""
    text = cleandoc(table)
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return tuple(line.replace("⏎", "\n") for line in text.split("\n"))


def rows(table: str, **words: str) -> list[tuple[str, ...]]:
    """The lines of a table, each in its columns."""
    return [tuple(column.strip(" ") for column in line.split(" |")) for line in lines(table, **words)]


def named(table: str, **words: str) -> dict[str, str]:
    """The lines of a table of two columns, by the first."""
    return {row[0]: row[1] for row in rows(table, **words)}


def with_lists(table: str, **words: str) -> dict[str, tuple[str, list[str]]]:
    """The lines of a table by the first column: the second, and all further ones as a list."""
    return {row[0]: (row[1], list(row[2:])) for row in rows(table, **words)}
