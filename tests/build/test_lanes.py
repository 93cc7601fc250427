"""Plain texts are compiled, and docutils reads the others: when it does, and that nothing else depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk, Built

DOCUMENTS = 'newsroom_lane = "documents"\n'


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
        {"conf.py": CONF + DOCUMENTS},
        {"conf.py": CONF + "smartquotes = True\n"},
        {"conf.py": CONF + EXTENSION},
        {"docs/index.md": TOCTREE},
    ],
    ids=["set", "smartquotes", "extension", "toctree"],
)
def test_who_looks_at_documents_gets_them(archive: ArchiveOnDisk, files: dict[str, str]) -> None:
    archive.put(files)
    site = archive.build("out")
    assert site.status == 0, site.log
    assert "releases/2011/opening.doctree" in doctrees(site)


def test_a_toctree_of_guides_is_no_matter(archive: ArchiveOnDisk) -> None:
    archive.put({"docs/index.md": "# Guide\n\n```{toctree}\nmore\n```\n", "docs/more.md": "# More\n\n../releases/x\n"})
    assert "releases/2011/opening.doctree" not in doctrees(archive.build("out"))


def test_another_builder_sees_every_release(archive: ArchiveOnDisk) -> None:
    assert archive.build("out").status == 0
    for _ in range(2):
        text = archive.build("out", "-b", "text")
        assert text.status == 0, text.log
        assert (text.out / "releases/2011/opening.txt").is_file()
        assert archive.build("out", "-W").status == 0


@pytest.mark.parametrize("lane", ["", DOCUMENTS], ids=["compiled", "documents"])
def test_file_with_another_end_does_not_take_a_release_s_place(archive: ArchiveOnDisk, lane: str) -> None:
    """Sphinx reads .rst, and whatever else conf.py names; of two documents of one name it takes one or the other."""
    suffixes = 'source_suffix = {".rst": "restructuredtext", ".txt": "restructuredtext", ".md": "markdown"}\n'
    archive.put({"conf.py": CONF + suffixes + lane})
    for end in (".rst", ".txt"):
        archive.put({f"releases/2011/opening{end}": "Qxcanary\n========\n", f"releases/2011/alone{end}": "Qxcanary\n"})
    built = archive.build("out")
    assert built.status == 0, built.log
    assert "spoke at" in built.read("releases/2011/opening.html")
    assert not [path for path in built.out.rglob("*") if path.is_file() and b"qxcanary" in path.read_bytes().lower()]
