"""The operations that record, and what happens to an archive that departs from its record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.helpers.folders import contents, git
from tests.unit.operations.conftest import FOLLOW_UP, HEAD, LEDGER, OPENING, Desk, with_a_past

from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import AnyCode, Code
from sphinx_newsroom.model.addresses import APPROVALS, PageName, ReleaseId
from sphinx_newsroom.operations import recording as publication
from sphinx_newsroom.operations.correct import BUILD_NEXT, correct
from sphinx_newsroom.operations.publish import noted, read_approvals
from sphinx_newsroom.operations.recording import PublicationError
from sphinx_newsroom.outputs.feeds.items import identity

if TYPE_CHECKING:
    pass


def test_the_first_publish_begins_the_ledger(desk: Desk) -> None:
    assert desk.load().ledger is None
    assert desk.run("check", "--strict") == 0
    desk.out()
    assert desk.run("publish") == 0
    assert desk.out() == "published: 2011/opening\npublished: 2012/follow-up\n"
    assert desk.load().problems == ()
    before = desk.read("releases/ledger.jsonl")
    assert desk.run("publish") == 0
    assert desk.out() == "nothing to record\n"
    assert desk.read("releases/ledger.jsonl") == before


def test_what_is_new_is_told_and_does_not_stop_a_build(published: Desk) -> None:
    published.archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\nText.\n"})
    assert [(p.path, p.code) for p in published.load().problems] == [("releases/2013/new.md", Code.UNRECORDED)]
    assert published.run("check", "--strict") == 0
    assert published.run("publish", "2013/new") == 0
    assert published.load().problems == ()


def test_embargoed_and_broken_releases_are_not_recorded(desk: Desk) -> None:
    desk.archive.put(
        {
            "releases/2030/secret.md": "---\ntitle: Secret\ndate: 2030-01-01\n---\nText.\n",
            "releases/2011/broken.md": "---\ntitle: Broken\n---\nText.\n",
        }
    )
    desk.run("publish")
    assert "secret" not in desk.read("releases/ledger.jsonl").lower()
    assert "broken" not in desk.read("releases/ledger.jsonl").lower()
    for id_, words in (("2030/secret", "embargo until"), ("2011/broken", "correct it first"), ("2011/none", "no file")):
        assert desk.run("publish", id_) == 1
        assert words in desk.err()


def edit_by_hand(desk: Desk) -> None:
    desk.change()


def change_default_issuer(desk: Desk) -> None:
    desk.edit("conf.py", "project", 'newsroom_issuer = "unodc"\nproject')


def delete(desk: Desk) -> None:
    (desk.root / OPENING).unlink()


def rename(desk: Desk) -> None:
    (desk.root / OPENING).rename(desk.root / "releases/2011/begin.md")


def break_header(desk: Desk) -> None:
    desk.edit(OPENING, "date: 2011-06-21", "date: soon")


def put_under_embargo(desk: Desk) -> None:
    desk.edit(OPENING, "date: 2011-06-21\n", "date: 2011-06-21\nembargo: 2030-01-01T00:00:00Z\n")


def delete_superseded(desk: Desk) -> None:
    (desk.root / "releases/2012/follow-up.r1.md").unlink()


def add_superseded(desk: Desk) -> None:
    (desk.root / "releases/2012/follow-up.r7.md").write_text(desk.read(FOLLOW_UP), encoding="utf-8")


def drop_former_url(desk: Desk) -> None:
    desk.edit("releases/2013/moved.md", "former_urls: [releases/2013/there.html]\n", "")


def unwithdraw(desk: Desk) -> None:
    text = desk.read("releases/2014/gone.md")
    text = text[: text.index("withdrawn:")] + text[text.index("---\n", 4) :]
    (desk.root / "releases/2014/gone.md").write_text(text, encoding="utf-8")


def restore_moved(desk: Desk) -> None:
    desk.archive.put({"releases/2013/there.md": "---\ntitle: New\ndate: 2013-01-01\n---\nOther.\n"})


def change_a_byte_of_the_ledger(desk: Desk) -> None:
    desk.edit("releases/ledger.jsonl", "OSCE follows up", "OSCE follows on")


def delete_the_ledger(desk: Desk) -> None:
    (desk.root / "releases/ledger.jsonl").unlink()


def delete_the_head(desk: Desk) -> None:
    (desk.root / "releases/ledger.head").unlink()


TAMPERING: dict[Callable[[Desk], None], list[tuple[str, AnyCode]]] = {
    edit_by_hand: [(OPENING, Code.NOT_AS_PUBLISHED)],
    delete: [(OPENING, Code.VANISHED)],
    rename: [(OPENING, Code.VANISHED)],
    break_header: [(OPENING, Code.VANISHED)],
    put_under_embargo: [(OPENING, Code.VANISHED)],
    delete_superseded: [("releases/2012/follow-up.r1.md", Code.VANISHED)],
    add_superseded: [("releases/2012/follow-up.r7.md", Code.NOT_AS_PUBLISHED)],
    drop_former_url: [("releases/2013/moved.md", Code.VANISHED)],
    unwithdraw: [("releases/2014/gone.md", Code.NOT_AS_PUBLISHED)],
    restore_moved: [
        ("releases/2013/moved.md", Code.VANISHED),
        ("releases/2013/there.md", Code.NOT_AS_PUBLISHED),
    ],
    change_a_byte_of_the_ledger: [(LEDGER, Code.LEDGER)],
    delete_the_ledger: [(LEDGER, Code.LEDGER)],
    delete_the_head: [(HEAD, Code.LEDGER)],
}


@pytest.mark.parametrize("change", TAMPERING, ids=lambda change: change.__name__)
def test_what_departs_from_the_record_fails_with_the_file_and_what_to_do(
    desk: Desk, change: Callable[[Desk], None]
) -> None:
    with_a_past(desk)
    change(desk)
    found = list(dict.fromkeys(desk.fatal()))
    assert found == TAMPERING[change]
    desk.out()
    assert desk.run("verify", "--json") == 1
    told = json.loads(desk.out())["problems"]
    assert [(row["path"], row["code"]) for row in told] == [(path, code.code) for path, code in desk.fatal()]
    assert desk.run("check") == 1
    names = [path.split("/")[-1] for path, _ in found]
    said = next(line for line in desk.out().splitlines() if any(name in line for name in names))
    assert (
        "newsroom" in said
        or "restore it" in said
        or "header" in said
        or "delete" in said
        or "correct the mistake" in said
    )


def test_a_default_issuer_is_part_of_what_was_published(published: Desk) -> None:
    change_default_issuer(published)
    assert published.fatal() == [(FOLLOW_UP, Code.NOT_AS_PUBLISHED)], "opening names its issuer itself"
    # Nobody changed the text, so nobody is told to undo that, or to correct it.
    said = next(problem for problem in published.load().problems if problem.path == FOLLOW_UP)
    assert said.message.startswith("the issuer is unodc, and was none when this was published on ")
    assert said.advice.startswith("restore `issuer` or, if the header has none, `newsroom_issuer` in conf.py; or")


# -- correct


def test_correct_then_edit_then_publish(published: Desk) -> None:
    before = published.read(OPENING)
    assert published.run("correct", "2011/opening", "--note", "It was a horse: not that.") == 0
    assert published.read("releases/2011/opening.r1.md") == before
    assert published.fatal() == [("releases/2011/opening.r1.md", Code.NOT_AS_PUBLISHED)]
    edit_by_hand(published)
    assert published.fatal() == [(OPENING, Code.NOT_AS_PUBLISHED)]
    published.out()
    assert published.run("publish") == 0
    assert published.out() == "corrected: 2011/opening, revision 2\n"
    archive = published.load()
    assert archive.problems == ()
    assert archive.ledger is not None
    assert archive.ledger.records[ReleaseId("2011/opening")].current.note == "It was a horse: not that."
    assert archive.releases[PageName("releases/2011/opening")].corrections[0].note == "It was a horse: not that."
    assert archive.superseded[PageName("releases/2011/opening.r1")].release.title == "Conference opens in Vienna"


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n")])
def test_a_release_keeps_its_byte_order_mark_and_line_ends(desk: Desk, mark: str, end: str) -> None:
    path = desk.root / OPENING
    path.write_bytes((mark + desk.read(OPENING)).replace("\n", end).encode())
    before = path.read_bytes()
    assert desk.run("publish") == 0
    assert desk.run("correct", "2011/opening", "--note", "A horse.") == 0
    assert path.with_suffix(".r1.md").read_bytes() == before
    path.write_bytes(path.read_bytes().replace(b"zebra", b"horse"))
    assert desk.run("publish") == 0
    assert desk.load().problems == ()
    after = path.read_bytes()
    assert after.replace(b"horse", b"zebra").startswith(before.partition(b"topics")[0])
    assert after.count(b"\n") == after.count(end.encode())


def test_a_file_that_changes_while_a_command_runs_is_not_written_over(published: Desk) -> None:
    with publication.desk(published.root, settings_of(published.root)) as found:
        assert found.archive.releases
        edit_by_hand(published)
        with pytest.raises(PublicationError, match="changed in the meantime"):
            correct(found, "2011/opening", "A horse.")


def test_a_step_that_is_to_come_is_no_failure(published: Desk) -> None:
    assert published.run("correct", "2011/opening", "--note", "A horse.") == 0
    edit_by_hand(published)
    published.archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\nText.\n"})
    assert published.run("publish", "2013/new") == 0, "the other correction goes on"
    (published.root / FOLLOW_UP).unlink()
    assert published.run("publish", "2011/opening") == 1, "what is gone is no step"
    assert "follow-up" in published.err()


def test_correct_after_the_edit_without_git_says_what_to_do(published: Desk) -> None:
    edit_by_hand(published)
    shutil.rmtree(published.root / "_build")  # where the command that published it has kept it
    before = published.read(OPENING)
    assert published.run("correct", "2011/opening", "--note", "A horse.") == 1
    assert "Restore it, run the command again, and then change it" in published.err()
    assert published.read(OPENING) == before
    assert not (published.root / "releases/2011/opening.r1.md").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("correct", "2014/gone", "--note", "N"), "is withdrawn"),
        (("correct", "2013/there", "--note", "N"), "it has moved to 2013/moved"),
        (("correct", "2011/openin", "--note", "N"), "2011/openin has no file; did you mean '2011/opening'?"),
        (("move", "2011/opening", "2011/opening"), "2011/opening is already its id; choose another"),
        (("show", "2011/openin"), "none of its texts is known to be published; did you mean '2011/opening'?"),
        (("move", "2011/opening", "2012/follow-up"), "another release"),
        (("move", "2011/opening", "2013/there"), "former address"),
        (("correct", "2011/opening", "--note", ""), "--note is empty"),
        (("correct", "2011/opening", "--note", "…"), "--note is '…'; replace the dots"),
        (("withdraw", "2011/opening", "--reason", "R", "--replaced-by", "2011/opening"), "can't replace itself"),
        (("move", "2013/there", "2013/moved"), "it has moved to 2013/moved"),
    ],
)
def test_what_cannot_be_done_changes_nothing(desk: Desk, arguments: tuple[str, ...], words: str) -> None:
    with_a_past(desk)
    before = contents(desk.root)
    desk.out()
    assert desk.run(*arguments) == 1
    assert words in desk.err()
    assert contents(desk.root) == before


# -- move, withdraw


def test_a_moved_release_takes_its_past_along_and_its_old_id_still_means_it(desk: Desk) -> None:
    with_a_past(desk)
    desk.archive.put(
        {
            "releases/2012/follow-up.ru.md": "---\ntitle: Дальше\ndate: 2012-03-02\n---\nТекст.\n",
            "releases/2015/points.md": "---\ntitle: P\ndate: 2015-01-01\nrelated: [2012/follow-up]\n"
            "follows: 2013/there\n---\nSee.\n",
        }
    )
    assert desk.run("publish") == 0
    assert desk.run("move", "2012/follow-up", "2012/next") == 0
    archive = desk.load()
    assert archive.problems == ()
    assert "releases/2012/next.r1" in archive.superseded
    assert archive.releases[PageName("releases/2012/next.ru")].translation_of == "2012/next"
    assert archive.releases[PageName("releases/2012/next.ru")].former_urls == ("releases/2012/follow-up.ru.html",)
    points = archive.releases[PageName("releases/2015/points")]
    assert (points.related, points.follows) == (("2012/next",), "2013/moved")
    assert not list((desk.root / "releases/2012").glob("follow-up*"))


def test_a_text_stays_with_the_files_that_it_names(desk: Desk) -> None:
    desk.archive.put({"releases/2013/map.md": "---\ntitle: Map\ndate: 2013-01-01\n---\n![Map](map.png)\n"})
    (desk.root / "releases/2013/map.png").write_bytes(b"\x89PNG")
    desk.run("publish")
    assert desk.run("move", "2013/map", "2014/map") == 1
    assert "releases/2013/map.png" in desk.err()
    assert desk.run("move", "2013/map", "2013/plan") == 0


def test_a_release_that_was_renamed_by_hand_is_recorded(published: Desk) -> None:
    rename(published)
    published.edit("releases/2011/begin.md", "issuer: osce", "issuer: osce\nformer_urls: [releases/2011/opening.html]")
    assert published.run("publish") == 0
    assert published.load().problems == ()


def test_a_withdrawal_in_the_header_is_recorded(published: Desk) -> None:
    published.edit(OPENING, "issuer: osce", "issuer: osce\nwithdrawn: {date: 2026-01-02, reason: Wrong}")
    assert [(p.path, p.code) for p in published.load().problems] == [(OPENING, Code.UNRECORDED)]
    assert published.run("publish") == 0
    assert published.load().problems == ()


# -- there and back, and together with translations


def with_a_translation(desk: Desk) -> Desk:
    desk.archive.put({"releases/2011/opening.ru.md": "---\ntitle: Начало\ndate: 2011-06-21\n---\nТекст.\n"})
    assert desk.run("publish") == 0
    return desk


def test_a_release_may_move_back(desk: Desk) -> None:
    with_a_translation(desk)
    assert desk.run("correct", "2011/opening", "--note", "A horse.") == 0
    edit_by_hand(desk)
    assert desk.run("publish") == 0
    for id_, new in (
        ("2011/opening", "2011/begin"),
        ("2011/begin", "2011/opening"),
        ("2011/opening", "2011/begin"),
        ("2011/begin", "2012/start"),
        ("2012/start", "2011/opening"),
    ):
        assert desk.run("move", id_, new) == 0
        archive = desk.load()
        assert archive.problems == ()
        assert f"releases/{new}.ru" in archive.releases
        assert f"releases/{new}.r1" in archive.superseded
    release = archive.releases[PageName("releases/2011/opening")]
    assert release.former_urls == tuple(f"releases/{id_}.html" for id_ in ("2011/opening", "2011/begin", "2012/start"))
    assert identity(release, "t").endswith(":releases/2011/opening"), "feed readers have it once"
    assert archive.ledger is not None
    assert [former.id for former in archive.ledger.records[ReleaseId("2011/opening")].former] == [
        "2011/begin",
        "2012/start",
    ]
    assert desk.run("move", "2012/follow-up", "2011/begin") == 1, "its former address is nobody else's"


def test_a_translation_is_withdrawn_with_its_original(desk: Desk) -> None:
    with_a_translation(desk)
    desk.out()
    assert desk.run("withdraw", "2011/opening", "--reason", "It never was.", "--replaced-by", "2012/follow-up") == 0
    assert desk.out() == f"withdrawn: 2011/opening\nwithdrawn: 2011/opening.ru\n{BUILD_NEXT}\n"
    archive = desk.load()
    assert archive.problems == ()
    for name in ("opening", "opening.ru"):
        withdrawn = archive.releases[PageName(f"releases/2011/{name}")].withdrawn
        assert withdrawn is not None
        assert (withdrawn.reason, withdrawn.replaced_by) == ("It never was.", "2012/follow-up")


def test_correct_finds_the_published_text_under_its_former_name(published: Desk) -> None:
    git(published.root, "init", "-q")
    git(published.root, "add", "-A")
    git(published.root, "commit", "-qm", "All")
    assert published.run("move", "2011/opening", "2011/begin") == 0
    published.edit("releases/2011/begin.md", "zebra", "horse")
    assert published.run("correct", "2011/begin", "--note", "A horse.") == 0
    assert "zebra" in published.read("releases/2011/begin.r1.md")
    assert published.load().problems == ()


def test_nothing_is_recorded_by_a_clock_that_went_back_to_1970(published: Desk) -> None:
    published.archive.put({"releases/1969/old.md": "---\ntitle: Old\ndate: 1969-07-01\n---\nText.\n"})
    published.now = 0
    before = published.read("releases/ledger.jsonl")
    published.out()
    assert published.run("publish") == 1
    assert "the clock says 1970-01-02 00:00, but the ledger has a line from 2026-01-02 00:00; correct the clock" in (
        published.err()
    )
    assert published.read("releases/ledger.jsonl") == before


def test_a_publication_that_fails_warns_of_nothing_that_was_not_recorded(desk: Desk) -> None:
    text = "---\ntitle: T\ndate: 2013-01-01\nnumber: '7'\n---\nText.\n"
    desk.archive.put({"releases/2013/one.md": text, "releases/2013/twice.md": text})
    call = ("publish", "2013/twice")
    assert desk.run(*call, "--sign", str(desk.root / "no.key")) == 1
    failed = desk.err()
    assert "nothing was recorded: the key" in failed
    assert "in the recorded releases" not in failed
    assert desk.run(*call) == 0
    assert "in the recorded releases; fix this before the site is built: run newsroom undo" in desk.err()


def test_approvals_behind_a_symbolic_link_do_not_count(tmp_path: Path) -> None:
    line = '{"kind":"approved","id":"2011/opening","at":"2026-01-01","who":"Jane Roe","digest":"0"}\n'
    (tmp_path / "elsewhere.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "releases").mkdir()
    (tmp_path / APPROVALS).symlink_to(tmp_path / "elsewhere.jsonl")
    assert read_approvals(tmp_path) == []
    with pytest.raises(PublicationError, match="symbolic link"):
        noted(publication.Desk(tmp_path, Settings()), ["releases/2011/opening.md"], "approved", "Jane Roe")
    (tmp_path / APPROVALS).unlink()
    (tmp_path / APPROVALS).write_text(line, encoding="utf-8")
    assert [one.id for one in read_approvals(tmp_path)] == ["2011/opening"]
