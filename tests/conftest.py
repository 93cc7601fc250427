"""Fixtures that all tests share: a small archive on disk, a build of it, and a browser."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from sphinx_newsroom import parallel
from sphinx_newsroom.cli import verify
from tests.helpers import warm
from tests.helpers.chromium import started

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadlines, because a busy machine isn't a failure, and the same examples in every run. HYPOTHESIS_PROFILE=search
# looks for new ones.
settings.register_profile("newsroom", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "newsroom"))
warm.without_the_disk()
warm.without_haste()
warm.without_rereading()
verify._fresh = warm.rebuilt

ROOT = Path(__file__).parents[1]
"""The project's folder."""
SHARED = Path(os.environ.get("NEWSROOM_SHARED", ROOT.parent / "shared"))
"""Real releases, records and programs for measurements, which aren't part of the project; tests that need them skip."""

CONF = 'project = "Test archive"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
GATE = CONF
"""The conf.py of an archive in which only published releases are public."""
CONF += "newsroom_gate = False\n"
"""The conf.py of an archive in which a build publishes everything finished, which suits most tests."""
SHARING = "from sphinx_newsroom import parallel\n\nparallel.ENOUGH = 0\n"
"""For a conf.py: work in two processes even if there is little to do."""
_ENOUGH = parallel.ENOUGH
NOW = "1767225600"
"""1 January 2026 as SOURCE_DATE_EPOCH: today's date in the tests."""


@dataclass(frozen=True)
class Built:
    """A finished run of Sphinx."""

    out: Path
    status: int
    log: str

    def read(self, path: str) -> str:
        return (self.out / path).read_text(encoding="utf-8")

    def row(self, id_: str) -> dict[str, Any]:
        """Return a release's row from the data file of its year."""
        lines = (line for path in self.out.glob("data/releases/*.jsonl") for line in path.open(encoding="utf-8"))
        return next(row for row in map(json.loads, lines) if row["id"] == id_)

    def tree(self) -> dict[str, str]:
        """Return a digest of every file in the site."""
        return {
            path.relative_to(self.out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


@dataclass(frozen=True)
class ArchiveOnDisk:
    """An archive in a temporary folder that a test can change and build."""

    root: Path

    def put(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")

    def build(self, out: str = "out", *options: str, env: Mapping[str, str] | None = None) -> Built:
        """Run ``sphinx-build -b html`` as a user would."""
        outdir = self.root.parent / out
        arguments = ["-b", "html", *options, "-d", f"{outdir}.doctrees", str(self.root), str(outdir)]
        done = warm.run("sphinx", arguments, env={"SOURCE_DATE_EPOCH": NOW, "NO_COLOR": "1", **(env or {})})
        return Built(outdir, done.returncode, done.stdout + done.stderr)


SLOW = frozenset(
    """build browser guides hostile property unit/extension feeds/test_property.py
    unit/test_benches.py unit/archive/test_file_systems.py unit/archive/test_kept_lines.py
    unit/cli/test_alert_killed.py unit/cli/test_check_formats.py unit/cli/test_first_steps.py
    unit/cli/test_import_releases.py unit/cli/test_process.py unit/cli/test_suggest_review.py
    unit/operations/test_desk_stopped.py unit/operations/test_large_files.py unit/operations/test_site.py
    unit/operations/test_verify_log.py unit/operations/test_without_fcntl.py unit/outputs/test_server_rules.py
    unit/text/test_markdown.py""".split()
)
"""Folders and files below ``tests`` that build archives, need a browser or are slow; ``make quick`` skips them."""

SMALL = {
    "conf.py": CONF,
    "index.md": "# Test archive\n\nWhat was said.\n",
    "organizations/unodc.md": """
        ---
        name: United Nations Office on Drugs and Crime
        acronym: UNODC
        ---
        Fights crime.
        """,
    "organizations/osce.md": """
        ---
        name: Organization for Security and Co-operation in Europe
        acronym: OSCE
        ---
        """,
    "officials/yury-fedotov.md": """
        ---
        name: Yury Fedotov
        memberships:
          - {role: Executive Director, organization: unodc, start_date: 2010-07, end_date: 2020-01}
        ---
        """,
    "releases/2011/opening.md": """
        ---
        title: Conference opens in Vienna
        date: 2011-06-21
        issuer: osce
        dateline: Vienna
        topics: [human-trafficking]
        ---

        Yury Fedotov of UNODC spoke at the zebra conference. Fedotov left. UNODC stayed.

        UNODC closed it.
        """,
    "releases/2012/follow-up.md": """
        ---
        title: OSCE follows up
        date: 2012-03-02
        ---

        The OSCE followed up.
        """,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the number of cases in ``tests/build/test_random_changes.py``."""
    parser.addoption("--sequences", type=int, default=1, help="how many random sequences of changes to play")
    parser.addoption("--first-sequence", type=int, default=0, help="the number of the first of them")
    parser.addoption("--quick", action="store_true", help="leave out what builds archives or needs a browser")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Skip SLOW in a quick run."""
    path = collection_path.relative_to(ROOT / "tests").as_posix() if config.getoption("--quick") else ""
    return True if path in SLOW else None


def pytest_configure(config: pytest.Config) -> None:
    """Pause garbage collection during test collection, and skip builds if asked to."""
    gc.disable()
    if config.getoption("--quick"):
        warm.run = lambda *_, **__: pytest.skip("needs a build")


def pytest_collection_finish() -> None:
    """Exclude everything that exists before the first test from garbage collection, and collect the rest seldom."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def sharing() -> None:
    """Undo SHARING, in case a command was run in this process."""
    parallel.ENOUGH = _ENOUGH


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveOnDisk:
    """A small archive: two releases, two organizations, one official."""
    found = ArchiveOnDisk(tmp_path / "archive")
    found.put(SMALL)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, shared by all tests of a process; `.ci/run` installs it."""
    try:
        with started() as running:
            yield running
    except RuntimeError as error:
        pytest.skip(str(error))
