"""``newsroom approve``: a second person says that a release may be published as it is."""

from __future__ import annotations

import argparse
import difflib

from sphinx_newsroom.archive.approvals import author_of, name_here, person, read_approvals, seen_of
from sphinx_newsroom.archive.published import published_source
from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.cli.publish import described
from sphinx_newsroom.files import read_text
from sphinx_newsroom.ledger.git import earlier_text
from sphinx_newsroom.model.addresses import release_page
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan
from sphinx_newsroom.operations.publish import noted
from sphinx_newsroom.sources.header import id_in

EPILOG = """example:
  newsroom approve 2011/conference-opens

It shows the release, or what changed in it since it was last approved or published, and asks. The approval is a line in
releases/approvals.jsonl with your name as git has it, signed if git signs with SSH. Any change of the text or its files
makes it void. With newsroom_approvals in conf.py, `newsroom publish` needs that many, by others than its author."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("id", metavar="ID", help="the release")
    parser.add_argument("-y", "--yes", action="store_true", help="approve without asking")
    parser.add_argument("--as", dest="who", metavar="NAME", help="who approves it (default: as git has it)")
    recording.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Show, ask and note it; 0 when done, 1 where it could not be, or nobody agreed."""
    who = args.who or name_here(args.root)

    def work(desk: Desk) -> Plan:
        path = _path(desk, args.id)
        plan, author = noted(desk, [path], "approved", who), author_of(desk.archive, path)
        if person(who) == person(author):
            return plan.joined(Plan({}, told=(f"{author} is its author too, so another person must approve it",)))
        return plan

    def shown(desk: Desk, _: Plan) -> list[str]:
        return _shown(desk, _path(desk, args.id))

    agreed = work if args.yes or args.dry_run else recording.agreed(args, work, shown, "Approve this?")
    return recording.record(args, agreed) if agreed else 1


def _path(desk: Desk, name: str) -> str:
    """The file of a release that may be approved; raises PublicationError without."""
    id_ = id_in(name)
    desk.admit([id_])
    withheld = desk.archive.withheld.get(release_page(id_))
    return withheld.path if withheld and withheld.reason == "embargo" else desk.release(id_).path


def _shown(desk: Desk, path: str) -> list[str]:
    """A release with its text, or with what changed in it since it was approved or published last."""
    now, archive = read_text(desk.root / path), desk.archive
    record = desk.ledger.records.get(id_in(path))
    known = {line.digest for line in read_approvals(desk.root) if line.id == id_in(path)}
    before = published_source(archive, record, record.current) if record else None

    def was_approved(source: str) -> bool:
        seen = seen_of(archive, path, source)
        return seen is not None and seen.digest in known

    if before is None and known:
        before = earlier_text(desk.root, [path], was_approved)
    lines = now.splitlines()
    text = difflib.unified_diff(before.splitlines(), lines, lineterm="", n=2) if before else lines
    return [*described(desk, path), "", *text]
