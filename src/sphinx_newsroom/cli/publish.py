"""``newsroom publish``: record in the ledger what is published now."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

from sphinx_newsroom.archive.alerts import alerts_of
from sphinx_newsroom.archive.approvals import approvals_in, name_here, read_approvals, seen_of
from sphinx_newsroom.archive.contents import whole
from sphinx_newsroom.archive.journal import interrupted
from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.archive.withheld import passed_over
from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import Severity, counted, cut
from sphinx_newsroom.files import write
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.ledger.held import ledger_of
from sphinx_newsroom.ledger.log.record import log_of
from sphinx_newsroom.model.addresses import (
    ADDRESSES,
    APPROVALS,
    LEDGER,
    LEDGER_HEAD,
    LEDGER_STAMP,
    PageName,
    ReleaseId,
    release_page,
)
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, said
from sphinx_newsroom.operations.publish import TEXTS, due, publish
from sphinx_newsroom.sources.header import paths_of

_NAMED = 10
"""How many warnings of what is recorded are printed."""
_SENTENCE = 200
"""How much of the text is shown to who is asked."""
EPILOG = """examples:
  newsroom publish                        all that is finished, after showing it and asking
  newsroom publish 2011/conference-opens
  newsroom publish --yes --no-build       for a script: ask nothing, build nothing
  newsroom publish --due                  for a timer: what is signed off and due now
  newsroom publish --dry-run              what that would write
  newsroom publish --sign key.pem         and sign the ledger's last line
  newsroom publish --timestamp https://tsa.example.org/tsr

In an archive with a ledger, a release is public once it is published. One with an embargo or a date to come is signed
off, and `newsroom publish --due` or `newsroom build --wait-next` publishes it at its moment; any change before that
makes the sign-off void. A draft is passed over. In an archive without a ledger, this begins one with all that is
public. From then on the site keeps a text as it was published: check and build name the file that departs from it,
and fail with -W."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("ids", nargs="*", metavar="ID", help="a release (default: all that are new)")
    parser.add_argument("-y", "--yes", action="store_true", help="publish without asking")
    parser.add_argument(
        "--due", action="store_true", help="publish what is signed off, unchanged and due now, without asking"
    )
    parser.add_argument("--anyway", action="store_true", help="publish although something looks as if it weren't ready")
    parser.add_argument("--no-build", dest="build", action="store_false", help="don't build the site afterwards")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to build the site (default: _build/html)")
    parser.add_argument(
        "--as", dest="who", metavar="NAME", help="who signs off what is still to come (default: as git has it)"
    )
    recording.add_arguments(parser)
    parser.add_argument(
        "--timestamp", metavar="URL", help="have a time-stamping authority (RFC 3161) say when the ledger was this"
    )
    parser.add_argument(
        "--opentimestamps", metavar="URL", help="have the OpenTimestamps calendar at this address say it, too"
    )


def run(args: argparse.Namespace) -> int:
    """Show, ask, record and build; 0 when done, 1 where it could not be, or nobody agreed."""
    if args.due and args.ids:
        raise ConfigError("--due publishes all that is signed off and due; leave the ids out")
    who = args.who or name_here(args.root)
    decides = settings_of(args.root).gate and (args.root / LEDGER).exists()
    public: list[str] = []

    def work(desk: Desk) -> Plan:
        return due(desk) if args.due else publish(desk, args.ids, who=who, anyway=args.anyway)

    def tell(desk: Desk, plan: Plan) -> None:
        # What is to come is signed off.
        withheld = {page: one for page, one in desk.archive.withheld.items() if not decides or one.until is None}
        for told in () if args.ids or args.due else passed_over(withheld):
            print(f"passed over: {told}", file=sys.stderr)
        _warn(desk, plan)
        public.extend(_paths(desk, plan) if decides and not args.dry_run else ())

    asks = decides and not (args.yes or args.due or args.dry_run or interrupted(args.root))
    agreed = recording.agreed(args, work, _shown, "Publish this?") if asks else work
    if agreed is None:
        return 1
    status = recording.record(args, agreed, tell)
    stamps = not args.dry_run and (args.timestamp or args.opentimestamps)
    status = _stamp(args) or status if stamps else status
    return _made_public(args, public) or status if public and not status else status


def _shown(desk: Desk, plan: Plan) -> Iterator[str]:
    """What a plan makes public or signs off, as lines for who is asked."""
    paths = []
    for event in plan.events:
        if event.kind in TEXTS and (release := desk.archive.releases.get(release_page(event.id))):
            paths.append(release.path)
        elif event.kind != "merged":
            yield said(event)
    known = len(read_approvals(desk.root))
    paths += [desk.archive.withheld[page].path for page in _signed_off(plan)[known:]]
    for path in paths:
        yield from described(desk, path)
    if paths and (alerts := alerts_of(desk.root, desk.settings, desk.archive.registry).alerts):
        yield f"{counted(len(alerts), 'alert')} may match: `newsroom alert` tells those who asked"


def described(desk: Desk, path: str) -> Iterator[str]:
    """A release as it is shown to who is asked: title, date, embargo, first sentence and files."""
    if seen := seen_of(desk.archive, path):
        release = seen.release
        yield f"{release.id}: {release.title}"
        embargo = f", embargo until {release.embargo.isoformat()}" if release.embargo else ""
        yield f"  {(release.moment or release.date).isoformat()}{embargo}, {release.language}, {seen.digest[:12]}"
        words = " ".join(release_text(desk.archive, release)[0].removeprefix(release.title).split())
        yield f"  {cut(words.partition('. ')[0], _SENTENCE)}"
        yield from (f"  with {name}, {sha256[:12]}" for name, sha256 in seen.files)
        wrong = (one for one in desk.archive.problems if one.path == path and one.code.severity is Severity.WARNING)
        yield from (f"  {problem}" for problem in wrong)


def _signed_off(plan: Plan) -> list[PageName]:
    """The releases that a plan, or one before it, signed off."""
    return [release_page(ReleaseId(line.id)) for line in approvals_in(whole(plan.files.get(APPROVALS)))]


def _paths(desk: Desk, plan: Plan) -> Iterator[str]:
    """The files that git must have with the record of what became public."""
    yield from (*plan.files, *plan.gone, *((LEDGER, LEDGER_HEAD, ADDRESSES) if plan.events else ()))
    for page in (*(release_page(event.target or event.id) for event in plan.events if event.id), *_signed_off(plan)):
        yield from (*paths_of(page), *(file.path for file in desk.archive.files.get(page, ())))


def _made_public(args: argparse.Namespace, paths: list[str]) -> int:
    """Build, and say what to push; returns the status of the build."""
    if args.build and LEDGER in paths:
        with redirect_stdout(sys.stderr) if args.json else nullcontext():
            out = ["--out", str(args.out)] if args.out else []
            if status := main(["build", "--quiet", "--no-drafts", "--root", str(args.root), *out]):
                return status
    if git(args.root, "rev-parse", "--is-inside-work-tree"):
        named = shlex.join(sorted({path for path in paths if (args.root / path).exists()}))
        print(f"then: git add {named} && git commit && git push", file=sys.stderr)
    return 0


def _warn(desk: Desk, plan: Plan) -> None:
    """Say what is wrong with what is recorded: once readers have it, to mend it is a correction."""
    recorded = {event.target or event.id for event in plan.events if event.kind in ("published", "corrected")}
    paths = {release.path for release in desk.archive.releases.values() if release.id in recorded}
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
