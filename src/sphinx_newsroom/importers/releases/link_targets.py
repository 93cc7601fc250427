"""Where the links and images of a saved page lead: elsewhere, to a file beside the page, or nowhere."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from sphinx_newsroom.allowed import ALLOWED, IMAGES

LONGEST_ADDRESS = 2_000
"""Characters of an address; longer ones are pictures or programs written as one."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What ends a destination of Markdown early, or no address has.
_UNSAFE = re.compile(r"[\s\x00-\x20<>\"\\^`{|}]")


class Target(NamedTuple):
    """Where something leads: an *address* as Markdown takes it, and the *file* that it is, where it stands here."""

    address: str
    file: str | None = None


def target_of(written: str, base: str, image: bool = False) -> Target | None:
    """Where an address leads, as written in a page that stands at *base*; None where it leads nowhere.

    An address without a host and without a leading slash is a file beside the page when it ends as an image or
    attachment does; files are looked for by who carries the import out.

    >>> target_of("//example.org/a b", "https://un.org/news/")
    Target(address='https://example.org/a%20b', file=None)
    >>> target_of("Release_files/map%201.png", "", image=True)
    Target(address='Release_files/map%201.png', file='Release_files/map 1.png')
    >>> target_of("javascript:print()", "https://un.org/")
    """
    # Browsers drop tabs and line ends within an address.
    written = re.sub(r"[\t\r\n]", "", written).strip()
    if not written or len(written) > LONGEST_ADDRESS:
        return None
    scheme = _SCHEME.match(written)
    if scheme is None and (local := _beside(written, image)):
        return Target(_escaped(written.partition("#")[0].partition("?")[0]), local)
    if scheme is None and written.startswith("#"):
        return None
    address = joined(base, written)
    found = _SCHEME.match(address or "")
    if address is None or found is None or found[1].lower() not in ALLOWED.schemes:
        return None
    return Target(_escaped(address))


def is_file(written: str) -> bool:
    """Whether an address is that of a file beside the page, whatever the archive takes of it."""
    return not _SCHEME.match(written) and _local(written) is not None and bool(_suffix(written))


def _beside(written: str, image: bool) -> str | None:
    local = _local(written)
    if local is None:
        return None
    taken = IMAGES if image else (*ALLOWED.attachments, *IMAGES)
    return local if _suffix(written) in taken else None


def _local(written: str) -> str | None:
    """The path of what stands in the page's folder or below, as the file is named; None for all else."""
    path = unquote(written.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not path or path.startswith("/") or "\0" in path:
        return None
    normal = posixpath.normpath(path)
    hidden = any(part.startswith(".") for part in normal.split("/"))
    return None if hidden else normal


def _suffix(written: str) -> str:
    return posixpath.splitext(unquote(written.partition("#")[0].partition("?")[0]))[1].lower()


def joined(base: str, written: str) -> str | None:
    """An address as written in a page that stands at *base*, absolute; None where it is none, such as ``http://[1/``.

    >>> joined("https://un.org/news/1", "../img/map.png")
    'https://un.org/img/map.png'
    """
    try:
        address = urljoin(base, written)
        host = urlsplit(address).netloc
    except ValueError:
        return None
    return address if host or not address.lower().startswith(("http:", "https:")) else None


def _escaped(address: str) -> str:
    """The address as a destination of Markdown: what would end it is percent-encoded, an entity is none."""
    address = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8")), address)
    if address.count("(") != address.count(")") or re.search(r"\).*\(", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w+;)", r"\\&", address)
