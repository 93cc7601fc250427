"""Every feed of an archive of real releases keeps all rules, and every reader takes it.

The releases stand beside the checkout, in ``../shared``.  The variable NEWSROOM_RELEASES says
how many, and 2000 is what was promised.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from tests.conftest import NOW, SHARED
from tests.feeds.rules import problems
from tests.helpers import warm

LAY_OUT = SHARED / "bench/real.py"
COUNT = os.environ.get("NEWSROOM_RELEASES", "120")

pytestmark = pytest.mark.skipif(not LAY_OUT.is_file(), reason="needs ../shared")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real") / "archive"
    subprocess.run([sys.executable, str(LAY_OUT), COUNT, str(root)], check=True, capture_output=True)
    done = warm.run("sphinx", ["-q", "-b", "html", str(root), str(root / "out")], env={"SOURCE_DATE_EPOCH": NOW})
    assert done.returncode == 0, done.stderr
    return root / "out"


def found(site: Path, *names: str) -> list[Path]:
    return [path for name in names for path in sorted(site.rglob(name))]


def pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.xml")) if path.parent.name == "atom"]


def test_every_feed_keeps_the_rules(site: Path) -> None:
    feeds = [*found(site, "rss.xml", "atom.xml", "feed.json"), *pages(site)]
    assert len(feeds) > 30
    wrong = {str(path): told for path in feeds if (told := problems(path.name, path.read_bytes()))}
    assert wrong == {}


def test_the_history_is_whole(site: Path) -> None:
    listed = [path for path in (site / "releases").glob("*/*.md") if path.name != "index.md"]
    entries = {
        entry.id
        for path in [site / "atom.xml", *(site / "atom").glob("*.xml")]
        for entry in feedparser.parse(path.read_bytes(), sanitize_html=False).entries
    }
    assert len(entries) == len(listed)
