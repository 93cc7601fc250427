"""Markdown to tokens, as MyST's parser makes them, without what nobody reads of them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it.token import Token

from sphinx_newsroom.text.markdown_parser import html_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

# What a rule for what stands within a line begins with; a blank before a line's end may be a break.
_ACTIVE = re.compile(r"[\\`*_\[<&{\t]| \n")
_INDENT = re.compile(r"\n +")


@cache
def parser() -> MarkdownIt:
    """MyST's parser as the extension's defaults have it configured."""
    made = html_parser()
    made.disable("wordcount")  # a sixth of the time, for a number that is not shown
    made.core.ruler.at("normalize", _normalize)
    made.core.ruler.at("inline", _inline)
    return made


def _normalize(state: StateCore) -> None:
    """Mend line ends, and NULs, as markdown-it does with expressions that look at each line."""
    state.src = state.src.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Parse what stands within blocks; most has no markup, and is one token, line ends included."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = token.children or []
            if _ACTIVE.search(token.content):
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            elif token.content:
                token.children.append(Token("text", "", 0, content=_INDENT.sub("\n", token.content)))
