"""Tables as they are pasted from elsewhere: rows that Markdown takes for lines of one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.sources.texts.pasted_lists import BULLETS

MAY_BE = re.compile(r"\t[^\t\n]*\n[ >]*[^\s>|][^\t\n]*\t|\|[ \t]*\r?\n[ >]*\|")
"""Whether a text may have any, for a first look."""
_PIPED = re.compile(r"\|(?:[^|]*\|){2,}\s*")
_TAB = re.compile(r"\S ?\t+ ?\S")
_ITEM = re.compile(rf"(?:[-*+{BULLETS}–—]|\(?[a-z0-9]{{1,4}}[.)]|\[\^[^\]]*\]:)[ \t]")
"""What stands before the items of lists and notes: these are told by others where they run together."""
_RULE = re.compile(r"[ >]*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
_LEAST = 2
"""So many rows are a table."""


def faults(path: str, seen: str) -> Iterator[Problem]:
    """Each such table by its first line; *seen* is the text without code, whose lines are those of the file.

    >>> [str(one) for one in faults("a.md", "Year\\tSum\\n2011\\t5")][0][:40]
    'a.md:1: [pasted-table] these lines with '
    """
    rows = enumerate(seen.split("\n"), 1)
    for kind, found in groupby(rows, key=lambda row: _kind(row[1])):
        lines = list(found)
        number, first = lines[0]
        if not kind or len(lines) < _LEAST:
            continue
        columns = _columns(first)
        if kind == "tabs":
            message = "these lines with tabs are no table, and run together as one paragraph"
            advice = f"write each as | … | … |, and below the first {_rule(first.strip().count(chr(9)) + 1)}"
            yield Problem(path, number, Code.PASTED_TABLE, message, advice)
        elif not any(_RULE.fullmatch(line) for _, line in lines):
            message = "these lines are no table, and run together as one paragraph"
            advice = f"write below the first of them {_rule(columns)}"
            yield Problem(path, number, Code.PASTED_TABLE, message, advice)


def _kind(line: str) -> str:
    """What parts the cells of a line; nothing where it has none."""
    words = line.lstrip(" >")
    if words.startswith("|"):
        return "pipes" if _PIPED.fullmatch(words) else ""
    return "tabs" if _TAB.search(words) and not words.startswith("\t") and not _ITEM.match(words) else ""


def _columns(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def _rule(columns: int) -> str:
    return "|" + " --- |" * columns
