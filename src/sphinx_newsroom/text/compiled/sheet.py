"""What has been written of a text so far: its HTML in parts, its plain text, and its marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_newsroom.text.compiled.record import (
    Address,
    CompiledText,
    Dateline,
    Part,
    Reason,
    RoleLink,
    RoleUse,
    SlowLaneError,
    Words,
)
from sphinx_newsroom.text.words.paragraph_ids import ParagraphIds
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from sphinx_newsroom.text.words.tokens import Where


_LINE_ENDS = re.compile(r"[\n\r\t\v\f]")
_PIECES = re.compile(r"[^ \n]+| +|\n")


def encode(text: str) -> str:
    """*text* for the content of an element: ``R&D`` is ``R&amp;D``.

    What docutils escapes (``_html_base.HTMLTranslator.special_characters``), which includes ``@``.
    """
    # Five times as fast as `str.translate`.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace(">", "&gt;").replace("@", "&#64;")


def attribute(text: str) -> str:
    """*text* for the value of an attribute."""
    return encode(_LINE_ENDS.sub(" ", text))


def mail_attribute(text: str) -> str:
    """The same in a link that writes a mail: docutils hides addresses from those who harvest them."""
    return attribute(text).replace("%40", "&#37;&#52;&#48;").replace(".", "&#46;")


def mail_words(text: str) -> str:
    """Text within such a link."""
    return encode(text).replace("&#64;", "<span>&#64;</span>").replace(".", "<span>&#46;</span>")


def code_words(text: str) -> str:
    """The words of code within a line, each kept from being broken (Sphinx's ``visit_Text``)."""
    return "".join(map(_code_piece, _PIECES.findall(encode(text))))


def _code_piece(piece: str) -> str:
    if piece.strip():
        return f'<span class="pre">{piece}</span>'
    if piece in (" ", "\n"):
        return piece
    return "&#160;" * (len(piece) - 1) + " "


class Sheet:
    """A text that is being written; where *plain_only*, nobody asks for its HTML, and no text is left to docutils."""

    def __init__(self, title: str, *, addressed: bool = False, plain_only: bool = False) -> None:
        self.plain_only = plain_only
        self._plain = [" ".join(title.split())]
        self.length = len(self._plain[0])
        self._marks = [Mark(0, self.length, "heading")]
        self._parts: list[Part] = []
        self._html: list[str] = []
        self._roles: list[RoleUse] = []
        self._lines: list[tuple[int, int]] = []
        self._ids = ParagraphIds() if addressed else None
        self._begun = 0
        """Where the words of the block that is open begin, among those of the plain text."""
        self._tag: int | None = None
        """Which part of the HTML ends in the tag of the paragraph that is open."""

    def leave(self, reason: Reason) -> None:
        """Leave the text to docutils, whose HTML is not known; raises SlowLaneError."""
        if not self.plain_only:
            raise SlowLaneError(reason)

    # -- HTML

    def html(self, html: str) -> None:
        """Add finished HTML."""
        self._html.append(html)

    def paragraph(self) -> None:
        """Begin the HTML of a paragraph; its id is known when its block ends."""
        self.html("<p>")
        if self._ids:
            self._close_html()
            self._tag = len(self._parts) - 1

    def words(self, text: str) -> None:
        """Add words of prose, to the HTML and to the plain text."""
        if text:
            start = self.length
            self.plain(text.replace("\n", " "))
            self._close_html()
            # Names run over the borders of tokens, and over lines.
            last = self._parts[-1] if self._parts else None
            if isinstance(last, Words) and last.start + len(last.text) == start:
                self._parts[-1] = Words(last.start, last.text + text)
            else:
                self._parts.append(Words(start, text))

    def fixed_words(self, text: str) -> None:
        """Add words in which no link can stand."""
        self.plain(text.replace("\n", " "))
        self.html(encode(text))

    def dateline(self) -> None:
        """Leave a place for the dateline."""
        self._close_html()
        self._parts.append(Dateline())

    def address(self, address: Address) -> None:
        """Leave a place for an address, within an attribute."""
        self._close_html()
        self._parts.append(address)

    def role(self, use: RoleUse, words: str) -> None:
        """Leave a place for the link of a role, and note what it named."""
        start = self.length
        self.plain(words)
        named = use.kind in ("organization", "official")
        self._note(start, "role" if named else "link", use.id if named else None)
        self._close_html()
        self._parts.append(RoleLink(start, use.kind, use.id, words))
        self._roles.append(use)

    def _close_html(self) -> None:
        if self._html:
            self._parts.append("".join(self._html))
            self._html = []

    # -- plain text

    def plain(self, text: str) -> None:
        """Add to the plain text alone."""
        self._plain.append(text)
        self.length += len(text)

    def open_block(self, line: int | None = None) -> int:
        """Begin a block of the plain text, which stands at *line* of the source; return where it begins."""
        self.plain("\n\n")
        if line is not None:
            self._lines.append((self.length, line))
        self._begun = len(self._plain)
        return self.length

    def close_block(self, start: int) -> None:
        """End the block that began at *start*; one without words leaves no blank lines."""
        if self.length == start:
            while self._plain[-1] != "\n\n":
                self._plain.pop()
            self._plain.pop()
            self.length -= 2
        elif self._ids:
            self._address(self._ids.of("".join(self._plain[self._begun :])))
        self._tag = None

    def _address(self, id_: str) -> None:
        """Give the paragraph that ends its id; what is no paragraph counts and has none."""
        if self._tag is not None:
            part = self._parts[self._tag]
            assert isinstance(part, str)
            self._parts[self._tag] = f'{part.removesuffix(">")} id="{id_}">'

    def mark(self, start: int, where: Where) -> None:
        """Note that what was written since *start* is no prose."""
        self._note(start, where)

    def _note(self, start: int, where: Where, entity: str | None = None) -> None:
        if start < self.length:
            self._marks.append(Mark(start, self.length, where, entity))

    def finished(self) -> CompiledText:
        """The text as a record."""
        self._close_html()
        # What stands in a heading was noted before the heading, which begins earlier.
        marks = tuple(sorted(self._marks))
        return CompiledText("".join(self._plain), marks, tuple(self._parts), tuple(self._roles), tuple(self._lines))
