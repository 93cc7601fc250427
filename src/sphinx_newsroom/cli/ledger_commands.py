"""What the verbs that write to the ledger share."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from sphinx_newsroom.config import settings_of
from sphinx_newsroom.diagnostics import Problem, Severity
from sphinx_newsroom.ledger.signing import SigningError
from sphinx_newsroom.operations.desk import Desk, desk
from sphinx_newsroom.operations.plan import Plan, PublicationError, carry_out
from sphinx_newsroom.sources.sheet import HeaderError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What each of these verbs takes."""
    parser.add_argument(
        "--sign", type=Path, metavar="KEY", help="sign the ledger's last line with the Ed25519 key in this PEM file"
    )
    parser.add_argument("--json", action="store_true", help="print what was recorded as JSON")


def record(args: argparse.Namespace, work: Callable[[Desk], Plan]) -> int:
    """Carry out what *work* plans, and say what was recorded; 1 where nothing could be."""
    try:
        settings = settings_of(args.root)
        with desk(args.root, settings) as found:
            plan = work(found)
            lines = len(carry_out(args.root, found.ledger, plan, args.sign, settings.log_origin).events)
    except (PublicationError, SigningError, HeaderError, OSError) as error:
        if args.json:
            print(json.dumps({"recorded": [], "files": [], "error": str(error)}, ensure_ascii=False, indent=1))
        print(f"newsroom {args.verb}: nothing was recorded: {error}", file=sys.stderr)
        return 1
    if args.json:
        files = sorted({*plan.files, *plan.gone})
        events = [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in plan.events]
        print(json.dumps({"recorded": events, "files": files, "lines": lines}, ensure_ascii=False, indent=1))
    else:
        signed = ("signed the ledger's last line",) if args.sign and lines else ()
        for line in (*plan.told, *signed) or ("nothing to record",):
            print(line)
    # Outside of the lock: it only reads, and another recording may begin.
    return _left(found.problems_after(plan))


def _left(problems: Iterable[Problem]) -> int:
    """Say what still stands against a build; 1 where that is more than a step that is to come."""
    left = [problem for problem in problems if problem.code.severity is Severity.FATAL]
    for problem in left:
        print(problem, file=sys.stderr)
    return 0 if all(problem.pending for problem in left) else 1
