"""Another Sphinx project, which knows nothing of this extension, links to the archive by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ArchiveOnDisk


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
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-b", "html", str(other.root), str(tmp_path / "other-out")],
        capture_output=True,
        text=True,
        check=False,
    )
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
