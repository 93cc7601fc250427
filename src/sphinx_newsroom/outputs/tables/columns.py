"""The one declaration of all data columns: their names, types and meanings.

It defines the JSON lines and their index, the database, Parquet, the JSON Schemas, and the descriptions for
Frictionless and Datasette. The page of data, the reference, and the rows and frames of ``Archive`` use it, too.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, TypeVar, dataclass_transform, get_args, get_type_hints

from sphinx_newsroom.model.addresses import JSON, MENTION_ROWS, ReleaseId, release_page, rows_of_year
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


@dataclass_transform(frozen_default=True)
def _row(cls: type[T]) -> type[T]:
    """Make a class of frozen rows, and add the meanings of its fields to its docstring."""
    made = dataclass(frozen=True, slots=True)(cls)
    meanings = "\n".join(f"    {field.name}: {field.meaning}." for field in fields_of(made))
    made.__doc__ = f"{cls.__doc__}\n\nAttributes:\n{meanings}\n"
    return made


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


@_row
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


@_row
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


@_row
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


@_row
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


@_row
class CorrectionRow:
    """A correction, as its release describes it."""

    release: _Release
    place: _Place
    date: Annotated[dt.date, "The day"]
    note: Annotated[str, "What was corrected"]
    revision: Annotated[
        int | None, "The number of the revision that the correction created, or null if it isn't in the ledger"
    ]


@_row
class MembershipRow:
    """An office that an official held."""

    official: Annotated[str, "Id of the official", _Ids("officials")]
    place: Annotated[int, "Its position in the record, from 1"]
    role: Annotated[str, "The office, such as `Executive Director`"]
    organization: Annotated[str, "Id of the organization", _Ids("organizations")]
    start_date: Annotated[PartialDate | None, "The first day (may be a partial date), or null"]
    end_date: Annotated[PartialDate | None, "The last day (may be a partial date), or null"]


@_row
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


@_row
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


@_row
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
    """A table of the database, which is also a Parquet file: its columns, and what ``tables.toml`` declares."""

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    label: str = ""
    facets: tuple[str, ...] = ()
    sort: str = ""
    indexes: tuple[str, ...] = ()


ROWS: Mapping[str, type] = MappingProxyType(
    {
        "releases": ReleaseRow,
        "mentions": MentionRow,
        "statements": StatementRow,
        "revisions": RevisionRow,
        "corrections": CorrectionRow,
        "organizations": OrganizationRow,
        "officials": OfficialRow,
        "memberships": MembershipRow,
        "topics": TopicRow,
        "release_topics": _TopicOfRelease,
    }
)
"""The row class of each table."""


def _table(name: str, declared: Mapping[str, Any]) -> TableSchema:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in declared.items()
    }
    return TableSchema(name, fields=fields_of(ROWS[name]), **values)


_DECLARED: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("tables.toml").read_text(encoding="utf-8"))

TABLES: Mapping[str, TableSchema] = MappingProxyType(
    {name: _table(name, declared) for name, declared in _DECLARED["tables"].items()}
)
"""The tables of the database, by name."""

# JSON files

ANY_RELEASE = release_page(ReleaseId("<id>")) + JSON
"""The placeholder for the file of each release, written if `newsroom_beside` includes it."""

ANY_YEAR = rows_of_year("<year>")
"""The placeholder for the file of each year."""


def _fields_of_file(path: str) -> tuple[Field, ...]:
    declared = _DECLARED["files"][path]
    table = TABLES[declared["table"]].fields if "table" in declared else ()
    shared = [field for field in table if field.name not in declared.get("without", ())]
    others = _fields_of_file(declared["like"]) if "like" in declared else ()
    inner = {"mentions": _fields_of_file(MENTION_ROWS)[1:]} if path == ANY_RELEASE else {}
    own = [Field(**field, of=inner.get(field["name"], ())) for field in declared.get("fields", ())]
    return (*others, *shared, *own)


FILES: Mapping[str, tuple[Field, ...]] = MappingProxyType({path: _fields_of_file(path) for path in _DECLARED["files"]})
"""The fields of each JSON file, in the order of the reference page; fields in the order of the file."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {path: declared["description"] for path, declared in _DECLARED["files"].items()}
)
"""The description of each JSON file."""
