"""``newsroom suggest`` with decisions: named in the call, taken from a list, or one for all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sphinx_newsroom.cli.suggest import LEAST_ACCEPTED
from sphinx_newsroom.cli.suggest.finding import DONE, REFUSED, failed, look, refusals
from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import Problem, counted
from sphinx_newsroom.operations.suggested.deciding import Decisions
from sphinx_newsroom.operations.suggested.kept import Kept
from sphinx_newsroom.operations.suggested.pool import Pool, groups, near_records
from sphinx_newsroom.operations.suggested.sheet import decide as decide_by
from sphinx_newsroom.operations.suggested.sheet import read_sheet
from sphinx_newsroom.operations.suggested.taking import take
from sphinx_newsroom.sources.table_cells import read_table


class _WrongSheetError(Exception):
    """A list has problems, so nothing of it is taken."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def decide(args: argparse.Namespace) -> int:
    """Take the decisions that a call asks for, all or none, and say what was written."""
    settings = settings_of(args.root)
    try:
        with refusals():
            act = _act(args)
            suggested = bool(args.accept or args.accept_all)
            # Whoever accepts a name has decided, however seldom it stands anywhere.
            least = 1 if args.accept else _least(args)
            # A rejected or joined name need not be suggested, so of the archive its records are enough.
            taken = take(
                args.root,
                settings,
                args.since if suggested else None,
                act,
                lambda: look(args, settings, least) if suggested else _records(args.root, settings),
                as_good=lambda kept: not args.ner and not (args.accept_all and kept.decided),
                dry=args.dry_run,
            )
    except _WrongSheetError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"nothing was written: {counted(len(error.problems), 'row')} cannot be taken", file=sys.stderr)
        return REFUSED
    except OSError as error:
        return failed(error)
    for outcome in taken.outcomes:
        print(outcome.planned if args.dry_run else outcome)
    if args.decided and not taken.outcomes:
        print(f"nothing is decided in {args.decided}", file=sys.stderr)
    if args.dry_run:
        print("nothing was written: this was a dry run", file=sys.stderr)
    return DONE


def _records(root: Path, settings: Settings) -> tuple[Pool, Kept | None]:
    from sphinx_newsroom.operations.suggested.looking import with_present_names

    return with_present_names(root, settings, Pool((), 0, {}, {})), None


def _act(args: argparse.Namespace) -> Callable[[Decisions], None]:
    """What the call asks for; raises ConfigError where a list cannot be read, _WrongSheetError where it is wrong."""
    if args.decided:
        path = str(args.decided)
        rows, problems = read_sheet(path, read_table(args.decided, "list", "--list"))
        if problems:
            raise _WrongSheetError(problems)

        def by_sheet(decisions: Decisions) -> None:
            if wrong := decide_by(path, rows, decisions):
                raise _WrongSheetError(wrong)

        return by_sheet
    if args.accept_all:
        return lambda decisions: _accept_all(args, decisions)
    return lambda decisions: _named(args, decisions)


def _named(args: argparse.Namespace, decisions: Decisions) -> None:
    for name in args.accept:
        decisions.accept(name, args.kind, args.id)
    for name, id_ in args.join:
        decisions.join(name, id_)
    for name in args.reject:
        decisions.reject(name)


def _least(args: argparse.Namespace) -> int:
    return LEAST_ACCEPTED if args.least is None else int(args.least)


def _accept_all(args: argparse.Namespace, decisions: Decisions) -> None:
    """Accept what is named often enough; what may be another name of somebody is for people to decide."""
    pool = decisions.pool
    least = _least(args)
    chosen = pool.at_least(least)[: args.limit or None]
    if not chosen:
        print(f"no name without a record is in {counted(least, 'release')}", file=sys.stderr)
    near = near_records(chosen, pool)
    left: list[str] = []
    for group in groups(chosen):
        first, *others = group
        record = next((near[one.name] for one in group if one.name in near), None)
        if record is None:
            decisions.write(first)
        left += (f"{one.name} may be {record or first.name}" for one in (others if record is None else group))
    if left:
        print(f"left to decide, with --review or --join: {'; '.join(left)}", file=sys.stderr)
