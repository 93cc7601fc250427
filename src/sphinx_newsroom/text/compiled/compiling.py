"""Compile Markdown to a :class:`CompiledText`, from tokens through a tree of blocks."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from markdown_it.token import Token

from sphinx_newsroom.sources.outline import below_title, escaped
from sphinx_newsroom.text.compiled.inline import ID, Footnote, InlineWriter, Sheet, Shown, anchor, attribute
from sphinx_newsroom.text.compiled.record import CompiledText, Conventions, NotCompiledError
from sphinx_newsroom.text.markdown_parser import parser, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# The tokens of a text as a tree of blocks, because the output of a list depends on its content.

_LISTS = ("bullet_list", "ordered_list")

_UNSEEN = ("myst_line_comment", "myst_block_break")
"""Comments, which readers don't see."""


DEEPEST = 20
"""The nesting limit for blocks here; deeper texts may exceed the guard's limit."""


class Block(NamedTuple):
    """A block: its kind (``paragraph``, ``list_item``, ``inline``), its opening token, and its children."""

    kind: str
    token: Token
    children: list[Block]


def tree_of(tokens: Iterable[Token], sheet: Sheet) -> list[Block]:
    """Return the top-level blocks with their children; too deeply nested texts are left to docutils."""
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
                    sheet.leave()
    return root


