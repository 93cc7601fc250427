"""Lists as word processors write them: lines with signs that Markdown does not know, which run together on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sphinx_newsroom.diagnostics import Code, Problem

BULLETS = "•‣⁃◦▪▫■□●○∙·\uf0b7\uf0a7"
"""What stands before the items of lists; the last two are Word's own, in its font Symbol and in Wingdings."""
_BULLET = re.compile(
    rf"[ \t>]*(?:(?P<bullet>[{BULLETS}])[ \t\u00a0]*(?=[^\s{BULLETS}])|(?P<dash>[–—])[ \t\u00a0]+(?=\S))"
)
_NUMBER = re.compile(r"[ \t>]*(?:\((?P<within>[a-z]|\d{1,2}|[ivx]{1,4})\)|(?P<before>[a-z])\))[ \t\u00a0]+(?=\S)")
MAY_BE = re.compile(rf"^[ \t>]*(?:[{BULLETS}–—]|\(?(?:[a-z]|\d{{1,2}}|[ivx]{{1,4}})\))", re.MULTILINE)
"""Whether a text may have any, for a first look."""
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


def _sign(line: str) -> str:
    """What a line begins with, as far as it makes no list; the numbers of one list are all one."""
    if bullet := _BULLET.match(line):
        return bullet["bullet"] or bullet["dash"]
    return "number" if _NUMBER.match(line) else ""
