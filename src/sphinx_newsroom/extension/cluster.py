"""Work that is shared among machines: Dask distributed carries it, for builds that are larger than one machine.

What a build shares is the same as among processes (:mod:`sphinx_newsroom.parallel`).  The work is sent as bytes, once
for all parts, and the store of texts once for a build; then each part, and what comes back is what came of it with the
files that are to be written.  A worker needs the same program and no folder in common.  If one ends, others do its
part again.  A part that fails twice ends the build.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import queue
import sys
import tempfile
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError, SphinxError, SphinxParallelError
from sphinx.util import logging

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.store import Basis, Store, maker
from sphinx_newsroom.extension.workers import MACHINES, Done, Machines, done, result
from sphinx_newsroom.files import digest, fingerprint
from sphinx_newsroom.outputs.writing import SiteFolder

if TYPE_CHECKING:
    from distributed import Client, Future

    from sphinx_newsroom.parallel import Portable

logger = logging.getLogger(__name__)

INSTALL = "pip install 'sphinx-newsroom[dask]'"

_QUICKLY = 1
"""How hard work is compressed: to a fifth."""

_SOON = 30
"""Seconds in which a scheduler must answer and have a worker."""

_PATIENCE = 60.0
"""Seconds without any worker after which nothing is waited for."""

_ERRORS = 40
"""What of its own troubles a cluster tells, by the levels of ``logging``: no worker that ends, which is made good."""

_SETTINGS = {
    # Of a cluster that somebody else began, its own setting counts.
    "distributed.scheduler.allowed-failures": 1,
    # Dask warns of tasks with much data in them, as is wanted here: whoever takes the place of one that ended gets it.
    "distributed.admin.large-graph-warning-threshold": "1TB",
}


class ClusterError(ConfigError):
    """A cluster that cannot be used as it was asked for."""


# -- work as bytes, without what is on this machine alone: another machine has its own folder and store


class Parcel(NamedTuple):
    """Work as bytes, with the folder that its files go to and the store of texts, if it has them."""

    data: bytes
    folder: SiteFolder | None
    store: Store | None


# Which pickle knows by a name that nobody can ask for.
copyreg.pickle(MappingProxyType, lambda mapping: (_proxy, (dict(mapping),)))


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def packed(work: Callable[[Any], Any]) -> Parcel:
    """Work as bytes."""
    found: dict[str, Any] = {}

    def local(thing: Any) -> tuple[Callable[..., object], tuple[str]]:
        found[type(thing).__name__] = thing
        return _here, (type(thing).__name__,)

    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, SiteFolder: local, Store: local}
    pickler.dump(work)
    return Parcel(stream.getvalue(), found.get(SiteFolder.__name__), found.get(Store.__name__))


_local: dict[str, Any] = {}
"""The folder and the store of this machine, while work is unpickled."""


def _here(name: str) -> Any:
    return _local[name]


def unpacked(data: bytes, folder: SiteFolder, store: Store | None) -> Any:
    """Work of its bytes, with what this machine has in the place of what another had."""
    _local.update({SiteFolder.__name__: folder, Store.__name__: store})
    return pickle.loads(data)


# -- what a worker does


@dataclass(frozen=True)
class Gathering(SiteFolder):
    """A folder that writes nothing, and has what somebody else is to write: path, bytes, and whether in its place."""

    root: str = ""
    files: list[tuple[str, bytes, bool]] = field(default_factory=list)

    def put(self, path: str, data: bytes) -> None:
        """Have a file, to be written in its place."""
        self.files.append((path, data, True))

    def write(self, path: str, data: bytes) -> bool:
        """Have a file."""
        self.files.append((path, data, False))
        return True


class CopiedStore(Store):
    """The store of another machine, for reading its texts."""

    def __init__(self, place: Path) -> None:
        super().__init__(place, Basis("", ""))

    def __post_init__(self) -> None:
        """Nothing: what is small of each text comes with the work."""


@cache
def made_with() -> str:
    """What is the same on all machines that make the same bytes: our code, the packages that it rides on, Python."""
    return fingerprint(maker(), version("distributed"))


def program_here() -> str:
    """What :func:`made_with` is made of, for people: a version of Python, and of the program."""
    python = ".".join(map(str, sys.version_info[:2]))
    return f"Python {python}, sphinx-newsroom {__version__}, Sphinx {version('sphinx')} ({made_with()[:8]})"


class OtherProgramError(Exception):
    """This machine would make other bytes."""


_lock = threading.Lock()
"""One part at a time: what a process knows of the parts that it had, such as templates, is not for two threads."""
_works: dict[str, tuple[Callable[[Any], Any], Gathering]] = {}
"""The work that this process is at, by its key."""
_stores: dict[str, Path] = {}


def hold(data: bytes) -> bytes:
    """What all parts need: kept by whichever workers ask for it, and sent again if all of them ended."""
    return data


def do(key: str, wanted: str, part: bytes, work: bytes, store_key: str, store: bytes) -> bytes:
    """Do a part of some work, which is known by its *key*, with the program that is *wanted*.

    Raises OtherProgramError, and what the part fails at: Dask then has it done once more.
    """
    from distributed import get_worker

    if wanted != made_with():
        raise OtherProgramError(program_here())
    place = get_worker().local_directory  # which Dask takes away when the worker ends
    with _lock:
        if key not in _works:
            _works.clear()
            folder = Gathering()
            here = CopiedStore(_store_at(place, store_key, store)) if store else None
            _works[key] = unpacked(zlib.decompress(work), folder, here), folder
        doing, folder = _works[key]
        folder.files.clear()  # of a part that failed
        found = done(doing, pickle.loads(zlib.decompress(part)))
        if isinstance(found.made, Exception):
            raise found.made
        return pickle.dumps((found, folder.files), pickle.HIGHEST_PROTOCOL)


def _store_at(folder: str, key: str, store: bytes) -> Path:
    """A store as a file of this process's own."""
    if key not in _stores:
        _forget()
        with tempfile.NamedTemporaryFile(prefix="newsroom-", suffix=".sqlite", dir=folder, delete=False) as file:
            file.write(store)
        _stores[key] = Path(file.name)
    return _stores[key]


