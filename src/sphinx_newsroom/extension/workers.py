"""How a build shares its work: among other machines, forked processes, or not at all."""

from __future__ import annotations

import gc
import os
import signal
import struct
import traceback
from contextlib import suppress
from contextvars import ContextVar
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util import logging
from sphinx.util.parallel import parallel_available

from sphinx_newsroom.memory import give_back
from sphinx_newsroom.parallel import Portable, one_by_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.context import ForkProcess

    from sphinx.application import Sphinx

    from sphinx_newsroom.parallel import Shared

logger = logging.getLogger(__name__)


class Machines(Protocol):
    """Other machines."""

    def share(self, work: Portable, shards: Sequence[Sequence[Any]], /) -> Iterator[Any]:
        """Have them do the work; what comes of each part, in any order."""


MACHINES: ContextVar[Machines | None] = ContextVar("machines", default=None)
"""The machines that this build uses beside its own, if it uses any."""


def shared_by(app: Sphinx) -> Shared:
    """How a build shares its work."""

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterable[Any]:
        machines = MACHINES.get()
        if machines is not None and len(shards) > 1 and isinstance(work, Portable):
            return machines.share(work, shards)
        if min(len(shards), app.parallel) < 2 or not parallel_available:  # noqa: PLR2004 (alone)
            return one_by_one(work, shards)
        return in_processes(work, shards, app.parallel)

    return share


class Done(NamedTuple):
    """What came of a part, or the error that it failed at, and what was logged."""

    logs: list[Any]
    made: Any


def done(work: Callable[[Any], Any], part: Any) -> Done:
    """Do a part of some work, and take what is logged and what goes wrong for what comes of it."""
    collector = logging.LogCollector()
    made: Any
    with collector.collect():
        try:
            made = work(part)
        except (OSError, SphinxError) as error:
            made = error
        except Exception as error:
            said = traceback.format_exception_only(error)[0].strip()
            made = SphinxParallelError(said, traceback.format_exc())
    logging.convert_serializable(collector.logs)
    return Done(collector.logs, made)


def result(found: Done) -> Any:
    """What came of a part; what was logged is logged here, and what it failed at is raised."""
    for record in found.logs:
        logger.handle(record)
    if isinstance(found.made, Exception):
        raise found.made
    return found.made


def in_processes(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]], number: int) -> Iterator[Any]:
    """Have *number* forked processes do the work, and give what came of each part as it comes, in any order.

    Raises:
        OSError: what a part failed at, as SphinxError is: a full disk is no fault of Sphinx.
        SphinxParallelError: for any other error, and if a process is ended by somebody else.
    """
    queue, context = _queue_of(len(shards)), get_context("fork")
    running: dict[Connection, ForkProcess] = {}
    came = 0

    def begin() -> None:
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(work, shards, queue, sending))
        process.start()
        sending.close()
        running[receiving] = process

    # What there is by now no process looks through, so that it stays memory of them all.  It stays until the end, and
    # to have the collector look through it once more would take this process a second where there are ten thousand.
    give_back()
    gc.freeze()
    try:
        for _ in range(min(number, len(shards))):
            begin()
        while running:
            (receiving, *_) = wait(list(running))
            assert isinstance(receiving, Connection)
            try:
                found = receiving.recv()
            except EOFError:
                running[receiving].join()
                raise SphinxParallelError(_ENDED.format(running[receiving].exitcode), "") from None
            if found is None:
                running.pop(receiving).join()
                receiving.close()
                if came + len(running) < len(shards):  # each is at one part
                    begin()
                continue
            came += 1
            yield result(found)
    finally:
        os.close(queue)
        for receiving, process in running.items():
            process.terminate()
            process.join()
            receiving.close()


_ENDED = (
    "a process of the build was ended (status {}), as systems do where there is too little memory; build again with "
    "fewer (--jobs)"
)

MOST_OWN = 160
"""MB that a process may come to hold of its own before another takes its place, which has to find out what it knew."""

_NUMBER = struct.Struct("=I")
"""The number of a part as it is in the queue: a pipe holds 64 kB, and gives one reader these bytes at a time."""


def _queue_of(length: int) -> int:
    """A pipe from which each part's number is read once, by whichever process comes first; then it is at its end.

    The last parts come first: work is in the order of years, and what takes long, the newest years and the files of the
    whole archive, should not be begun when the other processes end.
    """
    reading, writing = os.pipe()
    os.write(writing, b"".join(map(_NUMBER.pack, reversed(range(length)))))
    os.close(writing)
    return reading


def _serve(
    work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]], queue: int, sending: Connection
) -> None:
    """Do one part after the other until none is left, or too much memory is its own."""
    # Ctrl-C is for the first process, too, and that ends this one; what else it does when it is ended is its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while number := os.read(queue, _NUMBER.size):
        sending.send(done(work, shards[_NUMBER.unpack(number)[0]]))
        if _own_memory() > MOST_OWN:
            break
    sending.send(None)


def _own_memory() -> float:
    """The MB of memory that no other process has; 0 where the system does not tell."""
    with suppress(OSError), open("/proc/self/smaps_rollup", encoding="ascii") as rows:
        return next((int(row.split()[1]) / 1000 for row in rows if row.startswith("Private_Dirty:")), 0.0)
    return 0.0
