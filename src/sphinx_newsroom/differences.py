"""The difference between two plain texts, word by word, in the paragraphs where there is one.

Pure.  A text is paragraphs separated by blank lines.  Paragraphs are matched first, so that one
that was put in does not shift the rest; within those that changed words are compared, each with
the space after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Change = Literal["same", "deleted", "inserted"]

_WORD = re.compile(r"\w+(?:[-’'.,/:]\w+)*|\s+|.", re.DOTALL)
"""A word, with what joins its parts (``6.24``, ``vice-president``); a space; any other character by itself."""
_ALIKE = 0.3
"""How much of two paragraphs must agree for a change within one paragraph to be shown and not two paragraphs."""
_NEAR = 8
"""How many paragraphs are looked through for the one that another came in the place of."""
_LARGE = 4000
"""Words beyond which difflib may take frequent ones for noise: exact below, quick enough above."""


class Part(NamedTuple):
    """A run of words that stayed, went or came."""

    change: Change
    text: str


class Block(NamedTuple):
    """A paragraph with a change in it, or (*parts* empty) a number of paragraphs without one."""

    parts: tuple[Part, ...]
    unchanged: int = 0


def differences(before: str, after: str) -> tuple[Block, ...]:
    """The paragraphs in which the texts differ, in order, with the number of those between that do not."""
    return tuple(_joined(_blocks(before.split("\n\n"), after.split("\n\n"))))


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Neighbouring counts of unchanged paragraphs as one."""
    waiting = 0
    for block in blocks:
        if not block.parts:
            waiting += block.unchanged
            continue
        if waiting:
            yield Block((), waiting)
            waiting = 0
        yield block
    if waiting:
        yield Block((), waiting)


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Block((), b - a)
        else:
            yield from _changed(before[a:b], after[c:d])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that came in the place of others: each beside the one that it most likely was."""
    old = list(before)
    for new in after:
        best = _most_alike(new, old)
        if best is None:
            yield Block((Part("inserted", new),))
            continue
        for gone in old[:best]:
            yield Block((Part("deleted", gone),))
        yield Block(tuple(words(old[best], new)))
        del old[: best + 1]
    for gone in old:
        yield Block((Part("deleted", gone),))


def _most_alike(new: str, old: Sequence[str]) -> int | None:
    matcher = SequenceMatcher(None, b=_WORD.findall(new), autojunk=False)
    best, place = _ALIKE, None
    for number, text in enumerate(old[:_NEAR]):
        matcher.set_seq1(_WORD.findall(text))
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, place = ratio, number
    return place


def words(before: str, after: str) -> Iterator[Part]:
    """One paragraph's change, word by word; what was deleted stands before what was inserted for it."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > _LARGE)
    same, gone, come = "", "", ""
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            kept = "".join(old[a:b])
            if (gone or come) and not kept.strip() and b < len(old) and d < len(new):
                # a space between two changed words: one change reads better than two
                gone, come = gone + kept, come + kept
                continue
            yield from _parts(same, gone, come)
            same, gone, come = kept, "", ""
        else:
            gone += "".join(old[a:b])
            come += "".join(new[c:d])
    yield from _parts(same, gone, come)


def _parts(same: str, gone: str, come: str) -> Iterator[Part]:
    if gone and come:  # a space that both end with has stayed
        tail = len(gone) - len(gone.rstrip()) if gone[-1:].isspace() and come[-1:].isspace() else 0
        tail = tail if tail and gone[-tail:] == come[-tail:] else 0
        yield from _written(same, gone[: len(gone) - tail], come[: len(come) - tail], gone[len(gone) - tail :])
    else:
        yield from _written(same, gone, come, "")


def _written(same: str, gone: str, come: str, tail: str) -> Iterator[Part]:
    for change, text in (("same", same), ("deleted", gone), ("inserted", come), ("same", tail)):
        if text:
            yield Part(change, text)  # type: ignore[arg-type]
