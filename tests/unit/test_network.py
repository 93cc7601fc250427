"""Hosts that never come to an end are left after the time that they have, whoever asks them."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sphinx_newsroom.analysis import archive
from sphinx_newsroom.analysis.filters import ArchiveError
from sphinx_newsroom.extras import notices
from sphinx_newsroom.network import is_public
from sphinx_newsroom.operations import publish
from sphinx_newsroom.operations.other_archives import Fetcher, FetchError

PATIENCE = 0.5
"""Seconds that a host has here."""
ENOUGH = 20.0
"""Seconds after which whoever still waits is taken to wait for ever."""
WAYS = {
    "it goes on and on": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a head without end": (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
    "a body byte by byte": (b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b"a"),
    "a piece without end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
}
"""What a host sends first, and then every tenth of a second: it is never silent for long."""


def _is_answered(begin: bytes, _: bytes = b"") -> bool:
    """Whether the head of an answer is whole."""
    return begin.endswith(b"\r\n\r\n")


class Host:
    """A host that answers each request by *begin*, and then *goes_on* with something."""

    def __init__(self, begin: bytes, goes_on: bytes) -> None:
        self.begin, self.goes_on = begin, goes_on
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.ended = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}/"

    def serve(self) -> None:
        while not self.ended.is_set():
            asked, _ = self.listening.accept()
            threading.Thread(target=self.answer, args=(asked,), daemon=True).start()

    def answer(self, asked: socket.socket) -> None:
        with asked:
            try:
                asked.recv(1 << 16)
                asked.sendall(self.begin)
                while self.goes_on and not self.ended.wait(0.1):
                    asked.sendall(self.goes_on)
            except OSError:
                return  # nobody listens any more


@pytest.fixture
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    found = Host(*request.param)
    yield found
    found.ended.set()
    socket.create_connection(found.listening.getsockname()).close()
    found.listening.close()


def fetch(address: str) -> object:
    return Fetcher(local=True, seconds=PATIENCE).fetch(address, 100_000)


def tell_hub(address: str) -> object:
    notices.tell(address, ["https://archive.example.org/rss.xml"])
    return None


def stamp(address: str) -> object:
    return publish._by_calendar("text", address)


def download(address: str) -> object:
    return archive.downloaded(address, Path(os.devnull), 1_000_000, lambda _: None)


ASKING: dict[Callable[[str], object], type[Exception]] = {
    fetch: FetchError,
    tell_hub: notices.NoAnswerError,
    stamp: publish.TimestampError,
    download: ArchiveError,
}


_CASES = {
    f"{ask.__name__}, {name}": (ask, way)
    for ask in ASKING
    for name, way in WAYS.items()
    if ask is not download or not _is_answered(*way)  # a database takes as long as it takes
}


@pytest.mark.parametrize(("ask", "host"), _CASES.values(), ids=_CASES, indirect=["host"])
def test_a_host_without_end_is_left(host: Host, ask: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_TIMEOUT", PATIENCE)
    monkeypatch.setattr(notices, "_TIMEOUT", PATIENCE)
    monkeypatch.setattr(archive, "_PATIENCE", PATIENCE)
    ended: list[Exception | None] = []

    def run() -> None:
        try:
            ask(host.address)
            ended.append(None)
        except Exception as error:
            ended.append(error)

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(ENOUGH)
    assert ended, "it still waits"
    if ask is tell_hub and _is_answered(host.begin):
        assert ended == [None]  # the hub has taken it, whatever else it says
    else:
        assert isinstance(ended[0], ASKING[ask])


@pytest.mark.parametrize(
    "host", [(b"HTTP/1.1 301 Moved\r\nLocation: https://hub.example/\r\n\r\n", b"")], indirect=True
)
def test_what_leads_elsewhere_was_not_told(host: Host) -> None:
    """A POST that is led on becomes a GET, which a hub answers with its front page, and 200."""
    with pytest.raises(notices.HubRefusedError, match="it leads to https://hub"):
        tell_hub(host.address)
    with pytest.raises(publish.TimestampError, match="301"):
        stamp(host.address)


@pytest.mark.parametrize(
    ("addresses", "wanted"),
    [
        # what Python 3.11.7 took for public
        ("192.0.0.192 64:ff9b:1::7f00:1 ::127.0.0.1 ::ffff:0:7f00:1 5f00::1 3fff::1 192.88.99.1", False),
        # its kind: the limits of networks, other ways to hold an address of IPv4, what is not given out
        (
            "192.0.0.9 192.0.0.0 192.88.99.255 3fff:fff:ffff::1 2001:1ff:ffff::1 2001:20::1 100::1 4000::1 1fff::1",
            False,
        ),
        ("::ffff:0:169.254.169.254 ::192.168.0.1 64:ff9b::192.0.0.192 2002:7f00:1::1 2002:c000:c0::", False),
        ("2001:0:5db8:d822::80ff:fffe 2001:0:7f00:1::a247:27dd ::ffff:100.64.0.1 ::ffff:127.0.0.1%lo", False),
        ("0.1.2.3 100.127.255.255 172.31.255.255 198.19.0.1 224.0.0.1 240.0.0.1 255.255.255.255", False),
        (":: ::1 fe80::1%eth0 fec0::1 fc00::1 ff0e::1 100:0:0:1::1 2001:db8::1 0177.0.0.1 2130706433 1", False),
        ("1.1.1.1 100.128.0.1 172.32.0.1 192.0.1.1 192.88.98.1 192.88.100.1 198.20.0.1 223.255.255.255", True),
        ("2a00::1 2606:4700::1 2001:200::1 2001:4860:4860::8888 2620:4f:8000::1 3ffe::1 3fff:1000::1", True),
        ("::ffff:93.184.216.34 64:ff9b::93.184.216.34 2002:5db8:d822::1 ::ffff:0:93.184.216.34", True),
    ],
)
def test_an_address_is_public_where_everybody_reaches_it(addresses: str, wanted: bool) -> None:
    assert [one for one in addresses.split() if is_public(one) is not wanted] == []
