"""``requirements.lock`` has all that ``make html`` needs, once for each Python, and each with its hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.conftest import ROOT

_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>.+?))?(?P<rest>(?: \\\n    --hash=\S+)+)$", re.M
)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def needed() -> Iterator[Requirement]:
    """What requirements.txt and pyproject.toml ask for, and what the extension itself is built by."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("-e "):
            asked = re.findall(r"[\w-]+", line.partition("[")[2])
            extras = project["project"]["optional-dependencies"]
            yield from map(Requirement, project["project"]["dependencies"])
            yield from (Requirement(found) for extra in asked for found in extras[extra])
        elif line and not line.startswith("#"):
            yield Requirement(line)
    yield from map(Requirement, project["build-system"]["requires"])


def versions(name: str, python: str) -> list[str]:
    """The versions of a package that are installed on Linux under a Python."""
    here = {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return [
        entry["version"]
        for entry in _ENTRY.finditer(LOCK)
        if canonicalize_name(entry["name"]) == canonicalize_name(name)
        and (entry["marker"] is None or Marker(entry["marker"]).evaluate(here))
    ]


@pytest.mark.parametrize("python", ["3.11.9", "3.12.4", "3.13.1"])
@pytest.mark.parametrize("wanted", list(needed()), ids=str)
def test_each_package_is_locked_once_as_it_is_asked_for(wanted: Requirement, python: str) -> None:
    (version,) = versions(wanted.name, python)
    assert version in wanted.specifier


def test_every_entry_has_hashes() -> None:
    entries = list(_ENTRY.finditer(LOCK))
    assert len(entries) == len(re.findall(r"^[\w.-]+==", LOCK, re.M))
    assert all(re.fullmatch(r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+", entry["rest"]) for entry in entries)
    assert "sphinx-newsroom" not in LOCK
