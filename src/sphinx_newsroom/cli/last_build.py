"""What a build starts from and what it tells: where nothing changed since the last one, there is nothing to build.

Sphinx itself takes a second to find that out, and an archive of ten thousand releases three more.  What is told here is
every file below the archive's folder and of the program by size, times and inode (as git tells its own), the settings
as conf.py gives them, what git knows, and the environment.  Where a build may depend on anything else, such as another
extension or a folder elsewhere, nothing is told, and Sphinx decides.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from pprint import pformat
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from sphinx_newsroom.archive.other_archives import FOLDER as OTHERS
from sphinx_newsroom.cli.options import print_json, warn
from sphinx_newsroom.config import HOSTS, ConfigError, Host, names_in_conf
from sphinx_newsroom.diagnostics import Code, Severity, counted
from sphinx_newsroom.files import PACKAGE, digest, fingerprint, is_aside, state_at_rest, write
from sphinx_newsroom.model.addresses import LEDGER, SOURCE_FOLDERS
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.operations.publish import goes_out, next_due
from sphinx_newsroom.operations.site import Places
from sphinx_newsroom.sources.alert_file import SUFFIX
from sphinx_newsroom.sources.header import SUFFIXES, id_in, paths_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.diagnostics import Problem
    from sphinx_newsroom.operations.site import Places, Published, Size

# What a build tells at its end, as sentences or as JSON.

_NEAR = 0.9
"""From which part of a host's limit on a build warns."""


_NAMED = 10
"""How many of many unpublished files are named."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build reports of an archive: rows of JSON, so that it can be kept.

    *counts* has how many there are of what; *next_due* is when the next embargo ends, and *due* are the files that wait
    for it; *left_out* are the files that are not in the site, *kept* how many stand as they were published, *problems*
    why; *warnings* is what the checks warn of, as Sphinx says it; *host* is where the site goes.
    """

    counts: dict[str, int]
    next_due: str | None
    due: list[str]
    left_out: list[dict[str, Any]]
    why_left_out: list[str]
    kept: int
    why_kept: list[dict[str, Any]]
    kept_problems: list[str]
    warnings: list[str]
    host: str | None

    @classmethod
    def of(cls, archive: Archive) -> Summary:
        """The report of an archive."""
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
            [str(problem) for problem in archive.problems if problem.is_error and problem.path in paths],
            len({problem.path for problem in kept} | archive.stored.keys()),
            [problem.row() for problem in kept],
            [str(problem) for problem in kept],
            [
                f"{archive.root / problem.path}:{problem.line}: WARNING: {problem.text} [newsroom.{problem.code.code}]"
                for problem in archive.problems
                if problem.code.severity is not Severity.NOTICE
            ],
            archive.settings.host,
        )

    @property
    def is_well(self) -> bool:
        """Whether nothing is left out by mistake, or kept as it was published."""
        return not self.kept and all(row["reason"] != "error" for row in self.left_out)


def tell_failure(why: str, summary: Summary | None, places: Places, as_json: bool) -> None:
    """Say why nothing was published, and what was left out of what would have been."""
    stands = places.out.is_dir()
    if as_json:
        print_json({"published": False, "error": why, "left_out": summary.left_out if summary else []})
    elif summary:
        _print_left_out(summary, sys.stderr)
        _print_kept(summary, sys.stderr)
    kept = "; the published site is unchanged" if stands else ""
    warn(f"newsroom build: nothing was published: {why}{kept}")


def tell(summary: Summary, places: Places, done: Published, as_json: bool) -> None:
    """Say what was published, and what was left out of it."""
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
                "kept_as_published": summary.why_kept,
            }
        )
        return
    words = ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in summary.counts.items())
    _print_left_out(summary, sys.stdout)
    _print_kept(summary, sys.stdout)
    if done.aside:
        print(f"\nOther files had the names of built files; they were moved to {places.aside}:")
        print("\n".join(f"  {path}" for path in done.aside))
    if done.damaged:
        print("\nPublished again, because they had changed on the server:")
        print("\n".join(f"  {path}" for path in done.damaged))
    if summary.next_due:
        print(f"\nThe next is due at {summary.next_due} ({', '.join(summary.due)}): newsroom build --wait-next")
    print(f"\n{words}; {done.written:,} files written, {done.removed:,} removed, {done.kept:,} unchanged")
    for limit in near:
        warn(f"warning: {summary.host} takes {limit}; see the guide *Choose a host*")
    print(f"The site has {files:,} files, {done.size.bytes / 1e6:,.1f} MB")
    print(f"The site is at {index}")


