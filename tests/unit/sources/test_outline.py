"""Which lines of a text stand in a fenced block."""

from __future__ import annotations

import re

import pytest

from sphinx_newsroom.sources.outline import fenced, heading_of, plain_words

FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a\n```\nb\n```\nc", "noiwn"),
        ("```\nb\n````\nc", "oiwn"),
        ("````\n```\n````\nc", "oiwn"),
        ("```\n~~~\n```\nc", "oiwn"),
        ("```\n``` python\nc", "oii"),
        ("```\nnever closed", "oi"),
        ("    ```\nb", "nn"),
        ("", "n"),
    ],
)
def test_a_block_ends_with_its_own_marks_alone_on_a_line(text: str, places: str) -> None:
    meant = {"n": "not", "o": "opens", "i": "within", "w": "within"}
    assert list(fenced(text, FENCE)) == list(zip(text.split("\n"), map(meant.__getitem__, places), strict=True))


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# A", "A"),
        ("   # A #", "A"),
        ("# A ##\t\r", "A"),
        ("# A #b", "A #b"),
        ("# A ## ##", "A ##"),
        ("# #", "#"),
        ("#  ##  ", "##"),
        ("#A", None),
        ("# ", None),
        ("#", None),
        ("    # A", None),
        ("# A" + " " * 50_000 + "#", "A"),
    ],
)
def test_a_heading_is_what_its_marks_leave(line: str, heading: str | None) -> None:
    found = heading_of(line)
    assert (found and found[1]) == heading


def test_a_line_that_is_too_long_for_a_heading_keeps_its_markup() -> None:
    assert plain_words("*a* " * 500) == "a " * 499 + "a"
    assert plain_words("*a* " * 501) == "*a* " * 500 + "*a*"
