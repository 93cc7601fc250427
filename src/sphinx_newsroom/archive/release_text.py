"""The plain text of a release of an archive, straight from its source."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sphinx_newsroom.archive.compiler import notice
from sphinx_newsroom.archive.entries import PlainText
from sphinx_newsroom.archive.loading import FORTHCOMING
from sphinx_newsroom.files import mended, read_text
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.sources.header import cells
from sphinx_newsroom.sources.notebooks.header import Cell
from sphinx_newsroom.text.compiled import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.text.compiled import CompiledText
    from sphinx_newsroom.text.compiled.record import RoleKind


def release_text(archive: Archive, release: Release) -> PlainText:
    """The plain text of a release of *archive*; of a withdrawn one, that of its notice.

    Of a superseded text *release* is its header.  Raises OSError where its file cannot be read.
    """
    if release.withdrawn:
        return _plain(notice(release, archive.settings))

    def shown(kind: RoleKind, id_: str) -> str | None:
        if kind == "release" and release_page(archive.current_id(ReleaseId(id_))) in archive.withheld:
            return archive.settings.interface.say(FORTHCOMING)
        return archive.name_of(kind, id_)

    kept = archive.kept.get(PageName(posixpath.splitext(release.path)[0]))  # a superseded text's file has its own name
    source = mended(kept.source) if kept else read_text(archive.root / release.path)
    return _plain(plain_text(_body(cells(release.path, source)), release.title, shown))


def _plain(text: CompiledText) -> PlainText:
    return PlainText(text.text, text.marks)


def line_of(text: str, start: int, source: str) -> int:
    """The line in *source* of what stands at *start* of its plain text, found by the word there and its turn."""
    word = re.match(r"\w*", text[start:])
    sought = re.compile(rf"(?<!\w){re.escape(word[0] if word else '')}(?!\w)")
    # Markup between words differs in the source, so it is counted by words and not by characters.
    turn = sum(1 for _ in sought.finditer(text, 0, start))
    places = [match.start() for match in sought.finditer(source)]
    return source.count("\n", 0, places[min(turn, len(places) - 1)]) + 1 if places else 1


def _body(cells: Sequence[Cell]) -> str:
    """Cells as one Markdown text, code as blocks of code; outputs are no text."""
    parts = []
    for cell in cells:
        if cell.kind == "markdown":
            parts.append(cell.source)
        elif cell.kind == "code" and cell.source.strip():
            parts.append(_fenced(cell.source, "ipython3"))
    return "\n\n".join(parts)


def _fenced(code: str, language: str) -> str:
    """A block of code, whatever stands in it."""
    fence = "~" * max(6, *(len(run) + 1 for run in re.findall("~+", code)), 0)
    return f"{fence} {language}\n{code}\n{fence}"
