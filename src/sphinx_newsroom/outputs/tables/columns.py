"""The one declaration of all data columns: their names, types and meanings.

It defines the JSON lines and their index, the database, Parquet, the JSON Schemas, and the descriptions for
Frictionless and Datasette. The page of data, the reference, and the rows and frames of ``Archive`` use it, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from sphinx_newsroom.model.addresses import (
    DATA,
    JSON,
    MENTION_ROWS,
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    STATEMENT_ROWS,
    ReleaseId,
    release_page,
    rows_of_year,
)
from sphinx_newsroom.model.records import Contact, Correction, Membership, Name, PartialDate, Source, Withdrawal

T = TypeVar("T")

Kind = Literal["text", "integer", "boolean", "date", "moment", "texts", "object", "objects", "map"]
"""The type of a field.

A ``date`` is complete (``YYYY-MM-DD``), a ``moment`` is in RFC 3339 with an offset; partial dates are ``text``.
``texts`` and ``objects`` are lists. A ``map`` has texts by arbitrary keys.
"""

_KINDS: Mapping[object, Kind] = MappingProxyType(
    {
        str: "text",
        ReleaseId: "text",
        int: "integer",
        bool: "boolean",
        dt.date: "date",
        dt.datetime: "moment",
        tuple[str, ...]: "texts",
        Mapping[str, str]: "map",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file or table.

    Attributes:
        name: the name in files, columns and the Python API.
        kind: the type.
        meaning: the meaning, in a line of Markdown without a full stop.
        null: whether it may be null.
        of: the fields of nested objects.
        table: the table that its ids refer to.
        row: the class of nested objects in the Python API.
    """

    name: str
    kind: Kind
    meaning: str
    null: bool = False
    of: tuple[Field, ...] = ()
    table: str = ""
    row: type[Any] | None = None


class _Ids(str):
    """The table that the ids of a column refer to."""

    __slots__ = ()


def fields_of(cls: type, *meanings: str) -> tuple[Field, ...]:
    """Return the fields of a class from its annotations: type, meaning, referenced table, and nested fields.

    Classes of the model have only types, and get their *meanings* here.
    """
    hints = get_type_hints(cls, include_extras=True)
    meaning_of = dict(zip(hints, meanings, strict=True)) if meanings else {}
    return tuple(_field(name, hint, meaning_of.get(name, "")) for name, hint in hints.items())


def _field(name: str, hint: Any, meaning: str) -> Field:
    hint, *notes = get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
    null = NoneType in get_args(hint)
    if null:
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    table = next((str(note) for note in notes if isinstance(note, _Ids)), "")
    meaning = next((note for note in notes if isinstance(note, str) and not isinstance(note, _Ids)), meaning)
    kind = _KINDS.get(hint)
    if kind:
        return Field(name, kind, meaning, null, table=table)
    row = get_args(hint)[0] if get_args(hint) else hint
    of = next((note for note in notes if isinstance(note, tuple)), None) or fields_of(row)
    return Field(name, "objects" if get_args(hint) else "object", meaning, null, of, row=row)


def _described(cls: type[T]) -> type[T]:
    """Add the meanings of a class's fields to its docstring."""
    meanings = "\n".join(f"    {field.name}: {field.meaning}." for field in fields_of(cls))
    cls.__doc__ = f"{cls.__doc__}\n\nAttributes:\n{meanings}\n"
    return cls


# Rows

PAGE_URL = "Address of the page; relative to the site's root if `html_baseurl` isn't set"

_CONTACT = fields_of(Contact, "The name", "The email address, or null", "The telephone number, or null")
_SOURCE = fields_of(Source, "Where", "What")
_NAMES = fields_of(
    Name, "The name", "Its language, a BCP 47 tag, or null", "The first day, or null", "The last day, or null"
)
_CORRECTION = fields_of(Correction, "The day", "What was corrected")
_WITHDRAWAL = fields_of(Withdrawal, "The day", "Why", "Id of the release that replaces it, or null")

