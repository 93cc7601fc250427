"""Documents of Sphinx that link to releases and records which are none.

Sphinx and MyST find the page of a path and its title among the documents that were read.
What is compiled is lent to them while they look: nothing of it stays in the environment that is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources.release_file import MARKDOWN
from sphinx_newsroom.text.checks.references import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def lend(env: BuildEnvironment, docnames: Iterable[PageName]) -> None:
    """Have compiled texts among the documents, with their titles."""
    titles = domain_of(env).compiled.titles
    for docname in docnames:
        env.all_docs[docname] = 0
        env.titles[docname] = nodes.title("", titles[docname])


class LendLinked(SphinxPostTransform):
    """Lend the compiled texts that a document links by path, whether in Markdown or by the role ``{doc}``.

    Priority 8: before MyST (9) and Sphinx (10) resolve references.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Find what is linked."""
        domain = domain_of(self.env)
        compiled, former = domain.compiled.titles, domain.archive.registry.former_pages
        if not compiled and not former:
            return
        for node in self.document.findall(addnodes.pending_xref):
            if former and node.get("reftype") == "myst":
                _lead_on(node, former)
            target = str(node.get("reftarget", ""))
            if node.get("reftype") == "doc":  # as written, from the document's folder or from the root
                target = self.env.relfn2path(f"{target}.md", str(node.get("refdoc") or self.env.docname))[0]
                target = target.removesuffix(".md")
            elif node.get("reftype") == "ref" and target.startswith("/"):  # nbsphinx's label of a file
                label, target = target, target[1:].partition("#")[0].removesuffix(".md")
                if target in compiled:
                    title = compiled[PageName(target)]
                    self.env.domains.standard_domain.labels[label] = target, label.partition("#")[2], title
            page = PageName(target)
            if page in compiled:
                lend(self.env, (page,))


def _lead_on(node: addnodes.pending_xref, former: Mapping[PageName, PageName]) -> None:
    """Let a link to the file of a record that is called otherwise by now lead to its page.

    While there was the file, MyST had taken its page; of one that is gone it has the path as it is written.
    """
    target = str(node.get("reftarget", ""))
    if node.get("refdomain") != "doc":
        target = place_of(str(node.get("refdoc", "")), target.partition("#")[0]).removesuffix(MARKDOWN)
    if (now := former.get(PageName(target))) is not None:
        node["refdomain"], node["reftarget"], node["reftargetid"] = "doc", now, node.get("reftargetid")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(LendLinked)
