"""Reading plain files without ever waiting for one; writing and removing files of the output, whole or not at all."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import stat
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent
"""The folder of the program: its modules, and below them the theme."""

TEMPORARY = ".newsroom-*.tmp"
"""The suffix of temporary files; one that a killed process left behind belongs to no output."""

WORK = ".newsroom-work"
"""The folder beside a site that one command leaves to the next; it doesn't belong to the archive."""

# Without O_NONBLOCK the opening of a pipe waits for somebody to write; Windows lacks it, and needs O_BINARY.
_QUICKLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class NotPlainError(OSError):
    """The path isn't a plain file; *strerror* says what it is."""


class TooLargeError(OSError):
    """A file has more bytes than its reader takes."""


LONGEST_NAME = 200
"""The bytes of an id, or of one part of it: what the site adds (``.r12.timemap``, ``.doctree``) must fit as well."""
LONGEST_PART = 255
"""The bytes of one part of any path: what ext4, XFS, APFS and NTFS take."""
LONGEST_PATH = 1_000
"""The bytes of a whole path: systems take 4,096, of which the folder of the site needs some."""


def too_long(path: str, part: int = LONGEST_PART) -> str:
    """What of a path is too long, in words with the limit; empty where nothing is."""
    # File systems count bytes, and a Cyrillic letter has two.
    longest = max(len(name.encode("utf-8", "surrogatepass")) for name in path.split("/"))
    if longest > part:
        return f"has {longest} bytes between two slashes, where at most {part} can be"
    whole = len(path.encode("utf-8", "surrogatepass"))
    return f"has {whole:,} bytes, where at most {LONGEST_PATH:,} can be" if whole > LONGEST_PATH else ""


def read_plain(path: Path | str, limit: int | None = None, *, follow: bool = False) -> bytes:
    """The bytes of a plain file of at most *limit* bytes; a symbolic link is one only where it may be followed.

    Nothing here waits: a pipe without a writer would hold up its reader for ever.  What is there is looked at
    before it is opened, since to open a device can do something, and again when it is open, since it may have been
    changed in between.  Raises NotPlainError, TooLargeError, or OSError where the system refuses.
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
"""Bytes of a file that are in memory at a time where all of them are not wanted."""


def digest_built(path: str, size: int) -> str:
    """The digest of a file of about *size* bytes that a build of ours wrote; raises OSError.

    Nothing is asked of the file but its bytes: a large build reads 100,000 of them.
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
    """The same of its bytes."""
    return hex_of_built(digesting_built(data))


def digesting_built(data: bytes = b"") -> hashlib._Hash:
    """The same for who has the bytes one after the other; :func:`hex_of_built` is the digest that comes of it."""
    # Most processors have SHA-256 by themselves: of a database of 100,000 releases .6 s in the place of 1.6.
    return hashlib.sha256(data, usedforsecurity=False)


def hex_of_built(made: hashlib._Hash) -> str:
    """The digest of all that was given."""
    return made.hexdigest()[:_SIGNS]


_SIGNS = 40
"""As long as :func:`digest` has it."""


def why_unread(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, in words: ``No such file or directory``."""
    return "it isn't UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def read_text(path: Path | str, limit: int | None = None, *, follow: bool = False) -> str:
    """The text of a plain file, as :func:`as_text` gives it.

    Raises as :func:`read_plain`, and UnicodeDecodeError where it is not UTF-8.
    """
    return as_text(read_plain(path, limit, follow=follow))


def read_exactly(path: Path | str, *, follow: bool = False) -> str:
    """The text of a plain file with its byte-order mark and line ends: for who will write it back.

    Raises as :func:`read_text`.
    """
    return read_plain(path, follow=follow).decode()


def as_text(data: bytes) -> str:
    """UTF-8, with a byte-order mark or without, as text with plain line ends; raises UnicodeDecodeError."""
    return mended(data.decode())


def mended(text: str) -> str:
    """A text without byte-order mark, whose lines end as ``\\n`` whatever wrote them."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse_special(mode: int, path: Path | str) -> None:
    if not stat.S_ISREG(mode):
        raise NotPlainError(errno.EINVAL, f"it is {kind_of(mode)}, not a file", os.fspath(path))


def kind_of(mode: int) -> str:
    """What a file mode says that something is, in words."""
    named = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISREG, "a file"),
    )
    return next((words for is_one, words in named if is_one(mode)), "a device")


CLOSE = 2_000_000_000
"""Nanoseconds within which a file may change again and have the same time: the coarsest clock (FAT) has 2 s."""


