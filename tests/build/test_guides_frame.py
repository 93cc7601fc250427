"""The frame of guides: what stands before and after each, and the list of all of them."""

from __future__ import annotations

import re

from tests.conftest import ROOT, ArchiveOnDisk

GUIDES = {
    "index.md": "# Test archive\n\n```{toctree}\n:hidden:\n\ndocs/index\n```\n",
    "docs/index.md": "# Guides\n\n```{toctree}\none\ntwo\nthree\n```\n",
    "docs/one.md": "# One\n\n```console\n$ echo x\nx\n```\n",
    "docs/two.md": "# Two\n\nWords.\n",
    "docs/three.md": "# Three & more\n\nWords.\n",
}


def test_beside_a_guide_stand_all_of_them_in_their_groups(archive: ArchiveOnDisk) -> None:
    tree = "```{{toctree}}\n:caption: {}\n:hidden:\n\n{}\n```\n".format
    lists = tree("Begin", "one"), tree("Go on & on", "two\nthree")
    archive.put({**GUIDES, "docs/index.md": "# Guides\n\n" + "\n".join(lists)})
    page = archive.build("out", "-W").read("docs/two.html")
    nav = page.partition('<nav class="doc-nav"')[2].partition("</nav>")[0]
    assert re.findall(r'<p class="caption">(.*?)</p>|<a href="[^"]*"[^>]*>(.*?)</a>', nav) == [
        ("Begin", ""),
        ("", "One"),
        ("Go on &amp; on", ""),
        ("", "Two"),
        ("", "Three &amp; more"),
    ]
    assert '<a href="#" class="current" aria-current="page">Two</a>' in nav


def test_another_title_is_told_on_the_guides_beside_it(archive: ArchiveOnDisk) -> None:
    archive.put(GUIDES)
    archive.build()
    archive.put({"docs/three.md": "# Third\n\nWords.\n"})
    later = archive.build()
    assert "Third</a>" in later.read("docs/two.html")
    assert later.tree() == archive.build("clean").tree()


def test_each_guide_has_a_line_of_its_own_in_the_list() -> None:
    text = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    lines = [
        name
        for line in re.findall(r"^- \[.*", text, re.MULTILINE)
        for name in re.findall(r"\(([^)]+)\.(?:md|ipynb)\)", line)
    ]
    trees = re.findall(r"```\{toctree\}\n(?::.*\n)*\n((?:.+\n)+)```", text)
    assert lines == [name for tree in trees for name in tree.split()][1:]  # "about" is in the first sentences
    folder = ROOT / "docs"
    written = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")}
    unlisted = {name for name in written if name.startswith("reference/command-")}  # which reference/command leads to
    assert written - unlisted - {"index", "about", "analysis/index"} <= set(lines)


def test_the_words_of_guides_are_those_that_their_pages_show(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            **GUIDES,
            "docs/two.md": "# Two\n\n% qxzyv\n\n<!-- qxzyv -->\n\nA zebra, a < b: {release}`2030/secret`.\n",
            "releases/2030/secret.md": "---\ntitle: Qxzyv\ndate: 2030-01-01\n"
            "embargo: 2030-01-01T10:00:00+01:00\n---\n\nX.\n",
        }
    )
    site = archive.build()
    text = site.read("_search/guides.js")
    assert '["Two","docs/two.html","Two A zebra, a < b: ' in text
    assert "qxzyv" not in text.lower()
    assert "secret" not in text
    archive.put({"docs/two.md": "# Two\n\nA horse.\n"})
    later = archive.build()
    assert '["Two","docs/two.html","Two A horse."]' in later.read("_search/guides.js")
    assert later.tree() == archive.build("clean").tree()
