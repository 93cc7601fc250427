"""What the cells of a notebook gave and a page does not show: charts that run scripts, widgets, and what failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.sources.notebooks.header import Cell, notebook_of
from sphinx_newsroom.sources.notebooks.safe_notebook import SHOWN, joined, safe_output

_PLAIN = SHOWN[0]
_OBJECT = re.compile(r"\s*<[^<>\n]+>")
"""The plain form of a thing that has none: <VegaLite 5 object>, <IPython.core.display.HTML object>."""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_LONGEST = 40


def unseen(path: str, text: str, cells: Iterable[Cell]) -> Iterator[Problem]:
    """What readers of a notebook's page see nothing of, cell by cell; raises HeaderError."""
    given = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    for cell in cells:
        outputs = given[cell.number].get("outputs") if cell.kind == "code" else None
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and (told := _told(output)):
                message, advice = told
                yield Problem(
                    path,
                    cell.line(1),
                    Code.UNSEEN_OUTPUT,
                    f"cell {cell.number + 1} {message}",
                    f"{advice}, and save it",
                )


def _told(output: dict[str, Any]) -> tuple[str, str] | None:
    """What is to be said of one output."""
    if output.get("output_type") == "error":
        name = joined(output.get("ename", ""))
        return f"failed ({name}), and readers see how", "mend it, or take it out, run the notebook from its beginning"
    data = output.get("data")
    if not isinstance(data, dict) or not data.keys() - set(SHOWN):
        return None
    shown = safe_output(output)["data"]
    plain = joined(shown.get(_PLAIN, "")).strip()
    if shown.keys() - {_PLAIN} or (plain and not _OBJECT.match(plain) and _WIDGET not in data):
        return None
    kind = next(iter(sorted(data.keys() - set(SHOWN), key=lambda kind: not kind.startswith("application/"))))
    line = plain.partition("\n")[0]
    instead = f"{line[:_LONGEST]!r} in its place" if plain else "nothing of it"
    return (
        f"gives what no page shows ({kind}), and readers see {instead}",
        "have it give a picture, a table or printed text, run the notebook",
    )
