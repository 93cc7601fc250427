"""Find statements in a text, direct and reported, and who made them, if a rule can be sure of that.

Precision comes first: if a statement may be someone else's, it is left out. There are rules for English, Ukrainian and
Russian; texts in other languages have no statements.

patterns        the words and patterns by which each language reports speech
shape           a text with each name and quotation as a run of one character
attributions    every verb of speech with its subject, including "she" and "and added"
clauses         which quotation is whose, and which reported clause

Statements lost or gained with another value of a constant were counted on 18,713 real releases from six collections
(November 2026), which contain 1,742 statements. The held-out half of ``bench/naming`` wasn't used.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from sphinx_newsroom.model.records import Mention, Statement
from sphinx_newsroom.text.statements.clauses import Clauses
from sphinx_newsroom.text.statements.patterns import patterns_of
from sphinx_newsroom.text.statements.shape import Shape, Span, trimmed
from sphinx_newsroom.text.words.tokens import Mark, prose

__all__ = ["statements"]

_FEWEST_REPORTED = 4
"""The shortest reported clause, in words: shorter ones ("he agrees") mean little out of context.

Six would lose 3 statements.
"""


def statements(text: str, marks: Sequence[Mark], mentions: Sequence[Mention], language: str) -> tuple[Statement, ...]:
    """Return the statements in a release's plain text, in order.

    *marks* are the spans of *text* that aren't prose, *mentions* those from :func:`sphinx_newsroom.text.naming.find`,
    and *language* is a BCP 47 tag. If "she said" interrupts a quotation, each part is a statement. A quotation over
    several paragraphs, each with an opening mark, is one statement. A clause that is only a quotation is a direct one.

    >>> text = "“Crime pays nobody at all,” said Jane Roe."
    >>> (said,) = statements(text, (), [Mention("jane-roe", "official", "Jane Roe", "name", None, 33, 41)], "en")
    >>> said.speaker, said.form, text[said.start : said.end]
    ('jane-roe', 'direct', 'Crime pays nobody at all')
    """
    # Most texts end here or name nobody, so nothing expensive may come before this.
    known = patterns_of(language.split("-")[0].lower())
    if known is None or all(mention.start is None or mention.kind == "topic" for mention in mentions):
        return ()
    view = Shape(text, list(prose(text, marks, "preformatted")), mentions, known)
    clauses = Clauses(view)
    found = [_statement(speaker, "direct", *span) for speaker, span in clauses.direct()]
    taken = sorted((statement.start, statement.end) for statement in found)
    for speaker, span in clauses.reported():
        start, end = trimmed(text, *span)
        if _touches(taken, start, end):
            continue
        # A "clause" that is only a quotation, with or without a full stop after it, is a direct statement.
        quote = view.quote_from(start)
        if quote is not None and end - quote.end not in (0, 1):
            quote = None
        if quote is not None and clauses.is_said(quote):
            found.append(_statement(speaker, "direct", *quote.words(text)))
        elif quote is None and _is_clause(text[start:end]):
            found.append(_statement(speaker, "reported", start, end))
        else:
            continue
        insort(taken, (found[-1].start, found[-1].end))
    return tuple(sorted(found, key=lambda statement: (statement.start, statement.end)))


def _touches(taken: Sequence[Span], start: int, end: int) -> bool:
    """Whether a span overlaps one of some sorted, disjoint spans."""
    number = bisect_left(taken, (end,))
    return number > 0 and start < taken[number - 1][1]


def _is_clause(words: str) -> bool:
    """Whether a reported clause is complete: it doesn't introduce a list, and isn't an unclosed quotation."""
    return len(words.split()) >= _FEWEST_REPORTED and not words.endswith(":") and words[0] not in '“„«"'


def _statement(speaker: Mention, form: str, start: int, end: int) -> Statement:
    return Statement(
        speaker.entity, speaker.kind, "direct" if form == "direct" else "reported", speaker.role, start, end
    )
