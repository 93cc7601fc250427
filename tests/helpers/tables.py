"""Tables of test cases as text: one case a line, columns separated by ``|``; ``⏎`` is a line break in a case."""

from __future__ import annotations

from inspect import cleandoc


def lines(table: str, **words: str) -> tuple[str, ...]:
    """Return the lines of a table, replacing ``{name}`` by each of *words*."""
    text = cleandoc(table)
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return tuple(line.replace("⏎", "\n") for line in text.split("\n"))


def rows(table: str, **words: str) -> list[tuple[str, ...]]:
    """Return the lines of a table, split into columns."""
    return [tuple(column.strip(" ") for column in line.split(" |")) for line in lines(table, **words)]


def named(table: str, **words: str) -> dict[str, str]:
    """Return a table of two columns as a dictionary."""
    return {row[0]: row[1] for row in rows(table, **words)}


def with_lists(table: str, **words: str) -> dict[str, tuple[str, list[str]]]:
    """Return a table as a dictionary from the first column to the second and a list of the others."""
    return {row[0]: (row[1], list(row[2:])) for row in rows(table, **words)}
