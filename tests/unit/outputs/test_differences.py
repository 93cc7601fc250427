"""What changed between two texts, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.outputs.differences import Block, differences


def told(before: str, after: str) -> str:
    """A difference on one line: [-gone-]{+come+}, paragraphs by a bar, unchanged ones by their number."""
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return " | ".join(
        "".join(marks[part.change].format(part.text) for part in block.parts) if block.parts else str(block.unchanged)
        for block in differences(before, after)
    )


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("Same.", "Same.", "1"),
    ("The peak was 6.24 metres.", "The peak was 6.42 metres.", "The peak was [-6.24-]{+6.42+} metres."),
    ("A.\n\nThe peak was 6.24 m.\n\nB.\n\nC.", "A.\n\nThe peak was 6.42 m.\n\nB.\n\nC.",
     "1 | The peak was [-6.24-]{+6.42+} m. | 2"),
    ("A.\n\nB.", "A.\n\nNew one.\n\nB.", "1 | {+New one.+} | 1"),
    ("A.\n\nOld one.\n\nB.", "A.\n\nB.", "1 | [-Old one.-] | 1"),
    ("He met the deputy head of the office.", "He met the head of the office.",
     "He met the [-deputy -]head of the office."),
    ("On 4 May he spoke there.", "On 5 June he spoke there.", "On [-4 May-]{+5 June+} he spoke there."),
    ("Nothing alike here.", "Wholly other words stand.", "[-Nothing alike here.-] | {+Wholly other words stand.+}"),
    ("One\u00a0two  three\nfour.", "One two three four.", "1"),
    ("vice-president Smith", "president Smith", "[-vice-president-]{+president+} Smith"),
    ("Комиссия приняла план 4 мая.", "Комиссия приняла план 5 мая.", "Комиссия приняла план [-4-]{+5+} мая."),
    ("", "Words.", "{+Words.+}"),
    ("Words.", "", "[-Words.-]"),
])
def test_what_changed(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


PARAGRAPHS = st.lists(st.text("ab ,.1é\u4e2d", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=6)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_is_in_it(before: list[str], after: list[str]) -> None:
    blocks = differences("\n\n".join(before), "\n\n".join(after))
    unchanged = sum(block.unchanged for block in blocks)
    for kind, paragraphs in (("deleted", before), ("inserted", after)):
        shown = sum(any(part.change in ("same", kind) for part in block.parts) for block in blocks)
        assert shown + unchanged == len(paragraphs)
    assert differences("\n\n".join(before), "\n\n".join(before)) == (Block((), len(before)),)
