"""The published site is replaced as a whole, by a verified build, or not at all."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as EventType
from pathlib import Path

import pytest
from tests.helpers.folders import contents
from tests.helpers.serving import LONG

from sphinx_newsroom.operations.site import deploy, held
from sphinx_newsroom.operations.site import deploy as site
from sphinx_newsroom.operations.site.deploy import (
    PublishError,
    check_place,
    exchange,
    locked,
    publish,
    recover,
)
from sphinx_newsroom.operations.site.held import Published
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.work import seal_work

PAGE = "<!DOCTYPE html>\n<html><body>{}</body>\n</html>\n"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "_build" / "html")


def build(places: Places, **pages: str) -> None:
    """What Sphinx does: write pages in place into the work folder."""
    for name, words in {"index": "front", **pages}.items():
        path = places.work / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(words))
    (places.work / ".buildinfo").write_text("x")


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and mtime of everything, the folder itself included."""
    found = {str(p): p.stat() for p in (folder, *folder.rglob("*"))}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def test_nothing_changed_touches_nothing(places: Places) -> None:
    build(places, a="one")
    publish(places)
    before = marks(places.out)
    assert publish(places) == Published(0, 0, 4)
    assert marks(places.out) == before


def test_only_what_changed_is_written(places: Places) -> None:
    build(places, a="one", b="two")
    publish(places)
    kept = (places.out / "a.html").stat().st_ino
    build(places, b="2222")
    (places.work / "c.html").write_text(PAGE.format("new"))
    assert publish(places) == Published(written=3, removed=0, kept=3)
    assert (places.out / "a.html").stat().st_ino == kept
    assert contents(places.out) == contents(places.work)


def test_a_change_of_the_same_length_and_size_is_seen(places: Places) -> None:
    build(places, a="one")
    publish(places)
    build(places, a="two")
    os.utime(places.work / "a.html", ns=(5, 5))
    assert publish(places).written == 2, "the page, and the list that has its digest"
    assert "two" in (places.out / "a.html").read_text()


def test_what_is_built_no_more_is_removed(places: Places) -> None:
    build(places, a="one")
    publish(places)
    (places.work / "a.html").unlink()
    assert publish(places).removed == 1
    assert not (places.out / "a.html").exists()


def test_writing_into_the_work_folder_never_reaches_the_site(places: Places) -> None:
    build(places, a="one")
    publish(places)
    publish(places)
    before = contents(places.out)
    with (places.work / "a.html").open("r+b") as stream:
        stream.write(b"torn in place")
    assert contents(places.out) == before


def test_times_of_built_files_are_kept(places: Places) -> None:
    build(places)
    os.utime(places.work / "index.html", ns=(10**9, 10**9))
    publish(places)
    assert (places.out / "index.html").stat().st_mtime_ns == 10**9


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", ""),
        ("rss.xml", ""),
        ("data/index.json", ""),
        ("_static/x.js", ""),
        ("a.html", "<!DOCTYPE html>\n<html><body>half"),
        ("a.html", "\n<HTML>half"),
    ],
)
def test_an_empty_or_torn_file_is_refused(places: Places, path: str, text: str) -> None:
    build(places, a="one")
    publish(places)
    before = marks(places.out)
    target = places.work / path
    target.parent.mkdir(exist_ok=True)
    target.write_text(text)
    with pytest.raises(PublishError, match=path):
        publish(places)
    assert marks(places.out) == before
    assert not places.next.exists()


def test_without_front_page_nothing_is_published(places: Places) -> None:
    build(places)
    (places.work / "index.html").unlink()
    with pytest.raises(PublishError, match=r"index\.md"):
        publish(places)
    assert not places.out.exists()


def test_a_file_that_is_copied_as_it_is_may_have_no_end(places: Places) -> None:
    build(places)
    (places.work / "google1.html").write_text("google-site-verification: google1.html")
    (places.work / "empty.txt").touch()
    assert publish(places).written == 5


def test_temporary_files_of_a_killed_process_are_not_published(places: Places) -> None:
    build(places)
    (places.work / ".newsroom-1-2.tmp").write_text("half")
    publish(places)
    assert not (places.out / ".newsroom-1-2.tmp").exists()


