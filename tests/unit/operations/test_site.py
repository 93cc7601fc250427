"""The published site is replaced as a whole, by a verified build, or not at all; what no build made stays in it."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import stat
import time
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as EventType
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.folders import contents
from tests.helpers.serving import LONG

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import digest, digest_of_built
from sphinx_newsroom.operations import site
from sphinx_newsroom.operations.site import (
    LIST,
    Places,
    Published,
    PublishError,
    as_published,
    check_places,
    exchange,
    listed,
    locked,
    make_ready,
    note_built,
    recover,
)

PAGE = "<!DOCTYPE html>\n<html><body>{}</body>\n</html>\n"
THEIRS = {
    ".htaccess": "Deny",
    ".well-known/security.txt": "Contact",
    ".well-known/acme-challenge/token": "x",
    "CNAME": "example.org",
    "google123.html": "google-site-verification",
    "press/kit/logo.svg": "<svg/>",
    "releases/.htaccess": "Allow",
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of sites are published here, each of which would wait for all that others have for the disk."""
    monkeypatch.setattr(site, "sync_disk", lambda: None)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return published_in(tmp_path)


def published_in(folder: Path) -> Places:
    """A site of some pages that was published twice, with files that somebody put there in between."""
    places = Places(folder / "_build" / "html")
    build(places, gone__a="withdrawn", b="one", **{f"releases__n{number}": str(number) for number in range(5)})
    publish(places)
    put(places.out, THEIRS)
    (places.out / "latest").symlink_to("index.html")
    build(places, b="two")
    publish(places)
    return places


def build(places: Places, **pages: str) -> None:
    """What Sphinx does: write pages in place into the work folder."""
    places.begun.parent.mkdir(parents=True, exist_ok=True)
    places.begun.touch()
    put(places.doctrees, {"b.doctree": "parsed"})
    for name, words in {"index": "front", **pages}.items():
        path = places.work / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(words))
    (places.work / ".buildinfo").write_text("x")


def publish(places: Places, **options: Any) -> Published:
    return site.publish(places, note_built(places), **options)


def change(places: Places) -> None:
    """Build a page anew, one more, and one less."""
    build(places, b="three", new__c="new")
    shutil.rmtree(places.work / "gone")


