"""What comes from other archives: what is taken, and what ends as text or is told."""

from __future__ import annotations

import http.server
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.answering import answering

from sphinx_newsroom.archive.other_archives import (
    OtherArchive,
    OtherEntry,
    OtherRelease,
    WrongDataError,
    document,
    load_others,
    read_document,
)
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import ConfigError, archives_of
from sphinx_newsroom.operations.other_archives import (
    Fetched,
    Fetcher,
    FetchError,
    InventoryObject,
    fetched,
    inventory,
    objects_of,
    update,
)

URL = "https://press.example/"
WANTED = {("official", "Q7"), ("organization", "Q5")}
HEAD = b"# Sphinx inventory version 2\n# Project: x\n# Version: \n# zlib\n"


def packed(*lines: str) -> bytes:
    return HEAD + zlib.compress("".join(f"{line}\n" for line in lines).encode())


def official(**said: Any) -> dict[str, Any]:
    return {
        "id": "roe",
        "url": f"{URL}officials/roe.html",
        "name": "Jane Roe",
        "identifiers": {"wikidata": "Q7"},
        "releases": 2,
        **said,
    }


def item(**said: str | None) -> str:
    parts = {"link": f"{URL}releases/1.html", "title": "Harbour opens", "pubDate": "Tue, 21 Jun 2011 00:00:00 GMT"}
    return "".join(
        f"<{name}>{escape(value)}</{name}>" for name, value in {**parts, **said}.items() if value is not None
    )


def feed(*items: str) -> bytes:
    rows = "".join(f"<item>{one}</item>" for one in items)
    return f"<rss><channel><language>fr</language>{rows}</channel></rss>".encode()


def fetching(files: dict[str, Any]) -> Callable[[str, int], bytes]:
    """What an archive with these files answers; an error in the place of a file is raised."""

    def fetch(url: str, limit: int) -> bytes:
        value = files[url.removeprefix(URL)]
        if isinstance(value, Exception):
            raise value
        return value if isinstance(value, bytes) else json.dumps(value).encode()

    return fetch


def files_of(officials: Any, items: Any = None, **others: Any) -> dict[str, Any]:
    return {
        "data/index.json": {"title": "Press", "language": "en", "format": 1},
        "data/officials.json": officials,
        "data/organizations.json": [],
        "officials/roe/rss.xml": feed(*([item()] if items is None else items)),
        "objects.inv": packed("roe newsroom:official 1 officials/roe.html Jane Roe"),
        **others,
    }


def site(officials: Any, items: Any = None, **others: Any) -> Fetched:
    """What is taken of an archive whose files are these."""
    return fetched("press", URL, WANTED, fetching(files_of(officials, items, **others)))


def test_a_sound_archive_is_taken() -> None:
    found = site([official(), official(id="other", identifiers={"wikidata": "Q1"}), official(identifiers={})])
    assert found.problems == []
    latest = (OtherRelease("Harbour opens", "2011-06-21", f"{URL}releases/1.html", "fr"),)
    entry = OtherEntry("official", "Q7", "roe", "Jane Roe", f"{URL}officials/roe.html", 2, latest)
    assert found.archive == OtherArchive("press", URL, "Press", "en", (entry,))
    assert found.objects == [InventoryObject("roe", "official", "officials/roe.html", "Jane Roe")]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # text, which pages escape
        ("a\u202eb\n c", "ab c"),
        ("x" * 5_000, "x" * 299 + "…"),
    ],
)
def test_titles_are_one_line_of_text(title: str, text: str) -> None:
    found = site([official()], [item(title=title)])
    assert [one.title for one in found.archive.entries[0].latest] == [text]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (item(link="javascript:alert(1)"), "isn't below"),
        (item(link="//evil.example/"), "isn't below"),
        (item(link=f"{URL}" + "x" * 5_000), "isn't below"),
        (item(link="https://[::1"), "an address isn't valid"),
        (item(title=None), "a title isn't text"),
        (item(pubDate="yesterday"), "a date isn't valid"),
    ],
)
def test_a_wrong_release_is_left_out_and_told(wrong: Any, words: str) -> None:
    found = site([official()], [wrong, item()])
    assert [one.title for one in found.archive.entries[0].latest] == ["Harbour opens"]
    assert len(found.problems) == 1
    assert words in found.problems[0]
    assert "officials/roe/rss.xml: " in found.problems[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (official(id="../../etc/passwd"), "the id isn't valid"),
        (official(releases=-1), "the number of releases isn't valid"),
        (official(url="javascript:alert(1)"), "isn't below"),
        (official(name=None), "the name isn't text"),
        (official(url="http://[::1"), "an address isn't valid"),
    ],
)
def test_a_wrong_entry_is_left_out_and_told(wrong: Any, words: str) -> None:
    found = site([wrong, 3, None, {"identifiers": []}])
    assert found.archive.entries == ()
    assert [words in problem for problem in found.problems] == [True]


