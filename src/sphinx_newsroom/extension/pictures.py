"""How large the pictures of a page are, so that a text does not jump when they come, and late ones are loaded late."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx.util.images import get_image_size

from sphinx_newsroom.model.addresses import PageName, folders, url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.archive.release_files import Placed

Size = tuple[int, int]
"""Width and height in pixels."""

_PICTURE = re.compile(r'<img ((?:[^<>"]|"[^"]*")*)>')
_SOURCE = re.compile(r'(?:^|\s)src="([^"]*)"')
_WORDS = re.compile(r'(?:^|\s)alt="([^"]*)"')
_HEADING = re.compile(r"<h[1-6][^>]*>(.*?)(?:<a class=\"headerlink\"|</h[1-6]>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_HAS_SIZE = re.compile(r"(?:^|\s)(?:width|height|style|loading)=")


def size_of(path: Path) -> Size | None:
    """The size of a picture by its file; None for a drawing that gives none, or what cannot be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _size(str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1024)
def _size(path: str, _changed: int, _bytes: int) -> Size | None:
    try:
        width, height = get_image_size(path) or (0, 0)
    except Exception:  # a file of another kind than its name says
        return None
    return (width, height) if width > 0 and height > 0 else None


@dataclass(frozen=True)
class Sizes:
    """Sizes by address from the site's root, of the files that releases, superseded texts and records have."""

    archive: Archive
    known: Mapping[str, Size | None] | None = None
    """All sizes, where the files are not at hand."""

    def __call__(self, address: str) -> Size | None:
        """The size of the picture that stands at an address; None where there is none, or it has none."""
        if self.known is not None:
            return self.known.get(address)
        source = next((file.source for file in _files_above(self.archive, address) if file.address == address), None)
        return size_of(self.archive.standing_file(source)) if source else None

    def __reduce__(self) -> tuple[object, ...]:
        """Another machine has not the files, so it is told the sizes of all."""
        return Sizes, (self.archive, {file.address: self(file.address) for file in self.archive.placements})


def _files_above(archive: Archive, address: str) -> Iterator[Placed]:
    """The files of the page below which an address is."""
    found = archive.placements
    for page in map(PageName, folders(address)):
        yield from found.pages.get(page, {}).values()
        if page in found.records:
            yield found.records[page]


def of_document(archive: Archive, env: BuildEnvironment) -> Callable[[str], Size | None]:
    """The same of a document of Sphinx, with what is copied into ``_images``."""
    placed = Sizes(archive)

    def size(address: str) -> Size | None:
        folder, name = posixpath.split(address)
        if folder != "_images":
            return placed(address)
        source = next((source for source, (_, place) in env.images.items() if place == name), None)
        return size_of(Path(env.srcdir, source)) if source else None

    return size


def with_sizes(html: str, page: PageName, size: Callable[[str], Size | None]) -> str:
    """The HTML of a page's text with the sizes of its pictures, which are loaded when a reader comes near them.

    A picture that a notebook drew is called a chart, by the heading that it stands under: docutils gives its path.

    >>> with_sizes('<img alt="" src="a/1.png" />', PageName("releases/a"), {"releases/a/1.png": (4, 3)}.get)
    '<img alt="" src="a/1.png" width="4" height="3" loading="lazy" />'
    """
    here = posixpath.dirname(url_of(page))

    def sized(found: re.Match[str]) -> str:
        inner = found[1].rstrip("/ ")
        source = _SOURCE.search(inner)
        if source is None:
            return found[0]
        words = _WORDS.search(inner)
        if words and words[1] == source[1]:
            chart = _chart(html, found.start())
            inner = f"{inner[: words.start(1)]}{chart}{inner[words.end(1) :]}"
        if _HAS_SIZE.search(inner):
            return f"<img {inner} />"
        known = size(posixpath.normpath(posixpath.join(here, unquote(source[1]))))
        room = f' width="{known[0]}" height="{known[1]}"' if known else ""
        return f'<img {inner}{room} loading="lazy" />'

    return _PICTURE.sub(sized, html) if "<img " in html else html


def _chart(html: str, place: int) -> str:
    """What a picture without words is called, as HTML: a chart of a notebook by its heading, any other not at all."""
    if "output_area" not in html[html.rfind("<div", 0, place) : place]:
        return ""
    headings = _HEADING.findall(html, 0, place)
    return f"Chart: {' '.join(_TAG.sub('', headings[-1]).split())}".replace('"', "&quot;") if headings else "Chart"
