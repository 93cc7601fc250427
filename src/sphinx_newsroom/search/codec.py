"""Numbers and postings as short ASCII text that stands in a JavaScript string as it is.

The 92 printable characters without space, ``"`` and ``\\`` are digits: 60 end a number, 32 go
before the end.  A number below 60 takes one character, one below 1,920 two.  Strings of such
text are parted by spaces.  ``search.js`` holds the reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGITS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\')
_ENDS = 60


def _number(value: int) -> str:
    text = DIGITS[value % _ENDS]
    rest = value // _ENDS
    while rest:
        rest, digit = divmod(rest, len(DIGITS) - _ENDS)
        text = DIGITS[_ENDS + digit] + text
    return text


_KNOWN = tuple(_number(value) for value in range(4096))


def number(value: int) -> str:
    """*value*, at least 0, in one to a few characters."""
    return _KNOWN[value] if value < len(_KNOWN) else _number(value)


def column(values: Iterable[int]) -> str:
    """Numbers one after the other."""
    return "".join(map(number, values))


def ascending(values: Iterable[int]) -> str:
    """Numbers that do not fall, as the first and then the differences."""
    text = []
    before = 0
    for value in values:
        text.append(number(value - before))
        before = value
    return "".join(text)


def postings(pairs: Iterable[tuple[int, int]]) -> str:
    """Documents, ascending, each with the weight of the word in it (at least 1).

    A number is twice the difference to the document before, plus one where the weight is
    more than 1; the weight less 2 then follows.
    """
    text = []
    before = -1
    for document, weight in pairs:
        step = 2 * (document - before - 1)
        before = document
        text.append(number(step) if weight == 1 else number(step + 1) + number(weight - 2))
    return "".join(text)
