"""What Sphinx's other builders make of an archive: texts with what became of them, and nothing that is withheld."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path

import pytest
from tests.build.test_versions import run
from tests.conftest import SMALL, ArchiveOnDisk
from tests.helpers.building import edit
from tests.helpers.folders import copied

WITHHELD = "qxzyvcanary"
HEAD = f"title: {WITHHELD}\ndate: 2011-07-01\nsummary: {WITHHELD}\ndateline: {WITHHELD}"
TEXT = f"{WITHHELD} of the OSCE."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> ArchiveOnDisk:
    """An archive with a corrected, a withdrawn and withheld releases."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("other") / "archive")
    archive.put(SMALL)
    archive.put({"releases/2012/gone.md": f"---\ntitle: Gone\ndate: 2012-06-01\n---\n\n{TEXT}\n"})
    assert run(archive, 1, "publish") == 0
    assert run(archive, 2, "correct", "2011/opening", "--note", "The animal was another.") == 0
    edit(archive, "releases/2011/opening.md", "zebra", "horse")
    assert run(archive, 2, "publish") == 0
    assert run(archive, 3, "withdraw", "2012/gone", "--reason", "It never was.") == 0
    for name, more in (
        ("later", "embargo: 2036-01-01T10:00:00Z"),
        ("draft", "draft: true"),
        ("broken", "unknown: key"),
    ):
        archive.put({f"releases/2011/{name}.md": f"---\n{HEAD}\n{more}\n---\n\n{TEXT}\n"})
    return archive


@cache
def made(archive: ArchiveOnDisk, builder: str) -> Path:
    built = archive.build(builder, "-b", builder)
    assert built.status == 0, built.log
    return built.out


def contents(out: Path) -> bytes:
    """All that stands in a folder and in its archives, names of files included."""
    files = [path for path in out.rglob("*") if path.is_file()]
    packed = [zipfile.ZipFile(path) for path in files if path.suffix == ".epub"]
    return b"\n".join(
        [str(path).encode() + path.read_bytes() for path in files]
        + [name.encode() + file.read(name) for file in packed for name in file.namelist()]
    )


# All that write what they read; the others take one of these for their texts.
@pytest.mark.parametrize("builder", ["dirhtml", "epub", "text", "latex", "man", "gettext", "xml", "changes"])
def test_no_builder_tells_what_is_withheld(newsroom: ArchiveOnDisk, builder: str) -> None:
    assert WITHHELD.encode() not in contents(made(newsroom, builder))


def test_a_text_has_its_title_its_day_and_its_corrections(newsroom: ArchiveOnDisk) -> None:
    out = made(newsroom, "text")
    text = (out / "releases/2011/opening.txt").read_text(encoding="utf-8")
    assert text.startswith(
        "Conference opens in Vienna\n**************************\n\n"
        "21 June 2011 · Organization for Security and Co-operation in Europe\n\n"
    )
    assert "Corrected on 1 February 2026: The animal was another.\n\nVIENNA, 21 June 2011 – Yury" in text
    assert (out / "releases/2012/gone.txt").read_text(encoding="utf-8") == (
        "Gone\n****\n\n1 June 2012\n\nWithdrawn on 3 March 2026: It never was.\n"
    )


@pytest.mark.parametrize(
    ("builder", "file", "place"),
    [
        ("xml", "releases/2012/follow-up.xml", '<document source="releases/2012/follow-up.md"'),
        ("gettext", "releases.pot", "#: ../archive/releases/2012/follow-up.md:"),
    ],
)
def test_a_source_is_named_by_its_place_in_the_archive(
    newsroom: ArchiveOnDisk, tmp_path: Path, builder: str, file: str, place: str
) -> None:
    """Also that of a text which stands as it was published, and which Sphinx reads elsewhere."""
    copied(newsroom.root, tmp_path / "archive")
    archive = ArchiveOnDisk(tmp_path / "archive")
    edit(archive, "releases/2012/follow-up.md", "title: ", "title: Not ")
    out = made(archive, builder)
    assert place in (out / file).read_text(encoding="utf-8")
    assert b"newsroom-kept" not in (out / file).read_bytes()
    if builder != "gettext":  # which names files from where it writes
        assert not [path for path in out.rglob(f"*.{builder}") if str(tmp_path).encode() in path.read_bytes()]


def test_a_builder_that_cannot_write_our_pages_says_what_to_run(newsroom: ArchiveOnDisk) -> None:
    built = newsroom.build("json", "-b", "json")
    assert built.status != 0
    assert "sphinx_book_theme has no pages for the builder 'json'; run `newsroom build`" in built.log
    said = "the builder 'man' writes texts alone; for lists, search, feeds and data, run `newsroom build`"
    assert newsroom.build("other", "-b", "man").log.count(said) == 1
