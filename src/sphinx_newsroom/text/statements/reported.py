"""Attribute reported clauses to speakers: X said that …; …, X said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.attributions import SUBORDINATE, Attributions, Cue
from sphinx_newsroom.text.statements.direct import DATELINE, leads_to_more
from sphinx_newsroom.text.statements.patterns import QUOTE, STOPPED, Patterns
from sphinx_newsroom.text.statements.shape import Shape, Span

# A clause before its attribution: Trafficking is a form of slavery, X said.

FEWEST = 5
"""The shortest clause before "X said", in words; shorter ones ("At last,") are often adverbial."""

_LONGEST_TITLE = 12
"""The most words of a title between the speaker's description and the attribution; more are a clause."""


def leading_clause(view: Shape, begin: int, head: str) -> tuple[int, str]:
    """Return the words before an attribution, without a dateline: their start, and their shape.

    *begin* is the start of the sentence, and *head* its shape from there to the attribution.
    """
    end = begin + len(head.rstrip(" ,–—"))
    if view.begins_block(begin) and (dateline := DATELINE.match(head)):
        begin += dateline.end()
    return begin, view.shape[begin:end]


def is_whole(clause: str) -> bool:
    """Whether the words before an attribution can be a full sentence: long enough, and not a headline or fragment."""
    return len(clause.split()) >= FEWEST and ":" not in clause and not clause[0].islower()


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


_LONGEST_MOMENT = 80
"""The longest gap, in characters, between a verb and "that": said in Vienna at the opening that …

With 160, the "that" of another clause is found twice.
"""

_BEFORE_NEXT = late_pattern(r"[\s,]*(?:\b(?:and|by)|\s(?:і|й|та|и))?\s*\Z")
_SUBORDINATED = late_pattern(rf"\s({SUBORDINATE})\s+\Z")
_REACH_OF_SUBORDINATE = 12  # " because"
# Not the comma in a date: June 1, 2024.
_ENDS_SUBORDINATE = late_pattern(rf"[;:{STOPPED}]|,(?!\s\d{{4}}\b)")
_CONCEDING = frozenset({"while", "whereas"})
_COMMA = late_pattern(r"\s*,\s+")
_LEADS_OUT = late_pattern(rf"[,{QUOTE}]\s*[–—]?\Z")
_END_OF_CUE = attrgetter("end")


class Reported:
    """The clauses that a text reports; *cues* are those that don't introduce a quotation."""

    def __init__(self, view: Shape, attributions: Attributions, cues: Sequence[Cue]) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns
        self.attributions, self.cues = attributions, cues

    def spans(self) -> Iterator[tuple[Mention, Span]]:
        """Yield the clauses whose speaker is certain."""
        # "X called it …", "issued the following statement" and "X hopes that …" report no clause.
        none = self.patterns.called | self.patterns.announcing | self.patterns.thought
        sentence: Span | None = None
        same: Sequence[Cue] = ()
        for cue in self.cues:
            if cue.speaker is not None and cue.verb not in none:
                begin, end = cue.sentence
                if (begin, end) != sentence:
                    sentence, same = (begin, end), self.attributions.begun_within(begin, end)
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
        ends = _ENDS_SUBORDINATE.search(self.shape, start, end)
        return ends.start() if ends else end

    def _that_later(self, cue: Cue, end: int) -> re.Match[str] | None:
        """Find a "that" after a time and place: X said on Monday in Vienna that …"""
        if not self.patterns.moment.match(self.shape, cue.end, end):
            return None
        return self.patterns.that.search(self.shape, cue.end, min(end, cue.end + _LONGEST_MOMENT))

    def _until(self, cue: Cue, start: int, end: int, later: Sequence[Cue]) -> Span | None:
        """Return a clause up to the speaker's next statement; None if it reports someone else."""
        speaker = cue.speaker and cue.speaker.entity
        for other in later:
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
        if any(cue.speaks for cue in self.attributions.begun_within(begin, end)):
            return None
        place, speaker = self.attributions.after(match.end(), end)
        if speaker is None:
            return None
        head = self.shape[begin : match.start() - 1].rstrip()
        joins = head.endswith(",") and len(head.split()) <= _LONGEST_JOINING and QUOTE not in head
        if not head or joins:
            span = self._behind(place, end)
        else:
            span = self._ahead(begin, head, place, end) if head.endswith(",") else None
        return (speaker, span) if span is not None else None

    def _behind(self, place: int, end: int) -> Span | None:
        """Return the clause of "According to X, …"; words with a title may be X's office: the director of Y."""
        comma = _COMMA.match(self.shape, place, end)
        if comma is None:
            return None
        piece, more, _ = self.shape[comma.end() : end].partition(",")
        office = piece if more else " ".join(piece.split()[:_OFFICE_BEHIND])
        return None if self.patterns.title.search(office) else (comma.end(), end)

    def _ahead(self, begin: int, head: str, place: int, end: int) -> Span | None:
        """Return the clause of "…, according to X"."""
        begin, clause = leading_clause(self.view, begin, head)
        if self.patterns.according.search(clause) or not _END.match(self.shape, place, end):
            return None  # …, according to Y, and …, according to X: only the second part is X's
        # At the end of a sentence, everything before belongs to X, including a time: In spring prices fell, …
        return (begin, begin + len(clause)) if is_whole(clause) else None
