"""Numbers and postings as short ASCII text that stands in a JavaScript string as it is.

The 92 printable characters without space, ``"`` and ``\\`` are digits: 60 end a number, 32 go
before the end.  A number below 60 takes one character, one below 1,920 two.  Strings of such
text are parted by spaces.  ``theme/search/data.js`` holds the reverse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import sub
from typing import Any

DIGITS = "".join(chr(byte) for byte in range(0x21, 0x7F) if chr(byte) not in '"\\')
# More ends than others, since nearly all numbers are small steps, which then take one character.
_ENDS = 60
_BEFORE = len(DIGITS) - _ENDS


def _high(value: int) -> str:
    """The digits before a number's end."""
    text = ""
    while value:
        value, digit = divmod(value, _BEFORE)
        text = DIGITS[_ENDS + digit] + text
    return text


# Tables, since the index of 10,000 releases has millions of numbers; beyond these sizes numbers are rare.
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


class _Scaled(dict[int, str]):
    """The texts of numbers times *factor* plus *flag*, looked up in the same way."""

    def __init__(self, factor: int, flag: int) -> None:
        super().__init__((value, number(factor * value + flag)) for value in range(2048))
        self.factor = factor
        self.flag = flag

    def __missing__(self, value: int) -> str:
        return number(self.factor * value + self.flag)


once_in_text = _Scaled(4, 0).__getitem__
"""What :func:`posting` gives for a word that a text holds once."""

single_place = _Scaled(2, 0).__getitem__
"""What :func:`places` gives for one place."""

followed_place = _Scaled(2, 1).__getitem__
"""How :func:`places` begins where another place follows the first."""

more_in_text = _Scaled(4, 1).__getitem__
"""How :func:`posting` begins for a word that a text holds more than once."""

TWICE = number(0)
"""How it ends for one that a text holds twice."""


def column(values: Iterable[int]) -> str:
    """Numbers one after the other."""
    return "".join(map(number, values))


def ascending(values: Sequence[int]) -> str:
    """Numbers that do not fall, as the first and then the differences."""
    return "".join(map(number, map(sub, values, chain((0,), values))))


def posting(step: int, count: int, in_title: bool) -> str:
    """A release that holds a word: how many lie between it and the one before, and how often its text holds the word.

    The number is four times *step*; plus 1 where the text holds the word more than once, and the
    count less 2 follows; plus 2 where the title alone holds it; plus 3 where both do, and the
    count less 1 follows.
    """
    if in_title:
        return number(4 * step + 3) + number(count - 1) if count else number(4 * step + 2)
    # Twice or more: the count less what it is at least, so that it takes one character more often.
    return number(4 * step) if count == 1 else number(4 * step + 1) + number(count - 2)


def places(at: Sequence[int]) -> str:
    """Where a word stands in one release: first place, then differences; each twice, plus one where another follows."""
    # Most words stand once in a text.
    if len(at) == 1:
        return single_place(at[0])
    steps = list(map(sub, at, chain((0,), at)))
    return "".join(map(followed_place, steps[:-1])) + single_place(steps[-1])


def _shared(one: str, other: str) -> int:
    """How many characters two words share from their beginning."""
    if one.isascii() and other.startswith(one):  # as most words do with their stem
        return len(one)
    shared = 0
    for character, against in zip(one, other, strict=False):
        if character != against or character > "\uffff":  # which JavaScript counts as two
            break
        shared += 1
    return shared


def follows(before: str, word: str) -> str:
    """A word after the one *before*: how many characters it shares with that, and the rest."""
    shared = min(_shared(before, word), _ENDS - 1)
    return DIGITS[shared] + word[shared:]


def followed(rows: Iterable[str]) -> Iterator[str]:
    """The words of which :func:`follows` gave *rows*, the first after none."""
    before = ""
    for row in rows:
        before = before[: DIGITS.index(row[0])] + row[1:]
        yield before


def words(order: Iterable[tuple[str, int]]) -> str:
    """Words in order, each with a number: how many characters it shares with the one before, the number, the rest."""
    rows = []
    before = ""
    for word, count in order:
        row = follows(before, word)
        rows.append(row[0] + number(count) + row[1:])
        before = word
    return " ".join(rows)


def forms(stem: str, words_: Iterable[str]) -> str:
    """The words of a *stem*: of each how many characters it shares with it, and the rest; parted by ``~``."""
    found = ((_shared(stem, word), word) for word in words_)
    return "~".join([number(shared) + word[shared:] for shared, word in found])


def scripts(folder: str, function: str, data: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that hand *data* over by a *function* of the browser, by their paths below a *folder*."""
    found = {}
    for key, value in data.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        found[f"{folder}/{key}.js"] = f'newsroom.{function}("{key}",{text});\n'.encode("utf-8", "replace")
    return found


def handed_over(script: bytes) -> Any:
    """What such a file hands over."""
    text = script.decode()
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])
