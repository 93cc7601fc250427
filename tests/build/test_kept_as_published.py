"""One person's edit blocks nobody else: what was published stays in the site, is told, and the rest is published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.build.test_versions import run
from tests.conftest import ArchiveOnDisk
from tests.helpers.building import edit, newsroom
from tests.helpers.folders import contents, copied, git

from sphinx_newsroom.cli import main

OPENING, RUSSIAN, LAST = "releases/2011/opening.md", "releases/2011/opening.ru.md", "releases/2012/last.md"
WARNING = "---\ntitle: Flood warning\ndate: 2014-05-01\n---\n\nThe wallaby river rises tonight.\n"


def live(archive: ArchiveOnDisk) -> None:
    """A newsroom in which a text was corrected, one moved, one withdrawn and one translated."""
    archive.put(
        {
            RUSSIAN: "---\ntitle: Конференция\ndate: 2011-06-21\n---\n\nО зебрах.\n",
            "releases/2012/there.md": "---\ntitle: There\ndate: 2012-05-01\n---\n\nWhat stood there.\n",
            "releases/2012/gone.md": "---\ntitle: Gone\ndate: 2012-06-01\n---\n\nThe quokka was wrong.\n",
            # between the others and what is published later, whose neighbour's page changes
            LAST: "---\ntitle: Last\ndate: 2013-01-01\n---\n\nSee [there](../2011/opening.md).\n",
        }
    )
    assert run(archive, 1, "publish") == 0
    assert run(archive, 2, "correct", "2011/opening", "--note", "Another animal.") == 0
    edit(archive, OPENING, "zebra", "horse")
    assert run(archive, 2, "publish") == 0
    assert run(archive, 3, "move", "2012/there", "2012/here") == 0
    assert run(archive, 4, "withdraw", "2012/gone", "--reason", "It never was.") == 0


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive without git, built once."""
    from tests.conftest import CONF, SHARING, SMALL

    archive = ArchiveOnDisk(tmp_path_factory.mktemp("kept") / "archive")
    archive.put({**SMALL, "conf.py": CONF + SHARING})
    live(archive)
    done = newsroom(archive.root, "-W", env={"SOURCE_DATE_EPOCH": "1798675200"})
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def newsroom_of_today(published: Path, tmp_path: Path) -> ArchiveOnDisk:
    """A copy of it, in which nothing but the builds themselves knows what was published."""
    copied(published, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def build(archive: ArchiveOnDisk, *options: str) -> subprocess.CompletedProcess[str]:
    return newsroom(archive.root, *options, env={"SOURCE_DATE_EPOCH": "1798675200"})


def site(archive: ArchiveOnDisk) -> Path:
    return archive.root / "_build/html"


def with_warning(archive: ArchiveOnDisk) -> None:
    """The urgent release that somebody else publishes meanwhile."""
    archive.put({"releases/2014/flood.md": WARNING})
    run(archive, 12, "publish", "2014/flood")


def touched(archive: ArchiveOnDisk) -> None:
    edit(archive, OPENING, "horse", "goat")


def broken(archive: ArchiveOnDisk) -> None:
    edit(archive, OPENING, "dateline: Vienna", "dateline: [Vienna")


def deleted(archive: ArchiveOnDisk) -> None:
    (archive.root / OPENING).unlink()


def piped(archive: ArchiveOnDisk) -> None:
    deleted(archive)
    os.mkfifo(archive.root / OPENING)


def renamed(archive: ArchiveOnDisk) -> None:
    (archive.root / OPENING).rename(archive.root / "releases/2011/starts.md")


def begun(archive: ArchiveOnDisk) -> None:
    assert run(archive, 12, "correct", "2011/opening", "--note", "Once more.") == 0


def begun_and_changed(archive: ArchiveOnDisk) -> None:
    begun(archive)
    touched(archive)


def superseded_touched(archive: ArchiveOnDisk) -> None:
    edit(archive, "releases/2011/opening.r1.md", "zebra", "goat")


def superseded_deleted(archive: ArchiveOnDisk) -> None:
    (archive.root / "releases/2011/opening.r1.md").unlink()


def no_longer_withdrawn(archive: ArchiveOnDisk) -> None:
    path = archive.root / "releases/2012/gone.md"
    path.write_text("---\ntitle: Gone\ndate: 2012-06-01\n---\n\nThe quokka was wrong.\n", encoding="utf-8")


def no_longer_corrected(archive: ArchiveOnDisk) -> None:
    path = archive.root / OPENING
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "correct" not in line and "Another" not in line), "utf-8")


