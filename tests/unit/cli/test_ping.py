"""A hub is notified of the feeds that changed, each once, and again where it did not take that."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from tests.helpers.answering import answering
from tests.helpers.site_lists import list_files

from sphinx_newsroom import cli
from sphinx_newsroom.operations.site import LIST

CONF = (
    'project = "x"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
    'html_baseurl = "https://archive.example.org/"\n'
)
MADE = {
    **dict.fromkeys(("rss.xml", "atom.xml", "feed.json"), "1"),
    "atom/1.xml": "2",
    "organizations/größe/rss.xml": "3",
    "feeds.opml": "5",
    "releases/2011/opening/feed.json": "6",
    "index.html": "7",
}
ALL = [
    f"https://archive.example.org/{path}"
    for path in ("atom.xml", "feed.json", "organizations/gr%C3%B6%C3%9Fe/rss.xml", "rss.xml")
]


class Hub(HTTPServer):
    """Keeps what it was notified of; refuses more than *most* a request, and one that ends in *refuses*."""

    told: list[str]
    requests: int
    refuses: str
    most: int


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["hub.mode"] == ["publish"]
        addresses = form["hub.url"]
        wrong = [one for one in addresses if self.server.refuses and one.endswith(self.server.refuses)]
        refused = wrong or len(addresses) > self.server.most
        self.server.requests += 1
        if not refused:
            self.server.told += addresses
        self.send_response(500 if refused else 204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), _Handler)
    server.told, server.requests, server.refuses, server.most = [], 0, "", 100
    with answering(server):
        yield server


@pytest.fixture
def root(tmp_path: Path, hub: Hub) -> Path:
    (tmp_path / "conf.py").write_text(f'{CONF}newsroom_websub_hub = "http://127.0.0.1:{hub.server_port}/"\n')
    site = tmp_path / "_build/html"
    site.mkdir(parents=True)
    list_files(site, MADE)
    return tmp_path


def ping(root: Path, *arguments: str) -> int:
    return cli.main(["--root", str(root), "ping", *arguments])


@pytest.mark.parametrize(
    ("most", "arguments", "requests"), [(100, [], 1), (1, [], 5), (2, [], 5), (100, ["--one-by-one"], 4)]
)
def test_every_feed_is_told_once(root: Path, hub: Hub, most: int, arguments: list[str], requests: int) -> None:
    hub.most = most
    for _ in range(2):
        assert ping(root, *arguments) == 0
        assert (hub.told, hub.requests) == (ALL, requests)
    assert ping(root, "--all") == 0
    assert hub.told == [*ALL, *ALL]


def test_hundreds_are_told_in_several_requests(root: Path, hub: Hub) -> None:
    list_files(root / "_build/html", {f"topics/t{number:03}/rss.xml": "1" for number in range(250)})
    assert ping(root) == 0
    assert (len(hub.told), hub.requests) == (250, 3)


def test_a_feed_that_changed_is_told_again(root: Path, hub: Hub) -> None:
    ping(root)
    hub.told.clear()
    list_files(root / "_build/html", {**MADE, "organizations/größe/rss.xml": "other", "index.html": "other"})
    assert ping(root) == 0
    assert hub.told == [ALL[2]]


def test_the_feeds_of_a_site_without_a_list_are_read(root: Path, hub: Hub) -> None:
    site = root / "_build/html"
    (site / LIST).unlink()
    for path in MADE:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(path, encoding="utf-8")
    assert ping(root) == 0
    assert hub.told == ALL
    (site / "atom.xml").write_text("other", encoding="utf-8")
    assert ping(root) == 0
    assert hub.told == [*ALL, ALL[0]]


def test_what_was_refused_is_told_the_next_time(root: Path, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    hub.refuses = "feed.json"
    assert ping(root) == 1
    assert "the hub refused https://archive.example.org/feed.json" in capsys.readouterr().err
    hub.refuses = ""
    hub.told.clear()
    assert ping(root) == 0
    assert hub.told == [ALL[1]]


def test_a_hub_that_does_not_answer_is_asked_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "conf.py").write_text(f'{CONF}newsroom_websub_hub = "http://127.0.0.1:1/"\n')
    assert ping(root) == 1
    said = capsys.readouterr().err
    assert said.count("doesn't answer") == 1
    assert "notified of 0 feeds; 4 changed" in said


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        (CONF, "newsroom_websub_hub isn't set"),
        (
            CONF.replace("html_baseurl", "x") + 'newsroom_websub_hub = "https://hub.example/"\n',
            "html_baseurl isn't set",
        ),
        (CONF + 'newsroom_websub_hub = "hub.example"\n', "begins with https://"),
        (CONF + 'newsroom_websub_hub = "https://hub.example/"\n', "doesn't contain a built site"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, conf: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "conf.py").write_text(conf)
    assert ping(tmp_path) == 2
    assert said in capsys.readouterr().err
