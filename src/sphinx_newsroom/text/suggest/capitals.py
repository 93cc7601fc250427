"""Find runs of capitalized words in a text, from which names are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.words.tokens import Mark
from sphinx_newsroom.text.words.word_lists import (
    ABBREVIATIONS_WITH_PERIOD,
    AFTER_COMMA,
    CAPITAL_WORDS,
    HONORIFICS,
    PARTICLES,
    POSSESSORS,
)


class Word(NamedTuple):
    """A capitalized word; *link* is the text between it and the word before, "" for the first."""

    text: str
    start: int
    end: int
    link: str


class Run(NamedTuple):
    """Adjacent capitalized words, with at most "of", "and" and the like between them.

    *block* is their text, and *first* says whether the run starts a sentence.
    """

    words: tuple[Word, ...]
    block: str
    first: bool

    def text(self, words: Sequence[Word]) -> str:
        """Return some words of the run as text."""
        return self.block[words[0].start : words[-1].end]

    def ahead(self, words: Sequence[Word]) -> str:
        """Return the text before some words of the run."""
        return self.block[max(words[0].start - _AHEAD, 0) : words[0].start]

    def behind(self, words: Sequence[Word]) -> str:
        """Return the text after some words of the run."""
        return self.block[words[-1].end : words[-1].end + _BEHIND]


_AHEAD, _BEHIND = 40, 70
"""How many characters to read before a name, for an article or title, and after it: "is the largest manufacturer"."""


# One character for one, so that positions stay the same.
_PLAIN = str.maketrans("\n\t\u00a0\u202f‘’ʼ\u2010\u2011", "    '''--")


def plain(text: str) -> str:
    """Normalize spaces, apostrophes and hyphens in *text* without changing its length.

    >>> plain("Women’s Co\u2011op")
    "Women's Co-op"
    """
    return text.translate(_PLAIN)


_UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
_ABBREVIATIONS = "|".join(ABBREVIATIONS_WITH_PERIOD)
# Matches U.S., J., Inc., O'Neill, AT&T, Workers'; not Roe in @Roe or #Roe, nor Example in a@Example.org.
_WORD = re.compile(
    rf"""
    (?<! [\w@#/.&'\\-] )
    (?: (?: [{_UPPER}]\. ){{2,}}
      | [{_UPPER}]\. (?= [ ,] )
      | (?: {_ABBREVIATIONS} )\. (?= [ ,;)] | $ )
      | [{_UPPER}] [^\W_]* (?: ['&.-] [^\W_]+ )* (?: (?<=s) ' (?!\w) )?
    )
    (?! [\w@] )
    """,
    re.VERBOSE,
)
JOIN, OF, AND, COMMA = " ", "of", "and", ","
"""Links between words: nothing, a preposition in a name, "and", a comma."""

# All variants are listed, so that one lookup of the whole gap is enough.
_LINKS = {" ": JOIN, " & ": JOIN, ", ": COMMA, ", the ": COMMA}
_LINKS |= {f"{comma} and {the}": AND for comma in ("", ",") for the in ("", "the ")}
_LINKS |= {f" {word} {the}": OF for word in ("of", "for", "on", "against") for the in ("", "the ")}
_LINKS |= {f" {word} ": JOIN for word in PARTICLES}
_LINKS |= {f" {one} {two} ": JOIN for one, two in (("de", "la"), ("van", "der"), ("van", "den"), ("von", "der"))}
_LONGEST_LINK = len(", and the ") + 1
"""The longest link, in characters; longer gaps aren't looked up."""

_ENDS = frozenset("Inc Ltd LLC LLP PLC Plc Corp".split())
# Right before a run: the start of the block, end punctuation, a bullet or a list number.
_SENTENCE = re.compile(r"(?:^|[.!?:;•|]|(?<!\w)[-–—*]|^\W*\d+[.)])[\s\"'(*\[“]*$")


_CONTRACTION = re.compile(r"'(?:s|m|re|ve|ll|d|t)$|n't$")


def runs(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, Run]]:
    """Yield the runs in the prose of a text, each with the start of its block; headings and code are skipped."""
    for start, prose in prose_blocks(text, marks):
        for run in _runs(plain(prose)):
            yield start, run


def prose_blocks(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, str]]:
    """Yield the prose blocks of a text, each with its start; code in them is replaced by spaces."""
    hidden = [mark for mark in marks if mark.where in ("heading", "code")]
    ends = [mark.end for mark in hidden]
    start = 0
    for block in text.split("\n\n"):
        place = bisect_right(ends, start)
        mark = hidden[place] if place < len(hidden) else None
        if mark is None or not (mark.start <= start and start + len(block) <= mark.end):
            prose = _without(block, hidden, start) if mark and mark.start < start + len(block) else block
            yield start, prose
        start += len(block) + 2


def _without(block: str, hidden: Sequence[Mark], offset: int) -> str:
    """Replace code in a block by spaces, without changing its length."""
    for mark in hidden:
        start, end = max(mark.start - offset, 0), min(mark.end - offset, len(block))
        if start < end:
            block = block[:start] + "\0" * (end - start) + block[end:]
    return block


def _runs(block: str) -> Iterator[Run]:
    words: list[Word] = []
    for match in _WORD.finditer(block):
        text, start, end = match[0], match.start(), match.end()
        link = _link(block, words[-1], text, start) if words else None
        if words and link is None:
            yield from _run(block, words)
            words = []
        # "It's" and "Monday" end a run, as lowercase words do.
        if _CONTRACTION.sub("", text.casefold()).removesuffix(".") in CAPITAL_WORDS:
            yield from _run(block, words)
            words = []
            continue
        words.append(Word(text, start, end, link if link and words else ""))
        # Ukraine's Ministry: two names, and the possessive isn't part of the first.
        if text.endswith(("'s", "s'")) and text not in POSSESSORS:
            cut = 2 if text.endswith("'s") else 1
            words[-1] = Word(text[:-cut], start, end - cut, words[-1].link)
            yield from _run(block, words)
            words = []
    yield from _run(block, words)


def _link(block: str, last: Word, text: str, start: int) -> str | None:
    gap = block[last.end : start]
    if gap == ", " and text in AFTER_COMMA:
        return JOIN
    if gap == " " and last.text.rstrip(".") in _ENDS:
        return None  # a company's name ends: Acme Inc. Acme
    if (gap == " (" and text.rstrip(".") in HONORIFICS) or (gap == ") " and last.text.rstrip(".") in HONORIFICS):
        return JOIN  # Hon. (Dr.) Jane Roe
    return _LINKS.get(gap) if len(gap) <= _LONGEST_LINK else None


def _run(block: str, words: list[Word]) -> Iterator[Run]:
    if words:
        start = words[0].start
        yield Run(tuple(words), block, _SENTENCE.search(block, max(start - _AHEAD, 0), start) is not None)
