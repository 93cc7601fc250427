"""The published site: built apart, compared with what readers have, and put in its place as a whole.

Two trees of the same files trade places.  Sphinx builds in one of them, the work folder, and writes its files in place,
so a build that is killed or runs out of disk leaves torn pages there; readers have the other.  A finished build has a
manifest: each file of its tree with size, time and digest.  What differs from the manifest of the published site is
what changed; the trees are exchanged in one step, and the one that readers had until then is brought up to date for the
next build.  What no build of ours made stays in the site, through every exchange.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import json
import os
import shutil
import stat
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.journal import BusyError, lock
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import WORK, digest, digest_built, folders_below, is_temporary, sync_disk, sync_folder, write
from sphinx_newsroom.model.addresses import STATE

LIST = ".newsroom-files"
"""The name of a site's manifest, which is in the site; it is what tells a site of ours from other folders."""
PREVIEW = ".newsroom-preview"
"""What a site has in it that was built with drafts."""
PREVIEW_FOLDER = "preview"
"""Where below ``_build`` a preview is, as the site is in ``html``."""
_MARKS = (LIST, STATE)
_HIDDEN_OF_OURS = frozenset((".buildinfo", ".doctrees", PREVIEW, *_MARKS))
"""What Sphinx or we put into a site under a hidden name."""
_SELF_CHECKED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal")
"""Ends of the names of files that no manifest has: SQLite recovers by itself, and each row there bears a digest."""
_NEVER_EMPTY = frozenset((".html", ".xml", ".json", ".js"))  # each has its frame, so without bytes it was cut off


class PublishError(RuntimeError):
    """The site was not published, and what was published before remains; the message says why."""


