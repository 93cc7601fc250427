"""Commands read of an archive what changed since a build, and say the same as where nothing was built."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import grow_older

from sphinx_newsroom import analysis
from sphinx_newsroom.archive import loading, opening, source_file
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import last_build, open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.operations import suggestions
from sphinx_newsroom.operations.suggestions import sources_of

OPENING = "releases/2011/opening.md"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive that was built, of files that were at rest."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("opened") / "archive")
    archive.put({"conf.py": CONF, **SMALL})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        build(archive)
        assert main(["publish", "--root", str(archive.root)]) == 0
        grow_older(archive.root)
        build(archive)
    return archive.root


@pytest.fixture
def built(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """The same elsewhere, so known by its bytes; also a small store is read."""
    monkeypatch.setattr(opening, "_WORTH", 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    shutil.copytree(first, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def build(archive: ArchiveOnDisk) -> None:
    done = newsroom(archive.root, "-j1")
    assert done.returncode == 0, done.stdout + done.stderr


def files_read(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, by: Callable[[ArchiveOnDisk], object] | None = None
) -> list[str]:
    """The files that a command reads, or whatever else is done *by* somebody."""
    read: list[str] = []

    def noted(root: Path, file: object, *rest: object) -> object:
        read.append(file.path)  # type: ignore[attr-defined]
        return source_file.read_file(root, file, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(loading, "read_file", noted)
        (by or by_a_command)(archive)
    return read


def by_a_command(archive: ArchiveOnDisk) -> object:
    return open_archive(archive.root)


def is_as_without(archive: ArchiveOnDisk) -> LoadedArchive:
    """The archive as commands open it, which is the one that its files alone make."""
    settings = settings_of(archive.root)
    found = open_archive(archive.root, settings)
    assert found == open_archive(archive.root, settings, fresh=True)
    open_archive(archive.root, settings, as_published=True)
    return found


def test_nothing_is_read_again_also_where_the_ledger_began_after_a_build(
    built: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files_read(built, monkeypatch) == []
    is_as_without(built)


def test_scripts_and_notebooks_read_what_changed_and_say_the_same(
    built: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: dict[str, list[object]] = {}

    def asked(archive: ArchiveOnDisk) -> None:
        for found in (one := analysis.Archive(archive.root)).releases(), one.mentions(), one.statements():
            rows.setdefault(found.table, []).append(list(found))

    assert files_read(built, monkeypatch, asked) == []
    shutil.rmtree(built.root / "_build")
    assert OPENING in files_read(built, monkeypatch, asked)
    assert rows["releases"][0]
    assert all(with_store == without for with_store, without in rows.values())


def test_suggest_takes_texts_and_names_from_the_build(built: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, store = open_archive(built.root), last_build(built.root, settings_of(built.root))
    of_files = sources_of(archive, 0, lambda *_: None, None)
    assert of_files[0].named
    monkeypatch.setattr(suggestions, "release_text", None)  # no file is read
    assert sources_of(archive, 0, lambda *_: None, store) == of_files


def test_what_changed_is_read(built: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    grow_older(built.root)
    build(built)  # which notes the states of the files
    file = built.root / OPENING
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"zebra", b"horse"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    built.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\n\nText.\n"})
    assert sorted(files_read(built, monkeypatch)) == [OPENING, "releases/2013/new.md"]
    assert any(problem.path == OPENING for problem in is_as_without(built).problems)  # it departs from the ledger


def test_a_store_that_a_build_writes_into_is_not_waited_for(
    built: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place,) = (built.root / "_build").rglob("newsroom.sqlite")
    writing = sqlite3.connect(place)
    writing.execute("BEGIN EXCLUSIVE")
    connect, waits = sqlite3.connect, list[float]()

    def noted(database: str, *, timeout: float = 5.0, uri: bool = False) -> sqlite3.Connection:
        waits.append(timeout)
        return connect(database, timeout=timeout, uri=uri)

    monkeypatch.setattr(sqlite3, "connect", noted)
    assert OPENING in files_read(built, monkeypatch)
    assert set(waits) == {0}
    writing.close()


def test_an_embargo_is_judged_by_the_moment_and_not_as_it_was_when_the_site_was_built(built: ArchiveOnDisk) -> None:
    built.put({"releases/2013/later.md": "---\ntitle: L\ndate: 2030-01-01\nembargo: 2030-01-01T10:00:00Z\n---\n\nT.\n"})
    build(built)
    settings = settings_of(built.root)
    later = replace(settings, now=settings.now.replace(year=2031))
    assert "releases/2013/later" in open_archive(built.root, settings).withheld
    assert "releases/2013/later" in open_archive(built.root, later).releases
    assert open_archive(built.root, later) == open_archive(built.root, later, fresh=True)
