"""How long the names in an address may be, and which addresses of a site are taken."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

SERVER_RULES = ("redirects.nginx", "redirects.apache", "redirects.netlify", "redirects.caddy")
"""The redirects as rules for servers."""

LONGEST_NAME = 200
"""The bytes of an id, or of one part of it: what the site adds (``.r12.timemap``, ``.doctree``) must fit as well."""
LONGEST_PART = 255
"""The bytes of one part of any path: what ext4, XFS, APFS and NTFS take."""
LONGEST_PATH = 1_000
"""The bytes of a whole path: systems take 4,096, of which the folder of the site needs some."""
LONGEST_TAG = 60
"""The letters of a language tag; RFC 5646, section 4.4.1, asks for at least 35."""


def too_long(path: str, part: int = LONGEST_PART) -> str:
    """What of a path is too long, in words with the limit; empty where nothing is."""
    longest = max(len(name.encode("utf-8", "surrogatepass")) for name in path.split("/"))
    if longest > part:
        return f"has {longest} bytes between two slashes, where at most {part} can be"
    whole = len(path.encode("utf-8", "surrogatepass"))
    return f"has {whole:,} bytes, where at most {LONGEST_PATH:,} can be" if whole > LONGEST_PATH else ""


def file_at(url: str) -> str:
    """The file that answers for a former address.

    One that does not end in ``.html`` is a folder with an ``index.html``: servers send the reader of
    ``press/12345`` or ``press/12345.aspx`` there.
    """
    return url if url.endswith((".html", ".htm")) else posixpath.join(url, "index.html")


class Taken:
    """Which files a site has, with what each is there for, and which folders they need."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def add(self, path: str, holder: str) -> None:
        """Note a file."""
        self.files[path] = holder
        for folder in folders(path):
            self.folders.setdefault(folder, holder)

    def holder(self, path: str) -> str | None:
        """What keeps *path* from being a new file: a file there, a folder there, or a file where it needs a folder."""
        above = (self.files.get(folder) for folder in folders(path))
        return self.files.get(path) or self.folders.get(path) or next(filter(None, above), None)


def folders(path: str) -> Iterator[str]:
    """The folders that a path is in, the nearest first."""
    while path := posixpath.dirname(path):
        yield path
