"""What an official or organization says, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

from sphinx_newsroom.archive.entries import SENTENCE_END, Spoken
from sphinx_newsroom.model.addresses import EntityKey, PageName
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import StatementLine

MOST = 20
"""How many statements a page shows."""

LONGEST = 300
"""How many characters of a statement a page shows, of whole sentences."""

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
    shown, cut = _reported(said) if reported else _quoted(said.parts, release.language)
    return StatementLine(shown, reported, said.role or "", release, said.paragraph, cut)


def opening(text: str, limit: int) -> str:
    """The sentences of a text that *limit* characters have room for, and at least one.

    >>> opening("It rained. It snowed. It thawed.", 22)
    'It rained. It snowed.'
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return text[: max([end for end in ends if end <= limit + 1] or ends[:1] or [len(text)])].rstrip()


def _reported(said: Spoken) -> tuple[str, bool]:
    """The sentence with its verb; of one that is too long, the clause."""
    if 0 < len(said.sentence) <= LONGEST:
        return said.sentence, False
    shown = opening(said.parts[0], LONGEST)
    return shown, shown != said.parts[0]


def _quoted(parts: Sequence[str], language: str) -> tuple[str, bool]:
    """The parts of a quotation in the marks of their language, as many as fit, and whether more follows."""
    before, after = _MARKS.get(language.split("-")[0], ("“", "”"))
    shown = [opening(parts[0], LONGEST)]
    for part in parts[1:]:
        words = opening(part, room := LONGEST - sum(map(len, shown)))
        if shown[-1] not in parts or len(words) > room:
            break
        shown.append(words)
    return " … ".join(f"{before}{words}{after}" for words in shown), tuple(shown) != tuple(parts)
