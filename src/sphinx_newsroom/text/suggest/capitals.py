"""Stretches of words with capitals in a text: what a name can be made of, whatever it turns out to be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.suggest.word_lists import (
    ABBREVIATIONS_WITH_PERIOD,
    AFTER_COMMA,
    GENERIC,
    HONORIFICS,
    POSSESSORS,
)
from sphinx_newsroom.text.words.tokens import Mark
from sphinx_newsroom.text.words.word_lists import PARTICLES


class Word(NamedTuple):
    """A word with a capital; *link* is what stands between the word before it and this one, "" at the beginning."""

    text: str
    start: int
    end: int
    link: str


class Run(NamedTuple):
    """Words with capitals that follow each other, with at most "of", "and" and the like between them.

    *block* is the text that they stand in, *first* says whether a sentence begins with the run.
    """

    words: tuple[Word, ...]
    block: str
    first: bool

    def text(self, words: Sequence[Word]) -> str:
        """Words of the run as they stand in the text."""
        return self.block[words[0].start : words[-1].end]

    def ahead(self, words: Sequence[Word]) -> str:
        """The text before words of the run."""
        return self.block[max(words[0].start - _AHEAD, 0) : words[0].start]

    def behind(self, words: Sequence[Word]) -> str:
        """The text after words of the run."""
        return self.block[words[-1].end : words[-1].end + _BEHIND]


_AHEAD, _BEHIND = 40, 70
"""Characters that are read beside a name: ahead an article or a title, behind "is the largest manufacturer"."""


# Letter for letter, so that places in the plain text are those in the text.
_PLAIN = str.maketrans("\n\t\u00a0\u202f‘’ʼ\u2010\u2011", "    '''--")


def plain(text: str) -> str:
    """*text* with spaces, apostrophes and hyphens in one form, letter for letter.

    >>> plain("Women’s Co\u2011op")
    "Women's Co-op"
    """
    return text.translate(_PLAIN)


_UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
_ABBREVIATIONS = "|".join(ABBREVIATIONS_WITH_PERIOD)
# Takes U.S., J., Inc., O'Neill, AT&T, Workers'; not the Roe of @Roe, #Roe, and not the Example of a@Example.org.
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
"""What links words: nothing, a preposition inside names, "and", a comma."""

# Written out, since a look-up of the whole gap is all that the words of a text then cost.
_LINKS = {" ": JOIN, " & ": JOIN, ", ": COMMA, ", the ": COMMA}
_LINKS |= {f"{comma} and {the}": AND for comma in ("", ",") for the in ("", "the ")}
_LINKS |= {f" {word} {the}": OF for word in ("of", "for", "on", "against") for the in ("", "the ")}
_LINKS |= {f" {word} ": JOIN for word in PARTICLES}
_LINKS |= {f" {one} {two} ": JOIN for one, two in (("de", "la"), ("van", "der"), ("van", "den"), ("von", "der"))}
_LONGEST_LINK = len(", and the ") + 1
"""Characters of what links words, at most; longer gaps are not even looked up."""

_ENDS = frozenset("Inc Ltd LLC LLP PLC Plc Corp".split())
# Right before the run: the block's beginning, a stop, a bullet or a number of a list.
_SENTENCE = re.compile(r"(?:^|[.!?:;•|]|(?<!\w)[-–—*]|^\W*\d+[.)])[\s\"'(*\[“]*$")


_CONTRACTION = re.compile(r"'(?:s|m|re|ve|ll|d|t)$|n't$")


def runs(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, Run]]:
    """The runs of the prose of a text, each with the place of its block; headings and code have none."""
    for start, prose in prose_blocks(text, marks):
        for run in _runs(plain(prose)):
            yield start, run


def prose_blocks(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, str]]:
    """The blocks of a text that are prose, each with its place; code in them is blanked, letter for letter."""
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
    """A block with its code blanked, letter for letter."""
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
        # "It's" and "Monday" part runs as words in small letters do.
        if _CONTRACTION.sub("", text.casefold()).removesuffix(".") in GENERIC:
            yield from _run(block, words)
            words = []
            continue
        words.append(Word(text, start, end, link if link and words else ""))
        # Ukraine's Ministry: two names, and the possessive is not part of the first.
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
        return None  # a company's name is over: Acme Inc. Acme
    if (gap == " (" and text.rstrip(".") in HONORIFICS) or (gap == ") " and last.text.rstrip(".") in HONORIFICS):
        return JOIN  # Hon. (Dr.) Jane Roe
    return _LINKS.get(gap) if len(gap) <= _LONGEST_LINK else None


def _run(block: str, words: list[Word]) -> Iterator[Run]:
    if words:
        start = words[0].start
        yield Run(tuple(words), block, _SENTENCE.search(block, max(start - _AHEAD, 0), start) is not None)
