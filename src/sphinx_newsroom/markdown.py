"""A release's plain text and marks straight from its Markdown, without building a document.

What the command and notebooks see of a text; the build reads the document instead
(:mod:`sphinx_newsroom.plaintext`), and a test holds that both name the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_newsroom.naming import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
_TITLED = ("admonition", "sidebar", "topic")
_PROSE = (
    "note", "tip", "important", "warning", "attention", "caution", "danger", "error", "hint", "seealso",
    "epigraph", "pull-quote", "highlights", "figure", "table", "list-table", *_TITLED,
)
_ROLE_TARGET = re.compile(r"^(?:.*<)?([^<>]+?)>?$")


class MarkdownText(NamedTuple):
    """Plain text with its marks, as :func:`sphinx_newsroom.naming.find` takes them."""

    text: str
    marks: tuple[Mark, ...]


@cache
def _parser() -> MarkdownIt:
    return create_md_parser(MdParserConfig(enable_extensions={"colon_fence", "deflist"}), RendererHTML)


def markdown_text(body: str, title: str) -> MarkdownText:
    """The plain text of a Markdown *body* under *title*; a first heading in the body is the title itself."""
    blocks = [([(title, "heading", None)])]
    found = list(_blocks(body))
    if found and found[0][0][1] == "heading":
        found = found[1:]
    text, marks = "", []
    for block in blocks + found:
        if text:
            text += "\n\n"
        for words, where, entity in block:
            if where and words:
                marks.append(Mark(len(text), len(text) + len(words), where, entity))  # type: ignore[arg-type]
            text += words
    return MarkdownText(text, tuple(marks))


_Piece = tuple[str, str | None, str | None]


def _blocks(body: str) -> Iterator[list[_Piece]]:
    heading = False
    for token in _parser().parse(body):
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline":
            pieces = list(_pieces(token.children or (), "heading" if heading else None))
            if any(words for words, _, _ in pieces):
                yield pieces
        elif token.type in ("fence", "colon_fence", "code_block"):
            yield from _fence(token)


def _fence(token: Token) -> Iterator[list[_Piece]]:
    """A block of code, or the prose inside a directive."""
    directive = _DIRECTIVE.match(token.info.strip())
    if directive is None:
        yield [(re.sub("\n\n+", "\n", token.content.strip()), "code", None)]
    elif directive[1] in _PROSE:
        if directive[1] in _TITLED and directive[2]:
            yield from _blocks(directive[2])
        yield from _blocks(re.sub(r"\A(?::[\w-]+:.*\n)+", "", token.content))


def _pieces(tokens: Sequence[Token], where: str | None) -> Iterator[_Piece]:
    inside = where
    for token in tokens:
        if token.type == "text":
            yield token.content, inside, None
        elif token.type in ("softbreak", "hardbreak"):
            yield " ", inside, None
        elif token.type in ("code_inline", "math_inline"):
            yield token.content, "code", None
        elif token.type == "link_open":
            inside = "link"
        elif token.type == "link_close":
            inside = where
        elif token.type == "myst_role":
            yield _role(token)


def _role(token: Token) -> _Piece:
    """The words of a role; of ours, with the entity that it names."""
    target = _ROLE_TARGET.match(token.content)
    words = token.content.split("<")[0].strip() or token.content
    if token.meta["name"] in ("org", "official") and target:
        return words, "role", target[1].strip()
    return words, "link", None
