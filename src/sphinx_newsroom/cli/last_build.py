"""The build's report, and the check whether anything changed since the last build.

Sphinx needs a second to find that nothing changed, and an archive of ten thousand releases three more. The check
compares all files of the archive and the program by size, times and inode, as git does. It also covers the settings,
git's references and the environment. If a build may depend on anything else, such as another extension or an outside
folder, the state is unknown and Sphinx runs.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from pprint import pformat
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from sphinx_newsroom.archive.other_archives import FOLDER as OTHERS
from sphinx_newsroom.cli.options import print_json, warn
from sphinx_newsroom.config import HOSTS, ConfigError, Host, names_in_conf
from sphinx_newsroom.diagnostics import Code, Severity, counted
from sphinx_newsroom.files import PACKAGE, checked, fingerprint, is_aside, read_checked, state_at_rest, write
from sphinx_newsroom.model.addresses import LEDGER, SOURCE_FOLDERS
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.operations.publish import goes_out, next_due
from sphinx_newsroom.operations.site import Places
from sphinx_newsroom.sources.alert_file import SUFFIX
from sphinx_newsroom.sources.header import SUFFIXES, id_in, paths_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.diagnostics import Problem
    from sphinx_newsroom.operations.site import Places, Published, Size

# The report at the end of a build, as text or JSON.

_NEAR = 0.9
"""The share of a host's limit from which a build warns."""


_NAMED = 10
"""The maximum number of unpublished files listed."""


class Summary(NamedTuple):
    """A build's report on an archive; without problems it consists of JSON values, so that it can be saved.

    Attributes:
        counts: The number of releases, organizations and officials.
        next_due: The time when the next embargo ends.
        due: The files that wait for it.
        left_out: The files that aren't on the site, with the reason.
        why_left_out: The errors of these files.
        kept: The number of files that are kept as published.
        why_kept: The problems of these files.
        warnings: The warnings of the checks, in Sphinx's format.
        host: The host of the site.
    """

    counts: dict[str, int]
    next_due: str | None
    due: list[str]
    left_out: list[dict[str, Any]]
    why_left_out: list[Problem]
    kept: int
    why_kept: list[Problem]
    warnings: list[str]
    host: str | None

    @classmethod
    def of(cls, archive: LoadedArchive) -> Summary:
        """Make the report of an archive."""
        counts = {
            "releases": len(archive.releases),
            "organizations": len(archive.registry.organizations),
            "officials": len(archive.registry.officials),
        }
        due, left_out, kept = next_due(archive), _left_out(archive), _kept(archive)
        paths = {row["path"] for row in left_out}
        return cls(
            counts,
            due.moment.isoformat() if due else None,
            list(due.paths) if due else [],
            left_out,
            [problem for problem in archive.problems if problem.is_error and problem.path in paths],
            len({problem.path for problem in kept} | archive.stored.keys()),
            kept,
            [
                f"{archive.root / problem.path}:{problem.line}: WARNING: {problem.text} [newsroom.{problem.code.code}]"
                for problem in archive.problems
                if problem.code.severity is not Severity.NOTICE
            ],
            archive.settings.host,
        )

    @property
    def is_well(self) -> bool:
        """Whether no file is left out by mistake or shown as published before."""
        return not self.kept and all(row["reason"] != "error" for row in self.left_out)


def tell_failure(why: str, summary: Summary | None, places: Places, as_json: bool) -> None:
    """Report why nothing was published, and what would have been left out."""
    stands = places.out.is_dir()
    if as_json:
        print_json({"published": False, "error": why, "left_out": summary.left_out if summary else []})
    elif summary:
        _print_left_out(summary, sys.stderr)
        _print_kept(summary, sys.stderr)
    kept = "; the published site is unchanged" if stands else ""
    warn(f"newsroom build: nothing was published: {why}{kept}")