_Id = Annotated[str, "The id: the file's name in `organizations/` or `officials/`, and the last part of the address"]
_Url = Annotated[str, PAGE_URL]
_OtherNames = Annotated[
    tuple[Name, ...], "Other and former names: a list of `name`, `language`, `start_date` and `end_date`", _NAMES
]
_Website = Annotated[str | None, "Address of its website, or null"]
_Identifiers = Annotated[Mapping[str, str], "Identifiers in other systems: scheme to value, such as `wikidata` to `Q…`"]
_Sources = Annotated[tuple[Source, ...], "The sources of the record: a list of `url` and `note`", _SOURCE]
_Count = Annotated[int, "Number of releases that name it; a translation counts only if its original doesn't name it"]
_Release = Annotated[str, "Id of the release", _Ids("releases")]
_Place = Annotated[int, "Its position in the release, from 1"]
_OrganizationMeant = Annotated[str | None, "Id of the organization, or null", _Ids("organizations")]
_OfficialMeant = Annotated[str | None, "Id of the official, or null", _Ids("officials")]
_Role = Annotated[str | None, "The office that the official held on the release's date, or null"]


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead image of a release: its address, alternative text, caption and credit."""

    url: Annotated[str, "The address"]
    alt: Annotated[str, "What it shows"]
    caption: Annotated[str, "The caption, may be empty"]
    credit: Annotated[str, "The photographer or owner, may be empty"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """The event that a release announces: *start* and *end* are dates or RFC 3339 moments."""

    name: Annotated[str | None, "Its name, or null if that is the release's title"]
    start: Annotated[str, "The day or time when it begins"]
    end: Annotated[str | None, "The day or time when it ends, or null"]
    place: Annotated[str | None, "The place, or null"]
    url: Annotated[str | None, "The address of a stream or meeting, or null"]
    cancelled: Annotated[bool, "Whether it was cancelled"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its address and the SHA-256 of its content."""

    url: Annotated[str, "The address"]
    sha256: Annotated[str, "The SHA-256 of its bytes"]


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """An attachment of a release: *size* is in bytes."""

    url: Annotated[str, "The address"]
    title: Annotated[str, "What it is called"]
    media_type: Annotated[str, "The media type"]
    size: Annotated[int, "Bytes"]
    sha256: Annotated[str, "The SHA-256 of its bytes"]


@_described
@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release or translation, with its text."""

    id: Annotated[str, "The id: the path below `releases/` without suffix"]
    url: _Url
    title: Annotated[str, "The headline"]
    subtitle: Annotated[str | None, "The line below the headline, or null"]
    date: Annotated[dt.date, "Date of publication, `YYYY-MM-DD`"]
    moment: Annotated[
        dt.datetime | None,
        "Date, time and offset of publication (RFC 3339) if the header includes a time, or null",
    ]
    type: Annotated[str, "The type, such as `press-release`"]
    language: Annotated[str, "Language of the text, a BCP 47 tag"]
    issuer: Annotated[
        str | None,
        "Id of the organization that issued it (for a joint release, the first one), or null",
        _Ids("organizations"),
    ]
    issuers: Annotated[tuple[str, ...], "Ids of all organizations that issued it, in the order of the header"]
    number: Annotated[str | None, "Number within the issuer's series, or null"]
    dateline: Annotated[str | None, "The place in the dateline, or null"]
    summary: Annotated[str | None, "The summary (by default, the first paragraph), or null for a withdrawn release"]
    event: Annotated[
        Occasion | None,
        "Its event: `name`, `start`, `end`, `place`, `url` and `cancelled`, or null; times are in RFC 3339 format",
    ]
    topics: Annotated[tuple[str, ...], "Ids of its topics, in the order of the header"]
    organizations: Annotated[tuple[str, ...], "Ids of the organizations that it names, in order of first mention"]
    officials: Annotated[tuple[str, ...], "Ids of the officials that it names, in order of first mention"]
    related: Annotated[tuple[str, ...], "Ids of the related releases listed in its header"]
    replaces: Annotated[str | None, "Id of the release that it replaces, or null", _Ids("releases")]
    follows: Annotated[str | None, "Id of the release that it follows, or null", _Ids("releases")]
    translation_of: Annotated[str | None, "Id of the release that it translates, or null", _Ids("releases")]
    contacts: Annotated[
        tuple[Contact, ...],
        "Press contacts: a list of `name`, `email` and `phone`; if it has none, those of its issuers",
        _CONTACT,
    ]
    image: Annotated[Picture | None, "The lead image: `url`, `alt`, `caption` and `credit`, or null"]
    attachments: Annotated[
        tuple[OfferedFile, ...],
        "The attachments listed below its text: `url`, `title`, `media_type`, `size` in bytes and `sha256`",
    ]
    files: Annotated[
        tuple[File, ...], "The images and attachments in its text: a list of `url` and `sha256`, sorted by address"
    ]
    boilerplate: Annotated[str | None, "Its own boilerplate instead of the record's, or null"]
    corrections: Annotated[
        tuple[Correction, ...], "All corrections: a list of `date` and `note`, oldest first", _CORRECTION
    ]
    withdrawn: Annotated[
        Withdrawal | None,
        "`date`, `reason` and `replaced_by` if it was withdrawn (the text is then the notice), or null",
        _WITHDRAWAL,
    ]
    former_urls: Annotated[
        tuple[str, ...],
        "Its former addresses, including queries, relative to the site's root; they redirect to it",
    ]
    text: Annotated[str, "The plain text: title, then paragraphs, separated by blank lines"]


@_described
@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention of an organization or official in a release."""

    release: _Release
    place: _Place
    organization: _OrganizationMeant
    official: _OfficialMeant
    entity: Annotated[str, "Id of the organization or official"]
    kind: Annotated[str, "`organization` or `official`"]
    surface: Annotated[str, "The words that name it"]
    method: Annotated[
        str,
        "The method: `name`, `acronym`, `other-name`, `introduced` (a short name introduced in the text), "
        "`family-name`, `initials`, `office` (held on that date), `decided` (by `names` in the header), `role` (a "
        "role in the text), `header` (listed there) or `issuer`",
    ]
    role: _Role
    start: Annotated[
        int | None,
        "Start of the words: the position in the plain text in characters (Unicode code points), from 0; null if the "
        "header names it",
    ]
    end: Annotated[int | None, "End of the words, exclusive; null if the header names it"]