def test_two_entries_of_one_id_are_told() -> None:
    assert site([official(), official(id="roe-2")]).problems == ["data/officials.json has Q7 twice; the first is taken"]


@pytest.mark.parametrize(
    "others",
    [
        {"data/index.json": []},
        {"data/index.json": {"title": 3}},
        {"data/organizations.json": {}},
        {"data/organizations.json": b"[" * 200_000},
        {"objects.inv": HEAD + b"no zlib"},
        {"objects.inv": HEAD + zlib.compress(b"\0" * (80 << 20), 1)},  # 80 KB that are 80 MB
    ],
)
def test_an_archive_that_is_none_is_refused(others: dict[str, Any]) -> None:
    with pytest.raises(WrongDataError):
        site([official()], **others)


def test_an_inventory_leads_nowhere_else() -> None:
    data = packed(
        "roe newsroom:official 1 officials/roe.html Jane <b>Roe</b>",
        "2011/opening newsroom:release 1 releases/2011/opening.html#- Opening",
        "a newsroom:official 1 /etc/passwd x",
        "b newsroom:official 1 https://evil.example/ x",
        "c newsroom:official 1 javascript:alert(1) x",
        "d newsroom:official 1 ../../x.html x",
        "e py:function 1 x.html x",
        'f newsroom:official 1 "><script> x',
        "nonsense",
    )
    found = objects_of(data)
    assert [one.id for one in found] == ["2011/opening", "roe"]
    assert objects_of(inventory(found, "Press")) == found
    assert inventory(found, "Press") == inventory(list(found), "Press")


def test_what_is_kept_is_believed_as_it_was_written_alone(tmp_path: Path) -> None:
    archive = site([official()]).archive
    text = document(archive)
    assert read_document("press", URL, text) == archive
    for changed in (text.replace("Harbour", "Harbor"), text.replace('"releases": 2', '"releases": 3'), "{}", "[]", ""):
        with pytest.raises(WrongDataError):
            read_document("press", URL, changed)
    with pytest.raises(WrongDataError):
        read_document("press", "https://other.example/", text)
    (tmp_path / "archives").mkdir()
    for name, content in (("press", text), ("left", text), ("broken", "{")):
        (tmp_path / f"archives/{name}.json").write_text(content, encoding="utf-8")
    others, problems = load_others(tmp_path, {"press": URL, "broken": URL, "new": URL})
    assert others.archives == (archive,)
    assert sorted(problem.path for problem in problems) == [
        "archives/broken.json",
        "archives/left.json",
        "archives/press.inv",
        "conf.py",
    ]
    assert not any(problem.is_error for problem in problems)


@settings(max_examples=10)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
        max_leaves=8,
    )
)
def test_any_json_is_taken_or_told(value: Any) -> None:
    for files in (
        {"officials": value},
        {"officials": [official(name=value)]},
    ):
        try:
            found = site(**files)
        except WrongDataError:
            continue
        assert read_document("press", URL, document(found.archive)) == found.archive


@pytest.mark.parametrize(
    "data",
    [b"\xff", b'<!DOCTYPE rss [<!ENTITY a "aa">]>' + feed(item())],
)
def test_what_is_no_feed_is_told(data: bytes) -> None:
    found = site([official()], **{"officials/roe/rss.xml": data})
    assert found.problems == [f"{URL}officials/roe/rss.xml: it isn't a feed"]