def a_second_file(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2011/opening.ipynb": "{}"})


def back_at_its_old_address(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2012/there.md": "---\ntitle: There\ndate: 2012-05-01\n---\n\nWhat stood there.\n"})


def a_superseded_text_of_nothing(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2011/opening.r7.md": "---\ntitle: There\ndate: 2012-05-01\n---\n\nWhat stood there.\n"})


KEPT: dict[Callable[[ArchiveOnDisk], None], tuple[str, str]] = {
    touched: (OPENING, "newsroom correct 2011/opening --note …"),
    broken: (OPENING, "[unreadable-header]"),
    deleted: (OPENING, "put it back: newsroom show 2011/opening > releases/2011/opening.md"),
    piped: (OPENING, "[not-a-file] this is a pipe"),
    renamed: (OPENING, "rename it to releases/2011/opening.md again, then run: newsroom move 2011/opening 2011/starts"),
    begun: ("releases/2011/opening.r2.md", "change the text, then run: newsroom publish 2011/opening"),
    begun_and_changed: (OPENING, "when the text is right, run: newsroom publish 2011/opening"),
    superseded_touched: ("releases/2011/opening.r1.md", "this isn't the text that was published"),
    superseded_deleted: ("releases/2011/opening.r1.md", "newsroom show 2011/opening --revision 1"),
    no_longer_withdrawn: ("releases/2012/gone.md", "restore `withdrawn:`"),
    no_longer_corrected: (OPENING, "restore it under `corrections:` as {date: "),
    a_second_file: (OPENING, "[duplicate-id]"),
}
STRAYS: dict[Callable[[ArchiveOnDisk], None], tuple[str, str]] = {
    back_at_its_old_address: ("releases/2012/there.md", "2012/there has moved to 2012/here"),
    a_superseded_text_of_nothing: ("releases/2011/opening.r7.md", "the ledger doesn't contain this superseded text"),
}
EVERYTHING = {**KEPT, **STRAYS}
BUILT = (
    *(touched, piped, renamed, begun_and_changed, superseded_deleted, no_longer_withdrawn, back_at_its_old_address),
)
"""Those with which a site is built; what the check says of each stops nothing in a build."""


def named(change: Callable[[ArchiveOnDisk], None]) -> str:
    return change.__name__


@pytest.mark.parametrize("change", EVERYTHING, ids=named)
def test_what_was_published_stays_and_the_rest_is_published(
    newsroom_of_today: ArchiveOnDisk, change: Callable[[ArchiveOnDisk], None], capsys: pytest.CaptureFixture[str]
) -> None:
    archive, (path, says) = newsroom_of_today, EVERYTHING[change]
    before = contents(site(archive))
    change(archive)
    source = archive.root / path
    held = source.read_bytes() if source.is_file() else None
    capsys.readouterr()
    assert main(["check", "--root", str(archive.root), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {row["severity"] for row in rows} == {"error"}
    codes = {row["code"] for row in rows if row["path"] == path}
    assert codes
    assert change in STRAYS or "kept-as-published" in codes
    assert any(says in f"[{row['code']}] {row['message']}; {row['advice']}" for row in rows), rows
    if change not in BUILT:
        return
    with_warning(archive)
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(site(archive))
    # all that the one who wrote the urgent release sees
    assert b"wallaby" in after["releases/2014/flood.html"]
    assert b"wallaby" in after["rss.xml"]
    assert any(b"wallaby" in data for name, data in after.items() if name.startswith("_search/"))
    # all that readers had
    of_texts = [name for name in before if name.startswith("releases/201") and "/index" not in name]
    linking = {"releases/2012/last.html", "releases/2012/last.md"}  # where its link leads is no part of a text
    kept = [name for name in of_texts if name not in linking and not name.endswith(".r2.html")]
    assert len(kept) > 10
    assert [name for name in kept if after.get(name) != before[name]] == []
    assert not {name for name in before if not name.startswith("log/tile/")} - after.keys()
    assert b"goat" not in b"".join(after.values())
    # what is told, with file and line, and where: the file itself is left alone
    report = done.stdout.partition("KEPT AS PUBLISHED" if change in KEPT else "LEFT OUT")[2]
    assert f"{path}:1: [" in report
    assert says in done.stdout
    assert (source.read_bytes() if source.is_file() else None) == held


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("dateline: Vienna", "dateline: Vienna\nlanguage: fr", "(`language` was en)"),
        ("dateline: Vienna", "type: speech\nnumber: PR 1", "(`type` was press-release, `dateline` was Vienna, "),
        ("dateline: Vienna", "number: PR 1\ndateline: Vienna", "(`number` was not there)"),
        ("date: 2011-06-21", "date: 2011-06-21T10:00:00+02:00", "(`date` was 2011-06-21)"),
        ("horse", "goat", " 2026, so the site keeps"),
    ],
)
def test_what_differs_in_a_header_is_named(
    newsroom_of_today: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    edit(newsroom_of_today, OPENING, old, new)
    capsys.readouterr()
    assert main(["check", "--root", str(newsroom_of_today.root)]) == 1
    said = capsys.readouterr().out
    assert f"{OPENING}:1: [kept-as-published] this isn't revision 2, which was published on" in said
    assert says in said


def test_what_is_wrong_with_a_text_that_is_kept_is_said_once_by_the_file_that_its_author_has(
    archive: ArchiveOnDisk,
) -> None:
    path = archive.root / "releases/2012/last.md"
    path.write_text("---\ntitle: Last\ndate: 2012-05-01\n---\n\nA [plan](no.pdf) for all.\n", encoding="utf-8")
    assert run(archive, 0, "publish") == 0
    assert newsroom(archive.root).returncode == 0
    edit(archive, "releases/2012/last.md", "for all", "for some")
    done = newsroom(archive.root)
    said = done.stdout + done.stderr
    assert "[kept-as-published]" in said
    assert "newsroom-kept" not in said
    assert "xref_missing" not in said


@pytest.mark.parametrize(("change", "option"), [(touched, "-W"), (begun, "--strict")])
def test_who_wants_all_in_order_publishes_nothing(
    newsroom_of_today: ArchiveOnDisk, change: Callable[[ArchiveOnDisk], None], option: str
) -> None:
    archive = newsroom_of_today
    before = contents(site(archive))
    change(archive)
    with_warning(archive)
    done = build(archive, option)
    assert done.returncode == 1
    assert EVERYTHING[change][1] in done.stderr
    assert contents(site(archive)) == before


def test_incremental_equals_clean_while_a_correction_is_begun(newsroom_of_today: ArchiveOnDisk) -> None:
    archive = newsroom_of_today
    begun(archive)
    with_warning(archive)
    assert build(archive, "-j", "2").returncode == 0
    assert build(archive, "-j", "1", "--out", str(archive.root.parent / "clean")).returncode == 0
    assert contents(site(archive)) == contents(archive.root.parent / "clean")
    again = build(archive)
    assert again.returncode == 0
    assert " 0 files written" in again.stdout
    assert "KEPT AS PUBLISHED" in again.stdout


def test_a_fresh_clone_takes_what_was_published_from_git(newsroom_of_today: ArchiveOnDisk) -> None:
    archive = newsroom_of_today
    before = contents(site(archive))
    shutil.rmtree(archive.root / "_build")
    git(archive.root, "init", "-q")
    git(archive.root, "add", ".")
    git(archive.root, "commit", "-qm", "All")
    deleted(archive)
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "KEPT AS PUBLISHED, 1 file" in done.stdout
    assert contents(site(archive)) == before


def test_commands_see_the_file_and_not_what_stands_for_it(
    newsroom_of_today: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = newsroom_of_today
    touched(archive)
    assert build(archive).returncode == 0
    capsys.readouterr()
    assert run(archive, 12, "verify") == 1
    assert "[not-as-published]" in capsys.readouterr().out
    assert run(archive, 12, "publish", "2011/opening") == 1
    assert "was published with another text" in capsys.readouterr().err
    assert run(archive, 12, "show", "2011/opening") == 0
    assert "the horse conference" in capsys.readouterr().out
    assert run(archive, 12, "correct", "2011/opening", "--note", "A third animal.") == 0  # without git
    assert "the horse conference" in (archive.root / "releases/2011/opening.r2.md").read_text(encoding="utf-8")
    done = build(archive, "-W")
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"the goat conference" in contents(site(archive))["releases/2011/opening.html"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "embargo: 2099-01-01T00:00:00Z",
            "has been published and is under embargo again; restore its date and embargo",
        ),
        ("draft: true", "has been published and is a draft again; take `draft` out of its header"),
    ],
)
def test_what_was_put_under_embargo_again_or_made_a_draft_stops_the_build(
    newsroom_of_today: ArchiveOnDisk, line: str, words: str
) -> None:
    archive = newsroom_of_today
    edit(archive, OPENING, "dateline: Vienna", f"dateline: Vienna\n{line}")
    done = build(archive)
    assert done.returncode == 1
    assert words in done.stderr


def broken_record(archive: ArchiveOnDisk) -> None:
    edit(archive, "organizations/unodc.md", "acronym: UNODC", "acronym: [UNODC")


def record_of_a_circle(archive: ArchiveOnDisk) -> None:
    edit(archive, "organizations/unodc.md", "acronym: UNODC", "acronym: UNODC\nparent: unodc")


@pytest.mark.parametrize(("change", "source"), [(broken_record, "builds"), (record_of_a_circle, "git")])
def test_a_record_with_an_error_keeps_its_page(
    newsroom_of_today: ArchiveOnDisk, change: Callable[[ArchiveOnDisk], None], source: str
) -> None:
    archive = newsroom_of_today
    before = contents(site(archive))
    if source == "git":
        git(archive.root, "init", "-q")
        git(archive.root, "add", ".")
        git(archive.root, "commit", "-qm", "All")
        shutil.rmtree(archive.root / "_build/.newsroom-work")
    change(archive)
    with_warning(archive)
    archive.put({"organizations/new.md": "---\nnmae: New\n---\n"})
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(site(archive))
    assert b"wallaby" in after["releases/2014/flood.html"]
    assert after["organizations/unodc.html"] == before["organizations/unodc.html"]
    assert after["releases/2011/opening.html"] == before["releases/2011/opening.html"]
    assert "organizations/new.html" not in after
    report = done.stdout.partition("KEPT AS PUBLISHED, 1 file")[2]
    assert "organizations/unodc.md:1: [kept-as-published] the record contains an error" in report
    assert build(archive, "-W").returncode == 1


PDF, PNG = "releases/2012/plan.pdf", "releases/2012/map.png"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def published_with_files(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom with a release that offers a plan and shows a map, built once."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("files") / "archive")
    copied(published, archive.root)
    text = "---\ntitle: Plans\ndate: 2012-07-01\n---\n\nRead [the plan](plan.pdf).\n\n![The map](map.png)\n"
    archive.put({"releases/2012/plans.md": text})
    (archive.root / PDF).write_bytes(b"%PDF-1.4 the published plan\n")
    (archive.root / PNG).write_bytes(PIXEL)
    assert run(archive, 12, "publish", "2012/plans") == 0
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def with_files(published_with_files: Path, tmp_path: Path) -> ArchiveOnDisk:
    """A copy of it."""
    copied(published_with_files, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def replaced(archive: ArchiveOnDisk) -> None:
    (archive.root / PDF).write_bytes(b"%PDF-1.4 another plan, and a longer one\n")
    (archive.root / PNG).write_bytes(PIXEL + b"goat")


def replaced_in_a_correction(archive: ArchiveOnDisk) -> None:
    assert run(archive, 12, "correct", "2012/plans", "--note", "Another plan.") == 0
    replaced(archive)


def replaced_and_broken(archive: ArchiveOnDisk) -> None:
    replaced(archive)
    edit(archive, "releases/2012/plans.md", "title: Plans", "title: [Plans")


def gone(archive: ArchiveOnDisk) -> None:
    (archive.root / PDF).unlink()
    (archive.root / PNG).unlink()


def gone_with_the_words_that_named_them(archive: ArchiveOnDisk) -> None:
    gone(archive)
    edit(archive, "releases/2012/plans.md", "Read [the plan](plan.pdf).\n\n![The map](map.png)", "There is no plan.")


@pytest.mark.parametrize("change", [gone, gone_with_the_words_that_named_them])
def test_a_picture_and_an_attachment_that_were_deleted_stay(
    with_files: ArchiveOnDisk, change: Callable[[ArchiveOnDisk], None]
) -> None:
    archive = with_files
    (archive.root / "releases/2012/front.png").write_bytes(PIXEL)
    text = "---\ntitle: Front\ndate: 2012-07-02\nimage: {src: front.png, alt: A front}\n---\n\nIt is shown.\n"
    archive.put({"releases/2012/front.md": text})
    assert run(archive, 12, "publish", "2012/front") == 0
    assert build(archive).returncode == 0
    before = contents(site(archive))
    change(archive)
    (archive.root / "releases/2012/front.png").unlink()
    with_warning(archive)
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(site(archive))
    shown = [name for name in before if name.startswith(("releases/2012/plans", "releases/2012/front"))]
    assert {name for name in shown if before[name] != after.get(name)} == set()
    assert b"wallaby" in after["releases/2014/flood.html"]
    report = done.stdout.partition("KEPT AS PUBLISHED, ")[2]
    for path, id_ in ((PDF, "plans"), (PNG, "plans"), ("releases/2012/front.png", "front")):
        words = f"the file {path.rpartition('/')[2]} of 2012/{id_} is missing; it was published on"
        assert f"{path}:1: [kept-as-published] {words}" in report
    assert build(archive, "--out", str(archive.root.parent / "clean")).returncode == 0
    assert contents(site(archive)) == contents(archive.root.parent / "clean")
    assert build(archive, "-W").returncode == 1


@pytest.mark.parametrize(("change", "source"), [(replaced_in_a_correction, "builds"), (replaced_and_broken, "git")])
def test_a_picture_and_an_attachment_stay_as_they_were_published(
    with_files: ArchiveOnDisk, change: Callable[[ArchiveOnDisk], None], source: str
) -> None:
    archive = with_files
    before = contents(site(archive))
    git(archive.root, "init", "-q")
    git(archive.root, "add", ".")
    git(archive.root, "commit", "-qm", "All")
    if source == "git":
        shutil.rmtree(archive.root / "_build")
    change(archive)
    held = (archive.root / PDF).read_bytes()
    done = build(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(site(archive))
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert after["releases/2012/plans/plan.pdf"] == b"%PDF-1.4 the published plan\n"
    report = done.stdout.partition("KEPT AS PUBLISHED, ")[2]
    assert f"{PDF}:1: [kept-as-published] the file plan.pdf of 2012/plans isn't the one that was published" in report
    assert "so the site keeps what was published last" in report
    assert (archive.root / PDF).read_bytes() == held
    with_warning(archive)
    assert build(archive, "-W").returncode == 1


def test_a_file_that_nothing_has_stops_the_build(with_files: ArchiveOnDisk) -> None:
    archive = with_files
    shutil.rmtree(archive.root / "_build")
    replaced(archive)
    done = build(archive)
    assert done.returncode == 1
    assert "must be corrected before anything is built" in done.stderr


def test_files_are_kept_without_taking_space_and_only_those_that_stand(with_files: ArchiveOnDisk) -> None:
    archive = with_files
    folder = archive.root / "_build/.newsroom-work/published.files"
    assert {path.stat().st_ino for path in folder.iterdir()} == {
        (site(archive) / f"releases/2012/plans/{name}").stat().st_ino for name in ("plan.pdf", "map.png")
    }
    assert run(archive, 12, "withdraw", "2012/plans", "--reason", "Wrong.") == 0
    assert build(archive).returncode == 0
    assert list(folder.iterdir()) == []
