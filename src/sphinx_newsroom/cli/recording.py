"""Recording: what the verbs that write to the ledger share, from their options to what stands against a build."""

from __future__ import annotations

import difflib
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from sphinx_newsroom.archive.journal import FileChange, Journal, bytes_of, last, size_of, whole
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.opening import keep_recorded
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.check import pages_of_documents
from sphinx_newsroom.cli.options import print_json, read_line, said_of, warn
from sphinx_newsroom.config import ConfigError, names_in_conf, settings_of
from sphinx_newsroom.diagnostics import HeaderError, Problem, Severity
from sphinx_newsroom.ledger.transparency_log import SigningError
from sphinx_newsroom.model.addresses import (
    APPROVALS,
    LEDGER,
    release_page,
)
from sphinx_newsroom.operations.losses import around_texts, changed_around, kept_addresses, promised_addresses
from sphinx_newsroom.operations.plan import Plan, PublicationError, carry_out, worked_out
from sphinx_newsroom.operations.recording import Desk, desk, read_only_desk
from sphinx_newsroom.sources.header import SUFFIXES


class Recording(NamedTuple):
    """What a verb that records is asked to do; *call* are its words, by which the same call is known again."""

    root: Path
    verb: str
    call: tuple[str, ...]
    dry_run: bool
    as_json: bool
    sign: Path | None


def recording(name: str, *, signs: bool = True) -> Callable[[Callable[..., int]], click.Command]:
    """Make a function a verb that records, with the options that all of these take."""

    def wrap(function: Callable[..., int]) -> click.Command:
        @wraps(function)
        def run(root: Path, dry_run: bool, as_json: bool, sign: Path | None = None, **given: Any) -> int:
            call = (name, *_words(click.get_current_context()))
            return function(Recording(root, name, call, dry_run, as_json, sign), **given)

        more = (*((options.sign,) if signs else ()), options.dry_run(), options.as_json("what was recorded"))
        return options.command(name)(options.with_last(run, *more))

    return wrap


def _words(ctx: click.Context) -> Iterator[str]:
    """The words of a call in one order, without those that change nothing of what is recorded."""
    given = {param: ctx.params[str(param.name)] for param in ctx.command.params if param.name not in _NO_PART}
    for param, value in given.items():
        if isinstance(param, click.Argument):
            yield from map(str, value if isinstance(value, tuple) else [value])
    for param, value in sorted(given.items(), key=lambda row: row[0].opts[-1]):
        if isinstance(param, click.Option) and value is not None and value is not False:
            for one in value if isinstance(value, tuple) else [value]:
                yield from (param.opts[-1],) if one is True else (param.opts[-1], str(one))


_NO_PART = ("root", "as_json", "yes", "no_build", "out")

# What `--dry-run` says: every change of a file that a recording would make, and what it would come to.


def in_words(changes: tuple[FileChange, ...]) -> Iterator[str]:
    """Each change as lines: what would be written or deleted, and what is new in a text."""
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
    # The first lines say which files are compared, and where.
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:2] not in ("--", "++", "@@"):
            yield f"  {line}"


def left_after(found: Desk, plan: Plan) -> tuple[Problem, ...]:
    """The problems that a plan would leave: those of the archive that are not of what it records."""
    pages = {release_page(event.id) for event in plan.events} | {
        release_page(event.target) for event in plan.events if event.kind == "moved"
    }
    ended = {LEDGER, *plan.files, *plan.gone, *(page + suffix for page in pages for suffix in SUFFIXES)}
    ended |= {file.path for page in pages for file in found.archive.files.get(page, ())}
    return tuple(problem for problem in found.archive.problems if problem.path not in ended)


_RECORDED = re.compile(
    r"\A(?=(?:published|begun|corrected|moved|withdrawn|attached|renamed|merged|approved|signed-off|erased): )"
)


def _no_words(_: Desk, __: Plan) -> None:
    """Most operations leave nothing to be said beside what was recorded."""


def record(how: Recording, work: Callable[[Desk], Plan], tell: Callable[[Desk, Plan], None] = _no_words) -> int:
    """Carry out what *work* plans, and say what was recorded; 1 where nothing could be.

    *tell* says what else there is to say of a plan that was carried out, or would be.
    """
    try:
        settings = settings_of(how.root)
        opened = read_only_desk if how.dry_run else desk
        with opened(how.root, settings) as found:
            call, completed = how.call, found.completed
            if completed is not None and completed.call == call:
                return _tell_completed(found, completed, how.as_json)
            if completed is not None:
                warn(f"completed first: newsroom {shlex.join(completed.call)}")
            plan = work(found)
            if done := _recorded_before(how.root, plan, call):
                said = "this was recorded already by the same call, so no second correction was begun"
                advice = "for another one change the text first, or give another note"
                warn(f"newsroom {how.verb}: {said}; {advice}")
                return _tell_completed(found, done, how.as_json)
            if how.dry_run:
                status = _tell_dry(how, found, plan)
                tell(found, plan)
                return status
            lines = carried_out(found, plan, how.sign, call)
            tell(found, plan)
    except (PublicationError, SigningError, HeaderError, OSError) as error:
        if how.as_json:
            print_json({"recorded": [], "files": [], "error": said_of(error)})
        warn(f"newsroom {how.verb}: nothing was recorded: {said_of(error)}")
        return 1
    if how.as_json:
        files = sorted({*plan.files, *plan.gone})
        print_json({"recorded": _rows(plan), "files": files, "lines": lines})
    else:
        signed = ("signed the ledger's last line",) if how.sign and lines else ()
        for line in (*plan.told, *signed) or ("nothing to record",):
            print(line)
    # Outside of the lock: it only reads, and another recording may begin.
    return _left(found.problems_after(plan))


