"""A cluster builds the site of the archive that is shipped, byte for byte as one process does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests import cluster, warm
from tests.conftest import ROOT, SHARING, Built

NOW = "1796000000"
"""29 November 2026 as SOURCE_DATE_EPOCH: the archive that is shipped has releases up to that year."""

SMALL_PARTS = f"""{SHARING}shares.LEAST = 4

from sphinx_newsroom.archive import loading

loading._FILES = 8
"""


class Sites(NamedTuple):
    """The same archive, built by one process, by two, and by a cluster."""

    one: Built
    two: Built
    cluster: Built
    begun: cluster.Begun


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    root = tmp_path_factory.mktemp("archive")
    for name in ("conf.py", "index.md", "releases", "organizations", "officials", "topics"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
        else:
            shutil.copy(ROOT / name, root / name)
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(SMALL_PARTS)
    with cluster.begun(3, after=2) as begun:
        yield Sites(
            built(root, "one", "-j1"), built(root, "two", "-j2"), built(root, "cluster", "--on", begun.address), begun
        )


def built(root: Path, name: str, *options: str) -> Built:
    out = root.with_name(f"{root.name}-{name}") / "html"
    done = warm.run(
        "sphinx_newsroom", ["build", "-q", "--out", str(out), *options], cwd=root, env={"SOURCE_DATE_EPOCH": NOW}
    )
    return Built(out, done.returncode, done.stdout + done.stderr)


def test_one_process_two_and_a_cluster_make_the_same_bytes(sites: Sites) -> None:
    """Three workers that have an empty folder and nothing else of the archive, of which one is killed at work."""
    assert (sites.one.status, sites.two.status, sites.cluster.status) == (0, 0, 0), sites.cluster.log
    assert sites.one.tree() == sites.two.tree()
    assert sites.one.tree() == sites.cluster.tree()
    assert sites.begun.was_killed


def test_workers_leave_nothing_of_the_archive(sites: Sites) -> None:
    left = {path.name for path in sites.begun.folder.rglob("*") if path.is_file()}
    assert not {name for name in left if name.endswith((".md", ".html", ".json", ".ipynb", ".sqlite"))}


def test_the_workers_were_another_users(sites: Sites) -> None:
    if sites.begun.user != cluster.STRANGER:
        pytest.skip(f"{cluster.STRANGER} may not run this Python, or nobody may begin processes as another user")
    assert sites.begun.folder.owner() == cluster.STRANGER
