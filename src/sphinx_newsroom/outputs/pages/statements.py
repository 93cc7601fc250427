"""What an official or organization says, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

from sphinx_newsroom.archive.entries import shortened
from sphinx_newsroom.archive.entries.spoken import Spoken
from sphinx_newsroom.model.addresses import EntityKey, PageName
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import StatementLine

MOST = 20
"""How many statements a page shows."""

LONGEST = 300
"""How many characters of a statement a page shows."""

_FEWEST = 40
"""Characters of room for a further part of a quotation; with less it would be an ellipsis and little else."""

# Elsewhere the marks of English, in which the page around them is.
_MARKS = {"ru": ("«", "»"), "uk": ("«", "»")}


def statement_lines(key: EntityKey, lines: Lines) -> tuple[tuple[StatementLine, ...], bool]:
    """The newest statements, at most :data:`MOST`, and whether there are more.

    The parts of an interrupted quotation are shown together.
    """
    # One more than is shown tells whether there are more, without making them all.
    found = tuple(islice(_lines(key, lines), MOST + 1))
    return found[:MOST], len(found) > MOST


def _lines(key: EntityKey, lines: Lines) -> Iterator[StatementLine]:
    return (statement_line(docname, said, lines) for docname, said in lines.index.statements_of(key))


class StatementLines(Sequence[StatementLine]):
    """What was said as pages show it.  Most lists stand as they were, so a line is made when somebody asks for it.

    Its ``repr``, by which a page is written again or not, tells each in short: its release, the words of that and who
    says what in it, and which of that it is.
    """

    __slots__ = ("_lines", "_said")

    def __init__(self, said: Iterable[tuple[PageName, Spoken]], lines: Lines) -> None:
        self._said, self._lines = tuple(said), lines

    @overload
    def __getitem__(self, place: int) -> StatementLine: ...

    @overload
    def __getitem__(self, place: slice) -> StatementLines: ...

    def __getitem__(self, place: int | slice) -> StatementLine | StatementLines:
        if isinstance(place, slice):
            return StatementLines(self._said[place], self._lines)
        return statement_line(*self._said[place], self._lines)

    def __len__(self) -> int:
        return len(self._said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._said)

    def __repr__(self) -> str:
        entries, told = self._lines.index.entries, self._lines.told
        found = ((told[page], entries[page], said) for page, said in self._said)
        return " ".join([f"{line} {one.words} {one.voices} {one.spoken.index(said)}" for line, one, said in found])


def statement_line(docname: PageName, said: Spoken, lines: Lines) -> StatementLine:
    """A statement as pages show it."""
    release = lines.release(docname)
    reported = said.form == "reported"
    shown = _reported(said) if reported else _quoted(said.parts, release.language)
    return StatementLine(shown, reported, said.role or "", release, said.paragraph)


def _reported(said: Spoken) -> str:
    """The sentence with its verb; of one that is too long, the clause."""
    return said.sentence if 0 < len(said.sentence) <= LONGEST else shortened(said.parts[0], LONGEST)


def _quoted(parts: Sequence[str], language: str) -> str:
    """The parts of a quotation in the quotation marks of their language, as many as there is room for."""
    opening, closing = _MARKS.get(language.split("-")[0], ("“", "”"))
    shown, room = [], LONGEST
    for part in parts:
        if room >= _FEWEST:
            shown.append(f"{opening}{shortened(part, room)}{closing}")
            room -= len(part)
    return " … ".join(shown) + (" …" if len(shown) < len(parts) else "")
