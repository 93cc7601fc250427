"""The addresses of a site: which files it has, which are taken, and what answers for a former one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

SERVER_RULES = ("redirects.nginx", "redirects.apache", "redirects.netlify", "redirects.caddy")
"""The redirects as rules for servers."""

STATE = ".newsroom.json"
"""What a build remembers of the site for the next one."""

LONGEST_TAG = 60
"""The letters of a language tag; RFC 5646, section 4.4.1, asks for at least 35."""


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
