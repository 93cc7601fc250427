"""Reading files of other hosts: within bounds of size and time, by https, and from public addresses alone.

Whoever names an archive trusts its texts no more than any page's, and its host may lead elsewhere: to a file that never
ends, or into the network of whoever asks.  A redirect is one more address to be looked at.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from sphinx_newsroom._version import __version__
from sphinx_newsroom.network import addresses_of, connection_to, is_public, within

_TIMEOUT = 20
"""Seconds for any single step: to connect, and until more comes."""
_EACH = 0.25
"""Seconds for each file that came: an archive with two thousand entries has as many feeds."""
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

    *seconds* is how long all of them together may take, and a little more for each that came.
    """

    local: bool = False
    seconds: float = 60
    ended: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.ended = time.monotonic() + self.seconds

    def fetch(self, url: str, limit: int) -> bytes:
        """The bytes of the file at *url*, at most *limit* of them; raises FetchError."""
        left = self.ended - time.monotonic()
        if left <= 0:
            raise FetchError(self._late)
        try:
            found = within(left, lambda: self._fetched(url, limit))
        except TimeoutError:
            raise FetchError(self._late) from None
        self.ended += _EACH
        return found

    @property
    def _late(self) -> str:
        return f"all of it takes longer than {self.seconds:.0f} seconds"

    def _fetched(self, url: str, limit: int) -> bytes:
        for _ in range(_REDIRECTS + 1):
            found = self._once(url, limit)
            if isinstance(found, bytes):
                return found
            try:
                url = urljoin(url, found)
            except ValueError:
                raise FetchError(f"it leads to {found[:200]!r}, which is no address") from None
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
            if time.monotonic() > self.ended:  # whoever asked has gone on
                raise FetchError(self._late)
        return bytes(found)

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        wanted = port or (443 if scheme == "https" else 80)
        try:
            addresses = addresses_of(host, wanted)
        except (OSError, ValueError) as error:  # not every system takes every name
            raise FetchError(f"the host {host!r} is not found: {error}") from None
        if not self.local and not all(map(is_public, addresses)):
            raise FetchError(f"{host} is in a private network; --local-network reads it all the same")
        return connection_to(host, wanted, addresses, secure=scheme == "https", timeout=_TIMEOUT)
