"""What no build of ours made stays: beside the published site, in it, and in the folders that a build works in."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from tests.helpers.folders import contents
from tests.unit.operations.site.test_deploy import PAGE, build

from sphinx_newsroom.files import digest_of_built
from sphinx_newsroom.operations.site import deploy
from sphinx_newsroom.operations.site.deploy import (
    PublishError,
    check_place,
    check_work,
    exchange,
    locked,
    publish,
    recover,
)
from sphinx_newsroom.operations.site.files import LIST, discard, listed
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.work import seal_work

FOREIGN = {
    ".htaccess": "Deny",
    ".well-known/security.txt": "Contact",
    ".well-known/acme-challenge/token": "x",
    "CNAME": "example.org",
    "google123.html": "google-site-verification",
    "press/kit/logo.svg": "<svg/>",
    "releases/.htaccess": "Allow",
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "_build" / "html")


@pytest.fixture
def published(places: Places) -> Places:
    """A site with two pages, and files that somebody put into it since."""
    build(places, releases__a="one", b="two")
    publish(places)
    put(places.out, FOREIGN)
    return places


def put(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def foreign_files(places: Places) -> dict[str, str]:
    return {path: data.decode() for path, data in contents(places.out).items() if path in FOREIGN}


@pytest.mark.parametrize("folder", ["a,b", 'a","b', "a\tb", "\u2028"])
def test_a_folder_may_be_called_as_the_list_is_written(places: Places, folder: str) -> None:
    build(places)
    put(places.work, {f"{folder}/{name}": "" for name in ("c,d.txt", 'e","f.txt', "g.txt")})
    publish(places)
    put(places.out, FOREIGN)
    assert set(listed(places.out) or ()) == contents(places.work).keys() - {LIST}
    build(places, index="changed")
    seal_work(places)
    assert publish(places, seal_work(places)).written == 2
    assert foreign_files(places) == FOREIGN


def test_foreign_files_stay_through_every_build(published: Places) -> None:
    before = {path: (published.out / path).stat().st_ino for path in FOREIGN}
    assert publish(published).written == 0
    build(published, b="changed")
    assert publish(published).removed == 0
    published.forget()
    build(published, b="fresh")
    assert publish(published).removed == 1, "releases/a.html, which is built no more"
    assert foreign_files(published) == FOREIGN
    assert {path: (published.out / path).stat().st_ino for path in FOREIGN} == before, "the same files, not copies"
    assert not (published.out / "releases/a.html").exists()
    assert not published.old.exists()


def test_they_are_there_at_the_moment_of_the_swap(published: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(one: Path, other: Path) -> bool:
        seen.append(set(FOREIGN) <= set(contents(one)))
        return exchange(one, other)

    monkeypatch.setattr(deploy, "exchange", look)
    build(published, b="changed")
    publish(published)
    assert seen == [True]


def test_what_comes_while_the_site_is_replaced_stays(published: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if target == published.old:
            put(published.out, {".well-known/acme-challenge/late": "y"})
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    build(published, b="changed")
    publish(published)
    assert (published.out / ".well-known/acme-challenge/late").read_text() == "y"


def test_links_empty_folders_pipes_and_permissions_stay(published: Places, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    put(tmp_path / "elsewhere", {"big.zip": "z"})
    (published.out / "downloads").symlink_to(tmp_path / "elsewhere")
    (published.out / "nowhere").symlink_to("gone")
    (published.out / "circle").symlink_to(".")
    (published.out / "uploads/new").mkdir(parents=True)
    os.mkfifo(published.out / ".pipe")
    (published.out / ".well-known").chmod(0o555)
    (published.out / "CNAME").chmod(0o600)
    published.out.chmod(0o2775)
    for words in ("changed", "again"):
        build(published, b=words)
        publish(published)
    out = published.out
    assert [os.readlink(out / name) for name in ("downloads", "nowhere", "circle")] == [
        str(tmp_path / "elsewhere"),
        "gone",
        ".",
    ]
    assert (out / "uploads/new").is_dir()
    assert stat.S_ISFIFO((out / ".pipe").stat().st_mode)
    assert [stat.S_IMODE((out / name).stat().st_mode) for name in (".well-known", "CNAME", "")] == [
        0o555,
        0o600,
        0o2775,
    ]
    assert not published.old.exists()
    assert (tmp_path / "elsewhere/big.zip").is_file()


def test_without_hard_links_they_are_copied(published: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (published.out / "nowhere").symlink_to("gone")
    build(published, b="changed")
    publish(published)
    assert foreign_files(published) == FOREIGN
    assert os.readlink(published.out / "nowhere") == "gone"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("robots.txt", "robots.txt"),
        ("press", "press/x.html"),
        ("press/a/b.html", "press"),
    ],
)
def test_a_built_file_takes_the_place_of_a_foreign_one_which_is_put_aside(
    published: Places, theirs: str, ours: str
) -> None:
    shutil.rmtree(published.out / "press")
    put(published.out, {theirs: "theirs"})
    put(published.work, {ours: PAGE.format("ours")})
    assert publish(published).aside == (theirs,)
    assert "ours" in (published.out / ours).read_text()
    assert (published.aside / "1" / theirs).read_text() == "theirs"
    assert publish(published).aside == ()
    published.forget()
    assert published.aside.is_dir()


def test_a_foreign_file_that_is_as_the_built_one_is_no_matter(published: Places) -> None:
    put(published.out, {"robots.txt": "User-agent: *"})
    put(published.work, {"robots.txt": "User-agent: *"})
    assert publish(published).aside == ()
    (published.work / "robots.txt").unlink()
    publish(published)
    assert not (published.out / "robots.txt").exists(), "it was ours from then on"


def damage(out: Path) -> None:
    (out / LIST).write_text((out / LIST).read_text()[:-20])


def cut(out: Path) -> None:
    (kept,) = (out.parent / ".newsroom-work").glob("*.files")
    kept.write_text(kept.read_text()[:-20])


def of_another_build(out: Path) -> None:
    put(out, {".newsroom.json": "{}"})


@pytest.mark.parametrize(
    "lose",
    [lambda out: (out / LIST).unlink(), damage, cut, of_another_build],
    ids=["missing", "damaged", "cut", "of an earlier build"],
)
def test_without_a_list_hidden_files_stay_and_withdrawn_pages_go(published: Places, lose: object) -> None:
    put(published.out, {".newsroom.json": "[]", "old.html": "withdrawn", ".doctrees/old.doctree": "withdrawn"})
    assert callable(lose)
    lose(published.out)
    (published.work / "releases/a.html").unlink()
    publish(published)
    assert foreign_files(published) == {path: text for path, text in FOREIGN.items() if "/." in f"/{path}"}
    for path in ("old.html", "releases/a.html", ".doctrees"):
        assert not (published.out / path).exists()


def test_the_list_is_the_same_bytes_for_the_same_files(published: Places, tmp_path: Path) -> None:
    first = (published.out / LIST).read_bytes()
    build(published, b="changed")
    publish(published)
    assert (published.out / LIST).read_bytes() != first
    build(published, b="two")
    publish(published)
    assert (published.out / LIST).read_bytes() == first
    assert listed(published.out) == {
        path: digest_of_built(data) for path, data in contents(published.work).items() if path != LIST
    }


def test_a_first_build_into_a_folder_with_hidden_files_alone(places: Places, tmp_path: Path) -> None:
    put(places.out, {".htaccess": "Deny", ".git/config": "x", ".well-known/security.txt": "y"})
    check_place(places.out, tmp_path / "archive")
    build(places)
    publish(places)
    assert (places.out / ".git/config").read_text() == "x"
    check_place(places.out, tmp_path / "archive")


@pytest.mark.parametrize("files", [{".buildinfo": "x", "index.html": "theirs"}, {"index.html": "x"}, {"a/b": "x"}])
def test_a_site_of_somebody_else_is_no_place(places: Places, tmp_path: Path, files: dict[str, str]) -> None:
    put(places.out, files)
    with pytest.raises(PublishError, match="something else"):
        check_place(places.out, tmp_path / "archive")


@pytest.mark.parametrize("name", ["html.old", "html.next"])
@pytest.mark.parametrize("published_before", [True, False])
def test_a_folder_beside_the_site_is_never_deleted(places: Places, name: str, published_before: bool) -> None:
    build(places)
    if published_before:
        publish(places)
    put(places.out.with_name(name), {"thesis.txt": "x"})
    for call in (recover, publish):
        with pytest.raises(PublishError, match=f"{name} is there"):
            call(places)
    assert (places.out.with_name(name) / "thesis.txt").is_file()
    (places.out.with_name(name) / "thesis.txt").unlink()
    recover(places)


def test_a_link_beside_the_site_is_not_followed(places: Places, tmp_path: Path) -> None:
    build(places)
    publish(places)
    places.old.symlink_to(places.out)
    with pytest.raises(PublishError, match=r"html\.old is there"):
        recover(places)
    assert (places.out / "index.html").is_file()


@pytest.mark.parametrize("name", ["html", "html.doctrees"])
def test_a_work_folder_of_somebody_else_is_not_used(places: Places, name: str) -> None:
    put(places.work.with_name(name), {"thesis.txt": "x"})
    with pytest.raises(PublishError, match="no build made it"):
        check_work(places)
    with locked(places):
        check_work(places)


def test_forgetting_one_site_leaves_the_notes_of_others(tmp_path: Path) -> None:
    www, other = Places(tmp_path / "www"), Places(tmp_path / "www.new")
    with locked(www), locked(other):
        www.note("warned").touch()
        other.note("warned").touch()
        www.forget()
        assert other.lock.is_file()
        assert other.note("warned").is_file()
    assert not www.note("warned").exists()


def test_an_interrupted_deletion_goes_on(published: Places) -> None:
    shutil.copytree(published.out, published.old)
    (published.old / "b.html").unlink()
    recover(published)
    assert not published.old.exists()
    discard(published.out)
    assert not published.out.exists()
