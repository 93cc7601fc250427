"""Whatever stands in a release, record, notebook or picture: nothing runs, leaks or stops the build (promise 8)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import judging
from .cases import KINDS, batches

BATCHES = {name: cases for kind in KINDS for name, cases in batches(kind).items() if cases}


@pytest.mark.parametrize("batch", BATCHES)
def test_nothing_comes_of_any_input(batch: str, browser: Browser, tmp_path: Path) -> None:
    """All inputs of a batch are built and opened at once."""
    cases = {case.slug: case for case in BATCHES[batch]}
    for case in cases.values():
        assert all("CASE" in path for path in (*case.files, *case.links, *case.fifos)), case.id
    faults = judging.judge(browser, tmp_path / batch, BATCHES[batch])
    shutil.rmtree(tmp_path / batch, ignore_errors=True)
    said = [
        "\n  ".join([f"{cases[slug].id}: {cases[slug].why}" if slug else "beside the inputs:", *found])
        for slug, found in faults.items()
        if found
    ]
    assert not said, "\n".join(said)
