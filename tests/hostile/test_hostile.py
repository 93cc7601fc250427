"""Whatever stands in a release, record, notebook or picture: nothing runs, leaks or stops the build (promise 8)."""

from __future__ import annotations

import fcntl
import json
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import judging
from .cases import KINDS, Case, batches

BATCHES = {name: cases for kind in KINDS for name, cases in batches(kind).items() if cases}
CASES = [(case, name) for name, cases in BATCHES.items() for case in cases]
Judged = Callable[[str], judging.Faults]


@pytest.fixture(scope="session")
def judged(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, worker_id: str, request: pytest.FixtureRequest
) -> Judged:
    """What the inputs of a batch did, each batch built once however many processes run the tests.

    A process that would have to wait for a batch that another one is at does one that nobody is at.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "hostile"
    shared.mkdir(exist_ok=True)
    known: dict[str, judging.Faults] = {}
    specs = (getattr(item, "callspec", None) for item in request.session.items)
    selected = list(dict.fromkeys(spec.params["batch"] for spec in specs if spec and "batch" in spec.params))

    def of(name: str) -> judging.Faults:
        if name not in known:
            kept = shared / f"{name}.json"
            for other in (name, *selected):
                if not kept.exists() and (other == name or worker_id != "master"):
                    _judge(shared, other, browser, wait=False)
            _judge(shared, name, browser, wait=True)
            known[name] = json.loads(kept.read_text(encoding="utf-8"))
        return known[name]

    return of


def _judge(shared: Path, name: str, browser: Browser, *, wait: bool) -> None:
    """Judge a batch and keep the outcome, unless that was done."""
    kept = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not kept.exists():
            try:
                faults: judging.Faults = judging.judge(browser, shared / name, BATCHES[name])
            except Exception:  # told by one test, and not tried again for each input
                faults = {"": [f"the inputs could not be judged:\n{traceback.format_exc()}"]}
            shutil.rmtree(shared / name, ignore_errors=True)
            kept.with_suffix(".part").write_text(json.dumps(faults), encoding="utf-8")
            kept.with_suffix(".part").rename(kept)


@pytest.mark.parametrize(("case", "batch"), [pytest.param(*pair, id=pair[0].id) for pair in CASES])
def test_nothing_comes_of(case: Case, batch: str, judged: Judged) -> None:
    faults = judged(batch).get(case.slug, [])
    assert not faults, "\n  ".join([f"{case.id}: {case.why}", *faults])


@pytest.mark.parametrize("batch", BATCHES)
def test_all_else_is_as_it_should_be_beside(batch: str, judged: Judged) -> None:
    faults = judged(batch).get("", [])
    assert not faults, "\n  ".join([f"beside the inputs of {batch}:", *faults])


def test_each_input_keeps_to_files_of_its_own() -> None:
    for case, _ in CASES:
        assert all("CASE" in path for path in (*case.files, *case.links, *case.fifos)), case.id
