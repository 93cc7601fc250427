"""The subcommands that write to the ledger or undo it, such as publish, correct, withdraw and undo.

Each plans its changes, shows or records them, and reports the problems left for a build.
"""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, redirect_stdout, suppress
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.embargo import passed_over
from sphinx_newsroom.archive.journal import FileChange, Journal, interrupted, size_of, whole
from sphinx_newsroom.archive.opening import published_source
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, argument, flag, option, print_json, read_line, said_of, warn
from sphinx_newsroom.cli.site import Build, addresses_now, build_site, carried_out
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import HeaderError, Problem, Severity, counted, cut
from sphinx_newsroom.files import as_text, read_text, why_unread, write
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.ledger.events import Event, written
from sphinx_newsroom.ledger.git import earlier_text, git
from sphinx_newsroom.ledger.transparency_log import SigningError, log_of
from sphinx_newsroom.model.addresses import (
    ADDRESSES,
    APPROVALS,
    FOLDERS,
    LEDGER,
    LEDGER_HEAD,
    LEDGER_STAMP,
    PageName,
    ReleaseId,
    release_page,
)
from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.operations import correct as correcting
from sphinx_newsroom.operations import history, records
from sphinx_newsroom.operations import publish as publishing
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.operations.publish import approvals_in, author_of, name_here, person, read_approvals, seen_of
from sphinx_newsroom.operations.recording import (
    ACT,
    Desk,
    Plan,
    PublicationError,
    changes_by,
    desk,
    read_only_desk,
    said,
)
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.header import SUFFIXES, id_in, paths_of


class Recording(NamedTuple):
    """The options of a recording subcommand; *call* holds its words, to recognize the same call again."""

    root: Path
    call: tuple[str, ...]
    dry_run: bool
    as_json: bool
    sign: Path | None


def recording(name: str, *, signs: bool = True) -> Callable[[Callable[..., int]], click.Command]:
    """Turn a function into a recording subcommand, with the options that all of these share."""

    def wrap(function: Callable[..., int]) -> click.Command:
        @wraps(function)
        def run(root: Path, dry_run: bool, as_json: bool, sign: Path | None = None, **given: Any) -> int:
            call = (name, *_words(click.get_current_context()))
            return function(Recording(root, call, dry_run, as_json, sign), **given)

        more = (*((options.sign,) if signs else ()), options.dry_run(), options.as_json("what was recorded"))
        return options.command(name)(options.with_last(run, *more))

    return wrap


def _words(ctx: click.Context) -> Iterator[str]:
    """Yield the words of a call in a fixed order, without those that don't affect what is recorded."""
    given = {param: ctx.params[str(param.name)] for param in ctx.command.params if param.name not in _NOT_IN_CALL}
    for param, value in given.items():
        if isinstance(param, click.Argument):
            yield from map(str, value if isinstance(value, tuple) else [value])
    for param, value in sorted(given.items(), key=lambda row: row[0].opts[-1]):
        if isinstance(param, click.Option) and value is not None and value is not False:
            for one in value if isinstance(value, tuple) else [value]:
                yield from (param.opts[-1],) if one is True else (param.opts[-1], str(one))


_NOT_IN_CALL = ("root", "as_json", "yes", "no_build", "out")

# `--dry-run`: the file changes that a recording would make.


def in_words(changes: tuple[FileChange, ...]) -> Iterator[str]:
    """Yield lines that describe each change: the file written or deleted, or a text's changed lines."""
    for change in changes:
        if change.after is None:
            yield f"would delete {change.path}"
        elif change.before is None:
            yield f"would write {change.path}, new, {size_of(change.after):,} bytes"
        else:
            yield f"would change {change.path}:"
        if change.path == LEDGER or (isinstance(change.before, bytes) and isinstance(change.after, bytes)):
            yield from _difference(change)


def _difference(change: FileChange) -> Iterator[str]:
    before, after = (whole(one).decode("utf-8", "replace").splitlines() for one in (change.before, change.after))
    # Skip the lines that name the files and positions.
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:2] not in ("--", "++", "@@"):
            yield f"  {line}"


def left_after(found: Desk, plan: Plan) -> tuple[Problem, ...]:
    """Return the problems that a plan would leave: those of files that it doesn't touch."""
    pages = {release_page(event.id) for event in plan.events} | {
        release_page(event.target) for event in plan.events if event.kind == "moved"
    }
    ended = {LEDGER, *plan.writes, *plan.removes, *(page + suffix for page in pages for suffix in SUFFIXES)}
    ended |= {file.path for page in pages for file in found.archive.files.get(page, ())}
    return tuple(problem for problem in found.archive.problems if problem.path not in ended)


