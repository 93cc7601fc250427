"""Shared parts of the imports of records and releases: lock the archive, write the changes, and print the plan."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Container, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sphinx_newsroom.archive.journal import BusyError, archive_lock, clear_away
from sphinx_newsroom.cli.options import Given, warn
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import read_plain, sync_disk, write
from sphinx_newsroom.importers.drafts import LARGEST_FILE, Place
from sphinx_newsroom.importers.plan import NEW, THERE, Change, Plan
from sphinx_newsroom.memory import collect_seldom
from sphinx_newsroom.progress import Progress

Found = TypeVar("Found")


def with_lock(args: Given, folders: Sequence[str], work: Callable[[Given, Path, Settings], Found]) -> Found:
    """Run an import, with the archive locked if it writes; raises ConfigError for folders linked out of the archive."""
    collect_seldom()
    root = args.root
    settings = settings_of(root)
    for folder in (root / name for name in folders):
        if not folder.resolve().is_relative_to(root):
            raise ConfigError(f"{folder} points outside the archive; put the folder itself there")
    if not args.write:
        return work(args, root, settings)
    try:
        with archive_lock(root):
            clear_away(root)
            return work(args, root, settings)
    except BusyError as error:
        raise ConfigError(str(error)) from error


_FEW = 50
"""Up to this many files are synced to disk one by one."""


def carry_out(
    root: Path, changes: Sequence[Change], progress: Progress, recorded: Container[Change] = ()
) -> tuple[set[str], list[Problem]]:
    """Write each file after its copies, so that no release is incomplete; new files never overwrite existing ones.

    Of a *recorded* change, only the copies are written, because its text must go through the ledger. Returns the paths
    written, and the problems of the others. Stops at the first disk error.
    """
    done: set[str] = set()
    problems: list[Problem] = []
    durable = len(changes) <= _FEW
    for number, change in enumerate(changes):
        progress("written", number, len(changes))
        try:
            for copy in change.copies:
                data = copy.data or read_plain(copy.source, LARGEST_FILE, follow=True)
                _write_new(root, copy.path, data, durable)
            if change.is_new:
                _write_new(root, change.path, change.after.encode(), durable)
            elif change not in recorded:
                write(root / change.path, change.after.encode(), durable=durable)
        except FileExistsError:
            words = "the file, or one next to it, already exists with other content, and isn't overwritten"
            problems.append(
                Place(change.path).problem(words, "choose another id for the release", ImportCode.UNWRITABLE)
            )
        except OSError as error:
            words = f"the file couldn't be written: {error.strerror}"
            advice = "free some space, or make the folder writable, and run the command again"
            advice += f": {number:,} files were written before"
            problems.append(Place(change.path).problem(words, advice, ImportCode.UNWRITABLE))
            break
        else:
            done.add(change.path)
    progress.end()
    if not durable:
        sync_disk()
    return done, problems


def _write_new(root: Path, path: str, data: bytes, durable: bool) -> None:
    """Write a file if it doesn't exist; raises FileExistsError if it has other content, and OSError."""
    target = root / path
    folder = _folder(root, target.parent)
    if os.path.lexists(folder / target.name):
        if target.is_symlink() or target.read_bytes() != data:
            raise FileExistsError(path)
        return
    write(target, data, durable=durable)


@lru_cache(maxsize=64)
def _folder(root: Path, folder: Path) -> Path:
    """Return a folder of the archive; raises OSError if a link leads out of it."""
    if not folder.resolve().is_relative_to(root):
        raise OSError(0, "the folder points outside the archive", str(folder))
    return folder


_LISTED = 20
"""The maximum number of rows and records printed of a kind."""


def print_plan(plan: Plan) -> None:
    """Print rows that need a decision, new and changed files, and files that no source names."""
    rows = {row.source: row for row in plan.rows}
    written = {change.source: rows.pop(change.source, None) for change in plan.changes}
    shown: Counter[str] = Counter()
    for row in rows.values():
        if row.kind == THERE:
            continue
        shown[row.kind] += 1
        if shown[row.kind] <= _LISTED:
            print(f"{row.status}: {row.source}: {row.title}")
            print_difference(row.difference)
    for change in plan.changes:
        own = written[change.source]
        notes = [f"much like {own.duplicate_of}"] if own and own.duplicate_of else []
        notes += [f"{own.revisions} revisions"] if own and own.revisions else []
        notes += [own.status.partition("; ")[2]] if own and own.status.startswith(f"{NEW}; ") else []
        words = f"{change.path}: {change.title}" + (f" ({'; '.join(notes)})" if notes else "")
        print(f"{'new' if change.is_new else 'changed'} {words}")
        if not change.is_new:
            print_difference(change.difference)
    for path in plan.kept[:_LISTED]:
        print(f"kept: {path}, which is not in what is imported")
    shown["kept"] = len(plan.kept)
    for kind, count in shown.items():
        if count > _LISTED:
            print(f"{kind}: {count - _LISTED:,} more")


def print_difference(difference: str) -> None:
    """Print a difference, without the two lines that name the file."""
    print("".join(f"  {line}" for line in difference.splitlines(keepends=True)[2:]), end="")


def warned(problems: Sequence[Problem], summary: str) -> int:
    """Print the problems, with equal ones grouped, and the summary; returns the exit status."""
    alike: dict[tuple[str, bool], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.text, problem.is_error), []).append(problem)
    for first, *others in sorted(alike.values(), key=lambda found: not found[0].is_error):
        warn(f"{first}{f' (and {len(others):,} more like it)' if others else ''}")
    warn(summary)
    return 1 if any(problem.is_error for problem in problems) else 0


def rows_of(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON objects."""
    return [{**problem.row(), "pointer": problem.pointer or None} for problem in problems]
