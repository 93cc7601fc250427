"""Work that is shared among machines: Dask distributed carries it, for builds that are larger than one machine.

What a build shares is the same as among processes (:mod:`sphinx_newsroom.parallel`).  Each worker is sent the work as
bytes, once for all parts of a kind, then parts, and gives back what came of each with the files that are to be
written; it needs the same program and no folder in common.  Of a worker that ends others do the part again, and are
sent what it was sent.  A part that fails twice ends the build, and is named.
"""

from __future__ import annotations

import pickle
import queue
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError, SphinxError, SphinxParallelError
from sphinx.util import logging

from sphinx_newsroom._version import __version__
from sphinx_newsroom.extension import cluster_worker
from sphinx_newsroom.extension.cluster_worker import PROTOCOL, Back, Task, do, hold, made_with, packed
from sphinx_newsroom.files import digest
from sphinx_newsroom.parallel import ELSEWHERE, Elsewhere

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client, Future

    from sphinx_newsroom.outputs.writing import SiteFolder
    from sphinx_newsroom.parallel import Portable

logger = logging.getLogger(__name__)

INSTALL = "pip install 'sphinx-newsroom[dask]'"

_PIECE = 1 << 24
"""Bytes that are sent as one: 16 MB."""

_QUICKLY = 1
"""How hard work is compressed: to a fifth."""

_SOON = 30
"""Seconds in which a scheduler must answer and have a worker."""

_PATIENCE = 60.0
"""Seconds without any worker after which nothing is waited for."""

_TWICE = 2

_ERRORS = 40
"""What of its own troubles a cluster tells, by the levels of ``logging``: no worker that ends, which is made good."""


_SETTINGS = {
    # Of a cluster that somebody else began, its own setting counts.
    "distributed.scheduler.allowed-failures": _TWICE - 1,
    # Dask warns of tasks with much data in them, as is wanted here: whoever takes the place of one that ended gets it.
    "distributed.admin.large-graph-warning-threshold": "1TB",
}


class ClusterError(ConfigError):
    """A cluster that cannot be used as it was asked for."""


@dataclass
class Cluster:
    """Workers that are connected; *patience* is how many seconds may pass without any."""

    client: Client
    address: str
    patience: float = _PATIENCE
    _stores: dict[str, list[Future[bytes]]] = field(default_factory=dict)

    def share(
        self, work: Portable, shards: Sequence[Sequence[Any]], meanwhile: Callable[[], object] | None = None
    ) -> Iterator[Any]:
        """Have the workers do the work, and give what came of each part as it comes, in any order.

        *meanwhile* is done here once they have begun, as is what no other machine can do.

        Raises:
            SphinxParallelError: where a part fails twice, or no worker is left.
            SphinxError: what a part says is wrong.
            OSError: where a file cannot be written.
        """
        away = work.abroad(shards)
        if not away.parts:
            yield work(away.left)
            return
        parcel = packed(away.work)
        key = digest(parcel.data)
        pieces = self._held(zlib.compress(parcel.data, _QUICKLY))
        store, store_key = self._store(parcel.store)
        parts = [zlib.compress(pickle.dumps(part, PROTOCOL), _QUICKLY) for part in away.parts]
        told: queue.SimpleQueue[tuple[int, Future[bytes]]] = queue.SimpleQueue()

        def submit(number: int) -> Future[bytes]:
            task = Task(key, made_with(), parts[number])
            future = self.client.submit(do, task, pieces, store, store_key, pure=False)
            future.add_done_callback(lambda done: told.put((number, done)))  # type: ignore[no-untyped-call]
            return future

        running = {number: submit(number) for number in range(len(parts))}
        if meanwhile is not None:
            meanwhile()
        if away.left:
            yield work(away.left)
        failed: Counter[int] = Counter()
        while running:
            number, future = self._next(told)
            back = self._back(future, away.called[number])
            for record in back.done.logs:
                logger.handle(record)
            made = back.done.made
            if isinstance(made, Exception):
                failed[number] += 1
                if failed[number] == _TWICE:
                    raise _named(made, away.called[number])
                running[number] = submit(number)
                continue
            del running[number]
            _put(back, parcel.folder)
            yield made

    def _held(self, data: bytes) -> list[Future[bytes]]:
        """What much work needs, in pieces that workers have from one another."""
        pieces = [data[begin : begin + _PIECE] for begin in range(0, len(data), _PIECE)]
        return [self.client.submit(hold, piece, pure=False) for piece in pieces]

    def _store(self, place: Path | None) -> tuple[list[Future[bytes]], str]:
        """The store at *place* in pieces, which are sent once for all work of a build, and its key."""
        if place is None:
            return [], ""
        data = place.read_bytes()
        key = digest(data)
        if key not in self._stores:
            self._stores.clear()
            self._stores[key] = self._held(data)
        return self._stores[key], key

    def _next(self, told: queue.SimpleQueue[tuple[int, Future[bytes]]]) -> tuple[int, Future[bytes]]:
        """The next part that is done or failed, and its number."""
        without = time.monotonic()
        while True:
            try:
                return told.get(timeout=1)
            except queue.Empty:
                if self.workers():
                    without = time.monotonic()
                elif time.monotonic() - without > self.patience:
                    said = f"no worker has been left at {self.address} for {self.patience:.0f} seconds; start some"
                    raise SphinxParallelError(f"{said}, and build again", "") from None

    def workers(self) -> int:
        """How many workers there are; raises SphinxParallelError where there is no scheduler."""
        try:
            if self.client.status == "running":
                return len(self.client.nthreads())  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError):
            pass
        raise SphinxParallelError(f"the scheduler at {self.address} is gone; build again", "") from None

    def forget(self) -> None:
        """Have the workers let go of all that they were sent."""
        with suppress(OSError, TimeoutError):  # what is gone has forgotten it as well
            self.client.run(cluster_worker.forget, on_error="ignore")

    def _back(self, future: Future[bytes], called: str) -> Back:
        """What came of a part; raises SphinxParallelError where nothing did."""
        from distributed import KilledWorker

        try:
            found: Back = pickle.loads(future.result())
        except KilledWorker as error:
            number = error.allowed_failures + 1
            said = (
                f"{called}: {number} workers were ended while they were at it, as systems do where there is too little"
            )
            raise SphinxParallelError(f"{said} memory; give each more, or start fewer on a machine", "") from error
        except cluster_worker.OtherProgramError as error:
            raise ClusterError(_others(self.address, str(error))) from error
        except Exception as error:  # of the cluster, not of the work: whatever that fails at comes back
            raise SphinxParallelError(f"{called}: {type(error).__name__}: {error}; build again", "") from error
        return found


