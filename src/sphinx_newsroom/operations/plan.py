"""Carrying out what is to be recorded, as a whole or not at all.

What is to be done is noted first (:mod:`sphinx_newsroom.archive.journal`).  Whole files are then written under
temporary names, brought to the disk and renamed: first the sources, then the ledger, then its head; what is to go goes
last.  Stopped anywhere between, ``newsroom check`` says so, and the same call again completes it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sphinx_newsroom.archive.journal import Content, FileChange, Journal, begin, carry_on, changes_of
from sphinx_newsroom.archive.loading import ATTRIBUTE_LINES, ATTRIBUTES
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.ledger.events import Event, Ledger, UnfitError, head_text, written
from sphinx_newsroom.ledger.transparency_log import LONGEST_ENTRY, SplitError, log_of, sign, signed
from sphinx_newsroom.model.addresses import ADDRESSES, APPROVALS, LEDGER, LEDGER_CHECKPOINT, LEDGER_HEAD


@cache
def end_with_this_process() -> None:
    """Have all processes that are forked from this one from now on end with it; where nothing forks, do nothing.

    Each has the reading end of a pipe whose writing end only the process that forked it keeps open: when that is
    closed by the system, the pipe says so.  What one of them forks in its turn ends with that one.  (Linux alone has
    PR_SET_PDEATHSIG for it.)
    """
    if not hasattr(os, "register_at_fork"):  # Windows
        return
    reading, writing = os.pipe()

    def watch() -> None:
        nonlocal reading, writing
        os.close(writing)
        threading.Thread(target=_end_after, args=(reading,), daemon=True).start()
        # A pipe of its own: the number of the closed end may be that of anything else when this one forks.
        reading, writing = os.pipe()

    os.register_at_fork(after_in_child=watch)


def _end_after(reading: int) -> None:
    os.read(reading, 1)
    os._exit(1)


class PublicationError(ValueError):
    """Nothing was recorded; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What an operation does: files to write and to delete, by path, lines of the ledger, and what to tell.

    *erased* are lines as they are to be left without their words.
    """

    files: Mapping[str, Content]
    events: tuple[Event, ...] = ()
    gone: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    erased: tuple[Event, ...] = ()

    def joined(self, other: Plan) -> Plan:
        """This plan and *other* as one."""
        return Plan(
            {**self.files, **other.files},
            self.events + other.events,
            self.gone + other.gone,
            self.told + other.told,
            self.erased + other.erased,
        )


def said(event: Event) -> str:
    """What a line of the ledger records, in words."""
    if event.kind in ("corrected", "erased"):
        return f"{event.kind}: {event.id}, revision {event.revision}"
    if event.kind == "attached":
        return f"attached: {event.id}, {', '.join(name for name, _ in event.files or ())}"
    if event.kind == "moved":
        return f"moved: {event.id} to {event.target}"
    return f"{event.kind}: {event.id}"


def carry_out(
    root: Path,
    before: Ledger,
    plan: Plan,
    key: Path | None = None,
    origin: str = "",
    call: tuple[str, ...] = ("publish",),
    addresses: Iterable[str] = (),
) -> Ledger:
    """Do in *root* what a plan says, after the lines of the ledger *before*; *call* are the words of the command.

    By these it is known when it is called again; *addresses* are as :func:`worked_out` has them.  Raises as that does
    before anything is done, OSError where the disk refuses.
    """
    ledger, changes = worked_out(root, before, plan, key, origin, addresses)
    if changes:
        journal = Journal(call, changes, plan.told)
        carry_on(root, begin(root, journal))
    return ledger


def worked_out(
    root: Path,
    before: Ledger,
    plan: Plan,
    key: Path | None = None,
    origin: str = "",
    addresses: Iterable[str] = (),
) -> tuple[Ledger, tuple[FileChange, ...]]:
    """The ledger after a plan, and every change of a file in *root* that it comes to; nothing is written.

    *key* signs the last line, and the checkpoint of the log that is called *origin*.  The *addresses* that the site has
    beside those of releases are kept with whatever is recorded.  Raises PublicationError or SigningError.
    """
    left = {event.line: event for event in plan.erased}
    before = replace(before, events=tuple(left.get(event.line, event) for event in before.events))
    try:
        ledger = before.with_events(plan.events)
    except UnfitError as error:
        raise PublicationError(str(error)) from error
    _refuse_long(ledger, len(before.events))
    end = ledger.ends[0] if ledger.ends else ""
    files: dict[str, Content] = dict(plan.files)
    if APPROVALS in plan.files or (plan.events and not (before.events and (root / ADDRESSES).exists())):
        files.update(_attributes(root))
    if plan.events:
        if listed := sorted(addresses):
            files[ADDRESSES] = ("\n".join(listed) + "\n").encode()
        files[LEDGER] = ledger.text().encode()
    if end and (key or [row["head"] for row in before.head] != [end]):
        files[LEDGER_HEAD] = head_text(end, sign(end, key) if key else "").encode()
    if end and key:
        files[LEDGER_CHECKPOINT] = _checkpoint(ledger, before.checkpoint, key, origin).encode()
    return ledger, changes_of(root, files, plan.gone)


def _attributes(root: Path) -> dict[str, bytes]:
    """What git is told of the ledger when that begins, added to what it is told already."""
    path = root / ATTRIBUTES
    try:
        text = read_exactly(path)
    except OSError:
        text = ""
    missing = [line for line in ATTRIBUTE_LINES if line not in text.splitlines()]
    if not missing:
        return {}
    begin = text + ("\n" if text and not text.endswith("\n") else "")
    return {ATTRIBUTES: (begin + "\n".join(missing) + "\n").encode()}


def _refuse_long(ledger: Ledger, known: int) -> None:
    for event in ledger.events[known:]:
        if len(written(event).encode()) > LONGEST_ENTRY:
            limit = f"a line of the ledger may have {LONGEST_ENTRY:,} bytes"
            raise PublicationError(
                f"what would be recorded of {event.id} is too long, since {limit}; shorten the reason"
            )


def _checkpoint(ledger: Ledger, kept: str, key: Path, origin: str) -> str:
    try:
        return signed(log_of(ledger.events), origin, key, kept).file()
    except SplitError as error:
        raise PublicationError(str(error)) from error
