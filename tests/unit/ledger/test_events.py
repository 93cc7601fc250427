"""The ledger by itself: one form of a line, one chain, what it amounts to."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.ledger.checks import as_recorded, paired, same_issuers, unsaid
from sphinx_newsroom.ledger.events import (
    GENESIS,
    Event,
    Ledger,
    Record,
    UnfitError,
    digest_of,
    fold,
    head_text,
    read,
    written,
)
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Name, Organization, Release, Withdrawal

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def published(id_: str, text: str = "1") -> Event:
    return Event(
        "published", AT, ReleaseId(id_), revision=1, text=text * 64, title=f"T {id_}", date="2026-01-01", language="en"
    )


def corrected(id_: str, revision: int, text: str) -> Event:
    return Event(
        "corrected",
        AT,
        ReleaseId(id_),
        revision=revision,
        text=text * 64,
        title="T",
        date="2026-01-01",
        language="en",
        note="N",
    )


LEDGER = Ledger().with_events(
    [
        published("a"),
        published("b", "2"),
        corrected("a", 2, "3"),
        Event("moved", AT, ReleaseId("b"), target=ReleaseId("c")),
        Event("withdrawn", AT, ReleaseId("c"), note="Wrong"),
    ]
)


def on_disk(ledger: Ledger) -> tuple[bytes, bytes]:
    return ledger.text().encode(), head_text(ledger.ends[0]).encode()


def reread(data: bytes, head: bytes | None) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in read(data, head).problems]


def test_a_ledger_is_read_as_it_was_written() -> None:
    found = read(*on_disk(LEDGER))
    assert found.problems == ()
    assert found.events == LEDGER.events
    assert found.events[0].prev == GENESIS
    assert set(found.records) == {"a", "c"}
    assert [event.text[0] for event in found.records[ReleaseId("a")].revisions] == ["1", "3"]
    assert [former.id for former in found.records[ReleaseId("c")].former] == ["b"]
    assert found.records[ReleaseId("c")].withdrawn is not None


@pytest.mark.parametrize("line", range(5))
def test_a_line_that_is_dropped_is_missed(line: int) -> None:
    data, head = on_disk(LEDGER)
    lines = data.splitlines(keepends=True)
    assert reread(b"".join(lines[:line] + lines[line + 1 :]), head)


@given(st.integers(0, len(LEDGER.text().encode()) - 1), st.integers(1, 255))
def test_a_byte_that_is_changed_is_seen(place: int, by: int) -> None:
    data, head = on_disk(LEDGER)
    assert reread(data[:place] + bytes([data[place] ^ by]) + data[place + 1 :], head)


@given(st.integers(0, len(LEDGER.text().encode()) - 1))
def test_a_ledger_that_ends_too_soon_is_seen(place: int) -> None:
    data, head = on_disk(LEDGER)
    assert reread(data[:place], head)


def test_what_is_wrong_says_what_to_do() -> None:
    data, head = on_disk(LEDGER)
    assert "keep the lines of both sides" in read(b"<<<<<<< HEAD\n" + data, head).problems[0].advice
    problem = read(data.replace(b"Wrong", b"Right"), head).problems[0]
    assert str(problem) == (
        "releases/ledger.jsonl:5: [ledger] the last line isn't the one named in releases/ledger.head: it was changed "
        "or removed; restore it, with git: git checkout -- releases/ledger.jsonl releases/ledger.head, "
        "or where that is committed, from the commit before it: git checkout COMMIT~1 -- releases/ledger.jsonl "
        "releases/ledger.head"
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not json",
        "[" * 9999,
        '{"event":"burnt","at":"2026-01-01T00:00:00Z"}',
        written(published("x")).replace('"id"', '"Id"'),
        written(published("x")).replace(":", ": ", 1),
        written(published("x")).replace('"revision":1', '"revision":1.0'),
        "<<<<<<< HEAD",
        ">>>>>>> other",
    ],
)
def test_a_line_of_another_form_is_refused(line: str) -> None:
    data, head = on_disk(LEDGER)
    assert reread(data + line.encode() + b"\n", head)[0][0] == 6


@pytest.mark.parametrize("head", [None, b"", b"{}\n", b"junk\n", b"[" * 9999, b'{"head":"%s"}\n' % (b"0" * 64)])
def test_the_head_is_needed(head: bytes | None) -> None:
    assert reread(LEDGER.text().encode(), head)


def test_an_interrupted_recording_is_told() -> None:
    shorter = Ledger().with_events([published("a")])
    longer = Ledger().with_events([published("a"), published("b")])
    problem = read(longer.text().encode(), head_text(shorter.ends[0]).encode()).problems[0]
    assert "interrupted" in problem.message
    assert problem.advice.endswith("newsroom publish")


# -- two branches

BASE = Ledger().with_events([published("a")])
OURS, THEIRS = BASE.with_events([published("b")]), BASE.with_events([corrected("a", 2, "4"), published("c")])


def union(ours: Ledger, theirs: Ledger) -> tuple[bytes, bytes]:
    """What git's union of two branches' files is."""
    kept = ours.text().splitlines() + [line for line in theirs.text().splitlines() if line not in ours.text()]
    heads = head_text(ours.ends[0]) + head_text(theirs.ends[0])
    return ("\n".join(kept) + "\n").encode(), heads.encode()


def test_merged_ledgers_have_two_ends_and_a_line_joins_them() -> None:
    data, head = union(OURS, THEIRS)
    found = read(data, head)
    assert [problem.advice for problem in found.problems] == ["run: newsroom publish"]
    assert found.forked
    joined = found.with_events([Event("merged", AT)])
    again = read(*on_disk(joined))
    assert again.problems == ()
    assert set(again.records) == {"a", "b", "c"}
    assert again.events[-1].also == (THEIRS.ends[0],)
    assert again.text().startswith(data.decode()), "no line of either branch is rewritten"


def test_a_line_dropped_before_the_joint_is_missed() -> None:
    joined = read(*union(OURS, THEIRS)).with_events([Event("merged", AT)])
    data, head = on_disk(joined)
    lines = data.splitlines(keepends=True)
    for number in range(len(lines)):
        assert reread(b"".join(lines[:number] + lines[number + 1 :]), head), number


def test_two_branches_that_correct_the_same_release_are_refused() -> None:
    other = BASE.with_events([corrected("a", 2, "5")])
    problems = read(*union(other, THEIRS)).problems
    assert any("revision 2, on line 2" in problem.message for problem in problems)
    assert any("Keep the record, and verify it" in problem.advice for problem in problems)


def test_two_branches_that_record_the_same_are_not() -> None:
    one = BASE.with_events([published("b"), Event("moved", AT, ReleaseId("a"), target=ReleaseId("z"))])
    two = BASE.with_events([Event("moved", AT, ReleaseId("a"), target=ReleaseId("z")), published("b")])
    assert [problem.advice for problem in read(*union(one, two)).problems] == ["run: newsroom publish"]


# -- what does not follow


@pytest.mark.parametrize(
    "events",
    [
        [published("a"), published("a", "2")],
        [corrected("a", 2, "2")],
        [published("a"), corrected("a", 3, "2")],
        [Event("withdrawn", AT, ReleaseId("a"))],
        [Event("moved", AT, ReleaseId("a"), target=ReleaseId("b"))],
        [published("a"), published("b"), Event("moved", AT, ReleaseId("a"), target=ReleaseId("b"))],
        [published("a"), Event("moved", AT, ReleaseId("a"), target=ReleaseId("b")), corrected("a", 2, "2")],
    ],
)
def test_what_does_not_follow_is_refused(events: list[Event]) -> None:
    with pytest.raises(UnfitError):
        Ledger().with_events(events)


def test_as_of_a_moment() -> None:
    early, late = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    ledger = Ledger().with_events(
        [
            replace(published("a"), at=early),
            replace(corrected("a", 2, "2"), at=late),
        ]
    )
    assert ledger.as_of(early - dt.timedelta(seconds=1)) == {}
    assert len(ledger.as_of(early)[ReleaseId("a")].revisions) == 1
    assert len(ledger.as_of(late)[ReleaseId("a")].revisions) == 2
    assert fold(ledger.events) == ledger.records


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("revision", True),
        ("id", "../x"),
        ("text", "a"),
        ("date", "soon"),
        ("title", 1),
        ("co_issuers", ["osce"]),
        ("co_issuers", "osce"),
        ("co_issuer_names", ["OSCE"]),
        ("former_urls", "abc"),
        ("recorded", 1),
    ],
)
def test_a_line_by_hand_that_is_chained_rightly_is_refused_all_the_same(key: str, value: object) -> None:
    row = json.loads(LEDGER.text().splitlines()[0]) | {key: value}
    line = json.dumps(row, sort_keys=True, separators=(",", ":"))
    problems = read(f"{line}\n".encode(), head_text(digest_of(line)).encode()).problems
    assert [problem.line for problem in problems] == [1]


FIRST = (
    '{"at":"2011-06-21T09:00:00Z","date":"2011-06-21","event":"published","id":"2011/opens","issuer":"osce",'
    f'"language":"en","prev":"{GENESIS}","revision":1,"text":"{"7" * 64}","title":"It opens"}}\n'
)
"""A line as the first version wrote it, without a number."""


def test_a_ledger_of_the_first_form_is_read_and_written_as_it_is() -> None:
    found = read(FIRST.encode(), head_text(digest_of(FIRST.rstrip("\n"))).encode())
    assert found.problems == ()
    assert found.records[ReleaseId("2011/opens")].current.form == 1
    assert found.text() == FIRST


@pytest.mark.parametrize("line", ['{"event":"published","form":5,"x":1}', '{"event":"sealed","form":9}'])
def test_a_line_of_a_later_version_says_what_to_install_and_not_what_to_restore(line: str) -> None:
    (problem,) = read(f"{FIRST}{line}\n".encode(), head_text(digest_of(line)).encode()).problems
    number = json.loads(line)["form"]
    assert problem.message == f"the line has form {number}, but this version of newsroom reads only forms up to 4"
    assert (problem.line, problem.advice) == (2, "install a newer one (see requirements.txt)")


@pytest.mark.parametrize(
    ("record", "same"),
    [
        ({"id": "osce", "name": "Other"}, True),
        ({"id": "new", "name": "Other", "former_ids": ("osce",)}, True),
        ({"id": "new", "name": "OSCE"}, True),
        ({"id": "new", "name": "Other", "other_names": (Name("OSCE"),)}, True),
        ({"id": "new", "name": "Other"}, False),
    ],
)
def test_an_issuer_is_the_body_of_its_line_by_an_id_or_name_that_it_has_or_had(record: Any, same: bool) -> None:
    body = Organization(**record)
    event = replace(published("a"), issuer="osce", issuer_name="OSCE")
    assert same_issuers(event, (body.id,), {body.id: body}) is same


# Which line of the ledger records which correction, where their words alone do not tell.

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
        ([(1, "A"), (2, "B")], [(1, "A"), (2, "B")], [0, 1]),
        ([(1, "A"), (2, "B")], [(2, "B")], [None, 0]),
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
        ([], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(2, "B")], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(1, "C"), (2, "B")], [(1, "A"), (2, "B")], [(1, "A"), (2, "B")]),
        ([(1, "B"), (1, "C")], [(1, "A"), (1, "B")], [(1, "A"), (1, "B")]),
        ([(1, " A\n")], [(1, "A")], [(1, " A\n")]),
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
