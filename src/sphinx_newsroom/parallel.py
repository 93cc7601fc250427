"""Work in parts, which a build shares among several processes, or machines, where there is enough of it.

Who has work asks for it by one call, :data:`Shared`: what is to be done with a part, and the parts.  Processes of this
machine are forks, which have all that is here.  Other machines get bytes and give bytes: what they can do says so by
being :class:`Portable`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

Shared = Callable[[Callable[[Sequence[Any]], Any], Sequence[Sequence[Any]]], Iterable[Any]]
"""How work is shared: what is to be done with a part, and the parts; what comes out of each, in any order."""


class Abroad(NamedTuple):
    """Work as another machine does it: the *work*, pickled once for all parts, and the *parts*, pickled one by one.

    What is *left* only this machine can do, as one part of the work as it is here.
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
        """The same for another machine, where all *shards* are to be done."""


LEAST, PARTS = 125, 16
"""The least work of a part, in texts, and how many parts are enough, so that all processes end together."""

MOST_WORK = 12
"""So many times the least work is a part at most, and the number of parts grows with what there is to do.

A process gives nothing back before a part is done: where 100,000 releases were sixteen parts, each held 900 MB by then.
"""

ENOUGH = 6
"""So many times the least work of a part must be left beside the heaviest part, else nothing is shared.

To begin two processes, and have each come to know what it needs, costs as much as 150 texts where there are ten
thousand; and what waits for one long part is done no sooner by two.
"""

UNTOLD, MOST = 3, 4
"""How many processes a build has at most where nobody says a number, and where it is to be as many as there are cores.

Of ten thousand releases one process holds 552 MB, two hold 589 and three 711; with four nothing was measured.
"""


def cores() -> int:
    """How many cores this process may use, by what it was given of them (``taskset``, a container's set)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_by_one(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Do the work here, one part after the other."""
    return map(work, shards)


def worth_sharing(parts: Sequence[int], least: int = 0) -> bool:
    """Whether several processes are done sooner with some parts, told by how much work each is, than one is.

    >>> worth_sharing([5, 5, 5], least=2), worth_sharing([40, 5, 5], least=2)
    (False, False)
    >>> worth_sharing([5, 5, 5, 5], least=2)
    True
    """
    return sum(parts) - max(parts, default=0) >= ENOUGH * (least or LEAST)


def parts(things: Sequence[T], weight: Callable[[T], int] = lambda _: 1, least: int = 0) -> list[Sequence[T]]:
    """Things in their order as parts of about as much work each, where they are worth sharing; else as one.

    >>> parts("abcdefghijklmno", least=2)
    ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'o']
    >>> parts([5, 1, 3, 9, 5, 1], weight=int, least=2)
    [[5], [1, 3], [9], [5], [1]]
    >>> parts([5, 1, 3, 9], weight=int, least=2)
    [[5, 1, 3, 9]]
    >>> [len(part) for part in parts(range(400), least=1)][:3]
    [12, 12, 12]

    Args:
        things: what is to be worked at, in the order in which parts are to be made.
        weight: how much work a thing is: how many texts it is worth.
        least: so much work is a part, or more (0: LEAST); what is one thing is one part, however heavy.
    """
    least, weights = least or LEAST, [weight(thing) for thing in things]
    most = max(least, min(-(-sum(weights) // PARTS), MOST_WORK * least))
    found, heavy, begun, done = [], [], 0, 0
    for end, one in enumerate(weights, 1):
        done += one
        if done >= most or end == len(weights):
            found.append(things[begun:end])
            heavy.append(done)
            begun, done = end, 0
    return found if worth_sharing(heavy, least) else [things] if things else []
