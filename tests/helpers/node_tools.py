"""Programs from npm packages, kept in pytest's cache; tests skip if they can't be installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

VERSIONS = {"axe-core": "4.14.1", "vnu-jar": "26.9.27"}


def package(config: pytest.Config, name: str) -> Path:
    """Return the folder of a package; skip with the reason if it is missing."""
    folder = config.cache.mkdir("node") if config.cache else None
    if folder is None:
        pytest.skip(f"{name} is kept in pytest's cache, which is off")
    whole, wanted = folder / "versions.json", json.dumps(VERSIONS)
    with FileLock(folder / "lock"):  # two processes of a run may ask at the same time
        if not (whole.is_file() and whole.read_text(encoding="utf-8") == wanted):
            _install(folder, name)
            whole.write_text(wanted, encoding="utf-8")
    return folder / "node_modules" / name


def _install(folder: Path, name: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{name} comes by npm, which is not installed (Debian: apt-get install npm)")
    quiet = ("--no-audit", "--no-fund", "--no-save", "--ignore-scripts")
    command = [npm, "install", *quiet, "--prefix", str(folder), *(f"{one}@{at}" for one, at in VERSIONS.items())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm could not fetch {name}: {(done.stderr.splitlines() or [''])[-1]}")
