"""A text in the form in which the rules of speech see it.

In the *shape* of a text each named official, each named organization and each quotation is a run of one character, so
that a place in the shape is the same place in the text, and a pattern can say "a name, a comma, said".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, UPPER, Patterns, choice
from sphinx_newsroom.text.words.word_files import read_words
from sphinx_newsroom.text.words.word_lists import PARTICLES

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
        return trimmed(text, self.start + 1, self.end - self.closed)

    def begins_small(self, text: str) -> bool:
        """Whether the first quoted word begins with a small letter, as a part of a sentence does."""
        return text[(start := self.words(text)[0]) : start + 1].islower()


_MARKS = late_pattern('[“”„«»"]')
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
_CLOSING = {"“": '”"', "„": '“”"', "«": "»", '"': '"”'}
_EITHER = '"'
"""The mark that opens as well as closes; what stands beside it tells which: ("Yes"), "Yes"."""

_BEFORE_OPENING = " \n\t\u00a0([{/–—-‘"
_BEFORE_JAMMED = ".:!?)"
_FEWEST_OF_PARAGRAPH = 10
"""Words of a quoted paragraph that was run together with one before it; all 33 of real texts have more."""

_MOST_WITHIN = 24
"""Marks that are looked at for the end of a quotation within another and of that one, or of paragraphs run together."""

_STOPS = tuple(". ! ? … ’ '".split())
_BEHIND_CLOSING = " \n\t\u00a0.,;:!?)]}/–—-’…'"


def quotations(text: str, blocks: Sequence[Span]) -> list[Quotation]:
    """The quotations of *blocks*, paragraphs of *text* in order; a quotation goes on only in the very next one.

    >>> text = "“We stay,” he said. “We must"
    >>> [(text[one.start : one.end], one.closed) for one in quotations(text, [(0, len(text))])]
    [('“We stay,”', True), ('“We must', False)]
    """
    found: list[Quotation] = []
    open_: list[Span] = []
    marks = [(*match.span(), match[0]) for match in _MARKS.finditer(text)]
    single = "‘" in text
    for number, ((start, end), inside) in enumerate(zip(blocks, _by_block(marks, blocks), strict=True)):
        if not (inside or open_ or single):
            continue
        # A heading or code between two paragraphs parts them: their places then do not follow each other.
        goes_on = bool(open_) and blocks[number - 1][1] + BLANK_LINE == start
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
            elif mark == opening and mark != _EITHER:
                yield opened, place, False  # not closed: what follows is another quotation, or its next piece
                opened, inner = place, 0
        elif opened >= 0 and mark in _CLOSING[opening]:
            if inner:
                inner -= 1
                continue
            anew = max(anew, number + _opened_anew(text, marks[number : number + _MOST_WITHIN], start))
            yield opened, place if number < anew else behind, number >= anew
            opened, last = (place, last) if number < anew else (-1, behind)
        elif opened < 0 and mark in _CLOSING and (mark != _EITHER or _opens(text, (place, behind), start, last)):
            opened, opening = place, mark
    if opened >= 0:
        yield opened, end, False


def _opens_within(text: str, mark: _Mark, opening: str, block: Span) -> bool:
    """Whether a mark in a quotation opens another: of marks for both, one with a space before it and a word behind."""
    place, behind, sign = mark
    if sign != _EITHER:
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
        if mark != _EITHER or text[place - 1] not in _STOPS:
            return 0
        if not text[behind : behind + 1].isalnum():
            between = text[marks[0][1] : marks[1][0]] if number and number % 2 == 0 else ""
            return number if not between or len(between.split()) >= _FEWEST_OF_PARAGRAPH else 0
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


# A sentence ends at a stop (or a quotation that has one) before a capital, a number, a name or a quotation.
# It begins with a set of characters, not with two alternatives, because that is found faster.
_BOUNDARY = late_pattern(
    rf"""
    [.!?…{STOPPED}\s] (?: (?<=\s) \s | (?<!\s) [)\]]* \s ) \s*
    (?= [{UPPER}{PERSON}{BODY}{QUOTE}\d(] )
    """,
    re.VERBOSE,
)
# The same where a scraped text has lost the blank: Fund.Sanders introduced; $72.Acme; “Why?”Today; not HealthData.Gov.
_BEGUN = rf"[{PERSON}{BODY}] | (?! (?: Com | Gov | Org | Net | Edu | Mil | Info ) \b ) [{UPPER}] [a-zа-яіїєґ]"
_JAMMED = late_pattern(
    rf"(?<= [a-zа-яіїєґ]{{2}} | \d\d ) [.!?] (?= {QUOTE} | {_BEGUN} ) | {STOPPED} (?= {_BEGUN} )",
    re.VERBOSE,
)
# What a period behind it does not end a sentence: "Dr", "J", "U.S", "Inc"; not "dr", and not the "St" in "West"; of
# what has lost its space, saidRep. X.
_ABBREVIATION = late_pattern(
    rf"""
    (?: (?<![\w.]) (?: {choice(read_words(__package__, "abbreviations"))} | [{UPPER}] )
      | (?<=said) (?: Rep | Reps | Sen | Sens | Gov )
      | \b (?: e\.g | i\.e | a\.m | p\.m | [A-Z]\.[A-Z] | Inc | Ltd | Co | Corp | Jr | Sr )
    ) \Z
    """,
    re.VERBOSE,
)
_SEAT = late_pattern(r"\([DRI]-[A-Z][A-Za-z.]*\Z")
"""The party and state of a legislator, whose period ends no sentence either: X (I-Vt.) Wednesday announced."""

_LONGEST_SEAT = 10

_NO_ABBREVIATION = 5
"""Characters before a period: if all are small letters, they are longer than "акад" and "проф"."""

_LONGEST_ABBREVIATION = 8
"""Characters back to where an abbreviation is looked for: "Sept", "Capt", with what must not stand before them."""

LONGEST_SENTENCE = 10_000
"""Characters of a sentence; what goes on for longer is a list or a table, and ends for the rules at a space.

Each verb is looked at with its sentence.  The longest of 100,000 of real releases, a list of names, has 6,112.
"""

# Which words are small in a name does not depend on what it is read for.
_PARTICLE = rf"(?:{choice(sorted(PARTICLES))})"
# "Manuel de Falla", "Ursula von der Leyen", "J. Roe", "Jean-Luc"; of "the von Trapps" only "Trapps".
_NAME = late_pattern(
    rf"""
    (?: [{UPPER}]\. | [{UPPER}] [\w'’-]* )
    (?: \s+ (?: [{UPPER}]\. | [{UPPER}] [\w'’-]* | {_PARTICLE} (?= (?: \s+ {_PARTICLE} )* \s+ [{UPPER}] ) ) )*
    """,
    re.VERBOSE,
)
_AND = late_pattern(rf"(?:\band|&|(?<!\w)(?:і|й|та|и))\s+(?=[{UPPER}{PERSON}])")

_FEWEST_OF_PERSON = 2
"""Words that a person's name has at least, a title before it counted.  One word alone ("Vienna") may be anything:
were it taken for a person who could be "she", 5 statements would be lost."""

_LONGEST_INITIALS = 2
"""Capitals that may be somebody's initials (JD); more are an acronym, and make no name: NATO."""

Run = tuple[int, int, Mention]
"""A named stretch of the text, with the mention that says who it is."""


class Shape:
    """A text with its quotations, its named stretches and its sentences."""

    def __init__(self, text: str, blocks: Sequence[Span], mentions: Sequence[Mention], patterns: Patterns) -> None:
        self.text, self.blocks, self.patterns = text, blocks, patterns
        self.quotes: list[Quotation] = quotations(text, blocks)
        self._runs = _runs(text, mentions)
        self._starts = [start for start, _, _ in self._runs]
        self._blocks = [start for start, _ in blocks]
        self._sentences: dict[int, list[int]] = {}
        self.shape = self._drawn()

    def _drawn(self) -> str:
        """The text as the rules see it: names first, then quotations over them, since who is quoted does not speak."""
        text = self.text
        # Where a text has one of these characters itself, nobody must be taken for named there.
        for sign in (PERSON, BODY, QUOTE, STOPPED):
            text = text.replace(sign, "\ufffd")
        text = _painted(text, [(s, e, (PERSON if m.kind == "official" else BODY) * (e - s)) for s, e, m in self._runs])
        quoted = []
        for quote in self.quotes:
            for start, end in quote.pieces:
                # "… ." said X and "… ." X said differ from "…," said X: the sign at the end remembers the stop.
                stopped = self.text[start:end].rstrip("”\"»“’' ").endswith((".", "!", "?", "…"))
                quoted.append((start, end, QUOTE * (end - start - 1) + (STOPPED if stopped else QUOTE)))
        return _painted(text, quoted)

    def run(self, place: int) -> Run | None:
        """The named stretch that covers *place*."""
        number = bisect_right(self._starts, place) - 1
        return self._runs[number] if number >= 0 and place < self._runs[number][1] else None

    def first(self, start: int, end: int) -> int:
        """The first place in a stretch where somebody is named, -1 where nobody is."""
        # Two searches by str.find are faster than one by a pattern.
        person, body = self.shape.find(PERSON, start, end), self.shape.find(BODY, start, end)
        return body if person < 0 or 0 <= body < person else person

    def people(self, start: int, end: int) -> set[str]:
        """The officials named in a stretch, outside quotations."""
        found = set()
        place = self.shape.find(PERSON, start, end)
        while place >= 0 and (run := self.run(place)):
            found.add(run[2].entity)
            place = self.shape.find(PERSON, run[1], end)
        return found

    def begins_block(self, place: int) -> bool:
        """Whether a paragraph begins at *place*."""
        number = bisect_left(self._blocks, place)
        return number < len(self._blocks) and self._blocks[number] == place

    def block(self, place: int) -> int:
        """The number of the paragraph that covers *place*, or of the last one before it."""
        return max(0, bisect_right(self._blocks, place) - 1)

    def sentence(self, block: int, place: int) -> Span:
        """The sentence of a paragraph that covers *place*."""
        if block not in self._sentences:
            begin, end = self.blocks[block]
            self._sentences[block] = list(self._in_reach([begin, *self._boundaries(begin, end), end]))
        ends = self._sentences[block]
        number = min(bisect_right(ends, place), len(ends) - 1)
        return ends[number - 1], ends[number]

    def _in_reach(self, ends: Sequence[int]) -> Iterator[int]:
        """The same boundaries, with more where two are too far apart."""
        last = ends[0]
        for end in ends:
            while end - last > LONGEST_SENTENCE:
                space = self.shape.rfind(" ", last, last + LONGEST_SENTENCE)
                last = space + 1 if space > last else last + LONGEST_SENTENCE
                yield last
            last = end
            yield end

    def _boundaries(self, begin: int, end: int) -> list[int]:
        jammed = (match.end() for match in _JAMMED.finditer(self.shape, begin, end))
        return sorted((*jammed, *self._spaced_boundaries(begin, end)))

    def _spaced_boundaries(self, begin: int, end: int) -> Iterator[int]:
        for match in _BOUNDARY.finditer(self.shape, begin, end):
            stop = match.start()
            # Only a period can belong to an abbreviation, and none to a longer word in small letters.
            word = self.shape[max(begin, stop - _NO_ABBREVIATION) : stop]
            if self.shape.startswith(".)", stop) and _SEAT.search(self.shape, max(begin, stop - _LONGEST_SEAT), stop):
                continue
            short = self.shape[stop] == "." and not (word.islower() and word.isalpha())
            if short and _ABBREVIATION.search(self.shape, max(begin, stop - _LONGEST_ABBREVIATION), stop):
                continue
            yield match.end()

    def names_stranger(self, start: int, end: int) -> bool:
        """Whether a stretch names, outside quotations, what may be a person without a record."""
        return any(self._is_person(match[0]) for match in _NAME.finditer(self.shape, start, end))

    def adds_person(self, start: int, end: int) -> bool:
        """Whether a stretch right behind a name puts another person beside it: ", CEO, and Jane Doe"."""
        for match in _AND.finditer(self.shape, start, end):
            other, name = self.run(match.end()), _NAME.match(self.shape, match.end(), end)
            if other[2].kind == "official" if other else name and self._is_person(name[0]):
                return True
        return False

    def _is_person(self, name: str) -> bool:
        """Whether words with capitals may be a person's name: two at least, none of them of a body or an office."""
        words = name.split()
        known = [word for word in words if self.patterns.title.fullmatch(word.rstrip("."))]
        # "President Jane Roe" and "The Jane Roe": what comes first is not the name.
        rest = [word for word in words[len(known) :] if word not in self.patterns.not_name]
        initials = not any(len(word) > _LONGEST_INITIALS and word.isupper() for word in rest)
        return bool(rest) and initials and len(rest) + bool(known) >= _FEWEST_OF_PERSON


def _runs(text: str, mentions: Sequence[Mention]) -> list[Run]:
    """The named stretches in order: "UNODC Executive Director" and "Yury Fedotov" behind it are one."""
    runs: list[Run] = []
    placed = (m for m in mentions if m.start is not None and m.kind != "topic")
    for mention in sorted(placed, key=lambda m: (m.start or 0, -(m.end or 0))):
        start, end = mention.start or 0, mention.end or 0
        # What two records share is the first's: runs may not overlap, since each place has one sign.
        if runs and start < runs[-1][1]:
            continue
        if runs and runs[-1][2].entity == mention.entity:
            gap = text[runs[-1][1] : start]
            # An acronym behind the full name, in parentheses, speaks with it.
            closed = gap == " (" and text[end : end + 1] == ")"
            if closed or gap in (" ", ", "):
                runs[-1] = (runs[-1][0], end + closed, runs[-1][2])
                continue
        runs.append((start, end, mention))
    return runs


def _painted(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """*text* with other characters in the places of *spans*, which are in order and as long as what they replace."""
    parts: list[str] = []
    place = 0
    for start, end, new in spans:
        parts += (text[place:start], new)
        place = end
    return "".join((*parts, text[place:]))
