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


def worth_sharing(parts: Sequence[float]) -> bool:
    """Whether several processes would finish sooner than one, by the size of each shard.

    >>> [worth_sharing(parts) for parts in ([300, 300, 300], [2_000, 300, 300], [300, 300, 300, 300])]
    [False, False, True]
    """
    return sum(parts) - max(parts, default=0) >= ENOUGH * LEAST


def parts(items: Sequence[T], weight: Callable[[T], float] = lambda _: 1) -> list[Sequence[T]]:
    """Divide items, in order, into shards of about equal work, or return a single shard if there is too little work.

    *weight* returns the work of an item, in texts.

    >>> parts("abcdefghijklmno", weight=lambda _: 70)
    ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'o']
    >>> parts([300, 60, 200, 600, 300, 60], weight=int)
    [[300], [60, 200], [600], [300], [60]]
    >>> parts([300, 60, 200, 600], weight=int)
    [[300, 60, 200, 600]]
    """
    weights = [weight(item) for item in items]
    most = max(LEAST, min(-(-sum(weights) // PARTS), MOST_WORK * LEAST))
    found, heavy, begun, done = [], [], 0, 0.0
    for end, one in enumerate(weights, 1):
        done += one
        if done >= most or end == len(weights):
            found.append(items[begun:end])
            heavy.append(done)
            begun, done = end, 0
    return found if worth_sharing(heavy) else [items] if items else []
