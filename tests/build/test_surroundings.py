"""A build wherever it runs: the same bytes, and no warning of what we do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>\n'
FIGURE = (
    "---\ntitle: The plan\ndate: 2013-01-01\n---\n\nAs drawn:\n\n```{figure} plan.svg\nThe **plan** of UNODC\n```\n"
)
MORE = {"releases/2013/plan.md": FIGURE, "releases/2013/plan.svg": DRAWING}


@pytest.mark.skipif(os.name != "posix", reason="umask and links are those of POSIX")
def test_a_build_is_the_same_wherever_and_whenever_it_runs_and_nothing_of_ours_is_about_to_go(tmp_path: Path) -> None:
    plain, other = ArchiveOnDisk(tmp_path / "plain"), ArchiveOnDisk(tmp_path / "mit Leerzeichen, é/архив")
    for archive in (plain, other):
        archive.put({**SMALL, **MORE})
    assert newsroom(plain.root, "-W").returncode == 0
    (tmp_path / "elsewhere").mkdir()
    (other.root / "_build").symlink_to(tmp_path / "elsewhere")  # as on another file system
    (tmp_path / "checkout").symlink_to(other.root)
    known = ("PYTHONPATH", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")
    surroundings = {name: os.environ[name] for name in known if name in os.environ}
    surroundings |= {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PATH": "/nowhere", "SOURCE_DATE_EPOCH": "1800000000"}
    done = subprocess.run(
        # -X dev shows what Sphinx, docutils and Python are going to take away
        [sys.executable, "-X", "dev", "-m", "sphinx_newsroom", "build", "-W"],
        cwd=tmp_path / "checkout",
        env=surroundings,
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert contents(other.root / "_build/html") == contents(plain.root / "_build/html")
    assert re.findall(r"sphinx_newsroom/[^\s:]+:\d+: \w*Warning.*", done.stdout + done.stderr) == []