def tell(summary: Summary, places: Places, done: Published, as_json: bool) -> None:
    """Report what was published and what was left out."""
    index = places.out / "index.html"
    files = done.written + done.kept
    near = list(_near(summary.host, files, done.size))
    if as_json:
        print_json(
            {
                "published": True,
                "index": str(index),
                **summary.counts,
                "written": done.written,
                "removed": done.removed,
                "kept": done.kept,
                "files": files,
                "bytes": done.size.bytes,
                "near_limits": near,
                "put_aside": list(done.aside),
                "damaged": list(done.damaged),
                "next_due": summary.next_due,
                "left_out": summary.left_out,
                "kept_as_published": [problem.row() for problem in summary.why_kept],
            }
        )
        return
    words = ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in summary.counts.items())
    _print_left_out(summary, sys.stdout)
    _print_kept(summary, sys.stdout)
    if done.aside:
        _print_list(
            f"Other files had the names of built files; they were moved to {places.aside}", done.aside, sys.stdout
        )
    if done.damaged:
        _print_list("Published again, because they had changed on the server", done.damaged, sys.stdout)
    if summary.next_due:
        print(f"\nThe next is due at {summary.next_due} ({', '.join(summary.due)}): newsroom build --wait-next")
    print(f"\n{words}; {done.written:,} files written, {done.removed:,} removed, {done.kept:,} unchanged")
    for limit in near:
        warn(f"warning: {summary.host} takes {limit}; see the guide *Choose a host*")
    print(f"The site has {files:,} files, {done.size.bytes / 1e6:,.1f} MB")
    print(f"The site is at {index}")


def _near(host: str | None, files: int, size: Size) -> Iterator[str]:
    """Yield the limits of the host that a site has nearly reached or exceeded."""
    limits = HOSTS[host] if host else Host()
    largest, path = size.largest
    for found, limit, what in (
        (files, limits.files, "files"),
        (size.bytes, limits.bytes, "bytes"),
        (largest, limits.of_file, f"bytes in a file, and {path} is the largest of the site"),
    ):
        if limit and found >= _NEAR * limit:
            yield f"at most {limit:,} {what}: there are {found:,}"


def _left_out(archive: LoadedArchive) -> list[dict[str, Any]]:
    """Return a row for each file that isn't on the site, by path, with its reason."""
    return [
        {
            "path": withheld.path,
            "reason": withheld.reason,
            "until": withheld.until.isoformat() if withheld.until else None,
            "signed_off": goes_out(archive, withheld) if archive.is_unpublished(withheld.page) else None,
            "problems": [
                problem.row()
                for problem in archive.problems
                if problem.path == withheld.path and problem.code.severity is Severity.ERROR
            ],
        }
        for withheld in sorted(archive.withheld.values(), key=lambda withheld: withheld.path)
    ]


def _print_list(heading: str, lines: Iterable[object], stream: TextIO) -> None:
    print(f"\n{heading}:", *lines, sep="\n  ", file=stream)


def _print_left_out(summary: Summary, stream: TextIO) -> None:
    drafts = [row["path"] for row in summary.left_out if row["reason"] == "draft"]
    new = [row for row in summary.left_out if row["reason"] == "unpublished"]
    rows = [row for row in summary.left_out if row["reason"] not in ("draft", "unpublished")]
    if drafts:
        _print_list(f"DRAFTS, in no output, {counted(len(drafts), 'file')}", drafts, stream)
    if new:
        lines = []
        for row in new[:_NAMED]:
            call = "--due  (it is signed off)" if row["signed_off"] else id_in(row["path"])
            lines.append(f"{row['path']}: newsroom publish {call}")
        if len(new) > _NAMED:
            lines.append(f"and {len(new) - _NAMED:,} more: newsroom publish")
        _print_list(f"NOT PUBLISHED, so not on the site, {counted(len(new), 'file')}", lines, stream)
    if rows:
        lines = []
        for row in rows:
            if row["until"]:
                unsigned = f", not signed off: newsroom publish {id_in(row['path'])}"
                state = {None: "", True: ", signed off", False: unsigned}[row["signed_off"]]
                lines.append(f"{row['path']}: under embargo until {row['until']}{state}")
        heading = f"LEFT OUT of the site, {counted(len(rows), 'file')}"
        _print_list(heading, [*lines, *summary.why_left_out], stream)


def _kept(archive: LoadedArchive) -> list[Problem]:
    """Return the problems of files whose published source is shown instead."""
    paths = {path for page in archive.kept for path in paths_of(page)}
    return [
        problem
        for problem in archive.problems
        if problem.code is Code.KEPT_AS_PUBLISHED or (problem.path in paths and problem.is_error)
    ]


def _print_kept(summary: Summary, stream: TextIO) -> None:
    if summary.kept:
        _print_list(f"KEPT AS PUBLISHED, {counted(summary.kept, 'file')}", summary.why_kept, stream)


# The state that a build starts from.

