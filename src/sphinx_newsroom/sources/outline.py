"""The outline of a Markdown text, found without parsing it: lines in fenced blocks, and the first heading.

The heading is the title of a release whose header has none.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from sphinx_newsroom.memory import late_pattern

FENCE = late_pattern(r" {0,3}(?P<marks>`{3,}|~{3,})")
"""Matches a code fence (CommonMark 0.31, section 4.5)."""
_ATX = late_pattern(r" {0,3}#[ \t]+")
_FENCE = late_pattern(r" {0,3}(?P<marks>`{3,}|~{3,}|:{3,})")
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (late_pattern(r"\{[\w:+.-]+\}`([^`<]*?)\s*(?:<[^`>]*>)?`"), r"\1"),  # a role becomes its text
    (late_pattern(r"(`+)\s?(.+?)\s?\1"), r"\2"),
    (late_pattern(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (late_pattern(r"<((?:https?://|mailto:)[^\s>]+|[^\s<>@]+@[^\s<>@]+)>"), r"\1"),
    (late_pattern(r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=[^\s\\])\1"), r"\2"),
    (late_pattern(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)"), r"\2"),
    (late_pattern(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)

Fenced = Literal["not", "opens", "within"]
"""The place of a line: outside of blocks, opening one, or within one, which includes the closing line."""


def fenced(text: str, fence: re.Pattern[str]) -> Iterator[tuple[str, Fenced]]:
    """Yield the lines of a text, each with its place; a block ends at a line with at least as many fence characters.

    A block that isn't closed continues to the end (CommonMark 0.31, section 4.5).

    Args:
        text: The text, such as ``"~~~\\n# no heading\\n~~~"``.
        fence: A pattern for the beginning of a fence, with a group ``marks``, such as :data:`FENCE`.
    """
    open_ = ""
    for line in text.split("\n"):
        found = fence.match(line)
        if open_:
            yield line, "within"
            if found and found["marks"].startswith(open_) and not line[found.end("marks") :].strip():
                open_ = ""
        elif found:
            open_ = found["marks"]
            yield line, "opens"
        else:
            yield line, "not"


def heading_of(body: str) -> tuple[int, str] | None:
    """Return the line (from 1) and the plain text of the first ``# heading`` outside of fenced blocks."""
    if "#" not in body:
        return None
    for number, (line, place) in enumerate(fenced(body, _FENCE), 1):
        # A quick test first, because few lines contain a #.
        if "#" in line and place == "not" and (heading := _atx_heading(line)):
            return number, plain_words(heading)
    return None


def below_title(body: str) -> str:
    """Remove a heading at the beginning of *body*; later headings are text."""
    found = heading_of(body)
    if found is None:
        return body
    lines = body.split("\n")
    if any(line.strip() for line in lines[: found[0] - 1]):
        return body
    return "\n".join(lines[found[0] :])


def _atx_heading(line: str) -> str:
    """Return the source of a first-level heading, without the optional closing #, or an empty string."""
    opening = _ATX.match(line)
    if opening is None:
        return ""
    words = line[opening.end() :].removesuffix("\r").rstrip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) else words


class Lines:
    """Converts offsets of a text to line numbers; line starts are found on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def at(self, place: int) -> int:
        """Return the line number of an offset, from 1."""
        return bisect_left(self._ends, place) + 1


_LONGEST_LINE = 2_000
"""The maximum length of a line whose markup is removed; titles are much shorter.

The patterns take quadratic time for lines of nothing but opening brackets.
"""


def plain_words(markdown: str) -> str:
    """Remove the markup of a line of Markdown, unless it is longer than 2,000 characters."""
    if len(markdown) <= _LONGEST_LINE:
        for pattern, words in _PLAIN:
            markdown = pattern.sub(words, markdown)
    return html.unescape(markdown).strip()


def under_title(body: str, title: str) -> str:
    """Return *body* with *title* as first heading, replacing one at the beginning."""
    lines = body.split("\n")
    heading = f"# {escaped(title)}"
    found = heading_of(body)
    if found is not None and not any(line.strip() for line in lines[: found[0] - 1]):
        lines[found[0] - 1] = heading
    elif lines[0].strip():
        lines.insert(0, f"{heading}\n")
    else:
        lines[0] = heading
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Escape *text* so that Markdown shows it unchanged (CommonMark: any ASCII punctuation can be escaped)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
