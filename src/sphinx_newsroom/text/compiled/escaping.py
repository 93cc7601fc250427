"""Text as HTML, with the character references that docutils writes."""

from __future__ import annotations

import re

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
