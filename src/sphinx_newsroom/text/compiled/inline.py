"""Write inline content: words, emphasis, links, code, line breaks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLinkText

from sphinx_newsroom.allowed import ATTACHMENTS, IMAGES, OBJECTS
from sphinx_newsroom.text.compiled.record import (
    Address,
    CompiledText,
    Conventions,
    Dateline,
    NotCompiledError,
    Part,
    RoleLink,
    RoleUse,
    Words,
)
from sphinx_newsroom.text.words.paragraph_ids import ParagraphIds
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from markdown_it.token import Token

    from sphinx_newsroom.allowed import RoleKind
    from sphinx_newsroom.text.words.tokens import Where


_LINE_ENDS = re.compile(r"[\n\r\t\v\f]")
_PIECES = re.compile(r"[^ \n]+| +|\n")
_BLANK_LINES = re.compile("\n\n+")  # only the end of a block may add a blank line


def encode(text: str) -> str:
    """Escape *text* for the content of an element: ``R&D`` becomes ``R&amp;D``.

    Escapes the same characters as docutils, including ``@`` (``_html_base.HTMLTranslator.special_characters``).
    """
    # Five times as fast as `str.translate`.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace(">", "&gt;").replace("@", "&#64;")


def attribute(text: str) -> str:
    """Escape *text* for the value of an attribute."""
    return encode(_LINE_ENDS.sub(" ", text))


def mail_attribute(text: str) -> str:
    """Escape the address of an email link, which docutils hides from harvesters."""
    return attribute(text).replace("%40", "&#37;&#52;&#48;").replace(".", "&#46;")


def mail_words(text: str) -> str:
    """Escape the text of an email link."""
    return encode(text).replace("&#64;", "<span>&#64;</span>").replace(".", "<span>&#46;</span>")


def code_words(text: str) -> str:
    """Return the words of inline code, each protected from line breaks (Sphinx's ``visit_Text``)."""
    return "".join(map(_code_piece, _PIECES.findall(encode(text))))


def _code_piece(piece: str) -> str:
    if piece.strip():
        return f'<span class="pre">{piece}</span>'
    if piece in (" ", "\n"):
        return piece
    return "&#160;" * (len(piece) - 1) + " "


class Sheet:
    """The output of a text; with *plain_only*, no HTML is needed, and no text is left to docutils."""

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
        """The start of the open block in the plain text."""
        self._tag: int | None = None
        """The part of the HTML that ends in the opening tag of the open paragraph."""

    def leave(self) -> None:
        """Leave the text to docutils, because its HTML isn't known here; raises NotCompiledError."""
        if not self.plain_only:
            raise NotCompiledError

    # -- HTML

    def html(self, html: str) -> None:
        """Add finished HTML."""
        self._html.append(html)

    def paragraph(self) -> None:
        """Begin the HTML of a paragraph; its id is known when the block ends."""
        self.html("<p>")
        if self._ids:
            self._close_html()
            self._tag = len(self._parts) - 1

    def words(self, text: str) -> None:
        """Add words of prose to the HTML and to the plain text."""
        if text:
            start = self.length
            self.plain(text.replace("\n", " "))
            self._close_html()
            # Names can continue in the next token and on the next line.
            last = self._parts[-1] if self._parts else None
            if isinstance(last, Words) and last.start + len(last.text) == start:
                self._parts[-1] = Words(last.start, last.text + text)
            else:
                self._parts.append(Words(start, text))

    def fixed_words(self, text: str) -> None:
        """Add words that can't contain a link."""
        self.plain(text.replace("\n", " "))
        self.html(encode(text))

    def dateline(self) -> None:
        """Add a placeholder for the dateline."""
        self._close_html()
        self._parts.append(Dateline())

    def address(self, address: Address) -> None:
        """Add a placeholder for an address in an attribute."""
        self._close_html()
        self._parts.append(address)

    def role(self, use: RoleUse, words: str) -> None:
        """Add a placeholder for the link of a role, and record its target."""
        start = self.length
        self.plain(words)
        named = use.kind in ("organization", "official")
        self.mark(start, "role" if named else "link", use.id if named else None)
        self._close_html()
        self._parts.append(RoleLink(start, use.kind, use.id, words))
        self._roles.append(use)

    def _close_html(self) -> None:
        if self._html:
            self._parts.append("".join(self._html))
            self._html = []

    # -- plain text

    def plain(self, text: str) -> None:
        """Add to the plain text only."""
        self._plain.append(text)
        self.length += len(text)

    def at_line(self, line: int | None) -> None:
        """Note the *line* of the source from which the plain text comes now, if it is known."""
        if line is not None:
            self._lines.append((self.length, line))

    def open_block(self, line: int | None = None) -> int:
        """Begin a block of the plain text, from *line* of the source; return its start."""
        self.plain("\n\n")
        self.at_line(line)
        self._begun = len(self._plain)
        return self.length

    def literal(self, content: str, *, is_code: bool) -> None:
        """Add code, or a text that only keeps its line breaks."""
        start = self.length
        self.plain(_BLANK_LINES.sub("\n", content).strip())
        self.mark(start, "code" if is_code else "preformatted")

    def close_block(self, start: int) -> str | None:
        """End the block that began at *start*, and return its id; a block without words adds no blank lines."""
        id_ = None
        if self.length == start:
            while self._plain[-1] != "\n\n":
                self._plain.pop()
            self._plain.pop()
            self.length -= 2
        elif self._ids:
            id_ = self._ids.of("".join(self._plain[self._begun :]))
            if self._tag is not None:  # other blocks than paragraphs are counted, but have no id
                part = self._parts[self._tag]
                assert isinstance(part, str)
                self._parts[self._tag] = f'{part.removesuffix(">")} id="{id_}">'
        self._tag = None
        return id_

    def mark(self, start: int, where: Where, entity: str | None = None) -> None:
        """Mark the text since *start* as something other than prose, or as the name of an *entity*."""
        if start < self.length:
            self._marks.append(Mark(start, self.length, where, entity))

    def finished(self) -> CompiledText:
        """Return the compiled text."""
        self._close_html()
        # Marks in a heading were added before the heading's own, which begins earlier.
        marks = tuple(sorted(self._marks))
        return CompiledText("".join(self._plain), marks, tuple(self._parts), tuple(self._roles), tuple(self._lines))


# The ids and numbers of headings and footnotes, which docutils assigns before it writes anything.

ID = "html-id"
"""The key of a token's id in its ``meta``."""


class Footnote(NamedTuple):
    """A footnote: its label in the source, its id, its visible number, and the ids of its references."""

    label: str
    id: str
    number: str
    references: tuple[str, ...]


class Identifiers:
    """The ids in one document (docutils' ``document.set_id``, with Sphinx's ``auto_id_prefix``)."""

    def __init__(self) -> None:
        from docutils.nodes import make_id  # slow to import, and plain text needs no ids

        self._made = make_id
        self._taken: set[str] = set()
        self._count = 0

    def of(self, name: str = "") -> str:
        """Return the id for *name*, or a numbered id if there is no name or its id would be empty or taken.

        >>> ids = Identifiers()
        >>> ids.of("Next steps"), ids.of("next  steps"), ids.of("2024")
        ('next-steps', 'id1', 'id2')
        """
        found = self._made(name)
        while not found or found in self._taken:
            self._count += 1
            found = f"id{self._count}"
        self._taken.add(found)
        return found


@dataclass(slots=True)
class _AnchorPass:
    """The intermediate results of a pass over the tokens, and the sheet that they belong to."""

    sheet: Sheet
    id_of: Callable[[str], str]
    names: set[str] = field(default_factory=set)
    definitions: dict[str, str] = field(default_factory=dict)
    references: dict[str, list[str]] = field(default_factory=dict)


def anchor(tokens: Sequence[Token], sheet: Sheet) -> dict[str, Footnote]:
    """Store the id of each heading and reference in its token; return the footnotes by label, in order.

    Raises NotCompiledError for headings and footnotes that docutils would report.
    """
    found = _AnchorPass(sheet, (lambda name: "") if sheet.plain_only else Identifiers().of)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            name = " ".join(_words(tokens[place + 1], sheet).lower().split())
            found.names.add(name)
            token.meta = {ID: found.id_of(name)}
        elif token.type == "footnote_reference_open":
            _define(found, token)
        elif token.type == "inline" and "[^" in token.content:
            _refer(found, token.children or ())
    return _numbered(found)


def _words(inline: Token, sheet: Sheet) -> str:
    """Return the words of a heading, which docutils uses as its name.

    Raises NotCompiledError if the heading contains anything else.
    """
    words = []
    for token in inline.children or ():
        if token.type in ("hardbreak", "image", "myst_role", "footnote_ref"):
            sheet.leave()
        words.append("\n" if token.type == "softbreak" else token.content)
    return "".join(words)


def _define(found: _AnchorPass, token: Token) -> None:
    label = token.meta["label"]
    if token.level or label.lower() in map(str.lower, found.definitions):
        found.sheet.leave()
    found.definitions[label] = found.id_of(label)


def _refer(found: _AnchorPass, tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type == "footnote_ref":
            id_ = found.id_of("")
            token.meta[ID] = id_
            found.references.setdefault(token.meta["label"], []).append(id_)


def _numbered(found: _AnchorPass) -> dict[str, Footnote]:
    """Return the footnotes in order: numeric labels keep their number, others get free numbers by first use.

    Like MyST's ``SortFootnotes`` and ``CollectFootnotes`` around docutils' ``Footnotes``.
    """
    if not found.definitions and not found.references:
        return {}
    labels = found.definitions.keys()
    numbers = [label for label in labels if label.isdigit()]
    if labels != found.references.keys() or not all(label.isascii() for label in numbers):
        found.sheet.leave()
    # A heading can have the name "1", too.
    numbers = [label for label in numbers if label.isdecimal()]
    free = (number for number in map(str, count(1)) if number not in labels and number not in found.names)
    shown = {label: label for label in numbers}
    others = [label for label in dict.fromkeys((*found.references, *labels)) if label in labels and label not in shown]
    shown |= {label: next(free) for label in others}
    return {
        label: Footnote(label, found.definitions[label], number, tuple(found.references.get(label, ("",))))
        for label, number in sorted(shown.items(), key=lambda item: int(item[1]))
    }


DEEPEST = 12
"""The nesting limit for inline markup here; the guard's limit is 60 levels of all kinds."""

# MyST's `url_schemes`; other schemes are resolved as references:
# https://myst-parser.readthedocs.io/en/latest/configuration.html
_SCHEME = re.compile(r"(?:https?|ftp|mailto):")
# The theme's `ShortenLinkTransform` (pydata_sphinx_theme.short_link).
_SHORTENED = ("github.com", "gitlab.com")
_REMOTE = re.compile(r"(?:https?|ftp)://")

# Sphinx's `ReferenceRole`: matches "the Office <unodc>", but not "unodc".
_WITH_WORDS = re.compile(r"(.+?)\s*<(.*?)>")

_EXPLAINED = re.compile(r"\(.*\)\Z", re.DOTALL)
"""The part of ``{abbr}`UN (United Nations)` `` that is shown on hover (sphinx.roles.Abbreviation)."""

# A path in the archive without a query or fragment, and without characters that are special to Windows or browsers.
_PATH = re.compile(r"[\w./ ()+,=@%~-]+")

_PAGE = ".md"

Shown = Callable[["RoleKind", str], "str | None"]
"""Returns the record's name, or the release's title, for a role's kind and id; None if nothing may be shown."""


class InlineWriter(Sheet):
    """Writes the content of paragraphs and headings.

    Attributes:
        conventions: the archive's settings.
        shown: returns the names of records and the titles of releases.
        footnotes: the text's footnotes, by label.
    """

    _fixed = False
    _following: Token

    def __init__(
        self,
        title: str,
        conventions: Conventions,
        shown: Shown,
        *,
        addressed: bool = False,
        plain_only: bool = False,
    ) -> None:
        super().__init__(title, addressed=addressed, plain_only=plain_only)
        self.conventions, self.shown = conventions, shown
        self.footnotes: Mapping[str, Footnote] = {}
        self._links: list[_OpenLink] = []

    def inline(self, tokens: Sequence[Token], *, fixed: bool) -> None:
        """Write the content of a block; *fixed* words contain no link to an entity.  Raises NotCompiledError."""
        self._fixed = fixed
        depth = 0
        for token, self._following in zip(tokens, (*tokens[1:], *tokens[-1:]), strict=True):
            depth += token.nesting
            if depth > DEEPEST:
                self.leave()
            if write := getattr(self, f"_on_{token.type}", None):
                write(token)
            else:
                self.leave()

    # -- words

    def _on_text(self, token: Token) -> None:
        self._words(token.content)

    def _on_softbreak(self, token: Token) -> None:
        self._words("\n")

    def _on_hardbreak(self, token: Token) -> None:
        self.html("<br>\n")
        self.plain(" ")

    def _words(self, text: str) -> None:
        if self._links and self._links[-1].is_mail:
            self.plain(text.replace("\n", " "))
            self.html(mail_words(text))
        elif self._links or self._fixed:
            self.fixed_words(text)
        else:
            self.words(text)

    def _on_em_open(self, token: Token) -> None:
        self.html(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")

    _on_em_close = _on_strong_open = _on_strong_close = _on_em_open

    def _on_code_inline(self, token: Token) -> None:
        start = self.length
        self.plain(token.content.replace("\n", " "))
        self.mark(start, "code")
        self.html(f'<code class="docutils literal notranslate">{code_words(token.content)}</code>')

    # -- links

    def _on_link_open(self, token: Token) -> None:
        address = str(token.attrs.get("href", ""))
        title = None if (given := token.attrs.get("title")) is None else str(given)
        if _SCHEME.match(address):
            self._open_outward(address, title)
        else:
            self._open_local(address, title)

    def _open_outward(self, address: str, title: str | None) -> None:
        # A bracket may be an IPv6 host, or what urllib takes for a broken one.
        if (
            "[" in address
            or "]" in address
            or self._is_own(address)
            or (self._following.content == address and urlsplit(address).netloc in _SHORTENED)
        ):
            self.leave()
        is_mail = address.startswith("mailto:")
        value = mail_attribute if is_mail else attribute
        shown = "" if title is None else f' title="{value(title)}"'
        href = address.replace("@", "%40") if is_mail else address
        self.html(f'<a class="reference external" href="{value(href)}"{shown}>')
        self._links.append(_OpenLink(self.length, "</a>", is_mail))

    def _open_local(self, address: str, title: str | None) -> None:
        """Open a link to a file or page of the archive; its address is filled in later."""
        path = normalizeLinkText(address)
        suffix = posixpath.splitext(path)[1].lower()
        is_page = suffix == _PAGE
        known = is_page or suffix in ATTACHMENTS or suffix in IMAGES
        if not known or not _PATH.fullmatch(path) or self._following.type == "link_close" or self._fixed:
            self.leave()
        # The title of a link to a file for download is dropped.
        shown = f' title="{attribute(title)}"' if is_page and title is not None else ""
        self.html('<a class="reference internal" href="')
        self.address(Address(path, "page" if is_page else "file"))
        self.html(f'"{shown}><span class="{"std std-doc" if is_page else "xref download myst"}">')
        self._links.append(_OpenLink(self.length, "</span></a>", is_mail=False))

    def _on_link_close(self, token: Token) -> None:
        link = self._links.pop()
        self.html(link.closing)
        self.mark(link.start, "link")

    def _is_own(self, address: str) -> bool:
        """Whether an address is on the archive's own site."""
        baseurl = self.conventions.baseurl
        return bool(baseurl) and address.startswith(baseurl)

    # -- images

    def _on_image(self, token: Token) -> None:
        if self._links or self._fixed:
            self.leave()
        address, words = str(token.attrs["src"]), _alternative(token.children or ())
        if _REMOTE.match(address) and not self._is_own(address):
            self._linked_image(address, words or "Image")
        elif _PATH.fullmatch(address) and posixpath.splitext(address)[1].lower() in IMAGES:
            self.html(f'<img alt="{attribute(words)}" src="')
            self.address(Address(address, "image"))
            self.html('" />')
        else:
            self.leave()
            if address.startswith("//") or "://" in address:
                self._linked_image(address, words or "Image")

    def _linked_image(self, address: str, words: str) -> None:
        """Write a link instead of an image on another host, as the guard does."""
        self.html(f'<a class="reference external" href="{attribute(address)}">')
        start = self.length
        self.fixed_words(words)
        self.mark(start, "link")
        self.html("</a>")

    # -- roles and footnotes

    def _on_myst_role(self, token: Token) -> None:
        kind = OBJECTS.get(str(token.meta["name"]).removeprefix("newsroom:"))
        if kind is None:
            self._other_role(str(token.meta["name"]), token.content)
            return
        if self._links or self._fixed or "\n" in token.content:
            self.leave()
        written = _WITH_WORDS.fullmatch(token.content)
        id_ = written[2] if written else token.content
        name = self.shown(kind, id_)
        if not name:
            self.leave()
        self.role(RoleUse(kind, id_, name or id_), written[1] if written else name or id_)

    def _other_role(self, name: str, content: str) -> None:
        """Write the words of a role that only docutils supports."""
        self.leave()
        start, written = self.length, _WITH_WORDS.fullmatch(content)
        words = written[1] if written else content
        self.plain(_EXPLAINED.sub("", words).strip() if name.startswith("abbr") else words)
        self.mark(start, "code" if name in ("math", "code", "literal") else "link")

    def _on_footnote_ref(self, token: Token) -> None:
        footnote = self.footnotes.get(token.meta["label"])
        if footnote is None:  # only possible in plain text, which contains no numbers
            return
        self.html(
            f'<a class="footnote-reference brackets" href="#{footnote.id}" id="{token.meta[ID]}" role="doc-noteref">'
            f'<span class="fn-bracket">[</span>{footnote.number}<span class="fn-bracket">]</span></a>'
        )


class _OpenLink(NamedTuple):
    """A link being written: where its words begin in the plain text, and its closing token."""

    start: int
    closing: str
    is_mail: bool


def _alternative(tokens: Sequence[Token]) -> str:
    """Return the alternative text of an image (MyST's ``renderInlineAsText``)."""
    return "".join(
        token.content if token.type in ("text", "text_special") else _alternative(token.children or ())
        for token in tokens
    )
