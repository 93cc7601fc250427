"""A text's structure as readers see it, with layout that they do not see taken out: the second form of a digest.

Lines of one paragraph may be wrapped anew.  A line that could begin something else keeps its place: joined to the one
before, the rows of a table, the items of a list or a heading would be words of a paragraph, and show another text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sphinx_newsroom.files import mended
from sphinx_newsroom.sources.outline import below_title, fenced

_FENCE = re.compile(r" *(?P<marks>`{3,}|~{3,})")

# What a line begins with that is no mere continuation of a paragraph: CommonMark 0.31, sections 4 and 5; tables of
# GitHub's Markdown; definition lists, targets, comments and block breaks of MyST.
_BEGINS = re.compile(
    r"""
    \#{1,6}(?:\s|$)            # a heading
  | [=-]+\s*$                  # what makes a heading of the line above
  | (?:[-_*]\s*){3,}$          # a rule
  | [-+*](?:\s|$)              # an item
  | \d{1,9}[.)](?:\s|$)        # a numbered item: "1986. A great year" as well, where it stands at a line's begin
  | >                          # a quotation
  | :(?:\s|$) | :{3,}          # a definition, a directive
  | :[\w-]+:(?:\s|$)           # an option of a directive
  | \[[^\]]+\]:                # a footnote, where a link leads
  | \([^)\s]+\)=\s*$           # a target
  | <[A-Za-z/!?]               # HTML
  | % | \+\+\+                 # what is not shown
    """,
    re.VERBOSE,
)
_ALONE = re.compile(r"\#{1,6}(?:\s|$)|[=-]+\s*$|(?:[-_*]\s*){3,}$|:{3,}|:[\w-]+:(?:\s|$)|\([^)\s]+\)=\s*$|%|\+\+\+")
"""What stands on a line of its own: what comes below is no part of it."""
_HARD = re.compile(r"(?: {2,}|\\)$")
"""A line's end that readers see (CommonMark 0.31, section 6.7)."""
_INDENTED_CODE = 4
"""The spaces that make code of a line (CommonMark 0.31, section 4.4)."""


_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_FIRST_EMPTY_LINES = re.compile(r"(?:[^\S\n]*\n)*")


def composed(body: str) -> str:
    """A body with letters that are composed, less what it is called: what both forms of a digest are made of.

    Editors on a Mac may save é as e and an accent; readers see one letter.  A heading that the body begins with is the
    title, which is recorded by itself, so it is left out.
    """
    return below_title(unicodedata.normalize("NFC", mended(body)))


def stretches(text: str) -> list[str] | None:
    """The lines between empty ones, each stretch with its line ends; None for a text that may have fenced blocks.

    >>> stretches("Rain fell\\nall night.\\n \\nSun rose.\\n")
    ['Rain fell\\nall night.', 'Sun rose.']
    """
    if "```" in text or "~~~" in text:
        return None
    first = _FIRST_EMPTY_LINES.match(text)
    shown = text[first.end() if first else 0 :].rstrip()
    return _EMPTY_LINES.split(shown) if shown else []


def structure_of(body: str) -> str:
    """A body, a block after the other with an empty line between, each line that readers could tell apart by itself.

    >>> structure_of("Rain fell\\nall night.\\n\\n- one\\n- two\\n  and more\\n")
    'Rain fell all night.\\n\\n- one\\n- two and more'
    """
    return structure_of_composed(composed(body))


def structure_of_composed(text: str) -> str:
    """The same of a text that :func:`composed` gave."""
    found = stretches(text)  # as of nearly all releases, and in a third of the time
    return "\n\n".join(map(_stretch, found) if found is not None else _blocks(text))


def _stretch(text: str) -> str:
    lines = text.expandtabs(4).split("\n")
    # Of a paragraph on one line nothing can be joined.
    return " " * _indent(lines[0]) + " ".join(lines[0].split()) if len(lines) == 1 else _block(lines)


def _blocks(text: str) -> Iterator[str]:
    code: list[str] = []
    block: list[str] = []
    for line, place in fenced(text, _FENCE):
        if place == "within":
            code.append(line.rstrip())
            continue
        if code:
            yield "\n".join(code)
            code = []
        if place == "opens" or not line.strip():
            if block:
                yield _block(block)
                block = []
            if place == "opens":
                code = [line.rstrip()]
        else:
            block.append(line.expandtabs(4))
    if code:
        yield "\n".join(code)
    if block:
        yield _block(block)


def _block(lines: list[str]) -> str:
    """The lines between two empty ones, joined where that shows nothing else."""
    as_code = _indent(lines[0]) >= _INDENTED_CODE
    table = any("|" in line for line in lines)
    found: list[list[str]] = []
    open_ = False
    for number, line in enumerate(lines):
        words = " ".join(line.split())
        after = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
        defined = re.match(r":(?:\s|$)", after)  # whose term this line is, and not the lines above
        if open_ and not as_code and not table and not defined and not _BEGINS.match(words):
            found[-1].append(words)
        else:
            found.append([" " * _indent(line) + words])
        hard = bool(after and _HARD.search(line))
        if hard:
            found[-1][-1] = found[-1][-1].removesuffix("\\") + "\\"
        open_ = not hard and not _ALONE.match(words)
    return "\n".join(map(" ".join, found))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
