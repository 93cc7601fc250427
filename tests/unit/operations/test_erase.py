"""Erasure in the ledger: of lines of every form, under another id, on two branches, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
import tamperlog
from tests.helpers.folders import git
from tests.unit.operations.conftest import FOLLOW_UP, HEAD, LEDGER, OPENING, Desk, with_a_past
from tests.unit.operations.test_desk import with_a_translation

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.ledger.events import FORM, Event, Ledger, head_text, read, text_of
from sphinx_newsroom.ledger.transparency_log import bundle, entries_in, leaf_hash, log_of
from sphinx_newsroom.model.addresses import ReleaseId

REASON = ("--reason", "By order of a court.")


def ledger(desk: Desk) -> Ledger:
    found = ledger_of(desk.root)
    assert found is not None
    assert found.problems == ()
    return found


def as_of_old(desk: Desk) -> None:
    """The desk's ledger as a version wrote it that knew of three forms."""
    events: list[Event] = []
    for event in ledger(desk).events:
        form = min(event.form, 3) if event.kind in ("published", "corrected") else 1
        row = {**{name: getattr(event, name) for name in Event.__dataclass_fields__}, "form": form, "salt": ""}
        events.append(Event(**row).after(events[-1].digest if events else event.prev, event.line))
    (desk.root / LEDGER).write_text(text_of(events), encoding="utf-8")
    (desk.root / HEAD).write_text(head_text(events[-1].digest), encoding="utf-8")


@pytest.mark.parametrize("old", [False, True], ids=["form 4", "forms of before"])
def test_the_chain_and_the_tree_hold_and_no_word_is_left(desk: Desk, old: bool) -> None:
    with_a_past(desk)
    if old:
        as_of_old(desk)
    before = ledger(desk)
    log = log_of(before.events)
    title = before.records[ReleaseId("2011/opening")].current.title
    assert title in desk.read(LEDGER)
    assert desk.run("erase", "2011/opening", *REASON) == 0
    assert not (desk.root / OPENING).exists()
    after = ledger(desk)
    assert title not in desk.read(LEDGER)
    assert [event.digest for event in after.events[: len(before.events)]] == [one.digest for one in before.events]
    now = log_of(after.events)
    assert now.tree.root(len(before.events)) == log.tree.root()
    entries = entries_in(bundle(now.entries))
    assert [not entry for entry in entries] == [old and event.id == "2011/opening" for event in before.events] + [False]
    for index, entry in enumerate(entries):
        if entry:
            size, proof = index + 1, list(now.tree.proof_at_end(index))
            tamperlog.verify_inclusion(index, size, leaf_hash(entry), proof, now.tree.root(size))
    record = after.records[ReleaseId("2011/opening")]
    assert (record.current.erased, record.current.title, record.current.text) == (True, "Text removed", "")
    assert record.withdrawn is not None
    assert desk.load().problems == ()
    assert desk.run("publish") == 0
    assert ledger(desk) == after


def test_another_id_takes_the_old_one_out_of_the_ledger(desk: Desk) -> None:
    """Also where the release had moved, and where a text of it was erased before."""
    with_a_translation(desk)
    assert desk.run("move", "2011/opening", "2011/jane-doe") == 0
    assert desk.run("correct", "2011/jane-doe", "--note", "N", "--text", str(corrected(desk))) == 0
    assert desk.run("erase", "2011/jane-doe", "--revision", "1", *REASON) == 0
    assert "2011/jane-doe" in desk.read(LEDGER)
    assert desk.run("erase", "2011/jane-doe", "--new-id", "2012/follow-up", *REASON) == 1
    assert desk.run("erase", "2011/jane-doe", "--new-id", "2011/removed-1", *REASON) == 0
    for word in ("jane-doe", "2011/opening"):
        assert word not in desk.read(LEDGER)
        assert not [path for path in desk.root.rglob(f"*{word.rpartition('/')[2]}*") if "_build" not in path.parts]
    archive = desk.load()
    assert archive.problems == ()
    assert {"releases/2011/removed-1", "releases/2011/removed-1.ru"} <= set(archive.releases)
    assert archive.releases["releases/2011/removed-1"].former_urls == ()  # type: ignore[index]


def corrected(desk: Desk) -> object:
    path = desk.root.parent / "new.md"
    path.write_text(desk.read("releases/2011/jane-doe.md").replace("zebra", "horse"), encoding="utf-8")
    return path


