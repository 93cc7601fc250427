"""The blocks and lines of a Markdown text that was a page, and what they say without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sphinx_newsroom.sources.outline import FENCE, fenced, plain_words

STRUCTURE = re.compile(r"(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\||```|~~~| {4})")
"""What a block begins with that is no paragraph."""


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
    """The lines of a block as they are shown: those of a paragraph that are not broken are one."""
    if "\n" not in block:  # most paragraphs, and what is looked for takes long
        return [block]
    if STRUCTURE.match(block):
        return block.split("\n")
    return [" ".join(line.split("\n")) for line in re.split(r"\\\n| {2,}\n", block)]


def joined(lines: Sequence[str], block: str) -> str:
    """Lines of a block as a block again: those of a paragraph are broken, those of a list or table are not."""
    return ("\n" if STRUCTURE.match(block) else "\\\n").join(lines)


def plain_line(line: str) -> str:
    """What a line says, without what makes it a heading, an item or a quotation."""
    return " ".join(plain_words(re.sub(r"\A(?:#{1,6} |[-*+] |> )", "", line).replace("\\\n", " ")).split())


def plain_lines(block: str) -> list[str]:
    """The lines of a block that say something, plain."""
    return [words for line in lines_of(block) if (words := plain_line(line))]


def is_fence(block: str) -> bool:
    """Whether a block begins with a fence of code."""
    return bool(FENCE.match(block))


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