def _named(error: Exception, called: str) -> Exception:
    """What a part failed at, with what it is called; what an author can mend says so by itself."""
    if isinstance(error, SphinxParallelError):
        return SphinxParallelError(f"{called} failed twice: {error.message}", error.traceback)
    if isinstance(error, SphinxError):
        return error
    return SphinxParallelError(f"{called} failed twice: {error}", "")


def _put(back: Back, folder: SiteFolder | None) -> None:
    """Write the files that came back; raises OSError."""
    for file in back.files:
        assert folder is not None  # what writes files says where
        if file.in_place:
            folder.put(file.path, file.data)
        else:
            folder.write(file.path, file.data)


@contextmanager
def on(address: str | None, jobs: int) -> Iterator[Elsewhere]:
    """Use the cluster whose scheduler is at an *address*, or one of *jobs* processes of this machine.

    It is asked once there is work for it, which raises ClusterError where it cannot be used, as this does without Dask.
    """
    try:
        import dask
        import distributed  # noqa: F401 (where it is missing, that is said before the build begins)
    except ImportError as error:
        raise ClusterError(f"--on needs {error.name}, which is not installed: {INSTALL}") from error
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_SETTINGS))
        asked = _WhenAsked(lambda: _connected(address, jobs, stack))
        token = ELSEWHERE.set(asked)
        try:
            yield asked
        finally:
            ELSEWHERE.reset(token)


@dataclass
class _WhenAsked:
    """A cluster that is begun, or connected, when there is work for it: for most changes there is none."""

    connect: Callable[[], Cluster]

    def share(
        self, work: Portable, shards: Sequence[Sequence[Any]], meanwhile: Callable[[], object] | None = None
    ) -> Iterator[Any]:
        """As :meth:`Cluster.share`; raises ClusterError, too."""
        yield from self._cluster.share(work, shards, meanwhile)

    @cached_property
    def _cluster(self) -> Cluster:
        return self.connect()


def _connected(address: str | None, jobs: int, stack: ExitStack) -> Cluster:
    """The cluster at an address, or a new one, until the *stack* unwinds; raises ClusterError."""
    from distributed import Client, LocalCluster

    try:
        if address is None:
            begun = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=jobs, threads_per_worker=1, dashboard_address=":0", silence_logs=_ERRORS
            )
            address = str(stack.enter_context(begun).scheduler_address)
        client = stack.enter_context(Client(address, timeout=_SOON, set_as_default=False))  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=_SOON)
    except (OSError, ValueError, RuntimeError, TimeoutError) as error:
        said = f"no scheduler answers at {address} within {_SOON} seconds, or it has no worker ({error})"
        advice = f"start them: dask scheduler, and on each machine: dask worker {address}"
        raise ClusterError(f"{said}; {advice}") from error
    cluster = Cluster(client, address)
    stack.callback(cluster.forget)
    _refuse_others(cluster)
    logger.info("newsroom: %d workers at %s share the work", cluster.workers(), address)
    return cluster


def _refuse_others(cluster: Cluster) -> None:
    """Raise ClusterError where a worker has not the program, or another: it would make other bytes."""
    for worker, found in cluster.client.run(import_module, cluster_worker.__name__, on_error="return").items():
        if isinstance(found, Exception):
            raise ClusterError(_others(worker, f"{type(found).__name__}: {found}"))
    for worker, (made, said) in cluster.client.run(cluster_worker.told).items():
        if made != made_with():
            raise ClusterError(_others(worker, said))


def _others(worker: str, said: str) -> str:
    return (
        f"the worker {worker} has another program than this machine, and would make other bytes: {said}; here: "
        f"{cluster_worker.in_words()}; install there what is here, with the same Python: "
        f"pip install 'sphinx-newsroom[dask]=={__version__}'"
    )
