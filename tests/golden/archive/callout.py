"""A directive and a role as other extensions bring them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


class Callout(Directive):
    """A paragraph that stands apart."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        box = nodes.container(classes=["callout"])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def upper(name: str, rawtext: str, text: str, *where: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Text in capitals."""
    return [nodes.strong(rawtext, text.upper())], []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both."""
    app.add_directive("callout", Callout)
    app.add_role("upper", upper)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
