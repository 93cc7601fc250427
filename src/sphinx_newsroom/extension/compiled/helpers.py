"""Work that other processes begin while this one does something else, and that all of them end together.

What :mod:`.workers` shares is as much as a clean build has, and this process waits for it.  Of what one release changes
a few parts take almost all of the time, while here Sphinx is not done yet: one fork is enough, and whoever has
nothing else to do takes the next part, this process included.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util import logging

from sphinx_newsroom.extension.compiled.workers import ENDED, Done, Worker, done, queue_of, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

logger = logging.getLogger(__name__)


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
