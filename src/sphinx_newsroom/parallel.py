"""Distribute work of a build among processes or machines, if there is enough of it.

Processes on this machine are forks, which share its memory. Other machines exchange bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Work(Protocol):
    """Work that other machines can do."""

    def __call__(self, part: Sequence[Any], /) -> Any:
        """Process a shard on this machine."""

    def abroad(self, shards: Sequence[Sequence[Any]], /) -> tuple[Callable[[Any], Any], Sequence[Any], Sequence[Any]]:
        """Return a function and its arguments for other machines, and the items that only this machine can process."""


Shared = Callable[[Work, Sequence[Sequence[Any]]], Iterable[Any]]
"""Distributes work: takes the work and the shards, as ``map`` does, and yields the results in any order."""

LEAST, PARTS = 125, 16
"""The minimum size of a shard, in texts, and the number of shards that lets processes end at about the same time."""

MOST_WORK, ENOUGH = 12, 6
"""In minimum sizes: the maximum size of a shard, and the work besides the largest shard that is worth sharing.

Starting two processes costs as much as 150 texts, and two don't finish a single long shard sooner.
"""


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
