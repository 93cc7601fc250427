"""``newsroom correct``: keep the published text of a release, and let another take its place."""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinx_newsroom.archive.published import published_source
from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.files import why_unread
from sphinx_newsroom.operations.correct import correct
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError

EPILOG = """examples:
  newsroom correct 2021/flood-review --note "The peak was 6.42 metres. The release had given 6.24 metres."

Run it after you changed the file, and the change is recorded (the published text is then taken
from git), or before, then change the file and run `newsroom publish`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    parser.add_argument(
        "--note",
        required=True,
        metavar="TEXT",
        help="what the text says now and what it said before, for those who quoted it",
    )
    parser.add_argument(
        "--text",
        type=Path,
        metavar="FILE",
        help="take the new text, with its header, from this file instead of the release's own",
    )
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Correct; 0 when done, 1 where it could not be."""
    return recording.record(args, lambda desk: _plan(desk, args))


def _plan(desk: Desk, args: argparse.Namespace) -> Plan:
    release = desk.release(args.id)
    record = desk.record(release)
    try:
        text = args.text.read_bytes().decode() if args.text else None
    except (OSError, UnicodeDecodeError) as error:
        raise PublicationError(f"{args.text} cannot be read: {why_unread(error)}") from error
    published = None
    if not desk.is_published(release):
        published = published_source(desk.archive, record, record.current)
    return correct(desk, args.id, args.note, published=published, text=text)
