"""Plain text as Markdown that shows the same words: signs escaped, paragraphs and lists kept."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from sphinx_newsroom.importers.drafts import clean
from sphinx_newsroom.importers.styled_text import escaped_line_start, escaped_text

_BULLET = re.compile(r"^[ \t]*(?:[•‣◦▪●·–*-])[ \t]+(?=\S)")
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_KEY = re.compile(r"^([A-Za-z][A-Za-z_]*)[ \t]*:(?=\s|$)")


def escaped(text: str) -> str:
    """Lines of words in which Markdown sees no signs, and that nothing makes a block of.

    >>> escaped("5 * 3\\n  - 2")
    '5 \\\\* 3\\n\\\\- 2'
    """
    return "\n".join(escaped_line_start(escaped_text(line.strip())) for line in text.split("\n"))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, as they stand.

    Where no line is blank, as in what a browser's page was copied from, each line is one.
    """
    text = text.strip()
    found = [part.strip("\n") for part in _BLANK_LINES.split(text)]
    if len(found) == 1 and "\n" in text and _are_whole(lines := text.split("\n")):
        return lines
    return [part for part in found if part.strip()]


_WRAPPED = 100
"""The longest line of a text that was broken at a width: mail and typewriters have fewer than 80."""

_FULL = 50
"""The shortest line but the last of a paragraph that was broken at a width."""


def _are_whole(lines: list[str]) -> bool:
    return any(len(line) > _WRAPPED for line in lines)


def markdown(text: str) -> str:
    """Plain text as Markdown: paragraphs, and lists where each line of a paragraph begins as an item does."""
    return "\n\n".join(map(_block, paragraphs(text)))


def _block(part: str) -> str:
    lines = [line for line in part.split("\n") if line.strip()]
    first = next((number for number, line in enumerate(lines) if _BULLET.match(line)), len(lines))
    # One line with a dash is a sentence that begins so: a list has two items, or words before it that lead to it.
    if len(lines) - first > 1 or 0 < first < len(lines):
        lead = [_lines(lines[:first])] if first else []
        return "\n\n".join([*lead, "\n".join(_items(lines[first:]))])
    return _lines(lines)


def _lines(lines: list[str]) -> str:
    """A paragraph: one line where its lines were broken at a width, else lines that stay."""
    return escaped("\n".join(lines)).replace("\n", "\n" if are_wrapped(lines) else "\\\n")


def are_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines of a paragraph were broken at a width: each but the last ends where the next word had no room.

    The lines of an address or list are short ones.
    """
    return all(len(line) > _FULL for line in lines[:-1])


def _items(lines: list[str]) -> list[str]:
    """The lines of a list; one that begins without a bullet goes on with the item before it."""
    return [
        f"- {escaped(line[found.end() :])}" if (found := _BULLET.match(line)) else f"  {escaped(line)}"
        for line in lines
    ]


def unlike_a_header(body: str) -> str:
    """A body whose first line is not taken for a key of the header that stands above it.

    >>> unlike_a_header("Title: what is in a name?")
    'Title\\\\: what is in a name?'
    """
    return _KEY.sub(r"\1\\:", body, count=1)


# What programs for Markdown show as it stands, and MyST takes for a role or a substitution.
_OF_MYST = re.compile(r"\{(?=[{%]|[\w:+.-]{1,100}\}`)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")


def unlike_myst(text: str) -> str:
    """Markdown for other programs, without what only MyST would take for more than words.

    >>> unlike_myst("Use {filename}`a`")
    'Use \\\\{filename}`a`'
    """
    return _OF_MYST.sub(r"\\{", text) if "{" in text else text


def plain_words(markup: str) -> str:
    """The words of a little HTML, as a title or summary has it.

    >>> plain_words("USDA&#8217;s <em>Ask Karen</em>")
    'USDA’s Ask Karen'
    """
    bare = _TAG.sub("", markup) if "<" in markup else markup
    return clean(html.unescape(bare)) if "&" in bare else clean(bare)
