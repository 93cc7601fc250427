"""``newsroom publish``: record in the ledger what is published now."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording

EPILOG = """examples:
  newsroom publish                        all that is new; the first time it begins the ledger
  newsroom publish 2011/conference-opens
  newsroom publish --sign key.pem         and sign the ledger's last line

A release before its date or embargo is passed over. From then on the build fails where a
published text was changed or its address would vanish."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("ids", nargs="*", metavar="ID", help="a release (default: all that are new)")
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: desk.publish(args.ids))
