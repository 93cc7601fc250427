"""The rows of an archive as frozen records; what each field means, the declaration of the tables says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sphinx_newsroom.model.days import PartialDate
from sphinx_newsroom.model.records import Contact, Correction, Membership, Name, Source, Withdrawal
from sphinx_newsroom.outputs.tables.all_tables import TABLES

T = TypeVar("T")


def row_of(table: str) -> Callable[[type[T]], type[T]]:
    """Say in a class's docstring what its fields mean, as the declaration of a *table* has it."""

    def described(cls: type[T]) -> type[T]:
        said = "\n".join(f"    {field.name}: {field.meaning}." for field in TABLES[table].fields)
        cls.__doc__ = f"{cls.__doc__}\n\nAttributes:\n{said}\n"
        return cls

    return described


@dataclass(frozen=True, slots=True)
class Picture:
    """The leading image of a release: its address, what it shows, its caption, and whose it is."""

    url: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a release invites to: *start* and *end* are days or moments of RFC 3339."""

    name: str | None
    start: str
    end: str | None
    place: str | None
    url: str | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its address, and the SHA-256 of its bytes."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file that a release lists below its text: *size* is in bytes."""

    url: str
    title: str
    media_type: str
    size: int
    sha256: str


@row_of("releases")
@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release or translation, with its text."""

    id: str
    url: str
    title: str
    subtitle: str | None
    date: dt.date
    moment: dt.datetime | None
    type: str
    language: str
    issuer: str | None
    issuers: tuple[str, ...]
    number: str | None
    dateline: str | None
    summary: str | None
    event: Occasion | None
    topics: tuple[str, ...]
    organizations: tuple[str, ...]
    officials: tuple[str, ...]
    related: tuple[str, ...]
    replaces: str | None
    follows: str | None
    translation_of: str | None
    contacts: tuple[Contact, ...]
    image: Picture | None
    attachments: tuple[OfferedFile, ...]
    files: tuple[File, ...]
    boilerplate: str | None
    corrections: tuple[Correction, ...]
    withdrawn: Withdrawal | None
    former_urls: tuple[str, ...]
    text: str


@row_of("mentions")
@dataclass(frozen=True, slots=True)
class MentionRow:
    """A naming of an organization or official in a release."""

    release: str
    place: int
    organization: str | None
    official: str | None
    entity: str
    kind: str
    surface: str
    method: str
    role: str | None
    start: int | None
    end: int | None


@row_of("statements")
@dataclass(frozen=True, slots=True)
class StatementRow:
    """What an official or organization says in a release."""

    release: str
    place: int
    organization: str | None
    official: str | None
    date: dt.date
    speaker: str
    kind: str
    form: str
    role: str | None
    text: str
    start: int
    end: int
    paragraph: str


@row_of("revisions")
@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A text that the ledger has of a release."""

    release: str
    revision: int
    published: dt.datetime
    title: str
    note: str | None
    stands: bool
    sha256: str
    url: str | None
    text: str | None


@row_of("corrections")
@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction, as its release tells it."""

    release: str
    place: int
    date: dt.date
    note: str
    revision: int | None


@row_of("organizations")
@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """The record of an organization."""

    id: str
    url: str
    name: str
    acronym: str | None
    other_names: tuple[Name, ...]
    classification: str | None
    parent: str | None
    founding_date: PartialDate | None
    dissolution_date: PartialDate | None
    successors: tuple[str, ...]
    contacts: tuple[Contact, ...]
    boilerplate: str | None
    website: str | None
    identifiers: Mapping[str, str]
    sources: tuple[Source, ...]
    releases: int


@row_of("officials")
@dataclass(frozen=True, slots=True)
class OfficialRow:
    """The record of an official."""

    id: str
    url: str
    name: str
    other_names: tuple[Name, ...]
    family_name: str | None
    memberships: tuple[Membership, ...]
    website: str | None
    identifiers: Mapping[str, str]
    sources: tuple[Source, ...]
    releases: int


@row_of("memberships")
@dataclass(frozen=True, slots=True)
class MembershipRow:
    """An office that an official held."""

    official: str
    place: int
    role: str
    organization: str
    start_date: PartialDate | None
    end_date: PartialDate | None


@row_of("topics")
@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic."""

    id: str
    url: str
    name: str
    releases: int


NESTED: Mapping[tuple[str, str], type] = {
    ("releases", "contacts"): Contact,
    ("releases", "event"): Occasion,
    ("releases", "image"): Picture,
    ("releases", "attachments"): OfferedFile,
    ("releases", "files"): File,
    ("releases", "corrections"): Correction,
    ("releases", "withdrawn"): Withdrawal,
    ("organizations", "other_names"): Name,
    ("organizations", "contacts"): Contact,
    ("organizations", "sources"): Source,
    ("officials", "other_names"): Name,
    ("officials", "memberships"): Membership,
    ("officials", "sources"): Source,
}
"""What the objects in a column are, by table and column."""