KNOWN = frozenset({"sphinx_newsroom", "myst_parser", "nbsphinx"})
"""Extensions that read only the archive's files."""
_ENVIRONMENT_NAMES = re.compile(r"(?:NEWSROOM|SPHINX|SOURCE|LC|LANG|TZ|PYTHON|READTHEDOCS)(?:_|$)|LANGUAGE|PATH|HOME")
"""Environment variables that can affect a build."""


Stats = dict[str, tuple[int, int, int]]


class Inputs(NamedTuple):
    """The state that a build starts from.

    Attributes:
        fingerprint: A fingerprint that changes if any input does; None if the state is unknown.
        seen: Size, time and inode of each file, including files changed too recently to trust.
    """

    fingerprint: str | None
    seen: Stats


def inputs_of(root: Path, places: Places, *, drafts: bool) -> Inputs:
    """Determine the state from which a build of the archive in *root* starts.

    The fingerprint is None if the state is unknown. A file that changed just now makes it unknown, since it may change
    again within the same tick of the clock.
    """
    states: dict[str, str] = {}
    seen: Stats = {}
    try:
        environment = sorted((name, value) for name, value in os.environ.items() if _ENVIRONMENT_NAMES.match(name))
        seen = _seen(root, places, states)
        if len(states) != len(seen):
            raise ValueError("a link is broken, or a file was changed just now")
        files = [*states.items(), *_of_program(), *_of_git(root)]
        called = str(root), str(places.out), drafts
        return Inputs(fingerprint(sys.version, sys.path, environment, called, _settings(root), files), seen)
    except (OSError, ValueError):  # such as a file name that isn't text
        return Inputs(None, seen)


def changed_since(seen: Stats, root: Path, places: Places, extensions: Iterable[str]) -> list[str]:
    """Return the archive's files that were added, removed or changed since they were seen; raises OSError.

    Other extensions may write documents during the build, so with them only the archive's own sources count.
    """
    now = _seen(root, places, {})
    paths = (os.path.relpath(path, root) for path in seen.keys() | now.keys() if seen.get(path) != now.get(path))
    ours = "" if KNOWN.issuperset(extensions) else (*SOURCE_FOLDERS, ALERTS, OTHERS, LEDGER, "conf.py")
    found = sorted(path for path in paths if path.startswith(ours) and not path.endswith((".pyc", "~", ".swp", ".tmp")))
    # Next to conf.py, builds may write logs.
    return [path for path in found if os.path.dirname(path) or path.endswith((".py", *SUFFIXES))]


def shows_drafts(root: Path) -> bool:
    """Whether conf.py enables drafts; if it can't be run, Sphinx reports why."""
    try:
        return names_in_conf(root).get("newsroom_drafts") is True
    except ConfigError:
        return False


def unchanged_report(root: Path, places: Places, inputs: str | None) -> Summary | None:
    """Return the last build's report if its inputs are unchanged and it hasn't expired; otherwise None."""
    if inputs is None:
        return None
    try:
        saved = read_checked(places.note("standing"))
        if saved.get("inputs") != inputs or not saved["since"] <= time.time() < saved["until"]:
            return None
        return _named(saved["summary"], root, places)
    except (OSError, ValueError, TypeError, LookupError):
        return None


def keep(root: Path, places: Places, inputs: str | None, summary: Summary, until: float | None) -> None:
    """Save a build's report, unless it has problems or names withheld files.

    *until* is when the report expires, in seconds since 1970; it lasts a day at most.
    """
    note = places.note("standing")
    with suppress(OSError, KeyError):
        note.unlink(missing_ok=True)
        if inputs is None or not summary.is_well or summary.why_left_out:
            return
        kept_back = [PurePosixPath(row["path"]).stem for row in summary.left_out]
        if any(name in warning for warning in summary.warnings for name in kept_back):
            return
        now = time.time()
        rows = {
            "inputs": inputs,
            "since": now - 1,
            "until": min(now + 86_400, until if until is not None else now + 86_400),
            "summary": _numbered(summary, root, places),
        }
        write(note, checked(rows))


def _numbered(summary: Summary, root: Path, places: Places) -> dict[str, Any]:
    """Return a summary with numbers for the names of withheld files, which must not be saved anywhere.

    Raises OSError, and KeyError for a name without a file.
    """
    numbers = {name: number for number, name in enumerate(_names(root, places))} if summary.left_out else {}
    left_out = [{**row, "path": numbers[row["path"]]} for row in summary.left_out]
    return {**summary._asdict(), "left_out": left_out, "due": [numbers[path] for path in summary.due]}


