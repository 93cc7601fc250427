"""A release's document as plain text, with the place of every character's node.

The plain text is what readers get as ``.txt`` and what mentions count their characters in:
the title, then each paragraph, heading, table cell or block of code, separated by blank lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_newsroom.extension.nodes import line_break
from sphinx_newsroom.model.records import Mention
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
        found = []
        for mention in mentions:
            if mention.start is None or mention.end is None:
                continue
            place = bisect_right(starts, mention.start) - 1
            if place >= 0 and mention.end <= starts[place] + len(self.pieces[place].node.astext()):
                found.append(mention)
        return found

    def _mark(self, start: int, where: Where, entity: str | None = None) -> None:
        if start < len(self.text):
            self.marks.append(Mark(start, len(self.text), where, entity))


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
    """Read *document*, whose own title is replaced by the header's; neighbouring text nodes become one."""
    plain = PlainText(" ".join(title.split()))
    plain.marks.append(Mark(0, len(plain.text), "heading"))
    own_title = next((child for child in document.findall(nodes.title)), None)
    for block in _blocks(document):
        if block is own_title:
            continue
        before = len(plain.text)
        plain.text += "\n\n"
        start = len(plain.text)
        if isinstance(block, _CODE):
            plain.text += _BLANK_LINES.sub("\n", block.astext()).strip()
            plain._mark(start, "code" if _is_code(block) else "preformatted")
        else:
            _inline(block, plain)
            if isinstance(block, (nodes.title, nodes.rubric, nodes.subtitle)):
                plain._mark(start, "heading")
        # A block without words, such as a picture, leaves no blank lines.
        if start == len(plain.text):
            plain.text = plain.text[:before]
    # A role in a heading was noted before the heading, which begins earlier.
    plain.marks.sort()
    return plain


def _is_code(block: nodes.Element) -> bool:
    """Whether a block is in some language and no text that only keeps its line breaks, as an indented block does."""
    plain = isinstance(block, nodes.literal_block) and block.get("language", "none") in ("none", "default", "text")
    return not plain


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """The elements that hold text, in the order of the document."""
    for child in node.children:
        if isinstance(child, _SKIPPED) or not isinstance(child, nodes.Element):
            continue
        if isinstance(child, _CODE) or (isinstance(child, nodes.TextElement) and not isinstance(child, nodes.Inline)):
            yield child
        else:
            yield from _blocks(child)


def _inline(node: nodes.Element, plain: PlainText) -> None:
    """Add a block's text, one character for each character of its text nodes."""
    _join_texts(node)
    for child in node.children:
        if isinstance(child, nodes.Text):
            text = child.astext()
            plain.pieces.append(Piece(len(plain.text), child))
            plain.text += text.replace("\n", " ")
        elif isinstance(child, line_break):
            plain.text += " "
        elif isinstance(child, nodes.Element) and not isinstance(child, _SKIPPED):
            start = len(plain.text)
            _inline(child, plain)
            if isinstance(child, _CODE):
                plain._mark(start, "code")
            elif isinstance(child, addnodes.pending_xref) and child.get("refdomain") == "newsroom":
                entity = child["reftarget"] if child.get("reftype") in ("org", "official") else None
                plain._mark(start, "role" if entity else "link", entity)
            elif isinstance(child, _LINKS):
                plain._mark(start, "link")


def _join_texts(node: nodes.Element) -> None:
    """Make one of neighbouring text nodes: MyST begins a new one at each line, and names run over lines."""
    joined: list[nodes.Node] = []
    for child in node.children:
        if joined and isinstance(child, nodes.Text) and isinstance(joined[-1], nodes.Text):
            joined[-1] = nodes.Text(joined[-1].astext() + child.astext())
            joined[-1].parent = node
        else:
            joined.append(child)
    if len(joined) < len(node.children):
        node.children = joined