def forget() -> None:
    """Let go of all work, and of the texts, once the build is over."""
    with _lock:
        _forget()


def _forget() -> None:
    _works.clear()
    for place in _stores.values():
        place.unlink(missing_ok=True)
    _stores.clear()


# -- what the build does


@dataclass
class Cluster:
    """Workers that are connected; *patience* is how many seconds may pass without any."""

    client: Client
    address: str
    patience: float = _PATIENCE
    _sent: dict[str, Future[bytes]] = field(default_factory=dict)
    """The store of texts as it was sent, by its key."""

    def share(self, work: Portable, shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Have the workers do the work, and give what came of each part as it comes, in any order.

        Raises:
            SphinxParallelError: if a part fails twice, or no worker is left.
            SphinxError: what a part says is wrong.
            OSError: if a file cannot be written.
        """
        away = work.abroad(shards)
        parcel = packed(away.work)
        key, store_key = digest(parcel.data), ""
        data = self.client.submit(hold, zlib.compress(parcel.data, _QUICKLY), pure=False)
        store: Future[bytes] | bytes = b""
        if parcel.store:
            texts = parcel.store.place.read_bytes()
            store_key = digest(texts)
            if store_key not in self._sent:
                self._sent = {store_key: self.client.submit(hold, texts, pure=False)}
            store = self._sent[store_key]
        finished: queue.SimpleQueue[Future[bytes]] = queue.SimpleQueue()
        futures = set()
        for part in away.parts:
            sent = zlib.compress(pickle.dumps(part, pickle.HIGHEST_PROTOCOL), _QUICKLY)
            future = self.client.submit(do, key, made_with(), sent, data, store_key, store, pure=False, retries=1)
            futures.add(future)
            future.add_done_callback(finished.put)  # type: ignore[no-untyped-call]
        if away.left:
            yield work(away.left)
        while futures:
            future = self._next(finished)
            futures.discard(future)
            found, files = self._back(future)
            for path, content, in_place in files:
                assert parcel.folder is not None  # what writes files says where
                (parcel.folder.put if in_place else parcel.folder.write)(path, content)
            yield result(found)

    def _next(self, finished: queue.SimpleQueue[Future[bytes]]) -> Future[bytes]:
        """The next part that is done or failed."""
        without = time.monotonic()
        while True:
            try:
                return finished.get(timeout=1)
            except queue.Empty:
                if self.workers():
                    without = time.monotonic()
                elif time.monotonic() - without > self.patience:
                    said = f"no worker has been left at {self.address} for {self.patience:.0f} seconds; start some"
                    raise SphinxParallelError(f"{said}, and build again", "") from None

    def workers(self) -> int:
        """How many workers there are; raises SphinxParallelError if there is no scheduler."""
        with suppress(OSError, TimeoutError):
            if self.client.status == "running":
                return len(self.client.nthreads())  # type: ignore[no-untyped-call]
        raise SphinxParallelError(f"the scheduler at {self.address} is gone; build again", "")

    def _back(self, future: Future[bytes]) -> tuple[Done, list[tuple[str, bytes, bool]]]:
        """What came of a part, with its files; raises what it failed at, or SphinxParallelError."""
        from distributed import KilledWorker

        try:
            found: tuple[Done, list[tuple[str, bytes, bool]]] = pickle.loads(future.result())
        except SphinxParallelError as error:
            raise SphinxParallelError(f"a part failed twice: {error.message}", error.traceback) from error
        except SphinxError:  # of which an author can mend the cause
            raise
        except KilledWorker as error:
            number = error.allowed_failures + 1
            said = f"{number} workers were ended while they were at a part, as systems do where there is too little"
            raise SphinxParallelError(f"{said} memory; give each more, or start fewer on a machine", "") from error
        except (OtherProgramError, ImportError) as error:
            raise ClusterError(
                f"a worker at {self.address} has another program: "
                f"{error}; here: {program_here()}; install there what is here, with the same Python: "
                f"pip install 'sphinx-newsroom[dask]=={__version__}'"
            ) from error
        except Exception as error:
            said = f"a part failed twice: {type(error).__name__}: {error}; build again"
            raise SphinxParallelError(said, "".join(traceback.format_exception(error))) from error
        return found


@contextmanager
def on(address: str | None, jobs: int) -> Iterator[Machines]:
    """Use the cluster whose scheduler is at an *address*, or one of *jobs* processes of this machine.

    It is asked once there is work for it, which raises ClusterError if it cannot be used, as this does without Dask.
    """
    try:
        import dask
        import distributed  # noqa: F401 (where it is missing, that is said before the build begins)
    except ImportError as error:
        raise ClusterError(f"--on needs {error.name}, which is not installed: {INSTALL}") from error
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_SETTINGS))
        asked = _WhenAsked(lambda: _connected(address, jobs, stack))
        token = MACHINES.set(asked)
        try:
            yield asked
        finally:
            MACHINES.reset(token)


@dataclass
class _WhenAsked:
    """A cluster that is begun, or connected, when there is work for it: for most changes there is none."""

    connect: Callable[[], Cluster]

    def share(self, work: Portable, shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """As :meth:`Cluster.share`; raises ClusterError, too."""
        yield from self._cluster.share(work, shards)

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
    stack.callback(_have_forgotten, client)
    logger.info("newsroom: %d workers at %s share the work", cluster.workers(), address)
    return cluster


def _have_forgotten(client: Client) -> None:
    with suppress(OSError, TimeoutError):  # what is gone has forgotten it as well
        client.run(forget, on_error="ignore")
