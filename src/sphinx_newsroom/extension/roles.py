"""The roles ``{org}``, ``{official}``, ``{topic}`` and ``{release}``: an id in the text becomes a link.

``{org}`unodc` `` shows the record's name, ``{org}`the Office <unodc>` `` the words given.
An id without a file is reported at its line, with the nearest one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import ReferenceRole

from sphinx_newsroom.diagnostics import Code, nearest
from sphinx_newsroom.extension.problem_log import warn
from sphinx_newsroom.model.addresses import FOLDERS, RELEASES

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


def setup(app: Sphinx) -> None:
    """Take over the report of references that lead nowhere."""
    app.connect("warn-missing-reference", report_missing)
