"""Attribute quotations to speakers: X said: "…"; "…," said X; "…," X said. "…"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.attributions import LEADS_TO_QUOTE, LONGEST_APPOSITION, Attributions, Cue
from sphinx_newsroom.text.statements.patterns import BODY, QUOTE, STOPPED, UPPER, choice
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
_GOES_ON = tuple(".,;:–—")
_BEGINS = ("", ".", "!", "?", "…", ":", ")", "–", "—", STOPPED)  # a dash ends a dateline


class Direct:
    """Connects the quotations of a text with its cues; *used* are the cues that introduce one."""

    def __init__(self, view: Shape, attributions: Attributions) -> None:
        self.view, self.text, self.shape, self.patterns = view, view.text, view.shape, view.patterns
        self.attributions = attributions
        self.cues: Sequence[Cue] = attributions.cues
        self._ends = [cue.end for cue in self.cues]
        self.used: set[Cue] = set()

    def spans(self) -> Iterator[tuple[Mention, Span]]:
        """Yield the quotations whose speaker is certain."""
        last: tuple[Quotation, Cue] | None = None
        before: Quotation | None = None
        for quote in self.view.quotes:
            cue = self._cue_of(quote, last if last is not None and before is last[0] else None)
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

    def _cue_of(self, quote: Quotation, last: tuple[Quotation, Cue] | None) -> Cue | None:
        """Return the cue of a quotation; *last* is the previous quotation.

        If two cues disagree, it has none.
        """
        front = self._in_front(quote)
        behind, unclear = self._behind(quote)
        if behind is not None:
            # X said: "…," said Y: nothing decides between them. But an announced quotation may have its own speaker.
            if front is not None and not _same(front, behind) and front.verb not in self.patterns.announcing:
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
        # In X told Y: "…", either may be the speaker.
        if self._others(cue, quote):
            return None
        return cue if cue.verb not in self.patterns.called and self._leads(cue, quote, gap) else None

    def _leads(self, cue: Cue, quote: Quotation, gap: str) -> bool:
        """Whether a verb and the words after it introduce a quotation, by a colon or comma, "that", or nothing."""
        lead = gap.strip()
        if lead in (":", ",") or (lead.endswith((":", ",")) and self.patterns.moment.match(gap)):
            return True
        if self.patterns.that.match(gap.rstrip(" ,") + " x"):
            # said that "crime pays" is a myth: the clause continues after the quotation, so it is reported speech.
            return self.shape[quote.end - 1] == STOPPED and len(lead.split()) <= _LONGEST_THAT
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
        if not gap.strip() and "\n\n" not in gap:
            return True
        # The attribution must be between the two; a cue before the first proves nothing about the second.
        if "\n\n" in gap or not before.end <= cue.start < quote.start:
            return False
        rest = self.shape[cue.end : quote.start].rstrip()
        if rest[-1:] not in _GOES_ON or len(rest) > LONGEST_APPOSITION or _NEW_SENTENCE.search(rest):
            return False
        return not self._others(cue, quote)

    def _others(self, cue: Cue, quote: Quotation) -> set[str]:
        """Return the people named between a cue and a quotation, except the speaker."""
        return self.view.people(cue.end, quote.start) - ({cue.speaker.entity} if cue.speaker else set())


def leads_to_more(view: Shape, cue: Cue) -> bool:
    """Whether a clause or a quotation follows a cue; false for "said costs fell and continued to fall"."""
    return bool(view.patterns.that.match(view.shape, cue.end) or LEADS_TO_QUOTE.match(view.shape, cue.end))


def _same(one: Cue, other: Cue) -> bool:
    return one.speaker is not None and other.speaker is not None and one.speaker.entity == other.speaker.entity
