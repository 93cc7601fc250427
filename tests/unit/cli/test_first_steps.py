"""``newsroom`` by itself, a word that is no command, Ctrl-C, completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.shell_completion import BashComplete
from tests.conftest import CONF, NOW, ArchiveOnDisk

from sphinx_newsroom import cli
from sphinx_newsroom.cli import COMMANDS, main

RELEASE = "---\ntitle: T\ndate: {}\n{}---\n\nText.\n"
EMPTY = {"conf.py": CONF, "index.md": "# Test\n"}
OLD = {"releases/2012/a.md": RELEASE.format("2012-01-01", "")}
DRAFT = {"releases/2012/d.md": RELEASE.format("2012-01-01", "draft: true\n")}
TO_COME = {"releases/2031/e.md": RELEASE.format("2031-01-01", "")}
BROKEN = {"releases/2012/b.md": RELEASE.format("2012-01-01", "titel: T\n")}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    (tmp_path / "archive").mkdir()
    monkeypatch.chdir(tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """What it says of the archive, and the commands that it names, in their order."""
    assert main([]) == 0
    first, *steps, last = capsys.readouterr().out.splitlines()
    assert last == "All commands: newsroom --help"
    return first, [line.strip().partition("   ")[0] for line in steps]


@pytest.mark.parametrize(
    ("files", "state", "steps"),
    [
        ({}, "There is no archive here, nor in a folder above.", ["newsroom init our-newsroom"]),
        (EMPTY, "Test archive: 0 releases", ['newsroom new "A title"', "newsroom build"]),
        (
            {**EMPTY, **OLD},
            "Test archive: 1 release",
            ["newsroom publish", "newsroom build", 'newsroom new "A title"'],
        ),
        (
            {**EMPTY, **DRAFT},
            "Test archive: 0 releases, 1 draft",
            ["newsroom serve", "newsroom build", 'newsroom new "A title"'],
        ),
        (
            {**EMPTY, **OLD, **DRAFT, **TO_COME, **BROKEN},
            "Test archive: 1 release, 1 draft, 1 to come",
            [
                "newsroom check",
                "newsroom serve",
                "newsroom publish",
                "newsroom build",
                'newsroom new "A title"',
            ],
        ),
    ],
)
def test_it_says_what_to_do_first(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], files: dict[str, str], state: str, steps: list[str]
) -> None:
    here.put(files)
    assert said(capsys) == (state, steps)


def test_nobody_is_sent_to_publish_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is recorded and built stays for good; the sample says that it is to be deleted."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    assert main(["init", str(tmp_path / "archive"), "--yes", "--name", "Ours"]) == 0
    monkeypatch.chdir(tmp_path / "archive")
    capsys.readouterr()
    assert said(capsys) == ("Ours: 0 releases", ['newsroom new "A title"', "newsroom build"])
    assert main(["publish", "--yes"]) == 0
    assert "nothing to record" in capsys.readouterr().out
    assert main(["publish", "--yes", "--no-build", "2026/our-archive-opens"]) == 0
    assert "published: 2026/our-archive-opens" in capsys.readouterr().out
    assert main(["undo"]) == 0
    (sample,) = (tmp_path / "archive/releases").glob("*/our-archive-opens.md")
    sample.with_name("ours.md").write_text(OLD["releases/2012/a.md"], encoding="utf-8")
    capsys.readouterr()
    assert said(capsys)[1][0] == "newsroom publish"
    sample.write_text(sample.read_text(encoding="utf-8").replace("This release is a sample", "This is ours"), "utf-8")
    assert main(["publish", "--yes", "--no-build"]) == 0
    assert "published: 2026/our-archive-opens" in capsys.readouterr().out, "it isn't the sample any more"


def test_what_it_names_changes_as_it_is_done(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    here.put({**EMPTY, **OLD})
    assert main(["publish"]) == 0
    (here.root / "_build/html").mkdir(parents=True)
    (here.root / "_build/html/.newsroom-files").write_text("{}")
    built = here.root / "_build/.newsroom-work/html.built"
    built.parent.mkdir(exist_ok=True)
    built.touch()
    os.utime(built, (2e9, 2e9))
    capsys.readouterr()
    assert said(capsys)[1] == ["Last build: 2033-05-18 03:33", 'newsroom new "A title"']
    here.put({"releases/2012/c.md": RELEASE.format("2012-01-01", ""), **TO_COME})
    assert said(capsys)[1][1:] == ["newsroom publish", "newsroom build --wait-next", 'newsroom new "A title"']
    os.utime(built, (1e9, 1e9))
    assert said(capsys)[1][1:] == ["newsroom publish", "newsroom build", 'newsroom new "A title"']


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bild"], "No such command 'bild'. Did you mean `newsroom build`?"),
        (["publsh", "--dry-run"], "Did you mean `newsroom publish`?"),
        (["--root", "bild", "chek"], "No such command 'chek'. Did you mean `newsroom check`?"),
        (["--root=x", "xyzzy"], "Try 'newsroom --help' for help.\n\nError: No such command 'xyzzy'.\n"),
    ],
)
def test_a_word_that_is_no_command(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, words in err) == ("", True), err


@pytest.mark.parametrize("place", ["make_context", "invoke"])
def test_ctrl_c_ends_with_a_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.newsroom, place, interrupted)
    assert main(["schema", "release"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_another_package_adds_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = click.Command("count", callback=lambda: print("3"))
    entry = SimpleNamespace(name="count", value="their_package:count", load=lambda: theirs)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry] if group == cli.OTHERS else [])
    assert main(["count"]) == 0
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("3\n")
    assert "From other packages:\n  count  their_package:count\n" in out


def test_completion_knows_commands_options_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    def completed(*words: str) -> list[str]:
        complete = BashComplete(cli.newsroom, {}, "newsroom", "_NEWSROOM_COMPLETE")
        return [one.value for one in complete.get_completions([*words[:-1]], words[-1])]

    assert completed("") == [*COMMANDS]
    assert completed("correct", "--n") == ["--note"]
    assert completed("check", "--format", "s") == ["sarif"]
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == 0
        assert "_NEWSROOM_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize("log", [False, True])
def test_a_build_is_coloured_on_a_terminal_alone(tmp_path: Path, log: bool) -> None:
    pty = pytest.importorskip("pty")
    archive = ArchiveOnDisk(tmp_path)
    archive.put({**EMPTY, **OLD, **BROKEN})
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    environment |= {"TERM": "xterm"}
    command = [sys.executable, "-m", "sphinx_newsroom", "build", "--root", str(tmp_path)]
    with (tmp_path / "err").open("wb") as err:
        done = subprocess.Popen(command, stdout=theirs, stderr=err if log else theirs, env=environment)
    os.close(theirs)
    shown = b"".join(_read(ours))
    os.close(ours)
    assert done.wait() == 0, shown
    colours = re.compile(rb"\x1b\[[0-9;]*3[0-9]m")
    assert bool(colours.search(shown)) is not log
    assert not colours.search((tmp_path / "err").read_bytes())


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # so Linux says that the other end is closed
            return
        if not data:
            return
        yield data
