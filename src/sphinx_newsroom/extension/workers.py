"""Executors for the work of a build: in this process, in forked processes, or on a Dask cluster.

Forks and a cluster are both executors of :mod:`concurrent.futures`.  A fork has the work in memory and receives the
number of a part.  A cluster worker receives the work as bytes, once for all parts, then each part, and returns the
result with the files to write.  It needs the same program, but no shared folder.  If a worker ends, others repeat its
part; a part that fails twice ends the build.
"""

from __future__ import annotations

import copyreg
import gc
import io
import logging as std_logging
import os
import pickle
import signal
import sqlite3
import sys
import threading
import traceback
from concurrent.futures import FIRST_COMPLETED, CancelledError, ProcessPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from multiprocessing import active_children, get_context, parent_process
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError, SphinxError, SphinxParallelError
from sphinx.util import logging
from sphinx.util.parallel import parallel_available

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.store import Store, maker
from sphinx_newsroom.files import digest, fingerprint
from sphinx_newsroom.memory import give_back
from sphinx_newsroom.outputs.writing import SiteFolder
from sphinx_newsroom.parallel import Portable, one_by_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from distributed import Client
    from sphinx.application import Sphinx

    from sphinx_newsroom.parallel import Shared

logger = logging.getLogger(__name__)


def shared_by(app: Sphinx) -> Shared:
    """Return how a build distributes its work."""

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterable[Any]:
        cluster = CLUSTER.get()
        if cluster is not None and len(shards) > 1 and isinstance(work, Portable):
            return cluster.share(work, shards)
        if min(len(shards), app.parallel) < 2 or not parallel_available:  # noqa: PLR2004 (alone)
            return one_by_one(work, shards)
        return in_processes(work, shards, app.parallel)

    return share


class Done(NamedTuple):
    """The result of a part, or its error, together with its log records."""

    logs: list[Any]
    made: Any


def done(work: Callable[[Any], Any], part: Any) -> Done:
    """Do a part of some work, and collect its log records and errors."""
    collector = logging.LogCollector()
    made: Any
    with collector.collect():
        try:
            made = work(part)
        except (OSError, SphinxError) as error:
            made = error
        except Exception as error:
            summary = traceback.format_exception_only(error)[0].strip()
            made = SphinxParallelError(summary, traceback.format_exc())
    logging.convert_serializable(collector.logs)
    return Done(collector.logs, made)


def result(found: Done) -> Any:
    """Return the result of a part, after logging its records; raise its error if it failed."""
    for record in found.logs:
        logger.handle(record)
    if isinstance(found.made, Exception):
        raise found.made
    return found.made


# -- forked processes

EACH = 8
"""A process is replaced after this many parts, because it copies the shared memory that it reads."""

