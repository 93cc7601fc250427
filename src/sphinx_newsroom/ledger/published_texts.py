"""A ledger and what it is compared with: the texts that are published, and those that they took the place of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.events import Event, Ledger
from sphinx_newsroom.ledger.file import read, restore
from sphinx_newsroom.ledger.text_digest import Digests, ReleaseFile
from sphinx_newsroom.model.addresses import (
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    LEDGER_STAMP,
    PageName,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Organization, Release, Superseded


class Text(NamedTuple):
    """A release or superseded text as its file has it: *release* and *digests* are None where that cannot be read.

    *files* are all that it names, whether they are there or not.
    """

    path: str
    release: Release | None
    digests: Digests | None
    files: tuple[ReleaseFile, ...] = ()

    @property
    def zone(self) -> dt.tzinfo:
        """The archive's time zone, as far as the text could be read."""
        return self.release.zone if self.release else dt.UTC

    def is_of(self, event: Event, organizations: Mapping[str, Organization]) -> bool:
        """Whether this is the text that a line records, under the same issuer."""
        if self.release is None or self.digests is None or not self.digests.are_of(event):
            return False
        return same_issuers(event, self.release.all_issuers, organizations)


@dataclass(frozen=True)
class LedgerSubject:
    """A ledger and what it is compared with: texts and superseded texts by docname, and what is withheld, with why.

    *digests* are the SHA-256 of files that texts name, by path.
    """

    ledger: Ledger
    texts: Mapping[PageName, Text]
    superseded: Mapping[PageName, Text]
    withheld: Mapping[PageName, str]
    organizations: Mapping[str, Organization]
    now: dt.datetime
    digests: Mapping[str, str] = field(default_factory=dict)


def ledger_of(root: Path, known: Callable[[bytes], Sequence[Event]] = lambda data: ()) -> Ledger | None:
    """The ledger of the archive in *root*, None where it keeps none; *known* are the events of its first lines."""
    head, checkpoint = _beside(root, LEDGER_HEAD), _beside(root, LEDGER_CHECKPOINT)
    try:
        data = read_plain(root / LEDGER, follow=True)
        found = read(data, head, known(data))
        note, stamp = ((each or b"").decode("utf-8", "replace") for each in (checkpoint, _beside(root, LEDGER_STAMP)))
        return replace(found, checkpoint=note, stamp=stamp)
    except FileNotFoundError:
        if head is None and checkpoint is None:
            return None
    except OSError:
        pass
    problem = Problem(LEDGER, 1, Code.LEDGER, "the ledger is gone, or cannot be read", restore(LEDGER))
    return Ledger(problems=(problem,), head=({"head": ""},))


def events_of(ledger: Ledger) -> dict[PageName, Event]:
    """The line of the ledger that records each text, by docname, superseded texts included."""
    found: dict[PageName, Event] = {}
    for record in ledger.records.values():
        found[release_page(record.id)] = record.current
        for event in record.superseded:
            found[superseded_page(record.id, event.revision)] = event
    return found


def same_issuers(event: Event, issuers: tuple[str, ...], organizations: Mapping[str, Organization]) -> bool:
    """Whether the *issuers* of a text's header are the bodies that its line names, whatever their ids are by now."""
    recorded = event.issuers
    return len(issuers) == len(recorded) and all(
        _same_body(id_, then, name, organizations) for id_, (then, name) in zip(issuers, recorded, strict=True)
    )


def _same_body(id_: str, then: str, name: str | None, organizations: Mapping[str, Organization]) -> bool:
    """Whether a body is that of an id *then*: by its id, by one that its record had, or by the name of that day.

    The last if its record has that name still.
    """
    if id_ == then:
        return True
    record = organizations.get(id_)
    if record is None:
        return False
    return then in record.former_ids or name in (record.name, *(other.name for other in record.other_names))


def _beside(root: Path, path: str) -> bytes | None:
    try:
        return read_plain(root / path, follow=True)
    except OSError:
        return None


def superseded_of(held: LedgerSubject) -> dict[PageName, Superseded]:
    """The superseded texts that the ledger knows, by docname."""
    found = {}
    for record in held.ledger.records.values():
        for event in record.superseded:
            text = held.superseded.get(superseded_page(record.id, event.revision))
            if text is not None and text.release is not None:
                superseded = Superseded(text.release, event.revision)
                found[superseded.docname] = superseded
    return found
