"""Which line of the ledger records which correction, where their words alone do not tell."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.ledger.checks import as_recorded, paired, unsaid
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Release, Withdrawal

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


def recorded(corrections: list[Dated], events: list[Dated], withdrawn: Withdrawal | None = None) -> list[Dated]:
    """What readers are told of the corrections of a release, the first one first."""
    header = tuple(Correction(dt.date(2026, 1, day), note) for day, note in corrections)
    release = Release(
        ReleaseId("2021/x"), "X", dt.date(2021, 1, 1), "releases/2021/x.md", corrections=header, withdrawn=withdrawn
    )
    first = Event("published", dt.datetime(2021, 1, 1, tzinfo=dt.UTC), ReleaseId("2021/x"))
    later = [
        Event("corrected", dt.datetime(2026, 1, day, 12, tzinfo=dt.UTC), first.id, revision=place + 2, note=note)
        for place, (day, note) in enumerate(events)
    ]
    record = Record(ReleaseId("2021/x"), (first, *later))
    found = as_recorded(release, record)
    assert (found is release) == (not unsaid(release, record))
    return [(one.date.day, one.note) for one in found.corrections_in_order]


@pytest.mark.parametrize(
    ("corrections", "events", "wanted"),
    [
        ([(1, "A"), (2, "B")], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(2, "B")], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(1, "C"), (2, "B")], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(1, "B"), (1, "C")], [(1, "A"), (1, "B")], [(1, "A"), (1, "B")]),
        ([(1, " A\n")], [(1, "A")], [(1, " A\n")]),
        ([(9, "before the ledger")], [(12, "A")], [(9, "before the ledger"), (12, "A")]),
        (
            [(12, "A"), (14, "of a correction that is begun")],
            [(12, "A")],
            [(12, "A"), (14, "of a correction that is begun")],
        ),
    ],
)
def test_recorded_corrections_are_told_whatever_a_header_says(
    corrections: list[Dated], events: list[Dated], wanted: list[Dated]
) -> None:
    assert recorded(corrections[::-1], events) == wanted


def test_of_a_withdrawn_release_no_correction_is_asked_for() -> None:
    assert recorded([], [(1, "A")], Withdrawal(dt.date(2026, 1, 2), "Wrong.")) == []
