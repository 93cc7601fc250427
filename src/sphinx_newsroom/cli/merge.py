"""``newsroom merge``: make one of two records that turned out to be of the same body, person or topic."""

from __future__ import annotations

import argparse

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.operations import records as merging

EPILOG = """examples:
  newsroom merge organization harbour-co kelmark-harbour-company
  newsroom merge official j-smith john-smith --keep website --take family_name

INTO gets the names, identifiers, offices and sources that it lacks. Where both have a value and it is not the same,
nothing is done until each is decided: --keep for what INTO has, --take for what OLD has. OLD's id leads to INTO."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("kind", choices=tuple(FOLDERS), help="what the two are")
    parser.add_argument("id", metavar="OLD", help="the record that goes")
    parser.add_argument("new", metavar="INTO", help="the record that stays")
    parser.add_argument("--keep", action="append", metavar="KEY", help="a key in which INTO is right", default=[])
    parser.add_argument("--take", action="append", metavar="KEY", help="a key in which OLD is right", default=[])
    recording.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Merge; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: merging.merge(desk, args.kind, args.id, args.new, args.keep, args.take))
