"""A site and what its builds keep, when the program or a package becomes another: as if it had always been this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents

import sphinx_newsroom

OTHERWISE = {
    # what is written beside pages has a line more at its end, or another value
    "outputs/writing.py": (
        'write_apart(f"{self.root}/{path}", data)',
        'write_apart(f"{self.root}/{path}", data + b"\\n")',
    ),
    "outputs/tables/database.py": ('"stands": last and release.withdrawn is None', '"stands": last'),
    # what Sphinx reads
    "extension/transforms.py": ('block["ids"].append(id_)', 'block["ids"].append(f"x{id_}")'),
    # what is compiled of a text
    "text/statements/__init__.py": ("from __future__ import annotations", "from __future__ import annotations  # 1"),
}
"""Lines of the program, and what an earlier version had in their place."""

MORE = {
    "releases/2013/plan.md": "---\ntitle: The plan\ndate: 2013-01-01\ndateline: Vienna\n---\n\n"
    "As **drawn**.[^1]\n\n[^1]: By UNODC.\n\n```{epigraph}\nA plan.\n```\n",
    "releases/2014/wrong.md": "---\ntitle: Wrong\ndate: 2014-01-01\n"
    "withdrawn: {date: 2014-01-02, reason: Wrong.}\n---\n\nNo.\n",
    "docs/guide.md": "# Guide\n\n{release}`2013/plan`\n",
}


def put(folder: Path) -> ArchiveOnDisk:
    archive = ArchiveOnDisk(folder)
    archive.put({**SMALL, **MORE})
    return archive


def earlier_program(folder: Path) -> Path:
    """The program as it might have been, in a folder for ``PYTHONPATH``."""
    copy = folder / "sphinx_newsroom"
    shutil.copytree(Path(sphinx_newsroom.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path, (now, before) in OTHERWISE.items():
        text = (copy / path).read_text(encoding="utf-8")
        assert now in text, path
        (copy / path).write_text(text.replace(now, before, 1), encoding="utf-8")
    return folder


def build_by(first: Path, root: Path) -> None:
    """Build with what stands in a folder in the place of what is installed."""
    paths = os.pathsep.join(filter(None, (str(first), os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_newsroom", "build", "--quiet"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths, "SOURCE_DATE_EPOCH": NOW},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_another_version_of_the_program_made_is_made_anew(tmp_path: Path) -> None:
    upgraded, clean = put(tmp_path / "upgraded"), put(tmp_path / "clean")
    site = upgraded.root / "_build/html"
    build_by(earlier_program(tmp_path / "earlier"), upgraded.root)
    before = contents(site)
    for archive in (upgraded, clean):
        done = newsroom(archive.root)
        assert done.returncode == 0, done.stdout + done.stderr
    wanted = contents(clean.root / "_build/html")
    assert len([path for path in wanted if before.get(path) != wanted[path]]) > 50  # or nothing was otherwise
    assert {path for path in wanted if contents(site).get(path) != wanted[path]} == set()
    assert contents(site).keys() == wanted.keys()