@pytest.mark.parametrize(
    "value",
    [{"OSCE": URL}, {"x": 3}, {"x": "javascript:alert(1)"}],
)
def test_wrong_settings_are_told(value: dict[object, object]) -> None:
    with pytest.raises(ConfigError):
        archives_of("newsroom_archives", value)


def test_what_did_not_answer_is_shown_as_it_was_known(tmp_path: Path) -> None:
    wanted = {("official", "Q7"): "jane"}
    first = update(tmp_path, "press", URL, wanted, fetching(files_of([official()])))
    assert (first.changes, first.written) == (("new: official roe (Jane Roe), 2 releases",), True)
    slow = {"officials/roe/rss.xml": FetchError("it takes long")}
    second = update(tmp_path, "press", URL, wanted, fetching(files_of([official()], **slow)))
    assert (second.changes, second.written) == ((), False)
    assert second.problems == (f"{URL}officials/roe/rss.xml: it takes long",)
    wrong = update(tmp_path, "press", URL, wanted, fetching(files_of([official(url="http://[::1")])))
    assert (wrong.changes, wrong.written, len(wrong.problems)) == ((), False, 1)
    gone = update(tmp_path, "press", URL, wanted, fetching(files_of([])))
    assert gone.changes == ("gone: official roe (Jane Roe), which had 2 releases",)
    with pytest.raises(FetchError):
        update(tmp_path, "press", URL, wanted, fetching({"data/index.json": FetchError("nobody there")}))
    assert load_others(tmp_path, {"press": URL})[0].archives == (gone.archive,)


# Fetching


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            self.rfile.read()  # until whoever asks waits no longer
            return
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", unquote(self.path.removeprefix("/to/")).replace("round", "/to/round"))
            self.end_headers()
            return
        self.send_response(404 if self.path == "/none" else 500 if self.path == "/broken" else 200)
        self.end_headers()
        self.wfile.write(b"x" * 100)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}"


def test_files_are_fetched_within_bounds(served: str) -> None:
    fetcher = Fetcher(local=True)
    assert fetcher.fetch(f"{served}/x", 100) == b"x" * 100
    assert fetcher.fetch(f"{served}/to//x", 100) == b"x" * 100
    for path, words in (
        ("/x", "larger than 99 bytes"),
        ("/none", "no such file"),
        ("/broken", "500"),
        ("/to/round", "redirects more than 3 times"),
        ("/to/file:///etc/passwd", "isn't https"),
        ("/to/gopher://x/", "isn't https"),
        ("/to/http://[::1", "an address"),
        ("/to/http://x:99999999/", "an address"),
        ("/to/http://a%00b/", "can't be found"),
        ("/to/http://\xff..x/", "can't be found|no address"),
    ):
        with pytest.raises(FetchError, match=words):
            fetcher.fetch(served + quote(path, safe="/:[]"), 99)
    with pytest.raises(FetchError, match="longer than 1 seconds"):
        Fetcher(local=True, seconds=1).fetch(f"{served}/slow", 1_000)
    assert Fetcher().seconds <= 60, "of a host that sends a byte now and then"


def test_whatever_one_archive_brings_about_the_others_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinx_newsroom"]\nnewsroom_archives = {"one": "https://one.example/", "two": "https://two.example/"}\n'
    )

    def fetch(_: Fetcher, url: str, __: int) -> bytes:
        raise KeyError(url)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    assert main(["--root", str(tmp_path), "archives", "update"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["one", "two"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://93.184.216.34/", "isn't https"),
        ("https://127.0.0.1/", "private network"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://user:pass@press.example/", "password"),
        ("https://[bad/", "an address"),
    ],
)
def test_only_public_addresses_are_read(address: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        Fetcher().fetch(address, 100)


def test_a_name_that_leads_into_the_own_network_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where the first of several addresses is public, and where a redirect leads there."""
    import socket

    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    with pytest.raises(FetchError, match="private network"):
        Fetcher().fetch("https://press.example/", 100)
