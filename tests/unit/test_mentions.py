"""``newsroom mentions``: whom a text names, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.cli.mentions import WHY
from sphinx_newsroom.model import Method


def test_each_mention_says_where_whom_and_why(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2011/opening.md")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Yury Fedotov  →  official yury-fedotov: its name; at the time Executive Director, UNODC" in lines[0]
    assert "UNODC  →  organization unodc (United Nations Office on Drugs and Crime): its acronym" in lines[1]
    assert "Fedotov  →  official yury-fedotov (Yury Fedotov): family name, after the full name" in lines[2]
    assert "     header  Organization for Security" in lines[-1]


def test_rows_are_those_of_the_data(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--root", str(archive.root), "mentions", "--json", str(archive.root / "releases/2011/opening.md")])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    site = archive.build("out")
    published = [json.loads(line) for line in site.read("data/mentions.jsonl").splitlines()]
    key = lambda row: (row["start"] or -1, row["entity"])  # noqa: E731 (a name for two uses)
    assert sorted(found, key=key) == sorted((r for r in published if r["release"] == "2011/opening"), key=key)


def test_any_text_counts_its_own_characters(
    archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "On that day UNODC’s\nYury Fedotov spoke."
    (tmp_path / "wire.txt").write_text(text, encoding="utf-8")
    arguments = ["mentions", "--text", "--json", str(tmp_path / "wire.txt"), "--date", "2009-01-01"]
    assert main(["--root", str(archive.root), *arguments]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(text[row["start"]:row["end"]], row["role"]) for row in rows] == [("UNODC", None), ("Yury Fedotov", None)]


@pytest.mark.parametrize(("arguments", "words"), [
    (["mentions", "nowhere.md"], "is no published release"),
    (["mentions", "--text", "nowhere.txt"], "cannot be read"),
    (["mentions", "--text", "conf.py", "--issuer", "nobody"], "--issuer nobody has no file"),
])
def test_what_cannot_be_read_is_named(
    archive: ArchiveOnDisk, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(archive.root), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_an_ambiguous_name_fails(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"organizations/other.md": "---\nname: Another Office\nacronym: UNODC\n---\n"})
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nUNODC said.\n"})
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2013/x.md")]) == 1
    assert "x.md:5: [ambiguous-name] 'UNODC' could mean other or unodc and is not linked" in capsys.readouterr().err


def test_every_method_has_words() -> None:
    assert set(WHY) == set(Method.__args__)  # type: ignore[attr-defined]
