"""A header that is closed too early publishes nothing; a text that only looks a little like one is published."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from tests.conftest import SHARED

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.header import KEYS
from sphinx_newsroom.sources.header_checks import stray_key

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import TYPES
from sphinx_newsroom.sources.header_checks import mended
from sphinx_newsroom.sources.listing import kept_back_by

REAL = SHARED / "data" / "releases"
EMBARGO = "embargo: 2099-01-01T10:00:00+01:00"
HEADER = "---\ntitle: T\ndate: 2011-06-21\n---\n"


@pytest.mark.parametrize(
    ("below", "line"),
    [
        (f"{EMBARGO}\n\nText.", 5),
        (f"{EMBARGO}\n---\n\nText.", 5),
        (f"\n\n{EMBARGO}\nText.", 7),
        (f"---\n{EMBARGO}\n---\nText.", 6),
        (f"topics: [a]\n{EMBARGO}\n...\nText.", 5),
        (f"  {EMBARGO}\n", 5),
        (f"# not before the meeting\n{EMBARGO}\n", 6),
        (f"# T\n\n{EMBARGO}\n\nText.", 7),
        (f"- a\n- b\n{EMBARGO}\n", 7),
        (f"  the rest of a summary\n{EMBARGO}\n", 6),
        (f"the rest of a summary\n{EMBARGO}\n", 6),
        (f"Text.\n\nMore.\n\n{EMBARGO.title()}\n", 9),
        ('"embargo": 2099-01-01T10:00:00+01:00', 5),
        ("embargo:2099-01-01T10:00:00+01:00", 5),
        ("embargo :\n  2099-01-01T10:00:00+01:00", 5),
        ("embargo: tomorrow, ten o'clock", 5),
        ("embrago: 2099-01-01T10:00:00+01:00", 5),
        ("embargo_until: 2099-01-01T10:00:00+01:00", 5),
        ("embargoed: at ten\n---\nText.", 5),
        ("draft: true\n\nText.", 5),
        ("Text.\n\nMore.\n\ndraft: true\n\nMore.", 9),
        ("Text.\n\nDraft: True", 7),
        ("draft: maybe\n", 5),
        ("contacts:\n  - {name: A}\n", 5),
        ("summary: All of it.\n", 5),
        ("unknown: all of it\nsummary: All of it.\n", 6),
    ],
)
def test_keys_below_the_header_keep_a_release_back(archive: ArchiveOnDisk, below: str, line: int) -> None:
    (archive.root / "releases/x.md").write_text(HEADER + below)
    found = open_archive(archive.root, Settings())
    problem = next(problem for problem in found.problems if problem.is_error and problem.path == "releases/x.md")
    assert (problem.line, problem.code) == (line, Code.UNREADABLE_HEADER), problem
    assert "ends on line 4" in problem.message
    assert "releases/x" in found.withheld


@pytest.mark.parametrize(
    "below",
    [
        "Text.",
        "Embargo: 21 June, ten o'clock\n\nText.",
        "Summary: it works.",
        "Title: Remarks.\nDate: today.",
        "WHO: the Board\nWHEN: today",
        "update: the meeting was moved",
        "note: all times are local",
        "*summary:* all of it",
        "The date: today.",
        "https://example.org",
        "Text.\n\nsummary: all of it",
        "Text with embargo: 2011.",
        "Text.\n\n```yaml\nembargo: 2099-01-01T10:00:00+01:00\n```\n",
        "- one\n- two\n\nText.",
        "## Heading\n\nText.\n\n---\n\nMore.",
        ":::{note}\nsummary\n:::",
        "| date: | name: |\n|---|---|\n",
    ],
)
def test_texts_that_are_none(archive: ArchiveOnDisk, below: str) -> None:
    (archive.root / "releases/x.md").write_text(HEADER + below)
    found = open_archive(archive.root, Settings()).problems
    assert [problem for problem in found if problem.code is not Code.EMBARGO_IN_TEXT] == []


@pytest.mark.parametrize("below", ["", "\n\n"])
def test_no_text_is_none_that_was_closed_too_early(archive: ArchiveOnDisk, below: str) -> None:
    (archive.root / "releases/x.md").write_text(HEADER + below)
    assert [problem.code for problem in open_archive(archive.root, Settings()).problems] == [Code.NO_TEXT]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data is not beside this checkout")
def test_no_real_text_is_taken_for_a_header() -> None:
    for path in sorted(REAL.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                for kind, keys in KEYS.items():
                    assert stray_key(f"\n\n{row.get('body') or ''}", keys) is None, (kind, row.get("id"))


# A file outside of releases/ that says that nobody may read it yet is told by its line.

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("embargo: 2031-01-01T10:00:00+01:00", "embargo"),
        ("embargo: '2031-01-01T10:00'  # when they agree", "embargo"),
        ("Embargo: 2031-01-01", "embargo"),
        ('"draft": true', "draft"),
        ("draft: Yes", "draft"),
        ("embargo: 2025-12-31T23:59:59+00:00", None),
        ("embargo: null", None),
        ("draft: false", None),
        ("abstract: draft of 2031", None),
        ("  embargo: 2031-01-01T10:00:00Z", None),
    ],
)
def test_what_a_header_says(header: str, key: str | None) -> None:
    found = kept_back_by("docs/a.md", f"---\ntitle: A\n{header}\n---\n\nText.\n", NOW)
    assert found == (key and (3, key))


@pytest.mark.parametrize("text", ["", "# A\n\nembargo: 2031-01-01\n", "---\ndraft: true\n", "---\n---\ndraft: true\n"])
def test_what_is_no_header_says_nothing(text: str) -> None:
    assert kept_back_by("docs/a.md", text, NOW) is None


@pytest.mark.parametrize(
    ("header", "found"),
    [({"draft": True}, (1, "draft")), ({"embargo": "2031-01-01T10:00:00Z"}, (1, "embargo")), ({}, None), ([], None)],
)
def test_a_notebook_says_it_in_its_metadata(header: object, found: tuple[int, str] | None) -> None:
    book = {"cells": [], "metadata": {"newsroom": header}, "nbformat": 4, "nbformat_minor": 5}
    assert kept_back_by("docs/a.ipynb", json.dumps(book), NOW) == found
    assert kept_back_by("docs/a.ipynb", "no notebook", NOW) is None


# ``newsroom check --fix`` mends what can mean one thing only, by the editor of headers, and no published text.

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

    monkeypatch.setattr("sphinx_newsroom.cli.check.archive_lock", held)
    assert main(["check", "--root", str(archive.root), "--fix"]) == 2
    assert path.read_text() == later
