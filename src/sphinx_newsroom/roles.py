"""The roles ``{org}``, ``{official}``, ``{topic}`` and ``{release}``: an id in the text becomes a link.

``{org}`unodc` `` shows the record's name, ``{org}`the Office <unodc>` `` the words given.
An id without a file is reported where it stands, with the nearest one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import ReferenceRole

from sphinx_newsroom.diagnostics import Code, nearest
from sphinx_newsroom.model import FOLDERS
from sphinx_newsroom.report import warn

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message

    from sphinx_newsroom.domain import NewsroomDomain


class _Role(ReferenceRole):
    """What all our roles share: look the id up, show its name, leave a reference."""

    what: str
    reftype: str

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the reference, or plain text and a report where the id has no file."""
        domain = cast("NewsroomDomain", self.env.domains["newsroom"])
        name = domain.name_of(self.what, self.target)
        domain.note_role(self.env.docname, self.what, self.target, name)
        if name is None:
            self._report(domain)
            return [nodes.Text(self.title)], []
        words = self.title if self.has_explicit_title else name
        attributes: dict[str, Any] = {
            "refdomain": "newsroom", "reftype": self.reftype, "reftarget": self.target,
            "refexplicit": self.has_explicit_title, "refwarn": True, "refdoc": self.env.docname,
        }
        node = pending_xref(self.rawtext, nodes.inline("", words), **attributes)
        self.set_source_info(node)
        return [node], []

    def _report(self, domain: NewsroomDomain) -> None:
        known = domain.known_ids(self.what)
        meant = nearest(self.target, known)
        if meant:
            advice = f"did you mean {meant!r}?"
        else:
            advice = f"write the id of a file in {FOLDERS.get(self.what, 'releases')}/, or plain text"
        where = (self.env.docname, self.get_source_info()[1])
        warn(Code.REFERENCE, f"{self.what} {self.target!r} has no file", advice, where)


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