@_described
@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement by an official or organization in a release."""

    release: _Release
    place: _Place
    organization: _OrganizationMeant
    official: _OfficialMeant
    date: Annotated[dt.date, "Date of the release, `YYYY-MM-DD`"]
    speaker: Annotated[str, "Id of the official or organization that makes the statement"]
    kind: Annotated[str, "`official` or `organization`"]
    form: Annotated[str, "`direct` for words in quotation marks, `reported` for reported speech"]
    role: _Role
    text: Annotated[
        str,
        "The words. For a direct statement, the text between the quotation marks; for a reported one, the clause "
        "without `X said that`",
    ]
    start: Annotated[
        int, "Start of the words: the position in the plain text in characters (Unicode code points), from 0"
    ]
    end: Annotated[int, "End of the words, exclusive"]
    paragraph: Annotated[str, "Id of the paragraph, on the release's page, in which it begins: `<address>#p-57c2d7cf`"]


@_described
@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A text of a release in the ledger."""

    release: _Release
    revision: Annotated[int, "Its number, from 1"]
    published: Annotated[dt.datetime, "The time when it was published"]
    title: Annotated[str, "Its headline"]
    note: Annotated[str | None, "The note of its correction, or null for the first text"]
    stands: Annotated[bool, "Whether it is the current text; a withdrawn release has no current text"]
    sha256: Annotated[str, "Its digest in the ledger"]
    url: Annotated[str | None, "Address of its page, or null if it has none"]
    text: Annotated[
        str | None,
        "Its plain text if it is superseded; null if the release is withdrawn, and for the current text, which is in "
        "`releases`",
    ]