class Places:
    """Where a site that is published at *out* is made; all are beside it, on one file system."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.work = out.parent / WORK / out.name
        """What Sphinx writes into."""
        self.doctrees, self.lock, self.aside = self.note("doctrees"), self.note("lock"), self.note("aside")
        """What Sphinx keeps from one build to the next; what is locked during a build; and the folder of files that
        were in the site, weren't ours, and were in the way of a built file."""
        self.begun, self.built = self.note("begun"), self.note("built")
        """What says that a build of ours has begun here, for the lock's own file may go with the lock; and what the
        last finished build left: the name of its site's manifest, and the manifest of the doctrees."""
        self.old = out.with_name(f"{out.name}.old")
        """The site that was published until now, if two folders can't trade places in one step."""

    def note(self, name: str) -> Path:
        """A file that says something of the last build to the next."""
        return self.work.with_name(f"{self.out.name}.{name}")

    def forget(self) -> None:
        """Delete all that a build would build upon."""
        for folder in (self.work, self.doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("unfinished", "warned", "built"):
            self.note(name).unlink(missing_ok=True)


# -- manifests


class FileState(NamedTuple):
    """A file as it was left; a link has no digest."""

    size: int
    mtime_ns: int
    digest: str

    def fits(self, status: os.stat_result) -> bool:
        """Whether a file has this size and time."""
        return status.st_mtime_ns == self.mtime_ns and status.st_size == self.size


Manifest = dict[str, FileState]
"""The files below a folder by their paths, without the site's list."""


def manifest_of(folder: Path, known: Mapping[str, FileState], besides: tuple[str, ...] = (LIST,)) -> Manifest:
    """The manifest of what is below a folder, but for files whose paths end in one of *besides*; raises OSError.

    Only those files are read that are not as *known*.
    """
    made: Manifest = {}
    for path in sorted(names_below(folder).files):
        if not path.endswith(besides):
            status, before = os.lstat(f"{folder}/{path}"), known.get(path)
            made[path] = before if before and before.fits(status) else _state_of(f"{folder}/{path}", status)
    return made


def _state_of(path: str, status: os.stat_result) -> FileState:
    content = digest_built(path, status.st_size) if stat.S_ISREG(status.st_mode) else ""
    return FileState(status.st_size, status.st_mtime_ns, content)


def _is_as(path: str, state: FileState, *, reread: bool = False) -> bool:
    """Whether a file is as it was left; it is read where its time differs, or with *reread*."""
    try:
        status = os.lstat(path)
        if status.st_size != state.size:
            return False
        if status.st_mtime_ns == state.mtime_ns and not reread:
            return True
        return _state_of(path, status).digest == state.digest
    except OSError:
        return False


def _name_of(files: Mapping[str, FileState], state: str) -> str:
    """What a manifest is called: by what is in the files, not by when they were made."""
    return digest("\n".join([state, *(f"{files[path].digest} {path}" for path in sorted(files))]).encode())


def _home(folder: Path) -> Path:
    """Where the manifest of a site is kept that is in a folder, or is made there."""
    return folder.parent if folder.parent.name == WORK else folder.parent / WORK


def write_manifest(folder: Path, files: Mapping[str, FileState]) -> str:
    """Keep the manifest of a site beside it, and put its name into the site; returns the name."""
    state = _last_build(folder)
    name = _name_of(files, state)
    write(_home(folder) / f"{name}.files", json.dumps({"state": state, "files": files}).encode())
    write(folder / LIST, f"{name}\n".encode())
    return name


def _last_build(folder: Path) -> str:
    """What tells the last build that wrote into a folder: only the one that wrote the manifest knows all its files."""
    try:
        return digest((folder / STATE).read_bytes())
    except OSError:
        return ""


def manifest_at(folder: Path, *also: Path) -> Manifest | None:
    """The manifest of a site, kept beside it or in one of *also*; None if it is missing or of an earlier build."""
    with suppress(OSError, ValueError):
        name, state = (folder / LIST).read_text(encoding="utf-8").strip(), _last_build(folder)
        homes = (_home(folder), *also)
        found = next((files for home in homes if (files := _read(home, name, state)) is not None), None)
        return _earlier(folder, homes[0] / f"{name}.files", name, state) if found is None else found
    return None


def _earlier(folder: Path, file: Path, name: str, state: str) -> Manifest | None:
    """The manifest of a site that was built until December 2026: a line for each folder, with digests alone.

    Without it the first build after an upgrade would delete what somebody else put into the site.  Raises ValueError.
    """
    content = file.read_bytes()
    first, *rows = content.decode().split("\n")
    if digest(content) != name or json.loads(first).get("state") != state:
        return None
    files: Manifest = {}
    for inner, names, digests in map(json.loads, rows):
        for one, was in zip(names.split("/"), digests.split(" "), strict=True):
            path = f"{inner}/{one}" if inner else one
            with suppress(FileNotFoundError):
                status = os.lstat(folder / path)
                files[path] = FileState(status.st_size, status.st_mtime_ns, was)
    return files


def _read(home: Path, name: str, state: str | None = None) -> Manifest | None:
    try:
        kept = json.loads((home / f"{name}.files").read_bytes())
        files = {path: FileState(*row) for path, row in kept["files"].items()}
        # A manifest without its end would have pages of ours pass for somebody else's, and a withdrawn one stay.
        return files if _name_of(files, kept["state"]) == name and state in (None, kept["state"]) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def listed(folder: Path, *also: Path) -> dict[str, str] | None:
    """The files that the manifest of a site names, with their digests; None if there is none."""
    found = manifest_at(folder, *also)
    return None if found is None else {path: state.digest for path, state in found.items()}


def _discard_manifests(out: Path) -> None:
    """Delete the manifests of earlier sites in the place of a published one; raises OSError."""
    sites = (*out.parent.glob(f"*/{LIST}"), *_home(out).glob(f"*/{LIST}"))
    names = {site.read_text(encoding="utf-8").strip() for site in sites}
    for path in _home(out).glob("*.files"):
        if path.stem not in names:
            path.unlink()


# -- what is in the folder of a site, and whose it is


@dataclass(frozen=True, slots=True)
class Names:
    """What is below a folder, by its names."""

    files: set[str] = field(default_factory=set)
    special: set[str] = field(default_factory=set)
    """Those that are links, pipes and the like."""
    folders: dict[str, int] = field(default_factory=dict)
    """Each folder with its permissions, the folder itself as the empty path."""


def names_below(folder: Path) -> Names:
    """The names below a folder, without temporary files of a killed process; nothing if there is no folder.

    Links are not followed, and count as files.
    """
    found = Names()
    for below in folders_below(str(folder)):
        found.folders[below.prefix.removesuffix("/")] = below.mode
        found.files.update([below.prefix + name for name in below.files])
        found.special.update([below.prefix + name for name in below.special])
    return found


def is_ours(folder: Path) -> bool:
    """Whether a folder is a site that a build of ours made."""
    return folder.is_dir() and not folder.is_symlink() and any((folder / mark).is_file() for mark in _MARKS)


def is_preview(folder: Path) -> bool:
    """Whether a folder is a site that was built with drafts."""
    return (folder / PREVIEW).is_file()


def mark_preview(work: Path) -> None:
    """Say in a site that was just built that it is a preview, for the newsroom's own eyes."""
    (work / PREVIEW).write_text("Built with drafts: not for readers.\n", encoding="utf-8")


def foreign(paths: Iterable[str], known: Collection[str] | None) -> set[str]:
    """Those of the files in the folder of a site that no build of ours made; *known* are those of its manifest.

    Without one what is hidden is taken for foreign, and all else for ours: a text that was withdrawn must not
    stay readable because nobody knows any more who put it there.
    """
    if known is None:
        return {path for path in paths if "/." in f"/{path}" and path.split("/")[0] not in _HIDDEN_OF_OURS}
    return {path for path in paths if path not in known and path != LIST}


def _in_the_way(paths: Iterable[str], built: Collection[str]) -> set[str]:
    """Those of *paths* that can't be there together with the files that were *built*."""
    needed = set(_parents(built))
    return {path for path in paths if path in built or path in needed or any(up in built for up in _parents([path]))}


def _parents(paths: Iterable[str]) -> Iterator[str]:
    """All folders that *paths* need, without the one that they are in."""
    seen = {""}
    for path in {path.rpartition("/")[0] for path in paths}:
        while path not in seen:
            seen.add(path)
            yield path
            path = path.rpartition("/")[0]


# -- where a site is made


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the lock of a site: two builds of one site would write over each other's work.

    Raises PublishError if another build holds it.
    """
    _make_home(places.lock.parent)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock(places.lock))
        except BusyError as error:
            raise PublishError(f"another build of {places.out} is running; wait for it to end") from error
        yield


def _make_home(folder: Path) -> None:
    """Make the folder in which a site is made, beside it, which may be in one that a server answers from.

    What Sphinx says of drafts is there, so it is nobody's to read but its owner's and group's.  In ``_build`` it
    is left as any other, since who keeps that between two builds may be somebody else.
    """
    if folder.parent.name != "_build" and not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o770, exist_ok=True)


def check_places(places: Places, root: Path, *, drafts: bool) -> None:
    """Refuse to publish over anything but a site of ours of the same kind, or to build in somebody else's folder.

    A folder that holds hidden files alone may become a site.  Raises ConfigError with what to do.
    """
    out, ours = places.out, is_ours(places.out)
    if root.is_relative_to(out):
        raise ConfigError(f"{out} holds the archive itself; give a folder of its own, such as {root / '_build/html'}")
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file; give a folder")
    if out.is_dir() and not ours:
        strange = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
        if strange:
            raise ConfigError(
                f"{out} isn't a site that newsroom built ({strange[0]}); give a new "
                "folder, or one with hidden files only"
            )
    if drafts and ours and not is_preview(out):
        raise ConfigError(f"{out} holds the site that readers have, and drafts must not replace it; give another --out")
    if not drafts and is_preview(out):
        raise ConfigError(f"{out} holds a preview with drafts; delete that folder first, or give another --out")
    begun = places.begun.is_file() or places.lock.is_file()  # the second of who builds now, and of earlier versions
    for folder in (places.work, places.doctrees):
        if folder.is_symlink() or (folder.exists() and not begun):
            raise ConfigError(f"{folder} is in the way: a build needs this name to make the site; move it elsewhere")


def recover(places: Places) -> None:
    """Bring an exchange that was interrupted, if it takes two steps, back to a whole site.

    Raises PublishError if the folder that is needed for it is somebody else's.
    """
    if os.path.lexists(places.old) and not _removable(places.old):
        raise PublishError(
            f"{places.old} is in the way: a build needs this name to replace the site; move it elsewhere"
        )
    if places.old.is_dir() and not places.out.exists():
        places.old.rename(places.out)
    elif places.old.is_dir():
        _rescue(foreign(names_below(places.old).files, manifest_at(places.old)), places.old, places.out)
        discard(places)


# -- what a build finds, and what it leaves


class _Built(NamedTuple):
    """What the last build left: its site, and what Sphinx keeps."""

    site: Manifest
    doctrees: Manifest


def _last_built(places: Places) -> _Built | None:
    try:
        check, _, content = places.built.read_text(encoding="utf-8").partition("\n")
        kept = json.loads(content) if digest(content.encode()) == check else {}
        site = _read(places.work.parent, kept["site"])
        return None if site is None else _Built(site, {path: FileState(*row) for path, row in kept["cache"].items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def make_ready(places: Places, *, reread: bool = False) -> str | None:
    """Bring the work folder to what the last build left there, from the published site where need be.

    Sphinx builds upon what it finds and asks only whether a file is there: what something else cut short or changed
    would be published for ever.  Returns the first file that is not as it was left and can't be brought back, or None.
    A copy of the folders, as machines keep them between builds, has other times and the same bytes.
    """
    if not places.work.exists() and not places.doctrees.exists():
        return None
    built = _last_built(places)
    if built is None:
        return str(places.built)
    now = manifest_of(places.doctrees, built.doctrees, _SELF_CHECKED)
    for path in sorted(now.keys() | built.doctrees.keys()):
        if path not in now or path not in built.doctrees or now[path].digest != built.doctrees[path].digest:
            return str(places.doctrees / path)
    before = manifest_at(places.work) or {}
    others = {path for path, state in built.site.items() if path in before and before[path].digest != state.digest}
    lost = _bring_up(places, built.site, others, reread=reread)
    return lost and str(places.work / lost)


def _bring_up(places: Places, site: Manifest, others: Container[str], *, reread: bool = False) -> str | None:
    """Make the work folder what the manifest of a site says, with what is published; returns the first file that lacks.

    *others* are those that are known to be something else there, whatever their time says.  Raises OSError.
    """
    work, out = str(places.work), str(places.out)
    here = names_below(places.work)
    for folder, mode in here.folders.items():  # somebody may have closed theirs in the site
        if mode & stat.S_IRWXU != stat.S_IRWXU:
            os.chmod(f"{work}/{folder}", mode | stat.S_IRWXU)
    for path in here.files - site.keys() - {LIST}:
        os.unlink(f"{work}/{path}")
    for folder in sorted(here.folders.keys() - set(_parents(site)) - {""}, reverse=True):
        with suppress(OSError):
            os.rmdir(f"{work}/{folder}")
    for path, state in site.items():
        source, target = f"{out}/{path}", f"{work}/{path}"
        there = path in here.files and path not in others
        if there and (state.fits(os.lstat(target)) and not reread):
            continue
        if not (there and _is_as(target, state, reread=True)):
            if not state.digest or not _is_as(source, state, reread=True):
                return path
            _copy(source, target)
        os.utime(target, ns=(state.mtime_ns, state.mtime_ns))
    write_manifest(places.work, site)
    return None


def _copy(source: str, target: str) -> None:
    """Put a copy of a file in the place of another, which may be the same file under another name."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with suppress(FileNotFoundError):
        os.unlink(target)
    shutil.copyfile(source, target)


def note_built(places: Places) -> Manifest:
    """Note what a build leaves in its folders; returns the manifest of its site; raises OSError."""
    before = _last_built(places) or _Built({}, {})
    site = manifest_of(places.work, before.site)
    name = write_manifest(places.work, site)
    content = json.dumps({"site": name, "cache": manifest_of(places.doctrees, before.doctrees, _SELF_CHECKED)})
    write(places.built, f"{digest(content.encode())}\n{content}")
    return site


# -- publishing


class Size(NamedTuple):
    """How much files are: their *bytes*, and the *largest* with its path."""

    bytes: int = 0
    largest: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Published:
    """How many files of the site were written, were removed, and were kept.

    *aside* were not ours, and in the way; *damaged* were published and were no longer what was published; *size* is how
    much was built.
    """

    written: int
    removed: int
    kept: int
    aside: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    size: Size = field(default=Size(), compare=False)

    @property
    def nothing_to_do(self) -> bool:
        """Whether the published site is what was built."""
        return not (self.written or self.removed or self.aside or self.damaged)


class _Comparison(NamedTuple):
    """What was built, and what is in the published site: which files are to be published, and which no build made."""

    here: Names
    known: Manifest | None
    changed: list[str]
    strange: set[str]
    done: Published


def _compare(out: Path, built: Manifest, *, reread: bool) -> _Comparison:
    """Compare what was built with the published site, by the manifests of both and by what is there; raises OSError."""
    here, known = names_below(out), manifest_at(out)
    strange = foreign(here.files, known)
    changed, damaged = [], []
    for path, state in built.items():
        there = path in here.files and path not in here.special
        before = known.get(path) if known is not None and path not in strange else None
        if there and before is not None and before.digest == state.digest:
            if not _is_as(f"{out}/{path}", before, reread=reread):
                damaged.append(path)
        elif not (there and before is None and _is_as(f"{out}/{path}", state, reread=True)):
            changed.append(path)
    removed = here.files - built.keys() - strange - {LIST}
    aside = _in_the_way(strange.difference(set(built).difference(changed)), built)
    largest = max(((state.size, path) for path, state in built.items()), default=(0, ""))
    size = Size(sum(state.size for state in built.values()), largest)
    renewed = bool(changed) or known is None or known.keys() != built.keys()  # the manifest's name is a file, too
    written = len(changed) + len(damaged) + renewed
    done = Published(
        written, len(removed), len(built) + 1 - written, tuple(sorted(aside)), tuple(sorted(damaged)), size
    )
    return _Comparison(here, known, [*changed, *damaged], strange, done)


def as_published(places: Places) -> Published | None:
    """What publishing the last build comes to, if there is nothing to do; else None."""
    built = _last_built(places)
    if built is None or not places.out.is_dir():
        return None
    done = _compare(places.out, built.site, reread=False).done
    return done if done.nothing_to_do else None


def publish(
    places: Places,
    built: Manifest,
    *,
    documents: Container[str] = frozenset(),
    reread: bool = False,
) -> Published:
    """Publish what is in the work folder; when nothing changed, touch nothing.

    *built* is its manifest.  A file that is what it was keeps its time, by which servers tell browsers what is new,
    unless it is one of Sphinx's *documents*, by whose times Sphinx tells what to write.  With *reread* all published
    files are read, and those that are not what was published are published anew.
    Raises PublishError if the build is not whole or the disk refuses; the site is then as it was.
    """
    recover(places)
    found = _compare(places.out, built, reread=reread)
    verify(places.work, built, found.changed)
    if found.done.nothing_to_do and places.out.is_dir():
        return found.done
    try:
        for path in set(built).difference(found.changed):
            before = found.known.get(path) if found.known else None
            if before and before.mtime_ns != built[path].mtime_ns and path not in documents:
                os.utime(places.work / path, ns=(before.mtime_ns, before.mtime_ns))
                built[path] = before
        write_manifest(places.work, built)
        _keep(found.strange - set(found.done.aside) - built.keys(), places.out, places.work)
        _put_aside(places, sorted(found.done.aside))
        _same_folders(places.work, found.here, built)
        sync_disk()  # what changed may be tens of thousands of files, and each has its folder
        _exchange(places)
    except OSError as error:
        raise PublishError(f"the site cannot be published: {error}") from error
    with suppress(OSError):  # what is left undone here the next build does
        _rescue(names_below(places.work).files - found.here.files - {LIST}, places.work, places.out)
        _bring_up(places, built, set(found.changed))
        note_built(places)
    with suppress(OSError):
        _discard_manifests(places.out)
    return found.done


def verify(folder: Path, files: Mapping[str, FileState], changed: Iterable[str]) -> None:
    """Refuse a build that a full disk or a dying process left in part: no front page, an empty or a torn file.

    Raises PublishError that names the first such file.
    """
    if "index.html" not in files:
        raise PublishError("the build made no index.html; add an index.md to the archive")
    for path, state in files.items():
        if not state.size and os.path.splitext(path)[1] in _NEVER_EMPTY:
            raise PublishError(f"the build left {folder / path} empty; is the disk full?")
    for path in changed:
        if path.endswith(".html") and _torn(folder / path):
            raise PublishError(f"the build left {folder / path} incomplete; is the disk full?")


def _torn(page: Path) -> bool:
    """Whether a page begins and does not end; other files are copied as they are (proofs of ownership)."""
    text = page.read_bytes()
    # As long as "<!doctype html>".
    begins = text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
    return begins and not text.rstrip().endswith(b"</html>")


def _keep(paths: Iterable[str], source: Path, target: Path) -> None:
    """Have files of one folder in another, too, as the same files where the system allows it, else as copies.

    Raises OSError for what can be neither.
    """
    for path in paths:
        here, there = f"{source}/{path}", f"{target}/{path}"
        os.makedirs(os.path.dirname(there), exist_ok=True)
        try:
            # A symbolic link that somebody put there stays one.
            os.link(here, there, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # another file system, one without hard links, or a file of another owner
            shutil.copy2(here, there, follow_symlinks=False)


def _put_aside(places: Places, paths: list[str]) -> None:
    """Keep what must make room for built files in a folder that no reader sees."""
    if paths:
        # A folder of its own each time, so that nothing that was put aside is written over.
        number = next(number for number in itertools.count(1) if not (places.aside / str(number)).exists())
        _keep(paths, places.out, places.aside / str(number))


def _rescue(paths: Iterable[str], old: Path, out: Path) -> None:
    """Bring over what somebody put into the old site while the new one was being made."""
    for path in sorted(paths):
        if not os.path.lexists(out / path):
            with suppress(OSError):  # what the new site has no place for was put aside
                _keep([path], old, out)


def _same_folders(target: Path, here: Names, built: Collection[str]) -> None:
    """Give the folders of *target* the permissions that they have in the published site, and it those that are empty.

    Nobody but somebody else leaves an empty folder in a site.  Raises OSError.
    """
    made, full = names_below(target), set(_parents(here.files))
    for folder in sorted(made.folders.keys() - set(_parents(made.files)) - {""}, reverse=True):
        with suppress(OSError):
            os.rmdir(f"{target}/{folder}")
    for folder, mode in sorted(here.folders.items()):
        place = f"{target}/{folder}"
        if folder and folder not in full and not any(up in built for up in (folder, *_parents([f"{folder}/x"]))):
            os.makedirs(place, exist_ok=True)
        if os.path.isdir(place) and stat.S_IMODE(os.stat(place).st_mode) != mode:
            os.chmod(place, mode)


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


def _exchange(places: Places) -> None:
    """Put the work folder in the place of the published site; :func:`recover` mends what is interrupted here.

    Where folders cannot trade places in one step, readers find no site between two renames.  Raises OSError.
    """
    if not places.out.is_dir():
        places.work.rename(places.out)
        places.work.mkdir()
        return
    if not is_ours(places.out):  # a folder that was there before the first build, and is to be known for the old
        shutil.copyfile(places.work / LIST, places.out / LIST)
    if not exchange(places.work, places.out):
        places.out.rename(places.old)
        try:
            places.work.rename(places.out)
        # Ctrl-C, too: one of the two sites must remain.
        except BaseException:
            places.old.rename(places.out)
            raise
        with suppress(OSError):  # the new site is there
            places.old.rename(places.work)
    with suppress(OSError):
        sync_folder(places.out.parent)


def exchange(one: Path, other: Path) -> bool:
    """Have two folders of one file system trade places; False, with nothing done, if there is no such step.

    Raises OSError if the system refuses for another reason.
    """
    trade = _call()
    if trade is None or trade(os.fsencode(one), os.fsencode(other)) == 0:
        return trade is not None
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), os.fspath(one), None, os.fspath(other))


def _call() -> Callable[[bytes, bytes], int] | None:
    """The call of this system's C library, None if it has none."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):  # Windows
        return None
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_HERE, one, _HERE, other, _TRADE))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _TRADE))
    return None


# -- removing


def _removable(folder: Path) -> bool:
    """Whether a folder may be deleted: a site of ours, or empty but for temporary files of a killed process."""
    if is_ours(folder) or not folder.is_dir() or folder.is_symlink():
        return is_ours(folder)
    return all(is_temporary(path.name) for path in folder.iterdir())


def discard(places: Places) -> None:
    """Delete the site that was published until now; raises OSError if it can't be put out of readers' sight."""
    aside = places.note("discarded")
    shutil.rmtree(aside, ignore_errors=True)
    places.old.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
