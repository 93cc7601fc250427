"""Every folder of tests is looked into: pytest passes over those called "build" by itself, and nobody missed them."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def test_pytest_passes_over_no_folder_of_tests(pytestconfig: pytest.Config) -> None:
    folders = {path.parent for path in TESTS.rglob("test_*.py")}
    names = {part for folder in folders for part in folder.relative_to(TESTS).parts}
    assert not {name for name in names for pattern in pytestconfig.getini("norecursedirs") if fnmatch(name, pattern)}
