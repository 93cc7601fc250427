"""One process at a time: the lock of a site that is built, and of an archive that is recorded in.

The locking itself is filelock's: it has each system's own lock, and one of its own where a file system has none.
A lock ends with its process, however that ends, and no process that was forked from it holds it any longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sphinx_newsroom.files import work_place

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
