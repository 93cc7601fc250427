"""A release's plain text and marks straight from its Markdown, without building a document.

What the command and notebooks see of a text; the build reads the document instead
(:mod:`sphinx_newsroom.extension.transforms`), and a test holds that both name the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.sources.outline import plain_words, under_title
from sphinx_newsroom.text.markdown_parser import parser
from sphinx_newsroom.text.words.tokens import Mark, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markdown_it.token import Token


_DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
_CAPTIONED = ("admonition", "sidebar", "topic", "table", "list-table", "rubric")
_LITERAL = ("code", "code-block", "math")
_QUOTED = ("epigraph", "pull-quote", "highlights")
_PROSE = (
    "note",
    "tip",
    "important",
    "warning",
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "seealso",
    "figure",
    *_CAPTIONED,
)
_NO_LANGUAGE = ("", "none", "default", "text")
_OPTIONS = re.compile(r"\A(?::[\w-]+:.*\n)+")
_CAPTION = re.compile(r"^:caption: *(\S.*)$", re.MULTILINE)
_ATTRIBUTION = re.compile(r"(\A|\n\n)(?:---?(?!-)|\u2014) *(?=[^ \n])")
"""What stands before the name of whom a quotation is by (docutils.statemachine, Body.attribution_pattern)."""
_EXPLAINED = re.compile(r"\(.*\)\Z", re.DOTALL)
"""What of ``{abbr}`UN (United Nations)` `` is shown when somebody points at it (sphinx.roles.Abbreviation)."""
_ROLE_TARGET = re.compile(r"^(?:.*<)?([^<>]+?)>?$")


class MarkdownText(NamedTuple):
    """Plain text with its marks, as :func:`sphinx_newsroom.text.naming.find` takes them."""

    text: str
    marks: tuple[Mark, ...]


Shown = Callable[[str, str], "str | None"]
"""What a role without words of its own shows, by the role's name and its id; None where the id has no file."""


def markdown_text(body: str, title: str, shown: Shown = lambda role, id_: None) -> MarkdownText:
    """The plain text of a Markdown *body* under *title*; a first heading in the body is the title itself."""
    blocks: list[list[_Piece]] = [[(" ".join(title.split()), "heading", None)]]
    blocks += list(_blocks(parser().parse(under_title(body, title)), shown))[1:]
    text, marks = "", []
    for block in blocks:
        if text:
            text += "\n\n"
        for words, where, entity in block:
            if where and words:
                marks.append(Mark(len(text), len(text) + len(words), where, entity))
            text += words
    return MarkdownText(text, tuple(marks))


_Piece = tuple[str, "Where | None", "str | None"]


def _blocks(tokens: Iterable[Token], shown: Shown) -> Iterator[list[_Piece]]:
    """The blocks of a text; its footnotes stand at the end."""
    body, footnotes = _apart(tokens)
    where: Where | None = None
    referred: dict[str, None] = {}
    for token in body:
        if token.type in ("heading_open", "heading_close"):
            where = "heading" if token.type == "heading_open" else None
        elif token.type == "inline":
            children = token.children or ()
            referred.update((child.meta["label"], None) for child in children if child.type == "footnote_ref")
            pieces = list(_pieces(children, where, shown))
            if any(words for words, _, _ in pieces):
                yield pieces
        elif token.type in ("fence", "colon_fence", "code_block"):
            # As in the document, a block without words leaves no blank lines.
            yield from (pieces for pieces in _fence(token, shown) if any(words for words, _, _ in pieces))
    for label in _by_number(footnotes, referred):
        yield from _blocks(footnotes[label], shown)


def _apart(tokens: Iterable[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The tokens of a text without its footnotes, and those of each footnote by its label."""
    body: list[Token] = []
    footnotes: dict[str, list[Token]] = {}
    current = body
    for token in tokens:
        if token.type == "footnote_reference_open":
            current = footnotes.setdefault(token.meta["label"], [])
        elif token.type == "footnote_reference_close":
            current = body
        else:
            current.append(token)
    return body, footnotes


def _by_number(footnotes: Mapping[str, object], referred: Iterable[str]) -> list[str]:
    """Footnotes in the order of their numbers: a number for a label stands, the others take what is free in turn."""
    numbers = {label: int(label) for label in footnotes if label.isdecimal()}
    taken = set(numbers.values())
    free = (number for number in count(1) if number not in taken)
    words = dict.fromkeys(label for label in (*referred, *footnotes) if label in footnotes and not label.isdecimal())
    return sorted((*numbers, *words), key=(numbers | dict(zip(words, free, strict=False))).__getitem__)


def _fence(token: Token, shown: Shown) -> Iterator[list[_Piece]]:
    """A block of code, or the prose inside a directive."""
    directive = _DIRECTIVE.match(token.info.strip())
    if directive is None:
        yield _literal(token.content, "" if token.type == "code_block" else token.info.strip())
        return
    options = _OPTIONS.match(token.content)
    content = token.content[options.end() :] if options else token.content
    if directive[1] in _CAPTIONED and directive[2]:
        for title in _blocks(parser().parse(directive[2]), shown):
            yield [(words, where or "heading", entity) for words, where, entity in title]
    elif options and (caption := _CAPTION.search(options[0])):
        yield from _blocks(parser().parse(caption[1]), shown)
    if directive[1] in _LITERAL:
        yield _literal(content, directive[1] if directive[1] == "math" else directive[2])
    elif directive[1] in _QUOTED:
        yield from _blocks(parser().parse(_ATTRIBUTION.sub(r"\1", content)), shown)
    elif directive[1] in _PROSE:
        yield from _blocks(parser().parse(content), shown)


def _literal(content: str, language: str) -> list[_Piece]:
    """A block of code; of text alone it has names in it that are names."""
    where: Where = "preformatted" if language in _NO_LANGUAGE else "code"
    return [(re.sub("\n\n+", "\n", content).strip(), where, None)]


def _pieces(tokens: Sequence[Token], where: Where | None, shown: Shown) -> Iterator[_Piece]:
    inside = where
    for token in tokens:
        if token.type == "text":
            yield token.content.replace("\n", " "), inside, None
        elif token.type in ("softbreak", "hardbreak"):
            yield " ", inside, None
        elif token.type in ("code_inline", "math_inline"):
            yield token.content, "code", None
        elif token.type == "link_open":
            inside = "link"
        elif token.type == "link_close":
            inside = where
        elif token.type == "image" and re.match(r".*://|//", str(token.attrs["src"])):  # the build makes a link of it
            yield plain_words(token.content) or "Image", "link", None
        elif token.type == "myst_role":
            yield _role(token, shown)


def _role(token: Token, shown: Shown) -> _Piece:
    """The words of a role; of ours, with the entity that it names."""
    role, content = token.meta["name"].removeprefix("newsroom:"), token.content
    match = _ROLE_TARGET.match(content)
    target = match[1].strip() if match else content
    words = content.split("<")[0].strip()
    if "<" not in content:
        words = shown(role, target) or content if role in ("org", "official", "topic", "release") else content
    if role in ("org", "official"):
        return words, "role", target
    if role in ("abbr", "abbreviation"):
        words = _EXPLAINED.sub("", content).strip()
    return words, "code" if role in ("math", "code", "literal") else "link", None
