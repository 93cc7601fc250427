"""What a build left behind, known again by the next: size, time and digest of each file.

Sphinx builds upon what it finds in its folders and asks only whether a file is there.  A page, a feed or a parsed
text that something else cut short or changed there would be published for ever, so what is no longer as it was left
is found out first.  A file is read only where its size or time differ: a copy of the folders, as machines keep them
between builds, has other times and the same bytes.  By the same seals it is known what of the published site is as
it was built.

To ask tens of thousands of files for their size and time takes longer than to build a release, so files of releases and
of the search are asked once, when the build ends: the time of a file's change, which nobody can set, tells whether the
build wrote it.  Those of folders that the build leaves alone another process can ask earlier (:mod:`.early_look`).
Before the build only their names are compared, and those of a folder that nothing happened to are not even read.  All
else is looked at before as well, since builds may make a file of what it was (the list of all mentions is most of the
list as it stood), and the new time would hide what was wrong.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import FolderState, digest_built, digest_of_built, tell, write
from sphinx_newsroom.files import names_in as names_below
from sphinx_newsroom.operations.site.files import LIST, Seal, digests_in, folder_of, names_in, row_of
from sphinx_newsroom.parallel import Shared, one_by_one, parts


@dataclass(frozen=True)
class Folder:
    """The files of a folder; *state* is the folder's own, where it was at rest when it was sealed.

    Most folders are as they were, and to make a seal of each of their files takes longer than to build a release.  So
    the names and digests stand as the *row* for the site's list, *sizes* and *times* as text in the same order, and
    all are taken apart only where somebody asks for a file.
    """

    state: FolderState | None
    row: str
    sizes: str = ""
    times: str = ""

    @classmethod
    def of(cls, path: str, state: FolderState | None, files: Mapping[str, Seal]) -> Folder:
        """A folder with some files, which are in the order of their names."""
        seals = files.values()
        return cls(
            state,
            # No name has a slash in it.
            row_of(path, "/".join(files), " ".join([seal.digest for seal in seals])),
            " ".join([str(seal.size) for seal in seals]),
            " ".join([str(seal.mtime_ns) for seal in seals]),
        )

    @cached_property
    def files(self) -> Mapping[str, Seal]:
        """The seals by the names of the files."""
        seals = map(Seal, self._numbers(self.sizes), self._numbers(self.times), self._digests())
        return dict(zip(self.names(), seals, strict=True))

    def some(self, numbers: Iterable[int]) -> Iterator[tuple[str, Seal]]:
        """Some of the files by their places among all, with their seals."""
        names, sizes, times, digests = self.names(), self.sizes.split(" "), self.times.split(" "), self._digests()
        for number in numbers:
            yield names[number], Seal(int(sizes[number]), int(times[number]), digests[number])

    def stamps(self) -> Iterator[tuple[str, int, int]]:
        """The names of the files with their sizes and times."""
        return zip(self.names(), self._numbers(self.sizes), self._numbers(self.times), strict=True)

    @property
    def count(self) -> int:
        """How many files there are."""
        return self.sizes.count(" ") + 1 if self.sizes else 0

    def names(self) -> list[str]:
        """The names of the files."""
        return names_in(self.row).split("/") if self.sizes else []

    def special(self) -> list[str]:
        """Those of links, pipes and the like, of which there is no digest."""
        all_have = "  " not in f" {digests_in(self.row)} "
        return [] if all_have else [name for name, seal in self.files.items() if not seal.digest]

    def _digests(self) -> list[str]:
        return digests_in(self.row).split(" ") if self.sizes else []

    @staticmethod
    def _numbers(column: str) -> Iterator[int]:
        return map(int, column.split())


class Size(NamedTuple):
    """How much files are: their *bytes*, and the *largest* with its path."""

    bytes: int = 0
    largest: tuple[int, str] = (0, "")


class Seals(Mapping[str, Seal]):
    """The seals of all files below a folder by their paths; *folders* has them by folder, its own as ``""``."""

    def __init__(self, folders: Mapping[str, Folder] | None = None) -> None:
        self.folders = folders or {}

    def __getitem__(self, path: str) -> Seal:
        folder, _, name = path.rpartition("/")
        return self.folders[folder].files[name]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(paths_in(path, folder.names()) for path, folder in self.folders.items())

    def __len__(self) -> int:
        return sum(folder.count for folder in self.folders.values())

    @cached_property
    def size(self) -> Size:
        """How much the files are."""
        sizes = {path: list(map(int, folder.sizes.split())) for path, folder in self.folders.items() if folder.count}
        if not sizes:
            return Size()
        path, found = max(sizes.items(), key=lambda item: max(item[1]))
        names = paths_in(path, self.folders[path].names())
        return Size(sum(map(sum, sizes.values())), max(zip(found, names, strict=True)))


SELF_CHECKED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal")
"""Ends of the names of files that are not sealed: SQLite recovers by itself, and each row there bears a digest."""


_FORM = "rows-of-sha256"
"""How a file of seals is written, and what its digests are; one of another form counts as none."""

_NOTHING_SEEN: Mapping[str, Sequence[str]] = {}

FILES = 2_000
"""So many files are a part of the work, or more: to read them, or to give them another name, takes 30 ms."""


class DepartedError(RuntimeError):
    """A file, which the message names, was changed since the last build, and not by this one."""


def paths_in(folder: str, names: Iterable[str]) -> Iterator[str]:
    """The paths of some files of a folder."""
    return (f"{folder}/{name}" for name in names) if folder else iter(names)


def sealed(
    folder: Path,
    before: Seals,
    besides: tuple[str, ...] = (),
    since: int = 0,
    shared: Shared = one_by_one,
    seen: Mapping[str, Sequence[str]] = _NOTHING_SEEN,
) -> Seals:
    """The seals of all files in a folder but for the site's own list, and those whose names end in one of *besides*.

    Files that stand as in *before* are not read.

    Args:
        folder: to be sealed.
        before: the seals that it had.
        besides: ends of the names of files that have no seal.
        since: the moment when the build began, in nanoseconds, by the clock of the disk.
        shared: has the work done, a part at a time.
        seen: the names of files that had another size or time than in *before* when somebody looked, by folder, of
            folders into whose files nobody has written since.

    Raises:
        OSError: where a file cannot be read.
        DepartedError: where one is not as it was, and was last changed before the moment *since*.
    """

    folders = list(_folders(folder, before, besides))

    def seal_some(some: Sequence[tuple[str, _There]]) -> list[tuple[str, Folder]]:
        return [
            (path, _sealed(path, place_of(path), there, before.folders.get(path), since, seen.get(path)))
            for path, there in some
        ]

    def place_of(path: str) -> str:
        return f"{folder}/{path}" if path else str(folder)

    # Of a folder that was there most files are asked for their times, and few are read.
    weight = {path: len(there.names) for path, there in folders if path not in before.folders}
    made = shared(seal_some, parts(folders, lambda one: weight.get(one[0], 0), FILES))
    return Seals(dict(chain.from_iterable(made)))


def _sealed(
    path: str, place: str, there: _There, before: Folder | None, since: int, seen: Sequence[str] | None
) -> Folder:
    if before is not None and there.same:
        others = moved(place, before) if seen is None else seen
        if not others:
            return before
        asked = iter(others)
    else:
        asked = iter(there.names)
    known = before.files if before is not None else {}
    files = dict(known) if there.same else {}
    for name in asked:
        status, seal = os.lstat(f"{place}/{name}"), known.get(name)
        if seal is None or not unmoved(status, seal):
            now = _seal(f"{place}/{name}", status)
            if seal is not None and status.st_ctime_ns < since and now.digest != seal.digest:
                raise DepartedError(f"{place}/{name}")
            files[name] = now
        elif not there.same:
            files[name] = seal
    # In the order of their names, as the site's list has them.
    return Folder.of(path, there.state, files if there.same else dict(sorted(files.items())))


def moved(place: str, folder: Folder) -> list[str]:
    """The names of the files of a folder that have another size or time than when they were sealed; raises OSError."""
    with _asking(place) as status_of:
        return [
            name
            for name, size, mtime_ns in folder.stamps()
            if (status := status_of(name)).st_mtime_ns != mtime_ns or status.st_size != size
        ]


@contextmanager
def _asking(place: str) -> Iterator[Callable[[str], os.stat_result]]:
    """What tells of a name in a folder what :func:`os.lstat` does; raises OSError.

    From the folder itself that takes two thirds of the time that a path takes, where the system can do so.
    """
    if os.stat not in os.supports_dir_fd:
        yield lambda name: os.lstat(f"{place}/{name}")
        return
    here = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield partial(os.stat, dir_fd=here, follow_symlinks=False)
    finally:
        os.close(here)


def unmoved(status: os.stat_result, seal: Seal) -> bool:
    """Whether a file has the size and time that it had when it was sealed."""
    return status.st_mtime_ns == seal.mtime_ns and status.st_size == seal.size


def _seal(place: str, status: os.stat_result) -> Seal:
    content = digest_built(place, status.st_size) if stat.S_ISREG(status.st_mode) else ""
    return Seal(status.st_size, status.st_mtime_ns, content)


class _There(NamedTuple):
    """What is in a folder; *same* where it is at rest since it was sealed, so that its *names* are those of then."""

    names: Collection[str]
    state: FolderState | None
    same: bool


def _folders(folder: Path, known: Seals, besides: tuple[str, ...]) -> Iterator[tuple[str, _There]]:
    """The folder and all below it, by their paths, without the site's list; raises OSError."""
    below: dict[str, list[str]] = {}
    for path in known.folders:
        if path:
            below.setdefault(path.rpartition("/")[0], []).append(path)
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        path = waiting.pop()
        place = f"{folder}/{path}" if path else str(folder)
        before = known.folders.get(path)
        if before is not None and before.state is not None and FolderState.of(status := os.stat(place)) == before.state:
            inside = below.get(path, ())
            waiting += inside
            tell(status, before.names, before.special(), (one.rpartition("/")[2] for one in inside))
            yield path, _There((), before.state, same=True)
            continue
        _, state, names = names_below(place)
        waiting += [f"{path}/{name}" if path else name for name in names.folders]
        files = {name for name in names.files if not (besides and name.endswith(besides))}
        if not path:
            files.discard(LIST)
        yield path, _There(files, state, same=False)


