"""Nearly all files are known at first sight by their names; the long way round says the same of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.sources import listing
from sphinx_newsroom.sources.listing import KINDS, source_files

WORDS = ("a", "2011", "index", "open-house", "-", "--", "B", "x.ru", "x.r1", "..", "é", "a" * 120, ".md", " ", "\n")
PARTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)
NAMES = st.tuples(st.sampled_from(list(KINDS)), PARTS, st.sampled_from([".md", ".MD", ".ipynb", ".txt", "", ".md\n"]))


@given(st.lists(NAMES, max_size=6))
def test_the_same_files_and_problems(names: list[tuple[str, list[str], str]]) -> None:
    """Whatever the names are, in folders of folders."""
    paths = sorted({"/".join((folder, *parts)) + end for folder, parts, end in names})

    def walked(folder: Path, relative: str, root: str) -> list[tuple[str, None]]:
        return [(path, None) for path in paths if path.startswith(f"{relative}/")]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listing, "_walk", walked)
        found = source_files(Path("archive"))
        patched.setattr(listing, "_PLAIN", re.compile("(?!)"))
        assert found == source_files(Path("archive"))
