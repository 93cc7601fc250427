"""``newsroom undo``: take the last recorded operation back, before anybody has read of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.operations.desk import desk
from sphinx_newsroom.operations.plan import PublicationError
from sphinx_newsroom.operations.undo import CALL, undo

EPILOG = """examples:
  newsroom undo                    what newsroom publish, correct, withdraw, move or rename did last
  newsroom undo --out /var/www     where the site that readers have stands elsewhere

The ledger and the files are as they were before. Too late once the site has the record of it: what
readers may have is withdrawn or corrected."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="the folder of the site that readers have (default: _build/html)"
    )
    parser.add_argument("--json", action="store_true", help="print what was taken back as JSON")


def run(args: argparse.Namespace) -> int:
    """Take it back; 0 when done, 1 where it could not be."""
    try:
        with desk(args.root, settings_of(args.root)) as found:
            stopped = found.completed
            if stopped is not None and stopped.call == CALL:
                journal = stopped
            else:
                journal = undo(args.root, found.ledger, args.out or args.root / "_build" / "html")
                journals.carry_on(args.root, journals.begin(args.root, journal))
            journals.forget(args.root, begun=False)
    except (PublicationError, OSError) as error:
        if args.json:
            print(json.dumps({"taken_back": [], "files": [], "error": said_of(error)}, ensure_ascii=False, indent=1))
        print(f"newsroom undo: nothing was taken back: {said_of(error)}", file=sys.stderr)
        return 1
    if args.json:
        files = sorted(change.path for change in journal.changes)
        print(json.dumps({"taken_back": list(journal.told), "files": files}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(journal.told) or "taken back")
    return 0
