"""Which line of the ledger records which correction, where their words alone do not tell."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.paired import paired
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction

Dated = tuple[int, str]
"""A day of January 2026, and a note."""


def lines(corrections: list[Dated], events: list[Dated]) -> list[int | None]:
    """For each correction the place of the event that records it."""
    recorded = [
        Event(
            "corrected",
            dt.datetime(2026, 1, day, 12, tzinfo=dt.UTC),
            ReleaseId("2021/x"),
            revision=place + 2,
            note=note,
        )
        for place, (day, note) in enumerate(events)
    ]
    found = paired([Correction(dt.date(2026, 1, day), note) for day, note in corrections], recorded)
    return [recorded.index(event) if event else None for _, event in found]


@pytest.mark.parametrize(
    ("corrections", "events", "wanted"),
    [
        ([], [], []),
        ([(1, "A"), (2, "B")], [(1, "A"), (2, "B")], [0, 1]),
        ([(1, "A"), (2, "B")], [(2, "B")], [None, 0]),
        ([(1, "A")], [(1, "B")], [None]),
        ([(1, "A")], [(9, "A")], [0]),  # recorded when the text was ready
        ([(1, "A"), (1, "A")], [(1, "A"), (1, "A")], [0, 1]),
        ([(1, "A"), (5, "A")], [(5, "A")], [None, 0]),  # the first is from before there was a ledger
        ([(1, "A"), (5, "A")], [(1, "A")], [0, None]),  # the second is still to be recorded
        ([(5, "A"), (6, "A")], [(1, "A"), (2, "A")], [0, 1]),  # dated anew by hand
        ([(1, "It was a horse.")], [(1, "It  was\na horse. ")], [0]),
    ],
)
def test_a_line_records_the_newest_correction_of_its_words_that_it_can(
    corrections: list[Dated], events: list[Dated], wanted: list[int | None]
) -> None:
    assert lines(corrections, events) == wanted
