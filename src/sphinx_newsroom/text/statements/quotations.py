"""Where a text quotes: from one quotation mark to the one that closes it, over several paragraphs where it goes on.

A quotation that goes on in the next paragraph is opened anew there and closed once, at its end (as English,
Russian and Ukrainian print does); so is it where the paragraphs of a text were run together.  What is not closed at
all is still known, so that nobody takes its words for the narrator's, but is no whole quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern

Span = tuple[int, int]

_Mark = tuple[int, int, str]
"""Where a quotation mark begins and ends, and which it is."""

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
    """A quotation with its marks: one piece for each time that it is opened; *closed* where the last one is closed."""

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
        start = self.start + _width(text[self.start : self.start + 2])
        return trimmed(text, start, self.end - _width(text[self.end - 2 : self.end]) if self.closed else self.end)

    def begins_small(self, text: str) -> bool:
        """Whether the first quoted word begins with a small letter, as a part of a sentence does."""
        return text[(start := self.words(text)[0]) : start + 1].islower()


_DOUBLED = ("''", "``")
"""What a typewriter without a quotation mark has for one."""

_MARKS = late_pattern('[“”„«»"]')
_MARKS_OR_DOUBLED = late_pattern("[“”„«»\"]|''|``")
# ‘Crime is a threat,’ behind a space or at the beginning; not the apostrophes of ‘90s and workers’, which no stop
# stands before.
_SINGLE = late_pattern(
    r"""
    (?: (?<=[,:]\s) | (?<!\S) ) ‘ (?=\w)
    [^‘\n]*? [.,?!] ’ (?!\w)
    """,
    re.VERBOSE,
)
# German and Polish print closes with the mark that opens in English; a typewriter has one mark for both.
_CLOSING = {"“": '”"', "„": '“”"', "«": "»", '"': '"”', "''": "''", "``": "''"}
_EITHER = ('"', "''")
"""Marks that open as well as close; what stands beside one tells which: ("Yes"), "Yes"."""

_BEFORE_OPENING = " \n\t\u00a0([{/–—-‘"
_BEFORE_JAMMED = ".:!?)"
_FEWEST_OF_PARAGRAPH = 10
"""Words of a quoted paragraph that was run together with one before it; all 33 of real texts have more."""

_MOST_WITHIN = 24
"""Marks that are looked at for the end of a quotation within another and of that one, or of paragraphs run together."""

_STOPS = (".", "!", "?", "…", "’", "'")
_BEHIND_CLOSING = " \n\t\u00a0.,;:!?)]}/–—-’…'"


def quotations(text: str, blocks: Sequence[Span]) -> list[Quotation]:
    """The quotations of *blocks*, paragraphs of *text* in order; a quotation goes on only in the very next one.

    >>> text = "“We stay,” he said. “We must"
    >>> [(text[one.start : one.end], one.closed) for one in quotations(text, [(0, len(text))])]
    [('“We stay,”', True), ('“We must', False)]
    """
    found: list[Quotation] = []
    open_: list[Span] = []
    pattern = _MARKS_OR_DOUBLED if any(mark in text for mark in _DOUBLED) else _MARKS
    marks = [(*match.span(), match[0]) for match in pattern.finditer(text)]
    single = "‘" in text
    for number, ((start, end), inside) in enumerate(zip(blocks, _by_block(marks, blocks), strict=True)):
        if not (inside or open_ or single):
            continue
        # A heading or code between two paragraphs parts them: their places then do not follow each other.
        goes_on = bool(open_) and blocks[number - 1][1] + BLANK_LINE == start and text[start] == text[open_[0][0]]
        if open_ and not goes_on:
            found.append(Quotation(tuple(open_), False))
            open_ = []
        for begin, stop, closed in _pieces(text, start, end, inside):
            # What continues a quotation opens the paragraph, or stands where one began before a line was lost.
            if open_ and begin != start and not _run_together(text, open_[-1], begin):
                found.append(Quotation(tuple(open_), False))
                open_ = []
            open_.append((begin, stop))
            if closed:
                found.append(Quotation(tuple(open_), True))
                open_ = []
    if open_:
        found.append(Quotation(tuple(open_), False))
    return found


def _by_block(marks: Sequence[_Mark], blocks: Sequence[Span]) -> Iterator[Sequence[_Mark]]:
    """The marks of each paragraph; most have none, and marks are sought once in a text."""
    at = 0
    for start, end in blocks:
        while at < len(marks) and marks[at][0] < start:
            at += 1
        first = at
        while at < len(marks) and marks[at][0] < end:
            at += 1
        yield marks[first:at]


def _pieces(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[int, int, bool]]:
    """The quotations of one paragraph by its *marks*; single ones count only where there are no others."""
    found = list(_of_marks(text, start, end, marks))
    if not found and "‘" in text[start:end]:
        return ((*match.span(), True) for match in _SINGLE.finditer(text, start, end))
    return iter(found)


def _of_marks(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[int, int, bool]]:
    opened, opening, last, anew, inner = -1, "", -1, 0, 0
    for number, (place, behind, mark) in enumerate(marks):
        if opened >= 0 and _opens_within(text, marks[number], opening, (start, end)):
            if _is_within(text, marks[number : number + _MOST_WITHIN], opening, (start, end)):
                inner += 1
            elif mark == opening and mark not in _EITHER:
                yield opened, place, False  # not closed: what follows is another quotation, or its next piece
                opened, inner = place, 0
        elif opened >= 0 and mark in _CLOSING[opening]:
            if inner:
                inner -= 1
                continue
            anew = max(anew, number + _opened_anew(text, marks[number : number + _MOST_WITHIN], start))
            yield opened, place if number < anew else behind, number >= anew
            opened, last = (place, last) if number < anew else (-1, behind)
        elif opened < 0 and mark in _CLOSING and (mark not in _EITHER or _opens(text, (place, behind), start, last)):
            opened, opening = place, mark
    if opened >= 0:
        yield opened, end, False


def _opens_within(text: str, mark: _Mark, opening: str, block: Span) -> bool:
    """Whether a mark in a quotation opens another: of marks for both, one with a space before it and a word behind."""
    place, behind, sign = mark
    if sign not in _EITHER:
        return sign == opening
    if sign not in _CLOSING[opening] or _can_close(text, behind, block[1]):
        return False
    return _can_open(text, (place, behind), block[0])


def _is_within(text: str, marks: Sequence[_Mark], opening: str, block: Span) -> bool:
    """Whether what the first of some marks opens is a quotation within one: "We want the "best" of all."

    It stands within a sentence, and the one around it is closed as well, or goes on in the next paragraph. Of "We stay.
    "We must." or "We want the "best." the first was not closed.
    """
    if _ends_sentence(text, marks[0][0]):
        return False
    depth, complete = 1, False
    for mark in marks:
        if _opens_within(text, mark, opening, block):
            if mark[2] == opening and _ends_sentence(text, mark[0]):
                return depth == 1 and not complete  # the next paragraph, which was run together with this one
            depth += 1
        elif mark[2] in _CLOSING[opening]:
            depth, complete = depth - 1, _ends_sentence(text, mark[0])
        if depth == 0:
            return True
    return depth == 1 and len(marks) < _MOST_WITHIN and text.startswith(opening, block[1] + BLANK_LINE)


def _ends_sentence(text: str, place: int) -> bool:
    """Whether a stop stands before a place, with a space between or without."""
    return text[max(0, place - 2) : place].rstrip().endswith(_STOPS)


def _opened_anew(text: str, marks: Sequence[_Mark], start: int) -> int:
    """How many of some marks open a paragraph that was run together with the quoted one before: end."The next.

    Behind them stands one that only closes.  Of an even number the first may close as well, and then the next one
    opens: what stands between two quotations is short.
    """
    for number, (place, behind, mark) in enumerate(marks):
        if mark not in _EITHER or mark != marks[0][2] or text[place - 1] not in _STOPS:
            return 0
        if _can_open(text, (place, behind), start):
            return 0
        if not text[behind : behind + 1].isalnum():
            between = text[marks[0][1] : marks[1][0]] if number and number % 2 == 0 else ""
            return number if not between or len(between.split()) >= _FEWEST_OF_PARAGRAPH else 0
        if not text[behind].isupper():
            return 0
    return 0


def _run_together(text: str, piece: Span, begin: int) -> bool:
    """Whether a mark at *begin* opens the next paragraph of a quotation whose paragraphs were run together."""
    return piece[1] == begin and text[piece[0] : begin].rstrip().endswith(_STOPS)


def _opens(text: str, mark: Span, start: int, last: int) -> bool:
    """Whether a mark that could close as well opens a quotation, with or without the space that belongs before it."""
    if _can_open(text, mark, start) or mark[0] == last:
        return True
    # A scraped text loses the space between a sentence and a quotation, or has one too many: is here."We stay," he
    # said. " We must."
    before, behind = text[mark[0] - 1], text[mark[1] : mark[1] + 2]
    return (before in _BEFORE_JAMMED and behind[:1].isupper()) or (before.isspace() and behind.strip().isupper())


def _can_open(text: str, mark: Span, start: int) -> bool:
    """Whether nothing, a space or a bracket stands before a mark, and a word behind it."""
    behind = text[mark[1] : mark[1] + 1]
    return (mark[0] == start or text[mark[0] - 1] in _BEFORE_OPENING) and behind != "" and not behind.isspace()


def _can_close(text: str, place: int, end: int) -> bool:
    """Whether a space, a stop or nothing stands at *place*, behind a mark."""
    return place == end or text[place] in _BEHIND_CLOSING


def _width(mark: str) -> int:
    """How many of two characters are one mark."""
    return len(mark) if mark in _DOUBLED else 1
