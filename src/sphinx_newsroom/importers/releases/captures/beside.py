"""Pictures and attachments that were captured beside pages, each by its address."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sphinx_newsroom.allowed import ALLOWED, IMAGES
from sphinx_newsroom.importers.releases.captures.revisions import key_of
from sphinx_newsroom.importers.releases.incoming import LARGEST_FILE, LocalFile
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.notebooks import svg

_TAKEN = frozenset({*IMAGES, *ALLOWED.attachments})
_SUFFIXES: Mapping[str, str] = {
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
"""What a file is called whose address does not say it, by what its server said: ``/image?id=3``."""


class CapturedFile(NamedTuple):
    """A file that a page may show or offer: its address, when it was taken, what it ends with, and its bytes."""

    url: str
    at: datetime
    suffix: str
    read: Callable[[], bytes]


def suffix_of(url: str, media_type: str = "") -> str | None:
    """What a file is called in the end, by its address or else what was said of it; None for what is not taken.

    >>> suffix_of("https://un.org/img/Map.PNG?w=3"), suffix_of("https://un.org/image?id=3", "image/jpeg")
    ('.png', '.jpg')
    >>> suffix_of("https://un.org/news/1")
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    suffix = posixpath.splitext(unquote(path))[1].lower()
    return suffix if suffix in _TAKEN else _SUFFIXES.get(media_type.lower())


class CapturedFiles:
    """The files of one or many captures, asked for by address; what is read of them is what a page needs.

    *find* gives them all; it is called when the first is asked for, since most captures hold none that is needed.
    """

    def __init__(self, find: Callable[[], Iterable[CapturedFile]]) -> None:
        self._find = find
        self._found: dict[str, list[CapturedFile]] | None = None

    def __call__(self, address: str, moment: datetime) -> LocalFile | None:
        """The file that was captured at *address* nearest to *moment*; None where none was that can be taken."""
        key = key_of(address)
        taken = self._by_key().get(key)
        if not taken:
            return None
        nearest = min(taken, key=lambda file: (abs(file.at - moment), file.at))
        data = nearest.read()
        if not data or len(data) > LARGEST_FILE or (nearest.suffix == ".svg" and svg.fault(data) is not None):
            return None
        return LocalFile(_path(key, address, nearest.suffix), data=data)

    def _by_key(self) -> dict[str, list[CapturedFile]]:
        if self._found is None:
            self._found = {}
            for file in self._find():
                self._found.setdefault(key_of(file.url), []).append(file)
        return self._found


def _path(key: str, address: str, suffix: str) -> str:
    """A path that no other address has, with the file's own name at its end."""
    stem = posixpath.splitext(posixpath.basename(unquote(urlsplit(address).path)))[0]
    return f"captured-{hashlib.sha256(key.encode()).hexdigest()[:16]}/{slug(stem) or 'file'}{suffix}"
