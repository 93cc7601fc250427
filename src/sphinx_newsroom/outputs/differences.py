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
    """The paragraphs in which the texts differ, in order, with the number of those between that do not.

    One white space is as good as another, since no reader sees a difference.
    """
    old, new = ([" ".join(paragraph.split()) for paragraph in text.split("\n\n")] for text in (before, after))
    return tuple(_joined(_blocks(old, new)))


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
    old, waiting = list(before), []
    for new in after:
        best = _most_alike(new, old)
        if best is None:
            waiting.append(new)
            continue
        yield from _whole(old[:best], waiting)
        yield Block(tuple(words(old[best], new)))
        del old[: best + 1]
        waiting = []
    yield from _whole(old, waiting)


def _whole(gone: Sequence[str], come: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that went or came as a whole."""
    for text in filter(None, gone):
        yield Block((Part("deleted", text),))
    for text in filter(None, come):
        yield Block((Part("inserted", text),))


def _most_alike(new: str, old: Sequence[str]) -> int | None:
    matcher = SequenceMatcher(None, b=_words_of(new), autojunk=False)
    best, place = _ALIKE, None
    for number, text in enumerate(old[:_NEAR]):
        matcher.set_seq1(_words_of(text))
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, place = ratio, number
    return place


def _words_of(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word[0].isalnum()]


def words(before: str, after: str) -> list[Part]:
    """One paragraph's change, word by word; what was deleted stands before what was inserted for it."""
    parts: list[Part] = []
    for part in _changes(before, after):
        if parts and parts[-1].change == part.change:
            part = Part(part.change, parts.pop().text + part.text)
        parts.append(part)
    for place in range(1, len(parts) - 1):
        _keep_space_after(parts, place)
    return [part for part in parts if part.text]


def _keep_space_after(parts: list[Part], place: int) -> None:
    """Where words alone went or came, let the space that goes with them be the one after them, as it is read."""
    before, part, after = parts[place - 1 : place + 2]
    space = part.text[0]
    if before.change == after.change == "same" and space.isspace() and after.text[0] == space and part.text.strip():
        parts[place - 1 : place + 2] = [
            Part("same", before.text + space), Part(part.change, part.text[1:] + space), Part("same", after.text[1:]),
        ]


def _changes(before: str, after: str) -> Iterator[Part]:
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
    tail = ""
    if gone[-1:].isspace() and come[-1:].isspace():  # the space that both end with has stayed
        tail = gone[len(gone.rstrip()) :]
        tail = tail if come.endswith(tail) and len(tail) < min(len(gone), len(come)) else ""
    kept = len(tail)
    changes: tuple[tuple[Change, str], ...] = (
        ("same", same), ("deleted", gone[: len(gone) - kept]), ("inserted", come[: len(come) - kept]), ("same", tail),
    )
    for change, text in changes:
        if text:
            yield Part(change, text)
