"""The documents of an archive beside its releases and records, as far as checks ask for what stands in them."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import is_aside
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS
from sphinx_newsroom.sources.keys.sheet import HeaderError, RefusedError
from sphinx_newsroom.sources.keys.times import moment_of
from sphinx_newsroom.sources.notebooks.header import cells_of, kept_back_beside
from sphinx_newsroom.sources.release_file import MARKDOWN, bounds, is_notebook

# `draft: true`, `"embargo": 2031-01-01T10:00 # when they agree`
_SAID = re.compile(r"""^["']?(embargo|draft)["']?[ \t]*:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE | re.IGNORECASE)


def kept_back_by(path: str, text: str, now: dt.datetime, timezone: str | None = None) -> tuple[int, str] | None:
    """The line and the key by which a file says that nobody may read it yet; None where it does not.

    >>> kept_back_by("docs/a.md", "---\\ntitle: A\\ndraft: true\\n---\\n", dt.datetime.now(dt.UTC))
    (3, 'draft')
    """
    said = _of_notebook(text) if is_notebook(path) else _of_text(text)
    return next(((line, key) for line, key, value in said if _holds(key, value, now, timezone)), None)


def _of_text(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        start, end, _ = bounds(text)
    except HeaderError:
        return
    for found in _SAID.finditer(text, start, end):
        yield text.count("\n", 0, found.start()) + 1, found[1].lower(), found[2]


def _of_notebook(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        cells = cells_of(text)
    except HeaderError:
        return
    yield from ((1, key, value) for key, value in kept_back_beside(text))
    for cell in cells[:1]:
        yield from ((cell.line(line), key, value) for line, key, value in _of_text(cell.source))


def _holds(key: str, value: str, now: dt.datetime, timezone: str | None) -> bool:
    if key == "draft":
        return value.lower() in {"true", "yes", "on"}
    try:
        return moment_of(value, key, timezone or "UTC") > now
    except RefusedError:
        return any(map(str.isdigit, value))  # a day, or a moment that is mistyped: nobody knows that it is over


def documents(root: Path) -> Iterator[str]:
    """The words of each Markdown file that is no release and no record; what cannot be read is passed over."""
    yield from (text for _, text in documents_by_path(root))


def documents_by_path(
    root: Path, below: str = "", suffixes: tuple[str, ...] = (MARKDOWN,)
) -> Iterator[tuple[str, str]]:
    """Each of these files by its path, with its words.

    Args:
        root: The archive's folder.
        below: One folder, such as ``docs``, of which they are to be.
        suffixes: How their names end.
    """
    for folder, folders, names in os.walk(root / below):
        apart = SOURCE_FOLDERS if Path(folder) == root else ()
        folders[:] = sorted(
            name
            for name in folders
            if name[0] not in "._" and name not in apart and not is_aside(os.path.join(folder, name))
        )
        for name in sorted(names):
            if name.endswith(suffixes):
                try:
                    path = Path(folder, name)
                    # As it is written, line ends included, for who writes it back.
                    yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    continue


def no_front_page(front: str) -> Problem:
    """What is wrong where the document of the front page is missing, ``index``."""
    message, advice = (
        f"the archive has no {front}.md",
        "write one, with a heading and a sentence on what the archive is",
    )
    return Problem(f"{front}.md", 1, Code.NO_FRONT_PAGE, message, advice)


def public_at_once(
    path: str, text: str, now: dt.datetime, timezone: str | None = None, *, drafts: bool = False
) -> Problem | None:
    """What is wrong with a document that is kept back by its header, which counts in ``releases/`` alone.

    Args:
        path: The path of the document, such as ``docs/plan.md``.
        text: All of it.
        now: The moment until which an embargo is over.
        timezone: That of moments without an offset.
        drafts: Whether drafts are shown.
    """
    found = kept_back_by(path, text, now, timezone)
    if found is None or (drafts and found[1] == "draft"):
        return None
    message = f"`{found[1]}` counts in releases/ alone, and here the text would be public at once"
    advice = "move the file there, or out of the archive"
    return Problem(path, found[0], Code.PUBLIC_AT_ONCE, message, advice)
