"""Requests to other hosts with a time limit, and for user-given addresses to public hosts only.

A name can point into the local network, and can resolve differently the second time. So it is resolved here, each
address is checked, and the connection uses only these addresses.
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
"""Special-purpose networks (IANA registries); ``ipaddress`` of older Python versions lacks some."""
_IPV6 = ipaddress.IPv6Network("2000::/3")
"""The part of IPv6 that is allocated; other addresses are special or unallocated."""
_WITHIN = ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
_ENDS_IN_IPV4 = tuple(map(ipaddress.IPv6Network, _WITHIN))
"""Networks of IPv6 addresses that embed an IPv4 address: compatible, mapped, translated, NAT64."""


def is_public(address: str) -> bool:
    """Whether an address is publicly reachable.

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
    """Return the result of *ask*, or raise its exception, or TimeoutError if it takes longer than *seconds*.

    A socket's own timeout applies to each step, so a host that sends a byte now and then never exceeds it. If *ask*
    doesn't finish, it stays in a daemon thread until the process ends.
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
    """Return an opener that uses the system's proxies and doesn't follow redirects, which raise HTTPError instead.

    A redirected POST would become a GET without its content.
    """
    return build_opener(_NoRedirect())


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def addresses_of(host: str, port: int) -> list[str]:
    """Resolve a host name; raises OSError or UnicodeError if it doesn't exist."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def connection_to(
    host: str, port: int, addresses: Sequence[str], *, secure: bool, timeout: float
) -> http.client.HTTPConnection:
    """Return an unopened connection to *host* at *addresses* that were checked, tried in order.

    Args:
        host: The host name, which a *secure* server's certificate must match.
        port: The port.
        addresses: The results of :func:`addresses_of` that are allowed.
        secure: Whether to use TLS.
        timeout: The time limit of each step, in seconds.
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
    """An HTTP connection that only uses the checked addresses."""

    addresses: Sequence[str]

    def connect(self) -> None:
        self.sock = _connected(self.addresses, self.port, float(self.timeout or 0))


class _Secure(http.client.HTTPSConnection):
    """An HTTPS connection that only uses the checked addresses; the certificate must match the host name."""

    addresses: Sequence[str]

    def connect(self) -> None:
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        # Set before the handshake, so that a handshake that never ends can be cut off.
        self.sock = _connected(self.addresses, self.port, float(self.timeout or 0))
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
