"""Work that other processes begin while this one does something else, and that all of them end together.

What :mod:`.workers` shares is as much as a clean build has, and this process waits for it.  Of what one release changes
a few parts take almost all of the time, while here Sphinx is not done yet: one fork is enough, and whoever has
nothing else to do takes the next part, this process included.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util import logging
from sphinx.util.parallel import parallel_available

from sphinx_newsroom.memory import give_back
from sphinx_newsroom.parallel import ELSEWHERE, Portable, one_by_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from multiprocessing.context import ForkProcess

    from sphinx.application import Sphinx

    from sphinx_newsroom.parallel import Shared


logger = logging.getLogger(__name__)

MOST_OWN = 160
"""MB that a process may come to hold of its own before another takes its place, which has to find out what it knew."""

ENDED = (
    "a process of the build was ended (status {}), as systems do where there is too little memory; build again with "
    "fewer (--jobs)"
)


def shared_by(app: Sphinx, meanwhile: Callable[[], object] | None = None) -> Shared:
    """How a build shares its work: among other machines, forked processes, or not at all.

    Where others work, *meanwhile* is done here, of which they know nothing.
    """

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterable[Any]:
        elsewhere = ELSEWHERE.get()
        if elsewhere is not None and len(shards) > 1 and isinstance(work, Portable):
            return elsewhere.share(work, shards, meanwhile)
        if min(len(shards), app.parallel) < 2 or not parallel_available:  # noqa: PLR2004 (alone)
            return one_by_one(work, shards)
        return in_processes(work, shards, app.parallel, meanwhile)

    return share


def in_processes(
    work: Callable[[Sequence[Any]], Any],
    shards: Sequence[Sequence[Any]],
    number: int,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Any]:
    """Have *number* processes do the work, and give what came of each part as it comes, in any order.

    So what comes of all is never here at once.  What the processes log is logged here.

    Args:
        work: what is to be done with a part.
        shards: the parts, at most 16,000.
        number: of processes.
        meanwhile: what is done here once they have begun.

    Raises:
        OSError: what a part failed at, as SphinxError is: a full disk is no fault of Sphinx.
        SphinxParallelError: for any other error, and where a process is ended by somebody else.
    """
    queue, context = queue_of(len(shards)), get_context("fork")
    running: dict[Connection, ForkProcess] = {}
    came = 0

    def begin() -> None:
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(Worker(work, shards, queue, sending),))
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
        if meanwhile is not None:
            meanwhile()
        for told in _told(running):
            if told is None:
                if came + len(running) < len(shards):  # each is at one part
                    begin()
                continue
            for record in told.logs:
                logger.handle(record)
            if isinstance(told.made, Exception):
                raise told.made
            came += 1
            yield told.made
    finally:
        os.close(queue)
        for receiving, process in running.items():
            process.terminate()
            process.join()
            receiving.close()


_NUMBER = struct.Struct("=I")
"""The number of a part as it stands in the queue: a pipe holds 64 kB, and gives one reader these bytes at a time."""


def queue_of(length: int) -> int:
    """A pipe from which each part's number is read once, by whichever process comes first; then it is at its end.

    The last parts come first: work is in the order of years, and what is long, the newest years and the files of the
    whole archive, should not be begun when the other processes end.
    """
    reading, writing = os.pipe()
    os.write(writing, b"".join(map(_NUMBER.pack, reversed(range(length)))))
    os.close(writing)
    return reading


def take(queue: int) -> int | None:
    """The number of a part that nobody has begun; None where all are."""
    taken = os.read(queue, _NUMBER.size)
    return int(_NUMBER.unpack(taken)[0]) if taken else None


class Done(NamedTuple):
    """What came of a part, or the error that it failed at."""

    logs: list[Any]
    made: Any


@dataclass(frozen=True)
class Worker:
    """What a process works with."""

    work: Callable[[Sequence[Any]], Any]
    shards: Sequence[Sequence[Any]]
    queue: int
    told: Connection


def _serve(worker: Worker) -> None:
    """Do one part after the other until none is left, or too much memory is its own."""
    # Ctrl-C is for the first process, too, and that ends this one; what else it does when it is ended is its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while (number := take(worker.queue)) is not None:
        worker.told.send(done(worker.work, worker.shards[number]))
        if _own_memory() > MOST_OWN:
            break
    worker.told.send(None)


def _own_memory() -> float:
    """The MB of memory that no other process has; 0 where the system does not tell."""
    try:
        with open("/proc/self/smaps_rollup", encoding="ascii") as told:
            return next((int(line.split()[1]) / 1000 for line in told if line.startswith("Private_Dirty:")), 0.0)
    except OSError:
        return 0.0


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


def _told(running: dict[Connection, ForkProcess]) -> Iterator[Done | None]:
    """What the processes tell, until all have come to their end; None for one that has, and runs no more."""
    while running:
        for receiving in wait(list(running)):
            assert isinstance(receiving, Connection)
            try:
                done = receiving.recv()
            except EOFError:
                running[receiving].join()
                status = running[receiving].exitcode
                raise SphinxParallelError(ENDED.format(status), "") from None
            if done is None:
                running.pop(receiving).join()
                receiving.close()
                yield None
            else:
                yield done


@dataclass
class Begun:
    """Work that other processes have begun; :meth:`end` is to be called whatever happens."""

    work: Callable[[Sequence[Any]], Any]
    shards: Sequence[Sequence[Any]]
    queue: int
    running: dict[Connection, ForkProcess] = field(default_factory=dict)

    def results(self) -> Iterator[Any]:
        """Do what nobody has begun, and give what came of each part; what the processes logged is logged here.

        Raises what a part failed at, as :func:`.workers.in_processes` does.
        """
        while (number := take(self.queue)) is not None:
            yield self.work(self.shards[number])
        for receiving, process in self.running.items():
            try:
                told: list[Done] = receiving.recv()
            except EOFError:
                process.join()
                raise SphinxParallelError(ENDED.format(process.exitcode), "") from None
            for one in told:
                for record in one.logs:
                    logger.handle(record)
                if isinstance(one.made, Exception):
                    raise one.made
                yield one.made

    def end(self) -> None:
        """Have no process work any longer."""
        for receiving, process in self.running.items():
            process.terminate()
            process.join()
            receiving.close()
        if self.running:
            os.close(self.queue)
        self.running.clear()


def begin(
    work: Callable[[Sequence[Any]], Any],
    shards: Sequence[Sequence[Any]],
    number: int,
    around: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Begun:
    """Have *number* processes begin some work, the last parts first.

    Args:
        work: what is to be done with a part.
        shards: the parts, at most 16,000.
        number: of processes, beside this one.
        around: in what each of them does its parts.
    """
    begun, context = Begun(work, shards, queue_of(len(shards))), get_context("fork")
    gc.freeze()  # as :func:`.workers.in_processes` does
    for _ in range(number):
        receiving, sending = context.Pipe(duplex=False)
        worker = Worker(work, shards, begun.queue, sending)
        # A daemon is ended with this process, whoever ends that.
        process = context.Process(target=_help, args=(worker, around), daemon=True)
        process.start()
        sending.close()
        begun.running[receiving] = process
    return begun


def _help(worker: Worker, around: Callable[[], AbstractContextManager[object]]) -> None:
    """Do one part after the other until none is left, and tell all that came of them."""
    # Ctrl-C is for the first process, too, and that ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    told: list[Done] = []
    try:
        with around():
            while (number := take(worker.queue)) is not None:
                told.append(done(worker.work, worker.shards[number]))
    except (OSError, SphinxError) as error:
        told.append(Done([], error))
    # Not one by one: nobody reads before the first process has nothing else to do, and a pipe holds 64 kB.
    worker.told.send(told)
