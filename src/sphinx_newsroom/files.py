"""Read regular files without blocking, and write and delete files atomically."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import json
import os
import stat
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = Path(__file__).parent
"""The package's folder, with its modules and the theme."""

TEMPORARY = ".newsroom-*.tmp"
"""The pattern of temporary files; those left by a killed process aren't part of any output."""

WORK = ".newsroom-work"
"""The folder next to a site that commands share data in; it isn't part of the archive."""

# Without O_NONBLOCK, opening a pipe waits for a writer. Windows doesn't have it, and needs O_BINARY.
_QUICKLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class NotPlainError(OSError):
    """The path isn't a regular file; *strerror* says what it is."""


class TooLargeError(OSError):
    """A file is larger than its reader's limit."""


LONGEST_NAME = 200
"""The longest id, or part of one, in bytes; leaves room for suffixes such as ``.r12.timemap`` and ``.doctree``."""
LONGEST_PART = 255
"""The longest part of any path, in bytes: the limit of ext4, XFS, APFS and NTFS."""
LONGEST_PATH = 1_000
"""The longest path, in bytes: systems allow 4,096, which includes the site's folder."""


def too_long(path: str, part: int = LONGEST_PART) -> str:
    """Say what is too long about a path, with the limit; empty if nothing is."""
    # File systems count bytes, and a Cyrillic letter has two.
    longest = max(len(name.encode("utf-8", "surrogatepass")) for name in path.split("/"))
    if longest > part:
        where = " between two slashes" if "/" in path else ""
        return f"has {longest} bytes{where}, but the limit is {part}"
    length = len(path.encode("utf-8", "surrogatepass"))
    return f"has {length:,} bytes, but the limit is {LONGEST_PATH:,}" if length > LONGEST_PATH else ""


def read_plain(path: Path | str, limit: int | None = None, *, follow: bool = False) -> bytes:
    """Read a regular file of at most *limit* bytes; symbolic links are refused unless *follow* is set.

    It never blocks, unlike opening a pipe that has no writer. The type is checked before opening, since opening a
    device can have effects, and again after, since the file may have been replaced in between. Raises NotPlainError,
    TooLargeError or OSError.
    """
    _refuse_special((os.stat if follow else os.lstat)(path).st_mode, path)
    descriptor = os.open(path, _QUICKLY | (0 if follow else _NO_LINK))
    with open(descriptor, "rb") as stream:
        _refuse_special(os.fstat(descriptor).st_mode, path)
        data = stream.read() if limit is None else stream.read(limit + 1)
    if limit is not None and len(data) > limit:
        raise TooLargeError(errno.EFBIG, f"it has more than {limit:,} bytes", os.fspath(path))
    return data


_AT_ONCE = 1 << 20
"""The size of the chunks in which files are hashed."""


def digest_built(path: str, size: int) -> str:
    """Return the digest of a file of about *size* bytes that our build wrote; raises OSError.

    It makes no stat calls, because a large build reads 100,000 files.
    """
    made = digesting_built()
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    try:
        while piece := os.read(descriptor, min(size + 1, _AT_ONCE)):
            made.update(piece)
    finally:
        os.close(descriptor)
    return hex_of_built(made)


def digest_of_built(data: bytes) -> str:
    """Return the digest of bytes that our build wrote."""
    return hex_of_built(digesting_built(data))


def digesting_built(data: bytes = b"") -> hashlib._Hash:
    """Begin a digest to which bytes can be added; :func:`hex_of_built` finishes it."""
    # Most processors have instructions for SHA-256, which makes it faster than BLAKE2.
    return hashlib.sha256(data, usedforsecurity=False)


def hex_of_built(made: hashlib._Hash) -> str:
    """Return the digest as hexadecimal digits."""
    return made.hexdigest()[:_SIGNS]


_SIGNS = 40
"""The same length as the result of :func:`digest`."""


