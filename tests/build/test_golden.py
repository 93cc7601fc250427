"""The golden site is the same, file by file, however it is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import golden


@pytest.mark.parametrize("lane", ["compiled", "documents"])
def test_each_file_is_as_the_list_has_it(tmp_path: Path, lane: str) -> None:
    root = golden.prepare(tmp_path)
    if lane == "compiled":
        golden.build(root)
    else:
        (root / "docutils.conf").touch()  # which our compiler would not follow, so Sphinx reads everything
    golden.change(root)
    expected = golden.LIST.read_text(encoding="utf-8").splitlines()
    others = sorted(set(golden.build(root)) ^ set(expected), key=lambda line: line.partition(" ")[2])
    assert others == [], "files that differ, are new or are gone; if this is meant: make golden"
