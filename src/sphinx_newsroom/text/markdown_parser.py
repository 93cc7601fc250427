"""MyST's Markdown parser with a rule of ours for roles: MyST's copies the rest of the paragraph at each sign."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

# As in mdit_py_plugins.myst_role, of which this is the grammar: takes {org}`un`, {a}``b`c``.
_OPENING = re.compile(r"\{([a-zA-Z0-9_\-+:]+)\}(`+)")

_WITHOUT_SCHEME = ("(//", "( //", "<//", ": //")
"""What stands before an address without a scheme: in a link, in pointed brackets, in a definition."""


NESTED = 80
"""How deep a text is read.  What is deeper markdown-it leaves out in silence, with all of the text that follows, and of
itself it stops at 20, which is a list of ten levels; the guard stops before this, at 60, and says so."""


EXTENSIONS = frozenset({"colon_fence", "deflist"})
"""What of MyST's an archive's texts have beside what it always reads."""


def html_parser() -> MarkdownIt:
    """The parser as an archive's defaults have it configured, for HTML."""
    return markdown_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


def markdown_parser(config: MdParserConfig, renderer: Callable[[MarkdownIt], Any]) -> MarkdownIt:
    """The parser for a configuration; it takes a time that grows with the text and not with its square."""
    parser = create_md_parser(config, renderer)
    parser.options["maxNesting"] = NESTED
    if not config.commonmark_only and not config.gfm_only:
        parser.inline.ruler.at("myst_role", _role)
    parser.core.ruler.push("newsroom_scheme", _scheme)
    return parser


def _scheme(state: StateCore) -> None:
    """Give ``//host/path`` its scheme: MyST takes it for a part of the page, and a page may be opened from a disk."""
    if not any(before in state.src for before in _WITHOUT_SCHEME):
        return
    for token in state.tokens:
        for child in token.children or ():
            href = child.attrs.get("href") if child.type == "link_open" else None
            if isinstance(href, str) and href.startswith("//"):
                child.attrs["href"] = f"https:{href}"


def _role(state: StateInline, silent: bool) -> bool:
    """A role in backticks: what mdit_py_plugins.myst_role takes for one, and nothing else."""
    if state.src[state.pos] != "{":
        return False
    opening = _OPENING.match(state.src, state.pos)
    if opening is None:
        return False
    name, ticks = opening.groups()
    start = opening.end()
    # Told once for all that are not closed: else each of them would be read to the paragraph's end.
    if state.html_terminator_last(ticks) <= start:
        return False
    end = state.src.find(ticks, start + 1)
    if not silent:
        token = state.push("myst_role", "", 0)
        token.meta = {"name": name}
        token.content = state.src[start:end].replace("\n", " ")
    state.pos = end + len(ticks)
    return True