TICK = 50_000_000
"""The same where times have parts of a second: Linux counts them by its own ticks, of 10 ms at most."""


def close_to(status: os.stat_result) -> int:
    """Nanoseconds after the last change within which another may leave the same times."""
    parts = status.st_mtime_ns % 1_000_000_000, status.st_ctime_ns % 1_000_000_000
    return TICK if all(parts) else CLOSE


def state_at_rest(status: os.stat_result) -> str | None:
    """What tells that a file is the one that was looked at: git's five, but for the owner.

    None while the file may yet change within the same tick of the clock.
    """
    age = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns)
    if age < CLOSE and age < close_to(status):  # most are older, and every file of an archive is asked for
        return None
    return state_of(status)


def state_of(status: os.stat_result) -> str:
    """The same, of a file that may yet change."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"


def digest(data: bytes) -> str:
    """What tells the bytes of one file from those of any other."""
    # 160 bits, as git has them: by it a build knows that a file is still the one whose header it judged.
    return hashlib.blake2b(data, digest_size=20).hexdigest()


_ANYBODY = 0o666
"""The permissions of a new file, of which the system takes those away that the user's umask names."""


def write(path: Path | str, data: bytes | str, *, durable: bool = False, most: int = _ANYBODY) -> bool:
    """Write *data* (text as UTF-8) to *path* where its bytes differ from what is there.

    The bytes go to a temporary name in the same folder and are renamed over *path*, so that a reader sees the
    old file or the new one, never a part.  A file that already holds these bytes is left alone, mtime included.
    Another keeps its permissions: what somebody has kept to himself stays so.  Nobody gets more than those of *most*.
    With *durable* a power cut after the return leaves the new file, and one before it the old: the bytes are on the
    disk before they have their name, and the name before this returns (fsync(2), "Notes").
    Returns whether it wrote.  Raises OSError where that fails; then *path* is as it was and nothing else is left.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    with suppress(OSError):
        # the size first, which costs no reading
        if os.stat(path).st_size == len(content) and Path(path).read_bytes() == content:
            return False
    return write_parts(path, (content,), durable=durable, most=most)


def write_apart(path: str, data: bytes | Iterable[bytes]) -> bool:
    """Write a file as :func:`write` or :func:`write_parts` does, in a folder that nobody reads before all is written.

    So one that is new is written in its place, in two thirds of the time; of one that is torn, whoever builds there
    knows that the build did not end.  Another site may have the file that is there, so that makes room for another.
    """
    try:
        descriptor = _opened(path, _NEW)
    except FileExistsError:
        return write(path, data) if isinstance(data, bytes) else write_parts(path, data)
    _fill(path, descriptor, (data,) if isinstance(data, bytes) else data)
    return True


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet; of one that fails nothing is left.  Raises FileExistsError, OSError."""
    _fill(path, _opened(path, _NEW), (data,))


def write_parts(path: Path | str, parts: Iterable[bytes], *, durable: bool = False, most: int = _ANYBODY) -> bool:
    """Write a file as :func:`write` does, from parts of which only one is in memory at a time; returns likewise."""
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
        with suppress(OSError):  # some network file systems cannot, and the new file is there by now
            sync_folder(Path(target).parent)
    return True


def _temporary(target: str) -> str:
    # In the same folder, since a rename over the border of file systems is a copy, and can be seen half done.
    name = TEMPORARY.replace("*", f"{os.getpid()}-{threading.get_ident()}")
    return os.path.join(os.path.dirname(target), name)


def put(path: str, data: bytes, mtime_ns: int | None = None) -> None:
    """Write a file in place, its folder if need be, where nobody reads before all is written; raises OSError.

    With *mtime_ns* it bears that time.  Of one that fails nothing is left.
    """
    _put(path, (data,), durable=False)
    if mtime_ns is not None:
        os.utime(path, ns=(mtime_ns, mtime_ns))


