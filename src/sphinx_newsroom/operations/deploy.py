"""From a finished build to the published site: build apart, verify, swap.

Sphinx builds into a work folder and writes its files in place, so a build that is killed or runs
out of disk leaves torn pages there.  The published site is another folder.  It is replaced as a
whole, in one step where the system has one, and only by a build that was verified; files that did not
change are hard links to those that were published before, so that this costs no more than what changed.
What no build of ours made stays in the site, through every swap.
"""

from __future__ import annotations

import filecmp
import itertools
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import WORK, digest, sync_disk, sync_folder
from sphinx_newsroom.operations.exchange import exchange
from sphinx_newsroom.operations.lock import BusyError, held
from sphinx_newsroom.operations.seals import Seal, Seals, departed, read_seals, sealed, write_seals
from sphinx_newsroom.operations.site_files import (
    LIST,
    Stat,
    discard,
    foreign,
    in_the_way,
    is_ours,
    keep,
    keep_folders,
    listed,
    parents,
    removable,
    rescue,
    tree_of,
    write_list,
)

_NOTES = ("unfinished", "warned")
"""What builds say of themselves to the next, by files beside the work folder."""
# The smallest of these has its frame, so one without bytes was cut off.
_NEVER_EMPTY = frozenset((".html", ".xml", ".json", ".js"))
_SAMPLE = 200
"""How many published files are read again at each build, to find one that was damaged: about 10 ms."""


