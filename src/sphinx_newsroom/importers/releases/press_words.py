"""The lines that only releases and their pages have, told by lists of words: end marks, share buttons, labels."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from sphinx_newsroom.text.words.word_files import rows

Kind = Literal["immediate", "kind", "embargo", "end", "notes", "contact", "number", "date"]

_LONGEST_PREFIXED = 16
"""Words of a line that is chrome by its beginning."""

_LONGEST_COMMON = 4
_EDGES = " \t*_#>|:;,.!?…»›→↑▲•·✉+()[]{}\"'“”«»=-–—"


def folded(line: str) -> str:
    """A line as the lists have it: in small letters, without what stands around its words.

    >>> folded("*** FOR  IMMEDIATE RELEASE: ***")
    'for immediate release'
    """
    return " ".join(line.replace("’", "'").casefold().split()).strip(_EDGES)


def is_chrome(line: str, edge: bool) -> bool:
    """Whether a plain line is part of the page and not of the release; *edge* says that it stands near an end of it.

    >>> is_chrome("Subscribe to our Newsletter", edge=True), is_chrome("Share prices fell by half.", edge=True)
    (True, False)
    """
    words = folded(line)
    exact, edges = _chrome()
    if words in exact:
        return True
    # "Share on X, Share on Facebook" and "Facebook Twitter LinkedIn" are one line on many pages.
    parts = [folded(part) for part in re.split(r"[,|·•]|\s{2,}", line)]
    if len(parts) > 1 and all(part in exact for part in parts if part):
        return any(parts)
    if len(words.split()) > 1 and all(word in exact for word in words.split()):
        return True
    return edge and len(words.split()) <= _LONGEST_PREFIXED and words.startswith(edges)


def mark_of(line: str) -> tuple[Kind, str] | None:
    """What a plain line says of the release, and the rest of the line behind that: a label alone has none.

    >>> mark_of("Press Release No. 11/2013")
    ('number', '11/2013')
    >>> mark_of("FOR IMMEDIATE RELEASE: June 20, 2011")
    ('immediate', 'June 20, 2011')
    >>> mark_of("Contact with the enemy was lost.")
    """
    bare = line.strip(" \t*_|[]").replace("’", "'")
    if " ".join(bare.casefold().split()) in _marks()["end"]:
        return "end", ""
    words = folded(line)
    kinds: tuple[Kind, ...] = ("immediate", "kind", "notes", "contact", "embargo")
    for kind in kinds:
        if words in _marks()[kind]:
            return kind, ""
    return _labelled(bare)


def _labelled(line: str) -> tuple[Kind, str] | None:
    for kind, label in _labels():
        if line[: len(label)].casefold() == label:
            rest = line[len(label) :]
            if found := _REST[kind].fullmatch(rest):
                return kind, found["rest"].strip()
    return None


# What may follow the words of a kind: a colon where the words are common ones.
_REST: dict[Kind, re.Pattern[str]] = {
    "immediate": re.compile(r"\s*[:,|–—-]?\s*(?P<rest>.{0,80})"),
    "embargo": re.compile(r"\s*:?\s*(?P<rest>.{0,120}\d.{0,120})"),
    "contact": re.compile(r"\s*(?:\([^()]{0,40}\))?\s*:\s*(?P<rest>.{0,300})"),
    "notes": re.compile(r"\s*:\s*(?P<rest>.*)", re.DOTALL),
    "number": re.compile(r"\.?\s*:?\s*(?P<rest>[A-Z]{0,6}[-/ ]?\d[\w./-]{0,20})"),
    "date": re.compile(r"\s*:?\s*(?P<rest>.{0,80}\d.{0,30})"),
}


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...]]:
    exact, edges = set(), []
    for row in rows(__package__, "chrome_lines"):
        if row.columns and row.columns[0] == "edge*":
            edges.append(row.word.casefold())
        else:
            exact.add(folded(row.word))
    return frozenset(exact), tuple(edges)


@cache
def _marks() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(__package__, "press_marks"):
        kind = row.columns[0]
        found.setdefault(kind, set()).add(row.word.casefold() if kind == "end" else folded(row.word))
    return {kind: frozenset(words) for kind, words in found.items()}


@cache
def _labels() -> tuple[tuple[Kind, str], ...]:
    """The words that a line may begin with, the longest first."""
    labels: list[tuple[Kind, str]] = [
        (kind, row.word.casefold())
        for kind in _REST
        for row in rows(__package__, "press_marks")
        if row.columns[0] == kind
    ]
    return tuple(sorted(labels, key=lambda label: -len(label[1])))
