"""``newsroom mentions``: whom a text names, and why."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.text.naming.reasons import TAKEN
from sphinx_newsroom.model.records import Method


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
    assert [(text[row["start"] : row["end"]], row["role"]) for row in rows] == [("UNODC", None), ("Yury Fedotov", None)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.md"], "nowhere.md cannot be read: No such file or directory; give a file"),
        (["conf.py"], "conf.py is no release of the archive"),
        (["organizations/unodc.md"], "organizations/unodc.md is no release of the archive"),
        (["releases/2013/broken.md"], "releases/2013/broken.md:3: [unknown-key] "),
        (["releases"], "releases cannot be read: Is a directory"),
        (["releases/2011/opening.md", "--date", "2011-01-01"], "--date is for plain text"),
        (["--text", "nowhere.txt"], "nowhere.txt cannot be read: No such file or directory"),
        (["--text", "bytes.txt"], "bytes.txt:2: the text is not UTF-8; save it as UTF-8"),
        (
            ["--text", "conf.py", "--issuer", "nobody"],
            "--issuer nobody has no file; write the id of one in organizations/",
        ),
        (["--text", "conf.py", "--issuer", "unodcc"], "--issuer unodcc has no file; did you mean unodc?"),
    ],
)
def test_what_cannot_be_used_is_named(
    archive: ArchiveOnDisk,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive.put({"releases/2013/broken.md": "---\ntitle: X\ndat: 2013-01-01\n---\nUNODC.\n"})
    (archive.root / "bytes.txt").write_bytes(b"UNODC\n\xff")
    monkeypatch.chdir(archive.root)
    assert main(["mentions", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--date", "2011-13-01"], "'2011-13-01' is no date; write one such as 2011-06-21"),
        (["--language", "x y"], "'x y' is no language tag; write one such as en, ru or pt-BR"),
    ],
)
def test_a_wrong_value_is_named(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["mentions", "--text", "wire.txt", *arguments])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_a_text_can_come_by_standard_input(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("– The UNODC\r\nand UNODC".encode())))
    assert main(["--root", str(archive.root), "mentions", "--text", "--json", "-"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["start"], row["end"], row["entity"]) for row in found] == [(6, 11, "unodc"), (16, 21, "unodc")]


def test_a_release_under_embargo_is_read_as_it_will_be(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put({"releases/2090/soon.md": "---\ntitle: Soon\ndate: 2090-01-01\n---\nThe UNODC met.\n"})
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2090/soon.md")]) == 0
    assert "UNODC  →  organization unodc" in capsys.readouterr().out


def test_the_text_of_a_notebook_is_that_of_all_its_cells(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "The UNODC met."},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": "UNODC = 1"},
        {"cell_type": "markdown", "metadata": {}, "source": ["## So\n", "\n", "Then UNODC's report came."]},
    ]
    metadata = {"newsroom": {"title": "Survey", "date": "2012-01-01"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    file = archive.root / "releases/2012/survey.ipynb"
    archive.put({"releases/2012/survey.ipynb": json.dumps(notebook)})
    assert main(["--root", str(archive.root), "mentions", "--json", str(file)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    text = "Survey\n\nThe UNODC met.\n\n[1]:\n\nUNODC = 1\n\nSo\n\nThen UNODC's report came."
    assert [row["start"] for row in found if row["start"]] == [text.index("UNODC"), text.rindex("UNODC")]


def test_a_text_that_names_nobody_says_so(
    archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wire.txt").write_text("It rained.", encoding="utf-8")
    assert main(["--root", str(archive.root), "mentions", "--text", str(tmp_path / "wire.txt")]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("nobody is named who has a record")


def test_an_ambiguous_name_fails(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"organizations/other.md": "---\nname: Another Office\nacronym: UNODC\n---\n"})
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nUNODC said.\n"})
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2013/x.md")]) == 1
    assert "x.md:5: [ambiguous-name] 'UNODC' could mean other or unodc and is not linked" in capsys.readouterr().err


def test_every_method_has_words() -> None:
    assert set(TAKEN) == set(Method.__args__)  # type: ignore[attr-defined]
