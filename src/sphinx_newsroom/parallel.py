"""Work in parts, which a build shares among several processes or machines if there is enough of it.

A part of a build asks for help by one call, :data:`Shared`, with a function and the parts.  Processes of this machine
are forks, which have all that is in memory.  Other machines take bytes and give bytes: work for them is
:class:`Portable`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

Shared = Callable[[Callable[[Sequence[Any]], Any], Sequence[Sequence[Any]]], Iterable[Any]]
"""How work is shared: a function and its parts; the result of each part, in any order."""


class Abroad(NamedTuple):
    """Work for other machines: a function, pickled once for all *parts*, and the parts, pickled one by one.

    What is *left* only this machine can do, as one part.
    """

    work: Callable[[Any], Any]
    parts: Sequence[Any]
    left: Sequence[Any] = ()


@runtime_checkable
class Portable(Protocol):
    """Work that other machines can do."""

    def __call__(self, part: Sequence[Any], /) -> Any:
        """Do a part of it here."""

    def abroad(self, shards: Sequence[Sequence[Any]], /) -> Abroad:
        """All *shards* as work for other machines."""


LEAST, PARTS = 125, 16
"""The least work of a part, in texts, and how many parts are enough, so that all processes end together."""

MOST_WORK = 12
"""A part is at most so many times the least work: a process returns nothing before a part is done."""

ENOUGH = 6
"""So many times the least work must be left beside the heaviest part, or nothing is shared.

To start two processes costs as much as 150 texts, and one long part is done no sooner by two.
"""

UNTOLD, MOST = 3, 4
"""How many processes a build has at most by default, and with ``--jobs auto``.

With 10,000 releases one process holds 552 MB, two hold 589 and three 711; four were not measured.
"""


def cores() -> int:
    """How many cores this process may use, by what it was given of them (``taskset``, a container's set)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_by_one(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Do the work in this process, one part after the other."""
    return map(work, shards)


def worth_sharing(parts: Sequence[int], least: int = 0) -> bool:
    """Whether several processes finish sooner than one, by how much work each part is.

    >>> worth_sharing([5, 5, 5], least=2), worth_sharing([40, 5, 5], least=2)
    (False, False)
    >>> worth_sharing([5, 5, 5, 5], least=2)
    True
    """
    return sum(parts) - max(parts, default=0) >= ENOUGH * (least or LEAST)


def parts(items: Sequence[T], weight: Callable[[T], int] = lambda _: 1, least: int = 0) -> list[Sequence[T]]:
    """Items in their order as parts of about as much work each, or as one part if they are not worth sharing.

    >>> parts("abcdefghijklmno", least=2)
    ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'o']
    >>> parts([5, 1, 3, 9, 5, 1], weight=int, least=2)
    [[5], [1, 3], [9], [5], [1]]
    >>> parts([5, 1, 3, 9], weight=int, least=2)
    [[5, 1, 3, 9]]

    Args:
        items: what the work is about, in the order in which parts are made.
        weight: how much work an item is, in texts.
        least: the least work of a part (0: LEAST).
    """
    least, weights = least or LEAST, [weight(item) for item in items]
    most = max(least, min(-(-sum(weights) // PARTS), MOST_WORK * least))
    found, heavy, begun, done = [], [], 0, 0
    for end, one in enumerate(weights, 1):
        done += one
        if done >= most or end == len(weights):
            found.append(items[begun:end])
            heavy.append(done)
            begun, done = end, 0
    return found if worth_sharing(heavy, least) else [items] if items else []
