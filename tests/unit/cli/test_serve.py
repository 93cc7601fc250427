"""What ``newsroom serve`` decides without a server: files, following, states, what a build said, what has changed."""

from __future__ import annotations

import http.client
import json
import re
import tracemalloc
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.helpers.answering import answering
from tests.helpers.serving import LONG

from sphinx_newsroom.extras import preview as serve
from sphinx_newsroom.extras.preview import Board, PreviewServer, Site, State, is_meant
from sphinx_newsroom.files import PACKAGE

BUILT = State(built=True)

PAGE = '<!doctype html><html><head><title>A</title></head><body><img src="../a.png"><img src="//e.org/x"></body></html>'
MINE = {"Host": "localhost:8000"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "releases/2026").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "releases/2026/ä b.html").write_text(PAGE, encoding="utf-8")
    (site / "releases/index.html").write_text(PAGE, encoding="utf-8")
    (site / "releases/a.png").write_bytes(b"1")
    (site / ".newsroom-preview").write_text("hidden", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (site / "out.html").symlink_to(tmp_path / "secret.html")
    return site


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "index.html"),
        ("/index.html?q=1#x", "index.html"),
        ("/releases/2026/%C3%A4%20b.html", "releases/2026/ä b.html"),
        ("//releases/a.png", "releases/a.png"),
        *[
            (target, None)
            for target in (
                "",
                "/absent.html",
                "/%2e%2e/secret.html",
                "/releases/..%2f..%2fsecret.html",
                "/.newsroom-preview",
                "/out.html",
                "/%ff",
                "index.html",
                "/releases",
                "/..\\secret.html",
                "/C:/secret.html",
                "/a%00b",
                "/" + "x" * 5_000,
            )
        ],
    ],
)
def test_an_address_leads_to_a_file_of_the_site_or_nowhere(folder: Path, target: str, path: str | None) -> None:
    found = serve.file_of((folder,), target)
    assert (found.relative_to(folder).as_posix() if found else None) == path


def test_a_page_follows_and_its_file_stays_as_it_is(folder: Path) -> None:
    site = Site(folder.with_name("work"), folder, Board(BUILT), "run", "127.0.0.1")
    answer = site.answer("/", MINE)
    text = answer.content.decode()
    digest = serve.digest_of((folder,), "/")
    assert f'<script defer src="/_newsroom/follow.js" data-page="{digest}"></script></head>' in text
    assert (folder / "index.html").read_text(encoding="utf-8") == PAGE
    assert site.answer("/releases/a.png", MINE).file == folder / "releases/a.png"
    assert site.answer("/_newsroom/follow.js", MINE).status == 200
    assert site.answer("/_newsroom/server.py", MINE).status == 404
    assert site.answer("/_newsroom/../server.py", MINE).status == 404
    assert site.answer("/releases", MINE).headers == (("Location", "/releases/"),)
    assert b"follow.js" in site.answer("/absent.html", MINE).content, "it comes when it is built"


def test_a_film_is_sent_piece_by_piece(folder: Path) -> None:
    """A browser asks several times for a film, and one of three gigabytes was in memory as often."""
    size = 100 << 20
    with (folder / "film.mp4").open("wb") as film:
        film.truncate(size)
    server = PreviewServer(("127.0.0.1", 0), Site(folder.with_name("work"), folder, Board(BUILT), "run", "127.0.0.1"))
    with (
        answering(server),
        closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=LONG)) as connection,
    ):
        tracemalloc.start()
        try:
            for method, sent in (("HEAD", 0), ("GET", size)):
                connection.request(method, "/film.mp4")
                answer = connection.getresponse()
                assert (answer.status, answer.headers["Content-Length"]) == (200, str(size))
                got = 0
                while piece := answer.read(1 << 16):
                    got += len(piece)
                assert got == sent
            assert tracemalloc.get_traced_memory()[1] < size / 4
        finally:
            tracemalloc.stop()