def is_simple(a_list: Block) -> bool:
    """Whether a list has no space between its items (docutils' ``SimpleListChecker``).

    Each item or definition is a paragraph, a simple list, or a paragraph followed by a simple list.
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


# The blocks of a text in order: headings, paragraphs, lists, quotations, code, tables, footnotes.

PLAIN = ("none", "default", "text")
"""Names for plain text: such a block only keeps its line breaks."""


def highlighted(code: str) -> str:
    """Return the HTML of a block of plain text as Sphinx writes it; docutils handles code in a language."""
    from pygments import highlight  # imported late, because few texts contain code
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import TextLexer

    return str(highlight(code, TextLexer(stripnl=False), HtmlFormatter()))


_ALIGNED = {f"text-align:{side}": f"text-{side}" for side in ("left", "right", "center")}

_DEEPEST_HEADING = 6

_DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
_CAPTIONED = ("admonition", "sidebar", "topic", "table", "list-table", "rubric")
_LITERAL = ("code", "code-block", "math")
_QUOTED = ("epigraph", "pull-quote", "highlights")
_PROSE = (
    *"note tip important warning attention caution danger error hint seealso figure".split(),
    *_CAPTIONED,
)
_OPTIONS = re.compile(r"\A(?::[\w-]+:.*\n)+")
_CAPTION = re.compile(r"^:caption: *(\S.*)$", re.MULTILINE)
_ATTRIBUTION = re.compile(r"(\A|\n\n)(?:---?(?!-)|\u2014) *(?=[^ \n])")
"""The dash before the source of a quotation (docutils.statemachine, Body.attribution_pattern)."""


class BlockWriter(InlineWriter):
    """Writes the blocks of one text."""

    _sections: list[int]
    """The levels of the open sections' headings; the first is the title's, which stays open."""
    _in_simple_list = _has_dateline = False
    _nesting = 0

    def read(self, body: str, title: str) -> dict[str, object]:
        """Write a text with *title* as its first heading, which replaces a heading at its beginning.

        Returns the parser's environment; raises NotCompiledError.
        """
        try:
            tokens, env = tokens_of(body)
        except Exception as error:  # if the parser fails in any way, docutils reports it
            raise NotCompiledError from error
        if below_title(body) is not body:
            # A line that is blank only to Python may precede it.
            if tokens[0].type != "heading_open":
                self.leave()
            else:
                tokens = tokens[3:]
        tokens = parser().parse(f"# {escaped(title)}") + tokens
        self.footnotes = anchor(tokens, self)
        self._write(tree_of(tokens, self))
        return env

    def _write(self, blocks: Sequence[Block]) -> None:
        """Write a whole text, which begins with its title; raises NotCompiledError."""
        title, *all_others = blocks
        # A line that is blank only to Python may precede the title.
        if title.kind != "heading" or _level(title) != 1:
            self.leave()
        others = [block for block in all_others if block.kind != "footnote_reference"]
        self.html(f'<section id="{_id(title)}">\n')
        self._sections = [1]
        before = title
        for place, block in enumerate(others):
            if block.kind == "heading":
                self._section(block)
            elif block.kind == "hr":
                self._rule(before, others[place + 1] if place + 1 < len(others) else None)
            else:
                self._block(block)
            before = block
        self._close_sections(1)
        self.html("</section>\n")
        self._footnotes(
            {block.token.meta["label"]: block for block in all_others if block.kind == "footnote_reference"}
        )

    # -- headings and rules, which are between sections

    def _section(self, block: Block) -> None:
        """Begin a section; those of the first level are nested in the title's section."""
        level = _level(block)
        self._close_sections(level)
        # MyST reports a heading that skips a level.
        if level > 1 and level != self._sections[-1] + 1:
            self.leave()
        self._sections.append(level)
        depth = len(self._sections)
        if depth > _DEEPEST_HEADING:
            self.leave()
        id_ = _id(block)
        self.html(f'<section id="{id_}">\n<h{depth}>')
        self._heading_words(block)
        if icon := self.conventions.permalink_icon:
            title = attribute(self.conventions.permalink)
            self.html(f'<a class="headerlink" href="#{id_}" title="{title}">{icon}</a>')
        self.html(f"</h{depth}>\n")

    def _close_sections(self, level: int) -> None:
        while len(self._sections) > 1 and self._sections[-1] >= level:
            self._sections.pop()
            self.html("</section>\n")

    def _rule(self, before: Block, following: Block | None) -> None:
        """Write a rule; before a heading, docutils moves it out of the section that ends there."""
        if before.kind in ("heading", "hr") or following is None:
            self.leave()
        elif following.kind == "heading":
            if _level(following) == 1:
                self.leave()
            self._close_sections(_level(following))
        self.html('<hr class="docutils" />\n')

    def _on_heading(self, block: Block) -> None:
        """Write a heading within a list or quotation, which begins no section."""
        self.html(f'<p class="rubric" id="{_id(block)}">')
        self._heading_words(block)
        self.html("</p>\n")

    def _heading_words(self, block: Block) -> None:
        start = self.open_block(_line(block))
        self._inline(block, fixed=True)
        self.mark(start, "heading")
        self.close_block(start)

    # -- blocks

    def _blocks(self, blocks: Sequence[Block], *, in_item: bool = False) -> None:
        for block in blocks:
            self._block(block, alone=in_item and len(blocks) == 1)

    def _block(self, block: Block, *, alone: bool = False) -> None:
        """Write a block; an *alone* block in a list item has no line end after it."""
        if block.kind == "paragraph":
            self._paragraph(block, alone)
        elif write := getattr(self, f"_on_{block.kind}", None):
            write(block)
        else:
            self.leave()
            self._blocks(block.children)

    def _paragraph(self, block: Block, alone: bool) -> None:
        start = self.open_block(_line(block))
        self.paragraph()
        if not self._has_dateline:
            self._has_dateline = True
            self.dateline()
        self._inline(block, fixed=False)
        self.html("</p>" if alone else "</p>\n")
        self.close_block(start)

    def _inline(self, block: Block, fixed: bool) -> None:
        for content in block.children:
            self.inline(content.token.children or (), fixed=fixed)

    def _on_bullet_list(self, block: Block) -> None:
        around, self._in_simple_list = self._in_simple_list, is_simple(block)
        self.html('<ul class="simple">\n' if self._in_simple_list and not around else "<ul>\n")
        self._items(block)
        self.html("</ul>\n")
        self._in_simple_list = around

    def _on_ordered_list(self, block: Block) -> None:
        attrs = block.token.attrs
        start = f' start="{attrs["start"]}"' if attrs else ""
        simple = " simple" if is_simple(block) else ""
        self.html(f'<ol class="arabic{simple}"{start}>\n')
        self._items(block)
        self.html("</ol>\n")

    def _items(self, block: Block) -> None:
        for item in block.children:
            self.html("<li>")
            self._blocks(item.children, in_item=True)
            self.html("</li>\n")

    def _on_dl(self, block: Block) -> None:
        """Write a definition list; MyST's list always has the class for compact spacing."""
        self.html('<dl class="simple myst">\n')
        for part in block.children:
            if part.kind == "dt":
                start = self.open_block(_line(part))
                self.html("<dt>")
                self._inline(part, fixed=False)
                self.html("</dt>")
                self.close_block(start)
            else:
                self.html("<dd>")
                self._blocks(part.children)
                self.html("</dd>\n")
        self.html("</dl>\n")

    def _on_blockquote(self, block: Block) -> None:
        # Sphinx removes an empty one, or one with nothing but doctests.
        if not block.children:
            self.leave()
        self.html("<blockquote>\n<div>")
        self._blocks(block.children)
        self.html("</div></blockquote>\n")

    def _on_fence(self, block: Block) -> None:
        token = block.token
        language = token.info.strip()
        if block.kind == "colon_fence" or language.startswith("{"):
            self.leave()
            self._directive(token)
            return
        language = language or ("default" if block.kind == "fence" else "none")
        if language != "none" or not token.content.strip():
            self.leave()
        html = "" if self.plain_only else highlighted(token.content)
        self._literal(token.content, language)
        self.html(f'<div class="highlight-none notranslate">{html}</div>\n')

    _on_code_block = _on_colon_fence = _on_fence

    def _literal(self, content: str, language: str) -> None:
        start = self.open_block()
        self.literal(content, is_code=language not in PLAIN)
        self.close_block(start)

    # -- directives, only as plain text

    def _directive(self, token: Token) -> None:
        """Write the words of a directive as docutils would: title or caption, and the prose or code in it."""
        directive, options = _DIRECTIVE.match(token.info.strip()), _OPTIONS.match(token.content)
        content = token.content[options.end() :] if options else token.content
        name, argument = directive.groups() if directive else ("code", token.info.strip())
        if name in _CAPTIONED and argument:
            start = self.length + len("\n\n")
            self._nested(argument)
            self.mark(start, "heading")
        elif options and (caption := _CAPTION.search(options[0])):
            self._nested(caption[1])
        if name in _LITERAL:
            self._literal(content, name if name == "math" else argument or "none")
        elif name in _QUOTED:
            self._nested(_ATTRIBUTION.sub(r"\1", content))
        elif name in _PROSE:
            self._nested(content)

    def _nested(self, text: str) -> None:
        """Write the Markdown in a directive, unless it is nested more deeply than the guard allows."""
        if self._nesting < DEEPEST:
            self._nesting += 1
            tokens = parser().parse(text)
            anchor(tokens, self)
            self._blocks(tree_of(tokens, self))
            self._nesting -= 1

    # -- tables

    def _on_table(self, block: Block) -> None:
        self.html('<div class="pst-scrollable-table-container"><table class="table">\n')
        rows = 0
        for group in block.children:
            self.html(f"<{group.kind}>\n")
            for row in group.children:
                rows += 1
                self.html(f'<tr class="row-{"odd" if rows % 2 else "even"}">')
                for cell in row.children:
                    self._cell(cell)
                self.html("</tr>\n")
            self.html(f"</{group.kind}>\n")
        self.html("</table>\n</div>\n")

    def _cell(self, cell: Block) -> None:
        attrs = cell.token.attrs
        classes = ["head"] if cell.kind == "th" else []
        if attrs:
            classes.append(_ALIGNED[str(attrs["style"])])
        shown = f' class="{" ".join(classes)}"' if classes else ""
        self.html(f"<{cell.kind}{shown}>")
        self._paragraph(
            Block("paragraph", Token("paragraph_open", "p", 1, map=cell.token.map), cell.children), alone=True
        )
        self.html(f"</{cell.kind}>\n")

    # -- footnotes

    def _footnotes(self, definitions: Mapping[str, Block]) -> None:
        """Write the footnotes at the end of the page, in numerical order."""
        footnotes = self.footnotes
        if not footnotes:
            return
        self.html('<hr class="footnotes docutils" />\n<aside class="footnote-list brackets">\n')
        for label, footnote in footnotes.items():
            if label not in definitions:  # it is inside another block
                continue
            self.html(f'<aside class="footnote brackets" id="{footnote.id}" role="doc-footnote">\n')
            self.html(_label(footnote))
            content = definitions[label].children
            if not content or any(block.kind == "heading" for block in content):
                self.leave()
            self._blocks(content)
            self.html("</aside>\n")
        self.html("</aside>\n")


