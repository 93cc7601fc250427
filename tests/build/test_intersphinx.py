"""Another Sphinx project, which knows nothing of this extension, links to the archive by name."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.util.inventory import InventoryFile
from tests.conftest import CONF, ArchiveOnDisk
from tests.helpers import warm


def test_another_project_links_by_name(archive: ArchiveOnDisk, tmp_path: Path) -> None:
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    other = ArchiveOnDisk(tmp_path / "other")
    other.put(
        {
            "conf.py": 'extensions = ["myst_parser", "sphinx.ext.intersphinx"]\n'
            f'intersphinx_mapping = {{"archive": ("https://a.example/", {str(site.out / "objects.inv")!r})}}\n',
            "index.md": "# Other\n\n[the Office](inv:archive:newsroom:organization#unodc) and "
            "[](inv:archive#2011/opening), [](inv:#yury-fedotov).\n",
        }
    )
    done = warm.run("sphinx", ["-W", "-b", "html", str(other.root), str(tmp_path / "other-out")])
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "other-out" / "index.html").read_text(encoding="utf-8")
    assert 'href="https://a.example/organizations/unodc.html' in page
    assert 'href="https://a.example/releases/2011/opening.html' in page
    assert "Conference opens in Vienna" in page


def test_another_archive_links_by_role(archive: ArchiveOnDisk, tmp_path: Path) -> None:
    site = archive.build("out", "-W")
    other = ArchiveOnDisk(tmp_path / "other" / "archive")
    other.put(
        {
            "conf.py": 'extensions = ["sphinx_newsroom", "sphinx.ext.intersphinx"]\nhtml_theme = "sphinx_book_theme"\n'
            f'intersphinx_mapping = {{"archive": ("https://a.example/", {str(site.out / "objects.inv")!r})}}\n',
            "index.md": "# Other\n\n{external+archive:newsroom:org}`unodc` and "
            "{external+archive:newsroom:release}`the opening <2011/opening>`.\n",
        }
    )
    built = other.build("out", "-W")
    assert built.status == 0, built.log
    page = built.read("index.html")
    assert 'href="https://a.example/organizations/unodc.html' in page
    assert ">the opening<" in page


def test_no_label_leads_to_a_list_that_is_not_made(archive: ArchiveOnDisk) -> None:
    lists = "# Front\n\n{ref}`genindex`, {ref}`modindex`, {ref}`search`\n"
    archive.put({"index.md": lists})
    site = archive.build("out")
    assert [name for name in ("genindex", "modindex") if f"undefined label: '{name}'" in site.log] == [
        "genindex",
        "modindex",
    ]
    assert "undefined label: 'search'" not in site.log
    assert "genindex" not in "".join(re.findall('href="[^"]+"', site.read("index.html")))
    objects = InventoryFile.loads((site.out / "objects.inv").read_bytes(), uri="")
    pages = {item.uri.partition("#")[0] for kind in objects.data.values() for item in kind.values()}
    assert sorted(page for page in pages if not (site.out / page).is_file()) == []
    # One label of a text's own is known, and so is the list where conf.py wants it.
    archive.put({"index.md": f"(modindex)=\n{lists}", "conf.py": CONF + "html_use_index = True\n"})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert 'href="genindex.html"' in site.read("index.html")
