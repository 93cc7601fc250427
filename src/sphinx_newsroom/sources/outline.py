"""The outline of a Markdown text before it is parsed: which lines stand in fenced blocks, and its first heading.

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
"""A fence of code (CommonMark 0.31, section 4.5)."""
_ATX = late_pattern(r" {0,3}#[ \t]+")
_FENCE = late_pattern(r" {0,3}(?P<marks>`{3,}|~{3,}|:{3,})")
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (late_pattern(r"\{[\w:+.-]+\}`([^`<]*?)\s*(?:<[^`>]*>)?`"), r"\1"),  # a role: its words
    (late_pattern(r"(`+)\s?(.+?)\s?\1"), r"\2"),
    (late_pattern(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (late_pattern(r"<((?:https?://|mailto:)[^\s>]+|[^\s<>@]+@[^\s<>@]+)>"), r"\1"),
    (late_pattern(r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=[^\s\\])\1"), r"\2"),
    (late_pattern(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)"), r"\2"),
    (late_pattern(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)

Fenced = Literal["not", "opens", "within"]
"""Where a line stands: outside of every block; where one opens; in a block, as the line that closes it does, too."""


def fenced(text: str, fence: re.Pattern[str]) -> Iterator[tuple[str, Fenced]]:
    """The lines of a text, each with where it stands: a block ends with as many of its marks or more, and nothing else.

    A block that is never closed goes on to the text's end (CommonMark 0.31, section 4.5).

    Args:
        text: what is read, such as ``"~~~\\n# no heading\\n~~~"``.
        fence: what a fence begins with, its marks in a group ``marks``, such as :data:`FENCE`; callers differ in what
            they count as one.
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
    """The line (from 1) and the plain words of the first ``# heading`` outside of fenced blocks."""
    if "#" not in body:
        return None
    for number, (line, place) in enumerate(fenced(body, _FENCE), 1):
        # Few lines have a # at all, and each of a text is asked.
        if "#" in line and place == "not" and (heading := _atx_heading(line)):
            return number, plain_words(heading)
    return None


def below_title(body: str) -> str:
    """*body* without a heading that it begins with; one further down is text."""
    found = heading_of(body)
    if found is None:
        return body
    lines = body.split("\n")
    if any(line.strip() for line in lines[: found[0] - 1]):
        return body
    return "\n".join(lines[found[0] :])


def _atx_heading(line: str) -> str:
    """What a line says as a heading of the first level, as it is written, without the marks that may close it."""
    opening = _ATX.match(line)
    if opening is None:
        return ""
    words = line[opening.end() :].removesuffix("\r").rstrip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) else words


class Lines:
    """The lines of a text; where they begin is looked for once, and only if somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def at(self, place: int) -> int:
        """The number of the line of a place, from 1."""
        return bisect_left(self._ends, place) + 1


_LONGEST_LINE = 2_000
"""Characters of a line whose markup is taken out.  The longest title of 22,000 real releases has 366.

Patterns for what opens and closes read a line of nothing but openings once for each of them.
"""


def plain_words(markdown: str) -> str:
    """A line of Markdown without its markup; one of more than 2,000 characters is no heading, and keeps it."""
    if len(markdown) <= _LONGEST_LINE:
        for pattern, words in _PLAIN:
            markdown = pattern.sub(words, markdown)
    return html.unescape(markdown).strip()


def under_title(body: str, title: str) -> str:
    """*body* with *title* as its first heading, in the place of a heading that it begins with."""
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
    """*text* as Markdown that shows it unchanged (CommonMark: any ASCII punctuation can be escaped)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
