"""Which clause is somebody's by "according to": According to X, …; …, according to X."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.attributions import Attributions
from sphinx_newsroom.text.statements.leading import is_whole, leading_clause, tells
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED
from sphinx_newsroom.text.statements.quotations import Span
from sphinx_newsroom.text.statements.shape import UPPER, Shape

_LONGEST_JOINING = 4
"""Words before "according to" that say when, or join the sentence to the last: Further, according to X, …"""

_OFFICE_BEHIND = 4
"""Words behind "According to X," in which a title makes them X's own: "the director of Y"."""

_COMMA = late_pattern(r"\s*,\s+")
_END = late_pattern(r"\s*[.!?]?\s*\Z")
# The short name behind the long one: the National Golf Foundation (“NGF”),
_SHORT_NAME = late_pattern(r"\s*\([^()]{1,40}\)")
# A second thing, of the text's own: Reviews take a year, according to X, and cost more each year.
_AND_MORE = late_pattern(r",\s+(?:and|but|while|whereas|which)\b")
# "the technical deputy for Acme": an office in small letters or large, of a body, and no verb.
_OF_BODY = rf"(?:[{UPPER}{BODY}][\w{BODY}.&/-]*(?:['’]s)?|and|of|for|at|the|&)"
_OFFICE = late_pattern(
    rf"(?:(?:the|an?|its|their|our|[{BODY}]+['’]s)\s+)?(?:[\w&/-]+\s+){{0,5}}?(?P<title>[\w-]+)"
    rf"(?:\s+(?:of|for|at|with|in|on)(?:\s+{_OF_BODY})+)?"
)


class According:
    """The clauses that a text gives to somebody by "according to"."""

    def __init__(self, view: Shape, attributions: Attributions) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns
        self.attributions = attributions

    def spans(self) -> Iterator[tuple[Mention, Span]]:
        """The clauses that are somebody's for sure."""
        for block, (start, end) in enumerate(self.view.blocks):
            for match in self.patterns.according.finditer(self.shape, start, end):
                if (found := self._of(block, match)) is not None:
                    yield found

    def _of(self, block: int, match: re.Match[str]) -> tuple[Mention, Span] | None:
        """Whose clause is which by one "according to"."""
        begin, end = self.view.sentence(block, match.start())
        # Where somebody speaks in the same sentence, it is that cue's to say which words are whose.
        if any(cue.speaks for cue in self.attributions.begun_within(begin, end)):
            return None
        place, speaker = self.attributions.subjects.after(match.end(), end)
        if speaker is None:
            return None
        if short := _SHORT_NAME.match(self.shape, place, end):
            place = short.end()
        head = self.shape[begin : match.start() - 1].rstrip()
        joins = head.endswith(",") and len(head.split()) <= _LONGEST_JOINING and QUOTE not in head
        if not head or joins:
            span = self._behind(place, end, speaker)
        else:
            span = self._before(begin, head, place, end, speaker) if head.endswith(",") else None
        return (speaker, span) if span is not None else None

    def _behind(self, place: int, end: int, speaker: Mention) -> Span | None:
        """The clause of "According to X, …", also with an office between: According to X, the director of Y, …"""
        comma = _COMMA.match(self.shape, place, end)
        if comma is None:
            return None
        piece, more, rest = self.shape[comma.end() : end].partition(",")
        if piece.startswith(PERSON) or self.patterns.relative.match(piece):
            return None  # According to X, which …
        office = piece if more else " ".join(piece.split()[:_OFFICE_BEHIND])
        if not self.patterns.title.search(office):
            return comma.end(), end
        # A clause with a title in it ("the director left, …") is not told from an office but by its form.
        if more and speaker.kind == "official" and self._is_office(piece) and _begins_clause(rest):
            return comma.end() + len(piece) + len(more) + len(rest) - len(rest.lstrip()), end
        return None

    def _before(self, begin: int, head: str, place: int, end: int, speaker: Mention) -> Span | None:
        """The clause of "…, according to X", also where an office or a second clause follows the name."""
        begin, clause = leading_clause(self.view, begin, head)
        if self.patterns.according.search(clause):
            return None  # …, according to Y, and …, according to X: only the second part is X's
        ends = _END.match(self.shape, place, end) or (
            speaker.kind == "official" and self._is_office_to_the_end(place, end)
        )
        # At the end of its sentence all that stands before is X's, also what says when: In spring prices fell, …
        if (ends and is_whole(clause)) or (
            _AND_MORE.match(self.shape, place, end) and "," not in clause and tells(self.patterns, clause)
        ):
            return begin, begin + len(clause)
        return None

    def _is_office(self, piece: str) -> bool:
        """Whether words between commas are an office and nothing else: the technical deputy for Acme."""
        office = _OFFICE.fullmatch(piece.strip())
        return office is not None and self.patterns.title.search(office["title"]) is not None

    def _is_office_to_the_end(self, place: int, end: int) -> bool:
        """Whether what is left of a sentence behind a name is its office: …, according to X, director of Y."""
        comma = _COMMA.match(self.shape, place, end)
        return comma is not None and self._is_office(self.shape[comma.end() : end].rstrip().rstrip("."))


def _begins_clause(rest: str) -> bool:
    """Whether a clause begins behind an office, and nothing that says more of it: not ", and Jane Roe, …"."""
    return not rest.lstrip().startswith(("and ", "or ", "a ", "an ", PERSON, QUOTE, STOPPED))