def why_unread(error: OSError | UnicodeDecodeError) -> str:
    """Say why a file can't be read: ``No such file or directory``."""
    return "it isn't UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def read_text(path: Path | str, limit: int | None = None, *, follow: bool = False) -> str:
    """Read a regular file as UTF-8 text with normalized line endings; see :func:`as_text`.

    Raises the errors of :func:`read_plain`, and UnicodeDecodeError if it isn't UTF-8.
    """
    return as_text(read_plain(path, limit, follow=follow))


def read_exactly(path: Path | str, *, follow: bool = False) -> str:
    """Read a regular file as UTF-8 text, keeping its byte-order mark and line endings, so that it can be written back.

    Raises the errors of :func:`read_text`.
    """
    return read_plain(path, follow=follow).decode()


def bytes_of(path: Path) -> bytes | None:
    """Return a file's content, or None if there is no readable regular file."""
    try:
        return read_plain(path, follow=True)
    except OSError:
        return None


def as_text(data: bytes) -> str:
    """Decode UTF-8, with or without a byte-order mark, and normalize line endings; raises UnicodeDecodeError."""
    return mended(data.decode())


def mended(text: str) -> str:
    """Remove the byte-order mark and convert all line endings to ``\\n``."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse_special(mode: int, path: Path | str) -> None:
    if not stat.S_ISREG(mode):
        raise NotPlainError(errno.EINVAL, f"it is {kind_of(mode)}, not a file", os.fspath(path))


def kind_of(mode: int) -> str:
    """Say what kind of file a mode means: ``a symbolic link``."""
    named = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISREG, "a file"),
    )
    return next((words for is_one, words in named if is_one(mode)), "a device")


CLOSE = 2_000_000_000
"""The time in nanoseconds in which a file may change without changing its mtime: the coarsest clock (FAT) has 2 s."""


TICK = 50_000_000
"""That time if timestamps have fractions of a second: Linux updates them at each tick, of 10 ms at most."""


def close_to(status: os.stat_result) -> int:
    """Return for how many nanoseconds after a change another one may leave the same timestamps."""
    parts = status.st_mtime_ns % 1_000_000_000, status.st_ctime_ns % 1_000_000_000
    return TICK if all(parts) else CLOSE


def state_at_rest(status: os.stat_result) -> str | None:
    """Return the state of a file, to detect changes, as in git's index but without the owner.

    None if the file may still change within the same tick of the clock.
    """
    age = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns)
    # Tested first because most files are older, and every file of an archive is checked
    if age < CLOSE and age < close_to(status):
        return None
    return state_of(status)


def state_of(status: os.stat_result) -> str:
    """Return the state of a file, to detect changes, even if it may still be changing."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"


def digest(data: bytes) -> str:
    """Return a digest of a file's content."""
    # 160 bits, as in git: a build relies on it to detect that a file is unchanged.
    return hashlib.blake2b(data, digest_size=20).hexdigest()


_ANYBODY = 0o666
"""The permissions of a new file, before the umask."""


