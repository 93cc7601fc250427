"""From a finished build to the published site: build apart, verify, swap.

Sphinx builds into a work folder and writes its files in place, so a build that is killed or runs
out of disk leaves torn pages there.  The published site is another folder.  It is replaced as a
whole, in one step where the system has one, and only by a build that was verified.  The next site is made of the
twin of the published one (see :mod:`twin`), so that this costs little more than what changed.
What no build of ours made stays in the site, through every swap.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import digest_of_built, put, read_built, sync_disk, sync_folder, write
from sphinx_newsroom.operations.lock import BusyError
from sphinx_newsroom.operations.lock import held as lock_held
from sphinx_newsroom.operations.site.files import (
    LIST,
    NOTHING_SETTLED,
    Listing,
    Seal,
    discard,
    discard_lists,
    foreign,
    is_ours,
    keep,
    listed,
    listing_of,
    removable,
    rescue,
)
from sphinx_newsroom.operations.site.held import Held, Published, held
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.seals import FILES, SELF_CHECKED, Seals, departed, read_seals, sealed, unmoved
from sphinx_newsroom.operations.site.settled import note_alike, still_settled
from sphinx_newsroom.operations.site.twin import Shape, become_twin, bring_up, first_twin, same_permissions
from sphinx_newsroom.parallel import Shared, one_by_one, parts

# What was built, put into the next site: the same file where no build writes into it, and else a copy.

_NOT_AS_BUILT = "{} is not what the build wrote; run: newsroom build --fresh"
_CUT_SHORT = "{} does not hold what was built; is the disk full?"


class Placed(NamedTuple):
    """How many files were put into the next site, and what went wrong with the last, in words; empty where nothing."""

    number: int
    wrong: str = ""


def placing(places: Places, found: Held, replaced: Set[str]) -> Callable[[Sequence[str]], Placed]:
    """What puts some of the built files, by their paths, into the next site.

    Args:
        places: of the site.
        found: what was built.
        replaced: those of the files that no build writes into, and that may be the same in the next site.
    """
    work, target = str(places.work), str(places.next)

    def put_in(paths: Sequence[str]) -> Placed:
        for number, path in enumerate(paths):
            place = _link if path in replaced else _copy
            if wrong := place(f"{work}/{path}", f"{target}/{path}", found.seal(path)):
                return Placed(number, wrong)
        return Placed(len(paths))

    return put_in


def _link(source: str, target: str, seal: Seal) -> str:
    """Give a file a name in the next site, too, in a quarter of the time that a copy takes; says what is wrong."""
    if not unmoved(os.lstat(source), seal):
        return _NOT_AS_BUILT.format(source)
    try:
        os.link(source, target)
    except OSError:  # some file systems have no hard links
        return _copy(source, target, seal)
    return ""


def _copy(source: str, target: str, seal: Seal) -> str:
    data = read_built(source, seal.size)
    if digest_of_built(data) != seal.digest:
        return _NOT_AS_BUILT.format(source)
    if os.path.basename(target) == LIST:
        write(target, data)  # the folder must be known for ours at any moment
        os.utime(target, ns=(seal.mtime_ns, seal.mtime_ns))
    else:
        put(target, data, seal.mtime_ns)  # by its time servers tell browsers what is new
    return "" if os.lstat(target).st_size == seal.size else _CUT_SHORT.format(target)


# Two folders trade their places in one step, so that whoever looks sees the one or the other.
#
# Linux has `renameat2` with RENAME_EXCHANGE (renameat2(2)), macOS `renamex_np` with RENAME_SWAP (rename(2) there);
# Python offers neither (bpo-41906), so both are called in the C library.

_HERE = -100
"""AT_FDCWD: relative paths begin at the working folder."""
_TRADE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS, which are the same number."""
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What systems answer that do not know the call, and file systems that cannot do it (NFS, FAT, some FUSE)."""


def exchange(one: Path, other: Path) -> bool:
    """Have two folders of one file system trade places; False, with nothing done, where there is no such step.

    Raises OSError where the system refuses for another reason.
    """
    trade = _call()
    if trade is None or trade(os.fsencode(one), os.fsencode(other)) == 0:
        return trade is not None
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), os.fspath(one), None, os.fspath(other))


def _call() -> Callable[[bytes, bytes], int] | None:
    """The call of this system's C library, None where it has none."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):  # Windows
        return None
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_HERE, one, _HERE, other, _TRADE))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _TRADE))
    return None


