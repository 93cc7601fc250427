"""What the page of an organization, official or topic shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_newsroom.outputs.pages.views import (
    ContactView,
    Counted,
    EntityRef,
    Group,
    ImageView,
    PageLink,
    StatementLine,
    YearBar,
)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office over time: on an official's page *other* is the organization, on an organization's the person."""

    role: str
    other: EntityRef
    period: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact of a record; *url* makes it a link out of the archive, *entity* a link within it."""

    label: str
    text: str
    url: str = ""
    entity: EntityRef | None = None


@dataclass(frozen=True, slots=True)
class OtherReleaseLine:
    """A release of another archive: its day in words, and its language where it is told."""

    title: str
    url: str
    date: str
    date_text: str
    language: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another newsroom's archive has of an entity: the address of its page there, and its newest releases."""

    archive: str
    language: str
    url: str
    total: int
    latest: tuple[OtherReleaseLine, ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """The page of an organization, official or topic: who it is, what it says, and the releases that name it.

    The first of its pages alone has the *total* of them; *number* is 0 for one that no other leads to yet.
    *more_statements* says whether there are more than the newest, *statements*; *before* and *after* are the bodies
    that this one succeeded and those that succeeded it, where releases name them.
    """

    entity: EntityRef
    kind_label: str
    facts: tuple[Fact, ...]
    identifiers: tuple[Fact, ...]
    offices: tuple[OfficeRow, ...]
    statements: tuple[StatementLine, ...]
    more_statements: bool
    years: tuple[YearBar, ...]
    groups: tuple[Group, ...]
    total: int
    before: tuple[EntityRef, ...]
    after: tuple[EntityRef, ...]
    pages: Sequence[PageLink]
    number: int
    named_with: tuple[Counted, ...]
    contacts: tuple[ContactView, ...] = ()
    """Whom the press may ask about an organization's releases."""
    linked_data: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    image: ImageView | None = None
    """The logo or portrait."""
    image_digest: str = ""

    @property
    def has_types(self) -> bool:
        """Whether releases of several types stand on the page, so that each says its own."""
        return len({line.type_label for group in self.groups for line in group.releases}) > 1
