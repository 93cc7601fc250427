"""Processes that share sealing and publishing come to what one does, and one that is killed changes no site."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sphinx.util.parallel import parallel_available
from tests.helpers.folders import contents
from tests.unit.operations.site.test_deploy import build

from sphinx_newsroom.cli.build.failures import ended_by_the_system
from sphinx_newsroom.extension.compiled.workers import in_processes
from sphinx_newsroom.operations.site import deploy, seals, twin
from sphinx_newsroom.operations.site.deploy import PublishError, publish
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.work import seal_work

pytestmark = pytest.mark.skipif(not parallel_available, reason="nothing forks here")

REPLACED = frozenset(f"releases/{year}/n{number}.html" for year in (2011, 2012) for number in range(4))


def by_two(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    return in_processes(work, shards, 2)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """What was built anew, not published yet, with two files a part."""
    for module in (deploy, seals, twin):
        monkeypatch.setattr(module, "FILES", 2)
    places = Places(tmp_path / "_build" / "html")
    build(places, a="one", **{path.removesuffix(".html").replace("/", "__"): path for path in REPLACED})
    return places


def test_what_changed_since_it_was_sealed_is_not_published(places: Places) -> None:
    built = seal_work(places)
    (places.work / "releases/2011/n2.html").write_text("another")
    with pytest.raises(PublishError, match=r"n2\.html is not what the build wrote"):
        publish(places, built, replaced=REPLACED, shared=by_two)
    assert not places.out.exists()
    assert not places.next.exists()


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_leaves_the_site(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(places, shared=by_two)
    before = contents(places.out)
    build(places, **{f"releases__2013__n{number}": "new" for number in range(12)})
    with monkeypatch.context() as patch:
        patch.setattr(deploy, "_copy", killed)
        with pytest.raises(PublishError, match="was ended"):
            publish(places, shared=ended_by_the_system(by_two))
    assert contents(places.out) == before
    publish(places, shared=by_two)
    assert contents(places.out) == contents(places.work)


def test_a_process_that_is_killed_at_the_twin_leaves_the_new_site(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(twin, "_link", killed)
        assert publish(places, shared=ended_by_the_system(by_two)).written
    assert contents(places.out) == contents(places.work)
    assert not places.twin.exists()
    build(places, a="two")
    publish(places, shared=by_two)
    assert contents(places.out) == contents(places.work)