_WHATEVER = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _put(temporary: str, parts: Iterable[bytes], *, durable: bool, mode: int = _ANYBODY, exactly: bool = False) -> None:
    """Write a file, its folder if need be; nothing is left of one that fails, by Ctrl-C or otherwise.

    Its permissions are those of *mode* but for the umask's, or these *exactly*, before any byte is in it.
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
    # Without Python's buffers and paths: a large build writes 100,000 small files, and these were half of the time.
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
        # Most folders are there, so none is asked for before it is missed.
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, mode)


def _discard(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def work_place(root: Path, name: str) -> Path:
    """The path of a file that commands on the archive in *root* leave to one another."""
    return root / "_build" / WORK / name


def leave(
    root: Path, name: str, data: bytes | str | Iterable[bytes], *, durable: bool = False, most: int = _ANYBODY
) -> bool:
    """Write what a later command on the archive in *root* finds at a :func:`work_place`; see :func:`write`.

    It may be given in parts, as for :func:`write_parts`.  Git is told to leave the folder alone, since two branches
    would merge two such notes.
    """
    write(work_place(root, ".gitignore"), "*\n")
    place = work_place(root, name)
    if isinstance(data, bytes | str):
        return write(place, data, durable=durable, most=most)
    return write_parts(place, data, durable=durable, most=most)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can tell that of folders; raises OSError."""
    if hasattr(os, "O_DIRECTORY"):  # not on Windows, which opens no folder
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_disk() -> None:
    """Have the system bring to the disk all that it holds back, where there are too many files to name each."""
    if hasattr(os, "sync"):  # not on Windows
        os.sync()


def remove(outdir: Path, path: str) -> bool:
    """Delete ``outdir/path``, then the folders above it that are now empty, below *outdir*.

    Returns whether there was such a file.  Raises ValueError for a path that leaves *outdir*, so that a damaged
    list of outputs never deletes anything else.
    """
    base = outdir.resolve()
    target = base / path
    # Only the folder is resolved: an output that is a symbolic link is deleted itself, not what it points to.
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
    """Whether a folder in an archive is a tool's own and holds nothing of its texts: a Python environment is one."""
    return os.path.basename(folder) in _ASIDE or os.path.isfile(f"{folder}/pyvenv.cfg")


# -- files of which only a chunk is in memory at a time: attachments, some of which are films

CHUNK = 1 << 20
"""Bytes that are in memory at a time."""


class ChangedError(OSError):
    """A file has other bytes than it had when its digest was taken."""


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def chunks_of(path: Path, sha256: str) -> Iterator[bytes]:
    """The bytes of a file with this SHA-256, one chunk after the other.

    Raises ChangedError after the last chunk where they are others: whoever writes them leaves nothing of them then.
    """
    made = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            made.update(piece)
            yield piece
    if made.hexdigest() != sha256:
        raise ChangedError(f"{path} was changed while it was read")


def fingerprint(*parts: object) -> str:
    """A short digest of values whose ``repr`` tells all: frozen records, tuples, text, numbers."""
    # repr and not hash(), which differs from one process to the next; apart, so that ("ab", "c") is not ("a", "bc").
    told = "\0".join([*map(repr, parts), ""]).encode()
    # 96 bits: among a million outputs two are alike by chance once in 10^17 archives.
    return hashlib.blake2b(told, digest_size=12).hexdigest()


# -- what the system said of files when a build asked whether anything changed, for who asks again

_KNOWN_STATES: dict[str, str] = {}


@contextmanager
def known_states(states: dict[str, str]) -> Iterator[None]:
    """While this lasts, the *states* of files, by their whole paths, are those that the system just told.

    They are taken out of what is given, so that each is let go of once it was asked for.
    """
    _KNOWN_STATES.update(states)
    states.clear()
    try:
        yield
    finally:
        _KNOWN_STATES.clear()


def known_state(path: str) -> str | None:
    """What was told of a file, as :func:`state_at_rest` has it; None where nothing was.

    It is told once: whoever asks later wants to know what is there by then.
    """
    return _KNOWN_STATES.pop(path, None)


# -- what is below a folder, by its names

_TEMPORARY = TEMPORARY.split("*")


def is_temporary(name: str) -> bool:
    """Whether a file is called as one that is being written."""
    return name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])


class Below(NamedTuple):
    """A folder below another: the beginning of the paths in it (``releases/2011/``), its permissions, its files.

    *special* are the files that are links, pipes and the like.  Temporary files of a killed process are left out.
    """

    prefix: str
    mode: int
    files: list[str]
    special: list[str]


def folders_below(folder: str) -> Iterator[Below]:
    """A folder and all below it, or nothing if it doesn't exist; raises OSError."""
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
    """The paths of the files below a folder, from there; links to files count as files.  Raises OSError."""
    found = set[str]()
    for below in folders_below(folder):
        found.update([below.prefix + name for name in below.files])
        found.difference_update(
            below.prefix + name for name in below.special if not os.path.isfile(f"{folder}/{below.prefix}{name}")
        )
    return found
