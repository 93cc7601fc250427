"""From a finished build to the published site: build apart, verify, swap.

Sphinx builds into a work folder and writes its files in place, so a build that is killed or runs
out of disk leaves torn pages there.  The published site is another folder.  It is replaced as a
whole, by renames, and only by a build that was verified; files that did not change are hard links
to those that were published before, so that this costs no more than what changed.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import TEMPORARY

_MARKS = (".buildinfo", ".newsroom.json")
"""Files that tell a site that was built from a folder that somebody keeps something else in."""
_NEVER_EMPTY = frozenset((".html", ".xml", ".json", ".js"))


class PublishError(RuntimeError):
    """The site was not published, and what was published before stands; the message says why."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a site that is published at *out* is made; all stand beside it, on one file system."""

    out: Path

    @property
    def work(self) -> Path:
        """What Sphinx writes into."""
        return self.out.parent / ".newsroom-work" / self.out.name

    @property
    def doctrees(self) -> Path:
        """What Sphinx keeps from one build to the next."""
        return self.work.with_name(f"{self.out.name}.doctrees")

    @property
    def lock(self) -> Path:
        """What is locked during a build."""
        return self.work.with_name(f"{self.out.name}.lock")

    def note(self, name: str) -> Path:
        """An empty file that says something of the last build to the next."""
        return self.work.with_name(f"{self.out.name}.{name}")

    @property
    def next(self) -> Path:
        """The site that is about to be published."""
        return self.out.with_name(f"{self.out.name}.next")

    @property
    def old(self) -> Path:
        """The site that was published until now."""
        return self.out.with_name(f"{self.out.name}.old")

    def forget(self) -> None:
        """Delete all that a build would build upon."""
        for folder in (self.work, self.doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        for path in self.work.parent.glob(f"{self.out.name}.*"):
            if path.is_file() and path != self.lock:
                path.unlink()


@dataclass(frozen=True, slots=True)
class Published:
    """How many files of the site were written, were removed, and stood."""

    written: int
    removed: int
    kept: int


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the lock of a site: two builds of one site would write over each other's work.

    The system gives a lock back when its process ends, however that ends.
    Raises PublishError where another build holds it.
    """
    import fcntl

    places.lock.parent.mkdir(parents=True, exist_ok=True)
    with places.lock.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PublishError(f"another build of {places.out} is running; wait for it to end") from error
        yield


def check_place(out: Path, root: Path) -> None:
    """Refuse to publish over anything but a site that was built: the swap deletes what was there before.

    Raises PublishError with what to do.
    """
    if root.is_relative_to(out):
        raise PublishError(f"{out} holds the archive itself; give a folder of its own, such as {root / '_build/html'}")
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file; give a folder")
    if out.is_dir() and any(out.iterdir()) and not any((out / mark).is_file() for mark in _MARKS):
        raise PublishError(f"{out} holds something else than a built site; give an empty or a new folder")


def recover(places: Places) -> None:
    """Bring a swap that was interrupted back to a whole site."""
    if places.old.is_dir():
        if places.out.exists():
            shutil.rmtree(places.old)
        else:
            places.old.rename(places.out)
    if places.next.is_dir():
        shutil.rmtree(places.next)


def publish(places: Places) -> Published:
    """Publish what stands in the work folder; when nothing changed, touch nothing.

    Raises PublishError where the build is not whole or the disk refuses; the site is then as it was.
    """
    recover(places)
    wanted = _files(places.work)
    before = _files(places.out)
    same = {path for path, made in wanted.items() if _same(path, made, before.get(path), places)}
    changed = [path for path in wanted if path not in same]
    done = Published(len(changed), len(before.keys() - wanted.keys()), len(same))
    sizes = {path: made.size for path, made in wanted.items()}
    verify(places.work, sizes, changed)
    if not done.written and not done.removed and places.out.is_dir():
        return done
    try:
        for folder in sorted({os.path.dirname(path) for path in wanted}):
            (places.next / folder).mkdir(parents=True, exist_ok=True)
        for path, made in wanted.items():
            _place(path, made, places, path in same)
        if {path: placed.size for path, placed in _files(places.next).items()} != sizes:
            raise PublishError(f"{places.next} does not hold what was built; is the disk full?")
        _swap(places)
    except OSError as error:
        raise PublishError(f"the site cannot be published: {error}") from error
    finally:
        shutil.rmtree(places.next, ignore_errors=True)
    return done


def verify(folder: Path, files: dict[str, int], changed: list[str]) -> None:
    """Refuse a build that a full disk or a dying process left in part: no front page, an empty or a torn file.

    Raises PublishError that names the first such file.
    """
    if "index.html" not in files:
        raise PublishError("the build made no index.html; add an index.md to the archive")
    for path, size in files.items():
        if not size and os.path.splitext(path)[1] in _NEVER_EMPTY:
            raise PublishError(f"the build left {folder / path} empty; is the disk full?")
    for path in changed:
        if path.endswith(".html") and _torn(folder / path):
            raise PublishError(f"the build left {folder / path} without its end; is the disk full?")


def _torn(page: Path) -> bool:
    """Whether a page begins and does not end; other files are copied as they are (proofs of ownership)."""
    text = page.read_bytes()
    begins = text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
    return begins and not text.rstrip().endswith(b"</html>")


class _Stat(NamedTuple):
    """What tells a file from another without reading it."""

    size: int
    mtime_ns: int


def _files(folder: Path) -> dict[str, _Stat]:
    """All files below a folder, in order; temporary ones of a killed process left out."""
    found: dict[str, _Stat] = {}
    if folder.is_dir():
        _collect(str(folder), "", found)
    return found


def _collect(folder: str, prefix: str, found: dict[str, _Stat]) -> None:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.is_dir():
            _collect(entry.path, f"{prefix}{entry.name}/", found)
        elif not fnmatch(entry.name, TEMPORARY):
            stat = entry.stat()
            found[prefix + entry.name] = _Stat(stat.st_size, stat.st_mtime_ns)


def _same(path: str, made: _Stat, published: _Stat | None, places: Places) -> bool:
    """Whether a file is published as it was built; the bytes are compared only where the times differ."""
    if published is None or made.size != published.size:
        return False
    return made == published or filecmp.cmp(places.work / path, places.out / path, shallow=False)


def _place(path: str, made: _Stat, places: Places, same: bool) -> None:
    """Put a file into the next site: the published one itself where it stands, else a copy of the built one.

    Never a link to a built one, which Sphinx will write into.
    """
    target = f"{places.next}/{path}"
    if same:
        with suppress(OSError):  # a file system without hard links, or too many of them on one file
            os.link(f"{places.out}/{path}", target)
            return
    shutil.copyfile(f"{places.work}/{path}", target)
    os.utime(target, ns=(made.mtime_ns, made.mtime_ns))


def _swap(places: Places) -> None:
    """Put the next site in the place of the published one; :func:`recover` mends what is interrupted here."""
    replaced = places.out.is_dir()
    if replaced:
        places.out.rename(places.old)
    try:
        places.next.rename(places.out)
    except BaseException:
        if replaced:
            places.old.rename(places.out)
        raise
    shutil.rmtree(places.old, ignore_errors=True)
