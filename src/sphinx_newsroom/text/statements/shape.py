"""The form of a text that the rules for speech are applied to.

In the *shape* of a text, each official, organization and quotation is a run of one special character. Positions are the
same in the shape and the text, and a pattern can match "a name, a comma, said".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, UPPER, Patterns, choice
from sphinx_newsroom.text.words.tokens import painted
from sphinx_newsroom.text.words.word_files import read_words
from sphinx_newsroom.text.words.word_lists import PARTICLES

Span = tuple[int, int]

_Mark = tuple[int, int, str]
"""The start and end of a quotation mark, and the mark."""

BLANK_LINE = 2
"""Characters between two paragraphs of a text."""

_LEADS_OUT = " \n\t\u00a0,;–—"
"""Characters at the end of a quotation that belong to the sentence around it: “Crime is a threat,” said X."""


def trimmed(text: str, start: int, end: int) -> Span:
    """Shrink a span by the spaces around it, and by the punctuation before its attribution.

    >>> trimmed(" costs fell, ", 0, 13)
    (1, 11)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1] in _LEADS_OUT:
        end -= 1
    return start, end


class Quotation(NamedTuple):
    """A quotation with its marks, one piece for each opening mark; *closed* if the last piece is closed."""

    pieces: tuple[Span, ...]
    closed: bool

    @property
    def start(self) -> int:
        """The position of the first mark."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """The position after the last mark."""
        return self.pieces[-1][1]

    def words(self, text: str) -> Span:
        """Return the quoted words without marks, spaces, and a comma or dash before the attribution."""
        start = self.start + _width(text[self.start : self.start + 2])
        return trimmed(text, start, self.end - _width(text[self.end - 2 : self.end]) if self.closed else self.end)

    def begins_small(self, text: str) -> bool:
        """Whether the first quoted word is lowercase, as in a fragment of a sentence."""
        return text[(start := self.words(text)[0]) : start + 1].islower()


_DOUBLED = ("''", "``")
"""Quotation marks made of two characters."""

_MARKS = late_pattern('[“”„«»"]')
_MARKS_OR_DOUBLED = late_pattern("[“”„«»\"]|''|``")
# ‘Crime is a threat,’ after a space or at the start; not the apostrophes in ‘90s and workers’, which follow no
# punctuation.
_SINGLE = late_pattern(
    r"""
    (?: (?<=[,:]\s) | (?<!\S) ) ‘ (?=\w)
    [^‘\n]*? [.,?!] ’ (?!\w)
    """,
    re.VERBOSE,
)
# The closing mark in German and Polish is the opening mark in English; a typewriter mark is both.
_CLOSING = {"“": '”"', "„": '“”"', "«": "»", '"': '"”', "''": "''", "``": "''"}
_EITHER = ('"', "''")
"""Marks that open and close; the characters next to one decide: ("Yes"), "Yes"."""

_BEFORE_OPENING = " \n\t\u00a0([{/–—-‘"
_BEFORE_JAMMED = ".:!?)"
_FEWEST_OF_PARAGRAPH = 10
"""The shortest quoted paragraph, in words, that was merged with the one before; all 33 in real texts are longer."""

_MOST_WITHIN = 24
"""The number of marks searched for the end of a nested quotation, or of merged paragraphs."""

_STOPS = tuple(". ! ? … ’ '".split())
_BEHIND_CLOSING = " \n\t\u00a0.,;:!?)]}/–—-’…'"


def quotations(text: str, blocks: Sequence[Span]) -> list[Quotation]:
    """Return the quotations in *blocks*, paragraphs of *text* in order; one can continue only in the next paragraph.

    >>> text = "“We stay,” he said. “We must"
    >>> [(text[one.start : one.end], one.closed) for one in quotations(text, [(0, len(text))])]
    [('“We stay,”', True), ('“We must', False)]
    """
    found: list[Quotation] = []
    pieces: list[Span] = []
    pattern = _MARKS_OR_DOUBLED if any(mark in text for mark in _DOUBLED) else _MARKS
    marks = [(*match.span(), match[0]) for match in pattern.finditer(text)]
    single = "‘" in text
    for number, ((start, end), inside) in enumerate(zip(blocks, _by_block(marks, blocks), strict=True)):
        if not (inside or pieces or single):
            continue
        # A heading or code between two paragraphs separates them; then their positions aren't adjacent.
        goes_on = bool(pieces) and blocks[number - 1][1] + BLANK_LINE == start
        if pieces and not goes_on:
            found.append(Quotation(tuple(pieces), False))
            pieces = []
        for begin, stop, closed in _pieces(text, start, end, inside):
            # A continuation starts at the start of the paragraph, or where a lost line break was.
            if pieces and begin != start and not _run_together(text, pieces[-1], begin):
                found.append(Quotation(tuple(pieces), False))
                pieces = []
            pieces.append((begin, stop))
            if closed:
                found.append(Quotation(tuple(pieces), True))
                pieces = []
    if pieces:
        found.append(Quotation(tuple(pieces), False))
    return found


def _by_block(marks: Sequence[_Mark], blocks: Sequence[Span]) -> Iterator[Sequence[_Mark]]:
    """Yield the marks of each paragraph, which are searched once for the whole text; most paragraphs have none."""
    at = 0
    for start, end in blocks:
        while at < len(marks) and marks[at][0] < start:
            at += 1
        first = at
        while at < len(marks) and marks[at][0] < end:
            at += 1
        yield marks[first:at]


def _pieces(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[int, int, bool]]:
    """Yield the quotations of a paragraph from its *marks*; single marks count only if there are no others."""
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
                yield opened, place, False  # unclosed: another quotation or a continuation follows
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
    """Whether a mark inside a quotation opens another one; an ambiguous mark does if a word follows a space."""
    place, behind, sign = mark
    if sign not in _EITHER:
        return sign == opening
    if sign not in _CLOSING[opening] or _can_close(text, behind, block[1]):
        return False
    return _can_open(text, (place, behind), block[0])


def _is_within(text: str, marks: Sequence[_Mark], opening: str, block: Span) -> bool:
    """Whether the first of some marks opens a nested quotation: "We want the "best" of all."

    The nested one is within a sentence, and the outer one is also closed, or continues in the next paragraph. In "We
    stay. "We must." and "We want the "best." the first wasn't closed.
    """
    if _ends_sentence(text, marks[0][0]):
        return False
    depth, complete = 1, False
    for mark in marks:
        if _opens_within(text, mark, opening, block):
            if mark[2] == opening and _ends_sentence(text, mark[0]):
                return depth == 1 and not complete  # the next paragraph, merged with this one
            depth += 1
        elif mark[2] in _CLOSING[opening]:
            depth, complete = depth - 1, _ends_sentence(text, mark[0])
        if depth == 0:
            return True
    return depth == 1 and len(marks) < _MOST_WITHIN and text.startswith(opening, block[1] + BLANK_LINE)


def _ends_sentence(text: str, place: int) -> bool:
    """Whether end punctuation comes before a position, possibly with a space."""
    return text[max(0, place - 2) : place].rstrip().endswith(_STOPS)


def _opened_anew(text: str, marks: Sequence[_Mark], start: int) -> int:
    """Count the marks that open a paragraph merged with the quoted one before: end."The next.

    The mark after them only closes. With an even number, the first may also close, so the next one opens; the gap
    between two quotations is short.
    """
    for number, (place, behind, mark) in enumerate(marks):
        if mark not in _EITHER or text[place - 1] not in _STOPS:
            return 0
        if not text[behind : behind + 1].isalnum():
            between = text[marks[0][1] : marks[1][0]] if number and number % 2 == 0 else ""
            return number if not between or len(between.split()) >= _FEWEST_OF_PARAGRAPH else 0
    return 0


def _run_together(text: str, piece: Span, begin: int) -> bool:
    """Whether a mark at *begin* opens the next paragraph of a quotation with merged paragraphs."""
    return piece[1] == begin and text[piece[0] : begin].rstrip().endswith(_STOPS)


def _opens(text: str, mark: Span, start: int, last: int) -> bool:
    """Whether an ambiguous mark opens a quotation, with or without the space that belongs before it."""
    if _can_open(text, mark, start) or mark[0] == last:
        return True
    # Scraped texts lose the space before a quotation, or have an extra one: is here."We stay," he said. " We must."
    before, behind = text[mark[0] - 1], text[mark[1] : mark[1] + 2]
    return (before in _BEFORE_JAMMED and behind[:1].isupper()) or (before.isspace() and behind.strip().isupper())


def _can_open(text: str, mark: Span, start: int) -> bool:
    """Whether a mark follows nothing, a space or a bracket, and precedes a word."""
    behind = text[mark[1] : mark[1] + 1]
    return (mark[0] == start or text[mark[0] - 1] in _BEFORE_OPENING) and behind != "" and not behind.isspace()


def _can_close(text: str, place: int, end: int) -> bool:
    """Whether a space, punctuation or nothing is at *place*, after a mark."""
    return place == end or text[place] in _BEHIND_CLOSING


def _width(mark: str) -> int:
    """Return how many of two characters are one mark."""
    return len(mark) if mark in _DOUBLED else 1


# A sentence ends at end punctuation (or a quotation that has it) before a capital, a number, a name or a quotation. The
# pattern starts with a character class instead of alternatives because that is faster.
_BOUNDARY = late_pattern(
    rf"""
    [.!?…{STOPPED}\s] (?: (?<=\s) \s | (?<!\s) [)\]]* \s ) \s*
    (?= [{UPPER}{PERSON}{BODY}{QUOTE}\d(] )
    """,
    re.VERBOSE,
)
# Sentence ends without the space, in scraped texts: Fund.Sanders introduced; $72.Acme; “Why?”Today; not HealthData.Gov.
_BEGUN = rf"[{PERSON}{BODY}] | (?! (?: Com | Gov | Org | Net | Edu | Mil | Info ) \b ) [{UPPER}] [a-zа-яіїєґ]"
_JAMMED = late_pattern(
    rf"(?<= [a-zа-яіїєґ]{{2}} | \d\d | [A-Z{BODY}]{{2}} ) [.!?] (?= {QUOTE} | {_BEGUN} ) | {STOPPED} (?= {_BEGUN} )",
    re.VERBOSE,
)
# Words whose period doesn't end a sentence: "Dr", "J", "U.S", "Inc"; not "dr", nor the "St" in "West". Also after a
# lost space: saidRep. X.
_ABBREVIATION = late_pattern(
    rf"""
    (?: (?<![\w.]) (?: {choice(read_words("speech_abbreviations"))} | [{UPPER}] )
      | (?<=said) (?: Rep | Reps | Sen | Sens | Gov )
      | \b (?: e\.g | i\.e | a\.m | p\.m | [A-Z]\.[A-Z] | Inc | Ltd | Co | Corp | Jr | Sr )
    ) \Z
    """,
    re.VERBOSE,
)
_SEAT = late_pattern(r"\([DRI]-[A-Z][A-Za-z.]*\Z")
"""A legislator's party and state, whose period doesn't end a sentence either: X (I-Vt.) Wednesday announced."""

_LONGEST_SEAT = 10

_NO_ABBREVIATION = 5
"""The shortest lowercase word before a period that isn't an abbreviation; "акад" and "проф" are shorter."""

_LONGEST_ABBREVIATION = 8
"""How many characters back an abbreviation is searched for: "Sept", "Capt", with the character before them."""

# A sentence can end with these if the next word usually begins one: "… of Acme Inc. The …"
_CAN_END = frozenset("Inc Ltd Co Corp Jr Sr U.S U.K D.C a.m p.m".split())
_NEW_SENTENCE = late_pattern(rf"(?:The|It|He|She|We|They|This|These|In|For|About|Our|As|With)\s|{QUOTE}")

LONGEST_SENTENCE = 10_000
"""The longest sentence, in characters; anything longer is a list or a table, and is cut at a space.

Each verb is examined with its sentence. The longest of 100,000 real ones, a list of names, has 6,112.
"""

# Which particles a name has doesn't depend on the language of the text.
_PARTICLE = rf"(?:{choice(sorted(PARTICLES))})"
# "Manuel de Falla", "Ursula von der Leyen", "J. Roe", "Jean-Luc"; only "Trapps" in "the von Trapps".
_NAME = late_pattern(
    rf"""
    (?: [{UPPER}]\. | [{UPPER}] [\w'’-]* )
    (?: \s+ (?: [{UPPER}]\. | [{UPPER}] [\w'’-]* | {_PARTICLE} (?= (?: \s+ {_PARTICLE} )* \s+ [{UPPER}] ) ) )*
    """,
    re.VERBOSE,
)
_AND = late_pattern(rf"(?:\band|&|(?<!\w)(?:і|й|та|и))\s+(?=[{UPPER}{PERSON}])")
# "the Identity Assurance" before "and Trusted Access Division" is an organization: persons' names have no article.
_BODY_GOES_ON = late_pattern(
    rf"(?:\b(?:the|its|our|their)|['’]s)\s+(?:[{UPPER}][\w'’&-]*,?\s+(?:(?:of|for|the|on)\s+)*){{1,6}}\Z"
)
_LONGEST_BODY = 80
"""The number of characters before a name that are searched for an article."""

_FEWEST_OF_PERSON = 2
"""The shortest name of a person, in words, including a title.

One word ("Vienna") may be anything; taking it for a person who may be "she" would lose 5 statements.
"""

_LONGEST_INITIALS = 2
"""The most capitals that may be initials (JD); more are an acronym and not a name: NATO."""

Run = tuple[int, int, Mention]
"""A named span of the text, with its mention."""


class Shape:
    """A text with its quotations, named spans and sentences."""

    def __init__(self, text: str, blocks: Sequence[Span], mentions: Sequence[Mention], patterns: Patterns) -> None:
        self.text, self.blocks, self.patterns = text, blocks, patterns
        self.quotes: list[Quotation] = quotations(text, blocks)
        self._runs = _runs(text, mentions)
        self._starts = [start for start, _, _ in self._runs]
        self._blocks = [start for start, _ in blocks]
        self._sentences: dict[int, list[int]] = {}
        self._begun = {quote.start: quote for quote in self.quotes}
        self._closed = {quote.end: quote for quote in self.quotes}
        self.shape = self._drawn()

    def _drawn(self) -> str:
        """Replace names first, then quotations over them, because people named in a quotation aren't the speaker."""
        text = self.text
        # If the text contains one of these characters, it must not count as a name.
        for sign in (PERSON, BODY, QUOTE, STOPPED):
            text = text.replace(sign, "\ufffd")
        text = painted(text, [(s, e, (PERSON if m.kind == "official" else BODY) * (e - s)) for s, e, m in self._runs])
        quoted = []
        for quote in self.quotes:
            for start, end in quote.pieces:
                # "… ." said X and "… ." X said differ from "…," said X: the character at the end records the
                # punctuation.
                stopped = self.text[start:end].rstrip("”\"»“’' ").endswith((".", "!", "?", "…"))
                quoted.append((start, end, QUOTE * (end - start - 1) + (STOPPED if stopped else QUOTE)))
        return painted(text, quoted)

    def run(self, place: int) -> Run | None:
        """Return the named span that covers *place*."""
        number = bisect_right(self._starts, place) - 1
        return self._runs[number] if number >= 0 and place < self._runs[number][1] else None

    def first(self, start: int, end: int) -> int:
        """Return the first position in a span where someone is named, or -1."""
        # Two calls of str.find are faster than one pattern.
        person, body = self.shape.find(PERSON, start, end), self.shape.find(BODY, start, end)
        return body if person < 0 or 0 <= body < person else person

    def people(self, start: int, end: int) -> set[str]:
        """Return the officials named in a span, outside quotations."""
        found = set()
        place = self.shape.find(PERSON, start, end)
        while place >= 0 and (run := self.run(place)):
            found.add(run[2].entity)
            place = self.shape.find(PERSON, run[1], end)
        return found

    def quote_from(self, place: int) -> Quotation | None:
        """Return the quotation whose first mark is at *place*."""
        return self._begun.get(place)

    def quote_to(self, place: int) -> Quotation | None:
        """Return the quotation that ends right before *place*."""
        return self._closed.get(place)

    def begins_block(self, place: int) -> bool:
        """Whether a paragraph starts at *place*."""
        number = bisect_left(self._blocks, place)
        return number < len(self._blocks) and self._blocks[number] == place

    def block(self, place: int) -> int:
        """Return the number of the paragraph that covers *place*, or of the last one before it."""
        return max(0, bisect_right(self._blocks, place) - 1)

    def sentence(self, block: int, place: int) -> Span:
        """Return the sentence of a paragraph that covers *place*."""
        if block not in self._sentences:
            begin, end = self.blocks[block]
            self._sentences[block] = list(self._in_reach([begin, *self._boundaries(begin, end), end]))
        ends = self._sentences[block]
        number = min(bisect_right(ends, place), len(ends) - 1)
        return ends[number - 1], ends[number]

    def _in_reach(self, ends: Sequence[int]) -> Iterator[int]:
        """Yield the sentence ends, with more of them if two are too far apart."""
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
            # Only a period can belong to an abbreviation, and long lowercase words aren't abbreviations.
            word = self.shape[max(begin, stop - _NO_ABBREVIATION) : stop]
            if self.shape.startswith(".)", stop) and _SEAT.search(self.shape, max(begin, stop - _LONGEST_SEAT), stop):
                continue
            short = self.shape[stop] == "." and not (word.islower() and word.isalpha())
            found = short and _ABBREVIATION.search(self.shape, max(begin, stop - _LONGEST_ABBREVIATION), stop)
            if found and not (found[0] in _CAN_END and _NEW_SENTENCE.match(self.shape, match.end())):
                continue
            yield match.end()

    def names_stranger(self, start: int, end: int) -> bool:
        """Whether a span names, outside quotations, a possible person without a record."""
        return any(self._is_person(match[0]) for match in _NAME.finditer(self.shape, start, end))

    def adds_person(self, start: int, end: int) -> bool:
        """Whether a span right after a name adds another person: ", CEO, and Jane Doe"."""
        named = self.run(start - 1)
        own = named[2].entity if named else None
        return any(
            ((other := self.run(match.end())) is not None and other[2].kind == "official" and other[2].entity != own)
            or (
                (name := _NAME.match(self.shape, match.end(), end)) is not None
                and self._is_person(name[0])
                and not _BODY_GOES_ON.search(self.shape, max(start, match.start() - _LONGEST_BODY), match.start())
            )
            for match in _AND.finditer(self.shape, start, end)
        )

    def _is_person(self, name: str) -> bool:
        """Whether capitalized words may be a person's name: at least two, none of an organization or office."""
        words, title, other = name.split(), self.patterns.title, self.patterns.not_name
        rest = words
        # In "President Jane Roe" and "The Jane Roe", the first word isn't part of the name.
        while rest and title.fullmatch(rest[0].rstrip(".")):
            rest = rest[1:]
        titled = len(rest) < len(words)
        while len(rest) > 1 and rest[0] in other:
            rest = rest[1:]
        if not rest or len(rest) + titled < _FEWEST_OF_PERSON:
            return False
        return not any(
            word in other or title.fullmatch(word) or (len(word) > _LONGEST_INITIALS and word.isupper())
            for word in rest
        )


def _runs(text: str, mentions: Sequence[Mention]) -> list[Run]:
    """Return the named spans in order; "UNODC Executive Director" and a following "Yury Fedotov" become one.

    A possessive ("Fedotov's") isn't one, since nobody speaks by it.
    """
    runs: list[Run] = []
    placed = (m for m in mentions if m.start is not None and m.kind != "topic")
    for mention in sorted(placed, key=lambda m: (m.start or 0, -(m.end or 0))):
        start, end = mention.start or 0, mention.end or 0
        # Overlapping text goes to the first record: each position has only one character.
        if text[start:end].endswith(("'s", "’s", "s'", "s’")) or (runs and start < runs[-1][1]):
            continue
        if runs and runs[-1][2].entity == mention.entity:
            gap = text[runs[-1][1] : start]
            # An acronym in parentheses after the full name is part of the speaker.
            closed = gap == " (" and text[end : end + 1] == ")"
            if closed or gap in (" ", ", "):
                runs[-1] = (runs[-1][0], end + closed, runs[-1][2])
                continue
        runs.append((start, end, mention))
    return runs
