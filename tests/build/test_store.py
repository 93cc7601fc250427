"""What was compiled is kept from one build to the next, and nothing that is wrong with it shows in the site."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk, Built
from tests.helpers.folders import grow_older

OPENING = "releases/2011/opening.md"


@pytest.fixture
def built(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    assert archive.build("out", "-W").status == 0
    return archive


def store(archive: ArchiveOnDisk, out: str = "out") -> Path:
    return archive.root.parent / f"{out}.doctrees/newsroom.sqlite"


def same_as_clean(archive: ArchiveOnDisk) -> Built:
    again = archive.build("out", "-W")
    assert again.status == 0, again.log
    assert "Traceback" not in again.log
    assert again.tree() == archive.build("clean", "-W").tree()
    return again


def at_rest(archive: ArchiveOnDisk) -> None:
    """Let the files be as old as they must be for their times to be trusted."""
    grow_older(archive.root)
    assert archive.build("out", "-W").status == 0


def same_size_same_time(archive: ArchiveOnDisk) -> None:
    file = archive.root / OPENING
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes().replace(b"zebra", b"horse"))
    os.utime(file, ns=times)


def another_file(archive: ArchiveOnDisk) -> None:
    file = archive.root / "releases/2012/follow-up.md"
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    beside = file.with_name("beside")
    beside.write_bytes(file.read_bytes().replace(b"followed", b"followEd"))
    os.utime(beside, ns=times)
    beside.replace(file)


def older(archive: ArchiveOnDisk) -> None:
    file = archive.root / "releases/2012/older.md"
    file.write_bytes(file.read_bytes().replace(b"Words", b"Other words"))
    os.utime(file, (0, 0))


def test_a_changed_file_is_seen(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2012/older.md": "---\ntitle: Older\ndate: 2012-01-01\n---\n\nWords.\n"})
    at_rest(archive)
    for change in (same_size_same_time, another_file, older):
        change(archive)
    same_as_clean(archive)


def test_a_fresh_clone_with_what_was_kept_compiles_nothing(built: ArchiveOnDisk) -> None:
    asked = "SELECT rowid, path, row FROM texts ORDER BY path"  # what is put in anew has another number
    rows = sqlite3.connect(store(built)).execute(asked).fetchall()
    assert OPENING in [path for _, path, _ in rows]
    clone = built.root.with_name("clone")
    shutil.copytree(built.root, clone)  # other inodes, other times
    for path in clone.rglob("*"):
        os.utime(path)
    shutil.rmtree(built.root)
    clone.rename(built.root)
    same_as_clean(built)
    assert sqlite3.connect(store(built)).execute(asked).fetchall() == rows


def cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def a_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


def other_texts(place: Path) -> None:
    with sqlite3.connect(place) as database:
        (row,) = database.execute("SELECT row FROM texts WHERE path = ?", (OPENING,)).fetchone()
        database.execute("UPDATE texts SET row = ?", (row,))


def other_rows(place: Path) -> None:
    with sqlite3.connect(place) as database:
        (rows,) = database.execute("SELECT max(row) FROM source").fetchone()
        database.execute("UPDATE source SET row = ?", (rows,))


def of_another_program(place: Path) -> None:
    with sqlite3.connect(place) as database:
        database.execute("UPDATE basis SET digest = 'another'")


def flipped(seed: int) -> Callable[[Path], None]:
    def flip(place: Path) -> None:
        dice, data = random.Random(seed), bytearray(place.read_bytes())
        for _ in range(40):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        place.write_bytes(data)

    return flip


DAMAGES = (cut, other_texts, other_rows, of_another_program)


def test_a_damaged_store_is_made_anew_and_no_byte_of_it_is_trusted(built: ArchiveOnDisk) -> None:
    path, clean = "organizations/osce.md", []
    records = [f"---\nname: Organization for {what}\nacronym: OSCE\n---\nText.\n" for what in ("Security", "Peace")]
    for number, record in enumerate(records):
        built.put({path: record})
        clean.append(built.build(f"clean{number}", "-W").tree())
    for number, damage in enumerate((*DAMAGES, flipped(0), a_folder)):  # a folder stays
        damage(store(built))
        built.put({path: records[number % 2]})
        again = built.build("out", "-W")
        assert (again.status, "Traceback" in again.log) == (0, False), again.log
        assert again.tree() == clean[number % 2], (number, damage)
