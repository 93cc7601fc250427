"""Asking for a time from outside, and checking it: by RFC 3161, with ``rfc3161-client``, and of OpenTimestamps."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from typing import Any

from sphinx_newsroom.ledger.log.stamp import NONCE, Stamp, asked_of_calendar, ots_file
from sphinx_newsroom.network import going_nowhere_else, within

_TIMEOUT = 30
"""Seconds for an authority or calendar to answer."""
_LONGEST = 100_000
"""How many bytes of an answer are read: a stamp with its certificates has fewer than ten thousand."""
INSTALL = 'install what timestamps need: pip install "sphinx-newsroom[timestamps]"'


class TimestampError(ValueError):
    """There is no timestamp, or it is not what it says; the message says why."""


class NotInstalledError(TimestampError):
    """What reads timestamps is not installed; the message says how to install it."""


def stamped(text: str, authority: str | None, calendar: str | None) -> Stamp:
    """A text stamped by a time-stamping authority, a calendar, or both; raises TimestampError."""
    response = _by_authority(text, authority) if authority else b""
    return Stamp(text, response, _by_calendar(text, calendar) if calendar else b"")


def _by_authority(text: str, address: str) -> bytes:
    client = _client()
    builder = client.TimestampRequestBuilder().hash_algorithm(client.HashAlgorithm.SHA256)
    request = builder.data(text.encode()).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    answer = _ask(address, request.as_bytes(), headers)
    response = _decoded(client, answer, address)
    if response.status != 0 or response.tst_info.nonce != request.nonce:
        raise TimestampError(f"{address} did not stamp it: {' '.join(response.status_string) or 'refused'}")
    if response.tst_info.message_imprint.message != request.message_imprint.message:
        raise TimestampError(f"{address} stamped something else")
    return answer


def _by_calendar(text: str, address: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    headers = {"Accept": "application/vnd.opentimestamps.v1"}
    return ots_file(text, nonce, _ask(f"{address.rstrip('/')}/digest", asked_of_calendar(text, nonce), headers))


def _ask(address: str, body: bytes, headers: dict[str, str]) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise TimestampError(f"{address} is no address; write one that begins with https://")
    request = urllib.request.Request(address, body, {"User-Agent": "sphinx-newsroom", **headers})

    def answer() -> bytes:
        with going_nowhere_else().open(request, timeout=_TIMEOUT) as stream:
            data: bytes = stream.read(_LONGEST + 1)
            return data

    try:
        data = within(_TIMEOUT, answer)
    except (OSError, HTTPException, ValueError) as error:
        raise TimestampError(f"{address} does not answer: {error}") from error
    if not data or len(data) > _LONGEST:
        raise TimestampError(f"{address} does not answer with a timestamp")
    return data


def moment(text: str, response: bytes) -> dt.datetime:
    """When an authority says that it stamped a text, without a check of who it is; raises TimestampError."""
    info = _decoded(_client(), response, "the file").tst_info
    digests = {hashlib.new(name, text.encode()).digest() for name in ("sha256", "sha384", "sha512")}
    if info.message_imprint.message not in digests:
        raise TimestampError("it is of another text")
    found: dt.datetime = info.gen_time
    return found


def refuse_stranger(text: str, response: bytes, roots: Iterable[bytes]) -> None:
    """Refuse a timestamp that is not by an authority under the certificates (PEM) of *roots*; raises TimestampError."""
    client = _client()
    from cryptography.x509 import load_pem_x509_certificates

    builder = client.VerifierBuilder()
    try:
        for root in roots:
            for certificate in load_pem_x509_certificates(root):
                builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(_decoded(client, response, "the file"), text.encode())
    except (ValueError, client.VerificationError) as error:
        raise TimestampError(f"it is not by the authority: {error}") from error


def _decoded(client: Any, data: bytes, whose: str) -> Any:
    try:
        response = client.decode_timestamp_response(data)
        _ = response.tst_info
    except ValueError as error:
        raise TimestampError(f"the answer of {whose} is no timestamp: {error}") from error
    return response


def _client() -> Any:
    # Late, like cryptography: who asks for no time need not have installed it.
    try:
        import rfc3161_client
    except ImportError as error:
        raise NotInstalledError(INSTALL) from error
    return rfc3161_client
