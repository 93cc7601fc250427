"""A film beside a release is never in memory as a whole: not when it is recorded, built, kept or looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import NOW, ArchiveOnDisk
from tests.helpers import warm

from sphinx_newsroom.cli import main

SIZE = 60 << 20
FILM = "releases/2011/opening.mp4"


@pytest.fixture
def film(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    text = (archive.root / "releases/2011/opening.md").read_text(encoding="utf-8")
    (archive.root / "releases/2011/opening.md").write_text(f"{text}\n[The film](opening.mp4)\n", encoding="utf-8")
    with (archive.root / FILM).open("wb") as stream:
        stream.truncate(SIZE)
    return archive


PEAK = """
import sys
import tracemalloc

from sphinx_newsroom.cli import main

tracemalloc.start(1)
status = main(sys.argv[1:])
print(tracemalloc.get_traced_memory()[1])
sys.exit(status)
"""
"""Runs a command, and prints how many bytes it had in memory at once."""


def test_a_film_is_recorded_built_and_verified_piece_by_piece(film: ArchiveOnDisk) -> None:
    site, program = film.root / "_build/html", film.root.parent / "peak.py"
    program.write_text(PEAK, encoding="utf-8")
    for call in (["publish"], ["build", "-q", "-j", "1"], ["verify", str(site)]):
        done = warm.run(str(program), call, film.root)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.splitlines()[-1]) < SIZE / 2, call
    assert (site / "releases/2011/opening/opening.mp4").stat().st_size == SIZE


def test_a_file_that_changes_under_a_build_is_not_published(
    film: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sphinx_newsroom import files

    (film.root / FILM).write_bytes(b"one")
    assert main(["publish", "--root", str(film.root)]) == 0
    digest = files.sha256_of_file

    def then_changed(path: Path) -> str:
        found = digest(path)
        (film.root / FILM).write_bytes(b"two")
        return found

    (film.root / "_build/.newsroom-work/files.json").unlink(missing_ok=True)
    monkeypatch.setattr("sphinx_newsroom.archive.release_files.sha256_of_file", then_changed)
    assert main(["build", "-q", "-j", "1", "--root", str(film.root)]) != 0
    assert f"{FILM} changed while the site was being built; build it again" in capsys.readouterr().err
    assert not (film.root / "_build/html").exists()
