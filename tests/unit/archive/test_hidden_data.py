"""Who attaches a photograph that says where it was taken is told so, before it is published, and can take that out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ArchiveOnDisk
from tests.helpers.folders import grow_older
from tests.unit.sources.test_hidden_data import FILES, VIENNA, picture

from sphinx_newsroom.archive import release_files
from sphinx_newsroom.cli import main
from sphinx_newsroom.sources.hidden_data import has_position

TEXTS = {
    "releases/2012/bridge.md": """
        ---
        title: Bridge
        date: 2012-05-01
        image: {src: bridge.jpg, alt: A bridge}
        ---

        The bridge is open. ![Plan](plan.png)
        """,
    "releases/2013/draft.md": """
        ---
        title: Not yet
        date: 2013-05-01
        draft: true
        attachments: [changes.docx]
        ---

        Soon.
        """,
    "releases/2014/later.md": """
        ---
        title: Later
        date: 2014-05-01
        embargo: 2100-01-01T00:00:00Z
        ---

        Later. ![Ship](ship.webp)
        """,
    "organizations/board.md": """
        ---
        name: Board
        image: {src: board.jpg, alt: The house}
        ---

        Our house.
        """,
}
PICTURES = {
    "releases/2012/bridge.jpg": picture("JPEG", VIENNA),
    "releases/2012/plan.png": picture("PNG"),
    "releases/2013/changes.docx": FILES["changes.docx"][0],
    "releases/2014/ship.webp": picture("WEBP", VIENNA),
    "organizations/board.jpg": picture("JPEG", VIENNA),
}


def taken(place: str, path: str) -> str:
    """What is said of a picture."""
    return f"{place}: [hidden-data] {path!r} says where it was taken; remove it: newsroom check --strip {path}"


BRIDGE = taken("releases/2012/bridge.md:4", "releases/2012/bridge.jpg")


@pytest.fixture
def root(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(archive.root)
    archive.put(TEXTS)
    for path, data in PICTURES.items():
        (archive.root / path).write_bytes(data)
        os.utime(archive.root / path, ns=(1_600_000_000_000_000_001,) * 2)  # by a clock that counts parts of seconds
    grow_older(archive.root)
    return archive.root


def said(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What the check says of files that tell more than is seen."""
    capsys.readouterr()
    main(["check", "--root", str(root), *arguments])
    return [
        line for line in capsys.readouterr().out.splitlines() if "[hidden-data]" in line or "[published-so]" in line
    ]


def test_each_is_told_at_its_line_also_of_what_is_not_yet_published(root: Path, capsys: Any) -> None:
    assert said(root, capsys) == [
        taken("organizations/board.md:3", "organizations/board.jpg"),
        BRIDGE,
        "releases/2013/draft.md:5: [hidden-data] 'releases/2013/changes.docx' holds tracked changes; "
        "accept or reject them all, and save it",
        taken("releases/2014/later.md:7", "releases/2014/ship.webp"),
    ]
    assert said(root, capsys, str(root / "releases/2012/bridge.jpg")) == [BRIDGE]


