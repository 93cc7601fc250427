"""What else can stand where a text is read: pipes, links, circles, folders that may not be read, files without end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import CONF, ArchiveOnDisk
from tests.helpers import warm

from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import AnyCode, Code
from sphinx_newsroom.importers.records.existing import load_records

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "---\ntitle: Secret\ndate: 2011-01-01\nembargo: 2099-01-01T10:00:00Z\n---\nqxzycanary.\n"


def loaded(archive: ArchiveOnDisk) -> LoadedArchive:
    return open_archive(archive.root, Settings())


def shown(found: LoadedArchive) -> list[tuple[str, int, AnyCode]]:
    return [(problem.path, problem.line, problem.code) for problem in found.problems]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def device(path: Path) -> None:
    try:
        os.mknod(path, 0o20666, os.makedev(1, 5))  # /dev/zero, which never ends
    except PermissionError:
        pytest.skip("only root makes devices")


def listening(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may be no longer than 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


def build(archive: ArchiveOnDisk, *options: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    return warm.run("sphinx_newsroom", ["build", "-q", *options], cwd=archive.root, seconds=seconds)


@pytest.mark.parametrize("make", [pipe, loop, device, listening])
@pytest.mark.parametrize("path", ["releases/2011/x.md", "releases/x.ipynb", "organizations/x.md", "topics/x.md"])
def test_what_is_no_file_is_a_problem_of_its_own(
    archive: ArchiveOnDisk, path: str, make: Callable[[Path], None]
) -> None:
    (archive.root / path).parent.mkdir(exist_ok=True)
    make(archive.root / path)
    found = loaded(archive)
    assert shown(found) == [(path, 1, Code.NOT_A_FILE)]
    assert found.withheld.keys() == {path.rsplit(".", 1)[0]}
    assert len(found.releases) == 2


def test_a_build_leaves_a_pipe_out_and_does_not_wait(archive: ArchiveOnDisk) -> None:
    pipe(archive.root / "releases/2011/x.md")
    done = build(archive)
    assert (done.returncode, "releases/2011/x.md:1: [not-a-file]" in done.stdout) == (0, True), done.stderr
    assert (archive.root / "_build/html/releases/2011/opening.html").is_file()


@pytest.mark.parametrize("to", ["../2031/secret.md", "../../conf.py", "../../.git/config", "../2011/opening.md"])
def test_a_text_that_is_a_link_is_refused_wherever_it_leads(archive: ArchiveOnDisk, to: str) -> None:
    archive.put({"releases/2031/secret.md": SECRET, "releases/2031/secret.ru.md": SECRET, ".git/config": SECRET})
    (archive.root / "releases/2012/x.md").symlink_to(to)
    found = loaded(archive)
    assert ("releases/2012/x.md", 1, Code.NOT_A_FILE) in shown(found)
    assert "releases/2012/x" in found.withheld


@pytest.mark.parametrize(
    ("to", "refused"),
    [("../2031/secret.md", True), ("../../conf.py", True), ("../../.git/x.png", True), ("photo.png", False)],
)
def test_an_image_that_is_a_link_shows_only_an_image_of_the_archive(
    archive: ArchiveOnDisk, to: str, refused: bool
) -> None:
    header = "title: T\ndate: 2012-01-01\nimage: {src: x.png, alt: A}"
    archive.put(
        {
            "releases/2031/secret.md": SECRET,
            ".git/x.png": "",
            "releases/2012/photo.png": "x",
            "releases/2012/x.md": f"---\n{header}\n---\nText.\n",
        }
    )
    (archive.root / "releases/2012/x.png").symlink_to(to)
    assert [code for path, _, code in shown(loaded(archive)) if path == "releases/2012/x.md"] == (
        [Code.DIRECTIVE] if refused else []
    )


@pytest.mark.parametrize(
    ("path", "make", "words"),
    [
        ("index.md", pipe, "index.md: this is a pipe"),
        ("docs/x.md", pipe, "docs/x.md: this is a pipe"),
        ("docs/x.md", loop, "docs/x.md: the file cannot be read: Too many levels"),
        (
            "docs/x",
            lambda path: path.symlink_to(".."),
            "docs/x: the folder is a symbolic link to a folder above it",
        ),
        (
            "docs/x",
            lambda path: path.symlink_to("../releases/2031"),
            "docs/x: the folder is a symbolic link to one of rel",
        ),
        (
            "docs/x.md",
            lambda path: path.symlink_to("../releases/2031/secret.md"),
            "docs/x.md: the file is a symbolic link",
        ),
        (os.fsdecode(b"docs/\xff.md"), Path.touch, r"docs/\xff.md: the name is not UTF-8"),
    ],
)
def test_documents_that_sphinx_would_wait_for_or_should_not_read(
    archive: ArchiveOnDisk, path: str, make: Callable[[Path], None], words: str
) -> None:
    archive.put({"releases/2031/secret.md": SECRET, "docs/about.md": "---\norphan: true\n---\n# About\n"})
    (archive.root / path).unlink(missing_ok=True)
    make(archive.root / path)
    done = build(archive)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_links_between_documents_are_followed_and_links_out_of_the_archive_are_told(
    archive: ArchiveOnDisk, tmp_path: Path
) -> None:
    archive.put({"help/one.md": "---\norphan: true\n---\n# Help\n", "../elsewhere/two.md": "# Not ours\n"})
    (archive.root / "docs").mkdir()
    (archive.root / "docs/one.md").symlink_to("../help/one.md")
    (archive.root / "other").mkdir()
    (archive.root / "other/circle").symlink_to("..")  # nothing there is read
    done = build(archive, "-W")
    assert done.returncode == 0, done.stderr
    assert (archive.root / "_build/html/docs/one.html").is_file()
    (archive.root / "docs/two.md").symlink_to("../../elsewhere/two.md")
    (archive.root / "docs/far").symlink_to("../../elsewhere")
    done = build(archive)
    assert done.returncode == 0, done.stderr
    assert "docs/two.md:1: this is a symbolic link that leaves the archive" in done.stderr
    assert "docs/far:1: this is a symbolic link that leaves the archive" in done.stderr
    assert (archive.root / "_build/html/docs/one.html").is_file()
    assert not list((archive.root / "_build").rglob("two*"))


@pytest.mark.parametrize("folder", ["organizations", "releases/2011"])
def test_a_folder_that_cannot_be_read_stops_everything(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    real = os.scandir

    def refuse(path: str) -> object:
        if os.fspath(path) == os.path.join(archive.root, folder):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = loaded(archive)
    assert shown(found) == [(folder, 1, Code.UNREADABLE)], "and nothing of what follows from it"
    assert load_records(archive.root).problems or folder != "organizations"


@pytest.mark.parametrize(("name", "make"), [("organizations", pipe), ("topics", loop), ("topics", Path.touch)])
def test_a_source_folder_that_is_none(archive: ArchiveOnDisk, name: str, make: Callable[[Path], None]) -> None:
    if (archive.root / name).exists():
        (archive.root / name).rename(archive.root / "before")
    make(archive.root / name)
    assert shown(loaded(archive)) == [(name, 1, Code.UNREADABLE)]


@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="permissions do not apply to root")
@pytest.mark.parametrize("path", ["organizations/osce.md", "releases/2011", "docs"])
def test_without_permission_nothing_is_built(archive: ArchiveOnDisk, path: str) -> None:
    archive.put({"docs/about.md": "---\norphan: true\n---\n# About\n"})
    assert main(["publish", "--root", str(archive.root)]) == 0
    first = build(archive)
    assert first.returncode == 0, first.stderr
    site = archive.root / "_build/html"
    before = {p: p.stat().st_ino for p in site.rglob("*")}
    mode = (archive.root / path).stat().st_mode
    (archive.root / path).chmod(0)
    try:
        done = warm.run("sphinx_newsroom", ["build", "-q"], cwd=archive.root, permitted=True)
        check = warm.run("sphinx_newsroom", ["check"], cwd=archive.root, permitted=True)
    finally:
        (archive.root / path).chmod(mode)
    if path.startswith("docs"):
        assert (done.returncode, f"{path}: the f" in done.stderr) == (2, True), done.stderr
    else:
        assert (done.returncode, check.returncode) == (1, 1)
        for shown in (done.stderr, check.stdout):
            assert f"{path}:1: [unreadable]" in shown
            assert shown.count(": [") == 1, "one cause, and not all that follows"
    assert {p: p.stat().st_ino for p in site.rglob("*")} == before


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("releases/x.md", 300),
        ("organizations/x.md", 300),
        ("topics/x.md", 300),
        ("releases/x.ipynb", 3000),
    ],
)
def test_a_file_without_end_is_left_out_alone(archive: ArchiveOnDisk, path: str, limit: int) -> None:
    archive.put({"conf.py": CONF + "newsroom_max_text = 300\n"})
    (archive.root / path).parent.mkdir(exist_ok=True)
    (archive.root / path).write_bytes(b"x" * (limit + 1))
    found = open_archive(archive.root, Settings(max_text=300))
    assert shown(found) == [(path, 1, Code.TOO_LARGE)]
    assert found.withheld.keys() == {path.rsplit(".", 1)[0]}
    assert main(["check", "--root", str(archive.root)]) == 1
    (archive.root / path).write_bytes(b"x" * limit)
    assert Code.TOO_LARGE not in {code for _, _, code in shown(open_archive(archive.root, Settings(max_text=300)))}


def linked(count: int, text: str = "[a](https://example.org)") -> str:
    """A release with so many links, two of them on line 6 and two on each further one."""
    body = "\n".join(" ".join([text] * min(2, count - begun)) for begun in range(0, count, 2))
    return f"---\ntitle: T\ndate: 2011-01-01\n---\n\n{body}\n"


@pytest.mark.parametrize("text", ["[a](https://example.org)", "<https://example.org>", "{org}`un`", "[^1]"])
def test_a_text_with_more_links_than_any_release_has_is_left_out(archive: ArchiveOnDisk, text: str) -> None:
    archive.put({"conf.py": CONF + "newsroom_max_links = 20\n", "releases/x.md": linked(21, text)})
    found = open_archive(archive.root, Settings(max_links=20))
    (problem,) = (problem for problem in found.problems if problem.code is Code.TOO_LARGE)
    assert str(problem) == (
        "releases/x.md:16: [too-large] the text has more than 20 links; this is the next one; "
        "divide the text, or raise newsroom_max_links in conf.py"
    )
    assert "releases/x" in found.withheld
    assert main(["check", "--root", str(archive.root)]) == 1
    archive.put({"releases/x.md": linked(20, text)})
    assert Code.TOO_LARGE not in {code for _, _, code in shown(open_archive(archive.root, Settings(max_links=20)))}
