"""Captures of pages become revisions, each as of the moment from which it is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.operations.history import Past, plan_of_captures
from sphinx_newsroom.operations.plan import Plan, carry_out
from sphinx_newsroom.operations.recording import desk

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

ONE = ReleaseId("2020/one")


def text(words: str, header: str = "") -> str:
    return f"---\ntitle: One\ndate: 2020-02-01\n{header}---\n\n{words}\n"


def day(month: int, number: int = 1, year: int = 2020) -> datetime:
    return datetime(year, month, number, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def record(archive: ArchiveOnDisk, pasts: dict[ReleaseId, Sequence[Past]]) -> Plan:
    found = settings_of(archive.root)
    with desk(archive.root, found) as open_desk:
        made = plan_of_captures(open_desk, pasts)
        carry_out(archive.root, open_desk.ledger, made)
    return made


def loaded(archive: ArchiveOnDisk) -> Archive:
    return open_archive(archive.root)


def revisions(archive: ArchiveOnDisk, id_: ReleaseId = ONE) -> list[tuple[str, str, bool]]:
    ledger = loaded(archive).ledger
    assert ledger is not None
    return [(event.at.date().isoformat(), event.note, event.assumed) for event in ledger.records[id_].revisions]


def problems(archive: ArchiveOnDisk) -> list[str]:
    found = loaded(archive)
    return [str(problem) for problem in found.problems if problem.path.startswith("releases/2020/")]


def test_three_texts_and_the_moments_between_which_they_changed(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2020/one.md": text("Eight were there.", 'former_urls: ["?p=1"]\n')})
    pasts = [
        Past(text("Six were there."), day(3), day(4, 5)),
        Past(text("Seven were there."), day(6, 9), day(6, 9)),
        Past(text("Eight were\nthere."), day(6, 9), day(7)),
        Past(text("Eight were there."), day(8), None),
    ]
    made = record(archive, {ONE: pasts})
    assert made.told == ("1 release with 2 corrections recorded",)
    assert revisions(archive) == [
        ("2020-02-01", "", True),
        ("2020-06-09", "The text was changed between 5 April 2020 and 9 June 2020.", False),
        ("2020-06-09", "The text was changed by 9 June 2020.", False),
    ]
    assert problems(archive) == []
    assert "Six were there." in (archive.root / "releases/2020/one.r1.md").read_text(encoding="utf-8")
    assert "Seven were there." in (archive.root / "releases/2020/one.r2.md").read_text(encoding="utf-8")
    release = loaded(archive).releases[PageName("releases/2020/one")]
    assert [correction.date.isoformat() for correction in release.corrections] == ["2020-06-09"] * 2
    ledger = loaded(archive).ledger
    assert ledger is not None
    assert ledger.records[ONE].former_urls == ("?p=1",)
    assert all(event.recorded is not None for event in ledger.events)
    before = (archive.root / "releases/ledger.jsonl").read_bytes()
    assert record(archive, {ONE: pasts}).events == ()
    assert (archive.root / "releases/ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("first", "at", "assumed"),
    [
        (None, "2020-02-01", True),
        (day(2, 1), "2020-02-01", False),  # taken on the day
        (day(2, 2), "2020-02-01", True),
        (day(1, 30), "2020-01-30", False),  # it was read before the day that it says
    ],
)
def test_the_first_text_is_of_its_own_date(
    archive: ArchiveOnDisk, first: datetime | None, at: str, assumed: bool
) -> None:
    archive.put({"releases/2020/one.md": text("Six.")})
    record(archive, {ONE: [Past(text("Six."), first, first)]})
    assert revisions(archive) == [(at, "", assumed)]
    assert problems(archive) == []


def test_a_text_without_a_moment_is_assumed(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2020/one.md": text("Seven.")})
    record(archive, {ONE: [Past(text("Six."), day(3), day(3)), Past(text("Seven."))]})
    assert revisions(archive)[1] == ("2020-02-01", "The text was changed.", True)
    assert problems(archive) == []


def test_what_cannot_be_recorded_is_told_and_the_rest_is(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "releases/2020/one.md": text("Six."),
            "releases/2020/edited.md": text("Mended by hand."),
            "releases/2020/wrong.md": text("Six.", "issuer: nobody\n"),
            "releases/2020/to-come.md": text("Six.", "embargo: 2030-01-01T10:00:00Z\n"),
        }
    )
    past = [Past(text("Six."), day(3), day(3))]
    ids = ("one", "edited", "wrong", "to-come", "none")
    raw = Past(text("One.\n\n```{raw} html\n<b>x</b>\n```"), day(2, 5), day(2, 5))
    made = record(archive, {ReleaseId(f"2020/{name}"): past if name != "one" else [raw, *past] for name in ids})
    assert made.told[0] == "1 release with 0 corrections recorded"
    told = "\n".join(made.told[1:])
    for words in (
        "2020/one: the text of 5 February 2020 has an error",
        "2020/edited is not recorded: releases/2020/edited.md is not the text that was captured last",
        "2020/wrong is not recorded: releases/2020/wrong.md:",
        "2020/to-come is not recorded: it is under embargo until 2030",
        "2020/none is not recorded: it has no file",
    ):
        assert words in told
    assert [event.id for event in made.events] == [ONE]


def test_a_release_that_was_withdrawn_is_so_after_its_last_text(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2020/one.md": text("Seven.", "withdrawn: {date: 2020-03-01, reason: Wrong}\n")})
    made = record(archive, {ONE: [Past(text("Six."), day(3), day(3)), Past(text("Seven."), day(5), day(5))]})
    assert [event.kind for event in made.events] == ["published", "corrected", "withdrawn"]
    assert problems(archive) == []


WORDS = st.sampled_from(("Six were there.", "Seven were there.", "Eight were there."))
MOMENTS = st.none() | st.datetimes(datetime(2019, 1, 1), datetime(2027, 1, 1)).map(
    lambda when: when.replace(tzinfo=UTC)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, MOMENTS), min_size=1, max_size=5))
def test_whatever_was_captured_when_the_ledger_holds(
    archive: ArchiveOnDisk, drawn: list[tuple[str, datetime | None]]
) -> None:
    for path in (*archive.root.glob("releases/ledger*"), *archive.root.glob("releases/2020/*")):
        path.unlink()
    drawn.sort(key=lambda one: one[1] or datetime.max.replace(tzinfo=UTC))
    archive.put({"releases/2020/one.md": text(drawn[-1][0])})
    made = record(archive, {ONE: [Past(text(words), when, when) for words, when in drawn]})
    assert problems(archive) == []
    different = [words for position, (words, _) in enumerate(drawn) if not position or drawn[position - 1][0] != words]
    assert [event.revision for event in made.events] == list(range(1, len(different) + 1))
    moments: list[Event] = list(made.events)
    assert [event.at for event in moments] == sorted(event.at for event in moments)
    assert main(["check", "--root", str(archive.root)]) == 0