def test_without_hard_links_files_are_copied(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    build(places, a="one")
    publish(places)
    build(places, b="two")

    def fail(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    publish(places)
    assert contents(places.out) == contents(places.work)


class KilledError(BaseException):
    """Stands for the end of the process: nothing of ours catches it to go on."""


Step = Callable[[pytest.MonkeyPatch, Places], None]


def at_copy(patch: pytest.MonkeyPatch, places: Places) -> None:
    def die(*_: object) -> None:
        raise KilledError

    patch.setattr(deploy, "_copy", die)


def at_rename(number: int) -> Step:
    """Die at the *number*-th rename, and do not let anything be mended in this process."""

    def arm(patch: pytest.MonkeyPatch, places: Places) -> None:
        real, calls = Path.rename, 0

        def rename(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += 1
            if calls >= number:
                raise KilledError
            return real(self, target)

        patch.setattr(Path, "rename", rename)

    return arm


def without_a_trade(number: int) -> Step:
    """Die at the *number*-th rename, where the system has no step in which folders trade places."""

    def arm(patch: pytest.MonkeyPatch, places: Places) -> None:
        patch.setattr(site, "exchange", lambda one, other: False)
        at_rename(number)(patch, places)

    return arm


def at_trade(before: bool) -> Step:
    """Die right before or after the folders trade places."""

    def arm(patch: pytest.MonkeyPatch, places: Places) -> None:
        def die(one: Path, other: Path) -> bool:
            if not before:
                exchange(one, other)
            raise KilledError

        patch.setattr(site, "exchange", die)

    return arm


def at_removal(patch: pytest.MonkeyPatch, places: Places) -> None:
    """Die when the old site is being deleted, with half of it gone."""
    real = os.unlink

    def unlink(path: str) -> None:
        real(path)
        if str(path).startswith(str(places.old)):
            raise KilledError

    patch.setattr(os, "unlink", unlink)


@pytest.mark.parametrize(
    ("arm", "new"),
    [
        (at_copy, False),
        (at_rename(1), False),
        (at_trade(before=True), False),
        (at_trade(before=False), True),
        (without_a_trade(3), False),
        (without_a_trade(4), False),
        (at_removal, True),
    ],
    ids=[
        "copying",
        "before the first rename",
        "before the trade",
        "after the trade",
        "before the first of two renames",
        "between two renames",
        "while the old is deleted",
    ],
)
def test_a_swap_that_is_interrupted_is_mended_by_the_next_build(
    places: Places, monkeypatch: pytest.MonkeyPatch, arm: Step, new: bool
) -> None:
    build(places, a="one")
    publish(places)
    before = contents(places.out)
    build(places, a="changed")
    with monkeypatch.context() as patch:
        arm(patch, places)
        with pytest.raises(KilledError):
            publish(places)
    recover(places)
    assert contents(places.out) == (contents(places.work) if new else before)
    assert not places.old.exists()
    assert not places.next.exists()
    publish(places)
    assert contents(places.out) == contents(places.work)


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_rename_that_fails_leaves_the_site(places: Places, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(site, "exchange", lambda one, other: False)
    build(places, a="one")
    publish(places)
    before = marks(places.out)
    build(places, a="changed")
    real, calls = Path.rename, 0

    def rename(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(16, "Device or resource busy")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(PublishError, match="busy"):
        publish(places)
    assert marks(places.out) == before
    assert not places.next.exists()


def test_what_fails_after_the_new_site_stands_is_no_failure(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    build(places, a="one")
    publish(places)
    build(places, a="changed")

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(site, "rescue", fail)
        publish(places)
    assert contents(places.out) == contents(places.work)
    build(places, a="changed again")
    publish(places)
    assert contents(places.out) == contents(places.work)
    assert not places.old.exists()


def _misses(path: Path, begun: EventType, stop: EventType, found: Queue[tuple[int, int]]) -> None:
    reads = misses = 0
    while not stop.is_set():
        reads += 1
        misses += not path.exists()
        begun.set()
    found.put((reads, misses))


def test_a_reader_never_finds_no_page(places: Places) -> None:
    """With two renames instead of the trade, a reader finds none a few times in ten thousand reads."""
    build(places, a="a")
    publish(places)
    context = multiprocessing.get_context("fork")
    begun, stop, found = context.Event(), context.Event(), context.Queue()
    reader = context.Process(target=_misses, args=(places.out / "a.html", begun, stop, found))
    reader.start()
    assert begun.wait(LONG)
    for number in range(150):
        build(places, a="ba"[number % 2])
        os.utime(places.work / "a.html", ns=(number, number))
        publish(places)
    stop.set()
    reads, misses = found.get(timeout=LONG)
    reader.join()
    assert reads > 1, "also while it was published"
    assert misses == 0


def test_a_published_file_that_was_damaged_in_place_is_published_anew(places: Places) -> None:
    build(places, a="one")
    publish(places)
    page = places.out / "a.html"
    stat, good = page.stat(), page.read_bytes()
    page.write_bytes(good.replace(b"one", b"onf"))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert publish(places).damaged == ("a.html",)
    assert page.read_bytes() == good
    assert publish(places).damaged == ()


def test_all_is_read_again_where_that_is_asked_for(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "SAMPLE", 0)
    build(places, a="one")
    publish(places)
    page = places.out / "a.html"
    stat, good = page.stat(), page.read_bytes()
    page.write_bytes(good.replace(b"one", b"onf"))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert publish(places).damaged == ()
    assert publish(places, reread=True).damaged == ("a.html",)
    assert page.read_bytes() == good


def test_what_is_not_what_the_build_wrote_is_not_published(places: Places) -> None:
    build(places, a="one")
    built = seal_work(places)
    page = places.work / "a.html"
    stat = page.stat()
    page.write_bytes(page.read_bytes().replace(b"one", b"onf"))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(PublishError, match=r"a\.html is not what the build wrote; run: newsroom build --fresh"):
        publish(places, built)
    assert not places.out.exists()


def test_a_full_disk_while_copying_leaves_the_site(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    build(places, a="one")
    publish(places)
    before = marks(places.out)
    build(places, a="changed")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(deploy, "_copy", fail)
    with pytest.raises(PublishError, match="No space left"):
        publish(places)
    assert marks(places.out) == before
    assert not places.next.exists()


def test_a_copy_that_came_out_short_is_seen(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    build(places, a="one")

    def short(path: str, *_: object) -> None:
        Path(path).write_bytes(b"x")

    monkeypatch.setattr(deploy, "put", short)
    with pytest.raises(PublishError, match="does not hold"):
        publish(places)
    assert not places.out.exists()


def test_a_folder_with_something_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PublishError, match="something else"):
        check_place(tmp_path, tmp_path.parent / "archive")


@pytest.mark.parametrize("out", ["archive", "."])
def test_the_archive_is_never_replaced(tmp_path: Path, out: str) -> None:
    with pytest.raises(PublishError, match="the archive itself"):
        check_place((tmp_path / out).resolve(), tmp_path / "archive")


def test_new_empty_and_built_folders_are_places(places: Places, tmp_path: Path) -> None:
    check_place(places.out, tmp_path)
    places.out.mkdir(parents=True)
    check_place(places.out, tmp_path)
    build(places)
    publish(places)
    check_place(places.out, tmp_path)


def _try_lock(out: Path) -> None:
    with locked(Places(out)):
        pass


def test_two_builds_at_once_are_refused(places: Places) -> None:
    with locked(places), pytest.raises(PublishError, match="another build"):
        _try_lock(places.out)
    _try_lock(places.out)


def test_the_lock_ends_with_its_process(places: Places) -> None:
    process = multiprocessing.get_context("fork").Process(target=_hold_and_die, args=(places.out,))
    process.start()
    process.join()
    _try_lock(places.out)


def _hold_and_die(out: Path) -> None:
    with locked(Places(out)):
        os._exit(1)


def test_forgetting_keeps_the_lock_and_the_site(places: Places) -> None:
    build(places)
    publish(places)
    places.doctrees.mkdir()
    places.note("warned").touch()
    with locked(places):
        places.forget()
        left = {path.name for path in places.lock.parent.iterdir() if path.suffix != ".files"}
        assert left == {"html.lock", "html.twin"}, "nothing that a build builds upon"
    assert (places.out / "index.html").is_file()