_NEVER_EMPTY = frozenset((".html", ".xml", ".json", ".js"))  # each has its frame, so without bytes it was cut off
Tell = Callable[[str, int, int], None]
"""How long work tells how far it has come: what it does, how many are done, of how many."""


class PublishError(RuntimeError):
    """The site was not published, and what was published before stands; the message says why."""


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the lock of a site: two builds of one site would write over each other's work.

    Raises PublishError where another build holds it.
    """
    with ExitStack() as stack:
        _make_home(places.lock.parent)
        try:
            stack.enter_context(lock_held(places.lock))
        except BusyError as error:
            raise PublishError(f"another build of {places.out} is running; wait for it to end") from error
        yield


def _make_home(folder: Path) -> None:
    """Make the folder in which a site is made, beside it, which may be in one that a server answers from.

    What Sphinx says of drafts stands there, so it is nobody's to read but its owner's and group's.  In ``_build`` it
    is left as any other, since who keeps that between two builds may be somebody else.
    """
    if folder.parent.name != "_build" and not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o770, exist_ok=True)


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
    ours = places.begun.is_file() or places.lock.is_file()  # the second of who builds now, and of earlier versions
    for folder in (places.work, places.doctrees):
        if folder.is_symlink() or (folder.exists() and not ours):
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
            rescue(foreign(listing_of(places.old).files, listed(places.old)), places.old, places.out)
            discard(places.old)
        else:
            places.old.rename(places.out)
    if places.next.is_dir():
        discard(places.next)


def publish(
    places: Places,
    built: Seals | None = None,
    *,
    replaced: Set[str] = frozenset(),
    reread: bool = False,
    lost: Set[str] | None = None,
    tell: Tell | None = None,
    shared: Shared = one_by_one,
) -> Published:
    """Publish what stands in the work folder; when nothing changed, touch nothing.

    *built* are the seals of the work folder, if they were made already.  *replaced* are files there that no build
    writes into (another takes the place of each that changes), so that the published file may be the same.  What
    changed is told by digests, that of the build and that in the list of the published site.  Of the published files a
    sample is read again, all of them with *reread*: what is not what was published is published anew.  *lost* is what
    :func:`.work.look_early` found of the sample, if it looked.  *shared* has the work done, a part at a time.
    Raises PublishError where the build is not whole or the disk refuses; the site is then as it was.
    """
    recover(places)
    found = held(places, sealed(places.work, Seals()) if built is None else built, reread, lost)
    done = found.done
    verify(places.work, found.wanted, found.changed)
    if not done.written and not done.removed and places.out.is_dir():
        return done
    try:
        _make_next(places, found, replaced, tell, shared)
        _put_aside(places, sorted(done.aside))
        sync_disk()  # what changed may be tens of thousands of files, and each has its folder
        _swap(places)
    except OSError as error:
        raise PublishError(f"the site cannot be published: {error}") from error
    finally:
        with suppress(OSError):  # whatever is left there, the next build clears away
            if removable(places.next):
                discard(places.next)
    _keep_twin(places, found, shared)
    with suppress(OSError):
        discard_lists(places.out)
    return done


def standing(places: Places) -> Published | None:
    """What publishing comes to where no build is needed to say so; None where one is.

    So it is where the folders are as the last build left them, and the site is what came of it.
    """
    folders = read_seals(places.seals)
    if folders is None or not places.out.is_dir():
        return None
    work, doctrees = folders
    if departed(places.work, work) or departed(places.doctrees, doctrees, SELF_CHECKED):
        return None
    done = held(places, work, reread=False).done
    return None if done.written or done.removed or done.aside or done.damaged else done


def _make_next(places: Places, found: Held, replaced: Set[str], tell: Tell | None, shared: Shared) -> None:
    """Make the next site of the twin, or anew where there is none that can be used; raises OSError, PublishError."""
    twin = _of_twin(places, found, replaced, shared)
    have, here, unlinked = twin or _anew(places, found.of_all(places.out), replaced, shared)
    coming = [LIST, *unlinked, *(path for path in found.changed if path != LIST)]
    done = 0
    for put_in, wrong in shared(placing(places, found, replaced), parts(coming, least=FILES)):
        if wrong:
            raise PublishError(wrong)
        done += put_in
        if tell is not None:
            tell("published", done, len(coming))
    same_permissions(places.next, have, here)


def _of_twin(
    places: Places, found: Held, replaced: Set[str], shared: Shared
) -> tuple[Listing, Listing, list[str]] | None:
    """Have the twin stand where the next site is made, without what is to be copied; None where it cannot be used."""
    if not is_ours(places.twin):
        return None
    try:
        os.rename(places.twin, places.next)
        have = listing_of(places.next, found.settled)
        shape = _shape(found, replaced)
        settled = found.settled.folders
        return have, found.here, bring_up(places.next, have, places.out, found.here, shape, settled, shared)
    except OSError:  # whatever somebody did to it, it is not needed
        if removable(places.next):
            discard(places.next)
        return None


def _anew(places: Places, found: Held, replaced: Set[str], shared: Shared) -> tuple[Listing, Listing, list[str]]:
    """The same in a new folder; raises OSError."""
    places.next.mkdir(parents=True)
    # The list comes first, so that the folder is known for ours at once.
    write(places.next / LIST, (places.work / LIST).read_bytes())
    have = listing_of(places.next)
    shape = _shape(found, replaced)
    return have, found.here, bring_up(places.next, have, places.out, found.here, shape, shared=shared)


def _shape(found: Held, replaced: Set[str]) -> Shape:
    others = found.strange - set(found.done.aside) - found.same
    return Shape(found.same - {LIST}, others, found.changed, replaced)


def _put_aside(places: Places, paths: list[str]) -> None:
    """Keep what must make room for built files in a folder that no reader sees."""
    if paths:
        # A folder of its own each time, so that nothing that was put aside is written over.
        number = next(number for number in itertools.count(1) if not (places.aside / str(number)).exists())
        keep(paths, places.out, places.aside / str(number))


def verify(folder: Path, files: Mapping[str, Seal], changed: list[str]) -> None:
    """Refuse a build that a full disk or a dying process left in part: no front page, an empty or a torn file.

    Raises PublishError that names the first such file.
    """
    if "index.html" not in files:
        raise PublishError("the build made no index.html; add an index.md to the archive")
    for path, seal in files.items():
        if not seal.size and os.path.splitext(path)[1] in _NEVER_EMPTY:
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
    with suppress(OSError):  # the new site stands
        sync_folder(places.out.parent)


def _swap_by_renames(places: Places) -> None:
    places.out.rename(places.old)
    try:
        places.next.rename(places.out)
    # Ctrl-C, too: one of the two sites must stand.
    except BaseException:
        places.old.rename(places.out)
        raise


def _keep_twin(places: Places, found: Held, shared: Shared) -> None:
    """Make the former site the twin of the one that was published, and note where the two are alike.

    Where it cannot be done, the former site is deleted, by the next build if not now.
    """
    with suppress(OSError):
        rest = NOTHING_SETTLED
        if places.old.is_dir():
            rest = still_settled(found.alike, found.settled, places.old, places.out) if found.alike else rest
            former = listing_of(places.old, rest)
            rescue(former.files.keys() - found.here.files.keys() - {LIST}, places.old, places.out)
            here = become_twin(places.old, former, places.out, places.twin, found.is_ours, rest, shared)
            if here is None:
                discard(places.old)
        else:
            here = first_twin(places.next, places.out, places.twin, found.is_ours, shared)
        if here is not None:
            unread = {path: found.alike.twin[path] for path in rest.folders} if found.alike else {}
            note_alike(places, found.wanted[LIST].digest, here.states, unread)
