"""``newsroom erase``: take the words of a release out of everything, and leave a notice."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.operations.correct import erase

EPILOG = """examples:
  newsroom erase 2022/water-quality-results --reason "Removed by order of a court."
  newsroom erase 2021/flood-review --revision 1 --reason "It named a child."

A withdrawal or a correction is enough for nearly everything. An erasure can't be undone. The guide
"Take something down" says what it can't reach, such as the history that git keeps."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--revision", type=int, metavar="N", help="erase this superseded text alone")
    which.add_argument("--all", action="store_true", help="erase the release with its translations (the default)")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why, for readers who come to its address")
    which.add_argument(
        "--new-id", metavar="ID", help="the id of the notice, where the present one says too much; its address is lost"
    )
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Erase; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: erase(desk, args.id, args.reason, args.revision, args.new_id))
