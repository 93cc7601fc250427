"""What notebooks under ``docs/`` gave when they were last executed, kept by builds until something of it changes.

Each stands in a file of its own, beside what else builds keep: on the first line the day, and the digest of what it was
made of, then the executed notebook as the site publishes it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import leave, read_plain, work_place
from sphinx_newsroom.sources.release_file import NOTEBOOK


class Result(NamedTuple):
    """A notebook as it was executed, when, and the digest of what it was made of."""

    day: dt.date
    digest: str
    notebook: str


def result_of(root: Path, docname: str) -> Result | None:
    """The last result of a notebook that was published; None where none is kept."""
    try:
        first, _, notebook = read_plain(work_place(root, _named(docname))).decode().partition("\n")
        day, _, digest = first.partition(" ")
        return Result(dt.date.fromisoformat(day), digest, notebook)
    except (OSError, ValueError):
        return None


def keep_result(root: Path, docname: str, result: Result) -> None:
    """Keep the result of a notebook that was published; raises OSError."""
    leave(root, _named(docname), f"{result.day.isoformat()} {result.digest}\n{result.notebook}")


def _named(docname: str) -> str:
    return f"published.notebooks/{docname}{NOTEBOOK}"
