"""MyST's Markdown parser, with replacements for those of its rules that take quadratic time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from myst_parser.config.main import MdParserConfig

# The same grammar as mdit_py_plugins.myst_role: matches {org}`un`, {a}``b`c``.
_OPENING = re.compile(r"\{([a-zA-Z0-9_\-+:]+)\}(`+)")

_WITHOUT_SCHEME = ("(//", "( //", "<//", ": //")
"""The text before an address without a scheme: in a link, in angle brackets, in a definition."""


DEEPEST = 58
"""The nesting limit for blocks in tokens; the guard's limit is 60, which includes the document and its section."""

NESTED = 80
"""The nesting limit of the parser.

Below its limit, markdown-it silently drops everything, including the text that follows; its default of 20 is a list of
ten levels.  The guard stops before, at 60, and reports it.
"""


EXTENSIONS = frozenset({"colon_fence", "deflist"})
"""The MyST extensions that are enabled for an archive's texts."""


@cache
def parser() -> MarkdownIt:
    """Return MyST's parser with the extension's default configuration, without docutils and unused rules.

    The ``map`` of an inline token is its position in its block.
    """
    made = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin)
    made.use(myst_role_plugin).use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    _with_ours(made.use(colon_fence_plugin).use(deflist_plugin))
    made.options["store_labels"] = True
    made.core.ruler.at("normalize", _normalize)
    made.core.ruler.at("inline", _inline)
    return made


_KEPT = 2_000
"""The number of texts whose tokens are cached between check and compilation, 20 kB each."""
_tokens: dict[str, tuple[list[Token], dict[str, Any]]] = {}


def keep_tokens(source: str, tokens: list[Token], env: dict[str, Any]) -> None:
    """Cache the tokens of a text for the compiler."""
    if len(_tokens) == _KEPT:
        _tokens.clear()
    _tokens[source] = tokens, env


def tokens_of(source: str) -> tuple[list[Token], dict[str, Any]]:
    """Return the tokens of a text, which the caller may change, and the parser's environment."""
    env: dict[str, Any] = {}
    return _tokens.pop(source, None) or (parser().parse(source, env), env)


# The first character of each inline rule; a space before a line end may be a hard break.
_ACTIVE = re.compile(r"[\\`*_\[<&{\t]| \n")
_INDENT = re.compile(r"\n +")


def _normalize(state: StateCore) -> None:
    """Normalize line ends and NULs, like markdown-it, but without its slow regular expressions."""
    state.src = state.src.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Parse inline content; most has no markup and becomes one token, including line ends."""
    inline = state.md.inline
    for token in state.tokens:
        if token.type == "inline":
            token.children = token.children or []
            if _ACTIVE.search(token.content):
                within = _Placed(token.content, state.md, state.env, token.children)
                inline.tokenize(within)
                for rule in inline.ruler2.getRules(""):
                    rule(within)
            elif token.content:
                token.children.append(Token("text", "", 0, content=_INDENT.sub("\n", token.content)))


class _Placed(StateInline):
    """An inline state that records in each token where it begins."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        token = super().push(ttype, tag, nesting)
        token.map = [self.pos, self.pos]
        return token


def markdown_parser(config: MdParserConfig, renderer: Callable[[MarkdownIt], Any]) -> MarkdownIt:
    """Return MyST's parser for a configuration, with rules that take linear time."""
    from myst_parser.parsers.mdit import create_md_parser

    return _with_ours(create_md_parser(config, renderer), all_rules=not (config.commonmark_only or config.gfm_only))


def _with_ours(made: MarkdownIt, *, all_rules: bool = True) -> MarkdownIt:
    made.options["maxNesting"] = NESTED
    if all_rules:
        made.inline.ruler.at("myst_role", _role)
        made.inline.ruler.at("footnote_ref", _footnote)
    made.core.ruler.push("newsroom_scheme", _scheme)
    return made


def _scheme(state: StateCore) -> None:
    """Add a scheme to ``//host/path``: MyST treats it as a path, and a page may be opened from disk."""
    if not any(before in state.src for before in _WITHOUT_SCHEME):
        return
    for token in state.tokens:
        for child in token.children or ():
            href = child.attrs.get("href") if child.type == "link_open" else None
            if isinstance(href, str) and href.startswith("//"):
                child.attrs["href"] = f"https:{href}"


def _role(state: StateInline, silent: bool) -> bool:
    """Parse a role in backticks, exactly like mdit_py_plugins.myst_role."""
    if state.src[state.pos] != "{":
        return False
    opening = _OPENING.match(state.src, state.pos)
    if opening is None:
        return False
    name, ticks = opening.groups()
    start = opening.end()
    # Checked once for all unclosed roles; otherwise each would be scanned to the end of the paragraph.
    if state.html_terminator_last(ticks) <= start:
        return False
    end = state.src.find(ticks, start + 1)
    if not silent:
        token = state.push("myst_role", "", 0)
        token.meta = {"name": name}
        token.content = state.src[start:end].replace("\n", " ")
    state.pos = end + len(ticks)
    return True


# The plugin's rule scans from each bracket to the next space.
_FOOTNOTE = re.compile(r"\[\^[^\] \n]{1,999}\]")


def _footnote(state: StateInline, silent: bool) -> bool:
    """Parse a footnote reference, whose label has at most 999 characters, CommonMark's limit for link labels."""
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    return found is not None and footnote_ref(state, silent, always_match=True)
