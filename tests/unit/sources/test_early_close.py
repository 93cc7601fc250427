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
    assert "closed on line 4" in problem.message
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


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("organizations/x.md", "parent: osce"),
        ("officials/x.md", "memberships:\n  - {role: R, organization: osce}"),
        ("topics/x.md", "\nname: X"),
        ("organizations/x.md", "dissolution_date: 2011"),
    ],
)
def test_records_have_keys_of_their_own(archive: ArchiveOnDisk, path: str, below: str) -> None:
    (archive.root / path).parent.mkdir(exist_ok=True)
    (archive.root / path).write_text(f"---\nname: N\n---\n{below}\n")
    assert [problem.code for problem in open_archive(archive.root, Settings()).problems] == [Code.UNREADABLE_HEADER]
    (archive.root / path).write_text("---\nname: N\n---\ndateline: Vienna\n")
    assert open_archive(archive.root, Settings()).problems == ()


def test_every_key_of_every_kind_is_known() -> None:
    for keys in KEYS.values():
        for key in keys:
            assert stray_key(f"\n{key}: x\n", keys) == (2, key)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data is not beside this checkout")
def test_no_real_text_is_taken_for_a_header() -> None:
    for path in sorted(REAL.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                for kind, keys in KEYS.items():
                    assert stray_key(f"\n\n{row.get('body') or ''}", keys) is None, (kind, row.get("id"))
