"""The cells of tables that people open in spreadsheets: nothing in them runs, and what was written is read again."""

from __future__ import annotations

from pathlib import Path

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import read_text
from sphinx_newsroom.memory import late_pattern

FORMULA = ("=", "+", "-", "@")
"""What spreadsheets take for a formula at the beginning of a cell; a text may begin so, and come from anywhere."""
_BREAKS = late_pattern(r"[\t\r\n\x00-\x1f\x7f]+")
SEPARATORS = ("\t", ";", ",")
"""What stands between cells, as spreadsheets save a table; ours have tabs."""


def cell(value: str) -> str:
    """A value on one line, as a spreadsheet shows it.

    >>> cell("=1+1"), cell("Harbour\\nBoard")
    ("'=1+1", 'Harbour Board')
    """
    value = _BREAKS.sub(" ", value)
    # Spreadsheets show the text behind an apostrophe, and run nothing.
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


_NUMBER = late_pattern(r"[+-]?\d[\d .,'\u00a0\u202f]*%?")


def defused(value: str) -> str:
    """A cell of somebody else's table with nothing in it that a spreadsheet would run; numbers stay numbers.

    >>> defused("=HYPERLINK(1)"), defused("-12.5"), defused("+43 1 000"), defused("'=1")
    ("'=HYPERLINK(1)", '-12.5', '+43 1 000', "'=1")
    """
    if _NUMBER.fullmatch(value):
        return value
    # Spreadsheets pass over blanks and tabs before a formula.
    return f"'{value}" if value.lstrip("\t\r\n ").startswith(FORMULA) else value


def value_of(cell: str) -> str:
    """The value of a cell that :func:`cell` made."""
    cell = " ".join(cell.split())
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA, "'") else cell


def read_table(file: Path, what: str, option: str) -> str:
    """The text of a *what* (``list``) that a command wrote with an *option* (``--list``), and somebody may have saved.

    Raises ConfigError where it cannot be read, or is not UTF-8.
    """
    try:
        return read_text(file, follow=True)
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}; give a {what} that {option} wrote") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the {what} is not UTF-8; save it as text with tabs, in UTF-8") from error
