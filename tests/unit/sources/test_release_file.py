"""A release's file, Markdown or notebook: what it is called, what it holds, and on which lines."""

from __future__ import annotations

import json

import pytest

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources.header import cells, id_in, is_notebook, paths_of, size_limit, title_text

NOTEBOOK = json.dumps(
    {
        "metadata": {"newsroom": {"title": "T", "date": "2011-06-21"}},
        "nbformat": 4,
        "cells": [
            {"cell_type": "code", "source": "1 + 1"},
            {"cell_type": "markdown", "source": ["# Head\n", "\n", "Text"]},
        ],
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("releases/2011/a.md", False),
        ("releases/2011/a.ipynb", True),
        ("releases/2011/ipynb.md", False),
    ],
)
def test_a_notebook_is_told_by_its_name(path: str, wanted: bool) -> None:
    assert is_notebook(path) is wanted
    assert size_limit(path, 100) == (1_000 if wanted else 100)


@pytest.mark.parametrize(
    "words",
    [
        *("2011/a", "releases/2011/a", "releases/2011/a.md", "2011/a.ipynb"),
        *("releases/2011/a.html", "/releases/2011/a.html#p-57c2d7cf"),
        "https://example.org/news/releases/2011/a.html?x=1",
    ],
)
def test_an_id_is_meant_by_a_path_as_well(words: str) -> None:
    assert id_in(words) == "2011/a"
    assert id_in(words.replace("a", "a.ru", 1) if words.startswith("2011") else "2011/a.ru") == "2011/a.ru"


def test_a_docname_may_be_either_file() -> None:
    assert paths_of(PageName("releases/2011/a")) == ("releases/2011/a.md", "releases/2011/a.ipynb")


def test_a_body_is_one_cell_on_the_lines_of_its_file() -> None:
    (cell,) = cells("releases/2011/a.md", "---\ntitle: T\n---\n\nText.\n")
    assert cell.source == "\n\n\n\nText.\n"
    assert cell.line(5) == 5


def test_cells_of_a_notebook_know_their_lines() -> None:
    code, text = cells("releases/2011/a.ipynb", NOTEBOOK)
    assert (code.kind, text.kind) == ("code", "markdown")
    assert NOTEBOOK.split("\n")[text.line(3) - 1].strip() == '"Text"'
    assert title_text("releases/2011/a.ipynb", NOTEBOOK) == "# Head\n\nText"


@pytest.mark.parametrize("path", ["releases/2011/a.md", "releases/2011/a.ipynb"])
def test_what_has_no_header_has_no_cells(path: str) -> None:
    with pytest.raises(HeaderError):
        cells(path, "Text.\n")
