"""Lists as word processors write them: lines with signs that Markdown does not know, which run together on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sphinx_newsroom.diagnostics import Code, Problem

BULLETS = "•‣⁃◦▪▫■□●○∙·\uf0b7\uf0a7"
"""What stands before the items of lists; the last two are Word's own, in its font Symbol and in Wingdings."""
_BULLET = re.compile(
    rf"[ \t>]*(?:(?P<bullet>[{BULLETS}])[ \t\u00a0]*(?=[^\s{BULLETS}])|(?P<dash>[–—])[ \t\u00a0]+(?=\S)"
    r"|(?P<star>[*-])(?=[^\W\d_])(?!.*\*))"
)
_NUMBER = re.compile(
    r"[ \t>]*(?:\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)[ \t\u00a0]+(?=\S)|[a-z]\)[ \t\u00a0]+(?=\S)|\d{1,2}[.)](?=[^\W\d_]))"
)
_BREAK = re.compile(r"(?: {2,}|\\)\r?$")
"""A line that ends so stays a line of its own."""


def faults(path: str, seen: str) -> Iterator[Problem]:
    """Each such list by its first line; *seen* is the text without code, whose lines are those of the file.

    >>> [str(one) for one in faults("a.md", "We agreed:\\n• one\\n• two")][0][:35]
    'a.md:2: [pasted-list] these lines b'
    """
    told = -1
    lines = seen.split("\n")
    for number, (line, following) in enumerate(pairwise(lines), 1):
        sign = _sign(line)
        if not sign or _sign(following) != sign or _BREAK.search(line):
            continue
        if told != number:  # the line before is of the same list
            shown = line.strip(" \t>").split()[0][:4]
            message = f"these lines begin with {shown!r}, which makes no list, and run together as one paragraph"
            advice = "begin each with `- `" if sign != "number" else "begin each with `1. `"
            advice += ", and leave an empty line before the first; or one between all of them"
            yield Problem(path, number, Code.PASTED_LIST, message, advice)
        told = number + 1


def is_sign(begin: str) -> bool:
    """Whether a line that begins so may be an item of such a list."""
    return begin[:1] in _FIRST or ")" in begin or (begin[1:2] == "." and begin[2:3].isalpha())


_FIRST = frozenset(f"{BULLETS}–—*-")


def _sign(line: str) -> str:
    """What a line begins with, as far as it makes no list; the numbers of one list are all one."""
    if bullet := _BULLET.match(line):
        return bullet[bullet.lastgroup or 0]
    return "number" if _NUMBER.match(line) else ""