def put(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def all_of(places: Places) -> dict[str, bytes]:
    """What is to be published, with what somebody put into the site."""
    theirs = {path: text.encode() for path, text in THEIRS.items()}
    return contents(places.work) | theirs | {"latest": (places.work / "index.html").read_bytes()}


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and mtime of everything, the folder itself included."""
    found = {str(path): path.lstat() for path in (folder, *folder.rglob("*"))}
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found.items()}


# -- what is published


def test_first_build_is_published(tmp_path: Path) -> None:
    places = Places(tmp_path / "_build" / "html")
    build(places, releases__a="one")
    assert publish(places) == Published(written=4, removed=0, kept=0)
    assert set(contents(places.out)) == {"index.html", "releases/a.html", ".buildinfo", LIST}
    assert contents(places.out) == contents(places.work)


def test_only_what_changed_counts_and_the_next_build_finds_what_is_published(places: Places) -> None:
    change(places)
    assert publish(places) == Published(written=3, removed=1, kept=7)
    assert contents(places.out) == all_of(places)
    assert make_ready(places) is None
    assert contents(places.out) == all_of(places)
    assert not places.old.exists()


def test_nothing_changed_touches_nothing(places: Places) -> None:
    before = marks(places.out)
    build(places, b="two")
    os.utime(places.work / "b.html", ns=(5, 5))
    assert publish(places) == Published(0, 0, 10)
    assert as_published(places) == Published(0, 0, 10)
    assert marks(places.out) == before


def test_a_change_of_the_same_size_and_time_is_seen(places: Places) -> None:
    status = (places.out / "b.html").stat()
    build(places, b="owt")
    os.utime(places.work / "b.html", ns=(status.st_mtime_ns + 1, status.st_mtime_ns + 1))
    assert publish(places).written == 2, "the page, and the name of the manifest"
    assert "owt" in (places.out / "b.html").read_text()
    assert "owt" in (places.work / "b.html").read_text()


def test_a_page_that_is_what_it_was_keeps_its_time_unless_sphinx_tells_by_it_what_to_write(places: Places) -> None:
    before = (places.out / "b.html").stat().st_mtime_ns
    places.forget()
    build(places, b="two", index="another")
    built = (places.work / "index.html").stat().st_mtime_ns
    publish(places, documents={"index.html"})
    assert (places.out / "b.html").stat().st_mtime_ns == before
    assert (places.out / "index.html").stat().st_mtime_ns == built


def test_writing_into_the_work_folder_never_reaches_the_site(places: Places) -> None:
    before = contents(places.out)
    for path in contents(places.work):
        with (places.work / path).open("r+b") as stream:
            stream.write(b"torn in place")
    assert contents(places.out) == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", ""),
        ("data/index.json", ""),
        ("a.html", "<!DOCTYPE html>\n<html><body>half"),
    ],
)
def test_an_empty_or_torn_file_is_refused(places: Places, path: str, text: str) -> None:
    before = marks(places.out)
    put(places.work, {path: text})
    with pytest.raises(PublishError, match=path):
        publish(places)
    assert marks(places.out) == before


def test_without_front_page_nothing_is_published(places: Places) -> None:
    (places.work / "index.html").unlink()
    with pytest.raises(PublishError, match=r"no index\.html"):
        publish(places)


@pytest.mark.parametrize("folder", ['a","b', "\u2028"])
def test_the_manifest_names_whatever_was_built(places: Places, folder: str) -> None:
    put(places.work, {f"{folder}/{name}": "" for name in ("c,d.txt", 'e","f.txt', "g.txt")})
    publish(places)
    built = {path: digest_of_built(data) for path, data in contents(places.work).items() if path != LIST}
    assert listed(places.out) == built
    first = (places.out / LIST).read_bytes()
    build(places, b="other")
    publish(places)
    build(places, b="two")
    publish(places)
    assert (places.out / LIST).read_bytes() == first, "the same bytes for the same files"
    assert len(list(places.work.parent.glob("*.files"))) == 1


# -- what was damaged


@pytest.mark.parametrize("reread", [False, True])
def test_a_published_file_that_was_damaged_is_published_anew(places: Places, reread: bool) -> None:
    page = places.out / "releases/n3.html"
    before, status = page.read_bytes(), page.stat()
    page.write_bytes(before[::-1])
    assert as_published(places) is None, "it is built upon again"
    if reread:
        os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert publish(places).damaged == (), "by its size and time it is what it was"
    assert publish(places, reread=reread).damaged == ("releases/n3.html",)
    assert page.read_bytes() == before
    page.unlink()
    page.symlink_to("n2.html")
    publish(places)
    assert page.read_bytes() == before
    assert not page.is_symlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def turn_back(path: Path) -> None:
    """Change a file, and give it an older time than it had."""
    path.write_bytes(path.read_bytes().replace(b"2", b"9"))
    os.utime(path, ns=(5, 5))


@pytest.mark.parametrize("how", [cut, turn_back, os.unlink])
def test_what_was_changed_in_the_work_folder_is_brought_back(places: Places, how: Callable[[Path], None]) -> None:
    before = contents(places.work)
    how(places.work / "releases/n2.html")
    put(places.work, {"releases/somebody.html": "x", "other/y.html": "x"})
    assert make_ready(places) is None
    assert contents(places.work) == before
    assert not (places.work / "other").exists()


@pytest.mark.parametrize("how", [cut, turn_back, os.unlink])
def test_what_cannot_be_brought_back_is_named(places: Places, how: Callable[[Path], None]) -> None:
    for folder in (places.work, places.out):
        cut(folder / "b.html")
    assert make_ready(places) == str(places.work / "b.html")
    shutil.copyfile(places.work / "index.html", places.doctrees / "c.doctree")
    assert make_ready(places) == str(places.doctrees / "c.doctree")
    how(places.built)
    assert make_ready(places) == str(places.built)


def test_a_build_that_was_not_published_is_built_upon(places: Places) -> None:
    change(places)
    note_built(places)
    before = contents(places.work)
    assert as_published(places) is None
    assert make_ready(places) is None
    assert contents(places.work) == before


def test_a_copy_of_the_folders_is_as_it_was_left(places: Places) -> None:
    """Machines keep them between builds, and give each file another time."""
    for path in places.out.parent.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(7, 7))
    assert make_ready(places) is None
    assert publish(places).written == 0
    shutil.rmtree(places.work)
    assert make_ready(places) is None
    assert publish(places).written == 0


def test_a_database_among_the_doctrees_checks_itself_and_one_in_the_site_is_published(places: Places) -> None:
    put(places.work, {"releases.sqlite": "SQLite format 3"})
    put(places.doctrees, {"releases.sqlite": "SQLite format 3"})
    publish(places)
    for end in ("", "-wal", "-journal"):
        put(places.doctrees, {f"releases.sqlite{end}": "written to at any time"})
    assert make_ready(places) is None
    assert contents(places.out)["releases.sqlite"] == b"SQLite format 3"
    cut(places.out / "releases.sqlite")
    assert publish(places).damaged == ("releases.sqlite",)


# -- what somebody else put there


def test_foreign_files_stay_through_every_build(places: Places) -> None:
    before = {path: (places.out / path).stat().st_ino for path in THEIRS}
    assert publish(places).written == 0
    build(places, b="changed")
    publish(places)
    places.forget()
    build(places, b="fresh")
    assert publish(places).removed == 6, "what is built no more"
    assert {path: (places.out / path).stat().st_ino for path in THEIRS} == before, "the same files, not copies"
    assert {path: (places.out / path).read_text() for path in THEIRS} == THEIRS
    (places.out / "CNAME").unlink()
    build(places, b="again")
    publish(places)
    assert not (places.out / "CNAME").exists(), "what they take away is gone"


def test_foreign_files_are_there_when_the_folders_trade_places(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(one: Path, other: Path) -> bool:
        seen.append(set(THEIRS) <= set(contents(one)))
        put(other, {".well-known/acme-challenge/late": "y"})
        return exchange(one, other)

    monkeypatch.setattr(site, "exchange", look)
    build(places, b="changed")
    publish(places)
    assert seen == [True]
    assert (places.out / ".well-known/acme-challenge/late").read_text() == "y", "what came meanwhile"


def test_links_empty_folders_pipes_and_permissions_stay(places: Places, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"big.zip": "z"})
    links = {"downloads": str(tmp_path / "elsewhere"), "nowhere": "gone", "circle": "."}
    for name, target in links.items():
        (places.out / name).symlink_to(target)
    (places.out / "uploads/new").mkdir(parents=True)
    os.mkfifo(places.out / ".pipe")
    modes = {".well-known": 0o555, "CNAME": 0o600, "press": 0o750, "": 0o2775}
    for name, mode in modes.items():
        (places.out / name).chmod(mode)
    for words in ("changed", "again"):
        build(places, b=words)
        publish(places)
        assert make_ready(places) is None
    assert {name: os.readlink(places.out / name) for name in links} == links
    assert (places.out / "uploads/new").is_dir()
    assert stat.S_ISFIFO((places.out / ".pipe").stat().st_mode)
    assert {name: stat.S_IMODE((places.out / name).stat().st_mode) for name in modes} == modes
    assert (tmp_path / "elsewhere/big.zip").is_file()
    shutil.rmtree(places.out / "uploads")
    build(places, b="more")
    publish(places)
    assert not (places.out / "uploads").exists()


def test_without_hard_links_they_are_copied(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    change(places)
    publish(places)
    assert contents(places.out) == all_of(places)
    assert os.readlink(places.out / "latest") == "index.html"


@pytest.mark.parametrize(("theirs", "ours"), [("robots.txt", "robots.txt"), ("press/a/b.html", "press")])
def test_a_built_file_takes_the_place_of_a_foreign_one_which_is_put_aside(
    places: Places, theirs: str, ours: str
) -> None:
    shutil.rmtree(places.out / "press")
    put(places.out, {theirs: "theirs"})
    put(places.work, {ours: PAGE.format("ours")})
    assert publish(places).aside == (theirs,)
    assert "ours" in (places.out / ours).read_text()
    assert (places.aside / "1" / theirs).read_text() == "theirs"
    assert publish(places).aside == ()
    places.forget()
    assert places.aside.is_dir()


def cut_manifest(out: Path) -> None:
    (kept,) = (out.parent / ".newsroom-work").glob("*.files")
    cut(kept)


@pytest.mark.parametrize(
    "lose",
    [
        lambda out: (out / LIST).unlink(),
        lambda out: cut(out / LIST),
        cut_manifest,
        lambda out: put(out, {".newsroom.json": "{}"}),
    ],
    ids=["missing", "damaged", "cut", "of an earlier build"],
)
def test_without_a_manifest_hidden_files_stay_and_withdrawn_pages_go(
    places: Places, lose: Callable[[Path], None]
) -> None:
    put(places.out, {".newsroom.json": "[]", "old.html": "withdrawn", ".doctrees/old.doctree": "withdrawn"})
    lose(places.out)
    (places.work / "gone/a.html").unlink()
    publish(places)
    hidden = {path for path in THEIRS if "/." in f"/{path}"}
    assert {path for path in contents(places.out) if path in THEIRS} == hidden
    for path in ("old.html", "gone", ".doctrees"):
        assert not (places.out / path).exists()


def test_a_site_of_an_earlier_program_keeps_what_is_not_ours(places: Places) -> None:
    (kept,) = places.work.parent.glob("*.files")
    built = listed(places.out) or {}
    rows = [json.dumps([*path.rpartition("/")[::2], one]) for path, one in built.items()]
    content = "\n".join([json.dumps({"state": ""}), *rows]).encode()
    kept.with_name(f"{digest(content)}.files").write_bytes(content)
    (places.out / LIST).write_text(f"{digest(content)}\n")
    assert listed(places.out) == built
    places.forget()
    build(places, b="two", **{f"releases__n{number}": str(number) for number in range(5)})
    assert publish(places) == Published(written=1, removed=1, kept=8)
    assert {path: (places.out / path).read_text() for path in THEIRS} == THEIRS


def test_nothing_that_was_withdrawn_stays_beside_the_site(places: Places) -> None:
    change(places)
    publish(places)
    left = [path for path in places.out.parent.rglob("*") if path.is_file() and b"withdrawn" in path.read_bytes()]
    assert left == []


# -- kills, and what the system refuses

CHANGING = ("link", "unlink", "mkdir", "rmdir", "chmod", "rename", "utime")
"""Calls that change a folder."""


class KilledError(BaseException):
    """Stands for the end of the process: nothing of ours catches it to go on."""


def no_trade(one: Path, other: Path) -> bool:
    return False


def kill_at(number: int, patch: pytest.MonkeyPatch, trade: Callable[[Path, Path], bool]) -> list[str]:
    """Have the process end before its *number*-th change of a folder; from then on it changes nothing any more."""
    made: list[str] = []

    def killed(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            made.append(name)
            if len(made) >= number:
                raise KilledError(name)
            return real(*args, **options)

        return call

    for name in CHANGING:
        patch.setattr(os, name, killed(name, getattr(os, name)))
    patch.setattr(site, "exchange", killed("exchange", trade))
    patch.setattr(shutil, "copyfile", killed("copyfile", shutil.copyfile))
    return made


@pytest.mark.parametrize("trades", [True, False], ids=["in one step", "by two renames"])
@pytest.mark.parametrize("first", [True, False], ids=["the first site", "the next site"])
def test_a_kill_at_any_step_leaves_the_old_site_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool, trades: bool
) -> None:
    if not trades:
        monkeypatch.setattr(site, "exchange", no_trade)
    number, ended, old, new = 0, False, 0, 0
    while not ended:
        number += 1 if first else 2
        if first:
            places = Places(tmp_path / str(number) / "_build" / "html")
            build(places, a="one", releases__b="two")
        else:
            places = published_in(tmp_path / str(number))
            change(places)
        before, wanted = contents(places.out), contents(places.work) if first else all_of(places)
        built = note_built(places)
        wanted |= {LIST: (places.work / LIST).read_bytes()}
        with monkeypatch.context() as patch:
            steps = kill_at(number, patch, exchange if trades else no_trade)
            try:
                site.publish(places, built)
                ended = True
            except KilledError:
                pass
        met = contents(places.out)
        recover(places)
        mended = contents(places.out)
        where = f"before step {number}: {steps[-1]}"
        assert mended in (before, wanted), where
        # Between two renames there is no site for a moment.
        assert met in (before, wanted) or not trades, where
        old, new = old + (mended == before), new + (mended == wanted)
        assert make_ready(places) is None, where
        publish(places)
        assert contents(places.out) == wanted, where
        assert contents(places.work).items() <= wanted.items(), where
        assert not places.old.exists()
    assert old >= (1 if first else 3)
    assert new > 2


@pytest.mark.parametrize("call", ["link", "unlink", "rename", "exchange"])
def test_what_the_system_refuses_at_any_time_leaves_the_old_site_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A call that fails once, at each of its places: the site is the old one, with an error, or else the new one."""
    number, reached = 0, True
    module = site if call == "exchange" else os
    while reached:
        number += 1
        places = published_in(tmp_path / str(number))
        change(places)
        (places.out / "press").chmod(0o750)
        built, before = note_built(places), contents(places.out)
        wanted = all_of(places)
        made: list[int] = []
        real = getattr(module, call)

        def refuse(*args: Any, made: list[int] = made, at: int = number, real: Any = real, **options: Any) -> Any:
            made.append(0)
            if len(made) == at:
                raise OSError(28, "No space left on device")
            return real(*args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(module, call, refuse)
            if call == "rename":
                patch.setattr(site, "exchange", no_trade)
            try:
                site.publish(places, built)
            except PublishError:
                assert contents(places.out) == before, f"{call} {number}"
            else:
                assert contents(places.out) == wanted, f"{call} {number}"
        reached = len(made) >= number
        assert make_ready(places) is None
        publish(places)
        assert contents(places.out) == wanted
    assert number > 1


def _misses(path: Path, begun: EventType, stop: EventType, found: Queue[tuple[int, int]]) -> None:
    reads = misses = 0
    while not stop.is_set():
        reads += 1
        misses += not path.exists()
        begun.set()
    found.put((reads, misses))


def test_a_reader_never_finds_no_page(places: Places) -> None:
    """With two renames instead of the trade, a reader finds none a few times in ten thousand reads."""
    context = multiprocessing.get_context("fork")
    begun, stop, found = context.Event(), context.Event(), context.Queue()
    reader = context.Process(target=_misses, args=(places.out / "b.html", begun, stop, found))
    reader.start()
    assert begun.wait(LONG)
    for number in range(30):
        build(places, b="ba"[number % 2])
        publish(places)
    stop.set()
    reads, misses = found.get(timeout=LONG)
    reader.join()
    assert reads > 1, "also while it was published"
    assert misses == 0


# -- where a site may be


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({".buildinfo": "x", "index.html": "theirs"}, "isn't a site built by newsroom"),
        ({"a/b": "x"}, "isn't a site built by newsroom"),
        ({".htaccess": "Deny", ".git/config": "x"}, ""),
        ({".newsroom.json": "{}", ".newsroom-preview": "x"}, "contains a preview with drafts"),
    ],
)
def test_a_folder_of_somebody_else_is_no_place(tmp_path: Path, files: dict[str, str], says: str) -> None:
    places = Places(tmp_path / "_build" / "html")
    put(places.out, files)
    if says:
        with pytest.raises(ConfigError, match=says):
            check_places(places, tmp_path / "archive", drafts=False)
        return
    for _ in range(2):
        check_places(places, tmp_path / "archive", drafts=False)
        build(places)
        publish(places)
    assert {path: (places.out / path).read_text() for path in files} == files
    with pytest.raises(ConfigError, match="the published site"):
        check_places(places, tmp_path / "archive", drafts=True)


