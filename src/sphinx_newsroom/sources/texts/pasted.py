"""Lists and tables as word processors write them: lines that Markdown takes for those of one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from sphinx_newsroom.diagnostics import Code, Problem

BULLETS = "•‣⁃◦▪▫■□●○∙·\uf0b7\uf0a7"
"""What stands before the items of lists; the last two are Word's own, in its font Symbol and in Wingdings."""
_BULLET = re.compile(
    rf"(?P<bullet>[{BULLETS}])[ \t\u00a0]*(?=[^\s{BULLETS}])|(?P<dash>[–—])[ \t\u00a0]+(?=\S)"
    r"|(?P<star>[*-])(?=[^\W\d_])(?!.*\*)"
)
_NUMBER = re.compile(
    r"(?:\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)|[a-z]\))[ \t\u00a0]+(?=\S)|\d{1,2}[.)](?=[^\W\d_])", re.VERBOSE
)
_PIPED = re.compile(r"\|(?:[^|]*\|){2,}\s*")
_TAB = re.compile(r"\S ?\t+ ?\S")
_ITEM = re.compile(rf"(?:[-*+{BULLETS}–—]|\(?[a-z0-9]{{1,4}}[.)]|\[\^[^\]]*\]:)[ \t]")
"""What stands before the items of lists and notes, in which a tab makes no table."""
_RULE = re.compile(r"[ >]*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
_BREAK = re.compile(r"(?: {2,}|\\)\r?$")
"""A line that ends so stays a line of its own."""


def faults(path: str, seen: str) -> Iterator[Problem]:
    """Each such list and table by its first line; *seen* is the text without code, whose lines are those of the file.

    >>> [str(one)[:32] for one in faults("a.md", "We agreed:\\n• one\\n• two\\n\\nYear\\tSum\\n2011\\t5")]
    ['a.md:2: [pasted-list] these line', 'a.md:5: [pasted-table] these lin']
    """
    for kind, found in groupby(enumerate(seen.split("\n"), 1), key=lambda row: _kind(row[1])):
        lines = list(found)
        number, first = lines[0]
        if not kind or len(lines) == 1:
            continue
        if kind in ("tabs", "pipes"):
            if kind == "pipes" and any(_RULE.fullmatch(line) for _, line in lines):
                continue
            columns = len(re.findall(r"(?<!\\)\|", first)) - 1 if kind == "pipes" else first.strip().count("\t") + 1
            advice = f"write below the first of them |{' --- |' * columns}"
            message = "these lines are no table, and run together as one paragraph"
            if kind == "tabs":
                message = "these lines with tabs are no table, and run together as one paragraph"
                advice = f"write each as | … | … |, and below the first |{' --- |' * columns}"
            yield Problem(path, number, Code.PASTED_TABLE, message, advice)
            continue
        plain = [row for row in lines[:-1] if not _BREAK.search(row[1])]
        if plain:
            number, first = plain[0]
            shown = first.strip(" \t>").split()[0][:4]
            message = f"these lines begin with {shown!r}, which makes no list, and run together as one paragraph"
            advice = f"begin each with `{'1.' if kind == 'number' else '-'} `, and leave an empty line before the first"
            yield Problem(path, number, Code.PASTED_LIST, message, f"{advice}; or one between all of them")


def _kind(line: str) -> str:
    """What makes an item or a row of a line; the numbers of one list are all one, and most lines are none."""
    words = line.lstrip(" \t>")
    if bullet := _BULLET.match(words):
        return bullet[0][0]
    if _NUMBER.match(words):
        return "number"
    if words.startswith("|"):
        return "pipes" if _PIPED.fullmatch(words) else ""
    has_tabs = "\t" in words and words == line.lstrip(" >") and _TAB.search(words) and not _ITEM.match(words)
    return "tabs" if has_tabs else ""
