"""Which line of the ledger records which correction of a header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Correction


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


def _words(note: str) -> str:
    """A note as a header gives it back: its line ends and indents are YAML's affair."""
    return " ".join(note.split())
