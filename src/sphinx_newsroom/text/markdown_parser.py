"""MyST's Markdown parser, with rules of ours where its own take a time that grows with the square of a text."""

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

# As in mdit_py_plugins.myst_role, of which this is the grammar: takes {org}`un`, {a}``b`c``.
_OPENING = re.compile(r"\{([a-zA-Z0-9_\-+:]+)\}(`+)")

_WITHOUT_SCHEME = ("(//", "( //", "<//", ": //")
"""What stands before an address without a scheme: in a link, in pointed brackets, in a definition."""


DEEPEST = 58
"""How deep blocks may be nested, by their tokens; the guard stops at 60, and counts the document and its section."""

NESTED = 80
"""How deep a text is read.  What is deeper markdown-it leaves out in silence, with all of the text that follows, and of
itself it stops at 20, which is a list of ten levels; the guard stops before this, at 60, and says so."""


EXTENSIONS = frozenset({"colon_fence", "deflist"})
"""What of MyST's an archive's texts have beside what it always reads."""


@cache
def parser() -> MarkdownIt:
    """MyST's parser as the extension's defaults have it configured, without docutils and what nobody reads of it.

    A token within a line has, as its ``map``, the place in its block at which it was found.
    """
    made = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin)
    made.use(myst_role_plugin).use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    _with_ours(made.use(colon_fence_plugin).use(deflist_plugin))
    made.options["store_labels"] = True
    made.core.ruler.at("normalize", _normalize)
    made.core.ruler.at("inline", _inline)
    return made


_KEPT = 2_000
"""Texts whose tokens are kept from a check until they are compiled, with 20 kB each."""
_tokens: dict[str, tuple[list[Token], dict[str, Any]]] = {}


def keep_tokens(source: str, tokens: list[Token], env: dict[str, Any]) -> None:
    """Keep the tokens of a text for who compiles it next."""
    if len(_tokens) == _KEPT:
        _tokens.clear()
    _tokens[source] = tokens, env


def tokens_of(source: str) -> tuple[list[Token], dict[str, Any]]:
    """The tokens of a text, which are the caller's to change, and what its parse noted."""
    env: dict[str, Any] = {}
    return _tokens.pop(source, None) or (parser().parse(source, env), env)


# What a rule for what stands within a line begins with; a blank before a line's end may be a break.
_ACTIVE = re.compile(r"[\\`*_\[<&{\t]| \n")
_INDENT = re.compile(r"\n +")


def _normalize(state: StateCore) -> None:
    """Mend line ends, and NULs, as markdown-it does with expressions that look at each line."""
    state.src = state.src.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Parse what stands within blocks; most has no markup, and is one token, line ends included."""
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
    """What notes in each token where it begins."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        token = super().push(ttype, tag, nesting)
        token.map = [self.pos, self.pos]
        return token


def markdown_parser(config: MdParserConfig, renderer: Callable[[MarkdownIt], Any]) -> MarkdownIt:
    """MyST's parser for a configuration; it takes a time that grows with the text and not with its square."""
    from myst_parser.parsers.mdit import create_md_parser

    return _with_ours(create_md_parser(config, renderer), all_rules=not (config.commonmark_only or config.gfm_only))


def _with_ours(made: MarkdownIt, *, all_rules: bool = True) -> MarkdownIt:
    """A parser with our rules."""
    made.options["maxNesting"] = NESTED
    if all_rules:
        made.inline.ruler.at("myst_role", _role)
        made.inline.ruler.at("footnote_ref", _footnote)
    made.core.ruler.push("newsroom_scheme", _scheme)
    return made


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


# The plugin's rule reads on from each sign to the next blank.
_FOOTNOTE = re.compile(r"\[\^[^\] \n]{1,999}\]")


def _footnote(state: StateInline, silent: bool) -> bool:
    """A footnote's sign, whose label has at most 999 characters, as CommonMark has it for those of links."""
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    return found is not None and footnote_ref(state, silent, always_match=True)
