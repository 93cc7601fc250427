"""Programs that come as packages of npm, kept in pytest's cache; a test skips where they cannot be had."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

VERSIONS = {"axe-core": "4.14.1", "vnu-jar": "26.9.27"}


def package(config: pytest.Config, name: str) -> Path:
    """The folder of a package; skips with what is missing."""
    folder = config.cache.mkdir("node") if config.cache else None
    if folder is None:
        pytest.skip(f"{name} is kept in pytest's cache, which is off")
    found = folder / "node_modules" / name
    if not (found / "package.json").is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip(f"{name} comes by npm, which is not installed (Debian: apt-get install npm)")
        quiet = ("--no-audit", "--no-fund", "--no-save", "--ignore-scripts")
        command = [npm, "install", *quiet, "--prefix", str(folder), *(f"{one}@{at}" for one, at in VERSIONS.items())]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not fetch {name}: {(done.stderr.splitlines() or [''])[-1]}")
    return found