def _near(host: str | None, files: int, size: Size) -> Iterator[str]:
    """What a site has nearly as much of as its host takes, or more than that."""
    limits = HOSTS[host] if host else Host()
    largest, path = size.largest
    for found, limit, what in (
        (files, limits.files, "files"),
        (size.bytes, limits.bytes, "bytes"),
        (largest, limits.of_file, f"bytes in a file, and {path} is the largest of the site"),
    ):
        if limit and found >= _NEAR * limit:
            yield f"at most {limit:,} {what}: there are {found:,}"


def _left_out(archive: Archive) -> list[dict[str, Any]]:
    """Every file that is not in the site, by path, with its reason."""
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


def _print_left_out(summary: Summary, stream: TextIO) -> None:
    drafts = [row["path"] for row in summary.left_out if row["reason"] == "draft"]
    new = [row for row in summary.left_out if row["reason"] == "unpublished"]
    rows = [row for row in summary.left_out if row["reason"] not in ("draft", "unpublished")]
    if drafts:
        print(f"\nDRAFTS, in no output, {len(drafts)} {'files' if len(drafts) > 1 else 'file'}:", file=stream)
        print("\n".join(f"  {path}" for path in drafts), file=stream)
    if new:
        print(f"\nNOT PUBLISHED, so not on the site, {counted(len(new), 'file')}:", file=stream)
        for row in new[:_NAMED]:
            call = "--due  (it is signed off)" if row["signed_off"] else id_in(row["path"])
            print(f"  {row['path']}: newsroom publish {call}", file=stream)
        if len(new) > _NAMED:
            print(f"  and {len(new) - _NAMED:,} more: newsroom publish", file=stream)
    if not rows:
        return
    print(f"\nLEFT OUT of the site, {len(rows)} {'files' if len(rows) > 1 else 'file'}:", file=stream)
    for row in rows:
        if row["until"]:
            unsigned = f", not signed off: newsroom publish {id_in(row['path'])}"
            state = {None: "", True: ", signed off", False: unsigned}[row["signed_off"]]
            print(f"  {row['path']}: under embargo until {row['until']}{state}", file=stream)
    for problem in summary.why_left_out:
        print(f"  {problem}", file=stream)


def _kept(archive: Archive) -> list[Problem]:
    """What is wrong with files that the published source replaces."""
    paths = {path for page in archive.kept for path in paths_of(page)}
    return [
        problem
        for problem in archive.problems
        if problem.code is Code.KEPT_AS_PUBLISHED or (problem.path in paths and problem.is_error)
    ]


def _print_kept(summary: Summary, stream: TextIO) -> None:
    if summary.kept:
        print(f"\nKEPT AS PUBLISHED, {summary.kept} {'files' if summary.kept > 1 else 'file'}:", file=stream)
        for problem in summary.kept_problems:
            print(f"  {problem}", file=stream)


# What a build starts from.

KNOWN = frozenset({"sphinx_newsroom", "myst_parser", "nbsphinx"})
"""Extensions that read nothing but the archive's files."""
_ASKED = re.compile(r"(?:NEWSROOM|SPHINX|SOURCE|LC|LANG|TZ|PYTHON|READTHEDOCS)(?:_|$)|LANGUAGE|PATH|HOME")
"""Variables of the environment that a build asks for."""


class _UnknownError(Exception):
    """What a build starts from is unknown."""


Stats = dict[str, tuple[int, int, int]]


class Inputs(NamedTuple):
    """What a build starts from: *told* changes when anything of it does, *states* are those of the archive's files.

    *seen* are size, time and inode of each file, also of one that may change again within the same tick of the clock.
    """

    told: str | None
    states: dict[str, str]
    seen: Stats


