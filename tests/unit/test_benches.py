"""Each benchmark still begins: what it measures may have moved or got another name since it was last run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

OTHERS = (ROOT / "bench/safety/torture.py", ROOT / "bench/import/many.py")
BENCHES = sorted(path.relative_to(ROOT) for path in (*ROOT.glob("bench/*/run.py"), *OTHERS))


@pytest.mark.parametrize("bench", BENCHES, ids=str)
def test_it_says_how_it_is_run(bench: Path) -> None:
    done = subprocess.run([sys.executable, bench, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: ")
