"""The blocks and lines of a Markdown text that was a page, and what they say without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sphinx_newsroom.sources.outline import FENCE, fenced, plain_words

STRUCTURE = re.compile(r"(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\||```|~~~| {4})")
"""What a block begins with that is no paragraph."""

_BEGINS = re.compile(
    r"""
      \s*(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)   # an item, in an item as well
    | \s*(?:>|\||`{3}|~{3}|:{3})           # a quotation, a row, a fence
    | \ {0,3}\#{1,6}(?:\s|\Z)               # a heading
    | \ {0,3}(?:=+|-+)\s*\Z                # the line under one
    | \ {0,3}\[[^\]\n]{1,200}\]:           # where a link leads, a footnote
    | \ {0,3}:\s                           # a definition
    | [\s:|-]*\|[\s:|-]*\Z                 # the line under the head of a table
    """,
    re.VERBOSE,
)
"""What begins a line of its own within a block."""

_ALONE = re.compile(r" {0,3}(?:#{1,6}\s.*|(?:=+|-+)\s*)\Z")
"""A line with which nothing goes on: a heading, the line under one."""

_ROW = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s|\|)")


def blocks_of(body: str) -> list[str]:
    """The blocks of a Markdown text: what blank lines part, but for those within a fence."""
    blocks: list[list[str]] = [[]]
    for line, place in fenced(body.replace("\r\n", "\n"), FENCE):
        if place == "not" and not line.strip():
            blocks.append([])
        else:
            blocks[-1].append(line)
    return ["\n".join(lines) for lines in blocks if lines]


def lines_of(block: str) -> list[str]:
    """The lines of a block as they are shown: those of a paragraph that are not broken are one.

    >>> lines_of("We will\\ndredge:\\n- the basin\\n- the quay")
    ['We will dredge:', '- the basin', '- the quay']
    """
    if "\n" not in block:  # most paragraphs, and what is looked for takes long
        return [block]
    return [_unbroken(" ".join(line.split("\n"))) for line in _written_lines(block)]


def with_lines(block: str, kept: Sequence[bool]) -> str:
    """A block with those of its lines that are *kept*, as they are written; empty where none is.

    What a text is written in may have more forms than are known here: what is kept whole is not written anew.
    """
    if all(kept):
        return block
    lines = [line for line, is_in in zip(_written_lines(block), kept, strict=True) if is_in]
    return _unbroken("\n".join(lines))


def _written_lines(block: str) -> list[str]:
    """The lines of a block as they are written; those of a paragraph that are not broken stand in one, with their ends.

    A list, heading or table may follow on a paragraph without a blank line (CommonMark 0.31, section 4.8).
    """
    lines = block.split("\n")
    if block.startswith("    "):
        return lines
    found = [lines[0]]
    for before, line in pairwise(lines):
        if before.endswith(("\\", "  ")) or begins_line(line) or _ALONE.match(before):
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return found


def _unbroken(line: str) -> str:
    """A line without what breaks it behind its words: a backslash, or blanks."""
    return line.removesuffix("\\").rstrip(" ")


def begins_line(line: str) -> bool:
    """Whether a line of a block is one of its own, whatever stands above it: an item, a row, a heading, a quotation."""
    # Most lines go on with words, and are told at once.
    return not line[:1].isalpha() and bool(_BEGINS.match(line))


def is_row(line: str) -> bool:
    """Whether a line is an item of a list or a row of a table."""
    return bool(_ROW.match(line))


def is_of_table(line: str) -> bool:
    """Whether a line is a row of a table."""
    return line.lstrip().startswith("|")


def plain_line(line: str) -> str:
    """What a line says, without what makes it a heading, an item or a quotation."""
    return " ".join(plain_words(re.sub(r"\A(?:#{1,6} |[-*+] |> )", "", line).replace("\\\n", " ")).split())


def plain_lines(block: str) -> list[str]:
    """The lines of a block that say something, plain."""
    return [words for line in lines_of(block) if (words := plain_line(line))]


def has_fence(block: str) -> bool:
    """Whether a fence of code stands in a block, right below a paragraph or alone."""
    return ("```" in block or "~~~" in block) and any(map(FENCE.match, block.split("\n")))


def without_opening(markdown: str, opening: str) -> str | None:
    """A paragraph without its plain *opening*, whatever marks that stands in; None where they cannot be parted."""
    wanted = opening.strip()
    for end in _ends(markdown, len(opening)):
        head, rest = markdown[:end], markdown[end:]
        if plain_line(head).strip() == wanted:
            return rest.lstrip("\\\n ")
        # **VIENNA –** The, and **VIENNA – The whole paragraph.**
        for mark in ("**", "_", "*"):
            if head.startswith(mark) and plain_line(head[len(mark) :]).strip() == wanted:
                closes = rest.lstrip().startswith(mark)
                return rest.lstrip()[len(mark) :].lstrip() if closes else mark + rest.lstrip()
    return None


def _ends(markdown: str, length: int) -> Iterable[int]:
    """Where the opening may end: behind its dash, with room for as many marks and escapes as it has signs."""
    return (found.end() for found in re.finditer(r"[-–—:]+(?:\*\*|[_*])?\s*", markdown[: 3 * length + 40]))
