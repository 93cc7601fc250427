"""The file of a release: Markdown under a header, or a notebook with one in its metadata.

What differs between the two is asked here: everybody else has a path, and the text that was read from it.
"""

from __future__ import annotations

import posixpath
import re
from os import PathLike, fspath

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.model.addresses import RELEASES, PageName, ReleaseId, release_id
from sphinx_newsroom.sources.notebooks.header import Cell, cells_of
from sphinx_newsroom.sources.yaml_words import without_header

MARKDOWN, NOTEBOOK = SUFFIXES = (".md", ".ipynb")
"""How the names of releases' files end."""

# Pictures stand in a notebook as text, so its file is larger than the words that it holds.
_LARGER = 10

_OPEN = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


def is_notebook(path: str | PathLike[str]) -> bool:
    """Whether the file at a path is a notebook."""
    return fspath(path).endswith(NOTEBOOK)


def paths_of(docname: PageName) -> tuple[str, ...]:
    """The paths at which a release of this docname may stand."""
    return tuple(f"{docname}{suffix}" for suffix in SUFFIXES)


def id_in(words: str) -> ReleaseId:
    """The id that somebody means by ``2011/opens``, a path ``releases/2011/opens.md`` or the address of its page.

    >>> id_in("https://news.example.org/releases/2011/opens.html#p-57c2d7cf")
    '2011/opens'
    """
    if found := _ADDRESS.match(words):
        return release_id(PageName(found[1]))
    stem, suffix = posixpath.splitext(words)
    return release_id(PageName(stem if suffix in SUFFIXES else words))


_ADDRESS = re.compile(rf"(?:(?:https?://[^/\s]+)?/(?:.*?/)?)?({RELEASES}/[^?#]+)\.html(?:[?#].*)?\Z")
"""The address of a release's page as a browser shows it, with and without the site's."""


def size_limit(path: str, text: int) -> int:
    """How many bytes the file at *path* may have, where a text may have *text* of them."""
    return text * (_LARGER if is_notebook(path) else 1)


def bounds(text: str) -> tuple[int, int, int]:
    """Where the YAML of a header begins and ends in a Markdown file, and where the body begins; raises HeaderError."""
    opening = _OPEN.match(text)
    if opening is None:
        raise HeaderError(1, *without_header(text))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        raise HeaderError(1, "the header is not closed", "write `---` on a line of its own below its last key")
    return opening.end(), closing.start(), closing.end()


def body_of(text: str) -> str:
    """The text of a Markdown file with its header's lines blank, so that line numbers stay; the body never changes.

    Raises HeaderError where there is no header or it is not closed.
    """
    end = bounds(text)[2]
    return "\n" * text.count("\n", 0, end) + text[end:]


def cells(path: str, text: str) -> list[Cell]:
    """What the text of a file is made of: the cells of a notebook, or all of a Markdown body as one.

    Each knows the lines of the file that it stands on.  Raises HeaderError.
    """
    return cells_of(text) if is_notebook(path) else [Cell("markdown", body_of(text))]


def title_text(path: str, text: str) -> str:
    """The Markdown that may begin with the release's title; raises HeaderError."""
    return next((cell.source for cell in cells(path, text) if cell.kind == "markdown"), "")
