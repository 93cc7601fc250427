"""The site of the archive that ships, and a page of each kind on it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import ROOT
from tests.helpers import warm

SOURCES = ("conf.py", "index.md", "releases", "organizations", "officials", "topics", "docs")

LATER = "1798675200"
"""New Year's Eve 2026, when all that ships is published."""

KINDS = (
    "index.html",
    "releases/index.html",
    "releases/2026/index.html",
    "releases/2026/gauge-survey.html",  # a notebook
    "releases/2026/summer-flows.html",  # corrected, with formulas
    "releases/2026/summer-flows.r1.html",
    "releases/2026/tracer-test.html",  # attachments
    "releases/2023/forecast-centre-opens.html",  # an image
    "releases/2023/forecast-centre-opens.fr.html",
    "releases/2011/conference-opens.ru.html",
    "organizations/index.html",
    "organizations/varnholm-basin-commission.html",
    "officials/index.html",
    "officials/lena-dalsund.html",
    "topics/index.html",
    "topics/fisheries.html",
    "subscribe.html",
    "corrections.html",
    "data.html",
    "search.html",
    "editions/index.html",
    "docs/index.html",
    "docs/guides/write-a-release.html",
    "docs/reference/config.html",
    "docs/analysis/first-look.html",
)
"""A page of each kind."""


def build_shipped(folder: Path) -> Path:
    """Build the archive that ships from a copy; the folder of its site."""
    root = folder / "archive"
    root.mkdir(parents=True)
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, root / name)
    done = warm.run("sphinx", ["-b", "html", str(root), str(folder / "site")], env={"SOURCE_DATE_EPOCH": LATER})
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"
