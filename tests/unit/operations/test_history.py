"""Revisions from git: what was published before there was a ledger."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.ledger.events import Ledger
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.operations.history import Past, plan_of_captures
from sphinx_newsroom.operations.recording import Plan, carry_out, desk

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


PATH = "releases/2020/one.md"


def text(words: str, header: str = "") -> str:
    return f"---\ntitle: One\ndate: 2020-02-01\n{header}---\n\n{words}\n"


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def git(archive: ArchiveOnDisk, day: str, *arguments: str) -> None:
    moment = f"{day}T12:00:00Z"
    env = {**os.environ, "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(archive.root), *name, *arguments], check=True, capture_output=True, env=env)


def commit(archive: ArchiveOnDisk, day: str, subject: str, files: dict[str, str]) -> None:
    archive.put(files)
    if not (archive.root / ".git").exists():
        git(archive, day, "init", "-q")
    git(archive, day, "add", "-A")
    git(archive, day, "commit", "-qm", subject)


def run(archive: ArchiveOnDisk, *arguments: str) -> int:
    return main([*arguments, "--root", str(archive.root)])


def loaded(archive: ArchiveOnDisk) -> LoadedArchive:
    return open_archive(archive.root)


def ledger_of(archive: ArchiveOnDisk) -> Ledger:
    ledger = loaded(archive).ledger
    assert ledger is not None
    return ledger


def revisions(archive: ArchiveOnDisk, id_: str = "2020/one") -> list[tuple[str, str, bool]]:
    found = ledger_of(archive).records[ReleaseId(id_)].revisions
    return [(event.at.date().isoformat(), event.note, event.assumed) for event in found]


def test_later_changes_are_corrections_and_earlier_ones_drafts(archive: ArchiveOnDisk) -> None:
    commit(archive, "2020-01-01", "Draft", {PATH: text("A draft of six.")})
    commit(archive, "2020-01-20", "Final", {PATH: text("Six were there.")})
    commit(archive, "2020-02-20", "It was seven: not six", {PATH: text("Seven were there.")})
    commit(archive, "2020-02-21", "Topic", {PATH: text("Seven were there.", "topics: [floods]\n")})
    commit(archive, "2020-02-22", "Broken for a day", {PATH: "---\ntitle: [\n---\nEight.\n"})
    commit(archive, "2020-02-23", "Eight", {PATH: text("Eight were there.", "topics: [floods]\n")})
    commit(archive, "2020-02-24", "Wrapped", {PATH: text("Eight were\nthere.", "topics: [floods]\n")})
    assert run(archive, "import-history") == 0
    found = loaded(archive)
    assert found.problems == ()
    assert record_of(archive) == [("2020-02-20", "It was seven: not six"), ("2020-02-23", "Eight")]
    assert [c.note for c in found.releases[PageName("releases/2020/one")].corrections] == [
        "Eight",
        "It was seven: not six",
    ]
    assert "Six were there." in (archive.root / "releases/2020/one.r1.md").read_text(encoding="utf-8")
    assert "Seven were there." in (archive.root / "releases/2020/one.r2.md").read_text(encoding="utf-8")
    before = (archive.root / "releases/ledger.jsonl").read_bytes()
    assert run(archive, "import-history") == 0
    assert (archive.root / "releases/ledger.jsonl").read_bytes() == before


def test_a_header_goes_on_telling_what_is_recorded(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    """A note that a header had once, and no more when its text was corrected again."""

    def noted(day: str, note: str) -> str:
        return f"corrections:\n  - {{date: {day}, note: {note}}}\n"

    commit(archive, "2020-01-20", "Final", {PATH: text("Six were there.")})
    commit(archive, "2020-02-20", "x", {PATH: text("Seven were there.", noted("2020-02-20", "Seven."))})
    commit(archive, "2020-03-20", "y", {PATH: text("Eight were there.", noted("2020-03-20", "Eight."))})
    assert run(archive, "import-history") == 0
    assert run(archive, "check") == 0, capsys.readouterr().out
    header = (archive.root / PATH).read_text(encoding="utf-8")
    assert "{date: 2020-02-20, note: Seven.}" in header
    assert header.count("Eight.") == 1


def test_without_git_each_is_as_of_its_own_date(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(archive.root.parent))
    archive.put(
        {
            "releases/2020/gone.md": text("Gone.", "withdrawn: {date: 2020-03-01, reason: Wrong}\n"),
            "releases/2030/later.md": text("Later.").replace("2020", "2030"),
        }
    )
    assert run(archive, "import-history") == 0
    found = loaded(archive)
    assert [problem for problem in found.problems if problem.path != "releases/2030/later.md"] == []
    ledger = ledger_of(archive)
    records = ledger.records
    assert set(records) == {"2011/opening", "2012/follow-up", "2020/gone"}
    assert records[ReleaseId("2011/opening")].current.at.date().isoformat() == "2011-06-21"
    assert records[ReleaseId("2020/gone")].withdrawn is not None
    events = ledger.events
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(event.recorded is not None and event.recorded > event.at for event in events)


def test_what_came_to_git_late_keeps_its_date(archive: ArchiveOnDisk) -> None:
    """An archive of 1994 that was put into git at once is of 1994; that nothing else says so, its line says."""
    commit(archive, "2019-01-01", "Known before", {PATH: text("Six were there.")})
    commit(archive, "2025-03-03", "The old archive", {"releases/1994/old.md": text("Old.").replace("2020", "1994")})
    commit(archive, "2025-04-04", "Mended", {"releases/1994/old.md": text("Older.").replace("2020", "1994")})
    assert run(archive, "import-history") == 0
    assert revisions(archive, "1994/old") == [("1994-02-01", "", True), ("2025-04-04", "Mended", False)]
    assert [assumed for *_, assumed in revisions(archive)] == [False]
    assert '"assumed":true' in (archive.root / "releases/ledger.jsonl").read_text()
    assert run(archive, "check") == 0


def test_a_correction_is_of_the_day_that_its_header_says_where_it_was_committed_later(archive: ArchiveOnDisk) -> None:
    told = "corrections:\n  - {date: 2020-03-05, note: Seven were there.}\n"
    late = "corrections:\n  - {date: 2020-01-05, note: Eight.}\n" + told.partition("\n")[2]
    commit(archive, "2020-02-02", "One", {PATH: text("Six were there.")})
    commit(archive, "2025-04-04", "All that was changed", {PATH: text("Seven were there.", told)})
    commit(archive, "2025-04-05", "Before it", {PATH: text("Eight were there.", late)})
    assert run(archive, "import-history") == 0
    assert revisions(archive) == [
        ("2020-02-01", "", True),
        ("2020-03-05", "Seven were there.", True),
        ("2020-03-05", "Eight.", True),  # none is of a day before the text that it corrects
    ]
    assert loaded(archive).problems == ()


def test_changes_that_are_not_committed_are_refused(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    commit(archive, "2020-02-02", "One", {PATH: text("One.")})
    archive.put({PATH: text("Two.")})
    assert run(archive, "import-history") == 1
    assert "uncommitted changes" in capsys.readouterr().err
    assert not (archive.root / "releases/ledger.jsonl").exists()


# -- what real histories hold


def record_of(archive: ArchiveOnDisk, id_: str = "2020/one") -> list[tuple[str, str]]:
    return [row[:2] for row in revisions(archive, id_)[1:]]


@pytest.fixture
def past(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    commit(archive, "2020-02-02", "One", {PATH: text("One.")})
    return archive


def test_what_a_branch_did_happened_when_it_was_merged(past: ArchiveOnDisk) -> None:
    git(past, "2020-03-01", "checkout", "-qb", "fix")
    commit(past, "2020-03-01", "Half of it", {PATH: text("Two.")})
    commit(past, "2020-03-02", "Three was meant", {PATH: text("Three.")})
    git(past, "2020-03-02", "checkout", "-q", "-")
    commit(past, "2020-03-03", "Elsewhere", {"releases/2020/two.md": text("Other.")})
    git(past, "2020-03-04", "merge", "-q", "--no-ff", "--no-edit", "fix")
    assert run(past, "import-history") == 0
    assert record_of(past) == [("2020-03-04", "Three was meant")]
    assert loaded(past).problems == ()


def test_a_file_that_was_renamed_has_moved(past: ArchiveOnDisk) -> None:
    commit(past, "2020-03-01", "Two", {PATH: text("Two, and so that git sees the rename a few words more.")})
    git(past, "2020-04-01", "mv", PATH, "releases/2020/uno.md")
    git(past, "2020-04-01", "commit", "-qm", "Rename")
    commit(
        past,
        "2020-05-01",
        "Three",
        {
            "releases/2020/uno.md": text("Three, and so that git sees the rename a few words more."),
        },
    )
    assert run(past, "import-history") == 0
    assert record_of(past, "2020/uno") == [("2020-03-01", "Two"), ("2020-05-01", "Three")]
    found = loaded(past)
    assert found.problems == ()
    assert found.releases[PageName("releases/2020/uno")].former_urls == ("releases/2020/one.html",)
    assert (past.root / "releases/2020/uno.r2.md").is_file()


def test_a_name_that_another_release_took_stays_with_that(past: ArchiveOnDisk) -> None:
    git(past, "2020-04-01", "mv", PATH, "releases/2020/uno.md")
    git(past, "2020-04-01", "commit", "-qm", "Rename")
    commit(past, "2020-05-01", "Another", {PATH: text("Quite another thing.")})
    assert run(past, "import-history") == 0
    assert loaded(past).problems == ()
    assert loaded(past).releases[PageName("releases/2020/uno")].former_urls == ()


def test_a_published_release_that_was_deleted_is_told(past: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    git(past, "2020-04-01", "rm", "-q", PATH)
    git(past, "2020-04-01", "commit", "-qm", "Gone")
    assert run(past, "import-history") == 0
    said = capsys.readouterr().out
    assert "2020/one was deleted on 2020-04-01 and its address is dead" in said
    commit_, path = said.partition("git checkout ")[2].partition(",")[0].split(" -- ")
    git(past, "2020-05-01", "checkout", commit_, "--", path)
    git(past, "2020-05-01", "commit", "-qm", "Back")
    assert run(past, "import-history") == 0
    assert run(past, "withdraw", "2020/one", "--reason", "It was wrong.") == 0
    assert loaded(past).problems == ()


def test_the_note_that_came_with_the_change_is_the_one(past: ArchiveOnDisk) -> None:
    note = "corrections:\n  - {date: 2020-03-01, note: Two were there. The release had said one.}\n"
    commit(past, "2020-03-01", "fix typo", {PATH: text("Two.", note)})
    commit(past, "2020-04-01", "Update one.md", {PATH: text("Three.", note)})
    assert run(past, "import-history") == 0
    assert record_of(past) == [
        ("2020-03-01", "Two were there. The release had said one."),
        ("2020-04-01", "The text was changed."),
    ]
    assert len(loaded(past).releases[PageName("releases/2020/one")].corrections) == 2
    assert loaded(past).problems == ()


def test_notes_are_looked_through_first(past: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    commit(past, "2020-03-01", "fix", {PATH: text("Two.")})
    commit(past, "2020-04-01", "fix again", {PATH: text("Three.")})
    before = {path: path.read_bytes() for path in past.root.rglob("releases/**/*.*")}
    assert run(past, "import-history", "--list") == 0
    rows = capsys.readouterr().out
    assert rows == "2020/one\t2\t2020-03-01\tfix\n2020/one\t3\t2020-04-01\tfix again\n"
    assert {path: path.read_bytes() for path in past.root.rglob("releases/**/*.*")} == before
    notes = past.root.parent / "notes.tsv"
    notes.write_text(rows.replace("\tfix\n", "\tTwo were there. The release had said one.\n"), encoding="utf-8")
    assert run(past, "import-history", "--notes", str(notes)) == 0
    assert record_of(past)[0] == ("2020-03-01", "Two were there. The release had said one.")
    notes.write_text("nonsense\n", encoding="utf-8")
    assert run(past, "import-history", "--notes", str(notes)) == 2
    assert "notes.tsv:1:" in capsys.readouterr().err


def test_a_part_of_the_history_is_refused(past: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    commit(past, "2020-03-01", "Two", {PATH: text("Two.")})
    clone = past.root.parent / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", past.root.as_uri(), str(clone)], check=True)
    assert main(["import-history", "--root", str(clone)]) == 1
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_a_text_that_would_be_held_back_is_no_revision(past: ArchiveOnDisk) -> None:
    commit(past, "2020-03-01", "Raw", {PATH: text("One.\n\n```{raw} html\n<b>x</b>\n```")})
    commit(past, "2020-04-01", "Two", {PATH: text("Two.")})
    assert run(past, "import-history") == 0
    assert record_of(past) == [("2020-04-01", "Two")]
    assert loaded(past).problems == ()


# Captures of pages become revisions, each as of the moment from which it is known.

ONE = ReleaseId("2020/one")


def day(month: int, number: int = 1, year: int = 2020) -> datetime:
    return datetime(year, month, number, 12, tzinfo=UTC)


def record(archive: ArchiveOnDisk, pasts: dict[ReleaseId, Sequence[Past]]) -> Plan:
    found = settings_of(archive.root)
    with desk(archive.root, found) as open_desk:
        made = plan_of_captures(open_desk, pasts)
        carry_out(open_desk, made)
    return made


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
    assert made.report == ("1 release with 2 corrections recorded",)
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
    ledger = ledger_of(archive)
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
    assert made.report[0] == "1 release with 0 corrections recorded"
    told = "\n".join(made.report[1:])
    for words in (
        "2020/one: the text of 5 February 2020 has an error",
        "not recorded: releases/2020/edited.md is not the text that was captured last",
        "not recorded: 2020/wrong has an error; correct it first: releases/2020/wrong.md:",
        "not recorded: 2020/to-come is under embargo until 2030",
        "not recorded: 2020/none has no file",
    ):
        assert words in told
    assert [event.id for event in made.events] == [ONE]


def test_a_release_that_was_withdrawn_is_so_after_its_last_text(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2020/one.md": text("Seven.", "withdrawn: {date: 2020-03-01, reason: Wrong}\n")})
    made = record(
        archive,
        {ONE: [Past(text("Six."), day(3), day(3)), Past(text("Seven."), day(5), day(5))]},
    )
    assert [event.kind for event in made.events] == ["published", "corrected", "withdrawn"]
    assert problems(archive) == []


WORDS = st.sampled_from(("Six were there.", "Seven were there.", "Eight were there."))
MOMENTS = st.none() | st.datetimes(datetime(2019, 1, 1), datetime(2027, 1, 1)).map(
    lambda when: when.replace(tzinfo=UTC)
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    moments = [event.at for event in made.events]
    assert moments == sorted(moments)
    assert main(["check", "--root", str(archive.root)]) == 0
