"""What another process sees of the work folder while a build begins, and what is asked again when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest
from sphinx.util.parallel import parallel_available
from tests.unit.operations.site.test_deploy import PAGE, build
from tests.unit.operations.site.test_seals import cut, turn_back

from sphinx_newsroom.operations.site import early_look, work
from sphinx_newsroom.operations.site.deploy import locked, publish
from sphinx_newsroom.operations.site.early_look import Seen
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.seals import DepartedError
from sphinx_newsroom.operations.site.work import begin_work, look_early, seal_work

pytestmark = pytest.mark.skipif(not parallel_available, reason="nothing forks here")

PAGES = {"releases__2011__a": "one", "releases__2011__b": "two", "releases__2012__a": "three", "_search__d0": "four"}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """What was built and published, all of it at rest by now."""
    monkeypatch.setattr(work, "LEAST", 1)
    places = Places(tmp_path / "_build" / "html")
    with locked(places):
        build(places, **PAGES)
        places.doctrees.mkdir()
        time.sleep(0.1)  # until when a folder may change and have the same times
        publish(places, seal_work(places))
    return places


def seen_now(places: Places) -> Seen:
    with look_early(places) as early:
        return early.seen()


@pytest.mark.parametrize("how", [cut, turn_back])
def test_what_was_changed_before_the_build_ends_it(places: Places, how: Callable[[Path], None]) -> None:
    how(places.work / "releases/2011/a.html")
    time.sleep(0.02)
    since, seen = begin_work(places), seen_now(places)
    assert seen["releases/2011"] == ["a.html"]
    with pytest.raises(DepartedError, match=r"2011/a\.html"):
        seal_work(places, since, seen=seen)


def test_what_is_changed_once_it_was_seen_is_not_published_and_ends_the_next_build(places: Places) -> None:
    since, seen = begin_work(places), seen_now(places)
    published = (places.out / "releases/2011/a.html").read_bytes()
    (places.work / "releases/2011/a.html").write_text(PAGE.format("not ours"))
    done = publish(places, seal_work(places, since, seen=seen))
    assert (done.written, done.removed) == (0, 0)
    assert (places.out / "releases/2011/a.html").read_bytes() == published
    time.sleep(0.02)
    with pytest.raises(DepartedError, match=r"2011/a\.html"):
        seal_work(places, begin_work(places), seen=seen_now(places))


@pytest.mark.parametrize("alone", [False, True])
def test_what_was_damaged_in_the_published_site_is_published_anew(places: Places, alone: bool) -> None:
    page = places.out / "releases/2012/a.html"
    whole = page.read_bytes()
    page.unlink()  # the work folder has the same file
    page.write_bytes(whole[:-9])
    since = begin_work(places)
    (places.work / "releases/2011/b.html").write_text(PAGE.format("changed"))
    with look_early(places, alone=alone) as early:
        lost, seen = early.lost(), early.seen()
        assert lost == (None if alone else {"releases/2012/a.html"})
    done = publish(places, seal_work(places, since, seen={**seen, "releases/2011": ["b.html"]}), lost=lost)
    assert done.damaged == ("releases/2012/a.html",)
    assert page.read_bytes() == whole
    assert (places.out / "releases/2011/b.html").read_text() == PAGE.format("changed")


def test_no_process_is_left_and_none_begun_for_few_files(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    with early_look.answering([lambda: time.sleep(60)]):
        pass
    assert not active_children()
    monkeypatch.setattr(work, "LEAST", 1_000)
    with look_early(places) as early:
        assert not active_children()
        assert (early.seen(), early.lost()) == ({}, None)
    assert time.monotonic() - begun < 10