class PublishError(RuntimeError):
    """The site was not published, and what was published before stands; the message says why."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a site that is published at *out* is made; all stand beside it, on one file system."""

    out: Path

    @property
    def work(self) -> Path:
        """What Sphinx writes into."""
        return self.out.parent / WORK / self.out.name

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

    @property
    def aside(self) -> Path:
        """Where that is kept which stood in the site, was not ours, and was in the way of a built file."""
        return self.work.with_name(f"{self.out.name}.aside")

    @property
    def seals(self) -> Path:
        """What the work folder and the doctrees held when the last build ended."""
        return self.note("seals")

    def forget(self) -> None:
        """Delete all that a build would build upon."""
        for folder in (self.work, self.doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        for name in (*_NOTES, "seals"):
            self.note(name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Published:
    """How many files of the site were written, were removed, and stood.

    *aside* were not ours, and in the way; *damaged* were published and were no longer what was published.
    """

    written: int
    removed: int
    kept: int
    aside: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the lock of a site: two builds of one site would write over each other's work.

    Raises PublishError where another build holds it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(held(places.lock))
        except BusyError as error:
            raise PublishError(f"another build of {places.out} is running; wait for it to end") from error
        yield


def check_place(out: Path, root: Path) -> None:
    """Refuse to publish over anything but a site of ours, or a folder that holds hidden files alone.

    Raises PublishError with what to do.
    """
    if root.is_relative_to(out):
        raise PublishError(f"{out} holds the archive itself; give a folder of its own, such as {root / '_build/html'}")
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file; give a folder")
    if out.is_dir() and not is_ours(out):
        strange = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
        if strange:
            raise PublishError(
                f"{out} holds something else than a site that newsroom built ({strange[0]}); give a new "
                "folder, or one that holds nothing but files whose names begin with a dot"
            )


def check_work(places: Places) -> None:
    """Refuse to build in folders that no build of ours made; raises PublishError with what to do."""
    for folder in (places.work, places.doctrees):
        if folder.is_symlink() or (folder.exists() and not places.lock.is_file()):
            raise PublishError(f"{folder} is there, where the site is made, and no build made it; move it elsewhere")


def recover(places: Places) -> None:
    """Bring a swap that was interrupted back to a whole site.

    Raises PublishError where a folder that is needed for the swap is somebody else's.
    """
    for folder in (places.old, places.next):
        if os.path.lexists(folder) and not removable(folder):
            raise PublishError(
                f"{folder} is there, which is needed while the site is replaced, and no build made it; "
                "move it elsewhere"
            )
    if places.old.is_dir():
        if places.out.exists():
            rescue(places.old, places.out)
            discard(places.old)
        else:
            places.old.rename(places.out)
    if places.next.is_dir():
        discard(places.next)


def damaged_work(places: Places) -> str | None:
    """The first file that a build would build upon and that is not as the last build left it; None where all are."""
    if not places.work.exists() and not places.doctrees.exists():
        return None
    folders = read_seals(places.seals)
    if folders is None:
        return str(places.seals)
    for folder, seals in zip((places.work, places.doctrees), folders, strict=True):
        if path := departed(folder, seals):
            return str(folder / path)
    return None


def seal_work(places: Places) -> dict[str, Seal]:
    """Note what a build leaves in its folders; returns what it notes of the work folder.  Raises OSError."""
    before = read_seals(places.seals) or [{}, {}]
    built = sealed(places.work, before[0])
    write_seals(places.seals, [built, sealed(places.doctrees, before[1])])
    return built


def publish(places: Places, built: Seals | None = None, *, reread: bool = False) -> Published:
    """Publish what stands in the work folder; when nothing changed, touch nothing.

    *built* are the seals of the work folder, if they were made already.  What is published and stands is read again,
    all of it with *reread*, else a sample: what is not what was published is published anew.
    Raises PublishError where the build is not whole or the disk refuses; the site is then as it was.
    """
    recover(places)
    built = sealed(places.work, {}) if built is None else built
    wanted = {LIST: write_list(places.work, {path: seal.digest for path, seal in built.items()})}
    wanted |= {path: Stat(seal.size, seal.mtime_ns, bool(seal.digest)) for path, seal in built.items()}
    before = tree_of(places.out)
    strange = foreign(before, places.out)
    same = {path for path, made in wanted.items() if _same(path, made, before.files.get(path), places)}
    damaged = _damaged(places, same, reread)
    same -= damaged
    changed = [path for path in wanted if path not in same]
    aside = in_the_way(strange - same, wanted)
    removed = before.files.keys() - wanted.keys() - strange
    done = Published(len(changed), len(removed), len(same), tuple(sorted(aside)), tuple(sorted(damaged)))
    verify(places.work, {path: made.size for path, made in wanted.items()}, changed)
    if not done.written and not done.removed and places.out.is_dir():
        return done
    try:
        _make_next(places, wanted, same, built)
        keep(sorted(strange - aside - same), places.out, places.next)
        keep_folders(before, places.next)
        _look_over(places, wanted, strange - aside)
        _put_aside(places, sorted(aside))
        sync_disk()  # each folder of the next site is new, and a first build writes tens of thousands of files
        _swap(places)
    except OSError as error:
        raise PublishError(f"the site cannot be published: {error}") from error
    finally:
        with suppress(OSError):  # whatever is left there, the next build clears away
            if removable(places.next):
                discard(places.next)
    return done


def _damaged(places: Places, same: set[str], reread: bool) -> set[str]:
    """Those of the published files that are read again and are not what was published, by the list of the site."""
    known = listed(places.out) or {}
    asked = sorted(path for path in same if known.get(path))
    if not reread and len(asked) > _SAMPLE:
        asked = random.sample(asked, _SAMPLE)
    return {path for path in asked if digest((places.out / path).read_bytes()) != known[path]}


def _make_next(places: Places, wanted: dict[str, Stat], same: set[str], built: Seals) -> None:
    """Put what was built into the next site; the list comes first, so that the folder is known for ours at once."""
    places.next.mkdir(parents=True)
    _place(LIST, wanted[LIST], places, LIST in same, None)
    for folder in sorted(parents(wanted)):
        (places.next / folder).mkdir()
    for path, made in wanted.items():
        if path != LIST:
            _place(path, made, places, path in same, built[path])


def _look_over(places: Places, wanted: dict[str, Stat], others: Iterable[str]) -> None:
    """Raise PublishError where the next site does not hold all that it should, and nothing else."""
    placed = tree_of(places.next).files
    sizes = {path: placed[path].size for path in wanted if path in placed}
    if sizes != {path: made.size for path, made in wanted.items()} or placed.keys() != wanted.keys() | set(others):
        raise PublishError(f"{places.next} does not hold what was built; is the disk full?")


def _put_aside(places: Places, paths: list[str]) -> None:
    """Keep what must make room for built files in a folder that no reader sees."""
    if paths:
        # A folder of its own each time, so that nothing that was put aside is written over.
        number = next(number for number in itertools.count(1) if not (places.aside / str(number)).exists())
        keep(paths, places.out, places.aside / str(number))


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
    # As long as "<!doctype html>".
    begins = text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
    return begins and not text.rstrip().endswith(b"</html>")


def _same(path: str, made: Stat, published: Stat | None, places: Places) -> bool:
    """Whether a file is published as it was built; the bytes are compared only where the times differ."""
    if published is None or not published.plain or made.size != published.size:
        return False
    return made == published or filecmp.cmp(places.work / path, places.out / path, shallow=False)


def _place(path: str, made: Stat, places: Places, same: bool, seal: Seal | None) -> None:
    """Put a file into the next site: the published one itself where it stands, else a copy of the built one.

    Never a link to a built one, which Sphinx will write into.
    """
    target = f"{places.next}/{path}"
    if same:
        with suppress(OSError):  # a file system without hard links, or too many of them on one file
            os.link(f"{places.out}/{path}", target)
            return
    data = (places.work / path).read_bytes()
    if seal is not None and digest(data) != seal.digest:
        raise PublishError(f"{places.work / path} is not what the build wrote; run: newsroom build --fresh")
    Path(target).write_bytes(data)
    # By it servers tell browsers what is new, and the next build what stands.
    os.utime(target, ns=(made.mtime_ns, made.mtime_ns))


def _swap(places: Places) -> None:
    """Put the next site in the place of the published one; :func:`recover` mends what is interrupted here.

    The next site takes the name of the old one and trades places with the published one: no reader ever finds no
    site, and a process that ends anywhere here leaves a whole one.  Where there is no such step, readers find none
    between two renames.
    """
    if not places.out.is_dir():
        places.next.rename(places.out)
        return
    if not is_ours(places.out):  # a folder that was there before the first build, and is to be known for the old
        shutil.copyfile(places.next / LIST, places.out / LIST)
    places.next.rename(places.old)
    try:
        traded = exchange(places.old, places.out)
    except OSError:
        places.old.rename(places.next)
        raise
    if not traded:
        places.old.rename(places.next)
        _swap_by_renames(places)
    with suppress(OSError):  # the new site stands: what cannot be cleared away now, the next build does
        sync_folder(places.out.parent)
        rescue(places.old, places.out)
        discard(places.old)


def _swap_by_renames(places: Places) -> None:
    places.out.rename(places.old)
    try:
        places.next.rename(places.out)
    # Ctrl-C, too: one of the two sites must stand.
    except BaseException:
        places.old.rename(places.out)
        raise
