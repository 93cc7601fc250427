"""Work in parts, which a build with several processes shares among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

Shared = Callable[[Callable[[Sequence[Any]], Any], Sequence[Sequence[Any]]], Iterable[Any]]
"""How work is shared: what is to be done with a part, and the parts; what comes out of each, in any order."""

LEAST, PARTS = 125, 16
"""The least work of a part, in texts, and the most parts: more than there are processes, so that all end together."""

FEWEST = 5
"""So many parts are shared among processes, and fewer are not, since each process costs as much as some forty texts."""


def one_by_one(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Do the work here, one part after the other."""
    return map(work, shards)


def parts(things: Sequence[T], weight: Callable[[T], int] = lambda _: 1, least: int = LEAST) -> list[Sequence[T]]:
    """Things in their order as parts of about as much work each; *weight* says how many texts a thing is worth.

    >>> parts("abcdef", least=4)
    ['abcd', 'ef']
    >>> parts([5, 1, 1, 3], weight=int, least=4)
    [[5], [1, 1, 3]]
    """
    most = max(least, -(-sum(map(weight, things)) // PARTS))
    found, begun, done = [], 0, 0
    for number, thing in enumerate(things):
        done += weight(thing)
        if done >= most:
            found.append(things[begun : number + 1])
            begun, done = number + 1, 0
    return [*found, things[begun:]] if begun < len(things) else found