def test_a_file_that_cannot_be_opened_is_absent(folder: Path) -> None:
    site = Site(folder.with_name("work"), folder, Board(BUILT), "run", "127.0.0.1")
    gone = serve.Answer(200, "text/html", b"", file=folder / "index.html/page")
    server = PreviewServer(("127.0.0.1", 0), SimpleNamespace(answer=lambda *_: gone, absent=site.absent))  # type: ignore[arg-type]
    with answering(server), closing(http.client.HTTPConnection("127.0.0.1", server.server_port)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().status == 404


def test_a_page_is_shown_as_soon_as_it_is_written_once_all_it_loads_is_there(folder: Path) -> None:
    work = folder.with_name("work")
    work.mkdir()
    (work / "index.html").write_text("<head></head>New", encoding="utf-8")
    board = Board(State())
    site = Site(work, folder, board, "run", "127.0.0.1")
    assert b"New" not in site.answer("/", MINE).content
    known = dict(site.answer("/_newsroom/state?page=/", MINE).headers)["ETag"]
    board.state = board.state.ended("", ())
    assert b"New" in site.answer("/", MINE).content
    assert site.answer("/releases/", MINE).status == 200, "the other folder has what is not built yet"
    (work / "index.html").write_text("<head></head>Newer", encoding="utf-8")
    assert site.answer("/_newsroom/state?page=/", {**MINE, "If-None-Match": known}).status == 200


@pytest.mark.parametrize(
    ("asked", "host", "is_so"),
    [
        ("localhost:8000", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("desk.example.org:8000", "desk.example.org", True),
        ("evil.example.org:8000", "127.0.0.1", False),
        ("", "127.0.0.1", False),
    ],
)
def test_no_other_name_gets_anything(folder: Path, asked: str, host: str, is_so: bool) -> None:
    assert is_meant(asked, host) is is_so
    site = Site(folder.with_name("work"), folder, Board(BUILT), "run", host)
    assert (site.answer("/", {"Host": asked}).status == 200) is is_so


def test_a_page_is_another_when_a_picture_of_it_is(folder: Path) -> None:
    page = "/releases/2026/%C3%A4%20b.html?q"
    first = serve.digest_of((folder,), page)
    (folder / "releases/a.png").write_bytes(b"12")
    assert serve.digest_of((folder,), page) != first
    assert serve.digest_of((folder,), "/absent.html") == ""


def test_a_package_that_somebody_works_on_is_loaded_anew() -> None:
    assert [serve._is_installed(module) for module in (json, pytest, serve)] == [True] * 3
    assert not serve._is_installed(SimpleNamespace(__file__=str(PACKAGE.parent / "years.py")))


def test_the_state_is_told_once(folder: Path) -> None:
    board = Board(BUILT)
    site = Site(folder.with_name("work"), folder, board, "run", "127.0.0.1")
    first = site.answer("/_newsroom/state?page=/", MINE)
    known = dict(first.headers)["ETag"]
    assert site.answer("/_newsroom/state?page=/", {**MINE, "If-None-Match": known}).status == 304
    board.state = board.state.begun()
    assert site.answer("/_newsroom/state?page=/", {**MINE, "If-None-Match": known}).status == 200
    assert dict(Site(folder, folder, board, "other", "").answer("/_newsroom/state", MINE).headers)["ETag"] != known


def test_a_build_that_fails_leaves_the_pages() -> None:
    failing = State().begun().ended("no conf.py", ("releases/a.md:3: [title] No.",))
    assert (failing.built, failing.building) == (False, False)
    assert failing.begun().ended("", ()).begun().ended("the disk refuses", ()).built


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("/a/releases/x.md:7: WARNING: [title] No; write one", "releases/x.md:7: [title] No; write one"),
        ("/a/releases/x.md:7: [title] No; write one", "releases/x.md:7: [title] No; write one"),
        ("releases/x.md: WARNING: odd", "releases/x.md: odd"),
        ("WARNING: odd: very", "odd: very"),
        ("everything is built again", None),
    ],
)
def test_what_a_build_warned_of_is_known_by_file_and_line(line: str, trouble: str | None) -> None:
    found = serve.outcome("{}", line, Path("/a"), well=True)
    assert found == serve.BuildOutcome("", (trouble,) if trouble else ())


def test_what_is_left_out_is_said_once_and_why_a_build_failed() -> None:
    row = {"path": "x.md", "line": 2, "code": "title", "message": "No", "advice": "write one"}
    said = json.dumps({"left_out": [{"problems": [row]}], "next_due": "2026-01-01T00:00:00+00:00"})
    # Sphinx says the kind of a warning behind it, and it is the same problem all the same.
    for report, kind in ((said, ""), (said, " [newsroom.title]"), ("{}", " [newsroom.title]")):
        found = serve.outcome(report, f"/a/x.md:2: WARNING: [title] No; write one{kind}", Path("/a"), well=True)
        assert found.troubles == ("x.md:2: [title] No; write one",)
        assert found.next_due == (json.loads(report).get("next_due"))
    for report, last, failed in (('{"error": "no"}', "", "no"), ("", "a\nKeyError: b\n", "KeyError: b")):
        assert serve.outcome(report, last, Path("/a"), well=False).failed == failed


def test_a_look_sees_what_a_build_reads_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    for path in ("a.md", "releases/b.md", "_build/c.md", ".git/d", "releases/.b.md.swp", "b.md~", "env/pyvenv.cfg"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("1", encoding="utf-8")
    (tmp_path / "brand/loop").mkdir(parents=True)
    (tmp_path / "brand/own.css").write_text("1", encoding="utf-8")
    for link, target in (("_static", "brand"), ("releases/up", ""), ("_static/loop/again", "brand")):
        (root / link).symlink_to(tmp_path / target)
    before = serve.look(root)
    assert {Path(path).relative_to(root).as_posix() for path in before} == {"a.md", "releases/b.md", "_static/own.css"}
    (root / "a.md").write_text("12", encoding="utf-8")
    (root / "new.md").write_text("1", encoding="utf-8")
    (root / "releases/b.md").unlink()
    found = serve.changed(before, serve.look(root))
    assert [re.sub(r".*/", "", path) for path in found] == ["a.md", "new.md", "b.md"]
