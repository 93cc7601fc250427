"""Executors for the work of a build: in this process, in forked processes, or on a Dask cluster.

Forks and a cluster are both executors of :mod:`concurrent.futures`.  A fork has the work in memory and receives the
number of a part.  A cluster worker receives the work as bytes, then each part, and returns the result with the files
to write.  It needs the same program, but no shared folder.  This machine does the parts that no worker could do.
"""

from __future__ import annotations

import gc
import logging as std_logging
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache
from multiprocessing import active_children, get_context
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError, SphinxParallelError
from sphinx.util import logging
from sphinx.util.parallel import parallel_available

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.store import versions
from sphinx_newsroom.memory import give_back
from sphinx_newsroom.operations.recording import end_with_this_process
from sphinx_newsroom.outputs.writing import collected
from sphinx_newsroom.parallel import Work

logger = logging.getLogger(__name__)


def share(app: Sphinx, work: Work, shards: Sequence[Sequence[Any]]) -> Iterable[Any]:
    """Do the work of a build, and yield the results in any order."""
    connected = CLUSTER.get() if len(shards) > 1 else None
    if connected and connected().status not in ("closing", "closed"):  # it gives up when the scheduler is gone
        return on_cluster(connected(), work, shards)
    if min(len(shards), app.parallel) < 2 or not parallel_available:  # noqa: PLR2004 (alone)
        return map(work, shards)
    return in_processes(work, shards, app.parallel)


def _done(work: Callable[[Any], Any], part: Any) -> tuple[list[std_logging.LogRecord], Any]:
    """Do a part of some work, and return its log records, and its result or error."""
    collector = logging.LogCollector()
    with collector.collect():
        try:
            made = work(part)
        except (OSError, SphinxError) as error:
            made = error
        except Exception as error:
            made = SphinxParallelError(traceback.format_exception_only(error)[0].strip(), traceback.format_exc())
    logging.convert_serializable(collector.logs)
    return collector.logs, made


def _result(records: list[std_logging.LogRecord], made: Any) -> Any:
    """Return the result of a part, after logging its records; raise its error if it failed."""
    for record in records:
        logger.handle(record)
    if isinstance(made, Exception):
        raise made
    return made


EACH = 8
"""A process is replaced after this many parts, because it copies the shared memory that it reads."""

_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""In a forked process, the work and its parts."""


def in_processes(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]], number: int) -> Iterator[Any]:
    """Do the work in *number* forked processes, and yield the result of each part as it completes, in any order.

    Raises a part's OSError, such as of a full disk, and SphinxError; SphinxParallelError for anything else.
    """
    end_with_this_process()  # other forks hold its end of the queue open, even if it is killed
    # Memory that the garbage collector doesn't visit stays shared.
    give_back()
    gc.freeze()
    before = set(active_children())
    # The newest years and the archive-wide files take longest, so the last parts start first.
    for end in range(len(shards), 0, -EACH * number):
        some = range(max(0, end - EACH * number), end)
        with ProcessPoolExecutor(min(number, len(some)), get_context("fork"), _begin, (work, shards)) as pool:
            try:
                for future in as_completed([pool.submit(_do_here, part) for part in reversed(some)]):
                    yield _result(*future.result())
            except BaseException as error:  # also when the caller stops early
                for process in set(active_children()) - before:
                    process.terminate()
                if isinstance(error, BrokenProcessPool):
                    message = "a build process was killed, probably because memory ran out"
                    raise SphinxParallelError(f"{message}; build again with fewer processes (--jobs)", "") from None
                raise


def _begin(work: Callable[[Any], Any], shards: Sequence[Any]) -> None:
    global _work
    _work = work, shards
    # The parent process handles Ctrl-C and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _do_here(number: int) -> tuple[list[std_logging.LogRecord], Any]:
    return _done(_work[0], _work[1][number])


_lock = threading.Lock()
"""One part at a time, because caches such as templates aren't thread-safe."""


@lru_cache(maxsize=1)
def _unpacked(work: bytes) -> Any:
    return pickle.loads(work)


