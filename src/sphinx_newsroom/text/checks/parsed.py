"""A text parsed once, with the lines of all that stands in it, for whoever checks it or asks what it points to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_newsroom.text.checks.directives import LITERAL, Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_DIRECTIVE = re.compile(r"\{([^}\n]*)\}?(.*)")
_CODE_SPAN = re.compile(r"(?<![`\\])(`++)(?:[^`\n]++|\n(?!\s*\n)|(?!\1(?!`))`++)*+\1(?!`)")
_CHARACTER = re.compile(r"[^\n]")
_FILES = ("figure", "image")


class Placed(NamedTuple):
    """A token and the line of the source on which it begins."""

    token: Token
    line: int


class Destination(NamedTuple):
    """Where a link, picture, definition or directive of a text leads, as the parser has it, and its line."""

    address: str
    line: int
    image: bool = False
    label: str = ""


@dataclass
class ParsedText:
    """A Markdown text as tokens, those of what its directives hold included.

    Attributes:
        source: all of it; *lines* are its lines, with code and comments blank.
        blocks: the tokens of blocks with their lines, and what stands in them as one token, ``inline``.
        spans: the tokens within lines, such as links, roles and words.
        directives: what directives there are.
        definitions: what gives labels their addresses; *repeated* has those that do not count.
        deep: the line from which the text is nested too deeply, or 0.
        failure: why the text cannot be parsed, if it cannot.
    """

    source: str
    lines: list[str]
    blocks: list[Placed] = field(default_factory=list)
    spans: list[Placed] = field(default_factory=list)
    directives: list[Block] = field(default_factory=list)
    definitions: dict[str, Destination] = field(default_factory=dict)
    repeated: list[Destination] = field(default_factory=list)
    deep: int = 0
    failure: str = ""
    _env: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The source with code and comments blank, every other character at its place."""
        return "\n".join(self.lines)

    def all_of(self, *types: str) -> Iterator[Placed]:
        """The tokens of blocks that are of some types."""
        return (placed for placed in self.blocks if placed.token.type in types)

    @property
    def labels(self) -> frozenset[str]:
        """The labels that the text sets: ``(here)=``."""
        return frozenset(token.content for token, _ in self.all_of("myst_target"))

    def headings(self) -> Iterator[tuple[Token, str, int]]:
        """The headings of the text: the token that opens each, its words, and its line."""
        for (token, line), (inside, _) in zip(self.blocks, self.blocks[1:], strict=False):
            if token.type == "heading_open" and not token.level:
                yield token, plain(inside.children or ()), line

    def destinations(self) -> Iterator[Destination]:
        """Where the text leads; to what labels mean by their definitions alone."""
        images = {token.meta["label"] for token, _ in self.spans if token.type == "image" and "label" in token.meta}
        for token, line in self.spans:
            if token.type in ("image", "link_open") and "label" not in token.meta:
                is_image = token.type == "image"
                yield Destination(str(token.attrs["src" if is_image else "href"]), line, is_image)
        for label, found in self.definitions.items():
            yield found._replace(image=label in images)
        for block in self.directives:
            if block.name in _FILES:
                if block.argument:
                    yield Destination(block.argument, block.line, image=True)
                for name, value, line in block.options:
                    if name == "target" and value:
                        yield Destination(value, line)

    # -- how it is made

    def take(self, source: str, offset: int = 0, within: int = 0) -> None:
        """Parse a *source* that begins below so many lines of the text, and *within* so many directives."""
        from sphinx_newsroom.text.markdown_parser import (  # 30 ms, and most texts are in the store
            DEEPEST,
            keep_tokens,
            parser,
        )

        known = len(self._env.get("duplicate_refs", ()))
        tokens = parser().parse(source, self._env)
        if not within:
            keep_tokens(source, tokens, dict(self._env))
        for label, found in self._env.get("references", {}).items():
            if label not in self.definitions:
                self.definitions[label] = _defined(label, found, offset)
        self.repeated += (_defined(one["label"], one, offset) for one in self._env.get("duplicate_refs", [])[known:])
        line = offset + 1
        for token in tokens:
            if token.map:
                line = offset + token.map[0] + 1
            self.blocks.append(Placed(token, line))
            if token.type != "inline" and token.level + within > DEEPEST:
                self.deep = self.deep or line
                return
            if token.type == "inline":
                self._take_line(token, line)
            elif token.type in ("fence", "colon_fence"):
                self._take_fence(token, line, within)
            elif token.type == "myst_line_comment" and token.map:
                self._blank(line, token.map[1] - token.map[0])

    def _take_line(self, inline: Token, line: int) -> None:
        """Note what stands within lines, each with its own; and blank its code."""
        content, read = inline.content, 0
        for token in inline.children or ():
            if token.map and (place := token.map[0]) > read:
                line, read = line + content.count("\n", read, place), place
            self.spans.append(Placed(token, line))
            if token.type in ("softbreak", "hardbreak"):
                line, read = line + 1, content.find("\n", read) + 1
        if "`" in content:
            begin = self.blocks[-1].line - 1
            end = begin + content.count("\n") + 1
            self.lines[begin:end] = without_code("\n".join(self.lines[begin:end])).split("\n")

    def _take_fence(self, token: Token, line: int, within: int) -> None:
        """Note a directive and what it holds; blank a block of code."""
        directive = _DIRECTIVE.match(token.info.strip())
        name = directive[1].strip().lower() if directive else ""
        if directive is not None:
            block = Block.of(name, directive[2].strip(), line, token.content)
            self.directives.append(block)
            if name not in LITERAL:
                if block.argument and name not in _FILES:
                    self.take(block.argument, line - 1, within + 1)
                if any(block.content):
                    self.take("\n".join(block.content), line + block.first, within + 1)
                return
        if token.map:
            self._blank(line, token.map[1] - token.map[0])

    def _blank(self, line: int, count: int) -> None:
        self.lines[line - 1 : line - 1 + count] = [" " * len(one) for one in self.lines[line - 1 : line - 1 + count]]


def _defined(label: str, found: dict[str, Any], offset: int) -> Destination:
    return Destination(found["href"], found["map"][0] + offset + 1, label=label)


def parsed(source: str) -> ParsedText:
    """The parse of a Markdown text.

    >>> [(token.content, line) for token, line in parsed("a\\n{org}`un`").spans]
    [('a', 1), ('', 1), ('un', 2)]
    """
    text = ParsedText(source, source.split("\n"))
    try:
        text.take(source)
    except Exception as error:  # whatever a text brings about in the parser, it keeps back itself alone
        text.failure = type(error).__name__
    return text


def without_code(words: str) -> str:
    """A paragraph with the code in its lines blank, every other character at its place."""
    return _CODE_SPAN.sub(lambda code: _CHARACTER.sub(" ", code[0]), words)


def plain(tokens: Iterable[Token]) -> str:
    """The words of what stands within a line."""
    return "".join(
        "\n" if token.type == "softbreak" else plain(token.children) if token.children else token.content
        for token in tokens
    )


def anchor(words: str) -> str:
    """The name of a heading in the address of its page, as docutils makes it."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-").lstrip("-0123456789")