_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""In a forked process, the work and its parts."""


def in_processes(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]], number: int) -> Iterator[Any]:
    """Do the work in *number* forked processes, and yield the result of each part as it completes, in any order.

    Raises:
        OSError: if a part raises it, because a full disk isn't an error of Sphinx.
        SphinxError: if a part raises it.
        SphinxParallelError: for any other error, and if the system ends a process.
    """
    # Memory that the garbage collector doesn't visit stays shared.
    give_back()
    gc.freeze()
    before = set(active_children())
    # The newest years and the archive-wide files take longest, so the last parts start first.
    waiting = list(range(len(shards)))
    while waiting:
        some, waiting = waiting[-EACH * number :], waiting[: -EACH * number]
        with ProcessPoolExecutor(min(number, len(some)), get_context("fork"), _begin, (work, shards)) as pool:
            try:
                for future in as_completed([pool.submit(_do_here, part) for part in reversed(some)]):
                    yield result(future.result())
            except BaseException as error:  # also when the caller stops early
                for process in set(active_children()) - before:
                    process.terminate()
                if isinstance(error, BrokenProcessPool):
                    raise SphinxParallelError(_ENDED, "") from None
                raise


_ENDED = "a build process was killed, probably for lack of memory; build again with fewer processes (--jobs)"


def _begin(work: Callable[[Any], Any], shards: Sequence[Any]) -> None:
    global _work
    # The parent process handles Ctrl-C and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # If the parent is killed, other forks still hold its end of the queue open.
    threading.Thread(target=_end_with, args=(parent_process(),), daemon=True).start()
    _work = work, shards


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _do_here(number: int) -> Done:
    work, shards = _work
    return done(work, shards[number])


# -- a Dask cluster: work as bytes, without objects that exist only on this machine


@dataclass(frozen=True)
class Gathering(SiteFolder):
    """A folder that collects files for another machine to write."""

    root: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, data: bytes) -> None:
        """Collect a file."""
        self.files[path] = data

    def write(self, path: str, data: bytes) -> bool:
        """Collect a file, as if it were new."""
        self.files[path] = data
        return True


class CopiedStore(Store):
    """The store of another machine, used only to read texts; the rest of each row is sent with the work."""

    def __init__(self, data: bytes) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.deserialize(data)

    @property
    def _reader(self) -> sqlite3.Connection:
        return self._database


_gathering = Gathering()
"""The files of the part in progress in this process."""


def _gathered() -> Gathering:
    return _gathering


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def packed(work: Callable[[Any], Any]) -> bytes:
    """Serialize work, and replace objects that exist only on this machine."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {
        **copyreg.dispatch_table,
        MappingProxyType: lambda mapping: (_proxy, (dict(mapping),)),
        SiteFolder: lambda folder: (_gathered, ()),
        Store: lambda store: (CopiedStore, (store.place.read_bytes(),)),
    }
    pickler.dump(work)
    return stream.getvalue()


@cache
def program() -> str:
    """Return the versions of the software that makes a site; machines with equal versions produce the same bytes."""
    python = ".".join(map(str, sys.version_info[:2]))
    files = fingerprint(maker(), version("distributed"))[:12]
    return f"Python {python}, sphinx-newsroom {__version__}, Sphinx {version('sphinx')} ({files})"


_lock = threading.Lock()
"""One part at a time, because caches such as templates aren't thread-safe."""
_works: dict[str, Callable[[Any], Any]] = {}
"""The work of this process, by key."""


def do(key: str, wanted: str, part: bytes, work: bytes) -> bytes:
    """Do a part of the work with a *key*, using the *wanted* program version; Dask retries a failed part once.

    Raises ImportError if the version differs, and any error of the part.
    """
    if wanted != program():
        raise ImportError(program())
    with _lock:
        if key not in _works:
            _works.clear()
            _works[key] = pickle.loads(work)
        _gathering.files.clear()
        found = done(_works[key], pickle.loads(part))
        if isinstance(found.made, Exception):
            raise found.made
        return pickle.dumps((found, _gathering.files), pickle.HIGHEST_PROTOCOL)


def forget() -> None:
    """Drop all work and texts when the build is over."""
    with _lock:
        _works.clear()


_SOON = 30
"""Seconds within which a scheduler must answer and have a worker."""