def departed(folder: Path, seals: Seals, besides: tuple[str, ...] = (), *, by_name: tuple[str, ...] = ()) -> str | None:
    """The first file in a folder that is not as it was left, or is new, or gone; None where all is.

    Of files whose paths begin with one of *by_name* only the names are compared; those whose names end in one of
    *besides* are left out.
    """
    seen = set[str]()
    for path, there in _folders(folder, seals, besides):
        seen.add(path)
        known = seals.folders.get(path)
        if not there.same and (other := set(there.names).symmetric_difference(known.names() if known else ())):
            return min(paths_in(path, other))
        # A folder below which only names count is told by its own.
        if known is not None and not f"{path}/".startswith(by_name):
            place = f"{folder}/{path}" if path else str(folder)
            for name in moved(place, known):
                status = os.lstat(f"{place}/{name}")
                if _seal(f"{place}/{name}", status).digest != known.files[name].digest:
                    return f"{path}/{name}" if path else name
    gone = (path for path, there in seals.folders.items() if there.count and path not in seen)
    return next((next(paths_in(path, seals.folders[path].names())) for path in gone), None)


def read_seals(file: Path) -> list[Seals] | None:
    """The seals of several folders from their file; None where it is missing or damaged."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return _read(file, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))


@lru_cache(maxsize=1)
def _read(file: Path, state: tuple[int, ...]) -> list[Seals] | None:
    """The same: a build asks three times, and what changes is another file, with another *state*."""
    try:
        data = file.read_bytes()
        end = data.find(b"\n")
        content = data[end + 1 :]
        if digest_of_built(content).encode() != data[:end]:
            return None
        first, *lines = content.decode().split("\n")
        count, form = first.split(" ")
        if form != _FORM:
            return None
        found: list[dict[str, Folder]] = [{} for _ in range(int(count))]
        for line in lines:
            number, state_, sizes, times, row = line.split("\t")
            rests = FolderState._make(map(int, state_.split(" "))) if state_ else None
            found[int(number)][folder_of(row)] = Folder(rests, row, sizes, times)
        return [Seals(folders) for folders in found]
    except (OSError, ValueError, TypeError, IndexError):
        return None


def write_seals(file: Path, folders: list[Seals]) -> None:
    """Keep the seals of several folders in a file; raises OSError."""
    # Long texts, which are read in a third of the time that a list a file takes.
    lines = (
        f"{number}\t{' '.join(map(str, folder.state or ()))}\t{folder.sizes}\t{folder.times}\t{folder.row}"
        for number, seals in enumerate(folders)
        for folder in seals.folders.values()
    )
    content = "\n".join([f"{len(folders)} {_FORM}", *lines]).encode()
    write(file, b"%s\n%s" % (digest_of_built(content).encode(), content))
