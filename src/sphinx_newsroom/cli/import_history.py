"""``newsroom import-history``: begin the ledger with what git knows of an archive that was published without one."""

from __future__ import annotations

import argparse
import sys

from sphinx_newsroom import importing_history
from sphinx_newsroom.cli import recording

NAME = "import-history"
HELP = "record releases as of their own dates, with the corrections that git has of them"
EPILOG = """examples:
  newsroom import-history        for an archive that was online before it had a ledger

A text that was changed before its date was a draft. Each later change of it that git has becomes
a correction of that day, with the commit's subject as its note: look through them before you
commit the result. Releases in the ledger are passed over, so it can be run again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Import; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: importing_history.plan(desk, _progress))


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and done % 20 == 0:
        print(f"\r{done:,} of {of:,} releases", end="", file=sys.stderr, flush=True)