def test_neither_the_archive_nor_a_file_nor_a_folder_of_somebody_else_is_written_to(tmp_path: Path) -> None:
    archive, file = tmp_path / "archive", tmp_path / "file"
    file.touch()
    for out, says in ((archive, "the archive itself"), (tmp_path, "the archive itself"), (file, "is a file")):
        with pytest.raises(ConfigError, match=says):
            check_places(Places(out), archive, drafts=False)
    for name in ("html", "html.doctrees"):
        places = Places(tmp_path / name / "html")
        put(places.work.with_name(name), {"thesis.txt": "x"})
        with pytest.raises(ConfigError, match="is in the way"):
            check_places(places, archive, drafts=False)
        with locked(places):
            check_places(places, archive, drafts=False)


def test_a_folder_that_is_needed_is_never_deleted(places: Places) -> None:
    put(places.old, {"thesis.txt": "x"})
    change(places)
    for call in (recover, publish):
        with pytest.raises(PublishError, match=r"html\.old is in the way"):
            call(places)
    (places.old / "thesis.txt").unlink()
    places.old.rmdir()
    places.old.symlink_to(places.out)
    with pytest.raises(PublishError, match=r"html\.old is in the way"):
        recover(places)
    assert (places.out / "index.html").is_file()


def _try_lock(out: Path) -> None:
    with locked(Places(out)):
        pass


def _hold_and_die(out: Path) -> None:
    with locked(Places(out)):
        os._exit(1)


def test_two_builds_at_once_are_refused_and_a_lock_ends_with_its_process(places: Places) -> None:
    with locked(places), pytest.raises(PublishError, match="another build"):
        _try_lock(places.out)
    process = multiprocessing.get_context("fork").Process(target=_hold_and_die, args=(places.out,))
    process.start()
    process.join()
    _try_lock(places.out)


def test_forgetting_one_site_leaves_it_and_the_notes_of_others(places: Places) -> None:
    other = Places(places.out.with_name("html.new"))
    with locked(places), locked(other):
        places.note("warned").touch()
        other.note("warned").touch()
        places.forget()
        left = {path.name for path in places.lock.parent.iterdir() if path.suffix != ".files"}
    assert {"html.lock", "html.new.lock", "html.new.warned"} <= left
    assert not {"html", "html.doctrees", "html.warned", "html.built"} & left
    assert (places.out / "index.html").is_file()
    assert time.time() > (places.out / "index.html").stat().st_mtime