def do(wanted: str, part: bytes, work: bytes) -> bytes:
    """Do a part of some work, and return the result with its files.

    Raises ImportError if the program isn't the *wanted* version, and any error of the part.
    """
    if wanted != versions():
        raise ImportError(versions())
    with _lock, collected() as files:
        logs, made = _done(_unpacked(work), pickle.loads(part))
        if isinstance(made, Exception):
            raise made
        return pickle.dumps((logs, made, files))


def on_cluster(client: Any, work: Work, shards: Sequence[Sequence[Any]], patience: float = 60) -> Iterator[Any]:
    """Do the work on the workers that a Dask client knows, and yield the result of each part as it completes.

    This machine does what can't be done elsewhere, and after *patience* seconds without any worker, all that is left.
    Raises ConfigError if a worker has another program, and any error of a part.
    """
    from cloudpickle import dumps  # also pickles read-only mappings

    away, parts, left = work.abroad(shards)
    executor = client.get_executor(pure=False)
    sent = client.submit(bytes, dumps(away), pure=False)
    futures = {executor.submit(do, versions(), dumps(part), sent): part for part in parts}
    if left:
        yield work(left)
    while futures:
        finished = wait(futures, patience, FIRST_COMPLETED).done
        if not finished:
            with suppress(OSError):  # if the scheduler is gone
                if client.nthreads():
                    continue
        for future in finished or [*futures]:
            part = futures.pop(future)
            try:
                *found, files = pickle.loads(future.result(0))
            except ImportError as error:
                raise ConfigError(
                    f"a worker runs a different version of the program: {error}; this machine: {versions()}; install "
                    f"the same version there, with the same Python: pip install 'sphinx-newsroom[dask]=={__version__}'"
                ) from error
            except Exception as error:  # such as the end of a worker, or of the scheduler
                logger.info("newsroom: no worker did a part of the work (%r), so this machine does it", error)
                yield away(part)
                continue
            for path, content in files.items():
                work.folder.write(path, content)  # type: ignore[attr-defined]  # only such work has files
            yield _result(*found)


CLUSTER: ContextVar[Callable[[], Any] | None] = ContextVar("cluster", default=None)
"""Returns the client of the cluster that this build uses, if it uses one."""

_SOON = 30
"""Seconds within which a scheduler must answer and have a worker."""


@contextmanager
def on(address: str | None, jobs: int) -> Iterator[Callable[[], Any]]:
    """Use the cluster whose scheduler is at an *address*, or a new one with *jobs* processes, once there is work.

    Raises ConfigError if Dask is missing; so does the yielded function if the cluster can't be used.
    """
    try:
        import dask
        from distributed import Client  # a message before the build begins if it is missing
    except ImportError as error:
        message = f"--on requires {error.name}, which isn't installed"
        raise ConfigError(f"{message}: pip install 'sphinx-newsroom[dask]'") from error

    @cache
    def connected() -> Any:
        local = {
            "n_workers": jobs,
            "threads_per_worker": 1,
            "dashboard_address": ":0",
            "silence_logs": std_logging.ERROR,
        }
        try:
            client = Client(address, timeout=_SOON, set_as_default=False, **({} if address else local))  # type: ignore[no-untyped-call]
            stack.enter_context(client)
            client.wait_for_workers(1, timeout=_SOON)
        except (OSError, ValueError, RuntimeError, TimeoutError) as error:
            if not address:
                raise ConfigError(f"the cluster on this machine didn't start ({error}); build without --on") from error
            message = f"no scheduler answered at {address} within {_SOON} seconds, or it has no workers ({error})"
            advice = f"start the scheduler: dask scheduler; and on each machine, a worker: dask worker {address}"
            raise ConfigError(f"{message}; {advice}") from error
        stack.callback(_forget, client)
        logger.info("newsroom: %d workers share the work", len(client.nthreads()))  # type: ignore[no-untyped-call]
        return client

    # A cluster started by somebody else has its own settings. Large tasks are intended: a replacement worker receives
    # the data again.
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.admin.large-graph-warning-threshold": "1TB"}
    with dask.config.set(settings), ExitStack() as stack:
        stack.callback(CLUSTER.reset, CLUSTER.set(connected))
        yield connected


def _forget(client: Any) -> None:
    """Make workers drop the texts of the build; if the scheduler is gone, Dask raises errors of many kinds."""
    with suppress(Exception):
        client.run(_unpacked.cache_clear, on_error="ignore")
