"""``newsroom suggest``: what it lists, and what becomes of a decision."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive import opening
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.text.suggest import REJECTED

RELEASES = {
    "releases/2013/port.md": """
        ---
        title: Harbour Authority Opens
        date: 2013-05-01
        ---

        The Harbour Authority (HAB) of Varn opened. Its director Jane Roe spoke with UNODC and Yury Fedotov.
        """,
    "releases/2014/tax.md": """
        ---
        title: Of taxes
        date: 2014-05-01
        ---

        The Tax Bureau wrote to HAB, and Jane Roe, director of HAB, wrote back.
        """,
}


@pytest.fixture
def names(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    """The small archive with two releases that name whom no record names."""
    archive.put(RELEASES)
    return archive


def run(archive: ArchiveOnDisk, *arguments: str) -> int:
    return main(["--root", str(archive.root), "suggest", *arguments])


def listed(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run(archive, "--json", *arguments) == 0
    return [row["name"] for row in json.loads(capsys.readouterr().out)]


def test_two_lines_each(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names) == 0
    printed = capsys.readouterr()
    sentence = "The Harbour Authority (HAB) of Varn opened. Its director Jane Roe spoke with"
    assert printed.out.splitlines() == [
        "     2  organization  Harbour Authority (HAB)",
        f"                      2013/port: {sentence} …",
        "     2  official      Jane Roe; director",
        "                      2014/tax: The Tax Bureau wrote to HAB, and Jane Roe, director of HAB, wrote back.",
    ]
    assert printed.err.endswith("2 names without a record in 4 releases\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["Harbour Authority", "Jane Roe"]),
        (["--min", "1"], ["Harbour Authority", "Jane Roe", "Tax Bureau"]),
        (["--limit", "1"], ["Harbour Authority"]),
        (["--limit", "0", "--min", "1"], ["Harbour Authority", "Jane Roe", "Tax Bureau"]),
        (["--since", "2014"], []),
        (["--since", "2014", "--min", "1"], ["Jane Roe", "Tax Bureau"]),
    ],
)
def test_what_is_listed(
    names: ArchiveOnDisk, arguments: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(names, capsys, *arguments) == expected


def test_whom_the_header_decided_is_not_listed(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    names.put(
        {
            "releases/2014/tax.md": """
        ---
        title: Of taxes
        date: 2014-05-01
        names: {Tax Bureau: false, HAB: unodc}
        ---

        The Tax Bureau wrote to HAB, and Jane Roe, director of HAB, wrote back.
        """
        }
    )
    assert listed(names, capsys, "--since", "2014", "--min", "1") == ["Jane Roe"]


def test_rows_hold_the_draft(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    run(names, "--json", "--limit", "1")
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "Harbour Authority",
            "kind": "organization",
            "releases": 2,
            "acronym": "HAB",
            "role": None,
            "other_names": [],
            "join": None,
            "like": [],
            "example": {
                "release": "2013/port",
                "text": "The Harbour Authority (HAB) of Varn opened. Its director Jane Roe spoke with …",
            },
            "path": "organizations/hab.md",
            "draft": "---\nname: Harbour Authority\nacronym: HAB\n---\n",
        }
    ]


def test_drafts_are_shown_as_their_files(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    run(names, "--draft")
    assert "\nofficials/jane-roe.md\n---\nname: Jane Roe\n---\n" in capsys.readouterr().out


def test_an_accepted_name_has_a_record(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names, "--accept", "the harbour authority") == 0
    assert capsys.readouterr().out == "organizations/hab.md written: Harbour Authority (HAB)\n"
    file = names.root / "organizations/hab.md"
    assert file.read_text(encoding="utf-8") == "---\nname: Harbour Authority\nacronym: HAB\n---\n"
    assert listed(names, capsys) == ["Jane Roe"]
    assert not open_archive(names.root).problems


def test_a_decision_clears_away_what_a_killed_command_left(names: ArchiveOnDisk) -> None:
    left = names.root / "organizations/.newsroom-12-34.tmp"
    left.write_text("torn", encoding="utf-8")
    assert run(names, "--accept", "HAB") == 0
    assert not left.exists()


def test_several_names_are_accepted_at_once_or_none(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names, "--accept", "HAB", "--accept", "Xyz") == 2
    assert not (names.root / "organizations/hab.md").exists()
    assert run(names, "--accept", "HAB", "--accept", "Jane Roe", "--accept", "Harbour Authority") == 0
    assert (names.root / "officials/jane-roe.md").is_file()
    assert (names.root / "organizations/hab.md").is_file()
    assert listed(names, capsys) == []
    assert run(names, "--accept", "Tax Bureau", "--accept", "Varn", "--id", "x") == 2
    assert "--id is the id of a single record" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "path", "name"),
    [
        (["HAB", "--id", "harbour"], "organizations/harbour.md", "Harbour Authority"),
        (["Tax Bureau"], "organizations/tax-bureau.md", "Tax Bureau"),
        (["Jane Roe", "--kind", "organization"], "organizations/jane-roe.md", "Jane Roe"),
        (["Varn Rowing Club", "--kind", "organization"], "organizations/varn-rowing-club.md", "Varn Rowing Club"),
    ],
)
def test_accept_writes_as_told(names: ArchiveOnDisk, arguments: list[str], path: str, name: str) -> None:
    assert run(names, "--accept", *arguments) == 0
    assert f"name: {name}\n" in (names.root / path).read_text(encoding="utf-8")


def test_a_rejected_name_is_kept_and_never_suggested(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names, "--reject", " Harbour  Authority") == 0
    assert run(names, "--reject", "Apple Board") == 0
    assert run(names, "--reject", "apple board") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{REJECTED}: Harbour Authority added; it is not suggested again",
        f"{REJECTED}: Apple Board added; it is not suggested again",
        f"{REJECTED}: apple board is there already",
    ]
    lines = (names.root / REJECTED).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[1:] == ["Apple Board", "Harbour Authority"]
    assert listed(names, capsys) == ["Jane Roe"]


def test_rejecting_and_joining_read_no_release(names: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "open_archive", lambda *_, **__: pytest.fail("all releases are read"))
    assert run(names, "--reject", "Apple Board", "--join", "Office on Drugs", "unodc") == 0


def test_the_build_leaves_rejected_names_out(names: ArchiveOnDisk) -> None:
    run(names, "--reject", "Harbour Authority")
    site = names.build("out", "-W")
    assert site.status == 0
    assert not any(b"Names that" in path.read_bytes() for path in site.out.rglob("*") if path.is_file())
    assert not any("rejected" in path for path in site.tree())


def test_a_joined_name_is_one_of_the_record(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    file = names.root / "organizations/osce.md"
    before = file.read_text(encoding="utf-8")
    assert run(names, "--join", "Harbour Authority", "osce") == 0
    assert capsys.readouterr().out == "organizations/osce.md: Harbour Authority added as other_names\n"
    assert file.read_text(encoding="utf-8") == before.replace(
        "acronym: OSCE\n", "acronym: OSCE\nother_names: [Harbour Authority]\n"
    )
    assert run(names, "--join", "Harbour Authority", "osce") == 0
    assert capsys.readouterr().out == "organizations/osce.md: Harbour Authority is there already\n"
    assert "Harbour Authority" not in listed(names, capsys)


def test_a_joined_acronym_is_the_acronym(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    names.put({"organizations/harbour.md": "---\nname: Harbour Authority # so\n---\nText.\n"})
    run(names, "--join", "HAB", "harbour")
    assert capsys.readouterr().out == "organizations/harbour.md: HAB added as acronym\n"
    text = (names.root / "organizations/harbour.md").read_text(encoding="utf-8")
    assert text == "---\nname: Harbour Authority # so\nacronym: HAB\n---\nText.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--accept", "Harbor Authority"],
            "isn't among the suggestions; did you mean 'Harbour Authority'? Otherwise, use",
        ),
        (["--accept", "Xyz"], "isn't among the suggestions; to create a record anyway, use --kind"),
        (["--accept", "UNODC"], "'UNODC' is already a name of unodc"),
        (["--accept", "Jane Roe", "--id", "unodc"], "officials/unodc.md already exists; use another --id"),
        (["--accept", "Jane Roe", "--id", "Jane Roe"], "'Jane Roe' isn't an id; use lower-case letters"),
        (["--accept", " "], "' ' isn't a name; write it as"),
        (["--reject", "#x"], "'#x' isn't a name; write it as"),
        (
            ["--reject", "Yury Fedotov"],
            "'Yury Fedotov' is a name of yury-fedotov; you can reject only names without a record",
        ),
        (["--join", "X Board", "unodcc"], "'unodcc' has no file, or its file contains an error"),
        (["--join", "X Board", "unodcc"], "did you mean unodc?"),
        (["--join", "X Board", "zzz"], "use the id of an organization or official"),
        (["--id", "x"], "--id and --kind work only with --accept; add --accept NAME"),
        (
            ["--accept", "HAB", "--reject", "UNODC"],
            "'UNODC' is a name of unodc; you can reject only names without a record",
        ),
        (["--accept", "HAB", "--accept-all"], "--accept, --reject or --join and --accept-all can't be used together"),
        (["--dry-run"], "--dry-run shows what decisions would write; add --accept, --accept-all or --decided"),
        (["--review"], "--review needs a terminal. Write a table with --list FILE, enter your decisions in it"),
        (["--decided", "none.tsv"], "none.tsv can't be read: No such file or directory; use a list written by --list"),
    ],
)
def test_what_cannot_be_done_is_said(
    names: ArchiveOnDisk, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted((path, path.read_bytes()) for path in names.root.rglob("*.[mpt]*"))
    assert run(names, *arguments) == 2
    assert words in capsys.readouterr().err
    assert sorted((path, path.read_bytes()) for path in names.root.rglob("*.[mpt]*")) == before


def test_nothing_is_written_outside_the_archive(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    outside = names.root.parent / "outside"
    outside.mkdir()
    for file in (names.root / "officials").iterdir():
        file.unlink()
    (names.root / "officials").rmdir()
    (names.root / "officials").symlink_to(outside)
    assert run(names, "--accept", "Jane Roe") == 2
    assert "leads out of the archive" in capsys.readouterr().err
    assert list(outside.iterdir()) == []


def test_a_broken_file_of_rejected_names(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    (names.root / REJECTED).write_bytes(b"\xff\n")
    assert run(names) == 2
    assert f"{REJECTED} isn't UTF-8; save it as UTF-8" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    (names.root / REJECTED).mkdir()
    assert run(names, "--reject", "Harbour Authority") == 1
    assert f"{REJECTED}: it is a folder, not a file; nothing was changed" in capsys.readouterr().err


def test_long_work_is_reported(
    names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 10))
    monkeypatch.setattr("sphinx_newsroom.progress.SOON", 1.0)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    assert run(names) == 0
    assert "1 of 4 releases read, 30 seconds left\n" in capsys.readouterr().err
    progress = Progress("releases")
    progress.terminal = True
    progress("read", 1, 4)
    progress.end()
    assert capsys.readouterr().err == f"\r{'1 of 4 releases read':<60}\r{'':<60}\r"


# Several decisions


POST = {
    f"releases/2015/post-{number}.md": f"""
        ---
        title: Of post {number}
        date: 2015-05-0{number}
        ---

        The Postal Bureau met. The Postal Board met, said Anna Berg, director of the Postal Board.
        """
    for number in (1, 2)
}


def test_decisions_of_one_call_are_taken_together(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--accept", "HAB", "--accept", "Jane Roe", "--reject", "Tax Bureau", "--reject", "Apple Board"]
    call += ["--join", "Harbour Board", "hab", "--join", "J. Roe", "jane-roe", "--join", "Crime Office", "unodc"]
    assert run(names, *call, "--dry-run") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "organizations/hab.md would be written: Harbour Authority (HAB)",
        "officials/jane-roe.md would be written: Jane Roe",
        "organizations/hab.md: Harbour Board would be added as other_names",
        "officials/jane-roe.md: J. Roe would be added as other_names",
        "organizations/unodc.md: Crime Office would be added as other_names",
        f"{REJECTED}: Tax Bureau would be added; it is not suggested again",
        f"{REJECTED}: Apple Board would be added; it is not suggested again",
    ]
    assert printed.err.endswith("nothing was written, because this was a dry run\n")
    assert not (names.root / "organizations/hab.md").exists()
    assert run(names, *call) == 0
    assert "organizations/hab.md written: Harbour Authority (HAB)" in capsys.readouterr().out
    text = (names.root / "organizations/hab.md").read_text(encoding="utf-8")
    assert text == "---\nname: Harbour Authority\nacronym: HAB\nother_names: [Harbour Board]\n---\n"
    assert "other_names: [Crime Office]" in (names.root / "organizations/unodc.md").read_text(encoding="utf-8")
    assert (names.root / REJECTED).read_text(encoding="utf-8").splitlines()[1:] == ["Apple Board", "Tax Bureau"]
    assert listed(names, capsys, "--min", "1") == []


def test_what_was_kept_is_not_needed(names: ArchiveOnDisk) -> None:
    (names.root / "_build").write_text("no folder")
    assert run(names, "--limit", "1") == 0


def test_all_are_accepted_but_for_what_may_be_another_name(
    names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    names.put(POST)
    names.put({"organizations/postal-bureau.md": "---\nname: Varn Postal Bureau\n---\n"})
    assert run(names, "--accept-all") == 0
    assert capsys.readouterr().err == "there are no names without a record in 5 releases\n"
    assert run(names, "--accept-all", "--min", "2") == 0
    printed = capsys.readouterr()
    assert sorted(printed.out.splitlines()) == [
        "officials/anna-berg.md written: Anna Berg",
        "officials/jane-roe.md written: Jane Roe",
        "organizations/hab.md written: Harbour Authority (HAB)",
        "organizations/postal-board.md written: Postal Board",
    ]
    assert "left to decide, with --review or --join: Postal Bureau may be postal-bureau\n" in printed.err


# A list to decide in


def sheet_of(archive: ArchiveOnDisk, decisions: dict[str, tuple[str, str]], *arguments: str) -> Path:
    """The list of an archive with decisions, and what they join to, by name."""
    file = archive.root.parent / "names.tsv"
    assert run(archive, "--list", str(file), *arguments) == 0
    lines = file.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if len(cells) > 3 and cells[3] in decisions:
            cells[:2] = decisions[cells[3]]
            lines[number] = "\t".join(cells)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_what_was_decided_in_a_list_is_taken(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = {"Harbour Authority": ("accept", ""), "Jane Roe": ("reject", ""), "Tax Bureau": ("join", "HAB")}
    file = sheet_of(names, decisions, "--min", "1")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"enter your decisions in {file}, then run: newsroom suggest --decided {file}\n" in printed.err
    assert "\treleases/2013/port.md:6\tThe Harbour Authority (HAB) of Varn opened.\n" in file.read_text(
        encoding="utf-8"
    )
    written = [
        "organizations/hab.md written: Harbour Authority (HAB)",
        "organizations/hab.md: Tax Bureau added as other_names",
        f"{REJECTED}: Jane Roe added; it is not suggested again",
    ]
    assert run(names, "--decided", str(file), "--dry-run") == 0
    assert "organizations/hab.md would be written" in capsys.readouterr().out
    assert not (names.root / "organizations/hab.md").exists()
    assert run(names, "--decided", str(file)) == 0
    assert capsys.readouterr().out.splitlines() == written
    assert run(names, "--decided", str(file)) == 0
    assert capsys.readouterr().out.count("is there already") == 3
    assert listed(names, capsys, "--min", "1") == []


def test_a_list_that_cannot_be_taken_changes_nothing(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = {"Harbour Authority": ("accept", ""), "Jane Roe": ("join", "unodcc"), "Tax Bureau": ("reject", "")}
    file = sheet_of(names, decisions, "--min", "1")
    names.put({"organizations/tax.md": "---\nname: Tax Bureau\n---\n"})
    capsys.readouterr()
    assert run(names, "--decided", str(file)) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{file}:4: [bad-value] 'unodcc' has no file, or its file contains an error (run `newsroom check`); did you "
        "mean unodc?",
        f"{file}:5: [bad-value] 'Tax Bureau' is a name of tax; you can reject only names without a record",
        "nothing was written: 2 rows cannot be taken",
    ]
    assert not (names.root / "organizations/hab.md").exists()


def test_a_list_with_decisions_is_not_written_over(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    file = sheet_of(names, {})
    assert run(names, "--list", str(file)) == 2
    assert "already exists, and may contain decisions" in capsys.readouterr().err


def test_a_list_that_is_not_utf_8(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    file = names.root / "names.tsv"
    file.write_bytes(b"decision\n\xff\n")
    assert run(names, "--decided", str(file)) == 2
    assert f"{file}:2: the list isn't UTF-8; save it as tab-separated text in UTF-8" in capsys.readouterr().err


# Several at once


def test_decisions_of_several_processes_are_all_there(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names) == 0
    calls = [["--reject", f"Board {letter}"] for letter in "AB"]
    calls += [["--join", "Crime Office", "unodc"], ["--accept", "HAB"]]
    command = [sys.executable, "-m", "sphinx_newsroom", "--root", str(names.root), "suggest"]
    at_work = [subprocess.Popen([*command, *call], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for call in calls]
    told = [(process.communicate()[1].decode(), process.returncode) for process in at_work]
    for call, (error, status) in zip(calls, told, strict=True):
        if status:  # it waited for the others and gave up, and said so
            assert "another command is writing in this archive" in error
            assert run(names, *call) == 0
    lines = (names.root / REJECTED).read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["Board A", "Board B"]
    record = (names.root / "organizations/unodc.md").read_text(encoding="utf-8")
    assert "Crime Office" in record
    assert (names.root / "organizations/hab.md").is_file()
    assert not open_archive(names.root).problems
    assert run(names, "--accept", "Jane Roe") == 0


# Names that a model finds


def spacy_model(folder: Path, *, language: str = "fr", finds: bool = True) -> Path:
    """A spaCy pipeline of rules, which needs no download; skips where spaCy is not installed."""
    if importlib.util.find_spec("spacy") is None:
        pytest.skip("spaCy is not installed (the extra `ner`)")
    import spacy

    pipeline = spacy.blank(language)
    if finds:
        patterns = [{"label": "ORG", "pattern": "Régie du port"}, {"label": "PER", "pattern": "Anna Berg"}]
        pipeline.add_pipe("entity_ruler").add_patterns([*patterns, {"label": "LOC", "pattern": "Genève"}])
    pipeline.to_disk(folder)
    return folder


FRENCH = {
    f"releases/2013/port-{number}.md": f"""
        ---
        title: Port {number}
        date: 2013-05-0{number}
        language: fr
        ---

        Il pleut, disait-on.

        Hier, la Régie du port de l’UNODC a ouvert à Genève. Anna Berg y était.
        """
    for number in (1, 2)
}


def test_a_model_proposes_and_the_list_says_so(
    names: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names.put(FRENCH)
    model = spacy_model(tmp_path / "fr_rules")
    assert run(names, "--ner", str(model)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "     2  official      Anna Berg; fr_rules alone, in 2 places" in lines
    assert "     2  organization  Régie du port; fr_rules alone, in 2 places" in lines
    sentence = "Hier, la Régie du port de l’UNODC a ouvert à Genève. Anna Berg y était."
    assert f"                      2013/port-1: {sentence}" in lines
    assert "     2  official      Jane Roe; director" in lines
    assert not any("Genève" in line.partition(";")[0] for line in lines if "place" in line)
    assert run(names, "--accept", "Régie du port", "--ner", str(model)) == 0
    assert "Régie du port" not in listed(names, capsys, "--ner", str(model))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("nothing", "other doesn't exist; use the folder of a pipeline, or an installed model"),
        ("a name", "the model en_none isn't installed: python -m spacy download en_none"),
        ("no names", "doesn't find names; use one that does, such as en_core_web_sm"),
        ("another file", "isn't a spaCy pipeline that can be loaded: "),
    ],
)
def test_a_model_that_cannot_be_used_is_named(
    names: ArchiveOnDisk, tmp_path: Path, made: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = spacy_model(tmp_path / "m", finds=False)
    if made != "no names":
        folder = tmp_path / "other"
    if made == "another file":
        folder.mkdir()
    assert run(names, "--ner", "en_none" if made == "a name" else str(folder)) == 2
    assert words in capsys.readouterr().err


def test_without_spacy_the_command_to_install_it_is_told(names: ArchiveOnDisk) -> None:
    # What is None in sys.modules cannot be imported, installed or not.
    program = "import sys; sys.modules['spacy'] = None; from sphinx_newsroom.cli import main; sys.exit(main())"
    arguments = ["--root", str(names.root), "suggest", "--ner", "en_core_web_sm"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "newsroom: --ner requires spaCy, which isn't installed: pip install 'sphinx-newsroom[ner]'\n"
    )


def test_a_model_is_for_what_is_listed(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names, "--ner", "en_core_web_sm", "--reject", "Tax Bureau") == 2
    assert "--ner works only with lists and --accept; leave it out" in capsys.readouterr().err
