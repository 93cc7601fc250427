"""The next site is made of the twin of the published one: what changed is what it costs, and no kill is seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.folders import contents
from tests.unit.operations.site.test_deploy import KilledError, build

from sphinx_newsroom.operations.site import deploy
from sphinx_newsroom.operations.site.deploy import PublishError, exchange, publish, recover
from sphinx_newsroom.operations.site.files import LIST
from sphinx_newsroom.operations.site.places import Places

CHANGING = ("rename", "replace", "link", "unlink", "mkdir", "rmdir", "chmod", "utime", "symlink")
"""What of the system changes folders; whoever is killed is killed before one of these, or after the last."""
THEIRS = {".htaccess": b"Deny", "press/kit.zip": b"zip"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of sites are published here, each of which would wait for all that others have for the disk."""
    monkeypatch.setattr(deploy, "sync_disk", lambda: None)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return published_in(tmp_path)


def published_in(folder: Path) -> Places:
    """A site of 23 pages that was published twice, with files that somebody put there in between."""
    places = Places(folder / "_build" / "html")
    build(places, gone__a="withdrawn", b="one", **{f"releases__n{number}": str(number) for number in range(20)})
    publish(places)
    for path, data in THEIRS.items():
        (places.out / path).parent.mkdir(exist_ok=True)
        (places.out / path).write_bytes(data)
    (places.out / "latest").symlink_to("index.html")
    build(places, b="two")
    publish(places)
    return places


def change(places: Places) -> None:
    """Build a page anew, one more, and one less."""
    build(places, b="three", new__c="new")
    shutil.rmtree(places.work / "gone")


def all_of(places: Places) -> dict[str, bytes]:
    """What is to be published, with what somebody put into the site."""
    return contents(places.work) | THEIRS | {"latest": (places.work / "index.html").read_bytes()}


def numbers(folder: Path) -> dict[str, int]:
    found = {path.relative_to(folder).as_posix(): path.lstat().st_ino for path in folder.rglob("*")}
    return {path: number for path, number in found.items() if not (folder / path).is_dir() and path != LIST}


def is_twin(places: Places) -> bool:
    """Whether what stands beside the site is the site once more."""
    return numbers(places.twin) == numbers(places.out) and contents(places.twin) == contents(places.out)


def test_nothing_that_was_withdrawn_stays_beside_the_site(places: Places) -> None:
    change(places)
    publish(places)
    left = [path for path in places.out.parent.rglob("*") if path.is_file() and b"withdrawn" in path.read_bytes()]
    assert left == []


