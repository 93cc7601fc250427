"""Escape and unescape the cells of tables that people open in spreadsheets, so that no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Problem, shown, suggestion
from sphinx_newsroom.files import read_text
from sphinx_newsroom.memory import late_pattern

FORMULA = ("=", "+", "-", "@")
"""The beginnings of a formula in a spreadsheet, with which any text may begin."""
_BREAKS = late_pattern(r"[\t\r\n\x00-\x1f\x7f]+")
SEPARATORS = ("\t", ";", ",")
"""The separators of saved tables; ours have tabs."""


def cell(value: str) -> str:
    """Format a value as a cell on one line.

    >>> cell("=1+1"), cell("Harbour\\nBoard")
    ("'=1+1", 'Harbour Board')
    """
    value = _BREAKS.sub(" ", value)
    # Spreadsheets show the text after an apostrophe, and don't run it.
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


_NUMBER = late_pattern(r"[+-]?\d[\d .,'\u00a0\u202f]*%?")


def defused(value: str) -> str:
    """Escape a cell of another program's table if a spreadsheet would run it; numbers are kept.

    >>> defused("=HYPERLINK(1)"), defused("-12.5"), defused("+43 1 000"), defused("'=1")
    ("'=HYPERLINK(1)", '-12.5', '+43 1 000', "'=1")
    """
    if _NUMBER.fullmatch(value):
        return value
    # Spreadsheets ignore white space before a formula.
    return f"'{value}" if value.lstrip("\t\r\n ").startswith(FORMULA) else value


def value_of(cell: str) -> str:
    """Return the value of a cell made by :func:`cell`."""
    cell = " ".join(cell.split())
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA, "'") else cell


# Tables that a command writes, in which a person enters marks or decisions, and that another command reads.


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with tabs between the cells, whose first row names the *columns*."""
    lines = io.StringIO()
    table = csv.writer(lines, delimiter=SEPARATORS[0], lineterminator="\n")
    table.writerow(columns)
    table.writerows([cell(str(value)) for value in row] for row in rows)
    return lines.getvalue()


def table_rows(
    path: str, text: str, columns: Sequence[str], needed: Sequence[str], advice: str
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Return the rows of a table, each with its line and a value for each of *columns*, or what is wrong with it.

    A spreadsheet may have saved it with another separator, without empty cells at the end, or with more columns.
    """
    lines = text.split("\n")
    # Notes may come before the row with the names of the columns.
    start = next((k for k, line in enumerate(lines) if columns[0] in line and line.lstrip('"')[:1] != "#"), 0)
    reader = csv.reader(lines[start:], delimiter=max(SEPARATORS, key=lines[start].count))
    try:
        table = [(start + reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        return [], [Problem(path, 1, Code.BAD_VALUE, f"this isn't a table: {error}", advice)]
    head = [name.strip().casefold() for name in table[0][1]] if table else []
    if missing := [column for column in needed if column not in head]:
        message = f"the table has no column {', '.join(missing)}"
        return [], [Problem(path, start + 1, Code.BAD_VALUE, message, advice)]
    empty = dict.fromkeys(columns, "")
    return [(line, empty | dict(zip(head, map(value_of, cells), strict=False))) for line, cells in table[1:]], []


def not_among(
    what: str, value: str, known: Iterable[str], otherwise: str = "write one of these, or nothing"
) -> tuple[str, str]:
    """Return that a cell's *value* is none of those *known*, and what to write instead."""
    words = [word for word in known if word]
    return f"the {what} {shown(value)!r} is none of {', '.join(words)}", suggestion(value, words, otherwise)


def read_table(file: Path, what: str, option: str) -> str:
    """Read a table that a command wrote with an *option* (``--list``) and someone may have edited; *what* names it.

    Raises ConfigError if it can't be read or isn't UTF-8.
    """
    try:
        return read_text(file, follow=True)
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}; use a {what} written by {option}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the {what} isn't UTF-8; save it as tab-separated text in UTF-8") from error