@_described
@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction, as its release describes it."""

    release: _Release
    place: _Place
    date: Annotated[dt.date, "The day"]
    note: Annotated[str, "What was corrected"]
    revision: Annotated[
        int | None, "The number of the revision that the correction created, or null if it isn't in the ledger"
    ]


@_described
@dataclass(frozen=True, slots=True)
class MembershipRow:
    """An office that an official held."""

    official: Annotated[str, "Id of the official", _Ids("officials")]
    place: Annotated[int, "Its position in the record, from 1"]
    role: Annotated[str, "The office, such as `Executive Director`"]
    organization: Annotated[str, "Id of the organization", _Ids("organizations")]
    start_date: Annotated[PartialDate | None, "The first day (may be a partial date), or null"]
    end_date: Annotated[PartialDate | None, "The last day (may be a partial date), or null"]


@_described
@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """The record of an organization."""

    id: _Id
    url: _Url
    name: Annotated[str, "The name"]
    acronym: Annotated[str | None, "The acronym, or null"]
    other_names: _OtherNames
    classification: Annotated[str | None, "The kind of organization, or null"]
    parent: Annotated[str | None, "Id of the parent organization, or null", _Ids("organizations")]
    founding_date: Annotated[
        PartialDate | None,
        "The date when it was founded, or null; dates in records may be partial: `2010`, `2010-07`, `2010-07-12`",
    ]
    dissolution_date: Annotated[PartialDate | None, "The date when it was dissolved, or null"]
    successors: Annotated[tuple[str, ...], "Ids of the organizations that replaced it"]
    contacts: Annotated[
        tuple[Contact, ...],
        "Press contacts for its releases that don't list their own: a list of `name`, `email` and `phone`",
        _CONTACT,
    ]
    boilerplate: Annotated[
        str | None, "The boilerplate below its releases, with an empty line between paragraphs, or null"
    ]
    website: _Website
    identifiers: _Identifiers
    sources: _Sources
    releases: _Count


@_described
@dataclass(frozen=True, slots=True)
class OfficialRow:
    """The record of an official."""

    id: _Id
    url: _Url
    name: Annotated[str, "The name"]
    other_names: _OtherNames
    family_name: Annotated[str | None, "The family name, or null"]
    memberships: Annotated[
        tuple[Membership, ...],
        "Offices held: a list of `role`, `organization` (an id), `start_date` and `end_date`",
        fields_of(MembershipRow)[2:],
    ]
    website: _Website
    identifiers: _Identifiers
    sources: _Sources
    releases: _Count


@_described
@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic."""

    id: Annotated[str, "The id, and the last part of the address"]
    url: _Url
    name: Annotated[str, "The name"]
    releases: _Count


@dataclass(frozen=True, slots=True)
class _TopicOfRelease:
    release: _Release
    place: _Place
    topic: Annotated[str, "Id of the topic", _Ids("topics")]


# Tables

APPLICATION = 0x6E777372
"""The ``PRAGMA application_id`` of the database: ``nwsr``."""
VERSION = 1
"""The version of the tables, ``PRAGMA user_version``, increased when a column is removed or changes its meaning."""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table of the database, which is also a Parquet file.

    Attributes:
        name: the name of the table.
        description: the meaning of its rows.
        fields: its columns, in order.
        key: the columns of the primary key.
        label: the column shown for a row that another table refers to.
        facets: the columns worth counting rows by.
        sort: the column to sort rows by, newest first if it is a date.
        indexes: the indexed columns, in addition to the key; views have none.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    label: str = ""
    facets: tuple[str, ...] = ()
    sort: str = ""
    indexes: tuple[str, ...] = ()


def _tables() -> Iterator[TableSchema]:
    yield TableSchema(
        "releases",
        "Every release and translation with its text",
        fields_of(ReleaseRow),
        ("id",),
        label="title",
        facets=("type", "language", "issuer", "topics", "organizations", "officials"),
        sort="date",
        indexes=("date", "issuer", "translation_of"),
    )
    yield TableSchema(
        "mentions",
        "Every mention of an organization or official",
        fields_of(MentionRow),
        ("release", "place"),
        facets=("kind", "method", "organization", "official"),
    )
    yield TableSchema(
        "statements",
        "Statements by officials and organizations whose speaker is certain",
        fields_of(StatementRow),
        ("release", "place"),
        facets=("form", "organization", "official"),
        sort="date",
    )
    yield TableSchema(
        "revisions",
        "Every published text of a release, including the current one",
        fields_of(RevisionRow),
        ("release", "revision"),
        facets=("stands",),
        sort="published",
    )
    yield TableSchema(
        "corrections",
        "Every correction, with its note",
        fields_of(CorrectionRow),
        ("release", "place"),
        sort="date",
    )
    yield TableSchema(
        "organizations",
        "Every organization",
        fields_of(OrganizationRow),
        ("id",),
        label="name",
        facets=("classification", "parent"),
        indexes=("parent",),
    )
    yield TableSchema("officials", "Every official", fields_of(OfficialRow), ("id",), label="name")
    yield TableSchema(
        "memberships",
        "Every office that an official held",
        fields_of(MembershipRow),
        ("official", "place"),
        facets=("organization",),
        indexes=("organization",),
    )
    yield TableSchema("topics", "Every topic", fields_of(TopicRow), ("id",), label="name")
    yield TableSchema(
        "release_topics",
        "The topics of each release",
        fields_of(_TopicOfRelease),
        ("release", "place"),
        facets=("topic",),
    )


