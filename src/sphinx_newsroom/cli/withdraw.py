"""``newsroom withdraw``: put a notice in the place of a release."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.operations.correct import withdraw

EPILOG = """examples:
  newsroom withdraw 2022/water-quality-results --reason "Four values were in the wrong unit." \\
      --replaced-by 2022/water-quality-results-revised
  newsroom withdraw 2022/water-quality-results --headline "Water quality results"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, for readers who come to its address")
    parser.add_argument("--replaced-by", metavar="ID", help="the release that takes its place")
    parser.add_argument(
        "--headline", default="", metavar="TEXT", help="what takes the place of its headline, also if it is withdrawn"
    )
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Withdraw; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: withdraw(desk, args.id, args.reason, args.replaced_by, args.headline))
