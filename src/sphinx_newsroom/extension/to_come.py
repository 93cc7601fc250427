"""Links to releases that are kept back, by path or label: their words stay, and nothing tells where they led.

So it is with what a guide links of the files that are nobody's to read: of alerts, and of what builds keep.

A role asks the domain and shows no more than it may (:mod:`.roles`).  Everything else that points into the archive,
a Markdown link, ``{doc}``, an address of the site itself, shows what was written where Sphinx finds nothing there,
and what was written is the id.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_newsroom.archive.text_checks import HIDDEN, NAME_IT
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of
from sphinx_newsroom.extension.problem_log import lines_of, warn
from sphinx_newsroom.files import WORK
from sphinx_newsroom.model.addresses import APPROVALS, RELEASES, PageName
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.sources.header import is_notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

CLOSED = "a link leads to a file of an alert or of a build, so its words alone are shown"
_POINTS = ("reftarget", "refuri", "uri")
"""The attributes of a node that hold where it leads."""
# MyST's own schemes for what is in the project: https://myst-parser.readthedocs.io/en/latest/syntax/cross-referencing.html
_OURS = re.compile(r"^(project|path):|^#")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


def hide(env: BuildEnvironment, document: nodes.document) -> None:
    """Take each link to a release that is kept back out of a document, and report it.

    The document is noted to depend on each text that it points to, so that it is read again when an embargo ends
    or is set, and when the text is added or deleted.  Called before any transform, so that no title, search or feed
    sees what is hidden.
    """
    domain = domain_of(env)
    is_guide = not domain.owns(PageName(env.docname))
    for node in [node for node in document.findall(nodes.Element) if any(name in node for name in _POINTS)]:
        for place in dict.fromkeys(_places(node, env.docname, domain.archive.settings.baseurl)):
            if domain.note_file(env.docname, place) and place.startswith(f"{RELEASES}/"):
                _hide(node, place, domain, env.docname, (HIDDEN, NAME_IT))
                break
        else:
            if is_guide and (path := _path(node, domain.archive.settings.baseurl)):
                place = posixpath.normpath(posixpath.join("/", posixpath.dirname(env.docname), path)).lstrip("/")
                file = os.path.join(env.srcdir, place)
                if is_closed(place) and os.path.isfile(file) and not _is_drawn(env, file):
                    _hide(node, place, domain, env.docname, (CLOSED, "link what readers may have"))


def _is_drawn(env: BuildEnvironment, file: str) -> bool:
    """Whether a file is one that nbsphinx has put aside of what the cells of this document, a notebook, have drawn."""
    name = env.docname.replace("/", "_")
    return is_notebook(env.doc2path(env.docname)) and file.startswith(f"{env.doctreedir}/nbsphinx/{name}_")


def is_closed(place: str) -> bool:
    """Whether a place in the archive is one that no page may have a file from: alerts, and what builds keep."""
    return place == APPROVALS or place.startswith(f"{ALERTS}/") or WORK in place.split("/")


def _path(node: nodes.Element, baseurl: str) -> str | None:
    """The path that a node leads to as it is written; None where it is a role of ours, or leads elsewhere."""
    written = next(str(node[name]) for name in _POINTS if name in node)
    if isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "newsroom":
        return None  # a role of ours
    path = _OURS.sub("", written)
    if baseurl and path.startswith(baseurl):
        path = "/" + path.removeprefix(baseurl)
    if _ELSEWHERE.match(path):
        return None
    return unquote(re.split(r"[?#]", path)[0]).replace("\\", "/")


def _places(node: nodes.Element, docname: str, baseurl: str) -> Iterator[str]:
    """The places that a node may lead to, as paths from the root of the archive."""
    # From the document's folder, from the root as MyST's `project:` may be, and as an id that a label may repeat.
    path = _path(node, baseurl)
    if not path:
        return
    for begin in (posixpath.dirname(docname), "", RELEASES):
        yield posixpath.normpath(posixpath.join("/", begin, path)).lstrip("/")


def _hide(node: nodes.Element, place: str, domain: NewsroomDomain, docname: str, said: tuple[str, str]) -> None:
    """Put the words of a link in its place, or other words where its own tell what it leads to."""
    withheld = domain.publishable.withheld_by(place)
    line = next(lines_of(node), 1)
    warn(Code.REFUSED, *said, (docname, line))
    words = str(node.get("alt", "")) if isinstance(node, nodes.image) else node.astext()
    written = not isinstance(node, addnodes.pending_xref) or node.get("refexplicit", True)
    tells = not words.strip() or not written or _tells(words, withheld)
    shown = nodes.inline("", "", nodes.Text(domain.forthcoming) if tells else nodes.Text(words))
    if not tells and not isinstance(node, nodes.image):
        shown = nodes.inline("", "", *node.children)
    parent = node.parent
    parent.replace(node, shown if isinstance(parent, nodes.TextElement) else nodes.paragraph("", "", shown))


def _tells(words: str, withheld: str | None) -> bool:
    """Whether the words of a link are its address, or hold the name of the release."""
    return withheld is not None and posixpath.basename(withheld) in words
