"""The documents of an archive beside its releases and records, as far as checks ask for what stands in them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import is_aside
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS
from sphinx_newsroom.sources.release_file import MARKDOWN
from sphinx_newsroom.sources.texts.elsewhere import kept_back_by


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
