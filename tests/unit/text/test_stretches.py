"""Which of many stretches another one touches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.text.words.tokens import Stretches

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.lists(SPANS, max_size=12).map(sorted), SPANS)
def test_the_first_that_shares_something_is_found(spans: list[tuple[int, int]], other: tuple[int, int]) -> None:
    start, end = other
    expected = next((number for number, (begin, stop) in enumerate(spans) if begin < end and start < stop), None)
    assert Stretches(spans).first_over(start, end) == expected
