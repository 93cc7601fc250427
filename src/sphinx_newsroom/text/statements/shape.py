"""A text in the form in which the rules of speech see it.

In the *shape* of a text each named official, each named organization and each quotation is a run of one character, so
that a place in the shape is the same place in the text, and a pattern can say "a name, a comma, said".
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, Patterns, choice
from sphinx_newsroom.text.statements.quotations import Quotation, Span, quotations
from sphinx_newsroom.text.words.word_files import read_words
from sphinx_newsroom.text.words.word_lists import PARTICLES

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐ"
"""The capitals, for use in a set of characters."""

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

# After these a sentence may end all the same, where the next word is one that begins sentences: "… of Acme Inc. The …"
_CAN_END = frozenset({"Inc", "Ltd", "Co", "Corp", "Jr", "Sr", "U.S", "U.K", "D.C", "a.m", "p.m"})
LONGEST_SENTENCE = 10_000
"""Characters of a sentence; what goes on for longer is a list or a table, and ends for the rules at a space.

Each verb is looked at with its sentence.  The longest of 100,000 of real releases, a list of names, has 6,112.
"""

_NEW_SENTENCE = late_pattern(r"(?:The|It|He|She|We|They|This|These|In|For|About|Our|As|With)\s")

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
# "the Identity Assurance" before "and Trusted Access Division": persons' names have no article.
_BODY_GOES_ON = late_pattern(
    rf"(?:\b(?:the|its|our|their)|['’]s)\s+(?:[{UPPER}][\w'’&-]*,?\s+(?:(?:of|for|the|on)\s+)*){{1,6}}\Z"
)
_LONGEST_BODY = 80
"""Characters back to where the article before a body's name is looked for."""

_GOVERNED = late_pattern(r"\b(?:of|at|for|in|from|near)(?:\s+the)?\s+\Z")
_LONGEST_GOVERNING = 12
"""Characters back to where a preposition is looked for: "from the " has nine, and spaces may be doubled."""

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
        self._begun = {quote.start: quote for quote in self.quotes}
        self._closed = {quote.end: quote for quote in self.quotes}
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

    def quote_from(self, place: int) -> Quotation | None:
        """The quotation whose first mark stands at *place*."""
        return self._begun.get(place)

    def quote_to(self, place: int) -> Quotation | None:
        """The quotation that ends right before *place*."""
        return self._closed.get(place)

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

    def _boundaries(self, begin: int, end: int) -> Iterator[int]:
        jammed = [match.end() for match in _JAMMED.finditer(self.shape, begin, end)]
        spaced = self._spaced_boundaries(begin, end)
        return heapq.merge(spaced, jammed) if jammed else spaced

    def _spaced_boundaries(self, begin: int, end: int) -> Iterator[int]:
        for match in _BOUNDARY.finditer(self.shape, begin, end):
            stop = match.start()
            # Only a period can belong to an abbreviation, and none to a longer word in small letters.
            word = self.shape[max(begin, stop - _NO_ABBREVIATION) : stop]
            if self.shape.startswith(".)", stop) and _SEAT.search(self.shape, max(begin, stop - _LONGEST_SEAT), stop):
                continue
            if self.shape[stop] == "." and not (word.islower() and word.isalpha()):
                short = _ABBREVIATION.search(self.shape, max(begin, stop - _LONGEST_ABBREVIATION), stop)
                if short and not (short[0] in _CAN_END and _NEW_SENTENCE.match(self.shape, match.end())):
                    continue
            yield match.end()

    def names_stranger(self, start: int, end: int) -> bool:
        """Whether a stretch names, outside quotations, what may be a person without a record.

        What stands behind "of", "at" or "for" is taken for the company or place that somebody is of.
        """
        return any(
            self._is_person(match[0])
            and not _GOVERNED.search(self.shape, max(start, match.start() - _LONGEST_GOVERNING), match.start())
            for match in _NAME.finditer(self.shape, start, end)
        )

    def adds_person(self, start: int, end: int) -> bool:
        """Whether a stretch right behind a name puts another person beside it: ", CEO, and Jane Doe"."""
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
        """Whether words with capitals may be a person's name: two at least, none of them of a body or an office."""
        words, title, other = name.split(), self.patterns.title, self.patterns.not_name
        rest = words
        # "President Jane Roe" and "The Jane Roe": what comes first is not the name.
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
    """The named stretches in order: "UNODC Executive Director" and "Yury Fedotov" behind it are one.

    A possessive ("Fedotov's") is none, since nobody speaks by it.
    """
    runs: list[Run] = []
    placed = (m for m in mentions if m.start is not None and m.kind != "topic")
    for mention in sorted(placed, key=lambda m: (m.start or 0, -(m.end or 0))):
        start, end = mention.start or 0, mention.end or 0
        # What two records share is the first's: runs may not overlap, since each place has one sign.
        if text[start:end].endswith(("'s", "’s", "s'", "s’")) or (runs and start < runs[-1][1]):
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
