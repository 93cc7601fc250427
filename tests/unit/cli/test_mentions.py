"""``newsroom mentions``: whom a text names, and why."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main


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
    assert found == [row for row in published if row["release"] == "2011/opening"]


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
        (["nowhere.md"], "nowhere.md cannot be read: No such file or directory; name the file of a release"),
        (
            ["2011/opening"],
            "2011/opening cannot be read: No such file or directory; did you mean 'releases/2011/opening.md'?",
        ),
        (["releases/2011/openin.md"], "did you mean 'releases/2011/opening.md'?"),
        (["conf.py"], "conf.py isn't a release in the archive"),
        (["organizations/unodc.md"], "organizations/unodc.md isn't a release in the archive"),
        (["releases/2013/broken.md"], "releases/2013/broken.md:3: [unknown-key] "),
        (["releases"], "releases cannot be read: Is a directory"),
        (["releases/2011/opening.md", "--date", "2011-01-01"], "--date works only with --text"),
        (
            ["--text", "nowhere.txt"],
            "nowhere.txt cannot be read: No such file or directory; name a file with UTF-8 text",
        ),
        (["--text", "bytes.txt"], "bytes.txt:2: the text isn't UTF-8; save it as UTF-8"),
        (
            ["--text", "conf.py", "--issuer", "nobody"],
            "--issuer is nobody, but there is no such organization; use the id of a file in organizations/",
        ),
        (
            ["--text", "conf.py", "--issuer", "unodcc"],
            "--issuer is unodcc, but there is no such organization; did you mean 'unodc'?",
        ),
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
        (["--date", "2011-13-01"], "'2011-13-01' isn't a date; write one such as 2026-03-02"),
        (["--language", "x y"], "'x y' isn't a language tag; write one such as en, ru or pt-BR"),
    ],
)
def test_a_wrong_value_is_named(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mentions", "--text", "wire.txt", *arguments]) == 2
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
    text = "Survey\n\nThe UNODC met.\n\nUNODC = 1\n\nSo\n\nThen UNODC's report came."
    assert [row["start"] for row in found if row["start"]] == [text.index("UNODC"), text.rindex("UNODC")]


def test_a_text_that_names_nobody_says_so(
    archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wire.txt").write_text("It rained.", encoding="utf-8")
    assert main(["--root", str(archive.root), "mentions", "--text", str(tmp_path / "wire.txt")]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("the text doesn't name anything that has a record")


def test_an_ambiguous_name_fails(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"organizations/other.md": "---\nname: Another Office\nacronym: UNODC\n---\n"})
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nUNODC said.\n"})
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2013/x.md")]) == 1
    assert "x.md:5: [ambiguous-name] 'UNODC' could mean other or unodc and is not linked" in capsys.readouterr().err


# The names that were not taken


def test_why_tells_what_was_refused_and_what_to_do(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nThey met Fedotov, of UNODC.\n"})
    file = str(archive.root / "releases/2013/x.md")
    assert main(["--root", str(archive.root), "mentions", "--why", file]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "      12–19  Fedotov  ↛  yury-fedotov: [not-introduced] It is a family name alone, and the text hasn't given "
        "the person's full name or office before.",
        "             write the full name or the office before it; or write names: {Fedotov: yury-fedotov} in the "
        "release's header, if it is meant",
        "      24–29  UNODC  →  organization unodc (United Nations Office on Drugs and Crime): its acronym",
    ]
    assert main(["--root", str(archive.root), "mentions", file]) == 0
    assert "Fedotov" not in capsys.readouterr().out


def test_what_why_advises_helps(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    names = "names: {Fedotov: yury-fedotov}\n"
    archive.put({"releases/2013/x.md": f"---\ntitle: X\ndate: 2013-01-01\n{names}---\nThey met Fedotov there.\n"})
    assert main(["--root", str(archive.root), "mentions", str(archive.root / "releases/2013/x.md")]) == 0
    assert "Fedotov  →  official yury-fedotov (Yury Fedotov): names: in the header" in capsys.readouterr().out


def test_why_as_data(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nSee @UNODC.\n"})
    file = str(archive.root / "releases/2013/x.md")
    assert main(["--root", str(archive.root), "mentions", "--why", "--json", file]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {
            "release": "2013/x",
            "refused": "in-address",
            "entities": ["unodc"],
            "surface": "UNODC",
            "start": 8,
            "end": 13,
            "meaning": "It is part of an address, a path, a number or a handle: example.org, @UNODC.",
            "advice": "nothing needs to be done",
        }
    ]


def test_of_many_records_three_are_shown(
    archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put(
        {f"officials/b{k}.md": f"---\nname: {name} Berg\n---\n" for k, name in enumerate("Ada Bea Cid Dag".split())}
    )
    (tmp_path / "wire.txt").write_text("They met Berg there.", encoding="utf-8")
    assert main(["--root", str(archive.root), "mentions", "--why", "--text", str(tmp_path / "wire.txt")]) == 0
    assert "Berg  ↛  b0, b1, b2 and 1 more: [not-introduced]" in capsys.readouterr().out


# A sample to mark


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def test_a_sample_is_a_sheet(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mentions", str(archive.root), "--sample", "60"]) == 0
    printed = capsys.readouterr()
    head, *rows = rows_of(printed.out)
    assert head == ["mark", "number", "sentence", "words", "record", "kind", "name", "why", "place"]
    assert {row[0] for row in rows} == {""}
    assert [row[1] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert all(f"[[{row[3]}]]" in row[2] for row in rows)
    found = next(row for row in rows if row[3] == "Yury Fedotov")
    assert found[4:8] == ["yury-fedotov", "official", "Yury Fedotov", "name"]
    path, _, line = found[8].rpartition(":")
    assert "Yury Fedotov" in (archive.root / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert printed.err.splitlines() == [
        f"{len(rows)} of {len(rows)} mentions, drawn with seed 0",
        "enter right, wrong or unsure in the column mark, then run: newsroom mentions --marked SHEET",
    ]


def test_a_sample_has_the_mentions_of_the_data(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--root", str(archive.root), "mentions", "--sample", "999"])
    drawn = sorted(row[3] for row in rows_of(capsys.readouterr().out)[1:])
    published = [json.loads(line) for line in archive.build("out").read("data/mentions.jsonl").splitlines()]
    assert drawn == sorted(row["surface"] for row in published if row["start"] is not None and row["kind"] != "topic")


def test_a_seed_draws_the_same_sheet(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = []
    for seed in ("1", "1", "2"):
        assert main(["--root", str(archive.root), "mentions", "--sample", "2", "--seed", seed]) == 0
        drawn.append(capsys.readouterr().out)
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_marked_sheet_tells_the_precision(
    archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheet.tsv"
    assert main(["--root", str(archive.root), "mentions", "--sample", "60", "--output", str(file)]) == 0
    assert f"then run: newsroom mentions --marked {file}" in capsys.readouterr().err
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    acronym = next(k for k, line in enumerate(lines) if "\tUNODC\t" in line)
    others = iter(("right", "right", "unsure"))
    marks = ["wrong" if k == acronym else next(others, "") for k in range(len(lines))]
    text = "\n".join([head, *(mark + line for mark, line in zip(marks, lines, strict=True))])
    file.write_text(text, encoding="utf-8")
    assert main(["mentions", "--marked", str(file)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == f"2 right, 1 wrong, 1 unsure, {len(lines) - 4} not marked"
    assert shown[1] == "precision 66.7 %; 95 % interval 20.8 % to 93.9 % (Wilson score)"
    assert shown[2] == "50.0 %, were all unsure ones wrong"
    assert "UNODC  →  organization unodc (United Nations Office on Drugs and Crime): its acronym" in shown[4]
    assert "[[UNODC]]" in shown[5]
    assert shown[6] == (
        "    write names: {UNODC: false} in the release's header; for all releases add to the record context:, "
        "words that such texts contain, or not_in:, phrases in which it isn't meant"
    )
    assert main(["mentions", "--marked", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["right"], data["wrong"], data["unsure"], data["not_marked"]) == (2, 1, 1, len(lines) - 4)
    assert (round(data["low"], 3), round(data["precision"], 3), round(data["high"], 3)) == (0.208, 0.667, 0.939)
    assert [wrong["record"] for wrong in data["wrongs"]] == ["unodc"]


def test_an_archive_that_names_nobody_says_so(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (*archive.root.glob("organizations/*.md"), *archive.root.glob("officials/*.md")):
        file.unlink()
    main(["--root", str(archive.root), "mentions", "--sample", "3"])
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert printed.err.startswith("no text names anything that has a record")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "FILE is missing; name a release, or use --text with any plain text, or --sample N"),
        (["--sample", "3", "--output", "conf.py"], "conf.py already exists, and may contain marks; use another name"),
        (["--sample", "3", "--why"], "--why can't be combined with --sample; leave it out"),
        (["--sample", "3", "--json"], "--json can't be combined with --sample; leave it out"),
        (
            ["releases/2011/opening.md", "--seed", "3"],
            "--seed works only with a sample; add --sample N, or leave it out",
        ),
        (
            ["releases/2011/opening.md", "--output", "x"],
            "--output works only with a sample; add --sample N, or leave it out",
        ),
        (["..", "--sample", "3"], ".. isn't an archive: it has no conf.py; name the folder of an archive"),
        (["--marked", "nowhere.tsv"], "nowhere.tsv can't be read: No such file or directory; use a sheet"),
        (["--marked", "bytes.txt"], "bytes.txt:2: the sheet isn't UTF-8; save it as tab-separated text in UTF-8"),
        (["--marked", "conf.py"], "conf.py:1: [bad-value] the table has no column mark, number"),
        (["x.md", "--marked", "conf.py"], "--marked reads only its table; leave x.md out"),
        (["--marked", "empty.tsv"], "empty.tsv contains no row marked right or wrong; enter these words in the first"),
    ],
)
def test_what_cannot_be_sampled_is_named(
    archive: ArchiveOnDisk,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (archive.root / "bytes.txt").write_bytes(b"UNODC\n\xff")
    monkeypatch.chdir(archive.root)
    assert main(["mentions", "--sample", "3", "--output", "empty.tsv"]) == 0
    assert main(["mentions", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_name_that_every_country_has_is_reported_and_explained(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put({"organizations/gov.md": "---\nname: Government of Ghana\n---\n"})
    archive.put({"organizations/moh.md": "---\nname: Ministry of Health\nparent: gov\n---\n"})
    archive.put({"releases/2013/x.md": "---\ntitle: X\ndate: 2013-01-01\n---\nThe Ministry of Health met.\n"})
    assert main(["--root", str(archive.root), "mentions", "--why", str(archive.root / "releases/2013/x.md")]) == 1
    printed = capsys.readouterr()
    assert "Ministry of Health  ↛  moh: [generic] Every country has such a body" in printed.out
    assert "add the country's body to the record with parent:" in printed.out
    assert "x.md:5: [ambiguous-name] 'Ministry of Health' could mean moh, though the text does not bear" in printed.err
