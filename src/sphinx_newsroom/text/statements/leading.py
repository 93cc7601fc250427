"""The clause that stands before its attribution: Trafficking is a form of slavery, X said."""

from __future__ import annotations

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.statements.direct import DATELINE
from sphinx_newsroom.text.statements.patterns import QUOTE, STOPPED, Patterns
from sphinx_newsroom.text.statements.shape import Shape

FEWEST = 5
"""Words of a clause before "X said": fewer ("At last,") are as often when or how as what. Seven would do as well."""

_LONGEST_TITLE = 12
"""Words of an apposition that has a title: in "Growth is slow, the bank's chief economist, X said" the last piece.
More are a clause: with 20, one statement would be taken for a title."""

_CLOSING_MARKS = '”"»'
_UNFINISHED = late_pattern(
    r"\b(?:that|because|if|when|while|although|though|whether|how|why)"
    r"\s+(?:after|as|at|before|by|during|earlier|for|from|in|last|next|on|since|this|under|until|with|within)"
    r"(?:\s+[\w'’-]+){1,3}\Z"
)
"""What says when or where of a clause that is still to come: The letter states that in March, X wrote to the court."""


def leading_clause(view: Shape, begin: int, head: str) -> tuple[int, str]:
    """What leads a sentence up to its attribution, without a dateline: where it begins, and its shape.

    *begin* is where the sentence begins and *head* its shape from there to the attribution. Nothing is left where a
    quotation ends it that is no part of a longer clause: he plans "to stay," X said.
    """
    clause = head.rstrip(" ,–—")
    end = begin + len(clause)
    quote = view.quote_to(end)
    if clause and quote is None and clause[-1] in _CLOSING_MARKS:
        return begin, ""  # the closing mark of what was never opened
    if quote is not None and not quote.begins_small(view.text):
        return begin, ""
    if view.begins_block(begin) and (dateline := DATELINE.match(head)):
        begin += dateline.end()
    return begin, view.shape[begin:end]


def is_whole(clause: str) -> bool:
    """Whether words before an attribution can be all of a sentence: long enough, no headline, not within one."""
    if len(clause.split()) < FEWEST or ":" in clause or _UNFINISHED.search(clause):
        return False
    return not clause[0].islower() and clause[0] not in (QUOTE, STOPPED)


def tells(patterns: Patterns, clause: str) -> bool:
    """Whether the words before an attribution are what was said, not when and where, a title or a headline."""
    if not is_whole(clause) or patterns.fronted.match(clause) or patterns.title.match(clause):
        return False
    # "The Bank's chief, an economist of Acme, said": the last piece is who speaks, and nothing was reported.
    _, comma, piece = clause.rpartition(",")
    return not (comma and len(piece.split()) <= _LONGEST_TITLE and patterns.title.search(piece))