def test_what_did_not_change_is_not_read_again(root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = said(root, capsys)
    read: list[str] = []

    def looked(_: Path, name: str) -> tuple[str, ...]:
        read.append(name)
        return ()

    monkeypatch.setattr(release_files, "hidden_kinds", looked)
    assert said(root, capsys) == before
    (root / "releases/2012/bridge.jpg").write_bytes(picture("JPEG"))
    assert len(said(root, capsys)) == len(before) - 1
    assert read == ["releases/2012/bridge.jpg"]


def test_an_archive_may_mean_to_publish_it(root: Path, capsys: Any) -> None:
    with (root / "conf.py").open("a") as conf:
        conf.write('newsroom_allow = {"unseen": ["position"]}\n')
    assert [line.partition(": [")[0] for line in said(root, capsys)] == ["releases/2013/draft.md:5"]


def test_it_is_taken_out_where_that_is_asked_for(root: Path, capsys: Any) -> None:
    def positions() -> set[str]:
        return {path for path in PICTURES if has_position((root / path).read_bytes())}

    said(root, capsys)
    said(root, capsys, "--strip", "--dry-run")
    assert len(positions()) == 3, "nothing is touched unasked"
    said(root, capsys, "--strip", str(root / "organizations"))
    assert positions() == {"releases/2012/bridge.jpg", "releases/2014/ship.webp"}
    assert [line.partition(": [")[0] for line in said(root, capsys, "--strip")] == ["releases/2013/draft.md:5"]
    assert (root / "releases/2012/plan.png").read_bytes() == PICTURES["releases/2012/plan.png"]


def test_what_is_published_stands_and_is_named(root: Path, capsys: Any) -> None:
    assert main(["publish", "--root", str(root)]) == 0
    told = [line for line in said(root, capsys, "--strip") if "bridge" in line]
    assert told == [
        "releases/2012/bridge.md:4: [published-so] 'releases/2012/bridge.jpg' says where it was taken; "
        "to change what is published: newsroom correct 2012/bridge --note …"
    ]
    main(["check", "--root", str(root), "--strip", str(root / "releases/2012/bridge.jpg")])
    assert "not changed, because it is published" in capsys.readouterr().err
    assert (root / "releases/2012/bridge.jpg").read_bytes() == PICTURES["releases/2012/bridge.jpg"]
    (root / "releases/2012/bridge.md").write_text("![A bridge](bridge.jpg)\n", encoding="utf-8")
    main(["check", "--root", str(root), "--strip"])
    assert (root / "releases/2012/bridge.jpg").read_bytes() == PICTURES["releases/2012/bridge.jpg"]


def test_the_name_of_a_file_to_come_is_in_no_digest(root: Path) -> None:
    from sphinx_newsroom.archive.opening import open_archive

    found = open_archive(root)
    assert not any("ship" in path or "changes" in path for path in found.file_digests)


CONF = """
project = "Archive"
extensions = ["sphinx_newsroom"]
html_static_path = ["_static"]
html_logo = "logo.jpg"
"""


def test_what_conf_py_has_copied_and_guides_show_is_told_and_stripped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "archive"
    root.mkdir()
    monkeypatch.chdir(root)
    archive = ArchiveOnDisk(root)
    guide = "# Guide\n\n![House](house.jpg)\n\n[The sheet](/docs/files/changes.docx)\n"
    archive.put({"conf.py": CONF, "index.md": "# Archive\n\nWords.\n", "docs/guide.md": guide})
    jpeg = picture("JPEG", VIENNA)
    files = {
        "logo.jpg": jpeg,
        "_static/deep/house.jpg": jpeg,
        "_static/plain.png": picture("PNG"),
        "docs/house.jpg": jpeg,
    }
    for path, data in {**files, "docs/files/changes.docx": FILES["changes.docx"][0]}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    call = ("check",)
    assert main(call) == 0
    found = [line for line in capsys.readouterr().out.splitlines() if "[hidden-data]" in line]
    assert found == [
        taken("conf.py:3", "_static/deep/house.jpg"),
        taken("conf.py:4", "logo.jpg"),
        taken("docs/guide.md:3", "docs/house.jpg"),
        "docs/guide.md:5: [hidden-data] 'docs/files/changes.docx' holds tracked changes; "
        "accept or reject them all, and save it",
    ]
    log = archive.build().log
    assert "conf.py:3: WARNING: [hidden-data] '_static/deep/house.jpg' says where it was taken" in log
    assert "[hidden-data]" not in archive.build().log
    assert main([*call, "--strip"]) == 0
    capsys.readouterr()
    assert not any(has_position((root / path).read_bytes()) for path in files)
    assert main([*call, "--strict"]) == 1
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == ["docs/guide.md"]
