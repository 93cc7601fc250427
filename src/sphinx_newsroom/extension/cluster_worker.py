"""What a worker of the cluster does: it takes bytes and gives bytes, and needs no folder but one for itself."""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
import tempfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.store import Basis, Store, maker
from sphinx_newsroom.extension.workers import Done, done
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.outputs.writing import SiteFolder

# Work as bytes: pickled without what stands on this machine alone, in whose place another machine has its own.

PROTOCOL = pickle.HIGHEST_PROTOCOL


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Which pickle knows by a name that nobody can ask for.
copyreg.pickle(MappingProxyType, lambda mapping: (_proxy, (dict(mapping),)))


class Parcel(NamedTuple):
    """Work as bytes, with what of this machine it named: the folder that its files go to, and the store of texts."""

    data: bytes
    folder: SiteFolder | None
    store: Path | None


def packed(work: Callable[[Any], Any]) -> Parcel:
    """Work as bytes; see :func:`unpacked`."""
    found: dict[type, Any] = {}

    def of_this_machine(thing: Any) -> tuple[Callable[..., object], tuple[str]]:
        found[type(thing)] = thing
        return _held, (type(thing).__name__,)

    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, PROTOCOL)
    pickler.dispatch_table = {
        **copyreg.dispatch_table,
        SiteFolder: of_this_machine,
        Store: of_this_machine,
    }
    pickler.dump(work)
    store = found.get(Store)
    return Parcel(stream.getvalue(), found.get(SiteFolder), store.place if store else None)


class LocalPart(NamedTuple):
    """What a machine has of its own in the place of what is not sent."""

    folder: SiteFolder
    store: Store | None


_HELD: ContextVar[LocalPart] = ContextVar("held")


def unpacked(data: bytes, held: LocalPart) -> Any:
    """Work from its bytes, with what this machine has in the place of what another had."""
    token = _HELD.set(held)
    try:
        return pickle.loads(data)
    finally:
        _HELD.reset(token)


def _held(name: str) -> SiteFolder | Store | None:
    return _HELD.get().folder if name == SiteFolder.__name__ else _HELD.get().store


class SiteFile(NamedTuple):
    """A file that is to be written, and whether in its place: see :class:`.SiteFolder`."""

    path: str
    data: bytes
    in_place: bool


@dataclass(frozen=True)
class Gathering(SiteFolder):
    """A folder that writes nothing, and has what somebody else is to write."""

    root: str = ""
    files: list[SiteFile] = field(default_factory=list)

    def put(self, path: str, data: bytes) -> None:
        """Have a file, to be written in its place."""
        self.files.append(SiteFile(path, data, True))

    def write(self, path: str, data: bytes) -> bool:
        """Have a file."""
        self.files.append(SiteFile(path, data, False))
        return True

    def taken(self) -> list[SiteFile]:
        """All that there are, which are here no more."""
        found = self.files[:]
        self.files.clear()
        return found


class Copied(Store):
    """The store of another machine, for reading its texts."""

    def __init__(self, place: Path) -> None:
        super().__init__(place, Basis("", ""))

    def __post_init__(self) -> None:
        """Nothing: what is small of each text comes with the work."""


@cache
def made_with() -> str:
    """What is the same on all machines that make the same bytes: our code, the packages that it rides on, Python."""
    return fingerprint(maker(), version("distributed"))


def in_words() -> str:
    """What :func:`made_with` is made of, for people: a version of Python, and of the program."""
    python = ".".join(map(str, sys.version_info[:2]))
    return f"Python {python}, sphinx-newsroom {__version__}, Sphinx {version('sphinx')} ({made_with()[:8]})"


def told() -> tuple[str, str]:
    """What a worker makes bytes with, as a digest and in words."""
    return made_with(), in_words()


class OtherProgramError(Exception):
    """This machine would make other bytes."""


def hold(piece: bytes) -> bytes:
    """A piece of what much work needs: kept by whichever workers ask for it, and sent again where all were ended."""
    return piece


class Task(NamedTuple):
    """What a worker is told of a part: the key of the work, what it is to be made with, and the part itself."""

    key: str
    made_with: str
    part: bytes


class Back(NamedTuple):
    """What comes back of a part, and the files that are to be written."""

    done: Done
    files: list[SiteFile]


@dataclass
class _Work:
    """The work that a process is at, with what it has in the place of another machine's folder and store."""

    key: str
    work: Callable[[Any], Any]
    folder: Gathering


_at: list[_Work] = []
_stored: dict[str, Path] = {}
_one = ThreadPoolExecutor(max_workers=1)
"""One part at a time: what a process knows of the parts that it had, such as templates, is not for two threads."""


def do(task: Task, work: Sequence[bytes], store: Sequence[bytes], store_key: str) -> bytes:
    """Do a part of some work; both *work* and the *store* of texts are in pieces.  Raises OtherProgramError."""
    from distributed import get_worker

    folder = get_worker().local_directory  # which Dask takes away when the worker ends
    return _one.submit(_do, task, work, _Copy(store, store_key, folder)).result()


class _Copy(NamedTuple):
    """A store of texts in pieces, by a key, and the folder that it may be put into."""

    pieces: Sequence[bytes]
    key: str
    folder: str


def _do(task: Task, work: Sequence[bytes], store: _Copy) -> bytes:
    if task.made_with != made_with():
        raise OtherProgramError(in_words())
    if not _at or _at[0].key != task.key:
        _at.clear()
        folder = Gathering()
        held = LocalPart(folder, Copied(_file(store)) if store.pieces else None)
        _at.append(_Work(task.key, unpacked(zlib.decompress(b"".join(work)), held), folder))
    (at,) = _at
    at.folder.taken()  # of a part that failed
    found = done(at.work, pickle.loads(zlib.decompress(task.part)))
    return pickle.dumps(Back(found, at.folder.taken()), PROTOCOL)


def forget() -> None:
    """Let go of all work, and of the texts, once the build is over."""
    _one.submit(_forget).result()


def _forget() -> None:
    _at.clear()
    for place in _stored.values():
        place.unlink(missing_ok=True)
    _stored.clear()


def _file(store: _Copy) -> Path:
    """A store as a file of this process's own."""
    if store.key not in _stored:
        _forget()
        with tempfile.NamedTemporaryFile(prefix="newsroom-", suffix=".sqlite", dir=store.folder, delete=False) as file:
            for piece in store.pieces:
                file.write(piece)
        _stored[store.key] = Path(file.name)
    return _stored[store.key]
