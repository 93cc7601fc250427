"""Folders to which nothing happened are not looked at, and the site is what it is where all are."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.folders import contents
from tests.unit.operations.site.test_deploy import PAGE, build
from tests.unit.operations.site.test_twin import is_twin

from sphinx_newsroom import folder_names
from sphinx_newsroom.operations.site import deploy
from sphinx_newsroom.operations.site.deploy import publish
from sphinx_newsroom.operations.site.held import Published
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.work import begin_work, damaged_work, seal_work

FOLDERS = ("a", "a/b", "a/b/c", "d", "d/e")
NAMES = ("x.html", "y.txt")


@contextmanager
def _without_waiting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deploy, "sync_disk", lambda: None)
        patch.setattr(folder_names, "close_to", lambda status: 10_000_000)
        yield


def rest() -> None:
    """Wait for as long as a folder may change with its time as it is."""
    time.sleep(0.015)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    with _without_waiting():
        places = Places(tmp_path / "_build" / "html")
        places.lock.parent.mkdir(parents=True)
        places.lock.touch()
        build(places, **{f"releases__{year}__{name}": "words" for year in range(2011, 2015) for name in "abc"})
        publish(places, seal_work(places))
        build(places, b="two")
        rest()
        publish(places, seal_work(places))
        rest()
        yield places


def read_folders(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The folders whose names are read from now on, from where a site or what it is made of begins."""
    found, read = set(), folder_names._read
    folder_names._KNOWN.clear()

    def reading(folder: str) -> folder_names.Names:
        found.add(folder.partition("/_build/")[2].rstrip("/").partition("html")[2].partition("/")[2])
        return read(folder)

    monkeypatch.setattr(folder_names, "_read", reading)
    return found


def test_only_folders_with_a_change_are_read(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    (places.work / "releases/2012/a.html").unlink()
    build(places, releases__2012__new="new")
    read = read_folders(monkeypatch)
    done = publish(places, seal_work(places, begin_work(places)))
    assert done == Published(written=2, removed=1, kept=14)
    assert read == {"", "releases/2012"}
    assert is_twin(places)
    assert contents(places.out) == contents(places.work)


def test_a_page_that_was_changed_in_the_work_folder_is_told_although_its_folder_is_as_it_was(places: Places) -> None:
    page = places.work / "releases/2013/b.html"
    page.write_text(PAGE.format("WORDS"))
    os.utime(page, ns=(1, 1))
    rest()
    since = begin_work(places)
    with pytest.raises(RuntimeError, match=r"2013/b\.html"):
        seal_work(places, since)


def test_a_copy_of_all_folders_is_looked_at_as_a_whole(places: Places) -> None:
    shutil.copytree(places.out.parent, places.out.parent.with_name("copy"))
    copy = Places(places.out.parent.with_name("copy") / "html")
    (copy.out / "releases/2013/b.html").unlink()
    (copy.out / "releases/2013/theirs").write_text("theirs")
    build(copy, b="three")
    publish(copy, seal_work(copy))
    assert contents(copy.out) == contents(copy.work) | {"releases/2013/theirs": b"theirs"}


# What may happen between two builds, or in one: where, to which file or folder, and what.
STEP = st.tuples(
    st.sampled_from(("work", "out", "twin")),
    st.sampled_from(FOLDERS),
    st.sampled_from(NAMES),
    st.sampled_from(("write", "replace", "remove", "remove folder", "empty folder", "folder for a file", "publish")),
)


def happen(places: Places, where: str, folder: str, name: str, what: str, words: str) -> None:
    tree_ = {"work": places.work, "out": places.out, "twin": places.twin}[where]
    if not tree_.is_dir():
        return
    place, path = tree_ / folder, tree_ / folder / name
    if what == "remove folder":
        shutil.rmtree(place, ignore_errors=True)
        return
    if any(up.is_file() for up in (place, *place.parents) if up != tree_.parent):
        return
    if what == "empty folder":
        (place / "empty").mkdir(parents=True, exist_ok=True)
    elif what == "folder for a file":
        if path.is_file():
            path.unlink()
        path.mkdir(parents=True, exist_ok=True)
        (path / "in.txt").write_text(words)
    elif path.is_dir():
        shutil.rmtree(path)
    elif what == "remove":
        path.unlink(missing_ok=True)
    else:
        place.mkdir(parents=True, exist_ok=True)
        if what == "replace":
            path.unlink(missing_ok=True)
        path.write_text(PAGE.format(words))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=14))
def test_it_is_as_where_everything_is_looked_at(steps: list[tuple[str, str, str, str]]) -> None:
    with TemporaryDirectory() as folder, _without_waiting():
        both = Places(Path(folder, "one/html")), Places(Path(folder, "other/html"))
        for places in both:
            places.lock.parent.mkdir(parents=True)
            places.lock.touch()
            build(places, **{f"{path}/x".replace("/", "__"): "words" for path in FOLDERS})
        for number, step in enumerate([*steps, ("work", "a", "z.html", "write"), ("", "", "", "publish")]):
            if step[-1] != "publish":
                for places in both:
                    happen(places, *step, str(number))
                continue
            rest()
            one, other = both
            shutil.rmtree(other.twin, ignore_errors=True)
            other.note("alike").unlink(missing_ok=True)
            done = [publish(places, seal_work(places)) for places in both]
            assert done[0] == done[1]
            assert contents(one.out) == contents(other.out)
            folders = [
                {path.relative_to(places.out) for path in places.out.rglob("*") if path.is_dir()} for places in both
            ]
            assert folders[0] == folders[1]
            assert damaged_work(one) is None
