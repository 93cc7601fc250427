"""What notebooks under ``docs/`` gave when they were last executed, kept by builds for the time when one fails.

Each stands in a file of its own, beside what else builds keep: the day on the first line, then the executed notebook as
the site publishes it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import read_plain, write
from sphinx_newsroom.sources.release_file import NOTEBOOK


class Result(NamedTuple):
    """A notebook as it was executed, and when."""

    day: dt.date
    notebook: str


def result_of(root: Path, docname: str) -> Result | None:
    """The last result of a notebook that was published; None where none is kept."""
    try:
        day, _, notebook = read_plain(_place(root, docname)).decode().partition("\n")
        return Result(dt.date.fromisoformat(day), notebook)
    except (OSError, ValueError):
        return None


def keep_result(root: Path, docname: str, result: Result) -> None:
    """Keep the result of a notebook that was published; raises OSError."""
    folder = _folder(root)
    write(folder.with_name(".gitignore"), "*\n")
    write(_place(root, docname), f"{result.day.isoformat()}\n{result.notebook}")


def _folder(root: Path) -> Path:
    return root / "_build" / ".newsroom-work" / "published.notebooks"


def _place(root: Path, docname: str) -> Path:
    return _folder(root) / f"{docname}{NOTEBOOK}"
