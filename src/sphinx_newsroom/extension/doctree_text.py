"""A release's document as plain text, with the place of every character's node.

The plain text is what the data of a release has and what mentions count their characters in:
the title, then each paragraph, heading, table cell or block of code, separated by blank lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_newsroom.extension.nodes import OUTCOME, line_break
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.words.paragraph_ids import ParagraphIds
from sphinx_newsroom.text.words.tokens import Mark, Where


class Piece(NamedTuple):
    """A text node of the document and where its text begins."""

    start: int
    node: nodes.Text


@dataclass
class PlainText:
    """The text, its marks in order, and the nodes that it came from."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def unbroken(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The *mentions* that stand within one text node each, so that a link can stand in their place."""
        starts = [piece.start for piece in self.pieces]
        # Once each: docutils goes through all of a text to say how long it is.
        ends = [piece.start + len(piece.node.astext()) for piece in self.pieces]
        found = []
        for mention in mentions:
            if mention.start is None or mention.end is None:
                continue
            place = bisect_right(starts, mention.start) - 1
            if place >= 0 and mention.end <= ends[place]:
                found.append(mention)
        return found


class _Growing:
    """A text that is put together: to add to a text copies all of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.pieces: list[Piece] = []

    def add(self, text: str) -> None:
        """Go on with *text*."""
        self.parts.append(text)
        self.length += len(text)

    def mark(self, start: int, where: Where, entity: str | None = None) -> None:
        """Note what the text is from *start* on."""
        if start < self.length:
            self.marks.append(Mark(start, self.length, where, entity))


# What is on no page, or a number that the page adds: footnotes' marks and labels.
_SKIPPED = (
    nodes.Invisible,
    nodes.raw,
    nodes.system_message,
    nodes.footnote_reference,
    nodes.label,
    nodes.docinfo,
    addnodes.toctree,
)
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
_BLANK_LINES = re.compile("\n\n+")  # only what ends a block may separate two
_CODE = (nodes.literal, nodes.math, nodes.FixedTextElement, nodes.math_block)


def plain_text(document: nodes.document, title: str) -> PlainText:
    """Read *document*, whose own title is replaced by the header's; neighbouring text nodes become one.

    Its paragraphs get their ids, which are of their words.
    """
    plain, ids = _Growing(), ParagraphIds()
    plain.add(" ".join(title.split()))
    plain.marks.append(Mark(0, plain.length, "heading"))
    own_title = next((child for child in document.findall(nodes.title)), None)
    for block in _blocks(document):
        if block is own_title:
            continue
        count = len(plain.parts)
        plain.add("\n\n")
        start = plain.length
        if isinstance(block, _CODE):
            plain.add(_BLANK_LINES.sub("\n", block.astext()).strip())
            plain.mark(start, "code" if _is_code(block) else "preformatted")
        else:
            _inline(block, plain)
            if isinstance(block, (nodes.title, nodes.rubric, nodes.subtitle)):
                plain.mark(start, "heading")
        # A block without words, such as a picture, leaves no blank lines.
        if start == plain.length:
            del plain.parts[count:]
            plain.length = start - len("\n\n")
            continue
        id_ = ids.of("".join(plain.parts[count + 1 :]))
        if isinstance(block, nodes.paragraph):
            block["ids"].append(id_)
    # A role in a heading was noted before the heading, which begins earlier.
    return PlainText("".join(plain.parts), sorted(plain.marks), plain.pieces)


def _is_code(block: nodes.Element) -> bool:
    """Whether a block is in some language and no text that only keeps its line breaks, as an indented block does."""
    plain = isinstance(block, nodes.literal_block) and block.get("language", "none") in ("none", "default", "text")
    return not plain


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """The elements that hold text, in the order of the document."""
    for child in node.children:
        if isinstance(child, _SKIPPED) or not isinstance(child, nodes.Element) or child.get(OUTCOME):
            continue
        if isinstance(child, _CODE) or (isinstance(child, nodes.TextElement) and not isinstance(child, nodes.Inline)):
            yield child
        else:
            yield from _blocks(child)


def _inline(node: nodes.Element, plain: _Growing) -> None:
    """Add a block's text, one character for each character of its text nodes."""
    _join_texts(node)
    for child in node.children:
        if isinstance(child, nodes.Text):
            text = child.astext()
            plain.pieces.append(Piece(plain.length, child))
            plain.add(text.replace("\n", " "))
        elif isinstance(child, line_break):
            plain.add(" ")
        elif isinstance(child, nodes.Element) and not isinstance(child, _SKIPPED):
            start = plain.length
            _inline(child, plain)
            if isinstance(child, _CODE):
                plain.mark(start, "code")
            elif isinstance(child, addnodes.pending_xref) and child.get("refdomain") == "newsroom":
                entity = child["reftarget"] if child.get("reftype") in ("org", "official") else None
                plain.mark(start, "role" if entity else "link", entity)
            elif isinstance(child, _LINKS):
                plain.mark(start, "link")


def _join_texts(node: nodes.Element) -> None:
    """Make one of neighbouring text nodes: MyST begins a new one at each line, and names run over lines."""
    joined: list[nodes.Node] = []
    for is_text, run in groupby(node.children, lambda child: isinstance(child, nodes.Text)):
        children = list(run)
        if is_text and len(children) > 1:
            one = nodes.Text("".join(child.astext() for child in children))
            one.parent = node
            joined.append(one)
        else:
            joined += children
    if len(joined) < len(node.children):
        node.children = joined
