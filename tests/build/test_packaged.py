"""The wheel on a bare machine: what a stranger installs and types, in an environment that has nothing else."""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import NOW, ROOT
from tests.helpers.once import once
from tests.helpers.serving import LONG

from sphinx_newsroom._version import __version__

HEAVIEST = 150
"""How many megabytes the environment of an archive without notebooks may have on the disk."""
_UNREACHED = re.compile(r"(?i)connection|resolution|resolve|timed out|unreachable|could not fetch|proxy")
_NOTEBOOK = """{
 "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A survey\\n\\nSeven gauges."}],
 "metadata": {"newsroom": {"date": "2026-01-01"}}, "nbformat": 4, "nbformat_minor": 5
}"""


@dataclass(frozen=True)
class Packaged:
    """The wheel, and the environment that it alone was installed into."""

    wheel: Path
    environment: Path

    @property
    def newsroom(self) -> str:
        return str(self.environment / "bin/newsroom")

    def run(self, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as somebody would who has no checkout."""
        return subprocess.run(command, cwd=folder, env=outside(), capture_output=True, text=True, check=False)


def outside() -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**known, "SOURCE_DATE_EPOCH": NOW}


def pip(python: str | Path, *arguments: str | Path) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", *arguments]
    done = subprocess.run(command, cwd="/", env=outside(), capture_output=True, text=True, timeout=LONG, check=False)
    if done.returncode and _UNREACHED.search(done.stderr):
        pytest.skip("what the wheel needs cannot be installed: there is no way to a package index")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """One wheel and one environment for all processes of a run."""
    place = once(tmp_path_factory, "packaged", install)
    (wheel,) = place.glob("*.whl")
    return Packaged(wheel, place / ".venv")


def install(place: Path) -> None:
    environment = place / ".venv"
    subprocess.run([sys.executable, "-m", "venv", environment], env=outside(), check=True)
    python = environment / "bin/python"
    pip(python, "wheel", "--quiet", "--no-deps", "--wheel-dir", place, ROOT)
    pip(python, "install", "--quiet", "--no-compile", *place.glob("*.whl"))


def test_an_archive_without_notebooks_installs_little(packaged: Packaged, tmp_path: Path) -> None:
    root = tmp_path / "my-newsroom"
    assert packaged.run(tmp_path, packaged.newsroom, "init", str(root), "--yes").returncode == 0
    # The archive's own Makefile, in the environment that is there: it finds all that it asks for.
    done = packaged.run(root, "make", "html", f"VENV={packaged.environment}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "_build/html/index.html").is_file()

    weights = {path: weight(path) for path in (packaged.environment / "lib").glob("python*/site-packages/*")}
    heaviest = sorted(weights, key=lambda path: -weights[path])[:10]
    named = ", ".join(f"{path.name} {weights[path]:.0f}" for path in heaviest)
    assert weight(packaged.environment) <= HEAVIEST, f"megabytes: {named}"
    assert not {"nbsphinx", "matplotlib", "pypandoc", "nbconvert", "IPython"} & {path.name for path in weights}

    year = next((root / "releases").glob("2*"))
    (year / "survey.ipynb").write_text(_NOTEBOOK, encoding="utf-8")
    assert packaged.run(root, packaged.newsroom, "check").returncode == 0
    done = packaged.run(root, "make", "html", f"VENV={packaged.environment}")
    assert done.returncode != 0
    assert (
        f"releases/{year.name}/survey.ipynb is a notebook, and the programs that build notebooks are not installed; "
        "add [notebooks] to the program in requirements.txt and run make html, or: "
        'pip install "sphinx-newsroom[notebooks]"' in done.stderr
    )


def weight(path: Path) -> float:
    """Megabytes on the disk, as `du -sm` has them."""
    # Without following links: the interpreter is the system's.
    files = [path, *path.rglob("*")] if path.is_dir() else [path]
    return sum(file.lstat().st_blocks for file in files) * 512 / 2**20


def test_the_wheel_has_every_file_of_the_package_and_no_other(packaged: Packaged) -> None:
    source = ROOT / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "sphinx_newsroom").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(packaged.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        assert names == wanted
        (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        said = email.message_from_bytes(wheel.read(metadata), policy=email.policy.default)
    for path in ("py.typed", "theme/theme.toml", "theme/newsroom/release.html", "operations/template/Makefile"):
        assert f"sphinx_newsroom/{path}" in names
    assert said["Version"] == __version__
    assert said["Description-Content-Type"] == "text/markdown"
    urls = {entry.partition(",")[0] for entry in said.get_all("Project-URL", [])}
    assert urls >= {"Documentation", "Source", "Changelog"}
    always = [entry for entry in said.get_all("Requires-Dist", []) if "extra ==" not in entry]
    assert len(always) == len(asked()), always


def asked() -> Sequence[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[str] = project["dependencies"]
    return found
