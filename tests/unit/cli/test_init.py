"""A new archive is whole or not there, says what was answered, and touches nothing that was there before."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import NOW

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.files import as_text
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.operations.begin import Answers, archive_files, requirement
from sphinx_newsroom.sources.header import KEYS, parse_record, parse_release, schema_of


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    return tmp_path


class Terminal(io.StringIO):
    """What somebody types, as a terminal gives it."""

    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, *lines: str) -> Terminal:
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    return shown


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_archive_is_whole_and_nothing_is_wrong_in_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "our-newsroom", "--yes"]) == 0
    assert "cd our-newsroom" in capsys.readouterr().out
    root = here / "our-newsroom"
    wanted = "conf.py index.md Makefile requirements.txt .gitignore .gitattributes .github/workflows/archive.yml"
    assert set(wanted.split()) <= tree(root)
    assert {f".vscode/{kind}.schema.json" for kind in ("release", "organization", "official", "topic")} <= tree(root)
    archive = open_archive(root)
    assert [problem.code for problem in archive.problems] == [Code.UNPUBLISHED]
    assert {page: one.reason for page, one in archive.withheld.items()} == {
        "releases/2026/our-archive-opens": "unpublished"
    }
    assert (set(archive.registry.organizations), set(archive.registry.officials)) == (
        {"example-agency"},
        {"jo-exampleton"},
    )
    assert set(archive.registry.topics) == {"announcements"}
    assert archive.settings.project == "Our newsroom"
    assert not [path for path in here.iterdir() if path != root], "nothing is left beside it"


def test_the_workflow_and_the_settings_are_what_their_readers_take(here: Path) -> None:
    assert main(["init", "x", "--yes"]) == 0
    workflow = yaml.safe_load((here / "x/.github/workflows/archive.yml").read_text(encoding="utf-8"))
    # YAML 1.1 takes the key `on` for yes.
    assert set(workflow[True]) == {"pull_request", "push", "schedule", "workflow_dispatch"}
    steps = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
    assert "newsroom check --format github" in steps
    settings = settings_of(here / "x")
    for kind in KEYS:  # of this archive: with its time zone, a time needs no offset
        found = json.loads((here / f"x/.vscode/{kind}.schema.json").read_text(encoding="utf-8"))
        assert found == schema_of(kind, settings)
    for path in (".vscode/settings.json", ".vscode/extensions.json", "package.json"):
        json.loads((here / "x" / path).read_text(encoding="utf-8"))
    assert "releases/ledger.* -text" in (here / "x/.gitattributes").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "sphinx-newsroom>=1.0"),
        ({"url": "https://x.org/n.whl", "archive_info": {}}, "sphinx-newsroom @ https://x.org/n.whl"),
        (
            {"url": "https://x.org/n.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            "sphinx-newsroom @ git+https://x.org/n.git@ab12",
        ),
        ({"url": "file:///home/me/n", "dir_info": {}}, "./wheels/sphinx_newsroom-1.0-py3-none-any.whl"),
        (
            {"url": "file:///n.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            "./wheels/sphinx_newsroom-1.0-py3-none-any.whl",
        ),
    ],
)
def test_the_program_is_installed_from_where_it_came(
    monkeypatch: pytest.MonkeyPatch, origin: object, line: str
) -> None:
    kind, said = type(distribution("sphinx-newsroom")), None if origin is None else json.dumps(origin)
    read = kind.read_text
    monkeypatch.setattr(kind, "read_text", lambda *of: said if of[1] == "direct_url.json" else read(*of))
    found, files = requirement("1.0")
    assert (found, [f"./{path}" for path in files]) == (line, [line] if line.startswith("./") else [])
    for data in files.values():
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            assert wheel.testzip() is None
            metadata = {f"sphinx_newsroom-1.0.dist-info/{name}" for name in ("METADATA", "WHEEL", "entry_points.txt")}
            templates = {"sphinx_newsroom/operations/template/Makefile", "sphinx_newsroom/py.typed"}
            assert metadata | templates <= {*wheel.namelist()}
            assert "direct_url" not in "".join(wheel.namelist())


def test_options_say_what_is_not_asked(here: Path) -> None:
    options = ["--name", "News", "--issuer", "Harbour: Authority", "--acronym", "HA", "--language", "pt_br"]
    assert main(["init", "x", *options, "--url", "news.example.org/a"]) == 0
    settings = settings_of(here / "x")
    assert (settings.project, settings.issuer, settings.language) == ("News", "harbour-authority", "pt-BR")
    assert (settings.baseurl, settings.tag) == ("https://news.example.org/a/", "news.example.org,2026")
    archive = open_archive(here / "x", settings, admitted=None)
    assert [problem.code for problem in archive.problems] == [Code.UNRECORDED]
    record = archive.registry.organizations["harbour-authority"]
    assert (record.name, record.acronym, record.website) == ("Harbour: Authority", "HA", "https://news.example.org/")
    release = archive.releases[PageName("releases/2026/our-archive-opens")]
    assert (release.language, release.contacts) == ("en", ())


def test_a_terminal_is_asked_until_the_answer_can_be_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = answering(
        monkeypatch, "", "Harbour Authority", "HA", "Portuguese", "pt", "Lisbon", "Europe/Lisbon", "x", "n.example", ""
    )
    assert main(["init", "our-news"]) == 0
    said = shown.getvalue()
    assert "What is the archive called? [Our news]" in said
    assert "'Portuguese' isn't a language tag; write one such as en" in said
    assert "the time zone is 'Lisbon', which isn't a time zone; did you mean 'Europe/Lisbon'?" in said
    assert "the address is 'x', which isn't the address of a site" in said
    assert "[none] " in said
    assert "[https://n.example/] " in said, "the scheme is offered"
    settings = settings_of(here / "our-news")
    said_of = (settings.project, settings.issuer, settings.language, settings.timezone, settings.baseurl)
    assert said_of == ("Our news", "harbour-authority", "pt", "Europe/Lisbon", "https://n.example/")


def test_a_pipe_is_not_asked(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["init", "x"]) == 0
    assert "?" not in capsys.readouterr().out


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_who_stops_in_the_middle_has_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    answering(monkeypatch)

    def stop(*_: str) -> str:
        raise end

    monkeypatch.setattr("builtins.input", stop)
    assert main(["init", "x"]) == 130
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--language", "Deutsch"], "write one such as en, de or pt-BR"),
        (["--issuer", "a\x1bb"], "isn't a name; write some words"),
        (["--name", "x" * 201], "200 characters at most"),
    ],
)
def test_an_answer_that_cannot_be(
    here: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert main(["init", "x", "--yes", *options]) == 2
    assert words in capsys.readouterr().err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["x/conf.py"], "already contains a conf.py, so it is an archive; use the name of a new folder"),
        (["x/thesis.txt"], "isn't empty: it contains thesis.txt; use the name of a new folder"),
        (["x"], "isn't a folder"),
    ],
)
def test_what_is_there_stays(here: Path, capsys: pytest.CaptureFixture[str], files: list[str], words: str) -> None:
    for path in files:
        (here / path).parent.mkdir(exist_ok=True)
        (here / path).write_text("mine")
    assert main(["init", "x", "--yes"]) == 1
    assert words in capsys.readouterr().err
    assert tree(here) == set(files)


def test_an_empty_folder_and_an_empty_repository_take_one(here: Path) -> None:
    (here / "x/.git").mkdir(parents=True)
    (here / "x/.git/HEAD").write_text("ref: refs/heads/main\n")
    before = os.stat(here / "x").st_ino
    os.chdir(here / "x")
    assert main(["init", "--yes"]) == 0
    assert os.stat(here / "x").st_ino == before, "the folder that a shell may be in is still the same"
    assert [one.code for one in open_archive(here / "x", settings_of(here / "x")).problems] == [Code.UNPUBLISHED]
    assert (here / "x/.git/HEAD").is_file()


@pytest.mark.parametrize(("error", "status"), [(OSError(28, "No space left on device"), 1), (KeyboardInterrupt(), 130)])
@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_or_an_interruption_leaves_nothing(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    there: bool,
    error: BaseException,
    status: int,
) -> None:
    if there:
        (here / "x").mkdir()
    write, left = Path.write_bytes, [3]

    def full(path: Path, data: bytes) -> int:
        if not left[0]:
            raise error
        left[0] -= 1
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["init", "x", "--yes"]) == status
    said = str(error) and ": No space left on device"
    assert f"newsroom init: nothing was created{said}" in capsys.readouterr().err
    assert tree(here) == set()
    assert [path.name for path in here.rglob("*")] == (["x"] if there else [])


def _words() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@given(project=_words(), issuer=_words(), acronym=_words())
def test_whatever_is_answered_stands_in_the_files_as_it_was(project: str, issuer: str, acronym: str) -> None:
    import datetime as dt

    files = archive_files(Answers(project, issuer, acronym), dt.date(2026, 1, 1), ("sphinx-newsroom>=1", {}))
    names = dict[str, str]()
    exec(compile(files["conf.py"], "conf.py", "exec"), names)
    assert (names["project"], names["author"]) == (project, issuer)
    path = f"organizations/{names['newsroom_issuer']}.md"
    record = parse_record(path, as_text(files[path])).record
    assert record is not None
    assert (record.name, record.acronym) == (issuer, acronym)
    sample = "releases/2026/our-archive-opens.md"
    release = parse_release(sample, as_text(files[sample]), Settings()).record
    assert release is not None
    assert release.title == f"{issuer} opens its archive"
