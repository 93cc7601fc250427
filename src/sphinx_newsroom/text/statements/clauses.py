"""Attribute quotations and reported clauses to speakers: X said: "…"; "…," said X; X said that …; …, X said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.attributions import (
    LEADS_TO_QUOTE,
    LONGEST_APPOSITION,
    SUBORDINATE,
    Attributions,
    Cue,
)
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, UPPER, Patterns, choice
from sphinx_newsroom.text.statements.shape import LONGEST_SENTENCE, Quotation, Shape, Span
from sphinx_newsroom.text.words.word_files import read_words

FEWEST_QUOTED = 3
"""The shortest quotation, in words; shorter ones are names or scare quotes ("so-called").

Two would let in 2 of those, five would lose 7 statements.
"""

_FEWEST_OF_SENTENCE = 8
"""The shortest quotation, in words, that counts as a sentence anywhere; shorter ones may be titles.

Five would let in one; twelve would lose none.
"""

_LONGEST_SMALL = 3
"""The longest lowercase word in a title: "and", "the", "for". With five, 8 statements would be taken for titles."""

_LONGEST_GAP = 150
"""The longest gap, in characters, between a verb and its quotation: said in Vienna at the opening of …, "…".

With 75, 2 statements would be lost; 300 would gain none.
"""

_LONGEST_THAT = 2
"""The most words between "that" and a quotation: said that "…", said that the "…".

Without a limit, 4 fragments would be taken for statements, instead of their clauses.
"""

# "(UNODC) – " and "VIENNA, 21 June 2011 – " at the start of a text. "He left – " has no capitalized place before the
# dash, and in "He left. Then – " the full stop ends the dateline, because it doesn't follow an abbreviation.
_CUT_SHORT = rf"(?:{choice((*read_words('speech_abbreviations'), *read_words('english_states')))})\."
_PART_OF_DATELINE = rf"""
    \s* (?: \( [^()\n]{{1,40}} \) | [{UPPER}{BODY}] (?: [^.!?;:–—\n] | (?<=\s) {_CUT_SHORT} ){{0,70}}? )
    \s* (?: \s [-–—]+ | — | -- ) \s+
"""
DATELINE = late_pattern(f"(?:{_PART_OF_DATELINE})+", re.VERBOSE)
"""Before the first word of a report: the agency, place and date."""


_QUOTES = late_pattern(rf"[{QUOTE}{STOPPED}]")
_QUOTES_OR_STOPS = late_pattern(rf"[{QUOTE}{STOPPED}]|[.;!?]\s")
_LOOSE = late_pattern(r"[\s,–—-]*")
_SAYS_NO_MORE = late_pattern(rf"\s*(?:\.|,(?!\s*{QUOTE}))")
_NEW_SENTENCE = late_pattern(r"[!?…]\s|[a-zа-яіїєґ)]{2}\.\s")
# Scraped texts may have lost the space between the name of someone without a record and a verb: “…,” Rep. Roesaid.
_JAMMED_SPEAKER = late_pattern(
    r"(?:[^.!?\n“”\"]|(?<=Rep|Sen|Gov)\.){0,60}?\b[A-Z]\w+(?:said|stated|added|continued)(?!\w)"
)
_STOPS = (".", "")  # "" where the text ends
_GOES_ON = tuple(".,;:–—")
_BEGINS = ("", ".", "!", "?", "…", ":", ")", "–", "—", STOPPED)  # a dash ends a dateline


def leads_to_more(view: Shape, cue: Cue) -> bool:
    """Whether a clause or a quotation follows a cue; false for "said costs fell and continued to fall"."""
    return bool(view.patterns.that.match(view.shape, cue.end) or LEADS_TO_QUOTE.match(view.shape, cue.end))


def _same(one: Cue, other: Cue) -> bool:
    return one.speaker is not None and other.speaker is not None and one.speaker.entity == other.speaker.entity


# A clause before its attribution: Trafficking is a form of slavery, X said.

FEWEST = 5
"""The shortest clause before "X said", in words; shorter ones ("At last,") are often adverbial."""

_LONGEST_TITLE = 12
"""The most words of a title between the speaker's description and the attribution; more are a clause."""

_CLOSING_MARKS = '”"»'


def leading_clause(view: Shape, begin: int, head: str) -> tuple[int, str]:
    """Return the words before an attribution, without a dateline: their start, and their shape.

    *begin* is the start of the sentence, and *head* its shape from there to the attribution. Nothing is left if they
    end with a quotation that isn't part of a longer clause: he plans "to stay," X said.
    """
    clause = head.rstrip(" ,–—")
    end = begin + len(clause)
    quote = view.quote_to(end)
    if clause and quote is None and clause[-1] in _CLOSING_MARKS:
        return begin, ""  # a closing mark without an opening one
    if quote is not None and not quote.begins_small(view.text):
        return begin, ""
    if view.begins_block(begin) and (dateline := DATELINE.match(head)):
        begin += dateline.end()
    return begin, view.shape[begin:end]


