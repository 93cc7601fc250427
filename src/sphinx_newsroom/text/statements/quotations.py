"""Where a text quotes: from one quotation mark to the one that closes it, over several paragraphs where it goes on.

A quotation that goes on in the next paragraph is opened anew there and closed once, at its end (as English,
Russian and Ukrainian print does).  What is not closed at all is still known, so that nobody takes its words
for the narrator's, but is no whole quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Span = tuple[int, int]

BLANK_LINE = 2
"""Characters between two paragraphs of a text."""

_LEADS_OUT = " \n\t\u00a0,;–—"
"""What stands behind words for the sake of the sentence around them: “Crime is a threat,” said X."""


def trimmed(text: str, start: int, end: int) -> Span:
    """A stretch without spaces around it, and without what leads out of it to its attribution.

    >>> trimmed(" costs fell, ", 0, 13)
    (1, 11)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1] in _LEADS_OUT:
        end -= 1
    return start, end


class Quotation(NamedTuple):
    """A quotation with its marks: one piece for each paragraph; *closed* where the last piece has its closing mark."""

    pieces: tuple[Span, ...]
    closed: bool

    @property
    def start(self) -> int:
        """The place of the first mark."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Behind the last mark."""
        return self.pieces[-1][1]

    def words(self, text: str) -> Span:
        """From the first quoted word to the last, without marks, spaces and a comma or dash that leads out of it."""
        return trimmed(text, self.start + 1, self.end - self.closed)

    def begins_small(self, text: str) -> bool:
        """Whether the first quoted word begins with a small letter, as a part of a sentence does."""
        return text[(start := self.words(text)[0]) : start + 1].islower()


_MARKS = re.compile('[“”„«»"]')
# ‘Crime is a threat,’ behind a space or at the beginning; not the apostrophes of ‘90s and workers’, which no stop
# stands before.
_SINGLE = re.compile(
    r"""
    (?: (?<=[,:]\s) | (?<!\S) ) ‘ (?=\w)
    [^‘\n]*? [.,?!] ’ (?!\w)
    """,
    re.VERBOSE,
)
# German and Polish print closes with the mark that opens in English; a typewriter has one mark for both.
_CLOSING = {"“": '”"', "„": '“”"', "«": "»", '"': '"”'}
# What a typewriter's mark opens or closes, what stands beside it tells: ("Yes"), "Yes".
_BEFORE_OPENING = " \n\t\u00a0([{/–—-‘"
_BEHIND_CLOSING = " \n\t\u00a0.,;:!?)]}/–—-’…'"


def quotations(text: str, blocks: Sequence[Span]) -> list[Quotation]:
    """The quotations of *blocks*, paragraphs of *text* in order; a quotation goes on only in the very next one.

    >>> text = "“We stay,” he said. “We must"
    >>> [(text[one.start : one.end], one.closed) for one in quotations(text, [(0, len(text))])]
    [('“We stay,”', True), ('“We must', False)]
    """
    found: list[Quotation] = []
    open_: list[Span] = []
    for number, (start, end) in enumerate(blocks):
        # A heading or code between two paragraphs parts them: their places then do not follow each other.
        goes_on = bool(open_) and blocks[number - 1][1] + BLANK_LINE == start and text[start] == text[open_[0][0]]
        if open_ and not goes_on:
            found.append(Quotation(tuple(open_), False))
            open_ = []
        for begin, stop, closed in _pieces(text, start, end):
            # Only the first piece of a paragraph, at its very beginning, can continue the one before.
            if open_ and begin != start:
                found.append(Quotation(tuple(open_), False))
                open_ = []
            open_.append((begin, stop))
            if closed:
                found.append(Quotation(tuple(open_), True))
                open_ = []
    if open_:
        found.append(Quotation(tuple(open_), False))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The quotations of one paragraph; single marks count only where there are no others."""
    opened, some = -1, False
    for match in _MARKS.finditer(text, start, end):
        place, mark = match.start(), match[0]
        if opened >= 0 and mark in _CLOSING[text[opened]]:
            if mark == '"' and not _can_close(text, place, end) and _can_open(text, place, start):
                continue  # it opens a quotation within the quotation
            yield opened, place + 1, True
            opened = -1
        elif opened >= 0 and mark == text[opened]:
            yield opened, place, False  # never closed: what follows is another quotation
            opened = place
        elif opened < 0 and mark in _CLOSING and (mark != '"' or _can_open(text, place, start)):
            opened, some = place, True
    if opened >= 0:
        yield opened, end, False
    elif not some and "‘" in text[start:end]:
        yield from ((*match.span(), True) for match in _SINGLE.finditer(text, start, end))


def _can_open(text: str, place: int, start: int) -> bool:
    """Whether nothing, a space or a bracket stands before the mark at *place*, and a word behind it."""
    behind = text[place + 1 : place + 2]
    return (place == start or text[place - 1] in _BEFORE_OPENING) and behind != "" and not behind.isspace()


def _can_close(text: str, place: int, end: int) -> bool:
    """Whether a space, a stop or nothing stands behind the mark at *place*."""
    return place + 1 == end or text[place + 1] in _BEHIND_CLOSING
