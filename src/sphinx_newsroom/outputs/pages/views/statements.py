"""What the pages of all statements show, as :mod:`.views` has it for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.pages.views import EntityRef, PageLink, StatementLine, YearLink


@dataclass(frozen=True, slots=True)
class SpeakerYear:
    """The statements of somebody in a year, and where they begin."""

    year: int
    count: int
    page: PageName


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, and under which *letter*; *anchor* is its place on the pages of statements."""

    entity: EntityRef
    letter: str
    anchor: str
    count: int
    years: tuple[SpeakerYear, ...]


@dataclass(frozen=True, slots=True)
class StatementsView:
    """The newest statements, all who say something, by name, and the years, newest first, each with its number.

    *example* is the first sentence of the newest, for the page on which quotations are checked.
    """

    total: int
    newest: tuple[StatementLine, ...]
    example: str
    years: tuple[SpeakerYear, ...]
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """What one person or body said in a year, newest first; *begun* where the page before has the newer ones."""

    entity: EntityRef
    anchor: str
    begun: bool
    statements: Sequence[StatementLine]


@dataclass(frozen=True, slots=True)
class StatementsOfYear:
    """One of the pages of a year's statements, by speaker."""

    year: int
    total: int
    groups: tuple[StatementGroup, ...]
    pages: Sequence[PageLink]
    number: int
    earlier: YearLink | None
    later: YearLink | None
