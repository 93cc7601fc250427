"""The tokens of a text as a tree of blocks, which what is written of a list needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.text.compiled.record import Reason, SlowLaneError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token


_LISTS = ("bullet_list", "ordered_list")

_UNSEEN = ("myst_line_comment", "myst_block_break")
"""Comments, which no reader sees."""


DEEPEST = 20
"""How deep blocks may be nested here: of what is deeper, the guard may have something to say."""


class Block(NamedTuple):
    """A block: its kind (``paragraph``, ``list_item``, ``inline``), the token that opens it, and what it holds."""

    kind: str
    token: Token
    children: list[Block]


def tree_of(tokens: Iterable[Token]) -> list[Block]:
    """The blocks of the first level, each with those within it; raises SlowLaneError where they are nested deeply."""
    root: list[Block] = []
    around = [root]
    for token in tokens:
        if token.nesting < 0:
            around.pop()
        elif token.type not in _UNSEEN:
            block = Block(token.type.removesuffix("_open"), token, [])
            around[-1].append(block)
            if token.nesting > 0:
                around.append(block.children)
                if len(around) > DEEPEST:
                    raise SlowLaneError(Reason.DEPTH)
    return root


def is_simple(a_list: Block) -> bool:
    """Whether a list is set without space between its items (docutils' ``SimpleListChecker``).

    Each item, or definition, holds nothing but a paragraph, a simple list, or a paragraph and then a simple list.
    """
    return all(item.kind == "dt" or _is_simple_item(item) for item in a_list.children)


def _is_simple_item(item: Block) -> bool:
    paragraph_first = bool(item.children) and item.children[0].kind == "paragraph"
    most = 2 if paragraph_first and item.children[-1].kind in _LISTS else 1
    if len(item.children) > most:
        return False
    return all(
        child.kind == "paragraph" or (child.kind in (*_LISTS, "dl") and is_simple(child)) for child in item.children
    )
