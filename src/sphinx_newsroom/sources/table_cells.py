"""Escape and unescape the cells of tables that people open in spreadsheets, so that no cell runs as a formula."""

from __future__ import annotations

from pathlib import Path

from sphinx_newsroom.config import ConfigError
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
