"""The wheel as a stranger has it, in an environment with what it requires and nothing else."""

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
from importlib.metadata import Distribution, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests.conftest import NOW, ROOT
from tests.helpers.once import once
from tests.helpers.serving import LONG

from sphinx_newsroom._version import __version__

HEAVIEST = 120
"""How many megabytes the packages of an archive without notebooks may have on the disk, without compiled modules."""
_UNREACHED = re.compile(r"(?i)connection|resolution|resolve|timed out|unreachable|could not fetch|proxy")
_NOTEBOOK = """{
 "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A survey\\n\\nSeven gauges."}],
 "metadata": {"newsroom": {"date": "2026-01-01"}}, "nbformat": 4, "nbformat_minor": 5
}"""


@dataclass(frozen=True)
class Packaged:
    """The wheel, and an environment with it and what it requires."""

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


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1", *arguments]
    done = subprocess.run(command, cwd="/", env=outside(), capture_output=True, text=True, timeout=LONG, check=False)
    if done.returncode and _UNREACHED.search(done.stderr):
        pytest.skip("the wheel cannot be made: there is no way to a package index")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """One wheel and one environment for all processes of a run."""
    place = once(tmp_path_factory, "packaged", install)
    (wheel,) = place.glob("*.whl")
    return Packaged(wheel, place / ".venv")


def install(place: Path) -> None:
    """Install the wheel, and link the packages that it requires, since pip takes half a minute to install them."""
    environment = place / ".venv"
    pip("wheel", "--quiet", "--no-deps", *WITHOUT_INDEX, "--wheel-dir", place, ROOT)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], env=outside(), check=True)
    python = environment / "bin/python"
    pip("--python", python, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", *place.glob("*.whl"))
    (packages,) = environment.glob("lib/python*/site-packages")
    for found in required([*asked(), "pip"]):
        for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (packages / name).exists():  # several packages share a folder
                (packages / name).symlink_to(Path(str(found.locate_file(name))).resolve())


WITHOUT_INDEX = ("--no-build-isolation", "--no-index") if find_spec("hatchling") else ()


def required(texts: Sequence[str]) -> list[Distribution]:
    """Return the installed packages that requirements ask for, and those that these ask for."""
    found: dict[str, Distribution] = {}
    rest = list(texts)
    while rest:
        asked = Requirement(rest.pop())
        for extra in ("", *asked.extras):
            if (key := f"{asked.name}[{extra}]") in found:
                continue
            found[key] = distribution(asked.name)
            needs = [Requirement(text) for text in found[key].requires or ()]
            rest += [str(one) for one in needs if one.marker is None or one.marker.evaluate({"extra": extra})]
    return list(found.values())


def test_an_archive_without_notebooks_installs_little(packaged: Packaged, tmp_path: Path) -> None:
    root = tmp_path / "my-newsroom"
    assert packaged.run(tmp_path, packaged.newsroom, "init", str(root), "--yes").returncode == 0
    # The archive's own Makefile, in the environment that is there: it finds all that it asks for.
    done = packaged.run(root, "make", "html", f"VENV={packaged.environment}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "_build/html/index.html").is_file()

    weights = {path.name: weight(path) for path in packaged.environment.glob("lib/python*/site-packages/*")}
    heaviest = sorted(weights, key=lambda name: -weights[name])[:10]
    assert sum(weights.values()) <= HEAVIEST, {name: round(weights[name]) for name in heaviest}
    assert not {"nbsphinx", "matplotlib", "pypandoc", "nbconvert", "IPython"} & weights.keys()

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
    found = [path, *path.resolve().rglob("*")]
    return sum(file.stat().st_blocks for file in found if "__pycache__" not in file.parts) * 512 / 2**20


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
