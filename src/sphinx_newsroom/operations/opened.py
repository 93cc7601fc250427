"""An archive as commands open it: from its files, or from what a build kept of those that are as they were.

To read ten thousand files takes five seconds, and what builds keep of them one.  What is kept counts for a file of
which size, times, inode and device are what they were, as git takes them, or the bytes; so the archive is the same
either way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sphinx_newsroom.archive import as_published, loading
from sphinx_newsroom.archive.loading import Archive, EarlierReads
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.archive.store import STORE
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.files import WORK, work_place
from sphinx_newsroom.model.addresses import ReleaseId

PATIENCE = 2.0
"""Seconds to wait for a lock: those of a process that was killed take a moment to end."""


class BusyError(RuntimeError):
    """Another process holds the lock."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock that the file *path* stands for; its folder is made, and the file stays.

    Raises BusyError where another process has it, OSError where the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(str(path)) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def held_archive(root: Path) -> Iterator[None]:
    """Hold the lock of whoever changes the sources of the archive in *root*.

    Raises BusyError with what to tell where another command has it, OSError where the archive cannot be written to.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(held(work_place(root, "archive.lock")))
        except BusyError as error:
            raise BusyError("another command is writing in this archive; wait for it to end") from error
        yield


_WORTH = 4_000_000
"""Bytes of a store, some 400 texts: to read these files takes longer than to import what reads a store."""


def opened(
    root: Path,
    settings: Settings,
    *,
    reads: dict[str, Read] | None = None,
    beginning: bool = False,
    admitted: Collection[ReleaseId] | None = (),
) -> Archive:
    """The archive in *root* as its files have it; see :func:`.loading.load`."""
    known = _known(root, settings)
    return loading.load(root, settings, reads=reads, known=known, beginning=beginning, admitted=admitted)


def opened_as_published(root: Path, settings: Settings) -> Archive:
    """The archive in *root* as readers have it; see :func:`.standing.load`."""
    return as_published.load(root, settings, known=_known(root, settings))


def opened_for_readers(root: Path, settings: Settings) -> Archive:
    """The archive in *root* as readers have it; raises ConfigError if its ledger is damaged, as a build does."""
    archive = opened_as_published(root, settings)
    if wrong := next((one for one in archive.problems if one.code is Code.LEDGER and not one.pending), None):
        raise ConfigError(str(wrong))
    return archive


def _known(root: Path, settings: Settings) -> EarlierReads | None:
    """What the last build in the usual place kept, of the site, a preview or pages that are served."""
    found: list[tuple[int, Path]] = []
    with suppress(OSError):
        for place in Path(root, "_build", WORK).glob(f"*.doctrees/{STORE}"):
            about = place.stat()
            if about.st_size >= _WORTH:
                found.append((about.st_mtime_ns, place))
    if not found:
        return None
    from sphinx_newsroom.archive.store import known_in  # which a small archive need not wait for

    return next((known for _, place in sorted(found, reverse=True) if (known := known_in(place, settings))), None)
