"""Reading files of other hosts: within bounds of size and time, by https, and from public addresses alone.

Whoever names an archive trusts its texts no more than any page's, and its host may lead elsewhere: to a file that never
ends, or into the network of whoever asks.  So names are resolved here, each address is looked at before it is connected
to (a name that is resolved twice can give two answers), and a redirect is one more address to be looked at.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from sphinx_newsroom._version import __version__

_TIMEOUT = 20
"""Seconds for any single step: to connect, and until more comes."""
_REDIRECTS = 3
_LEADS_ON = frozenset((301, 302, 303, 307, 308))
_PIECE = 1 << 16
_OK, _GONE = 200, (404, 410)


class FetchError(Exception):
    """A file cannot be had; the message says why."""


class GoneError(FetchError):
    """There is no such file (404, 410)."""


@dataclass
class Fetcher:
    """Fetches files; with *local* also by http and from private addresses, for archives in the own network.

    *seconds* is how long all of them together may take.
    """

    local: bool = False
    seconds: float = 300
    ended: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.ended = time.monotonic() + self.seconds

    def fetch(self, url: str, limit: int) -> bytes:
        """The bytes of the file at *url*, at most *limit* of them; raises FetchError."""
        for _ in range(_REDIRECTS + 1):
            found = self._once(url, limit)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise FetchError(f"it leads on more than {_REDIRECTS} times")

    def _once(self, url: str, limit: int) -> bytes | str:
        """The bytes, or where a redirect leads."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise FetchError(f"{url[:200]!r} is no address") from None
        if not host or parts.scheme not in (("https", "http") if self.local else ("https",)):
            raise FetchError(f"{url[:200]} is not read, since it is not https")
        if parts.username or parts.password:
            raise FetchError("an address with a password in it is not read")
        connection = self._connection(parts.scheme, host, port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = {"User-Agent": f"sphinx-newsroom/{__version__}", "Accept-Encoding": "identity"}
        try:
            connection.request("GET", target, headers=asked)
            answer = connection.getresponse()
            if answer.status in _LEADS_ON and (there := answer.getheader("Location")):
                return there
            if answer.status in _GONE:
                raise GoneError(f"there is no such file ({answer.status})")
            if answer.status != _OK:
                raise FetchError(f"the answer is {answer.status} {answer.reason[:60]}")
            return self._body(answer, limit)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(str(error)[:200] or type(error).__name__) from error
        finally:
            connection.close()

    def _body(self, answer: http.client.HTTPResponse, limit: int) -> bytes:
        found = bytearray()
        while piece := answer.read1(_PIECE):
            found += piece
            if len(found) > limit:
                raise FetchError(f"it is larger than {limit:,} bytes")
            if time.monotonic() > self.ended:
                raise FetchError(f"it takes longer than {self.seconds:.0f} seconds")
        return bytes(found)

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if time.monotonic() > self.ended:
            raise FetchError(f"all of it takes longer than {self.seconds:.0f} seconds")
        wanted = port or (443 if scheme == "https" else 80)
        try:
            rows = socket.getaddrinfo(host, wanted, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"the host {host!r} is not found: {error}") from None
        addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
        if not self.local and not all(is_public(one) for one in addresses):
            raise FetchError(f"{host} is in a private network; --local-network reads it all the same")
        if scheme == "https":
            secure = _Secure(host, wanted, timeout=_TIMEOUT, context=ssl.create_default_context())
            secure.addresses = addresses
            return secure
        plain = _Plain(host, wanted, timeout=_TIMEOUT)
        plain.addresses = addresses
        return plain


def is_public(address: str) -> bool:
    """Whether an address is one that everybody reaches.

    >>> [is_public(one) for one in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1")]
    [True, False, False, False, False, False]
    >>> is_public("::ffff:10.0.0.1"), is_public("64:ff9b::a00:1"), is_public("nonsense")
    (False, False, False)
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # An IPv4 address within, of which the system may make a connection to that one.
        within = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if within is None and found in _NAT64:
            within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _connected(addresses: list[str], port: int) -> socket.socket:
    failed: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), _TIMEOUT)
        except OSError as error:
            failed = error
    raise failed or OSError("the host has no address")


class _Plain(http.client.HTTPConnection):
    """A connection to the addresses that were looked at, and to no others."""

    addresses: list[str]

    def connect(self) -> None:
        self.sock = _connected(self.addresses, self.port)


class _Secure(http.client.HTTPSConnection):
    """The same, whose certificate is of the name that was asked for."""

    addresses: list[str]

    def connect(self) -> None:
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(_connected(self.addresses, self.port), server_hostname=self.host)
