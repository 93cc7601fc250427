"""Carrying out what is to be recorded, as a whole or not at all.

Whole files are written under temporary names, brought to the disk and renamed: first the sources, then the
ledger, then its head; what is to go goes last.  Stopped anywhere between, the archive is in a state that
``newsroom check`` explains, and the same call again completes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import sync_disk, write
from sphinx_newsroom.ledger.events import Event, Ledger, UnfitError, head_text, written
from sphinx_newsroom.ledger.log.record import SplitError, log_of, signed
from sphinx_newsroom.ledger.log.tiles import LONGEST_ENTRY
from sphinx_newsroom.ledger.signing import sign
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_CHECKPOINT, LEDGER_HEAD

_FEW = 50
"""How many files are brought to the disk one by one: each takes milliseconds, and an import has thousands."""


class PublicationError(ValueError):
    """Nothing was recorded; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What an operation does: files to write and to delete, by path, lines of the ledger, and what to tell."""

    files: dict[str, bytes]
    events: tuple[Event, ...] = ()
    gone: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def joined(self, other: Plan) -> Plan:
        """This plan and *other* as one."""
        return Plan(
            {**self.files, **other.files}, self.events + other.events, self.gone + other.gone, self.told + other.told
        )


def said(event: Event) -> str:
    """What a line of the ledger records, in words."""
    if event.kind == "corrected":
        return f"corrected: {event.id}, revision {event.revision}"
    if event.kind == "moved":
        return f"moved: {event.id} to {event.target}"
    return f"{event.kind}: {event.id}"


def carry_out(root: Path, before: Ledger, plan: Plan, key: Path | None = None, origin: str = "") -> Ledger:
    """Do in *root* what a plan says, after the lines of the ledger *before*.

    *key* signs the last line, and the checkpoint of the log that is called *origin*.
    Raises PublicationError or SigningError before anything is done, OSError where the disk refuses.
    """
    try:
        ledger = before.with_events(plan.events)
    except UnfitError as error:
        raise PublicationError(str(error)) from error
    _refuse_long(ledger, len(before.events))
    end = ledger.ends[0] if ledger.ends else ""
    head = head_text(end, sign(end, key) if key else "") if end else ""
    checkpoint = _checkpoint(ledger, before.checkpoint, key, origin) if end and key else ""
    few = len(plan.files) <= _FEW
    for path, data in plan.files.items():
        write(root / path, data, durable=few)
    if not few:
        sync_disk()
    if plan.events:
        write(root / LEDGER, ledger.text(), durable=True)
    if end and (key or [row["head"] for row in before.head] != [end]):
        write(root / LEDGER_HEAD, head, durable=True)
    if checkpoint:
        write(root / LEDGER_CHECKPOINT, checkpoint, durable=True)
    for path in plan.gone:
        (root / path).unlink(missing_ok=True)
    return ledger


def _refuse_long(ledger: Ledger, known: int) -> None:
    for event in ledger.events[known:]:
        if len(written(event).encode()) > LONGEST_ENTRY:
            raise PublicationError(
                f"what would be recorded of {event.id} is longer than a line of the ledger may be "
                f"({LONGEST_ENTRY:,} bytes); shorten its title, its note, or its list of former addresses"
            )


def _checkpoint(ledger: Ledger, kept: str, key: Path, origin: str) -> str:
    try:
        return signed(log_of(ledger.events), origin, key, kept).file()
    except SplitError as error:
        raise PublicationError(str(error)) from error
