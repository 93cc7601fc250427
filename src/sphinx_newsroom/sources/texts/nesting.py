"""How deep lists and quotations stand in one another, for the few texts in which they may be too deep to show."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.diagnostics import Code, Problem

DEEPEST = 60
"""How deep a text may be nested: the deepest of 2,000 real releases reaches 8, and Python recurses to 1,000 frames.

A list is two levels, itself and its item, a quotation one, and a section under a heading one.
"""
TOO_DEEP = "the text is nested too deeply"
"""What is said of it, of which the words alone are shown."""
FEWER = "write it with fewer levels"


def faults(path: str, body: str) -> Iterator[Problem]:
    """The first place where a body is nested too deeply."""
    from markdown_it import MarkdownIt  # here, since hardly any text comes so far, and `newsroom check` starts without

    depth, sections = 0, [0]
    for token in MarkdownIt("commonmark", {"maxNesting": 2 * DEEPEST}).parse(body):
        if token.type == "heading_open" and depth == 0:
            level = int(token.tag[1:])
            sections = [0, *(one for one in sections[1:] if one < level), level]
        if token.nesting < 0:
            depth -= 1
        elif token.type != "inline":
            depth += token.nesting
            # A section of the first level is the title's, which stands outside.
            deepest = depth + (token.nesting == 0) + sum(level > 1 for level in sections)
            if deepest > DEEPEST and token.map:
                message = f"{TOO_DEEP}, so its words alone are shown"
                yield Problem(path, token.map[0] + 1, Code.REFUSED, message, FEWER)
                return
