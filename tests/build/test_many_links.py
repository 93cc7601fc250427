"""A paragraph with more links than docutils can look for among one another."""

from __future__ import annotations

import re

from tests.conftest import CONF, ArchiveOnDisk

# While references are resolved (Sphinx: 10), how many children the largest element has.
LOOK = """
from pathlib import Path
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

class Look(SphinxPostTransform):
    default_priority = 10

    def run(self):
        with Path(self.app.outdir, "children.txt").open("a") as file:
            file.write(f"{max(len(node.children) for node in self.document.findall(nodes.Element))}\\n")

def setup(app):
    app.add_post_transform(Look)
"""


def test_the_references_of_a_paragraph_are_resolved_in_parts_and_the_paragraph_is_whole(archive: ArchiveOnDisk) -> None:
    links = " ".join(f"[link {number}](x.md)" for number in range(1_200))
    archive.put({"conf.py": f"{CONF}{LOOK}"})
    archive.put({"releases/2013/x.md": f"---\ntitle: T\ndate: 2013-01-01\n---\n\nAll: {links}.\n"})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    text = site.read("releases/2013/x.html").partition("<!-- text -->")[2].partition("<!-- end of text -->")[0]
    shown = re.sub(r"<a [^>]*>(?:<span [^>]*>)?([^<]*)(?:</span>)?</a>", r"[\1]", text)
    assert f">All: {' '.join(f'[link {number}]' for number in range(1_200))}.</p>" in shown
    assert max(map(int, (site.out / "children.txt").read_text().split())) <= 500
