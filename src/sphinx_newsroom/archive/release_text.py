"""The plain text of a release of an archive, straight from its source."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sphinx_newsroom.archive.loading import FORTHCOMING
from sphinx_newsroom.files import mended, read_text
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.sources.header import cells
from sphinx_newsroom.sources.notebook import Cell
from sphinx_newsroom.sources.outline import escaped
from sphinx_newsroom.text.markdown import MarkdownText, markdown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Release


def release_text(archive: Archive, release: Release) -> MarkdownText:
    """The plain text of a release of *archive*; of a withdrawn one, that of its notice.

    Of a superseded text *release* is its header.  Raises OSError where its file cannot be read.
    """
    if release.withdrawn:
        words = withdrawal_words(release.withdrawn, archive.settings.interface_of(release.language))
        return markdown_text(escaped(words), release.title)

    def shown(role: str, id_: str) -> str | None:
        if role == "release":
            docname = release_page(archive.current_id(ReleaseId(id_)))
            other = archive.releases.get(docname)
            if other is None and docname in archive.withheld:
                return archive.settings.interface.say(FORTHCOMING)
            return other.title if other else None
        record = (
            archive.registry.topics.get(archive.registry.current_id("topic", id_))
            if role == "topic"
            else archive.registry.entity(id_)
        )
        return record.name if record else None

    kept = archive.kept.get(PageName(posixpath.splitext(release.path)[0]))  # a superseded text's file has its own name
    source = mended(kept.source) if kept else read_text(archive.root / release.path)
    return markdown_text(_body(cells(release.path, source)), release.title, shown)


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
