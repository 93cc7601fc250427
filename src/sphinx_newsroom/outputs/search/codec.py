"""Encode numbers and postings as short ASCII text that needs no escaping in a JavaScript string.

The digits are the 92 printable characters except space, ``"`` and ``\\``: 60 end a number, 32 precede the end. A number
below 60 takes one character, one below 1,920 two. Encoded strings are separated by spaces. ``theme/search/data.js`` has
the decoder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import sub
from typing import Any

from sphinx_newsroom.outputs.output import compact_json

DIGITS = "".join(chr(byte) for byte in range(0x21, 0x7F) if chr(byte) not in '"\\')
# More ends than other digits, since nearly all numbers are small differences, which then take one character.
_ENDS = 60
_BEFORE = len(DIGITS) - _ENDS


def _high(value: int) -> str:
    """Return the digits before a number's last one."""
    text = ""
    while value:
        value, digit = divmod(value, _BEFORE)
        text = DIGITS[_ENDS + digit] + text
    return text


# Tables, since the index of 10,000 releases has millions of numbers; larger numbers are rare.
_HIGH = tuple(map(_high, range(512)))
_LOW = tuple(DIGITS[_ENDS + before] + DIGITS[end] for before in range(_BEFORE) for end in range(_ENDS))
"""The last two digits of a longer number."""


class _Numbers(dict[int, str]):
    """Encoded small numbers, looked up without a Python call; larger ones are composed."""

    def __missing__(self, value: int) -> str:
        high = value // len(_LOW)
        return (_HIGH[high] if high < len(_HIGH) else _high(high)) + _LOW[value % len(_LOW)]


number = _Numbers((value, _high(value // _ENDS) + DIGITS[value % _ENDS]) for value in range(4096)).__getitem__
"""Encode a number, at least 0, in one to a few characters."""


class _Scaled(dict[int, str]):
    """The encoded numbers times *factor* plus *flag*."""

    def __init__(self, factor: int, flag: int) -> None:
        super().__init__((value, number(factor * value + flag)) for value in range(2048))
        self.factor = factor
        self.flag = flag

    def __missing__(self, value: int) -> str:
        return number(self.factor * value + self.flag)


once_in_text = _Scaled(4, 0).__getitem__
"""Encode the :func:`posting` of a word that a text contains once."""

single_place = _Scaled(2, 0).__getitem__
"""Encode the :func:`places` of a single position."""

followed_place = _Scaled(2, 1).__getitem__
"""Encode the first of several positions, as :func:`places` does."""

more_in_text = _Scaled(4, 1).__getitem__
"""Encode the start of a :func:`posting` for a word that a text contains more than once."""

TWICE = number(0)
"""The end of a posting for a word that a text contains twice."""


def column(values: Iterable[int]) -> str:
    """Encode numbers in sequence."""
    return "".join(map(number, values))


def ascending(values: Sequence[int]) -> str:
    """Encode non-decreasing numbers as the first one and the differences."""
    return "".join(map(number, map(sub, values, chain((0,), values))))


def posting(step: int, count: int, in_title: bool) -> str:
    """Encode a release that contains a word: the gap to the previous release, and the word's count in the text.

    The number is four times *step*; plus 1 if the text contains the word more than once, followed by the count less 2;
    plus 2 if only the title contains it; plus 3 if both do, followed by the count less 1.
    """
    if in_title:
        return number(4 * step + 3) + number(count - 1) if count else number(4 * step + 2)
    # Subtracting the smallest possible count makes more numbers fit in one character.
    return number(4 * step) if count == 1 else number(4 * step + 1) + number(count - 2)


def places(at: Sequence[int]) -> str:
    """Encode a word's positions in a release as differences, each doubled, plus one if another follows."""
    # Most words occur once in a text.
    if len(at) == 1:
        return single_place(at[0])
    steps = list(map(sub, at, chain((0,), at)))
    return "".join(map(followed_place, steps[:-1])) + single_place(steps[-1])


def _shared(one: str, other: str) -> int:
    """Return the length of the common prefix of two words."""
    if one.isascii() and other.startswith(one):  # true for most words and their stem
        return len(one)
    shared = 0
    for character, against in zip(one, other, strict=False):
        if character != against or character > "\uffff":  # counts as two in JavaScript
            break
        shared += 1
    return shared


def follows(before: str, word: str) -> str:
    """Encode a word as the length of the prefix that it shares with the word *before*, and the rest."""
    shared = min(_shared(before, word), _ENDS - 1)
    return DIGITS[shared] + word[shared:]


def followed(rows: Iterable[str]) -> Iterator[str]:
    """Decode the words that :func:`follows` encoded, the first after an empty one."""
    before = ""
    for row in rows:
        before = before[: DIGITS.index(row[0])] + row[1:]
        yield before


def words(order: Iterable[tuple[str, int]]) -> str:
    """Encode sorted words with a number each: the shared prefix's length, the number, the rest."""
    rows = []
    before = ""
    for word, count in order:
        row = follows(before, word)
        rows.append(row[0] + number(count) + row[1:])
        before = word
    return " ".join(rows)


def forms(stem: str, words_: Iterable[str]) -> str:
    """Encode the words of a *stem*: for each the length of the shared prefix, and the rest; separated by ``~``."""
    found = ((_shared(stem, word), word) for word in words_)
    return "~".join([number(shared) + word[shared:] for shared, word in found])


def scripts(folder: str, function: str, data: Mapping[str, Any]) -> dict[str, bytes]:
    """Return files that pass *data* to a *function* in the browser, by their paths below a *folder*."""
    found = {}
    for key, value in data.items():
        text = f'newsroom.{function}("{key}",{compact_json(value)});\n'
        found[f"{folder}/{key}.js"] = text.encode("utf-8", "replace")
    return found


def handed_over(script: bytes) -> Any:
    """Return the data of such a file."""
    text = script.decode()
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])
