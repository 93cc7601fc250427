"""Release notebooks as they are shown and published: nothing in them runs, in the build or on the page."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Collection, Iterable
from typing import Any

from sphinx_newsroom.sources.notebooks import safe_outputs
from sphinx_newsroom.sources.outline import escaped

SHOWN = ("text/plain", "image/png", "image/jpeg")
"""Output types that cannot carry script or markup; every kernel stores one of them."""
TABLES, DRAWING, FORMULA = "text/html", "image/svg+xml", "text/latex"
"""Output types of which a page shows what is harmless (:mod:`.safe_outputs`)."""


OF_WHO_RAN_IT = ("execution", "executionInfo", "ExecuteTime", "colab", "papermill", "vscode")
"""Metadata of cells or notebooks: Colab's name and number of a user, papermill's paths and parameters, times."""


def safe_notebook(text: str, title: str) -> str:
    """A notebook that is shown as stored: never executed, without raw cells or active output, under *title*."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = {key: value for key, value in notebook.get("metadata", {}).items() if key != "newsroom"}
    notebook["metadata"] = {**metadata, "nbsphinx": {"execute": "never"}}
    cells = [_safe_cell(cell) for cell in notebook.get("cells", []) if cell.get("cell_type") != "raw"]
    notebook["cells"] = _under_title(cells, title)
    return json.dumps(notebook)


def without_times(text: str) -> str:
    """An executed notebook without the times at which its cells ran, so that two builds give the same bytes.

    Without the version of the language as well, which is the kernel's at that time: two machines have two.  And
    without what programs note of who ran it, where and when (:data:`OF_WHO_RAN_IT`), which no page shows.
    """
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    metadata.get("language_info", {}).pop("version", None)
    for values in (metadata, *(cell["metadata"] for cell in notebook["cells"])):
        for key in OF_WHO_RAN_IT:
            values.pop(key, None)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def not_executed(text: str) -> str:
    """A notebook that nbsphinx shows as it stands."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    notebook["metadata"] = {**metadata, "nbsphinx": {**metadata.get("nbsphinx", {}), "execute": "never"}}
    return json.dumps(notebook)


def without_results(text: str) -> str:
    """A notebook without what came of its cells."""
    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(notebook)


def titled(title: str) -> str:
    """A notebook of a title alone."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {escaped(title)}"}]
    return json.dumps({"metadata": {}, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def _safe_cell(cell: dict[str, Any]) -> dict[str, Any]:
    cell = {**cell, "metadata": {k: v for k, v in cell.get("metadata", {}).items() if k != "nbsphinx"}}
    if cell.get("cell_type") == "code":
        cell["outputs"] = [safe_output(output) for output in cell.get("outputs", [])]
    return cell


def safe_output(output: dict[str, Any]) -> dict[str, Any]:
    """What a page shows of what a cell gave."""
    if "data" not in output:
        return output
    data = {kind: data for kind, data in output["data"].items() if kind in SHOWN}
    given = {kind: joined(output["data"].get(kind, "")) for kind in (TABLES, DRAWING, FORMULA)}
    if tables := safe_outputs.tables_of(given[TABLES]):
        data[TABLES] = "\n".join(map(safe_outputs.html_of, tables))
    if safe_outputs.drawing_of(given[DRAWING]) is not None:
        data[DRAWING] = given[DRAWING]
    if formula := safe_outputs.formula_of(given[FORMULA]):
        data[FORMULA] = f"$${formula}$$"
    return {**output, "data": data}


def joined(value: object) -> str:
    """The text of a value of a notebook: one, or a list of its lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _under_title(cells: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """The cells with *title* as the first heading, in the place of one that the first cell begins with."""
    heading = f"# {escaped(title)}"
    if cells and cells[0].get("cell_type") == "markdown":
        source = cells[0]["source"]
        lines = (source if isinstance(source, str) else "".join(source)).split("\n")
        if lines[0].startswith("# "):
            lines = lines[1:]
        return [{**cells[0], "source": "\n".join([heading, "", *lines])}, *cells[1:]]
    return [{"cell_type": "markdown", "id": "newsroom-title", "metadata": {}, "source": heading}, *cells]


def decoded(data: str) -> bytes | None:
    """The bytes of a picture that a notebook holds; None where it is no base64."""
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def without_links_to(text: str, pages: Collection[str]) -> str:
    """A notebook as it is published, whose texts lead to none of *pages* and name none by its address.

    *pages* are such as ``releases/2031/secret``, of releases that are kept back.  Code and its results are left: the
    page shows them as well.  The same text where there is none.
    """
    slugs = [page.rpartition("/")[2] for page in pages]
    hidden = _any_of(slugs)
    if not pages or not hidden.search(text):
        return text
    # One that is a word, such as `budget`, may stand in a sentence.
    ids = _any_of((*(page.partition("/")[2] for page in pages), *(slug for slug in slugs if not slug.isalpha())))

    def without(source: str) -> str:
        shown = _LEADING.sub(lambda found: "#" if hidden.search(found[0]) else found[0], source)
        return ids.sub("#", shown)

    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") != "code":
            cell["source"] = without("".join(cell.get("source", ())))
        cell["metadata"] = _without(cell.get("metadata", {}), ids)
    notebook["metadata"] = _without(notebook.get("metadata", {}), ids)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


_LEADING = re.compile(r"(?<=\]\()[^()\s]*|(?<=[`<])[^`<>\n]*(?=[`>])|(?<=\]:)[ \t]*\S*")
"""Where a link of Markdown leads, what stands in a role or in angle brackets, and where a link at the end leads."""


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of some names as a whole, the longest first."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")


def _without(value: Any, hidden: re.Pattern[str]) -> Any:
    """A value of a notebook's metadata without the texts, in it and below it, in which something hidden stands."""
    if isinstance(value, dict):
        kept = {key: _without(one, hidden) for key, one in value.items() if not hidden.search(key)}
        return {key: one for key, one in kept.items() if one is not None or value[key] is None}
    if isinstance(value, list):
        return [one for one in (_without(one, hidden) for one in value) if one is not None]
    return None if isinstance(value, str) and hidden.search(value) else value
