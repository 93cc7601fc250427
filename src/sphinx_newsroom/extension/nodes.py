"""The nodes of our own: a link to an organization, official or topic that says what it links to; a line break."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_newsroom.sources.notebooks.safe_notebook import html_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None] | None]
"""What a writer does at the beginning of a node, and at its end."""


class entity_link(nodes.reference):  # noqa: N801 (docutils names node classes in lower case)
    """A resolved link to an entity's page; *tip* is shown on hover and focus.

    Writers without a visitor for it fall back to the plain reference.
    """


def visit_html(translator: Any, node: entity_link) -> None:
    """Open the link: plain HTML, the tip as an attribute that the style sheet shows."""
    tip = f' data-tip="{escape(node["tip"])}"' if node["tip"] not in ("", node.astext()) else ""
    translator.body.append(f'<a class="newsroom-entity reference internal" href="{escape(node["refuri"])}"{tip}>')


def depart_html(translator: Any, node: entity_link) -> None:
    """Close the link."""
    translator.body.append("</a>")


def _visit_other(translator: Any, node: entity_link) -> None:
    translator.visit_reference(node)


def _depart_other(translator: Any, node: entity_link) -> None:
    translator.depart_reference(node)


class line_break(nodes.Inline, nodes.Element):  # noqa: N801 (likewise)
    """A hard line break, which MyST would make of raw HTML: that is taken out of releases."""


def _visit_break(translator: Any, node: line_break) -> None:
    """Break the line, in HTML."""
    translator.body.append("<br>\n")
    raise nodes.SkipNode


def _visit_other_break(translator: Any, node: line_break) -> None:
    """Go on, as if the line had not been broken."""
    translator.visit_Text(nodes.Text(" "))
    raise nodes.SkipNode


OUTCOME = "newsroom-outcome"
"""The attribute of what shows an output of a notebook's cell, with its number: no part of what the release says."""


class stored_text(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """The text that a notebook's cell printed, in *text*: it is shown, and is no part of what the release says."""


def _visit_stored_text(translator: Any, node: stored_text) -> None:
    """Show the text with the colours of the terminal that it was printed for; all else in it is escaped."""
    from nbconvert.filters import ansi2html

    shown = ansi2html(node["text"])  # type: ignore[no-untyped-call]
    translator.body.append(f'<div class="highlight"><pre>\n{shown}\n</pre></div>')
    raise nodes.SkipNode


def _visit_other_stored_text(translator: Any, node: stored_text) -> None:
    """Show the text as a block of code."""
    block = nodes.literal_block(node["text"], node["text"])
    block.parent = node.parent
    block.walkabout(translator)
    raise nodes.SkipNode


class stored_tables(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """The *tables* that a notebook's cell gave, as rows of cells, and the same as *text*; no part of what is said."""


def _visit_stored_tables(translator: Any, node: stored_tables) -> None:
    """Show the tables; every word in them is escaped."""
    translator.body.append("\n".join(map(html_of, node["tables"])))
    raise nodes.SkipNode


class stored_formula(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """The *formula* that a notebook's cell gave, as TeX; no part of what is said."""


def _visit_stored_formula(translator: Any, node: stored_formula) -> None:
    """Show the formula as every other."""
    nodes.math_block("", node["formula"]).walkabout(translator)
    raise nodes.SkipNode


class folded(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """What a reader opens to see it: the code of a notebook, below *words*."""


def _visit_folded(translator: Any, node: folded) -> None:
    translator.body.append(f'<details class="folded"><summary>{escape(node["words"])}</summary>\n')


def _depart_folded(translator: Any, node: folded) -> None:
    translator.body.append("</details>\n")


def _pass_folded(translator: Any, node: folded) -> None:
    """Show what is folded: paper cannot be opened."""


def setup(app: Sphinx) -> None:
    """Register the nodes with every kind of writer."""

    def add(node: type[nodes.Element], html: _Visitors, other: _Visitors) -> None:
        app.add_node(node, html=html, latex=other, text=other, man=other, texinfo=other)

    add(entity_link, (visit_html, depart_html), (_visit_other, _depart_other))
    add(stored_text, (_visit_stored_text, None), (_visit_other_stored_text, None))
    add(stored_tables, (_visit_stored_tables, None), (_visit_other_stored_text, None))
    add(stored_formula, (_visit_stored_formula, None), (_visit_stored_formula, None))
    add(folded, (_visit_folded, _depart_folded), (_pass_folded, _pass_folded))
    add(line_break, (_visit_break, None), (_visit_other_break, None))