def inputs_of(root: Path, places: Places, *, drafts: bool = False) -> Inputs:
    """What a build of the archive in *root* starts from; *told* is None if that is unknown.

    A file that was changed just now makes it unknown, since it may change again within the same tick of the clock.
    """
    states: dict[str, str] = {}
    seen: Stats = {}
    try:
        environment = sorted((name, value) for name, value in os.environ.items() if _ASKED.match(name))
        seen = _seen(root, places, states)
        if len(states) != len(seen):
            raise _UnknownError
        files = [*states.items(), *_of_program(), *_of_git(root)]
        called = str(root), str(places.out), drafts
        return Inputs(fingerprint(sys.version, sys.path, environment, called, _settings(root), files), states, seen)
    except (_UnknownError, OSError, ValueError):  # such as a file name that isn't text
        return Inputs(None, states, seen)


def changed_since(seen: Stats, root: Path, places: Places, extensions: Iterable[str]) -> list[str]:
    """The files of the archive that came, went or changed since they were seen; raises OSError.

    Another extension may write documents of its own while it builds: then texts and what they rest on count alone.
    """
    now = _seen(root, places, {})
    paths = (os.path.relpath(path, root) for path in seen.keys() | now.keys() if seen.get(path) != now.get(path))
    ours = "" if KNOWN.issuperset(extensions) else (*SOURCE_FOLDERS, ALERTS, OTHERS, LEDGER, "conf.py")
    found = sorted(path for path in paths if path.startswith(ours) and not path.endswith((".pyc", "~", ".swp", ".tmp")))
    # Beside conf.py people have their builds write logs.
    return [path for path in found if os.path.dirname(path) or path.endswith((".py", *SUFFIXES))]


def shows_drafts(root: Path) -> bool:
    """Whether conf.py says that drafts are shown; where it cannot be run, Sphinx says why."""
    try:
        return names_in_conf(root).get("newsroom_drafts") is True
    except ConfigError:
        return False


def standing(root: Path, places: Places, told: str | None) -> Summary | None:
    """The report of the last build, if it started from the same and time changes nothing; else None."""
    if told is None:
        return None
    try:
        check, _, content = places.note("standing").read_text(encoding="utf-8").partition("\n")
        found = json.loads(content) if digest(content.encode()) == check else {}
        if found.get("inputs") != told or not found["since"] <= time.time() < found["until"]:
            return None
        return _named(found["summary"], root, places)
    except (OSError, ValueError, TypeError, KeyError, IndexError, _UnknownError):
        return None


def keep(root: Path, places: Places, told: str | None, summary: Summary, until: float | None) -> None:
    """Keep the report of a build without problems, for as long as time changes nothing.

    *until* is the moment from which it does, in seconds since 1970; None where there is none.
    """
    note = places.note("standing")
    with suppress(OSError, KeyError, _UnknownError):
        note.unlink(missing_ok=True)
        if told is None or not summary.is_well or any(row["problems"] for row in summary.left_out):
            return
        kept_back = [PurePosixPath(row["path"]).stem for row in summary.left_out]
        if any(name in warning for warning in summary.warnings for name in kept_back):
            return
        now = time.time()
        rows = {
            "inputs": told,
            "since": now - 1,
            "until": min(now + 86_400, until if until is not None else now + 86_400),
            "summary": _numbered(summary, root, places),
        }
        content = json.dumps(rows)
        write(note, f"{digest(content.encode())}\n{content}")


def _numbered(summary: Summary, root: Path, places: Places) -> dict[str, Any]:
    """A summary with numbers for the names of files that are kept back, which may not be written anywhere.

    Raises _UnknownError, OSError; KeyError for what is no file.
    """
    numbers = {name: number for number, name in enumerate(_names(root, places))} if summary.left_out else {}
    left_out = [{**row, "path": numbers[row["path"]]} for row in summary.left_out]
    return {**asdict(summary), "left_out": left_out, "due": [numbers[path] for path in summary.due]}