def write(path: Path | str, data: bytes | str, *, durable: bool = False, most: int = _ANYBODY) -> bool:
    """Write *data* (text as UTF-8) to *path* atomically, unless the file already has this content.

    The data is written to a temporary file in the same folder, which is then renamed, so that readers see the old or
    the new file. An unchanged file keeps its mtime. A changed file keeps its permissions, limited to *most*.

    With *durable*, the data is synced before the rename and the folder after it, so that a power cut leaves one of the
    two files intact (fsync(2), "Notes").

    Returns whether it wrote. Raises OSError if that fails; then *path* is unchanged and no temporary file is left.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    with suppress(OSError):
        # the size first, because reading takes longer
        if os.stat(path).st_size == len(content) and Path(path).read_bytes() == content:
            return False
    return write_parts(path, (content,), durable=durable, most=most)


def checked(value: object) -> str:
    """Return a value as JSON below its checksum, as the content of a file for :func:`read_checked`."""
    content = json.dumps(value)
    return f"{digest(content.encode())}\n{content}"


def read_checked(path: Path) -> Any:
    """Return the value in a file with :func:`checked` content; raises OSError, or ValueError if it is damaged."""
    check, _, content = path.read_text(encoding="utf-8").partition("\n")
    if digest(content.encode()) != check:
        raise ValueError(f"{path} is damaged")
    return json.loads(content)


def write_apart(path: str, data: bytes | Iterable[bytes]) -> bool:
    """Write a file as :func:`write` or :func:`write_parts` does, in a folder that isn't read before the build ends.

    A new file is written directly, which takes a third less time; a failed build is detected by other means. An
    existing file may be hard-linked from another site, so it is replaced and not overwritten.
    """
    try:
        descriptor = _opened(path, _NEW)
    except FileExistsError:
        return write(path, data) if isinstance(data, bytes) else write_parts(path, data)
    _fill(path, descriptor, (data,) if isinstance(data, bytes) else data)
    return True


def write_new(path: str, data: bytes) -> None:
    """Create a file; if that fails, nothing is left. Raises FileExistsError, OSError."""
    _fill(path, _opened(path, _NEW), (data,))


def write_parts(path: Path | str, parts: Iterable[bytes], *, durable: bool = False, most: int = _ANYBODY) -> bool:
    """Write a file as :func:`write` does, from chunks of which only one is in memory at a time."""
    target = os.fspath(path)
    kept = None
    with suppress(OSError):
        kept = stat.S_IMODE(os.stat(target).st_mode) & most
    temporary = _temporary(target)
    _put(temporary, parts, durable=durable, mode=most if kept is None else kept, exactly=kept is not None)
    try:
        with suppress(OSError):
            if kept is not None and filecmp.cmp(temporary, target, shallow=False):
                os.unlink(temporary)
                return False
        os.replace(temporary, target)
    except BaseException:
        _discard(temporary)
        raise
    if durable:
        with suppress(OSError):  # some network file systems can't, and the new file exists by now
            sync_folder(Path(target).parent)
    return True


def _temporary(target: str) -> str:
    # In the same folder, since a rename across file systems is a copy and not atomic.
    name = TEMPORARY.replace("*", f"{os.getpid()}-{threading.get_ident()}")
    return os.path.join(os.path.dirname(target), name)


def put(path: str, data: bytes) -> None:
    """Write a file directly, creating its folder if needed; raises OSError and then leaves nothing.

    For folders that nobody reads before the build ends.
    """
    _put(path, (data,), durable=False)


_WHATEVER = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _put(temporary: str, parts: Iterable[bytes], *, durable: bool, mode: int = _ANYBODY, exactly: bool = False) -> None:
    """Write a file, creating its folder if needed; if that fails, even by Ctrl-C, nothing is left.

    Its permissions are *mode* without the umask's, or *mode* *exactly*, set before any data is written.
    """
    try:
        descriptor = _opened(temporary, _WHATEVER, mode)
        if exactly and hasattr(os, "fchmod"):  # not on Windows before Python 3.13
            with suppress(OSError):  # some network drives have no permissions
                os.fchmod(descriptor, mode)
    except BaseException:
        _discard(temporary)
        raise
    _fill(temporary, descriptor, parts, durable=durable)


def _fill(path: str, descriptor: int, parts: Iterable[bytes], *, durable: bool = False) -> None:
    # Without Python's file objects and paths, which took half of the time for the 100,000 small files of a large build.
    try:
        try:
            for part in parts:
                left = memoryview(part)
                while left:
                    left = left[os.write(descriptor, left) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        _discard(path)
        raise


def _opened(path: str, flags: int, mode: int = _ANYBODY) -> int:
    try:
        return os.open(path, flags, mode)
    except FileNotFoundError:
        # Most folders exist, so they are only created when opening fails.
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, mode)


def _discard(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def work_place(root: Path, name: str) -> Path:
    """Return the path of a file through which commands on the archive in *root* share data."""
    return root / "_build" / WORK / name


def leave(
    root: Path, name: str, data: bytes | str | Iterable[bytes], *, durable: bool = False, most: int = _ANYBODY
) -> bool:
    """Write a file that a later command on the archive in *root* reads at :func:`work_place`; see :func:`write`.

    *data* may be chunks, as for :func:`write_parts`. A ``.gitignore`` excludes the folder, so that git doesn't merge
    two versions.
    """
    write(work_place(root, ".gitignore"), "*\n")
    place = work_place(root, name)
    if isinstance(data, bytes | str):
        return write(place, data, durable=durable, most=most)
    return write_parts(place, data, durable=durable, most=most)


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk, if the system supports it; raises OSError."""
    if hasattr(os, "O_DIRECTORY"):  # not on Windows, where folders can't be opened
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_disk() -> None:
    """Sync all file systems, for writes of too many files to sync each."""
    if hasattr(os, "sync"):  # not on Windows
        os.sync()


