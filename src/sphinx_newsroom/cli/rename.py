"""``newsroom rename``: give an organization, official or topic another id, wherever it is named by the old one."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.operations import records as renaming

EPILOG = """examples:
  newsroom rename organization water-office water-agency
  newsroom rename topic floods flooding --dry-run

Headers, records and documents name it by the new id then. Published texts stay as they were: what they name by the old
id leads to the record, as its former page and feeds do. The name that readers see is not changed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("kind", choices=tuple(FOLDERS), help="what is renamed")
    parser.add_argument("id", metavar="OLD", help="its id")
    parser.add_argument("new", metavar="NEW", help="its id from now on")
    recording.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Rename; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: renaming.rename(desk, args.kind, args.id, args.new))
