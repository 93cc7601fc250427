"""Which line of the ledger records which correction of a header."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Correction, Release


def paired(
    corrections: Sequence[Correction], events: Sequence[Event], zone: dt.tzinfo = dt.UTC
) -> list[tuple[Correction, Event | None]]:
    """A release's *corrections*, the first one first, each with the line that records it, if there is one.

    A line records a correction of its own words: of several the newest that is not of a later day than the line, since
    a header says what was corrected before the ledger does.  Where all are of a later day, somebody has changed the
    dates, and it is the newest of them.  *events* are the lines of the release in their order; days are
    those of *zone*.
    """
    found: dict[int, Event] = {}
    for event in reversed(events):
        alike = [
            place
            for place, correction in enumerate(corrections)
            if place not in found and _words(correction.note) == _words(event.note)
        ]
        in_time = [place for place in alike if corrections[place].date <= day_in(zone, event.at)]
        if alike:
            found[(in_time or alike)[-1]] = event
    return [(correction, found.get(place)) for place, correction in enumerate(corrections)]


def unsaid(release: Release, record: Record) -> list[Event]:
    """The lines that record a correction which a release's header does not have, or has in other words.

    Of a withdrawn release readers are told none.
    """
    if not record.corrected or release.withdrawn:
        return []
    found = paired(release.corrections_in_order, record.corrected, release.zone)
    said = {event.revision for _, event in found if event is not None}
    return [event for event in record.corrected if event.revision not in said and not event.erased]


def other_reason(release: Release, record: Record) -> str | None:
    """The recorded reason of a withdrawal, where the header gives it in other words; None where it is the same."""
    if release.withdrawn is None or record.withdrawn is None:
        return None
    reason = record.withdrawn.note
    return reason if _words(reason) not in ("", _words(release.withdrawn.reason)) else None


def as_recorded(release: Release, record: Record) -> Release:
    """The release with the corrections that were recorded, where its header does not say them all, and that reason.

    They take the place of those of the same day that no line records, which say the same in other words.
    """
    if release.withdrawn and (reason := other_reason(release, record)):
        return replace(release, withdrawn=replace(release.withdrawn, reason=reason))
    missing = [
        (Correction(day_in(release.zone, event.at), event.note), event.revision) for event in unsaid(release, record)
    ]
    if not missing:
        return release
    days = Counter(one.date for one, _ in missing)
    kept = []
    for correction, event in paired(release.corrections_in_order, record.corrected, release.zone):
        if event is None and days[correction.date]:
            days[correction.date] -= 1
        else:
            kept.append((correction, event.revision if event else 0))
    in_order = sorted((*kept, *missing), key=lambda one: (one[0].date, one[1]))
    return replace(release, corrections=tuple(correction for correction, _ in in_order[::-1]))


def _words(note: str) -> str:
    """A note as a header gives it back: its line ends and indents are YAML's affair."""
    return " ".join(note.split())
