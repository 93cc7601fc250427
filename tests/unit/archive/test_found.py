"""What was found in a release says the same packed as at hand."""

from __future__ import annotations

import pytest

from sphinx_newsroom.archive.index import FoundHere, FoundKept, first_paragraph
from sphinx_newsroom.model.records import Mention, Statement

FOUND = FoundHere(
    (
        Mention("unodc", "organization", "UN Office on Drugs", "name", None, 4, 22),
        Mention("roe", "official", "Ms. Roe", "family-name", "Director", 30, 37),
        Mention("unodc", "organization", "UNODC", "acronym", None, 40, 45),
        Mention("drugs", "topic", "drugs", "role", None, 50, 55),
    ),
    (Statement("roe", "official", "direct", "Director", 60, 90),),
)


def test_what_is_packed_is_searched_for_what_is_kept_back() -> None:
    """A row that has the name of a release under embargo is none to be kept: its words have to be told as words."""
    for word in ("UN Office on Drugs", "family-name", "Director"):
        assert word in repr(FoundKept.of(FOUND))


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("September 9, 2005\n\nThe bridge is open.\n\nMore.", "The bridge is open."),
        ("Українці!\n\n21 June 2011", "Українці!"),
        ("橋は開通した。\n\nMore.", "橋は開通した。"),
    ],
)
def test_a_date_or_a_greeting_sums_nothing_up(text: str, summary: str) -> None:
    assert first_paragraph(text, ()) == summary
