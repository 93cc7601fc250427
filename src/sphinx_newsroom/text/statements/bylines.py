"""Whose a quotation is by a name that no verb stands beside.

X: "…"                               a label in front, with a title before the name or an apposition behind it
According to X, director of Y, "…"   the same, behind "according to"; there X may be a body
"…" – X, director of Y               a signature behind
"""

from __future__ import annotations

import re

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED
from sphinx_newsroom.text.statements.quotations import BLANK_LINE, Quotation
from sphinx_newsroom.text.statements.shape import Shape
from sphinx_newsroom.text.statements.subjects import Subjects

_LONGEST_BYLINE = 200
"""Characters of a name with its title and apposition beside a quotation."""

_DASH = late_pattern(r"\s*(?:[–—―]|--?(?=\s))\s*")
_ENDS = late_pattern(rf"\s*(?:\Z|\n|\s\s|[,(|{QUOTE}{STOPPED}])")
_LEADS = late_pattern(r"[:,]\s*\Z")
# A signature is no sentence: "– X, the chair, said no more" goes on with what X did.
_FINITE = late_pattern(r"\b(?:is|was|are|were|has|had|have|will)\b")
# What stands small in a title: Minister of Finance and the Economy. "Questions for Senator X:" are not the Senator's.
_SMALL = frozenset({"of", "the", "and", "former", "acting"})


class Bylines:
    """Finds the names beside the quotations of a text that no verb ties to them."""

    def __init__(self, view: Shape, subjects: Subjects) -> None:
        self.view, self.shape, self.patterns, self.subjects = view, view.shape, view.patterns, subjects

    def speaker(self, quote: Quotation) -> Mention | None:
        """Who is named in front of a quotation that begins its sentence, or behind one that ends with a stop."""
        return self._label(quote) or self._signature(quote)

    def _label(self, quote: Quotation) -> Mention | None:
        """X: "…", in the same paragraph or as the end of the one before."""
        block = self._block(quote.start)
        begin, end = self.view.blocks[block]
        if begin == quote.start and block and self.view.blocks[block - 1][1] + BLANK_LINE == begin:
            begin, end = self.view.blocks[block - 1]
        head = self.shape[max(begin, quote.start - _LONGEST_BYLINE) : min(end, quote.start)]
        lead = _LEADS.search(head)
        if lead is None or (PERSON not in head and BODY not in head):
            return None
        place = max(begin, quote.start - _LONGEST_BYLINE)
        start = max(self.view.sentence(self._block(place), place + lead.start())[0], place)
        left = self.shape[start : place + lead.start()]
        if (according := self.patterns.according.match(left, 1)) is not None:
            start += according.end()
            left = left[according.end() :]
        elif lead[0][0] == ",":
            return None
        return self._whole(start, left, bodies=according is not None)

    def _whole(self, start: int, left: str, *, bodies: bool) -> Mention | None:
        """Who is named by words that are a title, a name and an apposition, and nothing else."""
        found = self.subjects.before(start, left.rstrip()) or self.subjects.before_without_comma(start, left.rstrip())
        if found is not None and found[1].kind == "organization" and bodies:
            return found[1] if left.rstrip().endswith(BODY) else None
        if found is None or found[1].kind != "official":
            return None
        ahead = self.shape[start : start + left.find(PERSON)].split()
        return found[1] if all(map(self._is_of_title, ahead)) else None

    def _is_of_title(self, word: str) -> bool:
        return not word[:1].islower() or word in _SMALL or self.patterns.title.fullmatch(word) is not None

    def _signature(self, quote: Quotation) -> Mention | None:
        """ "…" – X, director of Y"""
        dash = _DASH.match(self.shape, quote.end) if self.shape[quote.end - 1] == STOPPED else None
        if dash is None:
            return None
        end = self.view.blocks[self._block(quote.start)][1]
        if dash.end() >= end:
            return None
        run = self.subjects.named_behind(dash.end(), min(end, dash.end() + _LONGEST_BYLINE))
        if run is None or not _ENDS.match(self.shape, run[1], end):
            return None
        rest = re.split(rf"\s\s|\n|{QUOTE}", self.shape[run[1] : min(end, run[1] + _LONGEST_BYLINE)])[0]
        return None if _FINITE.search(rest) or self.patterns.verbs.search(rest) else run[2]

    def _block(self, place: int) -> int:
        return self.view.block(place)
