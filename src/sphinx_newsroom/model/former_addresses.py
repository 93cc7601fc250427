"""Former addresses of releases: what people paste of them, in one form, and the parts that servers compare.

An address is kept without its host, below the archive's root: whoever has the former host lets it answer by the same
rules.  Its path is written as readers see it; its query has its parameters in the order of their names, since servers
and old links put them in any.

Source: RFC 3986, sections 2 and 3; URL Standard, section 5.1 (application/x-www-form-urlencoded).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from sphinx_newsroom.model.addresses import FRONT, file_at, url_of

LONGEST_QUERY = 500
"""How many characters a query may have in its one form: nginx reads no word of more than 4,096, and a pattern of it has
up to five for each."""
MOST_PARAMETERS = 20
"""How many parameters a query may have."""
_DELETE = 0x7F

_HOST = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
# What no address has (RFC 3986), and a blank is most often that of a second one behind it.
_NO_ADDRESS = re.compile(r'[\s<>"\\]')
# What Windows reads as a drive or a folder, and browsers as a query or a place in the page.
_NO_PATH = frozenset('\\:?#<>"/')
_PLAIN = re.compile(r"[\w~-][\w.~-]*", re.ASCII)
"""What most segments are, which are kept as they stand: unreserved characters (RFC 3986, section 2.3), no dot first."""
_NO_CATEGORY = frozenset(("Cc", "Cs", "Zl", "Zp", "Zs"))
"""Control characters, halves of characters, and blanks that nobody sees; the plain blank is one of many servers."""
_SEEN = "/!$&'()*+,;=@~[]"
"""What a path may hold as it stands."""

Parameters = tuple[tuple[bytes, bytes], ...]
"""Names and values of a query, decoded: old pages have them in encodings that nobody knows."""


class FormerAddress(NamedTuple):
    """The parts of a former address: the path of which a server speaks, decoded, and the parameters of its query."""

    path: str
    query: Parameters = ()

    @property
    def file(self) -> str:
        """The file that answers for the path; for that of the front page, the front page."""
        return file_at(self.path) if self.path else url_of(FRONT)

    @property
    def is_front(self) -> bool:
        """Whether this is the front page with a query, ``?p=1164``."""
        return self.file == url_of(FRONT) and bool(self.query)


def canonical(value: str) -> str:
    """A former address in the one form in which it is kept and compared.

    Raises ValueError, which says what is wrong in words that go on from "former_urls has ..., which".

    >>> canonical("https://www.example.org/news/index.php?lang=en&id=12")
    'news/index.php?id=12&lang=en'
    >>> canonical("/news/1"), canonical("?p=1164"), canonical("news/Press%20Release.htm")
    ('news/1', '?p=1164', 'news/Press%20Release.htm')
    """
    # Half of a character is what a YAML escape can smuggle in; it has no UTF-8.
    if _NO_ADDRESS.search(value) or (not value.isascii() and any(unicodedata.category(char) == "Cs" for char in value)):
        raise ValueError("is no address below the site's root")
    if "#" in value:
        raise ValueError("has a place in a page behind `#`, of which no server hears")
    host = _HOST.match(value)
    below = value[host.end() :] if host else value
    if host or not below.startswith("//"):
        below = below.removeprefix("/")
    path, _, query = below.partition("?")
    found = _path(path) + (f"?{kept}" if (kept := _query(query)) else "")
    if not found:
        raise ValueError("is no address below the site's root")
    return found


def as_kept(url: str) -> str:
    """The one form of an address that was recorded once, or what was recorded where that has none.

    >>> as_kept("press/%D0%B6"), as_kept("a%2Fb")
    ('press/ж', 'a%2Fb')
    """
    try:
        return canonical(url)
    except ValueError:
        return url


def parts(url: str) -> FormerAddress:
    """The parts of an address that is in its one form.

    >>> parts("index.php?id=12&lang=en")
    FormerAddress(path='index.php', query=((b'id', b'12'), (b'lang', b'en')))
    """
    path, _, query = url.partition("?")
    return FormerAddress(unquote_to_bytes(path).decode("utf-8", "replace"), _parameters(query))


def _path(path: str) -> str:
    """A path in its one form, the empty one too; raises ValueError where no file could stand there."""
    if not path:
        return ""
    segments = path.removesuffix("/").split("/")
    return "/".join(map(_segment, segments)) + ("/" if path.endswith("/") else "")


def _segment(segment: str) -> str:
    if _PLAIN.fullmatch(segment):
        return segment
    try:
        decoded = unquote_to_bytes(segment).decode()
    except UnicodeError:
        raise ValueError("is not in UTF-8") from None
    # An empty or hidden one, `.` and `..` would be another file than the address says, or none that is served.
    if not decoded or decoded.startswith(".") or not _NO_PATH.isdisjoint(decoded):
        raise ValueError("is no address below the site's root")
    if any(char != " " and unicodedata.category(char) in _NO_CATEGORY for char in decoded):
        raise ValueError("has a blank or control character that nobody sees")
    return "".join(_encoded(char) if char.isascii() and not char.isalnum() else char for char in decoded)


def _encoded(char: str) -> str:
    return char if char in _SEEN else quote(char)


def _query(query: str) -> str:
    found = _parameters(query)
    if len(found) > MOST_PARAMETERS:
        raise ValueError(f"has more than {MOST_PARAMETERS} parameters")
    if any(byte < ord(" ") or byte == _DELETE for pair in found for byte in b"".join(pair)):
        raise ValueError("has a control character in its query")
    pairs = (tuple(quote(side, safe="") for side in pair) for pair in found)
    kept = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    if len(kept) > LONGEST_QUERY:
        raise ValueError(f"has a query of more than {LONGEST_QUERY} characters")
    return kept


def _parameters(query: str) -> Parameters:
    """The parameters of a query, by name; one without a value is one with an empty value."""
    pairs = (part.partition("=") for part in query.replace("+", " ").split("&") if part)
    decoded = ((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs)
    return tuple(sorted(pair for pair in decoded if pair != (b"", b"")))
