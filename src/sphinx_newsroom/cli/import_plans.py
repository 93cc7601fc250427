"""What imports of records and of releases have in common: alone in the archive, a report, an exit status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sphinx_newsroom.archive.journal import BusyError, archive_lock, clear_away
from sphinx_newsroom.cli.options import Given, warn
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.memory import collect_seldom

Found = TypeVar("Found")


def held(args: Given, folders: Sequence[str], work: Callable[[Given, Path, Settings], Found]) -> Found:
    """Do the work of an import, alone where it writes, and through no link that leads out of the archive."""
    collect_seldom()
    root = args.root
    settings = settings_of(root)
    for folder in (root / name for name in folders):
        if not folder.resolve().is_relative_to(root):
            raise ConfigError(f"{folder} leads out of the archive; put the folder itself there")
    if not args.write:
        return work(args, root, settings)
    try:
        with archive_lock(root):
            clear_away(root)
            return work(args, root, settings)
    except BusyError as error:
        raise ConfigError(str(error)) from error


def warned(problems: Sequence[Problem], summary: str) -> int:
    """Say what is wrong, what is alike as one, and all in numbers; returns the exit status."""
    alike: dict[tuple[str, bool], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.text, problem.is_error), []).append(problem)
    for first, *others in sorted(alike.values(), key=lambda found: not found[0].is_error):
        warn(f"{first}{f' (and {len(others):,} more like it)' if others else ''}")
    warn(summary)
    return 1 if any(problem.is_error for problem in problems) else 0


def rows_of(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON has them."""
    return [{**problem.row(), "pointer": problem.pointer or None} for problem in problems]
