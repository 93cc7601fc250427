"""A cluster builds the site of the archive that is shipped, byte for byte as one process does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import ROOT, SHARING, Built
from tests.helpers import cluster, warm

NOW = "1796000000"
"""29 November 2026 as SOURCE_DATE_EPOCH: the archive that is shipped has releases up to that year."""

SMALL_PARTS = f"""{SHARING}parallel.LEAST = 4

from sphinx_newsroom.archive import loading

loading._OF_A_TEXT = 1 / 2
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The archive that is shipped, less its guides, cut into parts of a few releases."""
    root = tmp_path / "archive"
    root.mkdir()
    for name in ("releases", "organizations", "officials", "topics"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("conf.py", "index.md"):
        shutil.copy(ROOT / name, root / name)
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(SMALL_PARTS)
    return root


def built(root: Path, name: str, *options: str) -> Built:
    out = root.with_name(name) / "html"
    done = warm.run(
        "sphinx_newsroom", ["build", "-q", "--out", str(out), *options], cwd=root, env={"SOURCE_DATE_EPOCH": NOW}
    )
    return Built(out, done.returncode, done.stdout + done.stderr)


def test_one_process_two_and_a_cluster_make_the_same_bytes(root: Path) -> None:
    """Two workers that have an empty folder and nothing else of the archive, of which one is killed at work."""
    with cluster.begun(2, after=2) as begun:
        one, two = built(root, "one", "-j1"), built(root, "two", "-j2")
        begun.wait()
        shared = built(root, "cluster", "--on", begun.address)
        left = [path for path in begun.folder.rglob("*") if path.suffix in (".md", ".html", ".json", ".sqlite")]
        assert begun.was_killed
    assert (one.status, two.status, shared.status) == (0, 0, 0), shared.log
    assert one.tree() == two.tree()
    assert one.tree() == shared.tree()
    assert not left  # of what the workers were sent
