"""What a build leaves is known again: what was changed since, and what the build itself wrote."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.helpers.folders import contents
from tests.unit.operations.site.test_deploy import build

from sphinx_newsroom.operations.site.deploy import locked, publish
from sphinx_newsroom.operations.site.held import gone_from
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.seals import DepartedError
from sphinx_newsroom.operations.site.work import begin_work, damaged_work, seal_work


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path / "_build" / "html")
    with locked(places):
        build(places, releases__a="one", releases__b="two", data__mentions="all")
        (places.doctrees / "releases").mkdir(parents=True)
        (places.doctrees / "releases/a.doctree").write_bytes(b"parsed")
        (places.doctrees / "environment.pickle").write_bytes(b"known")
    seal_work(places)
    return places


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3])


def turn_back(file: Path) -> None:
    """Change a file in place and give it the time that it had."""
    status = file.stat()
    cut(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("how", [cut, turn_back, os.unlink])
@pytest.mark.parametrize(
    "path",
    [
        "html/index.html",
        "html/data/mentions.html",
        "html.doctrees/environment.pickle",
        "html.doctrees/releases/a.doctree",
    ],
)
def test_what_builds_read_and_write_again_is_looked_at_before(
    places: Places, path: str, how: Callable[[Path], None]
) -> None:
    assert damaged_work(places) is None
    how(places.work.parent / path)
    assert damaged_work(places) == str(places.work.parent / path)


def test_a_page_that_is_gone_or_new_is_told_before(places: Places) -> None:
    page = places.work / "releases/a.html"
    page.rename(places.work / "releases/c.html")
    assert damaged_work(places) in (str(page), str(places.work / "releases/c.html"))


@pytest.mark.parametrize("how", [cut, turn_back])
def test_a_page_that_something_else_changed_is_told_when_the_build_ends(
    places: Places, how: Callable[[Path], None]
) -> None:
    how(places.work / "releases/a.html")
    time.sleep(0.02)  # the clock of a disk goes by some milliseconds
    since = begin_work(places)
    build(places, releases__b="changed by the build")
    with pytest.raises(DepartedError, match=r"releases/a\.html"):
        seal_work(places, since)


def test_what_the_build_wrote_is_its_own_whatever_its_time(places: Places) -> None:
    time.sleep(0.02)
    since = begin_work(places)
    build(places, releases__a="written anew", releases__c="new")
    for name in ("a", "c"):  # as files are that are copied with the time of their source
        os.utime(places.work / f"releases/{name}.html", ns=(5, 5))
    (places.work / "releases/b.html").unlink()
    assert seal_work(places, since).keys() >= {"releases/a.html", "releases/c.html"}
    assert damaged_work(places) is None


def test_a_copy_of_the_folders_is_as_it_was_left(places: Places) -> None:
    """Machines keep them between builds, and give each file another time."""
    for path in places.work.parent.rglob("*"):
        if path.is_file() and path != places.seals:
            os.utime(path, ns=(7, 7))
    assert damaged_work(places) is None
    time.sleep(0.02)
    assert seal_work(places, begin_work(places))
    assert damaged_work(places) is None


def test_a_database_among_the_doctrees_checks_itself_and_one_in_the_site_is_published(places: Places) -> None:
    for folder in (places.work, places.doctrees):
        (folder / "releases.sqlite").write_bytes(b"SQLite format 3")
    built = seal_work(places)
    for end in ("", "-wal", "-journal"):
        (places.doctrees / f"releases.sqlite{end}").write_bytes(b"written to at any time")
    assert damaged_work(places) is None
    publish(places, built)
    assert contents(places.out)["releases.sqlite"] == b"SQLite format 3"
    (places.work / "releases.sqlite").write_bytes(b"damaged")
    assert damaged_work(places) == str(places.work / "releases.sqlite")


def test_of_a_folder_at_rest_what_changed_alone_is_sealed_anew(places: Places) -> None:
    (places.work / "releases/link").symlink_to("a.html")
    time.sleep(0.1)
    before = dict(seal_work(places))
    time.sleep(0.02)
    since = begin_work(places)
    with (places.work / "releases/a.html").open("r+b") as page:  # in place, as Sphinx writes
        page.write(b"another")
    after = dict(seal_work(places, since))
    assert after.keys() == before.keys()
    assert [path for path in after if after[path] != before[path]] == ["releases/a.html"]
    assert [path for path, seal in after.items() if not seal.digest] == ["releases/link"]
    assert damaged_work(places) is None


def test_what_is_gone_of_what_was_published_is_told_by_folders(places: Places) -> None:
    built = seal_work(places)
    assert gone_from(places.out, built).paths == []  # there is no list
    publish(places, built)
    build(places, releases__a="changed", releases__c="new")
    assert gone_from(places.out, seal_work(places)).paths == []
    (places.work / "releases/b.html").unlink()
    gone = gone_from(places.out, seal_work(places))
    assert gone.paths == ["releases/b.html"]
    assert "releases/a.html" in gone.had
    assert "releases/b.html" in gone.had
    assert "releases/c.html" not in gone.had
    assert "b.html" not in gone.had
    shutil.rmtree(places.work / "releases")
    assert sorted(gone_from(places.out, seal_work(places)).paths) == ["releases/a.html", "releases/b.html"]