def kill_at(number: int, monkeypatch: pytest.MonkeyPatch, trade: Callable[[Path, Path], bool]) -> list[str]:
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
        monkeypatch.setattr(os, name, killed(name, getattr(os, name)))
    monkeypatch.setattr(deploy, "exchange", killed("exchange", trade))
    real_write = Path.write_bytes

    def write_half(self: Path, data: bytes) -> int:
        made.append("write")
        if len(made) >= number:
            real_write(self, data[: len(data) // 2])
            raise KilledError("write")
        return real_write(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_half)
    return made


def no_trade(one: Path, other: Path) -> bool:
    return False


@pytest.mark.parametrize("trades", [True, False], ids=["in one step", "by two renames"])
@pytest.mark.parametrize("first", [True, False], ids=["the first site", "the next site"])
def test_a_kill_at_any_step_leaves_the_old_site_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool, trades: bool
) -> None:
    if not trades:
        monkeypatch.setattr(deploy, "exchange", no_trade)
    number, ended, old, new = 0, False, 0, 0
    while not ended:
        number += 1
        if first:
            places = Places(tmp_path / str(number) / "_build" / "html")
            build(places, a="one", releases__b="two")
        else:
            places = published_in(tmp_path / str(number))
            change(places)
        before = contents(places.out)
        with monkeypatch.context() as patch:
            steps = kill_at(number, patch, exchange if trades else no_trade)
            try:
                publish(places)
                ended = True
            except KilledError:
                pass
        met = contents(places.out)
        recover(places)
        mended = contents(places.out)
        publish(places)
        wanted = contents(places.work) if first else all_of(places)
        where = f"before step {number}: {steps[-1]}"
        assert contents(places.out) == wanted, where
        assert mended in (before, wanted), where
        # Between two renames there is no site for a moment.
        assert met in (before, wanted) or not trades, where
        assert not places.next.exists()
        assert not places.old.exists()
        old, new = old + (mended == before), new + (mended == wanted)
        build(places, a="another")
        publish(places)
        assert is_twin(places), where
    assert old > 5
    assert new > 5


def loses_a_file(twin: Path) -> None:
    (twin / "releases/n3.html").unlink()


def is_written_over(twin: Path) -> None:
    (twin / "releases/n3.html").unlink()
    (twin / "releases/n3.html").write_text("somebody's")


def gets_a_file(twin: Path) -> None:
    (twin / "releases/x").mkdir()
    (twin / "releases/x/y.html").write_text("somebody's")


def gets_a_temporary_file(twin: Path) -> None:
    (twin / "gone/.newsroom-1-1.tmp").write_text("somebody's")


def loses_a_folder(twin: Path) -> None:
    shutil.rmtree(twin / "releases")


def has_a_file_for_a_folder(twin: Path) -> None:
    shutil.rmtree(twin / "releases")
    (twin / "releases").write_text("somebody's")


def has_a_link_for_a_folder(twin: Path) -> None:
    shutil.rmtree(twin / "releases")
    (twin / "releases").symlink_to(twin.parent)


def is_gone(twin: Path) -> None:
    shutil.rmtree(twin)


def is_of_somebody_else(twin: Path) -> None:
    (twin / LIST).unlink()


@pytest.mark.parametrize(
    "happens",
    [
        loses_a_file,
        is_written_over,
        gets_a_file,
        gets_a_temporary_file,
        loses_a_folder,
        has_a_file_for_a_folder,
        has_a_link_for_a_folder,
        is_gone,
        is_of_somebody_else,
    ],
)
def test_the_twin_is_never_believed(places: Places, happens: Callable[[Path], None]) -> None:
    happens(places.twin)
    beside = {path.name for path in places.twin.parent.iterdir() if path.suffix != ".files"}
    change(places)
    publish(places)
    assert contents(places.out) == all_of(places)
    assert beside <= {path.name for path in places.twin.parent.iterdir()} | {"html.twin"}
    build(places, b="four")
    publish(places)
    assert contents(places.out) == all_of(places)


def rewrite(out: Path) -> bytes:
    (out / "press/kit.zip").write_bytes(b"other bytes")
    return b"other bytes"


def replace(out: Path) -> bytes:
    (out / "press/new").write_bytes(b"zap")
    (out / "press/new").replace(out / "press/kit.zip")
    return b"zap"


@pytest.mark.parametrize("edit", [rewrite, replace])
def test_what_somebody_changes_in_the_site_is_as_they_left_it(places: Places, edit: Callable[[Path], bytes]) -> None:
    for words in ("three", "four", "five"):
        data = edit(places.out)
        build(places, b=words)
        publish(places)
        assert (places.out / "press/kit.zip").read_bytes() == data
        assert is_twin(places)


def test_what_somebody_takes_out_of_the_site_is_gone(places: Places) -> None:
    (places.out / "latest").unlink()
    shutil.rmtree(places.out / "press")
    for words in ("three", "four"):
        build(places, b=words)
        publish(places)
        assert not os.path.lexists(places.out / "latest")
        assert not (places.out / "press").exists()


def test_a_page_that_somebody_took_away_is_published_anew(places: Places) -> None:
    (places.out / "releases/n7.html").unlink()
    assert publish(places).written == 1
    assert contents(places.out) == all_of(places)


def test_a_link_in_the_place_of_a_page_is_none(places: Places) -> None:
    page = places.out / "releases/n7.html"
    page.rename(places.out / "kept.html")
    page.symlink_to("../kept.html")
    publish(places)
    assert not page.is_symlink()
    assert "7" in page.read_text()


def refuse_once(number: int, monkeypatch: pytest.MonkeyPatch, call: str) -> list[int]:
    made: list[int] = []
    real = getattr(os, call)

    def refuse(*args: Any, **options: Any) -> Any:
        made.append(number)
        if len(made) == number:
            raise OSError(28, "No space left on device")
        return real(*args, **options)

    monkeypatch.setattr(os, call, refuse)
    return made


@pytest.mark.parametrize("call", ["link", "unlink", "mkdir", "rmdir", "chmod", "rename"])
def test_what_the_system_refuses_at_any_time_leaves_the_old_site_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A call that fails once, at each of its places: the site is the old one, with an error, or else the new one."""
    number, reached = 0, True
    while reached:
        number += 1
        places = published_in(tmp_path / str(number))
        before = contents(places.out)
        change(places)
        (places.out / "press").chmod(0o750)
        with monkeypatch.context() as patch:
            made = refuse_once(number, patch, call)
            try:
                publish(places)
                wanted = all_of(places)
            except PublishError:
                wanted = before
        reached = len(made) >= number
        assert contents(places.out) == wanted, f"{call} {number}"
        publish(places)
        assert contents(places.out) == all_of(places)
        build(places, b="more")
        publish(places)
        assert contents(places.out) == all_of(places)
    assert number > 1


def test_without_hard_links_there_is_no_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    places = published_in(tmp_path)
    change(places)
    publish(places)
    assert contents(places.out) == all_of(places)
    assert [path.name for path in places.out.parent.iterdir() if path.name != ".newsroom-work"] == ["html"]
    assert not places.twin.exists()


def test_permissions_and_empty_folders_are_those_of_the_site(places: Places) -> None:
    (places.out / "uploads/in").mkdir(parents=True)
    (places.out / "press").chmod(0o750)
    for words in ("three", "four"):
        build(places, b=words)
        publish(places)
        assert (places.out / "uploads/in").is_dir()
        assert (places.out / "press").stat().st_mode & 0o777 == 0o750
    shutil.rmtree(places.out / "uploads")
    (places.out / "press").chmod(0o755)
    for words in ("five", "six"):
        build(places, b=words)
        publish(places)
        assert not (places.out / "uploads").exists()
        assert (places.out / "press").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("folder", ["uploads", "uploads/in"])
def test_an_empty_folder_makes_room_for_a_built_file(places: Places, folder: str) -> None:
    (places.out / folder).mkdir(parents=True)
    (places.work / "uploads").write_text("ours")
    for words in ("three", "four"):
        build(places, b=words)
        publish(places)
        assert contents(places.out) == all_of(places)
