"""Plain texts are compiled, and docutils reads the others: when it does, and that nothing else depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk, Built

DOCUMENTS = {"docutils.conf": ""}
"""A file by which Sphinx reads everything, and nothing is read otherwise."""


def doctrees(site: Built) -> set[str]:
    folder = Path(f"{site.out}.doctrees")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.doctree")}


TOCTREE = "# Guide\n\n```{toctree}\n:glob:\n\n../releases/2011/*\n```\n"
EXTENSION = (
    "def setup(app):\n    app.connect('doctree-read', lambda app, doctree: doctree.attributes.update(seen='yes'))\n"
)


@pytest.mark.parametrize(
    "files",
    [
        DOCUMENTS,
        {"conf.py": CONF + "smartquotes = True\n"},
        {"conf.py": CONF + EXTENSION},
        {"docs/index.md": TOCTREE},
    ],
    ids=["docutils", "smartquotes", "extension", "toctree"],
)
def test_who_looks_at_documents_gets_them(archive: ArchiveOnDisk, files: dict[str, str]) -> None:
    archive.put(files)
    site = archive.build("out")
    assert site.status == 0, site.log
    assert "releases/2011/opening.doctree" in doctrees(site)


TABS = """\
from docutils import nodes
from docutils.parsers.rst import Directive

class Tab(Directive):
    has_content = True
    def run(self):
        return [nodes.block_quote("", nodes.paragraph("", "\\n".join(self.content)), classes=["tab"])]

def end(app, doctree, docname):
    for node in doctree.findall(nodes.block_quote):
        if node["classes"] == ["tab"]:
            node += nodes.paragraph("", "The end of a tab.")

def setup(app):
    app.add_directive("tab", Tab)
    app.connect("doctree-resolved", end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


BOXES = """\
from docutils import nodes
from docutils.parsers.rst import Directive

class box(nodes.General, nodes.Element):
    pass

class Box(Directive):
    def run(self):
        return [box()]

def visit(translator, node):
    translator.body.append("<hr class='box'>")
    raise nodes.SkipNode

def setup(app):
    app.add_node(box, html=(visit, None))
    app.add_directive("box", Box)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


def test_an_extension_gets_the_texts_that_use_it_alone(archive: ArchiveOnDisk) -> None:
    """As sphinx-design and sphinx-tabs work, which look at nothing but what their own directives made."""
    conf = "import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\nextensions += ['sphinx_tabs', 'boxes']\n"
    head = "---\ntitle: Tabs\ndate: 2012-01-01\n---\n"
    allowed = 'newsroom_allow = {"directives": ["tab", "box"], "nodes": ["box"]}\n'
    archive.put({"conf.py": CONF + conf + allowed, "sphinx_tabs.py": TABS, "boxes.py": BOXES})
    archive.put({"releases/2012/tabs.md": f"{head}:::{{tab}}\nIn a tab.\n:::\n"})
    archive.put({"releases/2012/boxes.md": f"{head}:::{{box}}\n:::\n".replace("Tabs", "Boxes")})
    site = archive.build("out")
    assert site.status == 0, site.log
    read = {name for name in doctrees(site) if name.startswith("releases")}
    assert read == {"releases/2012/tabs.doctree", "releases/2012/boxes.doctree"}
    assert "<hr class='box'>" in site.read("releases/2012/boxes.html")
    assert "In a tab." in site.read("releases/2012/tabs.html")
    assert "The end of a tab." in site.read("releases/2012/tabs.html")


def test_another_builder_sees_every_release(archive: ArchiveOnDisk) -> None:
    assert archive.build("out").status == 0
    text = archive.build("out", "-b", "text")
    assert text.status == 0, text.log
    assert (text.out / "releases/2011/opening.txt").is_file()
    assert archive.build("out", "-W").status == 0


@pytest.mark.parametrize("lane", [{}, DOCUMENTS], ids=["compiled", "documents"])
def test_file_with_another_end_does_not_take_a_release_s_place(archive: ArchiveOnDisk, lane: dict[str, str]) -> None:
    """Sphinx reads .rst, and whatever else conf.py names; of two documents of one name it takes one or the other."""
    suffixes = 'source_suffix = {".rst": "restructuredtext", ".txt": "restructuredtext", ".md": "markdown"}\n'
    archive.put({"conf.py": CONF + suffixes, **lane})
    for end in (".rst", ".txt"):
        archive.put({f"releases/2011/opening{end}": "Qxcanary\n========\n", f"releases/2011/alone{end}": "Qxcanary\n"})
    built = archive.build("out")
    assert built.status == 0, built.log
    assert "spoke at" in built.read("releases/2011/opening.html")
    assert not [path for path in built.out.rglob("*") if path.is_file() and b"qxcanary" in path.read_bytes().lower()]
