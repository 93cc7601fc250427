"""What is below a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_newsroom.extension.compiled_pages import OURS
from sphinx_newsroom.files import PACKAGE, files_below


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "releases/2011").mkdir(parents=True)
    for name in ("index.html", "releases/2011/a.html", "releases/2011/b.html"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_files_are_found_with_links_and_without_temporary_ones(site: Path) -> None:
    (site / "link.html").symlink_to("index.html")
    (site / "gone.html").symlink_to("nowhere")
    (site / ".newsroom-1-2.tmp").write_bytes(b"")
    expected = {"index.html", "link.html", "releases/2011/a.html", "releases/2011/b.html"}
    assert files_below(str(site)) == expected
    assert files_below(str(site / "none")) == set()


def test_the_program_is_found_where_it_is() -> None:
    """Else pages are no longer filled into shells, and a build asks every file beside the program's folder."""
    assert (OURS / "newsroom/release.html").is_file()
    assert (PACKAGE / "files.py").is_file()
