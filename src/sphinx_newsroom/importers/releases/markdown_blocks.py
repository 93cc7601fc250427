"""The blocks of a Markdown text, and how they stand together, in lists and in quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sphinx_newsroom.importers.releases.styled_text import Piece, paragraph
from sphinx_newsroom.sources.texts.pasted_lists import BULLETS


class Paragraph(NamedTuple):
    """A paragraph that is not yet written, since a cell of a table writes it otherwise."""

    lines: list[list[Piece]]


class Made(NamedTuple):
    """A block that is written: its Markdown, and what *kind* of block it is: ``list -``, ``quote``, ``code``…"""

    text: str
    kind: str


Block = Paragraph | Made

_LARGEST_START = 999_999_999
"""CommonMark reads nine digits of the number of an item."""


def together(blocks: Iterable[Block]) -> str:
    """Blocks one after another; a rule stands between others, and at the beginning it would open a header."""
    made: list[tuple[bool, str]] = []
    for block in blocks:
        is_rule = isinstance(block, Made) and block.kind == "rule"
        if not is_rule or (made and not made[-1][0]):
            made.append((is_rule, written(block)))
    if made and made[-1][0]:
        made.pop()
    return "\n\n".join(_apart([text for _, text in made]))


def written(block: Block) -> str:
    """The Markdown of a block."""
    return paragraph(block.lines) if isinstance(block, Paragraph) else block.text


def _apart(texts: list[str]) -> list[str]:
    """The texts of blocks; a list right after a list has the other mark, or they would be one."""
    for at in range(1, len(texts)):
        before, text = _marker(texts[at - 1]), _marker(texts[at])
        if before and before == text:
            texts[at] = _with_other_marker(texts[at], text)
    return texts


def _marker(text: str) -> str:
    found = re.match(r"(?:([-*])|\d{1,9}([.)])) ", text)
    return (found[1] or found[2]) if found else ""


def _with_other_marker(text: str, marker: str) -> str:
    other = {"-": "*", "*": "-", ".": ")", ")": "."}[marker]
    if marker in "-*":
        return re.sub(rf"^{re.escape(marker)} ", f"{other} ", text, flags=re.MULTILINE)
    return re.sub(rf"^(\d{{1,9}}){re.escape(marker)} ", rf"\g<1>{other} ", text, flags=re.MULTILINE)


def quoted(blocks: Sequence[Block]) -> Block | None:
    """A quotation of blocks."""
    text = together(blocks)
    return Made("\n".join(f"> {line}".rstrip() for line in text.split("\n")), "quote") if text else None


def made_list(items: Sequence[Sequence[Block]], start: str) -> Block | None:
    """A list; with numbers from *start* on, unless that is empty."""
    number = int(start) if start.isascii() and start.isdecimal() and len(start) <= len(str(_LARGEST_START)) else 1
    texts = []
    for offset, blocks in enumerate(items):
        marker = f"{min(number + offset, _LARGEST_START)}. " if start else "- "
        if text := _item(blocks):
            texts.append(marker + text.replace("\n", "\n" + " " * len(marker)))
    if not texts:
        return None
    loose = any(_is_loose(blocks) for blocks in items)
    text = ("\n\n" if loose else "\n").join(texts)
    return Made(re.sub(r"^ +$", "", text, flags=re.MULTILINE), "list")


def _item(blocks: Sequence[Block]) -> str:
    between = "\n\n" if _is_loose(blocks) else "\n"
    kept = [block for block in blocks if not (isinstance(block, Made) and block.kind == "rule")]
    return between.join(_apart([text for block in kept if (text := written(block))]))


def _is_loose(blocks: Sequence[Block]) -> bool:
    """Whether an item has more than a paragraph with lists below it."""
    return any(isinstance(block, Paragraph) or block.kind != "list" for block in blocks[1:])


def in_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, with lists in the place of lines that begin with bullets, as pages have them: ``• one<br>• two``."""
    for block in blocks:
        lines = block.lines if isinstance(block, Paragraph) else []
        first = next((number for number, line in enumerate(lines) if _BULLET.match(line[0].text)), len(lines))
        # One line with a bullet may be one of several paragraphs, or set a link apart.
        if len(lines) - first < _LEAST or not all(_BULLET.match(line[0].text) for line in lines[first:]):
            yield block
            continue
        if first:
            yield Paragraph(lines[:first])
        made = made_list([[Paragraph([_without_bullet(line)])] for line in lines[first:]], "")
        if made is not None:
            yield made


_BULLET = re.compile(rf"[{BULLETS}] *")
_LEAST = 2
"""Lines of which a list is made."""


def _without_bullet(line: Sequence[Piece]) -> list[Piece]:
    first = replace(line[0], text=_BULLET.sub("", line[0].text, count=1))
    rest = [first, *line[1:]] if first.text else list(line[1:])
    while rest and rest[0] == Piece(" "):
        del rest[0]
    return rest
