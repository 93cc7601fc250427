"""The command as a process: what it said is there, and so is its status, although it ends at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "sphinx_newsroom")


def test_all_that_was_said_comes_through_a_pipe_with_the_status() -> None:
    told = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert told.stdout.endswith("\n")
    wrong = subprocess.run([*COMMAND, "bild"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Did you mean `newsroom build`?" in wrong.stderr


def test_what_is_left_for_the_end_of_the_process_is_done(tmp_path: Path) -> None:
    code = (
        "import atexit, sys; from sphinx_newsroom import cli; sys.argv = ['newsroom', 'init', '--help-me']\n"
        "cli.main = lambda: print('said', end='') or 3\n"
        "atexit.register(lambda: print(' and done', end=''))\n"
        "cli.as_process()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (ended.returncode, ended.stdout) == (3, "said and done")


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    code = (
        "import os; from sphinx_newsroom import cli\n"
        "end, begin = os.pipe(); os.close(end); os.dup2(begin, 1)\n"
        "cli.main = lambda: print('said') or 0\n"
        "cli.as_process()"
    )
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=buffered, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_locale_that_reads_file_names_otherwise_is_refused_with_what_to_set() -> None:
    other = os.environ | {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run([*COMMAND, "check"], capture_output=True, text=True, env=other, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("newsroom: the encoding of file names is ascii; set a UTF-8 locale")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_a_full_disk_does_not_take_is_said_to_be_cut(tmp_path: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "schema", "release"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            check=False,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        "newsroom: the disk refuses: [Errno 28] No space left on device; what was printed is incomplete\n"
    )
