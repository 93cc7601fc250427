"""What an archive's documents are: not what tools keep in it."""

from __future__ import annotations

from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.sources.listing import documents_by_path


def test_what_tools_keep_in_an_archive_is_none(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "docs/about.md": "# About\r\n",
            "docs/releases/old.md": "# Old\n",
            "node_modules/x/README.md": "# X\n",
            "docs/env/pyvenv.cfg": "",
            "docs/env/README.md": "# E\n",
            "_build/html/a.md": "# A\n",
            ".git/a.md": "# G\n",
        }
    )
    found = dict(documents_by_path(archive.root))
    assert found.keys() >= {"docs/about.md", "docs/releases/old.md"}
    assert not [path for path in found if path.startswith(("node_modules", "docs/env", "_build", ".git", "releases"))]
