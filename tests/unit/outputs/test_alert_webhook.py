"""A webhook is told in time or not at all, and never within a private network unasked."""

from __future__ import annotations

import base64
import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_newsroom.extras import alerts
from sphinx_newsroom.extras.alerts import SecretError, WebhookRefusedError, headers_of, post, secret_of

PUBLIC = "93.184.215.14"


def leading_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[tuple[str, int]]:
    """Have every name lead to these addresses; returns where connections were tried."""
    tried: list[tuple[str, int]] = []

    def connect(place: tuple[str, int], timeout: float) -> Any:
        tried.append(place)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (one, 443)) for one in addresses])
    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_no_address_of_a_private_network_is_connected_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    tried = leading_to(monkeypatch, PUBLIC, address)
    with pytest.raises(WebhookRefusedError, match=r"in a private network; allow it with --private hooks\.example:443"):
        post("https://hooks.example/x", {}, b"")
    assert tried == []


def test_the_address_that_was_looked_at_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = leading_to(monkeypatch, PUBLIC)
    with pytest.raises(WebhookRefusedError, match="refused"):
        post("https://hooks.example/x", {}, b"")
    assert tried == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "https://ada:b@hooks.example/",
        "https://[::1/",
    ],
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    tried = leading_to(monkeypatch, PUBLIC)
    with pytest.raises(WebhookRefusedError, match="doesn't begin with https://"):
        post(url, {}, b"")
    assert tried == []


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(WebhookRefusedError, match="the host can't be found"):
        post(f"https://{'ä' * 80}.example/", {}, b"")


@pytest.fixture
def dribbling() -> Iterator[str]:
    """A receiver that sends a byte now and then, and never comes to an end."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            while True:
                taken, _ = listening.accept()
                with closing(taken), suppress(OSError):
                    taken.sendall(b"HTTP/1.1 ")
                    while True:
                        taken.sendall(b"2")
                        time.sleep(0.05)

    threading.Thread(target=answer, daemon=True).start()
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    listening.close()


def test_a_receiver_that_never_ends_is_left(dribbling: str) -> None:
    begun = time.monotonic()
    with pytest.raises(WebhookRefusedError, match=r"no answer in 0\.3 seconds"):
        post(f"http://{dribbling}/ümlaut?q=ß", {}, b"{}", {dribbling}, 0.3)
    assert time.monotonic() - begun < 10


def test_nothing_is_sent_once_it_counts_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    leading_to(monkeypatch, PUBLIC)
    calls, over = list[str](), threading.Event()
    slow = SimpleNamespace(connect=lambda: time.sleep(0.05), request=lambda *_: calls.append("request"), close=over.set)
    monkeypatch.setattr(alerts, "connection_to", lambda *_, **__: slow)
    with pytest.raises(WebhookRefusedError, match="no answer"):
        post("https://hooks.example/", {}, b"", deadline=0.01)
    assert over.wait(10)
    assert calls == []


@pytest.mark.parametrize("text", ["", "whsec_eA==", f"whsec_{'A' * 100}", "whsec_no base64 !!"])
def test_a_secret_has_the_form_of_the_specification(text: str) -> None:
    with pytest.raises(SecretError):
        secret_of(text)


def test_the_signature_is_that_of_the_specification() -> None:
    """The example in the tests of the specification's own libraries."""
    secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert secret == base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    found = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', secret, moment)
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
