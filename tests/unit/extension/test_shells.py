"""Pages in shells: what all of them may share."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2 import nodes

import sphinx_newsroom
from sphinx_newsroom.extension.compiled_pages import MACROS

THEME = Path(sphinx_newsroom.__file__).parent / "theme"


def test_the_macros_of_all_pages_are_nothing_but_macros() -> None:
    """They are made once for all pages, so a value that stood beside them would be that of the first."""
    parsed = jinja2.Environment().parse((THEME / MACROS).read_text(encoding="utf-8"))
    others = [node for node in parsed.body if not isinstance(node, nodes.Macro)]
    said = [part for node in others if isinstance(node, nodes.Output) for part in node.nodes]
    assert all(isinstance(node, nodes.Output) for node in others)
    assert all(isinstance(part, nodes.TemplateData) and not part.data.strip() for part in said)
