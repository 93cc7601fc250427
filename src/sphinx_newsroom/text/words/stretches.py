"""Which of many stretches of a text another one touches, without a look at each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Stretches:
    """Stretches in the order of their beginnings; they may overlap.

    >>> Stretches([(0, 9), (2, 4), (12, 15)]).first_over(5, 13)
    0
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        begun = list(spans)
        self._starts = [start for start, _ in begun]
        # How far any has come so far: the first that comes beyond a place is the first that ends behind it.
        self._reached = list(accumulate((end for _, end in begun), max))

    def first_over(self, start: int, end: int) -> int | None:
        """The number of the first that shares something with what goes from *start* to *end*."""
        number = bisect_right(self._reached, start)
        return number if number < len(self._starts) and self._starts[number] < end else None
