"""Parse a text once, and record the line of everything in it, for all checks and for finding references."""

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
    """A token, and the source line on which it begins."""

    token: Token
    line: int


class Destination(NamedTuple):
    """The target of a link, image, definition or directive in a text, as parsed, with its line."""

    address: str
    line: int
    image: bool = False
    label: str = ""


@dataclass
class ParsedText:
    """A Markdown text as tokens, including those in its directives.

    Attributes:
        source: the complete text; *lines* are its lines, with code and comments blanked out.
        blocks: the block tokens with their lines; the content of a block is one token, ``inline``.
        spans: the inline tokens, such as links, roles and words.
        directives: the directives in the text.
        definitions: the addresses of labels; *repeated* are the definitions that have no effect.
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
        """The source with code and comments blanked out, and all other characters in place."""
        return "\n".join(self.lines)

    def all_of(self, *types: str) -> Iterator[Placed]:
        """Yield the block tokens of some types."""
        return (placed for placed in self.blocks if placed.token.type in types)

    @property
    def labels(self) -> frozenset[str]:
        """The labels that the text defines: ``(here)=``."""
        return frozenset(token.content for token, _ in self.all_of("myst_target"))

    def headings(self) -> Iterator[tuple[Token, str, int]]:
        """Yield the headings of the text: the opening token, the words, and the line."""
        for (token, line), (inside, _) in zip(self.blocks, self.blocks[1:], strict=False):
            if token.type == "heading_open" and not token.level:
                yield token, plain(inside.children or ()), line

    def destinations(self) -> Iterator[Destination]:
        """Yield all targets in the text; labels appear only with their definitions."""
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

    # -- parsing

    def take(self, source: str, offset: int = 0, within: int = 0) -> None:
        """Parse a *source* that begins *offset* lines below the start of the text, inside *within* directives."""
        from sphinx_newsroom.text.markdown_parser import (  # takes 30 ms, and most texts are already in the store
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
        """Record inline tokens with their lines, and blank out code."""
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
        """Record a directive and its content; blank out a code block."""
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
    """Parse a Markdown text.

    >>> [(token.content, line) for token, line in parsed("a\\n{org}`un`").spans]
    [('a', 1), ('', 1), ('un', 2)]
    """
    text = ParsedText(source, source.split("\n"))
    try:
        text.take(source)
    except Exception as error:  # the parser can fail in any way on a text, but affects no other
        text.failure = type(error).__name__
    return text


def without_code(words: str) -> str:
    """Return a paragraph with its inline code blanked out, and all other characters in place."""
    return _CODE_SPAN.sub(lambda code: _CHARACTER.sub(" ", code[0]), words)


def plain(tokens: Iterable[Token]) -> str:
    """Return the words of inline tokens."""
    return "".join(
        "\n" if token.type == "softbreak" else plain(token.children) if token.children else token.content
        for token in tokens
    )


def anchor(words: str) -> str:
    """Return the anchor of a heading on its page, as docutils makes it."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-").lstrip("-0123456789")
