"""Operations on a release with films: these are in memory a piece at a time, and each is completed and undone whole."""

from __future__ import annotations

import os
import tracemalloc

import pytest
from tests.unit.operations.conftest import Desk
from tests.unit.operations.test_desk_stopped import LEFT, killed_at

from sphinx_newsroom.archive import journal

TEXT = """
    ---
    title: The river rose
    date: 2012-05-01
    attachments: [{src: level/film.mp4}]
    ---
    The river rose.
    """
MEGABYTE = 1 << 20
SIZE = 24 * MEGABYTE
FILM = "releases/2012/level/film.mp4"
CORRECT, MOVE = ("correct", "2012/level", "--note", "The level."), ("move", "2012/level", "2012/river")


@pytest.fixture
def filmed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(journal, "LARGE", MEGABYTE)
    desk.archive.put({"releases/2012/level.md": TEXT})
    film = desk.root / FILM
    film.parent.mkdir()
    film.write_bytes(os.urandom(MEGABYTE) * (SIZE // MEGABYTE))
    assert desk.run("publish") == 0
    assert desk.run(*CORRECT) == 0
    film.write_bytes(os.urandom(MEGABYTE) * (SIZE // MEGABYTE))
    assert desk.run("publish") == 0
    return desk


def sources(desk: Desk) -> dict[str, bytes]:
    found = (path for path in desk.root.glob("releases/**/*") if path.is_file())
    return {path.relative_to(desk.root).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize(
    ("call", "was", "now"),
    [
        (CORRECT, FILM, "releases/2012/level.r2/film.mp4"),
        (MOVE, "releases/2012/level.r1/film.mp4", "releases/2012/river.r1/film.mp4"),
    ],
)
def test_no_operation_has_it_in_memory(filmed: Desk, call: tuple[str, ...], was: str, now: str) -> None:
    before = sources(filmed)
    tracemalloc.start()
    try:
        assert filmed.run(*call) == 0
        assert filmed.run("undo") == 0
        assert filmed.run(*call) == 0
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < SIZE / 2
    assert sources(filmed)[now] == before[was]
    assert filmed.run("undo") == 0
    assert sources(filmed) == before


def test_a_film_that_is_written_into_does_not_change_what_was_kept_of_it(filmed: Desk) -> None:
    """Some programs write into a file and put no other in its place."""
    film = (filmed.root / FILM).read_bytes()
    with killed_at(1, filmed.root):
        filmed.run(*CORRECT)
    (filmed.root / LEFT).unlink()
    with (filmed.root / FILM).open("r+b") as stream:
        stream.write(b"another")
    assert filmed.run(*CORRECT) == 0
    assert (filmed.root / "releases/2012/level.r2/film.mp4").read_bytes() == film