def _nothing_more(_: Desk, __: Plan) -> None:
    """Print nothing in addition to what was recorded."""


def record(how: Recording, work: Callable[[Desk], Plan], tell: Callable[[Desk, Plan], None] = _nothing_more) -> int:
    """Carry out the plan that *work* returns, and report it; returns 1 if nothing could be recorded.

    *tell* prints anything further about a plan that was carried out, or would be.
    """
    try:
        with (read_only_desk if how.dry_run else desk)(how.root, settings_of(how.root)) as found:
            completed = found.completed
            if completed is not None and completed.call == how.call:
                return _tell_completed(how, found, completed)
            if completed is not None:
                warn(f"completed first: newsroom {shlex.join(completed.call)}")
            plan = work(found)
            if how.dry_run:
                ledger, changes = changes_by(found, plan, how.sign, addresses_now(found.archive) if plan.events else ())
                report = (*(ACT.sub(r"would be \g<0>", line) for line in plan.report), *in_words(changes))
                paths = [change.path for change in changes]
                _print(how, report, plan.events, paths, len(ledger.events), dry_run=True)
                if not how.as_json:
                    warn("nothing was written, because this was a dry run")
                status = _left(left_after(found, plan))
                tell(found, plan)
                return status
            lines = carried_out(found, plan, how.sign, how.call)
            tell(found, plan)
    except (PublicationError, SigningError, HeaderError, OSError) as error:
        if how.as_json:
            print_json({"recorded": [], "files": [], "error": said_of(error)})
        warn(f"newsroom {how.call[0]}: nothing was recorded: {said_of(error)}")
        return 1
    signed = ("signed the ledger's last line",) if how.sign and lines else ()
    _print(how, (*plan.report, *signed), plan.events, (*plan.writes, *plan.removes), lines)
    # Outside the lock: this only reads, so another recording may begin.
    return _left(found.problems_after(plan))


def _print(
    how: Recording, report: Sequence[str], events: Iterable[Event], paths: Iterable[str], lines: int, **more: bool
) -> None:
    """Print what was recorded, or would be."""
    if how.as_json:
        rows = [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in events]
        print_json({"recorded": rows, "files": sorted(set(paths)), "lines": lines, **more})
    else:
        print("\n".join(report) or "nothing to record")


def _tell_completed(how: Recording, found: Desk, completed: Journal) -> int:
    """Report an interrupted run of the same call that was completed now."""
    ledgers = [change for change in completed.changes if change.path == LEDGER] if how.as_json else []
    before = [set(whole(change.before).splitlines()) for change in ledgers]
    new = [event for lines in before for event in found.ledger.events if written(event).encode() not in lines]
    events = [event for event in new if event.kind == "erased"] or new  # its event also changes earlier lines
    paths = [change.path for change in completed.changes]
    _print(how, completed.report, events, paths, len(found.ledger.events))
    return _left(found.archive.problems)


def agreed(
    how: Recording,
    work: Callable[[Desk], Plan],
    preview: Callable[[Desk, Plan], Iterable[str]],
    question: str,
) -> Callable[[Desk], Plan] | None:
    """Show what *work* plans and ask for agreement; returns the plan function to record, or None without agreement.

    The returned function raises PublicationError if the plan has changed in the meantime. Raises ConfigError if there
    is no terminal to ask on.
    """
    lines: list[str] | None = None
    with (
        suppress(PublicationError, SigningError, HeaderError, OSError),  # recording will report it
        read_only_desk(how.root, settings_of(how.root)) as found,
    ):
        lines = list(preview(found, work(found)))
    if lines and not _agrees(lines, question):
        return None

    def unchanged(found: Desk) -> Plan:
        plan = work(found)
        if lines is not None and list(preview(found, plan)) != lines:
            raise PublicationError("a file changed while you were being asked; run the command again")
        return plan

    return unchanged


