"""What ``--dry-run`` says: every change of a file that a recording would make, and what it would come to."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable, Iterator

from sphinx_newsroom.archive.contents import size_of, whole
from sphinx_newsroom.archive.journal import Change
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.model.addresses import LEDGER, release_page
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, worked_out
from sphinx_newsroom.sources.release_file import SUFFIXES


def dry_run(
    args: argparse.Namespace, found: Desk, plan: Plan, addresses: Iterable[str]
) -> tuple[int, tuple[Change, ...]]:
    """How many lines the ledger would have, and all changes; raises what carrying the plan out would raise."""
    ledger, changes = worked_out(args.root, found.ledger, plan, args.sign, found.settings.log_origin, addresses)
    return len(ledger.events), changes


def in_words(changes: tuple[Change, ...]) -> Iterator[str]:
    """Each change as lines: what would be written or deleted, and what is new in a text."""
    for change in changes:
        if change.after is None:
            yield f"would delete {change.path}"
        elif change.before is None:
            yield f"would write {change.path}, new, {size_of(change.after):,} bytes"
        else:
            yield f"would change {change.path}:"
        if change.path == LEDGER or (isinstance(change.before, bytes) and isinstance(change.after, bytes)):
            yield from _difference(change)


def _difference(change: Change) -> Iterator[str]:
    before, after = (whole(one).decode("utf-8", "replace").splitlines() for one in (change.before, change.after))
    # The first lines say which files are compared, and where.
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:2] not in ("--", "++", "@@"):
            yield f"  {line}"


def left_after(found: Desk, plan: Plan) -> tuple[Problem, ...]:
    """The problems that a plan would leave: those of the archive that are not of what it records."""
    pages = {release_page(event.id) for event in plan.events} | {
        release_page(event.target) for event in plan.events if event.kind == "moved"
    }
    ended = {LEDGER, *plan.files, *plan.gone, *(page + suffix for page in pages for suffix in SUFFIXES)}
    ended |= {file.path for page in pages for file in found.archive.files.get(page, ())}
    return tuple(problem for problem in found.archive.problems if problem.path not in ended)
