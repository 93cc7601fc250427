"""The nodes and roles that texts are made of in docutils, as far as they are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.addnodes import pending_xref

from sphinx_newsroom.diagnostics import Code, nearest
from sphinx_newsroom.extension.problem_log import warn
from sphinx_newsroom.model.addresses import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from sphinx_newsroom.sources.notebooks.safe_outputs import html_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


from typing import TYPE_CHECKING, Protocol

from sphinx.util.docutils import ReferenceRole

from sphinx_newsroom.model.addresses import RELEASES

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message
    from sphinx.application import Sphinx
    from sphinx.domains import Domain


class Records(Protocol):
    """What roles ask the domain, which has them in its own table and so cannot be imported here."""

    def note_role(self, docname: str, what: str, id_: str) -> str | None:
        """Keep that a role named *id_*; see :meth:`NewsroomDomain.shown_by_role` for what it shows."""

    @property
    def forthcoming(self) -> str:
        """See :attr:`NewsroomDomain.forthcoming`."""

    def known_ids(self, what: str) -> list[str]:
        """All ids of a kind."""


class _Role(ReferenceRole):
    """What all our roles share: look the id up, show its name, leave a reference."""

    what: str
    reftype: str

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the reference; whether its id exists is seen when it is resolved, since another archive may have it."""
        domain = cast("Records", self.env.domains["newsroom"])
        name = domain.note_role(self.env.docname, self.what, self.target)
        if name == "":
            # Words alone: a link, though broken, would tell the address.
            return [nodes.Text(self.title if self.has_explicit_title else domain.forthcoming)], []
        words = self.title if self.has_explicit_title else name or self.target
        attributes: dict[str, Any] = {
            "refdomain": "newsroom",
            "reftype": self.reftype,
            "reftarget": self.target,
            "refexplicit": self.has_explicit_title,
            "refwarn": True,
            "refdoc": self.env.docname,
        }
        node = pending_xref(self.rawtext, nodes.inline("", words), **attributes)
        self.set_source_info(node)
        return [node], []


class EntityRole(_Role):
    """``{org}``, ``{official}`` and ``{topic}``."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.what = kind
        self.reftype = "org" if kind == "organization" else kind


class ReleaseRole(_Role):
    """``{release}``."""

    what = "release"
    reftype = "release"


def report_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report a role whose id has no file, here or in another archive, with the nearest id."""
    if domain is None or domain.name != "newsroom":
        return None
    kind = {"org": "organization"}.get(node["reftype"], node["reftype"])
    meant = nearest(node["reftarget"], cast("Records", domain).known_ids(kind))
    folder = FOLDERS.get(kind, RELEASES)
    advice = f"did you mean {meant!r}?" if meant else f"write the id of a file in {folder}/, or plain text"
    where = (node.get("refdoc") or app.env.current_document.docname, node.line)
    archive, _, id_ = node["reftarget"].partition(":")
    if id_ and archive in app.config.newsroom_archives:
        message = f"as far as is known here, the archive {archive!r} has no {kind} {id_!r}"
        advice = "look there for its id, and run: newsroom archives update"
    else:
        message = f"{kind} {node['reftarget']!r} has no file"
    warn(Code.REFERENCE, message, advice, where)
    # Sphinx then says nothing of its own.
    return True


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
    """Register the nodes with every kind of writer, and take over the report of references that lead nowhere."""

    def add(node: type[nodes.Element], html: _Visitors, other: _Visitors) -> None:
        app.add_node(node, html=html, latex=other, text=other, man=other, texinfo=other)

    add(entity_link, (visit_html, depart_html), (_visit_other, _depart_other))
    add(stored_text, (_visit_stored_text, None), (_visit_other_stored_text, None))
    add(stored_tables, (_visit_stored_tables, None), (_visit_other_stored_text, None))
    add(stored_formula, (_visit_stored_formula, None), (_visit_stored_formula, None))
    add(folded, (_visit_folded, _depart_folded), (_pass_folded, _pass_folded))
    add(line_break, (_visit_break, None), (_visit_other_break, None))
    app.connect("warn-missing-reference", report_missing)