@dataclass
class Cluster:
    """The workers of the scheduler at an *address*, or *jobs* new ones; connected when there is work.

    *patience* is the number of seconds that may pass without a result and without any worker.
    """

    address: str | None
    jobs: int
    stack: ExitStack
    patience: float = 60.0

    @cached_property
    def client(self) -> Client:
        """The connection, open until the exit stack closes it; raises ConfigError."""
        from distributed import Client, LocalCluster

        try:
            if self.address is None:
                # Other workers replace one that ends, so that isn't logged.
                begun = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=self.jobs, threads_per_worker=1, dashboard_address=":0", silence_logs=std_logging.ERROR
                )
                self.address = str(self.stack.enter_context(begun).scheduler_address)
            client = Client(self.address, timeout=_SOON, set_as_default=False)  # type: ignore[no-untyped-call]
            self.stack.enter_context(client)
            client.wait_for_workers(1, timeout=_SOON)
        except (OSError, ValueError, RuntimeError, TimeoutError) as error:
            message = f"no scheduler answered at {self.address} within {_SOON} seconds, or it has no workers ({error})"
            advice = f"start the scheduler: dask scheduler; and on each machine, a worker: dask worker {self.address}"
            raise ConfigError(f"{message}; {advice}") from error
        self.stack.callback(self._have_forgotten)
        logger.info("newsroom: %d workers at %s share the work", len(client.nthreads()), self.address)  # type: ignore[no-untyped-call]
        return client

    def _have_forgotten(self) -> None:
        with suppress(OSError):  # if the scheduler is gone
            self.client.run(forget, on_error="ignore")

    @property
    def _gone(self) -> SphinxParallelError:
        return SphinxParallelError(f"the scheduler at {self.address} has stopped; build again", "")

    def _are_gone(self) -> bool:
        """Whether there is no worker; raises SphinxParallelError if there is no scheduler."""
        try:
            return not self.client.nthreads()  # type: ignore[no-untyped-call]
        except OSError as error:
            raise self._gone from error

    def share(self, work: Portable, shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Distribute the work to the workers, and yield the result of each part as it completes, in any order.

        Raises:
            SphinxParallelError: if a part fails twice, or no worker or scheduler is left.
            SphinxError: if a part raises it.
            OSError: if a file cannot be written.
        """
        away = work.abroad(shards)
        folder: SiteFolder | None = getattr(work, "folder", None)
        data = packed(away.work)
        executor = self.client.get_executor(pure=False, retries=1)  # type: ignore[no-untyped-call]
        sent, key = self.client.submit(bytes, data, pure=False), digest(data)
        parts = [pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in away.parts]
        futures = {executor.submit(do, key, program(), part, sent) for part in parts}
        if away.left:
            yield work(away.left)
        while futures:
            finished, futures = wait(futures, self.patience, FIRST_COMPLETED)
            if not finished and self._are_gone():
                message = f"there have been no workers at {self.address} for {self.patience:.0f} seconds; start some"
                raise SphinxParallelError(f"{message}, and build again", "")
            for future in finished:
                found, files = self._received(future)
                for path, content in files.items():
                    assert folder is not None  # work that writes files names their folder
                    folder.write(path, content)
                yield result(found)

    def _received(self, future: Future[bytes]) -> tuple[Done, dict[str, bytes]]:
        """Return the result of a part, with its files; raises the error of the part, or SphinxParallelError."""
        try:
            found: tuple[Done, dict[str, bytes]] = pickle.loads(future.result())
        except SphinxParallelError as error:
            raise SphinxParallelError(f"a part failed twice: {error.message}", error.traceback) from error
        except SphinxError:  # an author can fix the cause
            raise
        except CancelledError as error:
            raise self._gone from error
        except ImportError as error:
            raise ConfigError(
                f"a worker at {self.address} runs a different version of the program: {error}; this machine: "
                f"{program()}; install the same version there, with the same Python: pip install "
                f"'sphinx-newsroom[dask]=={__version__}'"
            ) from error
        except Exception as error:
            message = f"a part failed twice: {type(error).__name__}: {error}"
            advice = "build again; if workers were killed, give them more memory"
            raise SphinxParallelError(f"{message}; {advice}", "".join(traceback.format_exception(error))) from error
        return found


CLUSTER: ContextVar[Cluster | None] = ContextVar("cluster", default=None)
"""The cluster that this build uses, if it uses one."""


@contextmanager
def on(address: str | None, jobs: int) -> Iterator[Cluster]:
    """Use the cluster whose scheduler is at an *address*, or a local one with *jobs* processes.

    Raises ConfigError if Dask is missing and, once there is work, if the cluster can't be used.
    """
    try:
        import dask
        import distributed  # noqa: F401 (a message before the build begins if it is missing)
    except ImportError as error:
        message = f"--on requires {error.name}, which isn't installed"
        raise ConfigError(f"{message}: pip install 'sphinx-newsroom[dask]'") from error
    # A cluster started by somebody else has its own settings. Large tasks are intended: a replacement worker receives
    # the data again.
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.admin.large-graph-warning-threshold": "1TB"}
    with dask.config.set(settings), ExitStack() as stack:
        cluster = Cluster(address, jobs, stack)
        token = CLUSTER.set(cluster)
        try:
            yield cluster
        finally:
            CLUSTER.reset(token)
