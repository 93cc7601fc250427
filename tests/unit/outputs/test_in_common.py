"""What two sequences have in common is the most that they can have, wherever it stands."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.outputs.differences import common_places

items = st.lists(st.integers(0, 4), max_size=12)


def most(old: list[int], new: list[int]) -> int:
    """The same by its definition."""

    @cache
    def of(a: int, b: int) -> int:
        if not a or not b:
            return 0
        return of(a - 1, b - 1) + 1 if old[a - 1] == new[b - 1] else max(of(a - 1, b), of(a, b - 1))

    return of(len(old), len(new))


@given(items, items)
def test_no_more_can_be_in_common(old: list[int], new: list[int]) -> None:
    places = common_places(old, new)
    assert all(old[place] == new[other] for place, other in places)
    assert all(one < next_ and other < next_other for (one, other), (next_, next_other) in pairwise(places))
    assert len(places) == most(old, new)


def test_a_long_text_beside_a_short_one() -> None:
    # A step of the short one must not cost what the long one has.
    long = [*range(1_000_000)]
    assert common_places(long, [5, 999_999, 3]) == [(5, 0), (999_999, 1)]
    assert common_places([5, 999_999, 3], long) == [(0, 5), (1, 999_999)]