def is_whole(clause: str) -> bool:
    """Whether the words before an attribution can be a full sentence: long enough, and not a headline or fragment."""
    if len(clause.split()) < FEWEST or ":" in clause:
        return False
    return not clause[0].islower() and clause[0] not in (QUOTE, STOPPED)


def tells(patterns: Patterns, clause: str) -> bool:
    """Whether the words before an attribution are a statement, not a time, a place, a title or a headline."""
    if not is_whole(clause) or patterns.fronted.match(clause) or patterns.title.match(clause):
        return False
    # "The Bank's chief, an economist of Acme, said": the last piece is who speaks, and nothing is reported.
    _, comma, piece = clause.rpartition(",")
    return not (comma and len(piece.split()) <= _LONGEST_TITLE and patterns.title.search(piece))


# Clauses attributed by "according to": According to X, …; …, according to X.

_LONGEST_JOINING = 4
"""The most words before "according to" that give a time or link sentences: Further, according to X, …"""

_OFFICE_BEHIND = 4
"""The most words after "According to X," in which a title is X's own: "the director of Y"."""

_END = late_pattern(r"\s*[.!?]?\s*\Z")
# "the technical deputy for Acme": an office of an organization, without a verb, whatever its capitals.
_OF_BODY = rf"(?:[{UPPER}{BODY}][\w{BODY}.&/-]*(?:['’]s)?|and|of|for|at|the|&)"
_OFFICE = late_pattern(
    rf"(?:(?:the|an?|its|their|our|[{BODY}]+['’]s)\s+)?(?:[\w&/-]+\s+){{0,5}}?(?P<title>[\w-]+)"
    rf"(?:\s+(?:of|for|at|with|in|on)(?:\s+{_OF_BODY})+)?"
)


_LONGEST_MOMENT = 80
"""The longest gap, in characters, between a verb and "that": said in Vienna at the opening that …

With 160, the "that" of another clause is found twice.
"""

_BEFORE_NEXT = late_pattern(r"[\s,]*(?:\b(?:and|by)|\s(?:і|й|та|и))?\s*\Z")
_SUBORDINATED = late_pattern(rf"\s({SUBORDINATE})\s+\Z")
_REACH_OF_SUBORDINATE = 12  # " because"
_STOPS_OR_COMMAS = late_pattern("[,.;]")
# Not the comma in a date: June 1, 2024.
_ENDS_SUBORDINATE = late_pattern(rf"[;:{STOPPED}]|,(?!\s\d{{4}}\b)|{QUOTE}(?!{QUOTE})|\Z")
_CONCEDING = frozenset({"while", "whereas"})
_COMMA = late_pattern(r"\s*,\s+")
_LEADS_OUT = late_pattern(rf"[,{QUOTE}]\s*[–—]?\Z")
_END_OF_CUE = attrgetter("end")


def _begins_clause(rest: str) -> bool:
    """Whether a clause follows an office, and not more of the office: ", and Jane Roe, …"."""
    return not rest.lstrip().startswith(("and ", "or ", "a ", "an ", PERSON, QUOTE, STOPPED))


