"""Asking other hosts: within a time, and those that somebody else has named at public addresses alone.

A name can lead into the network of whoever asks, and a name that is resolved twice can give two answers.  So it is
resolved here, each address is judged, and the connection goes to these and no others.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener

_Answer = TypeVar("_Answer")

_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        """
        0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
        192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
        2001::/23 2001:db8::/32 3fff::/20
        """.split(),
    )
)
"""Networks that not everybody reaches (IANA's registries of special-purpose addresses): ``ipaddress`` of an older
Python lacks some."""
_IPV6 = ipaddress.IPv6Network("2000::/3")
"""What is given out of IPv6; all else is special or not yet given."""
_WITHIN = ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
_ENDS_IN_IPV4 = tuple(map(ipaddress.IPv6Network, _WITHIN))
"""Addresses that end in one of IPv4 to which a system may connect: compatible, mapped, translated, NAT64."""


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
        inner = [*filter(None, (found.sixtofour, *(found.teredo or ())))]
        if any(found in network for network in _ENDS_IN_IPV4):
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if inner:
            return all(is_public(str(one)) for one in inner)
        if found not in _IPV6:
            return False
    return not any(found in network for network in _SPECIAL)


def within(seconds: float, ask: Callable[[], _Answer]) -> _Answer:
    """What *ask* gives or raises; TimeoutError where it takes longer.

    A socket's own timeout is for one step.  A host that sends a byte now and then, draws out the handshake or says
    ``100 Continue`` for ever is never late for it.  What still waits for such a host does so in a thread of its own,
    and ends with the process.
    """
    answer: Future[_Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError as error:
        raise TimeoutError(f"no answer in {seconds:g} seconds") from error


def going_nowhere_else() -> OpenerDirector:
    """What opens an address, by the system's proxies, and follows no redirect: that one is an HTTPError as any other.

    A POST that is led on would become a GET, without what it was to tell.
    """
    return build_opener(_NoRedirect())


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses that a name leads to; raises OSError or UnicodeError where it leads nowhere."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def connection_to(
    host: str, port: int, addresses: Sequence[str], *, secure: bool, timeout: float
) -> http.client.HTTPConnection:
    """A connection to *host* at the *addresses* that were looked at, tried in turn; nothing is sent yet.

    Args:
        host: the name, of which a *secure* server's certificate must be.
        port: the port.
        addresses: those of :func:`addresses_of`, where they may be connected to.
        secure: by TLS.
        timeout: seconds for any single step.
    """
    connection: _Plain | _Secure
    if secure:
        connection = _Secure(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        connection = _Plain(host, port, timeout=timeout)
    connection.addresses = addresses
    return connection


def _connected(addresses: Sequence[str], port: int, timeout: float) -> socket.socket:
    failed: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failed = error
    raise failed or OSError("the host has no address")


class _Plain(http.client.HTTPConnection):
    """A connection to the addresses that were looked at, and to no others."""

    addresses: Sequence[str]

    def connect(self) -> None:
        self.sock = _connected(self.addresses, self.port, float(self.timeout or 0))


class _Secure(http.client.HTTPSConnection):
    """The same, whose certificate is of the name that was asked for."""

    addresses: Sequence[str]

    def connect(self) -> None:
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        # At hand before it is whole, so that a handshake without end can be cut off.
        self.sock = _connected(self.addresses, self.port, float(self.timeout or 0))
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
