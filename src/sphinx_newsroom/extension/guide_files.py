"""What pictures and downloads of guides say that no reader sees, told when the guide is read.

Of releases and records the archive tells it, without Sphinx (:mod:`sphinx_newsroom.archive.hidden_data`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_newsroom.archive.hidden_data import code_of, told
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.problem_log import lines_of, warn
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS
from sphinx_newsroom.sources.hidden_data import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def tell_unseen(app: Sphinx, document: nodes.document) -> None:
    """Warn of what the files of a guide say unseen; one that changed has its guide read again."""
    docname = app.env.docname
    if docname.partition("/")[0] in SOURCE_FOLDERS:
        return
    allowed = domain_of(app.env).archive.settings.allowed.unseen
    found: dict[str, nodes.Node] = dict(_files(app.env, document))
    for path, node in found.items():
        for kind in unseen(Path(app.srcdir, path), path):
            if kind not in allowed:
                warn(code_of(kind), *told(kind, path), (docname, next(lines_of(node), 1)))


def _files(env: BuildEnvironment, document: nodes.document) -> Iterator[tuple[str, nodes.Node]]:
    """The files that are copied for a document, by path from the root, as Sphinx's own collectors have found them."""
    for image in document.findall(nodes.image):
        candidates: dict[str, str] = image.get("candidates", {})
        for path in candidates.values():
            if path in env.images:
                yield path, image
    for download in document.findall(addnodes.download_reference):
        if "filename" in download:  # it is there
            yield env.relfn2path(download["reftarget"], env.docname)[0], download


def setup(app: Sphinx) -> None:
    """Register it, after Sphinx's collectors, which come at 500."""
    app.connect("doctree-read", tell_unseen, priority=900)
