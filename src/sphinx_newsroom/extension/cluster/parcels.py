"""Work as bytes: pickled without what stands on this machine alone, in whose place another machine has its own."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sphinx_newsroom.archive.compiled.known import Basis
from sphinx_newsroom.archive.compiled.store import Store
from sphinx_newsroom.outputs.site_folder import SiteFolder

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


class Held(NamedTuple):
    """What a machine has of its own in the place of what is not sent."""

    folder: SiteFolder
    store: Store | None


_HELD: ContextVar[Held] = ContextVar("held")


def unpacked(data: bytes, held: Held) -> Any:
    """Work from its bytes, with what this machine has in the place of what another had."""
    token = _HELD.set(held)
    try:
        return pickle.loads(data)
    finally:
        _HELD.reset(token)


def _held(name: str) -> SiteFolder | Store | None:
    return _HELD.get().folder if name == SiteFolder.__name__ else _HELD.get().store


class File(NamedTuple):
    """A file that is to be written, and whether in its place: see :class:`.SiteFolder`."""

    path: str
    data: bytes
    in_place: bool


@dataclass(frozen=True)
class Gathering(SiteFolder):
    """A folder that writes nothing, and has what somebody else is to write."""

    root: str = ""
    files: list[File] = field(default_factory=list)

    def put(self, path: str, data: bytes) -> None:
        """Have a file, to be written in its place."""
        self.files.append(File(path, data, True))

    def write(self, path: str, data: bytes) -> bool:
        """Have a file."""
        self.files.append(File(path, data, False))
        return True

    def taken(self) -> list[File]:
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