def _named(rows: dict[str, Any], root: Path, places: Places) -> Summary:
    """A summary from its kept form, with the names again."""
    names = _names(root, places) if rows["left_out"] else []
    left_out = [{**row, "path": names[row["path"]]} for row in rows["left_out"]]
    return Summary(**{**rows, "left_out": left_out, "due": [names[number] for number in rows["due"]]})


def _names(root: Path, places: Places) -> list[str]:
    return [Path(path).relative_to(root).as_posix() for path in _files(root, places)]


def _seen(root: Path, places: Places, states: dict[str, str]) -> Stats:
    """Size, time and inode of each file, and its state into *states*, unless it may yet change; raises OSError."""
    seen: Stats = {}
    for path in _files(root, places):
        try:
            status = os.stat(path)
        except OSError:  # a link that leads nowhere, or a file that went
            seen[path] = 0, 0, 0
            continue
        seen[path] = status.st_size, status.st_mtime_ns, status.st_ino
        if state := _at_rest(status):
            states[path] = state
    return seen


def _files(root: Path, places: Places) -> Iterator[str]:
    """Every file below the archive's folder, but for what builds make of it; raises OSError."""
    alerts = f"{root}/{ALERTS}"
    aside = {str(places.out), str(places.work.parent)}
    waiting = [str(root)]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if not entry.is_dir(follow_symlinks=False):
                    if here != alerts or entry.name.endswith(SUFFIX):  # what was sent to whom no build reads
                        yield entry.path
                elif entry.path not in aside and not is_aside(entry.path):
                    waiting.append(entry.path)


def _at_rest(status: os.stat_result) -> str | None:
    # What a link to a folder leads to is looked for nowhere else.
    return None if stat.S_ISDIR(status.st_mode) else state_at_rest(status)


def _state(path: str) -> str:
    state = _at_rest(os.stat(path))
    if state is None:
        raise _UnknownError
    return state


def _of_program() -> Iterator[tuple[str, str]]:
    """The program's own files, and the folders of packages, which change when one is installed."""
    ours = PACKAGE
    for folder, below, names in os.walk(ours):
        below[:] = sorted(name for name in below if name != "__pycache__")
        yield from ((f"{folder}/{name}", _state(f"{folder}/{name}")) for name in sorted(names))
    for folder in sys.path:
        if os.path.isdir(folder) and Path(folder).name in ("site-packages", "dist-packages"):
            yield folder, str(os.stat(folder).st_mtime_ns)


def _of_git(root: Path) -> Iterator[tuple[str, str]]:
    """What git's references are: editions may be tags, and a published text may be in a commit."""
    place = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if place is None:
        return
    if not place.is_dir():  # a worktree, whose references are elsewhere
        raise _UnknownError
    for name in ("HEAD", "packed-refs"):
        with suppress(FileNotFoundError):
            yield name, _state(f"{place}/{name}")
    for folder, below, names in os.walk(place / "refs"):
        below.sort()
        yield from ((f"{folder}/{name}", _state(f"{folder}/{name}")) for name in sorted(names))


def _settings(root: Path) -> str:
    """The settings of conf.py, where they are plain values that lead nowhere else; raises _UnknownError."""
    try:
        names = names_in_conf(root)
    except ConfigError as error:  # Sphinx says what is wrong with it
        raise _UnknownError from error
    if not KNOWN.issuperset(names.get("extensions", ())):
        raise _UnknownError
    found = {name: value for name, value in names.items() if not name.startswith("__") and name != "tags"}
    said = pformat({name: value for name, value in found.items() if not _is_tool(value)}, width=1_000_000)
    if _LEADING_AWAY.search(said):
        raise _UnknownError
    return fingerprint(said)


_LEADING_AWAY = re.compile(r"""['"](?:[/~]|\.\.)|/\.\.(?:/|['"])|<class | at 0x[0-9a-f]""")
"""What a value has in it that leads out of the archive, such as ``'../logo.png'``, or for which Python has no words."""


def _is_tool(value: object) -> bool:
    """Whether conf.py has it to work with: a module, or what it took from one of Python's own."""
    if isinstance(value, type | FunctionType | BuiltinFunctionType):
        return (value.__module__ or "").partition(".")[0] in sys.stdlib_module_names
    return isinstance(value, ModuleType)
