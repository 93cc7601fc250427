"""Numbers and postings as short ASCII text that stands in a JavaScript string as it is.

The 92 printable characters without space, ``"`` and ``\\`` are digits: 60 end a number, 32 go
before the end.  A number below 60 takes one character, one below 1,920 two.  Strings of such
text are parted by spaces.  ``search.js`` holds the reverse.
"""

from __future__ import annotations

from itertools import chain
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DIGITS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\')
_ENDS = 60


_BEFORE = len(DIGITS) - _ENDS


def _high(value: int) -> str:
    """The digits before a number's end."""
    text = ""
    while value:
        value, digit = divmod(value, _BEFORE)
        text = DIGITS[_ENDS + digit] + text
    return text


_HIGH = tuple(map(_high, range(512)))
_LOW = tuple(DIGITS[_ENDS + before] + DIGITS[end] for before in range(_BEFORE) for end in range(_ENDS))
"""The last two digits of a number that has more."""


class _Numbers(dict[int, str]):
    """Short numbers, looked up without a call from Python; longer ones are put together."""

    def __missing__(self, value: int) -> str:
        high = value // len(_LOW)
        return (_HIGH[high] if high < len(_HIGH) else _high(high)) + _LOW[value % len(_LOW)]


number = _Numbers((value, _high(value // _ENDS) + DIGITS[value % _ENDS]) for value in range(4096)).__getitem__
"""A number, at least 0, in one to a few characters."""


class _Twice(dict[int, str]):
    """The texts of twice a number plus *flag*, looked up in the same way."""

    def __init__(self, flag: int) -> None:
        super().__init__((value, number(2 * value + flag)) for value in range(2048))
        self.flag = flag

    def __missing__(self, value: int) -> str:
        return number(2 * value + self.flag)


twice = _Twice(0).__getitem__
twice_and_one = _Twice(1).__getitem__


def column(values: Iterable[int]) -> str:
    """Numbers one after the other."""
    return "".join(map(number, values))


def ascending(values: Sequence[int]) -> str:
    """Numbers that do not fall, as the first and then the differences."""
    return "".join(map(number, map(sub, values, chain((0,), values))))


def posting(step: int, weight: int) -> str:
    """A release that holds a word, *step* releases after the one before; *weight* (at least 1) is the word's there.

    The number is twice the step, plus one where the weight is more than 1; the weight less 2 then follows.
    """
    return twice(step) if weight == 1 else twice_and_one(step) + number(weight - 2)


def places(at: Sequence[int]) -> str:
    """Where a word stands in one release: first place, then differences; each twice, plus one where another follows."""
    if len(at) == 1:
        return twice(at[0])
    steps = list(map(sub, at, chain((0,), at)))
    return "".join(map(twice_and_one, steps[:-1])) + twice(steps[-1])


def words(order: Iterable[tuple[str, int]]) -> str:
    """Words in order, each with a number: how many characters it shares with the one before, the number, the rest."""
    rows = []
    before = ""
    for word, count in order:
        shared = 0
        for one, other in zip(before, word, strict=False):
            if one != other or one > "\uffff":  # which JavaScript counts as two
                break
            shared += 1
        rows.append(number(shared) + number(count) + word[shared:])
        before = word
    return " ".join(rows)
