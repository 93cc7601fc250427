"""Whatever stands in a release, record, notebook or picture: nothing runs, leaks or stops the build (promise 8)."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import judging
from .cases import KINDS, Case, load

CASES = {kind: load(kind) for kind in KINDS}
Judged = Callable[[str], judging.Faults]


@pytest.fixture(scope="session")
def judged(browser: Browser, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Judged:
    """What the inputs of a kind did, each kind built once however many processes run the tests.

    A process that would have to wait for a kind that another one is at does a kind that nobody is at.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "hostile"
    shared.mkdir(exist_ok=True)
    known: dict[str, judging.Faults] = {}

    def of(kind: str) -> judging.Faults:
        if kind not in known:
            for other in (kind, *KINDS):
                if not (shared / f"{kind}.json").exists():
                    _judge(shared, other, browser, wait=False)
            _judge(shared, kind, browser, wait=True)
            known[kind] = json.loads((shared / f"{kind}.json").read_text(encoding="utf-8"))
        return known[kind]

    return of


def _judge(shared: Path, kind: str, browser: Browser, *, wait: bool) -> None:
    """Judge a kind and keep the outcome, unless that was done."""
    kept = shared / f"{kind}.json"
    with (shared / f"{kind}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not kept.exists():
            faults = judging.judge(browser, shared / kind, CASES[kind])
            kept.with_suffix(".part").write_text(json.dumps(faults), encoding="utf-8")
            kept.with_suffix(".part").rename(kept)


@pytest.mark.parametrize("case", [case for kind in KINDS for case in CASES[kind]], ids=lambda case: case.id)
def test_nothing_comes_of(case: Case, judged: Judged) -> None:
    faults = judged(case.kind).get(case.slug, [])
    assert not faults, "\n  ".join([f"{case.id}: {case.why}", *faults])


@pytest.mark.parametrize("kind", KINDS)
def test_all_else_is_as_it_should_be_beside(kind: str, judged: Judged) -> None:
    faults = judged(kind).get("", [])
    assert not faults, "\n  ".join([f"beside the inputs of {kind}:", *faults])


@pytest.mark.parametrize("kind", KINDS)
def test_the_inputs_have_names_of_their_own(kind: str) -> None:
    slugs = [case.slug for case in CASES[kind]]
    assert len(set(slugs)) == len(slugs)
    for case in CASES[kind]:
        assert all("CASE" in path for path in (*case.files, *case.links, *case.fifos)), case.id