def agreed(
    how: Recording,
    work: Callable[[Desk], Plan],
    shown: Callable[[Desk, Plan], Iterable[str]],
    question: str,
) -> Callable[[Desk], Plan] | None:
    """Show somebody what *work* plans and ask; what to record then, which is refused if it has changed by then.

    None if nobody agreed.  Raises ConfigError if nobody can be asked.
    """
    lines: list[str] | None = None
    with (
        suppress(PublicationError, SigningError, HeaderError, OSError),  # which recording says in a moment
        read_only_desk(how.root, settings_of(how.root)) as found,
    ):
        lines = list(shown(found, work(found)))
    if lines and not _agrees(lines, question):
        return None

    def unchanged(found: Desk) -> Plan:
        plan = work(found)
        if lines is not None and list(shown(found, plan)) != lines:
            raise PublicationError("something was changed while you were asked; run this again")
        return plan

    return unchanged


def _agrees(lines: list[str], question: str) -> bool:
    if not sys.stdin.isatty():
        raise ConfigError(f"nobody can be asked here ({question}); add --yes, or in a timer `newsroom publish --due`")
    more = [f"… and {len(lines) - _LINES:,} lines more"] if len(lines) > _LINES else []
    print("\n".join(lines[:_LINES] + more))
    try:
        return read_line(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


_LINES = 2_000
"""How many lines are shown to who is asked."""


def _recorded_before(root: Path, plan: Plan, call: tuple[str, ...]) -> Journal | None:
    """The last operation, where the same call recorded then what it would only begin once more.

    So it is where the process was killed at its very end, before it could say that all was done.
    """
    if not plan.files or plan.events or APPROVALS in plan.files:  # what is signed off now is no second correction
        return None
    before, asked = last(root), tuple(word for word in call if word != "--dry-run")
    if before is None or before.call != asked or not any(change.path == LEDGER for change in before.changes):
        return None
    return before if before.stands(root) else None


def _rows(plan: Plan) -> list[dict[str, Any]]:
    return [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in plan.events]


def _tell_dry(how: Recording, found: Desk, plan: Plan) -> int:
    """Say what would be recorded and written; the exit status is that which it would have."""
    now = addresses_now(found.archive)
    ledger, changes = worked_out(how.root, found.ledger, plan, how.sign, found.settings.log_origin, now)
    lines = len(ledger.events)
    if how.as_json:
        files = [change.path for change in changes]
        rows = {"recorded": _rows(plan), "files": sorted(files), "lines": lines, "dry_run": True}
        print_json(rows)
    else:
        told = (_RECORDED.sub("would be ", line) for line in plan.told)
        for line in (*told, *in_words(changes)) or ("nothing to record",):
            print(line)
        warn("nothing was written: this was a dry run")
    return _left(left_after(found, plan))


def addresses_now(archive: Archive) -> set[str]:
    """The lines of the archive's list: the addresses that it has and those of now, and what stands around texts."""
    names = names_in_conf(archive.root)
    warn(*changed_around(archive, names))
    known = {*kept_addresses(archive), *promised_addresses(archive)}
    return known.union(pages_of_documents(archive.root, names, known), around_texts(archive, names))


def carried_out(found: Desk, plan: Plan, key: Path | None, call: tuple[str, ...]) -> int:
    """Do what a plan says, and keep the texts that it records; returns how many lines the ledger has then.

    Raises PublicationError or SigningError before anything is done, OSError where the disk refuses.
    """
    addresses = addresses_now(found.archive) if plan.events else ()
    recorded = carry_out(found.root, found.ledger, plan, key, found.settings.log_origin, call, addresses).events
    with suppress(OSError):  # it is recorded; what is not kept here, a build or git keeps
        keep_recorded(found.archive, recorded[len(found.ledger.events) :])
    return len(recorded)


def _tell_completed(found: Desk, completed: Journal, as_json: bool) -> int:
    """Say what the same call had begun and what was completed now."""
    if as_json:
        files = sorted(change.path for change in completed.changes)
        ledger = [change for change in completed.changes if change.path == LEDGER]
        lines = [line for change in ledger for line in _new_lines(change, bytes_of(found.root / LEDGER) or b"")]
        rows = [{"event": row["event"], "id": row.get("id"), "revision": row.get("revision")} for row in lines]
        recorded = {"recorded": rows, "files": files, "lines": len(found.ledger.events)}
        print_json(recorded)
    else:
        print("\n".join(completed.told) or "nothing to record")
    return _left(found.archive.problems)


def _new_lines(change: FileChange, after: bytes) -> list[dict[str, Any]]:
    """The lines of the ledger that a change of it brought, of the file as it is now."""
    before = set(whole(change.before).splitlines())
    rows = [json.loads(line) for line in after.splitlines() if line not in before]
    return [row for row in rows if row["event"] == "erased"] or rows  # which changes others


def _left(problems: Iterable[Problem]) -> int:
    """Say what still stands against a build; 1 where that is more than a step that is to come."""
    left = against_build(problems)
    warn(*left)
    return 0 if all(problem.pending for problem in left) else 1


def against_build(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with which nothing is built."""
    return [problem for problem in problems if problem.code.severity is Severity.FATAL]
