"""What an official or organization says, as its page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from sphinx_newsroom.archive.index import EntityKey, shortened
from sphinx_newsroom.model.records import Statement
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import StatementLine

MOST = 20
"""How many statements a page shows."""

LONGEST = 300
"""How many characters of a statement a page shows."""

_FEWEST = 40
"""Characters of room for a further part of a quotation; with less it would be an ellipsis and little else."""

_LONGEST_GAP = 200
"""Characters of the attribution between two parts that are shown as one: "…," said X, Director of Y, in Vienna, "…"."""

# Elsewhere the marks of English, in which the page around them is.
_MARKS = {"ru": ("«", "»"), "uk": ("«", "»")}
_NEW_PARAGRAPH = re.compile('\n\n[“«„"]?')


def statement_lines(key: EntityKey, lines: Lines) -> tuple[tuple[StatementLine, ...], bool]:
    """The newest statements, at most :data:`MOST`, and whether there are more.

    The parts of an interrupted quotation are shown together.
    """
    # One more than is shown tells whether there are more, without making them all.
    found = tuple(islice(_lines(key, lines), MOST + 1))
    return found[:MOST], len(found) > MOST


def _lines(key: EntityKey, lines: Lines) -> Iterator[StatementLine]:
    for docname, said in groupby(lines.index.statements_of(key), key=lambda pair: pair[0]):
        entry, release = lines.index.entries[docname], lines.release(docname)
        for parts in _together([statement for _, statement in said], entry.text):
            # A quotation that goes on in the next paragraph is opened anew there; on one line it is not.
            words = [_NEW_PARAGRAPH.sub(" ", entry.text[part.start : part.end]) for part in parts]
            reported = parts[0].form == "reported"
            shown = shortened(words[0], LONGEST) if reported else _quoted(words, release.language)
            yield StatementLine(shown, reported, parts[0].role or "", release)


def _together(said: Sequence[Statement], text: str) -> Iterator[list[Statement]]:
    """Quotations with no more than an attribution between them as one, all else one by one."""
    parts: list[Statement] = []
    for statement in said:
        gap = text[parts[-1].end : statement.start] if parts else ""
        if parts and ("reported" in (statement.form, parts[-1].form) or "\n\n" in gap or len(gap) > _LONGEST_GAP):
            yield parts
            parts = []
        parts.append(statement)
    if parts:
        yield parts


def _quoted(parts: Sequence[str], language: str) -> str:
    """The parts of a quotation in the quotation marks of their language, as many as there is room for."""
    opening, closing = _MARKS.get(language.split("-")[0], ("“", "”"))
    shown, room = [], LONGEST
    for part in parts:
        if room >= _FEWEST:
            shown.append(f"{opening}{shortened(part, room)}{closing}")
            room -= len(part)
    return " … ".join(shown) + (" …" if len(shown) < len(parts) else "")
