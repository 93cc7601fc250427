"""``newsroom publish``: record in the ledger what is published now."""

from __future__ import annotations

import argparse
import sys

from sphinx_newsroom.archive.withheld import passed_over
from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.diagnostics import Severity, counted
from sphinx_newsroom.files import write
from sphinx_newsroom.ledger.held import ledger_of
from sphinx_newsroom.ledger.log.record import log_of
from sphinx_newsroom.model.addresses import LEDGER_STAMP
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan
from sphinx_newsroom.operations.publish import publish

_NAMED = 10
"""How many warnings of what is recorded are printed."""
EPILOG = """examples:
  newsroom publish                        all that is new; the first time it begins the ledger
  newsroom publish 2011/conference-opens
  newsroom publish --dry-run              what that would write
  newsroom publish --sign key.pem         and sign the ledger's last line
  newsroom publish --timestamp https://tsa.example.org/tsr

A draft, and a release before its date or embargo, is passed over. From then on the site keeps a text as
it was published: check and build name the file that departs from it, and fail with -W."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("ids", nargs="*", metavar="ID", help="a release (default: all that are new)")
    recording.add_arguments(parser)
    parser.add_argument(
        "--timestamp", metavar="URL", help="have a time-stamping authority (RFC 3161) say when the ledger was this"
    )
    parser.add_argument(
        "--opentimestamps", metavar="URL", help="have the OpenTimestamps calendar at this address say it, too"
    )


def run(args: argparse.Namespace) -> int:
    """Record; 0 when done, 1 where it could not be."""

    def tell(desk: Desk, plan: Plan) -> None:
        for told in () if args.ids else passed_over(desk.archive.withheld):
            print(f"passed over: {told}", file=sys.stderr)
        _warn(desk, plan)

    status = recording.record(args, lambda desk: publish(desk, args.ids), tell)
    stamps = not args.dry_run and (args.timestamp or args.opentimestamps)
    return _stamp(args) or status if stamps else status


def _warn(desk: Desk, plan: Plan) -> None:
    """Say what is wrong with what is recorded: once readers have it, to mend it is a correction."""
    recorded = {event.target or event.id for event in plan.events if event.kind in ("published", "corrected")}
    paths = {release.path for release in desk.archive.releases.values() if release.id in recorded}
    for release in desk.archive.releases.values():
        if release.path in paths and is_sample(desk.archive.root, release):
            print(
                f"{release.id} is the sample that newsroom init made, and stays for good once the site has it; "
                "before that: newsroom undo, delete the file, and publish again",
                file=sys.stderr,
            )
    wrong = [one for one in desk.archive.problems if one.path in paths and one.code.severity is Severity.WARNING]
    for problem in wrong[:_NAMED]:
        print(problem, file=sys.stderr)
    if wrong:
        count = counted(len(wrong), "warning")
        print(
            f"{count} in what is recorded; mend it before the site is built: newsroom undo, change the file, and "
            "publish again",
            file=sys.stderr,
        )


def _stamp(args: argparse.Namespace) -> int:
    """Have the ledger's checkpoint stamped; 1 where nobody did, which takes nothing back of what was recorded."""
    from sphinx_newsroom.operations.timestamps import TimestampError, stamped

    ledger = ledger_of(args.root)
    if ledger is None or not ledger.events or ledger.problems:
        return 1  # recording has said why
    text = log_of(ledger.events).checkpoint(settings_of(args.root).log_origin).text()
    try:
        write(args.root / LEDGER_STAMP, stamped(text, args.timestamp, args.opentimestamps).file(), durable=True)
    except TimestampError as error:
        print(f"newsroom publish: the ledger was not stamped: {error}; run the same again", file=sys.stderr)
        return 1
    print(f"stamped the ledger as of its {len(ledger.events)} lines", file=sys.stderr)
    return 0