def remove(outdir: Path, path: str) -> bool:
    """Delete ``outdir/path``, then its parent folders inside *outdir* if they are empty.

    Returns whether the file existed. Raises ValueError if the path leaves *outdir*, so that a damaged list of outputs
    can't delete other files.
    """
    base = outdir.resolve()
    target = base / path
    # Only the folder is resolved: if the output is a symbolic link, the link is deleted and not its target.
    folder = target.parent.resolve()
    if target.name in ("", "..") or not folder.is_relative_to(base) or folder / target.name == base:
        raise ValueError(f"{path!r} is not a path inside the output folder")
    try:
        (folder / target.name).unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    while folder != base:
        try:
            folder.rmdir()
        except OSError:
            break
        folder = folder.parent
    return True


_ASIDE = frozenset({"_build", ".git", "__pycache__", "node_modules"})


def is_aside(folder: str) -> bool:
    """Whether a folder in an archive belongs to a tool, such as a Python environment, and contains no texts."""
    return os.path.basename(folder) in _ASIDE or os.path.isfile(f"{folder}/pyvenv.cfg")


# -- files that are read in chunks: attachments, which may be videos

CHUNK = 1 << 20
"""The size of a chunk, in bytes."""


class ChangedError(OSError):
    """A file has changed since its digest was taken."""


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits; raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def chunks_of(path: Path, sha256: str) -> Iterator[bytes]:
    """Yield the bytes of a file with this SHA-256, in chunks.

    Raises ChangedError after the last chunk if the digest differs; the caller must then discard what it wrote.
    """
    made = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            made.update(piece)
            yield piece
    if made.hexdigest() != sha256:
        raise ChangedError(f"{path} was changed while it was read")


def fingerprint(*parts: object) -> str:
    """Return a short digest of values whose ``repr`` is complete: frozen records, tuples, text, numbers."""
    # repr because hash() differs between processes; with separators so that ("ab", "c") differs from ("a", "bc").
    text = "\0".join([*map(repr, parts), ""]).encode()
    # 96 bits: a collision among a million outputs has a probability of about 10^-17.
    return hashlib.blake2b(text, digest_size=12).hexdigest()


# -- listing folders

_TEMPORARY = TEMPORARY.split("*")


def is_temporary(name: str) -> bool:
    """Whether a file name belongs to a temporary file."""
    return name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])


class Below(NamedTuple):
    """A folder below another: its path as a prefix (``releases/2011/``), its permissions and its files.

    *special* are the files that are links, pipes and the like. Temporary files of a killed process are left out.
    """

    prefix: str
    mode: int
    files: list[str]
    special: list[str]


def folders_below(folder: str) -> Iterator[Below]:
    """Yield a folder and all folders below it, or nothing if it doesn't exist; raises OSError."""
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        prefix = waiting.pop()
        files, special = [], []
        with os.scandir(f"{folder}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{entry.name}/")
                elif not is_temporary(entry.name):
                    files.append(entry.name)
                    if not entry.is_file(follow_symlinks=False):
                        special.append(entry.name)
        yield Below(prefix, stat.S_IMODE(os.stat(f"{folder}/{prefix}").st_mode), files, special)


def files_below(folder: str) -> set[str]:
    """Return the relative paths of the files below a folder; links to files count as files. Raises OSError."""
    found = set[str]()
    for below in folders_below(folder):
        found.update([below.prefix + name for name in below.files])
        found.difference_update(
            below.prefix + name for name in below.special if not os.path.isfile(f"{folder}/{below.prefix}{name}")
        )
    return found