def _label(footnote: Footnote) -> str:
    """Return the number of a footnote with links back to its references: on the number, or one for each."""
    first, *others = footnote.references
    number = footnote.number if others else f'<a role="doc-backlink" href="#{first}">{footnote.number}</a>'
    html = f'<span class="label"><span class="fn-bracket">[</span>{number}<span class="fn-bracket">]</span></span>\n'
    if others:
        numbered = enumerate(footnote.references, 1)
        links = ",".join(f'<a role="doc-backlink" href="#{id_}">{place}</a>' for place, id_ in numbered)
        html += f'<span class="backrefs">({links})</span>\n'
    return html


def _level(heading: Block) -> int:
    return int(heading.token.tag[1])


def _line(block: Block) -> int | None:
    """Return the line on which a block begins; None for a table cell, since only its row has a line."""
    return block.token.map[0] + 1 if block.token.map else None


def _id(heading: Block) -> str:
    return str(heading.token.meta[ID])


_DEFAULTS = Conventions()


def compile_text(
    body: str,
    title: str,
    shown: Shown = lambda kind, id_: None,
    conventions: Conventions = _DEFAULTS,
    *,
    addressed: bool = True,
) -> CompiledText | None:
    """Compile the *body* of a release, Markdown without its header, under *title*.

    Args:
        body: the result of :func:`~sphinx_newsroom.sources.header.body_of`, such as ``"Words *of* prose."``.
        title: the header's title; a first heading in the body is the title itself.
        shown: returns the name of the record, or the title of the release, for a role's kind and id; None if there
            is nothing that may be shown.
        conventions: the settings that affect the HTML.
        addressed: whether paragraphs have ids, as in releases but not in records.

    Returns None for a text that must go through docutils.
    """
    writer = BlockWriter(title, conventions, shown, addressed=addressed)
    try:
        if writer.read(body, title).get("duplicate_refs"):
            return None
    except NotCompiledError:
        return None
    return writer.finished()


def plain_text(body: str, title: str, shown: Shown = lambda kind, id_: None) -> CompiledText:
    """Return the plain text of any Markdown *body* with its marks, but without usable HTML.

    For the directives and roles that are left to docutils, it contains the words that docutils would show.
    """
    writer = BlockWriter(title, _DEFAULTS, shown, plain_only=True)
    with suppress(NotCompiledError):  # the parser fails
        writer.read(body, title)
    return writer.finished()