class Clauses(Attributions):
    """The quotations and reported clauses of a text; *used* are the cues that introduce a quotation."""

    def __init__(self, view: Shape) -> None:
        super().__init__(view)
        self.text = view.text
        self._ends = [cue.end for cue in self.cues]
        self.used: set[Cue] = set()

    # -- quotations

    def direct(self) -> Iterator[tuple[Mention, Span]]:
        """Yield the quotations whose speaker is certain."""
        last: tuple[Quotation, Cue] | None = None
        before: Quotation | None = None
        for quote in self.view.quotes:
            cue = self._introducing(quote, last if last is not None and before is last[0] else None)
            before, last = quote, None if cue is None else (quote, cue)
            speaker = cue.speaker if cue is not None else None
            if speaker is not None and self.is_said(quote):
                yield speaker, quote.words(self.text)

    def is_said(self, quote: Quotation) -> bool:
        """Whether a quotation is more than a name, a title or scare quotes."""
        start, end = quote.words(self.text)
        words = self.text[start:end].split()
        if not quote.closed or len(words) < FEWEST_QUOTED:
            return False
        return any(word[0].islower() for word in words if len(word) > _LONGEST_SMALL)

    def _introducing(self, quote: Quotation, last: tuple[Quotation, Cue] | None) -> Cue | None:
        """Return the cue of a quotation; *last* is the previous quotation.

        If two cues disagree, it has none.
        """
        front = self._in_front(quote)
        behind, unclear = self._behind(quote)
        if behind is not None:
            # X said: "…," said Y: nothing decides between them. But an announced quotation may have its own speaker.
            if front is not None and not _same(front, behind) and front.verb not in self.patterns.announcing:
                return None
            # In "he wrote "A Fair World," said X", the quotation is a title.
            if not (front or self._begins(quote) or self._is_sentence(quote)):
                return None
        elif front is None:
            if last is not None and not unclear and self._goes_on(*last, quote):
                return last[1]
            front = None if unclear else self._announced(quote, last)
        found = behind or front
        if found is not None:
            self.used.add(found)
        return found

    def _announced(self, quote: Quotation, last: tuple[Quotation, Cue] | None) -> Cue | None:
        """X issued the following statement after the vote. "…" – and the paragraphs that continue it."""
        if last is not None and last[1].verb in self.patterns.announcing:
            return last[1] if not self.shape[last[0].end : quote.start].strip() else None
        if quote.begins_small(self.text) and not self._begins(quote):
            return None  # issued the following statement on the practice of collecting "fair share fees"
        place = quote.start
        while place > 0 and self.shape[place - 1].isspace():
            place -= 1
        for number in range(bisect_right(self._ends, quote.start) - 1, -1, -1):
            cue = self.cues[number]
            if cue.block < self.view.block(quote.start) - 1 or place - cue.end > LONGEST_SENTENCE:
                return None
            if cue.verb in self.patterns.announcing:
                gap = self.shape[cue.end : quote.start].rstrip()
                ends = self.view.sentence(cue.block, cue.start)[1]
                return None if _QUOTES.search(gap) or "\n\n" in gap or ends < cue.end + len(gap) else cue
        return None

    def _behind(self, quote: Quotation) -> tuple[Cue | None, bool]:
        """Return the cue right after a quotation ("…," said X), and whether a later one makes the speaker uncertain."""
        # Ends are sorted, starts aren't: in "X, who wrote it, said" the second cue starts before the first.
        number = bisect_right(self._ends, quote.end)
        while number < len(self.cues) and self.cues[number].start < quote.end:
            number += 1
        cue = self.cues[number] if number < len(self.cues) else None
        # A cue further away than the longest sentence is in another one.
        if cue is None or cue.start - quote.end > LONGEST_SENTENCE or "\n\n" in self.shape[quote.end : cue.start]:
            return None, False
        gap, stopped = self.shape[quote.end : cue.start], self.shape[quote.end - 1] == STOPPED
        if not _LOOSE.fullmatch(gap):
            return None, not stopped and not _QUOTES.search(gap) and cue.sentence[0] <= quote.end
        if stopped and not gap.strip() and not self.text[cue.start].islower():
            # "… ." X said.  belongs to it; "… ." X said that …  and "… ." X said, "…"  are new sentences
            return (cue if _SAYS_NO_MORE.match(self.shape, cue.end) else None), False
        return cue, False

    def _in_front(self, quote: Quotation) -> Cue | None:
        """Return the cue that introduces a quotation: X said: "…"."""
        number = bisect_right(self._ends, quote.start) - 1
        cue = self.cues[number] if number >= 0 else None
        if cue is None or not cue.sentence[0] <= quote.start <= cue.sentence[1]:
            return None
        gap = self.shape[cue.end : quote.start]
        if len(gap) > _LONGEST_GAP or _QUOTES_OR_STOPS.search(gap):
            return None
        return cue if cue.verb not in self.patterns.called and self._leads(cue, quote, gap) else None

    def _leads(self, cue: Cue, quote: Quotation, gap: str) -> bool:
        """Whether a verb and the words after it introduce a quotation, by a colon or comma, "that", or nothing."""
        lead = gap.strip()
        if lead in (":", ",") or (lead.endswith((":", ",")) and self.patterns.moment.match(gap)):
            return True
        if self.patterns.that.match(gap.rstrip(" ,") + " x"):
            # said that "crime pays" is a myth: the clause continues after the quotation, so it is reported speech.
            closes = self.shape[quote.end - 1] == STOPPED or self.shape[quote.end : quote.end + 1] in _STOPS
            return closes and len(lead.split()) <= _LONGEST_THAT
        if lead.endswith(":") and cue.verb in self.patterns.remarked:
            return True  # X highlighted the role of the team: "…"
        # said "so-called" experts lie: after a bare verb, only a sentence counts.
        return (
            not lead
            and not quote.begins_small(self.text)
            and (cue.verb in self.patterns.said or self._is_sentence(quote))
        )

    def _begins(self, quote: Quotation) -> bool:
        """Whether a quotation starts its sentence, so that it isn't a name or part of one."""
        block = self.view.blocks[self.view.block(quote.start)][0]
        return self.shape[block : quote.start].rstrip()[-1:] in _BEGINS

    def _is_sentence(self, quote: Quotation) -> bool:
        """Whether the quoted words are a sentence of their own, whatever comes before."""
        start, end = quote.words(self.text)
        return self.text[start : start + 1].isupper() and len(self.text[start:end].split()) >= _FEWEST_OF_SENTENCE

    def _goes_on(self, before: Quotation, cue: Cue, quote: Quotation) -> bool:
        """Whether only the attribution separates two quotations: "…," said X, the director. "…"."""
        gap = self.shape[before.end : quote.start]
        if _JAMMED_SPEAKER.match(self.text, quote.end):
            return False
        if not gap.strip() and "\n\n" not in gap:
            return True
        # The attribution must be between the two; a cue before the first proves nothing about the second.
        if "\n\n" in gap or not before.end <= cue.start < quote.start:
            return False
        rest = self.shape[cue.end : quote.start].rstrip()
        return rest[-1:] in _GOES_ON and len(rest) <= LONGEST_APPOSITION and not _NEW_SENTENCE.search(rest)

    # -- reported clauses, which are read after the quotations

    def reported(self) -> Iterator[tuple[Mention, Span]]:
        """Yield the clauses whose speaker is certain."""
        # "X called it …", "issued the following statement" and "X hopes that …" report no clause.
        none = self.patterns.called | self.patterns.announcing | self.patterns.thought
        sentence: Span | None = None
        same: Sequence[Cue] = ()
        for cue in self.cues:
            # A cue that introduces a quotation doesn't also report a clause.
            if cue.speaker is not None and cue.verb not in none and cue not in self.used:
                begin, end = cue.sentence
                if (begin, end) != sentence:
                    sentence, same = (begin, end), self.begun_within(begin, end)
                if (span := self._clause(cue, same)) is not None:
                    yield cue.speaker, span
        for block, (start, end) in enumerate(self.view.blocks):
            for match in self.patterns.according.finditer(self.shape, start, end):
                if (found := self._according(block, match)) is not None:
                    yield found

    def _clause(self, cue: Cue, same: Sequence[Cue]) -> Span | None:
        """Return the clause that a cue reports; *same* are all cues in its sentence."""
        begin, end = cue.sentence
        later = same[bisect_right(same, cue.end, key=_END_OF_CUE) :]  # including some that start before it ends
        head = self.shape[begin : cue.start].rstrip()
        first = head if cue.inverted else self.shape[cue.start : cue.end].split()[0]
        if first in self.patterns.as_said:  # As X said, …
            comma = _COMMA.match(self.shape, cue.end, end)
            return (comma.end(), end) if comma and head in ("", first) else None
        leading = self._leading(cue, head, same)
        # "That" decides even if a clause comes before: "It rained, X said that …" reports the words after it.
        wants = cue.verb in self.patterns.wanting
        opening = None if cue.inverted or wants else self.patterns.that.match(self.shape, cue.end, end)
        if opening is None and leading is None and not cue.inverted:
            opening = None if wants or cue.verb in self.patterns.saying else self._that_later(cue, end)
            if opening is None and (clause := self.patterns.clauses.get(cue.verb)) is not None:
                opening = clause.match(self.shape, cue.end, end)
        if opening is None:
            return leading
        subordinated = _SUBORDINATED.search(self.shape, max(begin, cue.start - _REACH_OF_SUBORDINATE), cue.start)
        if subordinated and subordinated[1] == "when" and cue.verb.endswith("s"):
            return None  # When X says that …, whenever it is
        # While X says that …, at the start; "Costs fell, while X says that they rose" continues to the end.
        conceded = first.lower() in _CONCEDING and len(head.split()) < FEWEST
        if subordinated or conceded:
            end = self._end_of_subordinate(opening.end(), end)
        return self._until(cue, opening.end(), end, later)

    def _end_of_subordinate(self, start: int, end: int) -> int:
        """Return where a reported clause ends if its sentence continues: after X said that costs fell, Y left."""
        for match in _ENDS_SUBORDINATE.finditer(self.shape, start, end):
            # A quotation within the clause doesn't end it: that it would be "a fair price" for all.
            if match[0] != QUOTE or self.view.text[match.end() - 2] in ".,":
                return match.start() if match[0] != QUOTE else match.end()
        return end

    def _that_later(self, cue: Cue, end: int) -> re.Match[str] | None:
        """Find a "that" after a time and place: X said on Monday in Vienna that …"""
        if not self.patterns.moment.match(self.shape, cue.end, end):
            return None
        that = self.patterns.that.search(self.shape, cue.end, min(end, cue.end + _LONGEST_MOMENT))
        return that if that and not _STOPS_OR_COMMAS.search(self.shape[cue.end : that.start()]) else None

    def _until(self, cue: Cue, start: int, end: int, later: Sequence[Cue]) -> Span | None:
        """Return a clause up to the speaker's next statement; None if it reports someone else."""
        speaker = cue.speaker and cue.speaker.entity
        for other in later:
            if other.start < cue.end:
                continue
            # In "X said that Y said …", nothing decides whose words are whose. "X said that Acme confirmed it" is X's.
            more = leads_to_more(self.view, other)
            if (other.stranger and (more or other.verb in self.patterns.said)) or (
                other.speaker and other.speaker.entity != speaker
            ):
                # After "but" someone else speaks: X claims costs fell, but Y says that they rose.
                contrast = self.patterns.contrast.search(self.shape, start, other.end)
                return (start, contrast.start()) if contrast else None
            # X announced that he has joined and urged Y to vote.
            wants = other.verb in self.patterns.wanting | self.patterns.thought
            if other.speaker and other.start > start and (more or wants):
                return start, start + len(_BEFORE_NEXT.sub("", self.shape[start : other.start]))
        return start, end

    def _leading(self, cue: Cue, head: str, same: Sequence[Cue]) -> Span | None:
        """Return the clause before the attribution: Trafficking is a form of slavery, X said today."""
        # A participle reports the words after it, and with two speakers, the first may have said the clause.
        if cue.verb in self.patterns.saying or any(other.speaks for other in same if other.start < cue.start):
            return None
        if not _LEADS_OUT.search(head):
            return None
        if not cue.inverted and not self.patterns.moment.match(self.shape, cue.end, cue.sentence[1]):
            return None
        begin, clause = leading_clause(self.view, cue.sentence[0], head)
        return (begin, begin + len(clause)) if tells(self.patterns, clause) else None

    # -- according to X

    def _according(self, block: int, match: re.Match[str]) -> tuple[Mention, Span] | None:
        """Return the clause of one "according to", and its speaker."""
        begin, end = self.view.sentence(block, match.start())
        # If the same sentence has a cue with a speaker, that cue decides whose words they are.
        if any(cue.speaks for cue in self.begun_within(begin, end)):
            return None
        place, speaker = self.after(match.end(), end)
        if speaker is None:
            return None
        head = self.shape[begin : match.start() - 1].rstrip()
        joins = head.endswith(",") and len(head.split()) <= _LONGEST_JOINING and QUOTE not in head
        if not head or joins:
            span = self._after_comma(place, end, speaker)
        else:
            span = self._ahead(begin, head, place, end) if head.endswith(",") else None
        return (speaker, span) if span is not None else None

    def _after_comma(self, place: int, end: int, speaker: Mention) -> Span | None:
        """Return the clause of "According to X, …", which may have an office: According to X, the director of Y, …"""
        comma = _COMMA.match(self.shape, place, end)
        if comma is None:
            return None
        piece, more, rest = self.shape[comma.end() : end].partition(",")
        office = piece if more else " ".join(piece.split()[:_OFFICE_BEHIND])
        if not self.patterns.title.search(office):
            return comma.end(), end
        # Only its form distinguishes an office from a clause with a title: "the director left, …".
        if more and speaker.kind == "official" and self._is_office(piece) and _begins_clause(rest):
            return comma.end() + len(piece) + len(more) + len(rest) - len(rest.lstrip()), end
        return None

    def _ahead(self, begin: int, head: str, place: int, end: int) -> Span | None:
        """Return the clause of "…, according to X"."""
        begin, clause = leading_clause(self.view, begin, head)
        if self.patterns.according.search(clause) or not _END.match(self.shape, place, end):
            return None  # …, according to Y, and …, according to X: only the second part is X's
        # At the end of a sentence, everything before belongs to X, including a time: In spring prices fell, …
        return (begin, begin + len(clause)) if is_whole(clause) else None

    def _is_office(self, piece: str) -> bool:
        """Whether words between commas are only an office: the technical deputy for Acme."""
        office = _OFFICE.fullmatch(piece.strip())
        return office is not None and self.patterns.title.search(office["title"]) is not None