def _named(rows: dict[str, Any], root: Path, places: Places) -> Summary:
    """Restore a saved summary, with file names for the numbers."""
    names = _names(root, places) if rows["left_out"] else []
    left_out = [{**row, "path": names[row["path"]]} for row in rows["left_out"]]
    return Summary(**{**rows, "left_out": left_out, "due": [names[number] for number in rows["due"]]})


def _names(root: Path, places: Places) -> list[str]:
    return [Path(path).relative_to(root).as_posix() for path in _files(root, places)]


def _seen(root: Path, places: Places, states: dict[str, str]) -> Stats:
    """Return size, time and inode of each file, and add the states of settled files to *states*; raises OSError."""
    seen: Stats = {}
    for path in _files(root, places):
        try:
            status = os.stat(path)
        except OSError:  # a broken link, or a file just deleted
            seen[path] = 0, 0, 0
            continue
        seen[path] = status.st_size, status.st_mtime_ns, status.st_ino
        if state := _at_rest(status):
            states[path] = state
    return seen


def _files(root: Path, places: Places) -> Iterator[str]:
    """Yield every file below the archive's folder, except build output; raises OSError."""
    alerts = f"{root}/{ALERTS}"
    aside = {str(places.out), str(places.work.parent)}
    waiting = [str(root)]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if not entry.is_dir(follow_symlinks=False):
                    if here != alerts or entry.name.endswith(SUFFIX):  # no build reads the alerts' delivery logs
                        yield entry.path
                elif entry.path not in aside and not is_aside(entry.path):
                    waiting.append(entry.path)


def _at_rest(status: os.stat_result) -> str | None:
    # Files behind a link to a folder aren't checked, so their state is unknown.
    return None if stat.S_ISDIR(status.st_mode) else state_at_rest(status)


def _state(path: str) -> str:
    state = _at_rest(os.stat(path))
    if state is None:
        raise ValueError(f"{path} was changed just now")
    return state


def _of_program() -> Iterator[tuple[str, str]]:
    """Yield the program's files, and the package folders, which change if a package is installed."""
    ours = PACKAGE
    for folder, below, names in os.walk(ours):
        below[:] = sorted(name for name in below if name != "__pycache__")
        yield from ((f"{folder}/{name}", _state(f"{folder}/{name}")) for name in sorted(names))
    for folder in sys.path:
        if os.path.isdir(folder) and Path(folder).name in ("site-packages", "dist-packages"):
            yield folder, str(os.stat(folder).st_mtime_ns)


def _of_git(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the states of git's references, since editions may be tags and published texts may be in commits."""
    place = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if place is None:
        return
    if not place.is_dir():
        raise ValueError("the references of a worktree are elsewhere")
    for name in ("HEAD", "packed-refs"):
        with suppress(FileNotFoundError):
            yield name, _state(f"{place}/{name}")
    for folder, below, names in os.walk(place / "refs"):
        below.sort()
        yield from ((f"{folder}/{name}", _state(f"{folder}/{name}")) for name in sorted(names))


def _settings(root: Path) -> str:
    """Return a fingerprint of the settings; raises ValueError unless all are plain values inside the archive."""
    try:
        names = names_in_conf(root)
    except ConfigError as error:  # Sphinx will report it
        raise ValueError("conf.py can't be run") from error
    if not KNOWN.issuperset(names.get("extensions", ())):
        raise ValueError("another extension may read any file")
    found = {name: value for name, value in names.items() if not name.startswith("__") and name != "tags"}
    text = pformat({name: value for name, value in found.items() if not _is_tool(value)}, width=1_000_000)
    if _NOT_PORTABLE.search(text):
        raise ValueError("a setting leads out of the archive")
    return fingerprint(text)


_NOT_PORTABLE = re.compile(r"""['"](?:[/~]|\.\.)|/\.\.(?:/|['"])|<class | at 0x[0-9a-f]""")
"""Matches values that lead out of the archive, such as ``'../logo.png'``, or that have no stable text form."""


def _is_tool(value: object) -> bool:
    """Whether a value is a module, or a class or function of Python's standard library."""
    if isinstance(value, type | FunctionType | BuiltinFunctionType):
        return (value.__module__ or "").partition(".")[0] in sys.stdlib_module_names
    return isinstance(value, ModuleType)
