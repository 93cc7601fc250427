"""A journal of the current and the last operation, so that an interrupted one can be completed and the last one undone.

The journal contains each file as it was before and will be after; large files are stored next to it, named by digest.
It is in the work folder, outside the archive. It is void once a file matches neither version.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sphinx_newsroom.files import (
    TEMPORARY,
    chunks_of,
    leave,
    remove,
    sha256_of_file,
    sync_disk,
    work_place,
    write,
    write_parts,
)
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS

LARGE = 8 << 20
"""Larger files aren't loaded into memory as a whole."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """The content of a large file: its SHA-256, and a *place* that has it."""

    sha256: str
    place: Path


Content = bytes | LargeFile


def content_of(path: Path) -> Content | None:
    """Return a file's content, or None if there is no readable file."""
    try:
        return LargeFile(sha256_of_file(path), path) if path.stat().st_size > LARGE else path.read_bytes()
    except OSError:
        return None


def sha256_of(content: Content) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits."""
    return content.sha256 if isinstance(content, LargeFile) else hashlib.sha256(content).hexdigest()


def alike(one: Content | None, other: Content | None) -> bool:
    """Whether two contents are equal, or both None."""
    if one is None or other is None or type(one) is type(other) is bytes:
        return one == other
    return sha256_of(one) == sha256_of(other)


def size_of(content: Content) -> int:
    """Return the size of a file's content in bytes; raises OSError."""
    return content.place.stat().st_size if isinstance(content, LargeFile) else len(content)


def whole(content: Content | None) -> bytes:
    """Return a file's content as bytes, empty for None; raises OSError."""
    return b"".join(pieces(content)) if content is not None else b""


def pieces(content: Content) -> Iterator[bytes]:
    """Yield a file's content in chunks; raises OSError, also at the end if a large file has changed."""
    if isinstance(content, LargeFile):
        yield from chunks_of(content.place, content.sha256)
    else:
        yield content


