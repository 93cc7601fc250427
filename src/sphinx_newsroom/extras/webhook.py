"""Telling a program: a signed POST to its address, and to no other.

Source: Standard Webhooks (https://www.standardwebhooks.com), "Webhook payload structure", "Webhook headers
(metadata)", "Verifying webhook authenticity", "Deliverability and reliability" and "Server side request forgery".
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import http.client
import json
import socket
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from sphinx_newsroom._version import __version__
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.network import addresses_of, connection_to, is_public
from sphinx_newsroom.outputs.alert_matching import BuiltSite, Happening

VERSION = 1
"""That of the messages: raised where a field is taken away or comes to mean something else."""

DEADLINE = 15.0
"""Seconds for a receiver to answer; the specification asks for 15 to 30."""

WAITS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""How long to wait after the first failure, the second and so on; after the last one it is given up."""

_SECRET = "whsec_"
_SHORTEST, _LONGEST = 24, 64
_OK, _REDIRECT, _GONE, _NO_MORE = 200, 300, 410, 400


class SecretError(ValueError):
    """A secret is none that messages can be signed with."""


class WebhookRefusedError(Exception):
    """The receiver did not take a message; *final* where it wants no more of them."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def secret_of(text: str) -> bytes:
    """The key that a secret stands for, ``whsec_`` and Base64 of 24 to 64 bytes; raises SecretError."""
    try:
        found = base64.b64decode(text.removeprefix(_SECRET), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not (text.startswith(_SECRET) and _SHORTEST <= len(found) <= _LONGEST):
        raise SecretError("no secret: it begins with whsec_, and Base64 of 24 to 64 bytes follows")
    return found


def body_of(site: BuiltSite, happened: Iterable[Happening], alert: Alert, moment: dt.datetime) -> bytes:
    """What is told, as JSON; the fields of a release are those of ``data/releases.jsonl``."""
    items = []
    for one in happened:
        row = site.rows[one.id]
        told: dict[str, Any] = {"event": one.kind, "date": one.date.isoformat()}
        if one.kind != "new":
            told["note"] = one.words
        fields = ("id", "url", "title", "date", "type", "language", "issuers", "summary", "topics")
        items.append(told | {"release": {name: row[name] for name in fields}})
    found = {
        "type": "alert.releases",
        "version": VERSION,
        "timestamp": moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "data": {"alert": alert.id, "name": alert.name, "items": items},
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(key: str, body: bytes, secret: bytes, moment: dt.datetime) -> dict[str, str]:
    """What goes with a message that is known by its *key*: it stays the same when the message is sent again."""
    stamp = str(int(moment.timestamp()))
    signed = hmac.new(secret, f"{key}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": f"sphinx-newsroom/{__version__}",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


_AS_IT_IS = "/%?:@!$&'()*+,;=~-._"
"""Signs of an address that stay; others than letters and digits go as RFC 3986 writes them."""


class _Endpoint(NamedTuple):
    """Where a message goes: the *addresses* are those that were looked at, wherever the name leads later."""

    secure: bool
    host: str
    port: int
    addresses: Sequence[str]
    target: str


def _place(url: str, private: Collection[str]) -> _Endpoint:
    """Where a message may go; raises RefusedError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    ours = f"{host}:{port}" in private or host in private
    if not host or parts.username or parts.scheme not in ("https", *(["http"] if ours else [])):
        raise WebhookRefusedError("the address does not begin with https://, or has a name and password in it")
    try:
        found = addresses_of(host, port)
    except (OSError, UnicodeError) as error:  # the second for a name that is none
        raise WebhookRefusedError(f"the host cannot be found: {_why(error)}") from error
    if not ours and (inside := sorted(one for one in found if not is_public(one))):
        raise WebhookRefusedError(f"its host is {inside[0]}, in a private network; allow it by --private {host}:{port}")
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=_AS_IT_IS)
    return _Endpoint(parts.scheme == "https", host, port, found, target)


def post(
    url: str, headers: Mapping[str, str], body: bytes, private: Collection[str] = (), deadline: float = DEADLINE
) -> None:
    """Hand a message over; raises RefusedError with why where it was not taken, or not in time.

    Hosts in a private network are told only where they stand in *private*, as ``host`` or ``host:port``.  No redirect
    is followed, wherever it leads.
    """
    place = _place(url, private)
    connection = connection_to(place.host, place.port, place.addresses, secure=place.secure, timeout=deadline)
    # A receiver that sends a byte now and then would never be late for a socket's own timeout.
    over = threading.Event()
    late = threading.Timer(deadline, _cut, [connection, over])
    late.daemon = True
    late.start()
    try:
        connection.connect()
        if over.is_set():
            raise TimeoutError
        connection.request("POST", place.target, body, dict(headers))
        answer = connection.getresponse()
        status, leads = answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException, ValueError) as error:
        too_late = isinstance(error, TimeoutError) or over.is_set()
        raise WebhookRefusedError(f"no answer in {deadline:g} seconds" if too_late else _why(error)) from error
    finally:
        late.cancel()
        connection.close()
    if _OK <= status < _REDIRECT:
        return
    if _REDIRECT <= status < _NO_MORE:
        raise WebhookRefusedError(f"it answers {status} and leads to {leads[:200]!r}, which is not followed")
    raise WebhookRefusedError(f"it answers {status}", final=status == _GONE)


def _cut(connection: http.client.HTTPConnection, over: threading.Event) -> None:
    over.set()
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
