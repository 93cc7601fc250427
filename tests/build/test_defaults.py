"""What conf.py leaves unsaid, and what it says."""

from __future__ import annotations

import re

import pytest
from tests.conftest import CONF, SMALL, ArchiveOnDisk, Built


def test_static_files_are_those_that_some_page_loads(archive: ArchiveOnDisk) -> None:
    def static() -> set[str]:
        folder = archive.build("out", "-W").out / "_static"
        paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return {path for path in paths if not path.startswith("newsroom/")}

    archive.put({"docs/index.md": "---\norphan: true\n---\n# Guides\n\n```python\nx = 1\n```\n"})
    of_guides = static()
    assert of_guides == {"basic.css"}, "none of the theme's, which weighs 68 KB packed and loads 115 KB of icons"
    # and what an archive's own files name
    archive.put(
        {
            "conf.py": CONF + 'html_static_path = ["own"]\nhtml_css_files = ["own.css", "pygments.css"]\n',
            "own/own.css": '@import url("styles/sphinx-book-theme.css");\n',
        }
    )
    assert static() == of_guides | {"own.css", "pygments.css", "styles/sphinx-book-theme.css"}


def test_styles_and_scripts_have_other_addresses_when_they_are_others(archive: ArchiveOnDisk) -> None:
    """So a server may have them kept for ever; on a page that was built before, too."""
    archive.put(
        {
            "conf.py": CONF + 'html_static_path = ["own"]\n',
            "own/newsroom/newsroom.css": "p { color: red }\n",
            "docs/index.md": "---\norphan: true\n---\n# Guides\n",
        }
    )
    pages = ("index.html", "releases/2011/opening.html", "organizations/index.html", "docs/index.html")

    def versions() -> set[str]:
        built = archive.build("out", "-W")
        texts = [built.read(page) for page in pages]
        found = [re.findall(r"_static/newsroom/[a-z.]+[?]v=([0-9a-f]{8})\"", text) for text in texts]
        assert all(len(each) >= 2 for each in found), found
        assert not any(re.search(r'_static/newsroom/[a-z.]+(css|js)"', text) for text in texts)
        return {version for each in found for version in each}

    (before,) = versions()
    assert versions() == {before}
    archive.put({"own/newsroom/newsroom.css": "p { color: blue }\n"})
    (after,) = versions()
    assert after != before
    assert archive.build("out").tree() == archive.build("clean").tree()


def test_a_later_build_reports_only_settings_that_were_changed(archive: ArchiveOnDisk) -> None:
    """Although the theme changes some during each build."""
    changed = "The configuration has changed"
    archive.build()
    archive.put({"index.md": "# Test archive\n\nWhat was written.\n"})
    log = archive.build().log
    assert "loading pickled environment" in log
    assert changed not in log
    archive.put({"conf.py": f'{CONF}html_last_updated_fmt = "%d"\n'})
    assert f"{changed} (1 option: 'html_last_updated_fmt')" in archive.build().log


def test_another_theme_is_refused_with_what_to_write(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF.replace("sphinx_book_theme", "classic")})
    site = archive.build()
    assert site.status == 2
    assert "html_theme is 'classic'; the pages of an archive need \"sphinx_book_theme\"" in site.log


def test_an_archive_without_a_front_is_told_what_to_write(archive: ArchiveOnDisk) -> None:
    (archive.root / "index.md").unlink()
    site = archive.build()
    assert site.status == 2
    assert "the archive has no index.md; create one, with a heading" in site.log


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with files and pages of the archive's own."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("own") / "archive")
    own = 'html_static_path = ["own"]\nhtml_css_files = ["own.css"]\nhtml_js_files = ["own.js"]\n'
    archive.put(
        {
            **SMALL,
            "conf.py": f"{CONF}{own}html_copy_source = True\n",
            "own/own.css": "p { color: inherit }\n",
            "own/own.js": "'use strict';\n",
            "docs/index.md": "---\norphan: true\n---\n# Guides\n",
            "README.md": "# Read me\n",
            "notes/x.md": "# Notes\n",
            "about-us.md": "---\norphan: true\n---\n# About us\n",
        }
    )
    built = archive.build("out", "-W")
    assert built.status == 0, built.log
    return built


def test_files_of_ones_own_are_on_every_page(site: Built) -> None:
    for page in ("index.html", "releases/2011/opening.html", "organizations/index.html", "docs/index.html"):
        html = site.read(page)
        assert html.count("_static/own.css") == html.count("_static/own.js") == 1, page
        assert html.index("newsroom/newsroom.css") < html.index("_static/own.css"), "ours first, so that theirs win"


def test_only_the_archives_folders_and_root_pages_are_read(site: Built) -> None:
    assert (site.out / "_sources").is_dir(), "as conf.py has it"
    assert (site.out / "about-us.html").is_file()
    assert not (site.out / "README.html").exists()
    assert not (site.out / "notes/x.html").exists()