_BEGUN, _LAST, _LARGE_FILES = "begun", "last", "files"
_FEW = 50
"""The most files that are synced one by one: each sync takes milliseconds, and an import has thousands of files."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after an operation; None if it doesn't exist."""

    path: str
    before: Content | None
    after: Content | None

    def undone(self) -> FileChange:
        """Return the reverse change."""
        return FileChange(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Journal:
    """An operation: its command line (*call*), its changes, and the lines to print when it is done (*report*)."""

    call: tuple[str, ...]
    changes: tuple[FileChange, ...]
    report: tuple[str, ...] = ()


def begin(root: Path, journal: Journal) -> Journal:
    """Save an operation that is about to run, and return it with its large files stored next to the journal.

    Raises OSError.
    """
    most = _common_permissions(root, journal.changes)

    def held(content: Content | None, *, was: bool) -> Content | None:
        if content is None or size_of(content) <= LARGE:
            return content
        found = _large_file(root, sha256_of(content))
        if not alike(content_of(found.place), found) and not (was and _hard_linked(content, found.place)):
            leave(root, f"{_file_name(_LARGE_FILES)}/{found.sha256}", pieces(content), durable=True, most=most)
        return found

    # The new contents first, as copies, because files in the archive may still be written to.
    changes = [replace(change, after=held(change.after, was=False)) for change in journal.changes]
    changes = [replace(change, before=held(change.before, was=True)) for change in changes]
    noted = replace(journal, changes=tuple(changes))
    leave(root, _file_name(_BEGUN), _text(noted), durable=True, most=most)
    return noted


def _large_file(root: Path, sha256: str) -> LargeFile:
    """Return a large file stored next to the journal."""
    return LargeFile(sha256, _place(root, f"{_LARGE_FILES}/{sha256}"))


def _hard_linked(content: Content, place: Path) -> bool:
    """Try to keep a file that will be replaced or deleted by making a hard link, which takes almost no time."""
    if not isinstance(content, LargeFile) or content.place.is_symlink():
        return False
    with suppress(OSError, NotImplementedError):  # another file system, or one without hard links
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        os.link(content.place, place)
        return sha256_of_file(place) == content.sha256
    return False


def _common_permissions(root: Path, changes: Iterable[FileChange]) -> int:
    """Return the permissions that all files have in common, because the journal contains all of them."""
    found = 0o666
    for change in changes:
        with suppress(OSError):
            found &= os.stat(root / change.path).st_mode
    return found | 0o600


def carry_on(root: Path, journal: Journal) -> None:
    """Complete an operation, and keep its journal as the last operation's; raises OSError."""
    few = len(journal.changes) <= _FEW
    for change in journal.changes:
        if isinstance(change.after, LargeFile):
            write_parts(root / change.path, pieces(change.after), durable=few)
        elif change.after is not None:
            write(root / change.path, change.after, durable=few)
    if not few:
        sync_disk()
    for change in journal.changes:
        if change.after is None:
            remove(root, change.path)
    if journal.call[:1] == ("erase",):
        _forget_words(root)
    else:
        _place(root, _BEGUN).replace(_place(root, _LAST))
    _sweep(root)


def _forget_words(root: Path) -> None:
    """Delete all caches and journals, because any of them may contain the erased text.

    The journal of the erasure and its large files are deleted last. Lock files are empty and stay.
    """
    begun, files = _place(root, _BEGUN), _place(root, _LARGE_FILES)
    for path in begun.parent.iterdir():
        if path.is_dir() and path != files:
            shutil.rmtree(path)
        elif path not in (begun, files) and path.stat().st_size:
            path.unlink()
    begun.unlink()


def _sweep(root: Path) -> None:
    """Delete the large files that neither journal needs."""
    begun, done = _read(root, _BEGUN), _read(root, _LAST)
    needed = [change.before for one in (begun, done) if one for change in one.changes]
    needed += [change.after for change in begun.changes] if begun else []
    names = {content.sha256 for content in needed if isinstance(content, LargeFile)}
    folder = _place(root, _LARGE_FILES)
    with suppress(OSError):  # usually there are none
        for name in os.listdir(folder):
            if name not in names:
                os.unlink(folder / name)
        folder.rmdir()  # fails unless it is empty


def interrupted(root: Path) -> Journal | None:
    """Return the operation that was interrupted, if only some of its files were changed and none were edited since."""
    journal = _read(root, _BEGUN)
    if journal is None:
        return None
    now = [content_of(root / change.path) for change in journal.changes]
    rows = list(zip(journal.changes, now, strict=True))
    if not all(alike(found, change.before) or alike(found, change.after) for change, found in rows):
        return None  # someone continued by hand
    # If no file was changed, the operation hadn't started, and can be run again.
    made = (alike(found, change.after) for change, found in rows if not alike(change.before, change.after))
    return journal if any(made) else None


def last(root: Path) -> Journal | None:
    """Return the last operation that was completed, or None if there is no journal."""
    return _read(root, _LAST)


def forget(root: Path, *, begun: bool = True) -> None:
    """Delete the journal of the current operation, or of the last one."""
    _place(root, _BEGUN if begun else _LAST).unlink(missing_ok=True)
    _sweep(root)


def clear_away(root: Path) -> None:
    """Delete what a killed process left behind; the caller must hold the archive's lock."""
    _sweep(root)
    for folder in SOURCE_FOLDERS:
        for place, _, names in os.walk(root / folder):
            for name in names:
                if fnmatch(name, TEMPORARY):
                    with suppress(OSError):
                        os.unlink(os.path.join(place, name))
    for path in root.glob(TEMPORARY):
        with suppress(OSError):
            path.unlink()


def changes_of(root: Path, files: Mapping[str, Content], gone: Iterable[str]) -> tuple[FileChange, ...]:
    """Return the changes in *root* that write *files* and delete those in *gone*."""
    changes = [FileChange(path, content_of(root / path), content) for path, content in files.items()]
    changes += [FileChange(path, content_of(root / path), None) for path in gone]
    return tuple(change for change in changes if not alike(change.before, change.after))


def _file_name(which: str) -> str:
    return f"operation.{which}"


def _place(root: Path, which: str) -> Path:
    return work_place(root, _file_name(which))


def _text(journal: Journal) -> str:
    rows = [[change.path, _encoded(change.before), _encoded(change.after)] for change in journal.changes]
    return json.dumps({"call": journal.call, "told": journal.report, "changes": rows}) + "\n"


def _encoded(content: Content | None) -> object:
    if isinstance(content, LargeFile):
        return {"sha256": content.sha256}
    return None if content is None else base64.b64encode(content).decode()


def _read(root: Path, which: str) -> Journal | None:
    """Read a journal, or return None if it is missing or damaged, or if a large file is missing."""

    def decoded(data: Any) -> Content | None:
        if isinstance(data, dict):
            return _large_file(root, data["sha256"])
        return None if data is None else base64.b64decode(data)

    try:
        row: Mapping[str, Any] = json.loads(_place(root, which).read_bytes())
        rows: Sequence[Sequence[Any]] = row["changes"]
        changes = tuple(FileChange(str(name), decoded(before), decoded(after)) for name, before, after in rows)
        # The new contents of a completed operation are in the archive and aren't needed again.
        needed = [one for change in changes for one in (change.before, change.after if which == _BEGUN else None)]
        if any(isinstance(one, LargeFile) and not one.place.is_file() for one in needed):
            return None
        return Journal(tuple(row["call"]), changes, tuple(row["told"]))
    except (OSError, ValueError, TypeError, KeyError, binascii.Error):
        return None


# The lock for commands that write to an archive.

PATIENCE = 2.0
"""The number of seconds to wait for a lock: a killed process takes a moment to end."""


class BusyError(RuntimeError):
    """Another process holds the lock."""


@contextmanager
def lock(path: Path, message: str = "") -> Iterator[None]:
    """Hold the lock file *path*, creating its folder; the file isn't deleted afterwards.

    Raises BusyError with *message* if another process has the lock, and OSError if the file can't be written.
    """
    from filelock import FileLock, Timeout  # only needed for writing

    path.parent.mkdir(parents=True, exist_ok=True)
    file_lock = FileLock(path, timeout=PATIENCE)
    try:
        file_lock.acquire()
    except Timeout as error:
        raise BusyError(message or str(path)) from error
    try:
        yield
    finally:
        file_lock.release()


def archive_lock(root: Path) -> AbstractContextManager[None]:
    """Hold the lock for changing the sources of the archive in *root*; raises BusyError and OSError."""
    return lock(work_place(root, "archive.lock"), "another command is writing in this archive; wait for it to end")
