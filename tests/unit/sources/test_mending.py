"""``newsroom check --fix`` mends what can mean one thing only, by the editor of headers, and no published text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import TYPES
from sphinx_newsroom.sources.header import KEYS
from sphinx_newsroom.sources.header_checks import mended

IDS = {"2011/opens", "2012/closes"}
BODY = "\nBody: it stays, a #1 as well.\n"


def fixed(lines: str) -> str:
    text = f"---\n{lines}\n---\n{BODY}"
    after = mended(text, KEYS["release"], IDS, TYPES)
    assert after.endswith(f"---\n{BODY}")
    assert mended(after, KEYS["release"], IDS, TYPES) == after
    return after.removeprefix("---\n").removesuffix(f"\n---\n{BODY}")


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("date: 1 May 2012", "date: 2012-05-01"),
        ("date: 01.05.2012  # as agreed", "date: 2012-05-01  # as agreed"),
        ("date: 2012-05-01T10:00Z", 'date: "2012-05-01T10:00:00Z"'),
        ("embargo: 2012-05-01 9:30 +02:00", 'embargo: "2012-05-01T09:30:00+02:00"'),
        ("Title: Ferry\nDATE: 2012-05-01", "title: Ferry\ndate: 2012-05-01"),
        ("title: Ferry: back", 'title: "Ferry: back"'),
        ("title: “Ferry: back”\ntype: notice", 'title: "Ferry: back"\ntype: notice'),
        ("title:Ferry\ntype: notice", "title: Ferry\ntype: notice"),
        ("title: Pier #2", 'title: "Pier #2"'),
        ("image:\n\tsrc: a.png\n\talt: A", "image:\n  src: a.png\n  alt: A"),
        ("topics: Sea Ports, ferries", "topics: [sea-ports, ferries]"),
        ("topics: [Sea Ports]", "topics: [sea-ports]"),
        ("related: [releases/2011/opens.md, 2012/closes]", "related: [2011/opens, 2012/closes]"),
        ("follows: 2011/opens.md", "follows: 2011/opens"),
        ("type: Press release", "type: press-release"),
        ("title: A: b\ndate: 1 May 2012\ntopics: [A B]", 'title: "A: b"\ndate: 2012-05-01\ntopics: [a-b]'),
    ],
)
def test_what_is_mended(lines: str, wanted: str) -> None:
    assert fixed(lines) == wanted


@pytest.mark.parametrize(
    "lines",
    [
        "date: 05/01/2012",
        "date: 2012-05-01 10:00",
        "embargo: 2012-05-01",
        "embargo: tomorrow",
        "title: 'Ferry",
        "topics: [a",
        "related: [2011/nothing]",
        "title: Ferry\nTitle: Other",
        "dateline: Vienna # to be confirmed",
        "titel: Ferry",
        "issuer: Harbour Board",
    ],
)
def test_what_is_left_to_the_author(lines: str) -> None:
    assert fixed(lines) == lines


@given(st.text(alphabet="ab:#\"'[]{}, \n\t-“”@é", max_size=60))
def test_no_header_ends_the_program_and_no_body_is_touched(lines: str) -> None:
    text = f"---\n{lines}\n---\n{BODY}"
    assert mended(text, KEYS["release"], IDS, TYPES).endswith(BODY)


def files(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.glob("releases/**/*.md")}


def test_the_command(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    root = archive.root
    assert main(["publish", "--root", str(root)]) == 0
    wrong = "---\ntitle: Ferry: back\ndate: 1 May 2012\n---\nText.\n"
    archive.put({"releases/2013/a.md": wrong, "releases/2013/b.md": wrong})
    published = root / "releases/2011/opening.md"
    published.write_text(published.read_text().replace("date: 2011-06-21", "date: 21 June 2011"))
    assert "21 June 2011" in published.read_text()
    before = files(root)
    capsys.readouterr()
    assert main(["check", "--root", str(root), "--fix", "--dry-run"]) == 1
    shown = capsys.readouterr()
    assert '+title: "Ferry: back"' in shown.err
    assert "2 files would be mended" in shown.err
    assert files(root) == before
    main(["check", "--root", str(root), "--fix", str(root / "releases/2013/a.md")])
    assert "1 file mended" in capsys.readouterr().err
    sound = '---\ntitle: "Ferry: back"\ndate: 2012-05-01\n---\nText.\n'
    assert files(root) == {**before, "releases/2013/a.md": sound}
    assert main(["check", "--root", str(root), "--dry-run"]) == 2


def test_what_was_saved_meanwhile_is_not_written_over(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive.root / "releases/2013/a.md"
    archive.put({"releases/2013/a.md": "---\ntitle: Ferry\ndate: 1 May 2012\n---\nText.\n"})
    later = "---\ntitle: Ferry\ndate: 2 May 2012\n---\nMore.\n"

    @contextmanager
    def held(root: Path) -> Iterator[None]:
        path.write_text(later)
        yield

    monkeypatch.setattr("sphinx_newsroom.cli.check.held_archive", held)
    assert main(["check", "--root", str(archive.root), "--fix"]) == 2
    assert path.read_text() == later
