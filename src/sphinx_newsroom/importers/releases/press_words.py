"""The lines that only releases and their pages have, told by lists of words: end marks, share buttons, labels."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from sphinx_newsroom.text.words.word_files import Row, rows

Kind = Literal["immediate", "kind", "embargo", "until", "end", "notes", "contact", "number", "date", "day"]

_LONGEST_PREFIXED = 16
"""Words of a line that is chrome by its beginning."""

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
    # Most lines are paragraphs, and are told at once.
    if line.count(" ") > _LONGEST_PREFIXED:
        return False
    exact, edges = _chrome()
    words = folded(line)
    if words in exact:
        # A word alone is a heading as often, "Twitter:" and "Search!" too.
        return " " in words or (edge and line.strip()[-1:] not in (":", "!", "?"))
    # "Share on X, Share on Facebook" and "Facebook Twitter LinkedIn" are one line on many pages.
    for between in (r"[,|·•]|\s{2,}", r"\s+"):
        parts = [folded(part) for part in re.split(between, line)]
        if len(parts) > 1 and all(part in exact for part in parts if part):
            return any(parts)
    return edge and words.startswith(edges) and line[:2] not in ("* ", "- ")


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
    kinds: tuple[Kind, ...] = ("immediate", "kind", "notes", "contact", "embargo", "until")
    for kind in kinds:
        if words in _marks()[kind]:
            return kind, ""
    return _labelled(bare)


def _labelled(line: str) -> tuple[Kind, str] | None:
    for kind, label in _labels().get(line[:1].casefold(), ()):
        if line[: len(label)].casefold() == label:
            rest = line[len(label) :]
            if found := _REST[kind].fullmatch(rest):
                return kind, found["rest"].strip()
    return None


# What may follow the words of a kind: a colon where the words are common ones.
_REST: dict[Kind, re.Pattern[str]] = {
    "immediate": re.compile(r"\s*[:,|–—-]?\s*(?P<rest>.{0,80})"),
    # An arms embargo has neither a number nor a colon; a line that says until when may say it by a word, "Tuesday".
    "embargo": re.compile(r"\s*(?P<rest>:?.{0,120}\d.{0,120}|(?::|[–—-]\s)\s*\S+(?:\s+\S+){0,7})"),
    "until": re.compile(r"\s*:?\s*(?P<rest>.{0,120}\d.{0,120}|\S+(?:\s+\S+){0,3})"),
    "contact": re.compile(r"\s*(?:\([^()]{0,40}\))?\s*[:：]\s*(?P<rest>.{0,300})"),
    "notes": re.compile(r"\s*:\s*(?P<rest>.*)", re.DOTALL),
    "number": re.compile(r"\.?\s*:?\s*(?P<rest>[A-Z]{0,6}[-/ ]?\d[\w./-]{0,20})"),
    "date": re.compile(r"\s*[:：]?\s*(?P<rest>.{0,80}\d.{0,60})"),
    # That of what happened as often as that of the release.
    "day": re.compile(r"\s*[:：]?\s*(?P<rest>.{0,80}\d.{0,60})"),
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


def _rows() -> tuple[Row, ...]:
    return (*rows(__package__, "press_marks"), *rows("sphinx_newsroom.text.words", "embargo_marks"))


@cache
def _marks() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows():
        kind = row.columns[0]
        found.setdefault(kind, set()).add(row.word.casefold() if kind == "end" else folded(row.word))
    return {kind: frozenset(words) for kind, words in found.items()}


@cache
def _labels() -> dict[str, list[tuple[Kind, str]]]:
    """The words that a line may begin with, by their first letters, the longest first."""
    found: dict[str, list[tuple[Kind, str]]] = {}
    for kind in _REST:
        for row in _rows():
            if row.columns[0] == kind:
                found.setdefault(row.word[0].casefold(), []).append((kind, row.word.casefold()))
    for labels in found.values():
        labels.sort(key=lambda label: -len(label[1]))
    return found
