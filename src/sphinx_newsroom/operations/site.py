"""The published site: built separately, compared with the current one, and replaced as a whole.

Two trees with the same files take turns. Sphinx builds in one of them, the work folder, and writes its files in place,
so an interrupted build leaves damaged pages there; readers see the other tree. A finished build has a manifest with
the size, time and digest of each file. Comparing it with the manifest of the published site shows what changed. The
trees are then exchanged in one step, and the former site is updated for the next build. Files that no build made stay
in the site through every exchange.

What outlives a build is in the folder ``.newsroom-work`` beside the site ``html``:

- ``html``: the other tree. ``<name>.files``: the manifest of each tree, which has this name in its file ``LIST``.
- ``html.doctrees``: Sphinx's environment, ``newsroom.sqlite`` (:mod:`~sphinx_newsroom.archive.store`) and the outputs'
  fingerprints (:class:`~sphinx_newsroom.outputs.output.State`, paired with a tree by its file ``STATE``).
- ``html.built``: the manifests after the last build. ``html.standing``: its report, and what it started from.
- ``html.begun``, ``html.unfinished``, ``html.warned``: a build began here, didn't finish, gave warnings.
- ``html.lock``, ``html.log``, ``html.error``, ``html.aside``, ``html.pinged``, ``html.shown``: for other commands and
  for people.
- ``published.*``: copies of what is published, to restore it from (:mod:`~sphinx_newsroom.archive.opening`).
  ``operation.*``: journals (:mod:`~sphinx_newsroom.archive.journal`). ``files.json``: digests of images and
  attachments.
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
from sphinx_newsroom.files import (
    WORK,
    checked,
    digest,
    digest_built,
    folders_below,
    is_temporary,
    read_checked,
    sync_disk,
    sync_folder,
    write,
)
from sphinx_newsroom.model.addresses import STATE

LIST = ".newsroom-files"
"""The name of a site's manifest in the site's folder, which distinguishes a site from other folders."""
PREVIEW = ".newsroom-preview"
"""The marker file in a site that was built with drafts."""
PREVIEW_FOLDER = "preview"
"""The folder of a preview below ``_build``; the site is in ``html``."""
_MARKS = (LIST, STATE)
_HIDDEN_OF_OURS = frozenset((".buildinfo", ".doctrees", PREVIEW, *_MARKS))
"""Hidden files that Sphinx or this program puts into a site."""
_SELF_CHECKED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal")
"""Suffixes of files that no manifest lists: SQLite recovers on its own, and each row contains a digest."""
_NEVER_EMPTY = frozenset((".html", ".xml", ".json", ".js"))  # these always have a frame, so an empty file was truncated


class PublishError(RuntimeError):
    """The site was not published, and the former one stays; the message says why."""


class Places:
    """The paths used to build a site that is published at *out*; all are next to it, on the same file system."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.work = out.parent / WORK / out.name
        """The folder that Sphinx writes into."""
        self.doctrees, self.lock, self.aside = self.note("doctrees"), self.note("lock"), self.note("aside")
        """Sphinx's data between builds, the lock file, and the folder for files moved out of the way of built files."""
        self.begun, self.built = self.note("begun"), self.note("built")
        """The note that a build has begun here, and the note that the last finished build left.

        The first exists because the lock file may vanish with the lock. The second contains the name of the site's
        manifest, and the manifest of the doctrees.
        """
        self.old = out.with_name(f"{out.name}.old")
        """The former site, used if the system can't exchange two folders in one step."""

    def note(self, name: str) -> Path:
        """Return the path of a file that one build leaves for the next."""
        return self.work.with_name(f"{self.out.name}.{name}")

    def forget(self) -> None:
        """Delete everything that an incremental build would use."""
        for folder in (self.work, self.doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("unfinished", "warned", "built"):
            self.note(name).unlink(missing_ok=True)


# -- manifests


class FileState(NamedTuple):
    """The recorded state of a file; a link has no digest."""

    size: int
    mtime_ns: int
    digest: str

    def fits(self, status: os.stat_result) -> bool:
        """Whether a file has this size and time."""
        return status.st_mtime_ns == self.mtime_ns and status.st_size == self.size


Manifest = dict[str, FileState]
"""The files below a folder by their paths, without the manifest itself."""


def manifest_of(folder: Path, known: Mapping[str, FileState], besides: tuple[str, ...] = (LIST,)) -> Manifest:
    """Return the manifest of a folder, without files whose paths end in one of *besides*; raises OSError.

    Only files that differ from their *known* state are read.
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


def _is_unchanged(path: str, state: FileState, *, reread: bool = False) -> bool:
    """Whether a file is unchanged; it is read only if its time differs, or with *reread*."""
    try:
        status = os.lstat(path)
        if status.st_size != state.size:
            return False
        if status.st_mtime_ns == state.mtime_ns and not reread:
            return True
        return _state_of(path, status).digest == state.digest
    except OSError:
        return False


def _manifest_name(files: Mapping[str, FileState], state: str) -> str:
    """Return the name of a manifest, which depends on the content of the files and not on their times."""
    return digest("\n".join([state, *(f"{files[path].digest} {path}" for path in sorted(files))]).encode())


def _manifest_folder(folder: Path) -> Path:
    """Return the folder that stores the manifest of a site, for its published or its work folder."""
    return folder.parent if folder.parent.name == WORK else folder.parent / WORK


def write_manifest(folder: Path, files: Mapping[str, FileState]) -> str:
    """Store the manifest of a site next to it, and write its name into the site; return the name."""
    state = _last_build(folder)
    name = _manifest_name(files, state)
    write(_manifest_folder(folder) / f"{name}.files", json.dumps({"state": state, "files": files}).encode())
    write(folder / LIST, f"{name}\n".encode())
    return name


def _last_build(folder: Path) -> str:
    """Return a token of the last build that wrote into a folder; a manifest is valid only for that build."""
    try:
        return digest((folder / STATE).read_bytes())
    except OSError:
        return ""


def manifest_at(folder: Path, *also: Path) -> Manifest | None:
    """Return the manifest of a site, stored next to it or in one of *also*; None if it is missing or outdated."""
    with suppress(OSError, ValueError):
        name, state = (folder / LIST).read_text(encoding="utf-8").strip(), _last_build(folder)
        homes = (_manifest_folder(folder), *also)
        found = next((files for home in homes if (files := _read(home, name, state)) is not None), None)
        return _read_old_format(folder, homes[0] / f"{name}.files", name, state) if found is None else found
    return None


def _read_old_format(folder: Path, file: Path, name: str, state: str) -> Manifest | None:
    """Read a manifest in the format used until December 2026: a line for each folder, with digests only.

    Without it, the first build after an upgrade would delete foreign files from the site. Raises ValueError.
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
        # With a truncated manifest, built pages would count as foreign, and withdrawn ones would stay.
        return files if _manifest_name(files, kept["state"]) == name and state in (None, kept["state"]) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def listed(folder: Path, *also: Path) -> dict[str, str] | None:
    """Return the files in the manifest of a site, with their digests; None if there is no manifest."""
    found = manifest_at(folder, *also)
    return None if found is None else {path: state.digest for path, state in found.items()}


def _discard_manifests(out: Path) -> None:
    """Delete the manifests of earlier sites at a published site's path; raises OSError."""
    sites = (*out.parent.glob(f"*/{LIST}"), *_manifest_folder(out).glob(f"*/{LIST}"))
    names = {site.read_text(encoding="utf-8").strip() for site in sites}
    for path in _manifest_folder(out).glob("*.files"):
        if path.stem not in names:
            path.unlink()


# -- the content of a site's folder, and who made it


@dataclass(frozen=True, slots=True)
class Names:
    """The names below a folder."""

    files: set[str] = field(default_factory=set)
    special: set[str] = field(default_factory=set)
    """Links, pipes and other special files."""
    folders: dict[str, int] = field(default_factory=dict)
    """The permissions of each folder; the empty path is the folder itself."""


def names_below(folder: Path) -> Names:
    """List the names below a folder, without temporary files of a killed process; nothing if there is no folder.

    Links are not followed, and count as files.
    """
    found = Names()
    for below in folders_below(str(folder)):
        found.folders[below.prefix.removesuffix("/")] = below.mode
        found.files.update([below.prefix + name for name in below.files])
        found.special.update([below.prefix + name for name in below.special])
    return found


def is_ours(folder: Path) -> bool:
    """Whether a folder is a site that this program built."""
    return folder.is_dir() and not folder.is_symlink() and any((folder / mark).is_file() for mark in _MARKS)


def is_preview(folder: Path) -> bool:
    """Whether a folder is a site that was built with drafts."""
    return (folder / PREVIEW).is_file()


def mark_preview(work: Path) -> None:
    """Mark a site that was just built as a preview, which is internal to the newsroom."""
    (work / PREVIEW).write_text("Built with drafts: not for readers.\n", encoding="utf-8")


def foreign(paths: Iterable[str], known: Collection[str] | None) -> set[str]:
    """Return the files in a site's folder that no build made; *known* are those in its manifest.

    Without a manifest, hidden files count as foreign, and all others as built: a withdrawn text must not stay readable
    because its origin is unknown.
    """
    if known is None:
        return {path for path in paths if "/." in f"/{path}" and path.split("/")[0] not in _HIDDEN_OF_OURS}
    return {path for path in paths if path not in known and path != LIST}


def _in_the_way(paths: Iterable[str], built: Collection[str]) -> set[str]:
    """Return those of *paths* that can't exist together with the *built* files."""
    needed = set(_parents(built))
    return {path for path in paths if path in built or path in needed or any(up in built for up in _parents([path]))}


def _parents(paths: Iterable[str]) -> Iterator[str]:
    """Yield all parent folders of *paths*, without the root."""
    seen = {""}
    for path in {path.rpartition("/")[0] for path in paths}:
        while path not in seen:
            seen.add(path)
            yield path
            path = path.rpartition("/")[0]


# -- the folders that a build uses


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the lock of a site: two concurrent builds would overwrite each other's files.

    Raises PublishError if another build holds it.
    """
    _make_home(places.lock.parent)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock(places.lock))
        except BusyError as error:
            raise PublishError(f"another build of {places.out} is running; wait until it finishes") from error
        yield


def _make_home(folder: Path) -> None:
    """Create the folder for builds next to the site, which a web server may serve.

    It contains Sphinx's data about drafts, so only its owner and group may read it. In ``_build`` it has normal
    permissions, because another user may store that folder between two builds.
    """
    if folder.parent.name != "_build" and not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o770, exist_ok=True)


def check_places(places: Places, root: Path, *, drafts: bool) -> None:
    """Refuse to replace anything but a site of the same kind, or to build in a foreign folder.

    A folder with only hidden files may become a site. Raises ConfigError with what to do.
    """
    out, ours = places.out, is_ours(places.out)
    if root.is_relative_to(out):
        raise ConfigError(f"{out} contains the archive itself; use a separate folder, such as {root / '_build/html'}")
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file; use a folder")
    if out.is_dir() and not ours:
        strange = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
        if strange:
            raise ConfigError(
                f"{out} isn't a site built by newsroom ({strange[0]}); use a new folder, or one that contains only "
                "hidden files"
            )
    if drafts and ours and not is_preview(out):
        raise ConfigError(f"{out} contains the published site, and drafts mustn't replace it; use another --out")
    if not drafts and is_preview(out):
        raise ConfigError(f"{out} contains a preview with drafts; delete that folder first, or use another --out")
    # The lock marks concurrent builds, and builds of earlier versions.
    begun = places.begun.is_file() or places.lock.is_file()
    for folder in (places.work, places.doctrees):
        if folder.is_symlink() or (folder.exists() and not begun):
            raise ConfigError(f"{folder} is in the way: a build needs this name for the new site; move it elsewhere")


def recover(places: Places) -> None:
    """Restore a complete site after an interrupted exchange in two steps.

    Raises PublishError if the folder that it needs isn't ours.
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


# -- the state between builds


class _Built(NamedTuple):
    """The state that the last build left: its site, and Sphinx's data."""

    site: Manifest
    doctrees: Manifest


def _last_built(places: Places) -> _Built | None:
    try:
        kept = read_checked(places.built)
        site = _read(places.work.parent, kept["site"])
        return None if site is None else _Built(site, {path: FileState(*row) for path, row in kept["cache"].items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def make_ready(places: Places, *, reread: bool = False) -> str | None:
    """Restore the work folder to the state of the last build, with files of the published site if necessary.

    Sphinx builds on the existing files and only checks that they exist, so a damaged file would be published forever.
    Returns the first file that differs and can't be restored, or None. A copy of the folders, such as a CI cache, has
    other times but the same content.
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
    lost = _restore(places, built.site, others, reread=reread)
    return lost and str(places.work / lost)


def _restore(places: Places, site: Manifest, others: Container[str], *, reread: bool = False) -> str | None:
    """Restore the work folder to a manifest from the published site; return the first file that is missing.

    *others* are files known to differ, whatever their times say. Raises OSError.
    """
    work, out = str(places.work), str(places.out)
    here = names_below(places.work)
    for folder, mode in here.folders.items():  # somebody may have restricted their folders in the site
        if mode & stat.S_IRWXU != stat.S_IRWXU:
            os.chmod(f"{work}/{folder}", mode | stat.S_IRWXU)
    for path in here.files - site.keys() - {LIST}:
        os.unlink(f"{work}/{path}")
    for folder in sorted(here.folders.keys() - set(_parents(site)) - {""}, reverse=True):
        with suppress(OSError):
            os.rmdir(f"{work}/{folder}")
    for path, state in site.items():
        source, target = f"{out}/{path}", f"{work}/{path}"
        present = path in here.files and path not in others
        if present and (state.fits(os.lstat(target)) and not reread):
            continue
        if not (present and _is_unchanged(target, state, reread=True)):
            if not state.digest or not _is_unchanged(source, state, reread=True):
                return path
            _copy(source, target)
        os.utime(target, ns=(state.mtime_ns, state.mtime_ns))
    write_manifest(places.work, site)
    return None


def _copy(source: str, target: str) -> None:
    """Replace a file with a copy of another, which may be a hard link to the same file."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with suppress(FileNotFoundError):
        os.unlink(target)
    shutil.copyfile(source, target)


def note_built(places: Places, site: Manifest | None = None) -> Manifest:
    """Record the state that a build leaves in its folders; return the manifest of its site; raises OSError.

    The manifest is made of the files unless it is known: *site*.
    """
    before = _last_built(places) or _Built({}, {})
    site = site or manifest_of(places.work, before.site)
    name = write_manifest(places.work, site)
    cache = manifest_of(places.doctrees, before.doctrees, _SELF_CHECKED)
    write(places.built, checked({"site": name, "cache": cache}))
    return site


# -- publishing


class Size(NamedTuple):
    """The total size of some files in *bytes*, and the *largest* with its path."""

    bytes: int = 0
    largest: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Published:
    """The numbers of files of the site that were written, removed and kept.

    *aside* are foreign files that were moved away; *damaged* are published files that had changed; *size* is the size
    of the build.
    """

    written: int
    removed: int
    kept: int
    aside: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    size: Size = field(default=Size(), compare=False)

    @property
    def nothing_to_do(self) -> bool:
        """Whether the published site already equals the build."""
        return not (self.written or self.removed or self.aside or self.damaged)


class _Comparison(NamedTuple):
    """The files to publish, from a comparison of the build with the published site, and the foreign files."""

    here: Names
    known: Manifest | None
    changed: list[str]
    strange: set[str]
    done: Published


def _compare(out: Path, built: Manifest, *, reread: bool) -> _Comparison:
    """Compare the build with the published site, by both manifests and the existing files; raises OSError."""
    here, known = names_below(out), manifest_at(out)
    strange = foreign(here.files, known)
    changed, damaged = [], []
    for path, state in built.items():
        present = path in here.files and path not in here.special
        before = known.get(path) if known is not None and path not in strange else None
        if present and before is not None and before.digest == state.digest:
            if not _is_unchanged(f"{out}/{path}", before, reread=reread):
                damaged.append(path)
        elif not (present and before is None and _is_unchanged(f"{out}/{path}", state, reread=True)):
            changed.append(path)
    removed = here.files - built.keys() - strange - {LIST}
    aside = _in_the_way(strange.difference(set(built).difference(changed)), built)
    largest = max(((state.size, path) for path, state in built.items()), default=(0, ""))
    size = Size(sum(state.size for state in built.values()), largest)
    renewed = bool(changed) or known is None or known.keys() != built.keys()  # the site's LIST file counts, too
    written = len(changed) + len(damaged) + renewed
    done = Published(
        written, len(removed), len(built) + 1 - written, tuple(sorted(aside)), tuple(sorted(damaged)), size
    )
    return _Comparison(here, known, [*changed, *damaged], strange, done)


def as_published(places: Places) -> Published | None:
    """Return the result of publishing the last build if there is nothing to do; else None."""
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
    """Publish the work folder; if nothing changed, touch nothing.

    *built* is its manifest. An unchanged file keeps its time, which servers report to browsers. Sphinx's *documents*
    are the exception, since Sphinx uses their times to decide what to write. With *reread* all published files are
    read, and damaged ones are published again. Raises PublishError if the build is incomplete or the disk refuses; the
    site is then unchanged.
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
        sync_disk()  # tens of thousands of files in many folders may have changed
        _exchange(places)
    except OSError as error:
        raise PublishError(f"the site can't be published: {error}") from error
    with suppress(OSError):  # the next build completes what fails here
        _rescue(names_below(places.work).files - found.here.files - {LIST}, places.work, places.out)
        is_whole = _restore(places, built, set(found.changed)) is None
        note_built(places, built if is_whole else None)
    with suppress(OSError):
        _discard_manifests(places.out)
    return found.done


def verify(folder: Path, files: Mapping[str, FileState], changed: Iterable[str]) -> None:
    """Refuse a build that is incomplete after a full disk or a crash: no front page, an empty or truncated file.

    Raises PublishError that names the first such file.
    """
    if "index.html" not in files:
        raise PublishError("the build created no index.html; add an index.md to the archive")
    for path, state in files.items():
        if not state.size and os.path.splitext(path)[1] in _NEVER_EMPTY:
            raise PublishError(f"the build left {folder / path} empty; is the disk full?")
    for path in changed:
        if path.endswith(".html") and _is_truncated(folder / path):
            raise PublishError(f"the build left {folder / path} incomplete; is the disk full?")


def _is_truncated(page: Path) -> bool:
    """Whether a page has a beginning but no end; other files are copied unchanged (proofs of ownership)."""
    text = page.read_bytes()
    # The length of "<!doctype html>".
    begins = text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
    return begins and not text.rstrip().endswith(b"</html>")


def _keep(paths: Iterable[str], source: Path, target: Path) -> None:
    """Hard-link files into another folder if the system supports it, else copy them.

    Raises OSError if neither works.
    """
    for path in paths:
        origin, copy = f"{source}/{path}", f"{target}/{path}"
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        try:
            # A symbolic link stays a symbolic link.
            os.link(origin, copy, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # another file system, one without hard links, or a file of another owner
            shutil.copy2(origin, copy, follow_symlinks=False)


def _put_aside(places: Places, paths: list[str]) -> None:
    """Move foreign files that are in the way of built files into a private folder."""
    if paths:
        # A new folder each time, so that nothing moved earlier is overwritten.
        number = next(number for number in itertools.count(1) if not (places.aside / str(number)).exists())
        _keep(paths, places.out, places.aside / str(number))


def _rescue(paths: Iterable[str], old: Path, out: Path) -> None:
    """Copy files that somebody added to the old site while the new one was being made."""
    for path in sorted(paths):
        if not os.path.lexists(out / path):
            with suppress(OSError):  # files that conflict with the new site were moved away
                _keep([path], old, out)


def _same_folders(target: Path, here: Names, built: Collection[str]) -> None:
    """Copy folder permissions from the published site to *target*, and its empty folders.

    Builds leave no empty folders, so these are foreign. Raises OSError.
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


# Exchange two folders in one step, so that readers always see one or the other.
#
# Linux has `renameat2` with RENAME_EXCHANGE (renameat2(2)), macOS `renamex_np` with RENAME_SWAP (rename(2) there);
# Python offers neither (bpo-41906), so both are called in the C library.

_HERE = -100
"""AT_FDCWD: relative paths start at the working folder."""
_TRADE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS, which are the same number."""
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""Errors of systems without the call, and of file systems without support (NFS, FAT, some FUSE)."""


def _exchange(places: Places) -> None:
    """Exchange the work folder with the published site; :func:`recover` repairs an interrupted exchange.

    If the system can't do it in one step, there is no site for a moment between two renames. Raises OSError.
    """
    if not places.out.is_dir():
        places.work.rename(places.out)
        places.work.mkdir()
        return
    if not is_ours(places.out):  # it existed before the first build, and must be recognizable as the old site
        shutil.copyfile(places.work / LIST, places.out / LIST)
    if not exchange(places.work, places.out):
        places.out.rename(places.old)
        try:
            places.work.rename(places.out)
        # Also on Ctrl-C: one of the two sites must remain.
        except BaseException:
            places.old.rename(places.out)
            raise
        with suppress(OSError):  # the new site is in place
            places.old.rename(places.work)
    with suppress(OSError):
        sync_folder(places.out.parent)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders of one file system; return False, with nothing done, if the system can't do it.

    Raises OSError if the system refuses for another reason.
    """
    trade = _exchange_call()
    if trade is None or trade(os.fsencode(one), os.fsencode(other)) == 0:
        return trade is not None
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), os.fspath(one), None, os.fspath(other))


def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """Return the function of this system's C library, None if it has none."""
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
    """Delete the former site; raises OSError if it can't be hidden from readers."""
    aside = places.note("discarded")
    shutil.rmtree(aside, ignore_errors=True)
    places.old.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