def _agrees(lines: list[str], question: str) -> bool:
    if not sys.stdin.isatty():
        raise ConfigError(
            f"the command can't ask you to confirm here ({question}); add --yes or, in a timer, use "
            "`newsroom publish --due`"
        )
    more = [f"… and {len(lines) - _LINES:,} lines more"] if len(lines) > _LINES else []
    print("\n".join(lines[:_LINES] + more))
    try:
        return read_line(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


_LINES = 2_000
"""The maximum number of lines shown before the question."""


def _left(problems: Iterable[Problem]) -> int:
    """Print the problems that block a build; returns 1 unless all of them await a later step."""
    left = against_build(problems)
    warn(*left)
    return 0 if all(problem.pending for problem in left) else 1


def against_build(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that block a build."""
    return [problem for problem in problems if problem.code.severity is Severity.FATAL]


@recording("publish")
@argument("ids", "[ID]...", nargs=-1)
@options.yes
@flag("--due", help="Publish releases that are signed off, unchanged and due now, without asking.")
@flag("--anyway", help="Publish even if something seems unfinished.")
@flag("--no-build", help="Don't build the site afterwards.")
@options.out("Where to build the site")
@options.who
@option("--timestamp", metavar="URL", help="Get a timestamp for the ledger from this authority (RFC 3161).")
@option("--opentimestamps", metavar="URL", help="Also get a timestamp from this OpenTimestamps calendar.")
def publish(
    how: Recording,
    ids: tuple[str, ...],
    yes: bool,
    due: bool,
    anyway: bool,
    no_build: bool,
    out: Path | None,
    who: str | None,
    timestamp: str | None,
    opentimestamps: str | None,
) -> int:
    """Publish releases, finished corrections and withdrawals: show, ask, record, build.

    \b
    examples:
      newsroom publish                        show all finished releases, ask, and publish them
      newsroom publish 2011/conference-opens
      newsroom publish --yes --no-build       in a script: don't ask, don't build
      newsroom publish --due                  in a timer: publish signed-off releases that are due
      newsroom publish --dry-run              show what would be written
      newsroom publish --sign key.pem         also sign the ledger's last line
      newsroom publish --timestamp https://tsa.example.org/tsr

    In an archive with a ledger, a release is public once it is published. A release with an embargo or a future date is
    only signed off: `newsroom publish --due` or `newsroom build --wait-next` publishes it when it is due, unless it has
    changed. Drafts are skipped. In an archive without a ledger, this command creates one with all public releases. From
    then on, the site keeps each text as it was published: `newsroom check` and `newsroom build` report a file that
    differs, and fail with -W.
    """
    if due and ids:
        raise ConfigError("--due publishes everything that is signed off and due; leave the ids out")
    decides = settings_of(how.root).gate and (how.root / LEDGER).exists()
    public: list[str] = []

    def work(desk: Desk) -> Plan:
        return publishing.due(desk) if due else publishing.publish(desk, ids, who=who or "", anyway=anyway)

    def tell(desk: Desk, plan: Plan) -> None:
        # Releases that are due later get signed off, so they aren't skipped.
        withheld = {page: one for page, one in desk.archive.withheld.items() if not decides or one.until is None}
        warn(*(f"passed over: {path}" for path in (() if ids or due else passed_over(withheld))))
        _warn_of(desk, plan)
        public.extend(_paths(desk, plan) if decides and not how.dry_run else ())

    asks = decides and not (yes or due or how.dry_run or interrupted(how.root))
    plan = agreed(how, work, _preview, "Publish this?") if asks else work
    if plan is None:
        return 1
    status = record(how, plan, tell)
    if not how.dry_run and (timestamp or opentimestamps):
        status = _stamp(how.root, timestamp, opentimestamps) or status
    return _made_public(how, public, build=not no_build, out=out) if public and not status else status


_NAMED = 10
"""The maximum number of warnings printed."""
_SENTENCE = 200
"""The maximum number of characters of the text shown before the question."""


def _preview(desk: Desk, plan: Plan) -> Iterator[str]:
    """Yield lines that show the releases that a plan publishes or signs off."""
    paths = []
    for event in plan.events:
        if event.kind in publishing.TEXTS and (release := desk.archive.releases.get(release_page(event.id))):
            paths.append(release.path)
        elif event.kind != "merged":
            yield said(event)
    known = len(read_approvals(desk.root))
    paths += [desk.archive.withheld[page].path for page in _signed_off(plan)[known:]]
    for path in paths:
        yield from described(desk, path)
    if paths and (alerts := alerts_of(desk.root, desk.settings, desk.archive.registry).alerts):
        yield f"{counted(len(alerts), 'alert')} may match: `newsroom alert` notifies their subscribers"


def described(desk: Desk, path: str) -> Iterator[str]:
    """Yield lines that describe a release: title, date, embargo, first sentence, files and warnings."""
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
    """Return the releases with an approval line in the plan's version of the approvals file."""
    return [release_page(ReleaseId(line.id)) for line in approvals_in(whole(plan.writes.get(APPROVALS)))]


def _paths(desk: Desk, plan: Plan) -> Iterator[str]:
    """Yield the files to commit to git after publication."""
    yield from (*plan.writes, *plan.removes, *((LEDGER, LEDGER_HEAD, ADDRESSES) if plan.events else ()))
    for page in (*(release_page(event.target or event.id) for event in plan.events if event.id), *_signed_off(plan)):
        yield from (*paths_of(page), *(file.path for file in desk.archive.files.get(page, ())))


def _made_public(how: Recording, paths: list[str], *, build: bool, out: Path | None) -> int:
    """Build the site, and print the git commands to run; returns the build's status."""
    if build and LEDGER in paths:
        with redirect_stdout(sys.stderr) if how.as_json else nullcontext():
            if status := build_site(how.root, Build(out=out, drafts=False, quiet=True)):
                return status
    if git(how.root, "rev-parse", "--is-inside-work-tree"):
        named = shlex.join(sorted({path for path in paths if (how.root / path).exists()}))
        warn(f"then run: git add {named} && git commit && git push")
    return 0


def _warn_of(desk: Desk, plan: Plan) -> None:
    """Print the warnings about the recorded texts, since fixing them later needs a correction."""
    recorded = {event.target or event.id for event in plan.events if event.kind in ("published", "corrected")}
    paths = {release.path for release in desk.archive.releases.values() if release.id in recorded}
    wrong = [one for one in desk.archive.problems if one.path in paths and one.code.severity is Severity.WARNING]
    warn(*wrong[:_NAMED])
    if wrong:
        count = counted(len(wrong), "warning")
        warn(
            f"{count} in the recorded releases; fix this before the site is built: run newsroom undo, change the "
            "file, and publish again"
        )


def _stamp(root: Path, timestamp: str | None, opentimestamps: str | None) -> int:
    """Get a timestamp for the ledger's checkpoint; returns 1 if the ledger is unusable. Nothing recorded is undone."""
    from sphinx_newsroom.operations.publish import TimestampError, stamped

    ledger = ledger_of(root)
    if ledger is None or not ledger.events or ledger.problems:
        return 1  # recording has already said why
    text = log_of(ledger.events).checkpoint(settings_of(root).log_origin).text()
    try:
        write(root / LEDGER_STAMP, stamped(text, timestamp, opentimestamps).file(), durable=True)
    except TimestampError as error:
        raise click.ClickException(f"the ledger was not timestamped: {error}; run the same command again") from error
    warn(f"timestamped the ledger with its {len(ledger.events)} lines")
    return 0


@recording("approve", signs=False)
@argument("id_", "ID")
@options.yes
@options.who
def approve(how: Recording, id_: str, yes: bool, who: str | None) -> int:
    """Approve the current text of a release, as a second person, before it is published.

    \b
    example:
      newsroom approve 2011/conference-opens

    The command shows the release, or the changes since it was last approved or published, and asks you to confirm. The
    approval is a line in releases/approvals.jsonl with your name from git, signed if git signs with SSH. Any change to
    the text or its files voids the approval. With newsroom_approvals in conf.py, `newsroom publish` needs that many
    approvals by people other than the author.
    """
    name = who or name_here(how.root)

    def work(desk: Desk) -> Plan:
        path = _approvable(desk, id_)
        plan, author = publishing.noted(desk, [path], "approved", name), author_of(desk.archive, path)
        if person(name) == person(author):
            return plan + Plan(report=(f"{author} is its author too, so another person must approve it",))
        return plan

    def preview(desk: Desk, _: Plan) -> list[str]:
        return _changes(desk, _approvable(desk, id_))

    plan = work if yes or how.dry_run else agreed(how, work, preview, "Approve this?")
    return record(how, plan) if plan else 1


def _approvable(desk: Desk, name: str) -> str:
    """Return the path of a release that may be approved; raises PublicationError if it may not."""
    id_ = id_in(name)
    desk.admit([id_])
    withheld = desk.archive.withheld.get(release_page(id_))
    return withheld.path if withheld and withheld.reason == "embargo" else desk.release(id_).path


def _changes(desk: Desk, path: str) -> list[str]:
    """Return the lines of a release's text, or the difference from its last approved or published text."""
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


@recording("correct")
@argument("id_", "ID")
@option(
    "--note",
    required=True,
    metavar="TEXT",
    help="What the text says now and what it said before, for readers who quoted it.",
)
@option(
    "--text",
    type=PATH,
    metavar="FILE",
    help="Read the new text and header from this file instead of the release's own.",
)
def correct(how: Recording, id_: str, note: str, text: Path | None) -> int:
    """Correct a published release: keep its old text on a separate page, and say what changed.

    \b
    examples:
      newsroom correct 2021/flood-review --note "The peak was 6.42 metres. The release had given 6.24 metres."

    If you run this command after you change the file, it records the change, and takes the published text from git. Or
    run it first, then change the file, and run `newsroom publish`.
    """

    def work(desk: Desk) -> Plan:
        release = desk.release(id_)
        old = desk.record(release)
        try:
            new = text.read_bytes().decode() if text else None
        except (OSError, UnicodeDecodeError) as error:
            raise PublicationError(f"{text} cannot be read: {why_unread(error)}") from error
        published = None if desk.is_published(release) else published_source(desk.archive, old, old.current)
        return correcting.correct(desk, id_, note, published=published, text=new)

    return record(how, work)


@recording("withdraw")
@argument("id_", "ID")
@option("--reason", default="", metavar="TEXT", help="The reason, for readers who open the address.")
@option("--replaced-by", metavar="ID", help="The release that replaces it.")
@option("--headline", default="", metavar="TEXT", help="A neutral headline instead of the release's own.")
def withdraw(how: Recording, id_: str, reason: str, replaced_by: str | None, headline: str) -> int:
    """Withdraw a published release: its address stays, with a notice that gives the reason.

    \b
    examples:
      newsroom withdraw 2022/water-quality-results --reason "Four values were in the wrong unit." \\
          --replaced-by 2022/water-quality-results-revised
      newsroom withdraw 2022/water-quality-results --headline "Water quality results"

    """
    return record(how, lambda desk: correcting.withdraw(desk, id_, reason, replaced_by, headline))


@recording("erase")
@argument("id_", "ID")
@option("--revision", type=int, metavar="N", help="Erase only this superseded text.")
@flag("--all", "everything", help="Erase the release and its translations (the default).")
@option("--reason", required=True, metavar="TEXT", help="The reason, for readers who open the address.")
@option(
    "--new-id",
    metavar="ID",
    help="A new id for the notice, if the current one reveals too much; the old address disappears.",
)
def erase(how: Recording, id_: str, revision: int | None, everything: bool, reason: str, new_id: str | None) -> int:
    """Erase the words of a published release everywhere; a notice with the reason remains.

    \b
    examples:
      newsroom erase 2022/water-quality-results --reason "Removed by order of a court."
      newsroom erase 2021/flood-review --revision 1 --reason "It named a child."

    A withdrawal or a correction is usually enough. An erasure can't be undone. The guide "Take something down" lists
    what it can't reach, such as git's history.
    """
    if (revision is not None) + everything + (new_id is not None) > 1:
        raise click.UsageError("Use only one of --revision, --all and --new-id.")
    return record(how, lambda desk: correcting.erase(desk, id_, reason, revision, new_id))


@recording("move")
@argument("id_", "ID")
@argument("new", "NEW-ID")
def move(how: Recording, id_: str, new: str) -> int:
    """Change the id, and with it the address, of a published release; the old address redirects to the new one.

    \b
    examples:
      newsroom move 2019/low-water 2019/low-water-july

    Superseded texts and translations move, too. Other releases can keep using the old id.
    """
    return record(how, lambda desk: correcting.move(desk, id_, new))


_KIND = click.argument("kind", type=click.Choice(tuple(FOLDERS)))


@recording("rename", signs=False)
@_KIND
@argument("id_", "OLD")
@argument("new", "NEW")
def rename(how: Recording, kind: EntityKind, id_: str, new: str) -> int:
    """Change the id of an organization, official or topic everywhere; the old id redirects to the new one.

    \b
    examples:
      newsroom rename organization water-office water-agency
      newsroom rename topic floods flooding --dry-run

    Headers, records and documents are changed to the new id. Published texts stay as they were, because the old id,
    page and feeds redirect to the record. The name that readers see doesn't change.
    """
    return record(how, lambda desk: records.rename(desk, kind, id_, new))


@recording("merge", signs=False)
@_KIND
@argument("id_", "OLD")
@argument("new", "INTO")
@option("--keep", multiple=True, metavar="KEY", help="Keep INTO's value for this key.")
@option("--take", multiple=True, metavar="KEY", help="Take OLD's value for this key.")
def merge(how: Recording, kind: EntityKind, id_: str, new: str, keep: tuple[str, ...], take: tuple[str, ...]) -> int:
    """Merge two records of the same organization, official or topic.

    \b
    examples:
      newsroom merge organization harbour-co kelmark-harbour-company
      newsroom merge official j-smith john-smith --keep website --take family_name

    INTO gets the names, identifiers, offices and sources that it doesn't have yet. If the two have different values for
    a key, nothing is changed until you decide: use --keep for INTO's value, or --take for OLD's. OLD's id redirects to
    INTO.
    """
    return record(how, lambda desk: records.merge(desk, kind, id_, new, keep, take))


@options.command("undo")
@options.out("The folder of the site that readers have")
@options.as_json("what was taken back")
def undo(root: Path, out: Path | None, as_json: bool) -> int:
    """Undo the last recorded operation before readers can see it.

    \b
    examples:
      newsroom undo                    undo the last publish, correct, withdraw, move or rename
      newsroom undo --out /var/www     if the published site is in another folder

    The ledger and the files are restored to their previous state. Once the site contains the record, you can't undo it:
    withdraw or correct the release instead.
    """
    try:
        with desk(root, settings_of(root)) as found:
            stopped = found.completed
            if stopped is not None and stopped.call == correcting.CALL:
                journal = stopped
            else:
                journal = correcting.undo(root, out or root / "_build" / "html")
                journals.carry_on(root, journals.begin(root, journal))
            journals.forget(root, begun=False)
    except (PublicationError, OSError) as error:
        if as_json:
            print_json({"taken_back": [], "files": [], "error": said_of(error)})
        raise click.ClickException(f"nothing was undone: {said_of(error)}") from error
    if as_json:
        files = sorted(change.path for change in journal.changes)
        print_json({"taken_back": list(journal.report), "files": files})
    else:
        print("\n".join(journal.report) or "taken back")
    return 0


@recording("import-history")
@flag(
    "--list", "listed", help="Print the corrections that would be recorded, one on each line: id, revision, date, note."
)
@option("--notes", "notes_file", type=PATH, metavar="FILE", help="Read the notes from a list made with --list.")
def import_history(how: Recording, listed: bool, notes_file: Path | None) -> int:
    """Record older releases with their own dates, and with the corrections and moves in git's history.

    \b
    examples:
      newsroom import-history --list > notes.tsv     list the notes of corrections, and record nothing
      newsroom import-history --notes notes.tsv      record, with the notes that you edited
      newsroom import-history                        record, with commit subjects as notes

    Use this for an archive that was online before it had a ledger. Changes before a release's date count as part of its
    draft. Each later change becomes a correction on that day, and each later renaming of the file becomes a move.
    Readers see the notes, and you can't change them later, so read them first. Releases that are already in the ledger
    are skipped, so you can run the command again.
    """
    notes = _notes(notes_file) if notes_file else {}
    progress = Progress("releases")

    def read(done: int, total: int) -> None:
        progress("read", done, total)

    try:
        return _list(how.root, notes, read) if listed else record(how, lambda desk: history.plan(desk, notes, read))
    finally:
        progress.end()


def _list(root: Path, notes: history.Notes, progress: Callable[[int, int], None]) -> int:
    try:
        with desk(root, settings_of(root)) as found:
            plan = history.plan(found, notes, progress)
    except PublicationError as error:
        raise click.ClickException(str(error)) from error
    for event in plan.events:
        if event.kind == "corrected":
            print(event.id, event.revision, event.at.date(), " ".join(event.note.split()), sep="\t")
    return 0


def _notes(path: Path) -> history.Notes:
    """Read the notes of a list, by id and revision; raises ConfigError if it isn't such a list."""
    found: dict[tuple[ReleaseId, int], str] = {}
    try:
        rows = as_text(path.read_bytes()).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {why_unread(error)}") from error
    for number, row in enumerate(rows, 1):
        match row.split("\t"):
            case [id_, revision, _, note] if revision.isdecimal() and note.strip():
                found[ReleaseId(id_), int(revision)] = note
            case [_, *_] if row.strip():
                raise ConfigError(
                    f"{path}:{number}: this isn't a line from `newsroom import-history --list`; write id, revision, "
                    "date and note, separated by tabs"
                )
    return found
