"""What conf.py leaves unsaid, and what it says."""

from __future__ import annotations

from tests.conftest import CONF, ArchiveOnDisk


def test_what_conf_says_stands(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF + 'html_copy_source = True\nhtml_title = "Another title"\n'})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert (site.out / "_sources").is_dir()


def test_files_of_ones_own_are_on_every_page(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "conf.py": CONF + 'html_static_path = ["own"]\nhtml_css_files = ["own.css"]\nhtml_js_files = ["own.js"]\n',
            "own/own.css": "p { color: inherit }\n",
            "own/own.js": "'use strict';\n",
            "docs/index.md": "---\norphan: true\n---\n# Guides\n",
        }
    )
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    for page in ("index.html", "releases/2011/opening.html", "organizations/index.html", "docs/index.html"):
        html = site.read(page)
        assert html.count("_static/own.css") == html.count("_static/own.js") == 1, page
        assert html.index("newsroom/newsroom.css") < html.index("_static/own.css"), "ours first, so that theirs win"


def test_static_files_are_those_that_some_page_loads(archive: ArchiveOnDisk) -> None:
    def static() -> set[str]:
        folder = archive.build("out", "-W").out / "_static"
        paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return {path for path in paths if not path.startswith("newsroom/")}

    archive.put({"docs/index.md": "---\norphan: true\n---\n# Guides\n\n```python\nx = 1\n```\n"})
    of_guides = static()
    # which name the fonts in turn
    assert any(path.endswith(".woff2") for path in of_guides)
    assert {path for path in of_guides if not path.endswith(".woff2")} == {
        "styles/pydata-sphinx-theme.css",
        "styles/sphinx-book-theme.css",
    }
    # and what an archive's own files name
    archive.put(
        {
            "conf.py": CONF + 'html_static_path = ["own"]\nhtml_css_files = ["own.css", "pygments.css"]\n',
            "own/own.css": '@import url("basic.css");\n',
        }
    )
    assert static() == of_guides | {"own.css", "pygments.css", "basic.css"}


def test_another_theme_is_refused_with_what_to_write(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF.replace("sphinx_book_theme", "classic")})
    site = archive.build()
    assert site.status == 2
    assert "html_theme is 'classic'; the archive's pages are made for \"sphinx_book_theme\"" in site.log


def test_only_the_archives_folders_and_root_pages_are_read(archive: ArchiveOnDisk) -> None:
    archive.put({"README.md": "# Read me\n", "notes/x.md": "# Notes\n"})
    archive.put({"about-us.md": "---\norphan: true\n---\n# About us\n"})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert (site.out / "about-us.html").is_file()
    assert not (site.out / "README.html").exists()
    assert not (site.out / "notes/x.html").exists()


def test_a_wrong_value_is_named(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF + 'newsroom_link = "sometimes"\n'})
    site = archive.build()
    assert site.status == 2
    assert "newsroom_link is 'sometimes'; write one of all, paragraph, section, page" in site.log


def test_an_archive_without_a_front_is_told_what_to_write(archive: ArchiveOnDisk) -> None:
    (archive.root / "index.md").unlink()
    site = archive.build()
    assert site.status == 2
    assert "the archive has no index.md; write one, with a heading" in site.log


def test_mathematics_needs_no_script(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2013/math.md": "---\ntitle: Sums\ndate: 2013-01-01\n---\nThe sum {math}`a^2 + b` is.\n"})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert "<math" in site.read("releases/2013/math.html")
    assert "mathjax" not in site.read("releases/2013/math.html").lower()
