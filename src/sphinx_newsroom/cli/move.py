"""``newsroom move``: give a release another address, and leave redirects at the one that it had."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.operations import correct as moving

EPILOG = """examples:
  newsroom move 2019/low-water 2019/low-water-july

Superseded texts and translations move along. Other releases may go on naming the id that it had."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    parser.add_argument("new", metavar="NEW-ID", help="its id from now on")
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Move; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: moving.move(desk, args.id, args.new))