def test_a_merge_brings_nothing_back(published: Desk) -> None:
    """The other branch wrote a line below one that was erased, so git keeps the erased line beside what is left."""
    desk, root = published, published.root
    (root / ".gitattributes").write_text("releases/ledger.* merge=union\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All")
    git(root, "checkout", "-qb", "other")
    desk.archive.put({"releases/2013/theirs.md": "---\ntitle: Theirs\ndate: 2013-01-01\n---\nText.\n"})
    desk.run("publish")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Theirs")
    git(root, "checkout", "-q", "main")
    last = ledger(desk).events[-1].id
    title = ledger(desk).events[-1].title
    assert desk.run("erase", last, *REASON) == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Erased")
    git(root, "merge", "-q", "other")
    assert title in desk.read(LEDGER)
    assert desk.fatal() == [(LEDGER, Code.LEDGER)]
    assert desk.run("correct", "2011/opening", "--note", "N") == 1, "first the two are joined"
    assert desk.run("publish") == 0
    assert title not in desk.read(LEDGER)
    archive = desk.load()
    assert archive.problems == ()
    assert archive.ledger is not None
    assert {last, "2013/theirs"} <= set(archive.ledger.records)
    # A file that comes back is told of, and not shown.
    desk.archive.put({f"releases/{last}.md": "---\ntitle: It is back\ndate: 2012-01-01\n---\nText.\n"})
    (problem,) = desk.load().problems
    assert problem.code is Code.KEPT_AS_PUBLISHED
    assert desk.run("verify") == 1
    assert desk.load().releases[f"releases/{last}"].title == "Text removed"  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row.pop("details"), "its words are missing, but no line says that they were erased"),
        (lambda row: row["details"].update(title="Another"), "the line isn't in the form that `newsroom` writes"),
        (lambda row: row["details"].pop("salt"), "the line isn't in the form that `newsroom` writes"),
    ],
)
def test_details_are_held_to_their_commitment(published: Desk, change: object, says: str) -> None:
    lines = published.read(LEDGER).splitlines()
    row = json.loads(lines[0])
    change(row)  # type: ignore[operator]
    lines[0] = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    data = "".join(f"{line}\n" for line in lines).encode()
    assert says in [problem.message for problem in read(data, published.read(HEAD).encode()).problems]


def test_what_is_left_of_an_erased_line_is_held_to_the_erasure(desk: Desk) -> None:
    with_a_past(desk)
    as_of_old(desk)
    assert desk.run("erase", "2011/opening", *REASON) == 0
    for old, new in (
        ('"at":"2026-01-02', '"at":"2025-01-02'),
        ('"leaf":"', '"leaf":"0'),
        ('"revision":1', '"revision":2'),
    ):
        first, _, rest = desk.read(LEDGER).partition("\n")
        assert old in first
        found = read(f"{first.replace(old, new)}\n{rest}".encode(), desk.read(HEAD).encode())
        assert found.problems, (old, new)


def test_a_commitment_is_of_the_details_as_they_stand(published: Desk) -> None:
    """By the file alone, as anybody can check it."""
    for line in published.read(LEDGER).splitlines():
        row = json.loads(line)
        details = line.partition(',"details":')[2][:-1]
        assert json.loads(details) == row["details"]
        assert hashlib.sha256(details.encode()).hexdigest() == row["commitment"]
        assert row["form"] == FORM
    assert len({json.loads(line)["details"]["salt"] for line in published.read(LEDGER).splitlines()}) > 1


def test_what_is_refused(published: Desk) -> None:
    desk = published
    desk.archive.put({"releases/2015/new.md": "---\ntitle: New\ndate: 2015-01-01\n---\nText.\n"})
    for words, says in (
        (("2011/nothing", *REASON), "2011/nothing has no file"),
        (("2015/new", *REASON), "2015/new isn't in the ledger"),
        (("2011/opening", "--reason", " "), "--reason is empty"),
        (("2011/opening", "--revision", "1", *REASON), "has no superseded text 1"),
        (("2011/opening", "--new-id", "2011/Ünfit", *REASON), "isn't an id"),
    ):
        before = desk.read(LEDGER)
        assert desk.run("erase", *words) == 1
        assert says in published.err()
        assert desk.read(LEDGER) == before
    assert desk.run("erase", "2011/opening", *REASON) == 0
    for call, says in (
        ("erase 2011/opening --reason Again", "has already been erased"),
        ("correct 2011/opening --note N", "was erased"),
        ("move 2011/opening 2011/begin", "was erased"),
        ("withdraw 2011/opening --headline N", "was erased"),
        ("undo", "the earlier content of the files is unknown"),
    ):
        assert desk.run(*call.split()) == 1
        assert says in published.err()


def test_pictures_that_another_release_shows_stay(desk: Desk) -> None:
    for name in ("ours", "shared"):
        desk.archive.put({f"files/{name}.csv": "a,b\n"})
    desk.edit(OPENING, "zebra", "zebra [a](/files/ours.csv) [b](/files/shared.csv)")
    desk.edit(FOLLOW_UP, "followed up.", "followed up, [b](/files/shared.csv).")
    assert desk.run("publish") == 0
    assert desk.run("erase", "2011/opening", *REASON, "--dry-run") == 0
    assert (desk.root / OPENING).exists()
    assert desk.run("erase", "2011/opening", *REASON) == 0
    assert not (desk.root / "files/ours.csv").exists()
    assert (desk.root / "files/shared.csv").exists()


def test_an_edition_of_before_has_the_notice(published: Desk) -> None:
    then = ledger(published).events[0].at
    assert published.run("erase", "2011/opening", *REASON) == 0
    record = ledger(published).as_of(then + dt.timedelta(seconds=1))[ReleaseId("2011/opening")]
    assert (record.current.title, record.withdrawn) == ("Text removed", None)
