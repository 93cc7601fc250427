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

from sphinx_newsroom.archive.loading import load
from sphinx_newsroom.cli import main, suggest
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.text.suggest.decisions import REJECTED

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
        f"                      2013/port: {sentence} UNODC and Yury Fedotov.",
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


def test_limit_says_that_there_is_more(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    run(names, "--limit", "1")
    assert capsys.readouterr().err == "2 names without a record in 4 releases; 1 are shown, --limit 0 shows all\n"


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
    assert not load(names.root, settings_of(names.root)).problems


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
    assert "--id names one record" in capsys.readouterr().err


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
        (["--accept", "Harbor Authority"], "is not among the suggestions; did you mean 'Harbour Authority'? Else give"),
        (["--accept", "Xyz"], "is not among the suggestions; to make a record all the same, give --kind"),
        (["--accept", "UNODC"], "'UNODC' is a name of unodc already"),
        (["--accept", "Jane Roe", "--id", "unodc"], "officials/unodc.md exists already; give another --id"),
        (["--accept", "Jane Roe", "--id", "Jane Roe"], "'Jane Roe' is no id; use lower-case letters"),
        (["--accept", " "], "' ' is no name; write it as"),
        (["--reject", "#x"], "'#x' is no name; write it as"),
        (["--reject", "Yury Fedotov"], "'Yury Fedotov' is a name of yury-fedotov; reject names that have no record"),
        (["--join", "X Board", "unodcc"], "'unodcc' has no file, or one with an error"),
        (["--join", "X Board", "unodcc"], "did you mean unodc?"),
        (["--join", "X Board", "zzz"], "write the id of an organization or official"),
        (["--id", "x"], "--id and --kind say what --accept writes; give --accept NAME with them"),
    ],
)
def test_what_cannot_be_done_is_said(
    names: ArchiveOnDisk, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted((path, path.read_bytes()) for path in names.root.rglob("*.[mpt]*"))
    assert run(names, *arguments) == 2
    assert words in capsys.readouterr().err
    assert sorted((path, path.read_bytes()) for path in names.root.rglob("*.[mpt]*")) == before


@pytest.mark.parametrize("arguments", [["--limit", "-1"], ["--join", "A"]])
def test_wrong_arguments(names: ArchiveOnDisk, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(names, *arguments)
    assert stopped.value.code == 2


def test_help_names_the_file_of_rejected_names() -> None:
    assert REJECTED in suggest.EPILOG


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
    assert f"{REJECTED} is not UTF-8; save it as UTF-8" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    (names.root / REJECTED).mkdir()
    assert run(names, "--reject", "Harbour Authority") == 1
    assert f"{REJECTED}: it is a folder, not a file; nothing was changed" in capsys.readouterr().err


def test_long_work_is_reported(
    names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 10))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    assert run(names) == 0
    assert "1 of 4 releases read, 30 seconds left\n" in capsys.readouterr().err
    progress = Progress("releases")
    progress.terminal = True
    progress("read", 1, 4)
    progress.end()
    assert capsys.readouterr().err == f"\r{'1 of 4 releases read':<60}\r{'':<60}\r"


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


def test_rows_say_what_the_model_said(names: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names.put(FRENCH)
    model = str(spacy_model(tmp_path / "fr_rules"))
    assert run(names, "--json", "--ner", model) == 0
    told = {row["name"]: row["ner"] for row in json.loads(capsys.readouterr().out)}
    assert told["Anna Berg"] == {"model": "fr_rules", "places": 2, "alone": True}
    assert told["Jane Roe"] == {"model": "fr_rules", "places": 0, "alone": False}


def test_what_a_model_proposes_can_be_accepted(
    names: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names.put(FRENCH)
    model = str(spacy_model(tmp_path / "fr_rules"))
    assert run(names, "--accept", "Régie du port", "--ner", model) == 0
    assert "written: Régie du port" in capsys.readouterr().out
    assert list(names.root.glob("organizations/*port*.md"))
    assert "Régie du port" not in listed(names, capsys, "--ner", model)


def test_a_model_for_another_language_is_told(
    names: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = spacy_model(tmp_path / "m", language="de")
    assert run(names, "--ner", str(model)) == 0
    assert "the model m is for texts in 'de', and no release is" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("nothing", "other is not there; give the folder of a pipeline, or an installed model"),
        ("a name", "the model en_none is not installed: python -m spacy download en_none"),
        ("no names", "finds no names; give one that does, such as en_core_web_sm"),
        ("another file", "is no spaCy pipeline that can be loaded: "),
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
    assert done.stderr == ("newsroom: --ner needs spaCy, which is not installed: pip install 'sphinx-newsroom[ner]'\n")


def test_a_model_is_for_what_is_listed(names: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(names, "--ner", "en_core_web_sm", "--reject", "Tax Bureau") == 2
    assert "--ner is for what is listed or accepted; leave it out" in capsys.readouterr().err
