"""Distribute work of a build among processes or machines, if there is enough of it.

The build calls :data:`Shared` with a function and the shards. Processes on this machine are forks, which share its
memory. Other machines exchange bytes: work for them is :class:`Portable`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

Shared = Callable[[Callable[[Sequence[Any]], Any], Sequence[Sequence[Any]]], Iterable[Any]]
"""A function that distributes work: it takes a function and the shards, and yields each result, in any order."""


class Abroad(NamedTuple):
    """Work for other machines: a function, pickled once for all *parts*, and the parts, pickled one by one.

    The items in *left* can only be processed on this machine, as one shard.
    """

    work: Callable[[Any], Any]
    parts: Sequence[Any]
    left: Sequence[Any] = ()


@runtime_checkable
class Portable(Protocol):
    """Work that other machines can do."""

    def __call__(self, part: Sequence[Any], /) -> Any:
        """Process a shard on this machine."""

    def abroad(self, shards: Sequence[Sequence[Any]], /) -> Abroad:
        """Prepare all *shards* for other machines."""


LEAST, PARTS = 125, 16
"""The minimum size of a shard, in texts, and the number of shards that lets all processes end at about the same time.
"""

MOST_WORK = 12
"""The maximum size of a shard, as a multiple of the minimum: a process returns nothing before a shard is done."""

ENOUGH = 6
"""The work needed besides the largest shard, as a multiple of the minimum, before anything is distributed.

Starting two processes costs as much as 150 texts, and a single long shard isn't finished sooner by two.
"""

UNTOLD, MOST = 3, 4
"""The maximum number of processes by default, and with ``--jobs auto``; each further one needs more memory."""


def cores() -> int:
    """Return the number of cores that this process may use (``taskset``, a container's cpuset)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_by_one(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Process the shards in this process, one after the other."""
    return map(work, shards)


def worth_sharing(parts: Sequence[int], least: int = 0) -> bool:
    """Whether several processes would finish sooner than one, by the size of each shard.

    >>> worth_sharing([5, 5, 5], least=2), worth_sharing([40, 5, 5], least=2)
    (False, False)
    >>> worth_sharing([5, 5, 5, 5], least=2)
    True
    """
    return sum(parts) - max(parts, default=0) >= ENOUGH * (least or LEAST)


def parts(items: Sequence[T], weight: Callable[[T], int] = lambda _: 1, least: int = 0) -> list[Sequence[T]]:
    """Divide items, in order, into shards of about equal work, or return a single shard if there is too little work.

    >>> parts("abcdefghijklmno", least=2)
    ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'o']
    >>> parts([5, 1, 3, 9, 5, 1], weight=int, least=2)
    [[5], [1, 3], [9], [5], [1]]
    >>> parts([5, 1, 3, 9], weight=int, least=2)
    [[5, 1, 3, 9]]

    Args:
        items: The items to process.
        weight: Returns the work of an item, in texts.
        least: The minimum work of a shard (0: LEAST).
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
