"""The headings of a text below the title that the archive gives it: none of the first level, and none that skips one.

Other programs show a first-level heading below a title, and begin with whatever level looks right; here the title is
the only heading of the first level, and another with which a text begins would not be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.importers.releases.press_blocks import begins_line
from sphinx_newsroom.sources.outline import FENCE, fenced

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?P<words>[ \t].*)?\Z")
_UNDER = re.compile(r" {0,3}(?P<sign>[=-])(?P=sign)*[ \t]*\Z")
_DEEPEST = 6


class _Heading(NamedTuple):
    """A heading: the number of its line, how many lines it has with the one under it, and its level."""

    at: int
    lines: int
    level: int


def with_levels(body: str) -> str:
    """A text whose headings stand one level below the heading around them, from the second level on.

    >>> with_levels("# What it means\\n\\n### For ports\\n\\nMore.")
    '## What it means\\n\\n### For ports\\n\\nMore.'
    """
    if "#" not in body and "\n-" not in body and "\n=" not in body:
        return body
    lines: list[str | None] = [*body.split("\n")]
    around: list[int] = []
    for heading in list(_headings(body)):
        while around and around[-1] >= heading.level:
            around.pop()
        around.append(heading.level)
        level = min(_DEEPEST, len(around) + 1)
        if level != heading.level:
            lines[heading.at : heading.at + heading.lines] = _written(lines, heading, level)
    return "\n".join(line for line in lines if line is not None)


def _written(lines: list[str | None], heading: _Heading, level: int) -> list[str | None]:
    """The lines of a heading at another level, as many as there were; None for one that is not needed any more."""
    found = _ATX.match(lines[heading.at] or "")
    words = (found["words"] or "") if found else f" {(lines[heading.at] or '').strip()}"
    return [f"{'#' * level}{words}", *[None] * (heading.lines - 1)]


def _headings(body: str) -> Iterator[_Heading]:
    """The headings of a text, of either form (CommonMark 0.31, sections 4.2 and 4.3), outside of fenced blocks."""
    paragraph = 0  # how many lines the paragraph has that a line under it would make a heading
    for at, (line, place) in enumerate(fenced(body, FENCE)):
        if place == "not" and paragraph == 1 and (under := _UNDER.match(line)):
            yield _Heading(at - 1, 2, 1 if under["sign"] == "=" else 2)
        elif place == "not" and (atx := _ATX.match(line)):
            yield _Heading(at, 1, len(atx["marks"]))
        elif place == "not" and line.strip() and not begins_line(line) and paragraph >= 0:
            paragraph += 1
            continue
        # What follows on an item or a row goes on with it, until a blank line.
        paragraph = -1 if place == "not" and begins_line(line) and not _UNDER.match(line) else 0
