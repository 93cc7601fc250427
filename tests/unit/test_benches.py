"""Each benchmark still begins: what it measures may have moved or got another name since it was last run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.helpers import warm

OTHERS = (ROOT / "bench/safety/torture.py", ROOT / "bench/import/many.py")
BENCHES = sorted(path.relative_to(ROOT) for path in (*ROOT.glob("bench/*/run.py"), *OTHERS))


@pytest.mark.parametrize("bench", BENCHES, ids=str)
def test_it_says_how_it_is_run(bench: Path) -> None:
    done = warm.run(str(ROOT / bench), ["--help"], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: ")


def test_each_reader_that_is_timed_is_there() -> None:
    """What a subject calls may have moved; a run of an hour is a late moment to hear it."""
    each = (
        "import sys; sys.path.insert(0, 'bench/safety')\n"
        "from subjects import all_subjects\n"
        "for name, prepare in all_subjects():\n"
        "    if not name.startswith('build'): print(name); prepare('Harbour opens. ' * 9)()\n"
    )
    done = subprocess.run([sys.executable, "-c", each], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr
