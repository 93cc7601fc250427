"""Who meets a file of a format that is newer than the program says so."""

from __future__ import annotations

import pytest

from sphinx_newsroom.model.addresses import DATA, FORMATS, MANIFEST, newer_format


@pytest.mark.parametrize("path", [DATA, MANIFEST])
def test_what_is_written_and_what_is_older_is_read(path: str) -> None:
    assert newer_format(path, {"format": FORMATS[path]}) == ""
    assert newer_format(path, {"title": "from before there were numbers"}) == ""


@pytest.mark.parametrize("found", [2, 99, "one", None])
def test_what_is_newer_is_refused(found: object) -> None:
    assert newer_format(MANIFEST, {"format": found}) == (
        f"is of format {found}, and this version of newsroom reads formats up to 1; "
        "run: pip install --upgrade sphinx-newsroom"
    )
