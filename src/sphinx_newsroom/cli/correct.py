"""``newsroom correct``: keep the published text of a release, and let another take its place."""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger.git import earlier_text
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import release_page
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.sheet import HeaderError

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
    wanted = record.current

    def is_published(source: str) -> bool:
        found = parse_release(release.path, mended(source), desk.settings).record
        try:
            # By digest and not by commit: whichever commit has the published words will do.
            return found is not None and desk.is_of(wanted, found, digests(found, source, wanted.issuer))
        except HeaderError:
            return False

    try:
        text = args.text.read_bytes().decode() if args.text else None
    except (OSError, UnicodeDecodeError) as error:
        raise PublicationError(f"{args.text} cannot be read: {error}") from error
    published = None
    if not desk.is_published(release):
        suffix = Path(release.path).suffix
        # Under its present name first, then those that it had before, the last one first.
        ids = (release.id, *(former.id for former in reversed(record.former)))
        published = earlier_text(desk.root, (release_page(id_) + suffix for id_ in ids), is_published)
    return desk.correct(args.id, args.note, published=published, text=text)
