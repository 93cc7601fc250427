"""What Markdown takes for its own signs, and how words stand beside them as they are.

Source: CommonMark 0.31.
"""

from __future__ import annotations

import re

from sphinx_newsroom.outputs.feeds.content import clean

SPACE = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(
    r"""
    [\\`*\[\]<]        # what begins markup anywhere
    | (?<!\w)_ | _(?!\w)  # emphasis; not within_a_word
    | ~(?=~)
    | &(?=\#?\w+;)     # would be a character reference
    | !\Z              # a link that follows would be an image
    """,
    re.VERBOSE,
)
SIGNS = "\\`*[]_~&!"
"""One of these stands in whatever Markdown could take for its own within a line."""
_MAY_BE_SPECIAL = re.compile(r"[\\`*\[\]<_~&!]")
_LINE_START = re.compile(
    r"""
    (?: [-+] (?=[-\s|]|$) | \#{1,6} (?=\s|$) | > | =+\s*$ | ~~~ | ::: )  # a list, heading, quotation, rule, fence
    | (?P<number> \d{1,9} ) (?= [.)] (?:\s|$) )                          # a numbered list
    """,
    re.VERBOSE,
)
_NOT_BARE = re.compile(r"[\s()<>\\]")
"""What an address in round brackets cannot have."""


def escaped(text: str) -> str:
    """*text* on one line, so that Markdown shows it as it is, also as a heading."""
    return without_closing_signs(at_line_start(words_escaped(SPACE.sub(" ", clean(text)).strip())))


def link(text: str, url: str) -> str:
    """A link with words that are Markdown already."""
    return f"[{text}]({target(url)})"


def words_escaped(text: str) -> str:
    """A piece of text without signs that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\g<0>", text) if _MAY_BE_SPECIAL.search(text) else text


def at_line_start(line: str) -> str:
    """A line that does not begin something other than more of a paragraph."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    number = found["number"]
    return f"{number}\\{line[len(number) :]}" if number else f"\\{line}"


def without_closing_signs(words: str) -> str:
    """The words of a heading, whose last number signs would not be shown."""
    return f"{words[:-1]}\\#" if words.endswith("#") and not words.endswith("\\#") else words


def around(words: str, mark: str) -> str:
    """Words between marks, which stand at their letters: space within would make them signs like any other."""
    inner = words.strip()
    if not inner:
        return words
    begin = len(words) - len(words.lstrip())
    return f"{words[:begin]}{mark}{inner}{mark}{words[begin + len(inner) :]}"


def indented(text: str, first: str, rest: str) -> str:
    """Lines that belong to one block: what stands before the first, and before each other."""
    lines = text.split("\n")
    others = [(rest + line).rstrip() if not line else rest + line for line in lines[1:]]
    return "\n".join([first + lines[0], *others])


def longer_than(code: str, fence: str) -> str:
    """A fence of more backticks than any run of them in the code."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    return "`" * max(len(fence), longest + 1 if longest >= len(fence) else 0)


def target(url: str) -> str:
    """An address as the target of a link."""
    if _NOT_BARE.search(url):
        return f"<{url.replace('<', '%3C').replace('>', '%3E')}>"
    return url