TABLES: Mapping[str, TableSchema] = MappingProxyType({table.name: table for table in _tables()})
"""The tables of the database, by name."""

# JSON files


def _but(table: str, *names: str) -> tuple[Field, ...]:
    """Return the columns of a table that are also in its JSON file."""
    return tuple(field for field in TABLES[table].fields if field.name not in names)


_ONLY_IN_TABLES = ("place", "organization", "official")
_MENTIONS = _but("mentions", *_ONLY_IN_TABLES)
_OF_YEAR = (
    *TABLES["releases"].fields,
    Field("citation", "object", "Its citation, as an item of CSL-JSON"),
    Field(
        "log",
        "objects",
        "Its lines in the ledger: a list of `entry`, `details`, `index` and `hashes`. `entry` is the line as it is "
        "hashed. Its `commitment` is the SHA-256 of `details`. `index` is its position, from 0. `hashes` is the "
        "inclusion proof (RFC 6962) in the tree that ends with the line, in base64, beginning with the line's "
        "sibling. Empty if the release isn't recorded",
    ),
)

# The release's own file contains its mentions, so that programs need only one file per release.
_RELEASE = (
    *_OF_YEAR,
    Field(
        "mentions",
        "objects",
        "Every mention, with all fields of `data/mentions.jsonl` except `release`",
        of=_MENTIONS[1:],
    ),
)

_INDEX = (
    Field(
        "format",
        "integer",
        "Version of the format of this file and the files listed in it; it increases when a field is removed or its "
        "meaning changes",
    ),
    Field("title", "text", "Name of the archive"),
    Field("description", "text", "A description in one sentence; may be empty"),
    Field("url", "text", "Address of the archive, or empty if `html_baseurl` isn't set"),
    Field("language", "text", "Language of the archive, a BCP 47 tag"),
    Field(
        "files",
        "objects",
        "The data files: a list of `path`, `media_type`, `count` (rows or records), `description` and `fields` (a "
        "list of `name` and `meaning`). The entry for the files of years also has a list `years` of `path` and `count`",
    ),
)

ANY_RELEASE = release_page(ReleaseId("<id>")) + JSON
"""The placeholder for the file of each release, written if `newsroom_beside` includes it."""

ANY_YEAR = rows_of_year("<year>")
"""The placeholder for the file of each year."""

FILES: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        DATA: _INDEX,
        RELEASE_ROWS: _but("releases", "text"),
        ANY_YEAR: _OF_YEAR,
        MENTION_ROWS: _MENTIONS,
        STATEMENT_ROWS: _but("statements", *_ONLY_IN_TABLES),
        ORGANIZATION_RECORDS: TABLES["organizations"].fields,
        OFFICIAL_RECORDS: TABLES["officials"].fields,
        ANY_RELEASE: _RELEASE,
    }
)
"""The fields of each JSON file, in the order of the reference page; fields in the order of the file."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        DATA: "A list of the data files",
        RELEASE_ROWS: "Every release and translation without its text, one JSON object per line, sorted by year and id",
        ANY_YEAR: "The releases and translations of a year, with text, citation and proof, one JSON object per line, "
        "sorted by id",
        MENTION_ROWS: "Every mention of an organization or official, one JSON object per line, sorted by year, "
        "release and position",
        STATEMENT_ROWS: "Statements by officials and organizations whose speaker is certain, one JSON object per "
        "line, sorted by year, release and position",
        ORGANIZATION_RECORDS: "Every organization, as a JSON array sorted by id",
        OFFICIAL_RECORDS: "Every official, as a JSON array sorted by id",
        ANY_RELEASE: "One release, as in the file of its year, with its mentions; written if newsroom_beside includes "
        "json",
    }
)
"""The description of each JSON file."""
