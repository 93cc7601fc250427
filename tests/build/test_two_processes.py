"""A small build of two processes comes to what one process does."""

from __future__ import annotations

import os
import time
from multiprocessing import get_context

import pytest
from sphinx.util.parallel import parallel_available
from tests.conftest import CONF, ArchiveOnDisk
from tests.helpers.folders import contents

from sphinx_newsroom import parallel
from sphinx_newsroom.cli import main

pytestmark = pytest.mark.skipif(not parallel_available, reason="nothing forks here")

PLAIN, SLOW = "releases/2011/opening.md", "releases/2011/slow.md"
BY_SPHINX = "---\ntitle: A release that Sphinx reads\ndate: 2011-03-01\n---\n```{note}\nSaid {word}.\n```\n"
OWN = """
from pathlib import Path

def finished(app, exception):
    page = Path(app.outdir, "releases/2012/follow-up.html")
    page.write_text(page.read_text().replace("</body>", "<p>x</p></body>"))

def setup(app):
    app.connect("build-finished", finished)
"""


def build(archive: ArchiveOnDisk, *options: str) -> int:
    """Run the command in a process of its own, in which everything is worth another process."""

    def run() -> None:
        patch = pytest.MonkeyPatch()
        patch.setattr(parallel, "ENOUGH", 0)
        patch.setattr(parallel, "LEAST", 1)
        os.chdir(archive.root)
        raise SystemExit(main(["build", "-q", *options]))

    process = get_context("fork").Process(target=run)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


@pytest.fixture
def at_rest(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """An archive that was built, and sealed once more when its folders could change no more unseen."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    archive.put({SLOW: BY_SPHINX.replace("{word}", "one thing"), "conf.py": CONF})
    assert build(archive, "-j1") == 0
    time.sleep(0.1)
    archive.put({"docs/more.md": "---\norphan: true\n---\n# More\n"})
    assert build(archive, "-j1") == 0
    return archive


def test_a_small_build_of_two_comes_to_what_one_comes_to(at_rest: ArchiveOnDisk) -> None:
    page = at_rest.root / PLAIN
    changes = [
        {PLAIN: page.read_text(encoding="utf-8") + "\nAnother sentence.\n"},
        {SLOW: BY_SPHINX.replace("{word}", "another thing")},
        {"releases/2012/third.md": "---\ntitle: A third release\ndate: 2012-08-01\n---\nUNODC is named.\n"},
    ]
    for change in changes:
        at_rest.put(change)
        assert build(at_rest, "-j2") == 0
    clean = at_rest.root.parent / "clean"
    assert build(at_rest, "-j1", "--out", str(clean)) == 0
    two, one = contents(at_rest.root / "_build/html"), contents(clean)
    assert {path for path in two.keys() | one.keys() if two.get(path) != one.get(path)} == set()


def test_what_an_extension_writes_in_place_is_published_unless_it_fails(at_rest: ArchiveOnDisk) -> None:
    own = "import sys\nsys.path.insert(0, '.')\n" + CONF + "extensions += ['own']\n"
    at_rest.put({"conf.py": own, "own.py": OWN})
    assert build(at_rest, "-j2") == 0
    time.sleep(0.1)
    at_rest.put({"docs/more.md": "---\norphan: true\n---\n# Still more\n"})
    assert build(at_rest, "-j2") == 0
    page = (at_rest.root / "_build/html/releases/2012/follow-up.html").read_text(encoding="utf-8")
    assert page.count("<p>x</p>") == 2
    # And one that fails leaves nobody at work.
    fails = "def setup(app):\n    app.connect('build-finished', lambda app, error: 1 / 0, priority=10)\n"
    at_rest.put({"own.py": fails})
    before = contents(at_rest.root / "_build/html")
    begun = time.monotonic()
    assert build(at_rest, "-j2") != 0
    assert contents(at_rest.root / "_build/html") == before
    assert time.monotonic() - begun < 60
