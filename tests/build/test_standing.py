"""Where nothing changed that a build starts from, Sphinx is not asked."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.conftest import NOW, ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.folders import grow_older


def build(archive: ArchiveOnDisk, *options: str, now: str = NOW) -> bool:
    """Build by the command; whether Sphinx was asked, which its log tells."""
    log = archive.root / "_build/.newsroom-work/html.log"
    before = log.stat().st_mtime_ns if log.is_file() else 0
    env = {"SOURCE_DATE_EPOCH": now} if now else {}
    done = warm.run("sphinx_newsroom", ["build", *options], cwd=archive.root, env=env)
    assert done.returncode == 0, done.stderr
    return log.stat().st_mtime_ns != before


@pytest.fixture
def built(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    """An archive that was built, and has stood for a while."""
    grow_older(archive.root)
    assert build(archive)
    return archive


def test_nothing_is_written_and_the_same_is_told(built: ArchiveOnDisk) -> None:
    first = {path: path.stat().st_mtime_ns for path in (built.root / "_build").rglob("*") if path.is_file()}
    assert not build(built)
    assert first == {path: path.stat().st_mtime_ns for path in first}
    quick, slow = (
        warm.run("sphinx_newsroom", ["build", "--json", *more], cwd=built.root, env={"SOURCE_DATE_EPOCH": NOW})
        for more in ([], ["--verify"])
    )
    assert quick.stdout == slow.stdout
    assert build(built, "--verify")
    assert build(built, "--fresh")


def test_the_end_of_an_embargo_is_a_change(archive: ArchiveOnDisk) -> None:
    ends = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    moment = ends.isoformat().replace("+00:00", "Z")
    archive.put({"releases/2031/merger.md": f"---\ntitle: Merger\ndate: {moment}\nembargo: {moment}\n---\n\nDone.\n"})
    grow_older(archive.root)
    assert build(archive, now="")
    assert not build(archive, now="")
    note = (archive.root / "_build/.newsroom-work/html.standing").read_text()
    assert json.loads(note.partition("\n")[2])["until"] == ends.timestamp()


def test_what_the_checks_warn_of_is_said_again_without_sphinx(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2013/bad.md": "---\ntitle: Bad\ndate: 2013-01-01\n---\n\n[x](gone.pdf)\n"})
    grow_older(archive.root)

    def told(*options: str) -> tuple[int, list[str]]:
        done = warm.run("sphinx_newsroom", ["build", *options], cwd=archive.root, env={"SOURCE_DATE_EPOCH": NOW})
        return done.returncode, [line for line in done.stderr.splitlines() if "gone.pdf" in line]

    first = told()
    assert first[0] == 0
    assert len(first[1]) == 1
    assert not build(archive)
    assert told() == first
    assert told("-W")[0] == 1
