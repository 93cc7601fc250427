"""``newsroom show``: the source of a text as it was published."""

from __future__ import annotations

import argparse
import sys

from sphinx_newsroom.archive.published import published_source
from sphinx_newsroom.cli.arguments import whole_number
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.sources.header import id_in
from sphinx_newsroom.sources.values import suggestion

EPILOG = """examples:
  newsroom show 2021/flood-review                  the text that is published now
  newsroom show 2021/flood-review --revision 1     the one that was published first
  newsroom show 2021/flood-review > published.md   to compare with, or to put back"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    parser.add_argument("--revision", type=whole_number, metavar="N", help="which of its texts (default: the newest)")


def run(args: argparse.Namespace) -> int:
    """Print the source; 0 when done, 1 where nothing has it."""
    settings = settings_of(args.root)
    archive = opened(args.root, settings)
    id_ = archive.current_id(id_in(args.id))
    record = archive.ledger.records.get(id_) if archive.ledger else None
    if record is None:
        known = archive.ledger.records if archive.ledger else ()
        advice = suggestion(id_, known, "give the id of a release that was published")
        return _fail(f"{id_} is not in the ledger, so no text of it is known as published; {advice}")
    number = args.revision or record.current.revision
    if not 1 <= number <= len(record.revisions):
        return _fail(f"{id_} has the revisions 1 to {len(record.revisions)}; give one of them")
    source = published_source(archive, record, record.revisions[number - 1])
    if source is None:
        return _fail(
            f"neither the archive nor git has revision {number} of {id_} any more; take it from a backup, or, "
            "where no reader has it yet, take its publication back: newsroom undo"
        )
    sys.stdout.buffer.write(source.encode()) if hasattr(sys.stdout, "buffer") else sys.stdout.write(source)
    return 0


def _fail(why: str) -> int:
    print(f"newsroom show: {why}", file=sys.stderr)
    return 1
