"""The one declaration of all fields of the data.

``data/index.json``, the database, Parquet, the JSON Schemas, the descriptions for Frictionless and Datasette, the page
of data, ``docs/reference/output.md`` and the Python API have their fields from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

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

# What a field of data is: its name, what it holds and what that means.

Kind = Literal["text", "integer", "boolean", "date", "moment", "texts", "object", "objects", "map"]
"""What a field holds.

A ``date`` is a whole one, ``YYYY-MM-DD``, a ``moment`` one of RFC 3339 with its offset; partial dates are ``text``.
``texts`` and ``objects`` are lists, a ``map`` has texts by names that nobody knows beforehand.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file or table.

    Attributes:
        name: what it is called, in files, columns and the Python API alike.
        kind: what it holds.
        meaning: what that means, in a line of Markdown without its full stop.
        null: whether it may be null.
        of: the fields of its objects.
        table: the table whose ids it has.
    """

    name: str
    kind: Kind
    meaning: str
    null: bool = False
    of: tuple[Field, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database, which is also a Parquet file.

    Attributes:
        name: what it is called.
        description: what its rows are.
        fields: its columns, in their order.
        key: the columns that tell a row from all others.
        label: the column by which a row is called where another one refers to it.
        facets: the columns by which rows are worth counting.
        sort: the column by which rows are shown, the newest first where it is a date.
        indexes: the columns by which rows are looked for, beside the key; a view of the database has none.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    label: str = ""
    facets: tuple[str, ...] = ()
    sort: str = ""
    indexes: tuple[str, ...] = ()


PAGE_URL = "Address of the page; relative to the site's root where `html_baseurl` is not set"
_RECORD = (
    Field(
        "id", "text", "The id: the file's name in `organizations/` or `officials/`, and the last part of the address"
    ),
    Field("url", "text", PAGE_URL),
    Field("name", "text", "The name"),
)
_SOURCE = (Field("url", "text", "Where"), Field("note", "text", "What"))
RELEASE_COUNT = Field(
    "releases", "integer", "Number of releases that name it; a translation counts only where its original does not"
)
# What organizations and officials have alike stands first and last; between is what each has alone.
_RECORD_END = (
    Field("website", "text", "Address of the own website, or null", null=True),
    Field("identifiers", "map", "Identifiers elsewhere: scheme to value, such as `wikidata` to `Q…`"),
    Field("sources", "objects", "Where the record's statements come from: a list of `url` and `note`", of=_SOURCE),
    RELEASE_COUNT,
)
_CONTACT = (
    Field("name", "text", "The name"),
    Field("email", "text", "The mail address, or null", null=True),
    Field("phone", "text", "The telephone number, or null", null=True),
)
_OTHER_NAMES = Field(
    "other_names",
    "objects",
    "Other and former names: a list of `name`, `language`, `start_date` and `end_date`",
    of=(
        Field("name", "text", "The name"),
        Field("language", "text", "Its language, a BCP 47 tag, or null", null=True),
        Field("start_date", "text", "Since when, or null", null=True),
        Field("end_date", "text", "Until when, or null", null=True),
    ),
)
TERM = (
    Field("role", "text", "The office, such as `Executive Director`"),
    Field("organization", "text", "Id of the organization", table="organizations"),
    Field("start_date", "text", "Since when, a date that may be partial, or null", null=True),
    Field("end_date", "text", "Until when, a date that may be partial, or null", null=True),
)
_FILE = (
    Field("url", "text", "The address"),
    Field("sha256", "text", "The SHA-256 of its bytes"),
)

_RELEASES = (
    Field("id", "text", "The id: the path below `releases/` without suffix"),
    Field("url", "text", PAGE_URL),
    Field("title", "text", "The headline"),
    Field("subtitle", "text", "The line below the headline, or null", null=True),
    Field("date", "date", "Date of publication, `YYYY-MM-DD`"),
    Field(
        "moment",
        "moment",
        "Date, time and offset of publication by RFC 3339 where the header gives a time, else null",
        null=True,
    ),
    Field("type", "text", "The type, such as `press-release`"),
    Field("language", "text", "Language of the text, a BCP 47 tag"),
    Field(
        "issuer",
        "text",
        "Id of the organization that issued it, of a joint release the one named first, or null",
        null=True,
        table="organizations",
    ),
    Field("issuers", "texts", "Ids of all organizations that issued it, in the header's order"),
    Field("number", "text", "Number within the issuer's series, or null", null=True),
    Field("dateline", "text", "Place that the text is dated from, or null", null=True),
    Field("summary", "text", "The summary, by default the first paragraph; null for a withdrawn release", null=True),
    Field(
        "event",
        "object",
        "What it invites to: `name`, `start`, `end`, `place`, `url` and `cancelled`, or null; times by RFC 3339",
        null=True,
        of=(
            Field("name", "text", "What it is called, or null where that is the release's title", null=True),
            Field("start", "text", "The day, or the moment, when it begins"),
            Field("end", "text", "The day, or the moment, when it ends, or null", null=True),
            Field("place", "text", "Where people go, or null", null=True),
            Field("url", "text", "Where it can be followed or joined, or null", null=True),
            Field("cancelled", "boolean", "Whether it was called off"),
        ),
    ),
    Field("topics", "texts", "Ids of its topics, in the header's order"),
    Field("organizations", "texts", "Ids of the organizations that it names, in order of first mention"),
    Field("officials", "texts", "Ids of the officials that it names, in order of first mention"),
    Field("related", "texts", "Ids of releases that its header calls related"),
    Field("replaces", "text", "Id of the release that it replaces, or null", null=True, table="releases"),
    Field("follows", "text", "Id of the release that it follows, or null", null=True, table="releases"),
    Field("translation_of", "text", "Id of the release that it translates, or null", null=True, table="releases"),
    Field(
        "contacts",
        "objects",
        "Whom the press may ask: a list of `name`, `email` and `phone`; where it is empty, its issuers'",
        of=_CONTACT,
    ),
    Field(
        "image",
        "object",
        "The leading image: `url`, `alt`, `caption` and `credit`, or null",
        null=True,
        of=(
            Field("url", "text", "The address"),
            Field("alt", "text", "What it shows"),
            Field("caption", "text", "The caption, may be empty"),
            Field("credit", "text", "Whose it is, may be empty"),
        ),
    ),
    Field(
        "attachments",
        "objects",
        "The files that it lists below its text: `url`, `title`, `media_type`, `size` in bytes and `sha256`",
        of=(
            _FILE[0],
            Field("title", "text", "What it is called"),
            Field("media_type", "text", "The media type"),
            Field("size", "integer", "Bytes"),
            _FILE[1],
        ),
    ),
    Field(
        "files",
        "objects",
        "The pictures and attachments of its text: a list of `url` and `sha256`, by address",
        of=_FILE,
    ),
    Field(
        "boilerplate", "text", "A text about the issuer that it has in the place of the record's, or null", null=True
    ),
    Field(
        "corrections",
        "objects",
        "Every correction: a list of `date` and `note`, oldest first",
        of=(Field("date", "date", "The day"), Field("note", "text", "What was corrected")),
    ),
    Field(
        "withdrawn",
        "object",
        "`date`, `reason` and `replaced_by` where it was withdrawn, else null; the text is then the notice",
        null=True,
        of=(
            Field("date", "date", "The day"),
            Field("reason", "text", "Why"),
            Field("replaced_by", "text", "Id of the release that replaces it, or null", null=True),
        ),
    ),
    Field(
        "former_urls",
        "texts",
        "Addresses that it had before, with their queries, relative to the site's root; they redirect to it",
    ),
)

RELEASE_WITH_TEXT = (
    *_RELEASES,
    Field("text", "text", "The plain text: title, then paragraphs, separated by blank lines"),
)

OF_RELEASE = Field("release", "text", "Id of the release", table="releases")
_ROLE = Field("role", "text", "The office that the official held on the release's date, or null", null=True)

MENTION = (
    Field("entity", "text", "Id of the organization or official that is meant"),
    Field("kind", "text", "`organization` or `official`"),
    Field("surface", "text", "The words that name it"),
    Field(
        "method",
        "text",
        "Why it is meant: `name`, `acronym`, `other-name`, `introduced` (a short name that the text introduces), "
        "`family-name`, `initials`, `office` (who held it then), `decided` (by `names` in the header), `role` (a "
        "role in the text), `header` (listed there) or `issuer`",
    ),
    _ROLE,
    Field(
        "start",
        "integer",
        "Where the words begin: characters (Unicode code points) of the plain text, from 0; null where the header "
        "names it",
        null=True,
    ),
    Field("end", "integer", "Where the words end, exclusive; null where the header names it", null=True),
)

STATEMENT = (
    Field("date", "date", "Date of the release, `YYYY-MM-DD`"),
    Field("speaker", "text", "Id of the official or organization that says it"),
    Field("kind", "text", "`official` or `organization`"),
    Field("form", "text", "`direct` for words in quotation marks, `reported` for reported speech"),
    _ROLE,
    Field(
        "text",
        "text",
        "The words: of a direct statement what stands between the quotation marks, of a reported one the clause "
        "without `X said that`",
    ),
    Field("start", "integer", "Where the words begin: characters (Unicode code points) of the plain text, from 0"),
    Field("end", "integer", "Where the words end, exclusive"),
    Field("paragraph", "text", "Id of the paragraph on the release's page that it begins in: `<address>#p-57c2d7cf`"),
)

ORGANIZATION = (
    *_RECORD,
    Field("acronym", "text", "The acronym, or null", null=True),
    _OTHER_NAMES,
    Field("classification", "text", "The kind of organization, or null", null=True),
    Field("parent", "text", "Id of the organization that it is part of, or null", null=True, table="organizations"),
    Field(
        "founding_date",
        "text",
        "When it was founded, or null; dates of records may be partial: `2010`, `2010-07`, `2010-07-12`",
        null=True,
    ),
    Field("dissolution_date", "text", "When it was dissolved, or null", null=True),
    Field("successors", "texts", "Ids of the organizations that took its place"),
    Field(
        "contacts",
        "objects",
        "Whom the press may ask about its releases that name nobody: a list of `name`, `email` and `phone`",
        of=_CONTACT,
    ),
    Field(
        "boilerplate",
        "text",
        "What stands about it under its releases, paragraphs with an empty line between, or null",
        null=True,
    ),
    *_RECORD_END,
)

OFFICIAL = (
    *_RECORD,
    _OTHER_NAMES,
    Field("family_name", "text", "The family name, or null", null=True),
    Field(
        "memberships",
        "objects",
        "Offices held: a list of `role`, `organization` (an id), `start_date` and `end_date`",
        of=TERM,
    ),
    *_RECORD_END,
)

_OF_YEAR = (
    *RELEASE_WITH_TEXT,
    Field("citation", "object", "How it is cited, as an item of CSL-JSON"),
    Field(
        "log",
        "objects",
        "The ledger's lines of its texts and its withdrawal: a list of `entry`, the line as it is hashed, `details`, "
        "of which that has the SHA-256 as `commitment`, `index`, its place from 0, and `hashes`, which prove it (RFC "
        "6962) for the tree that ends with it, in base64, the line's sibling first; empty where it is not recorded",
    ),
)

# The release's own file has its mentions in it, so that a program that wants one release reads one file.
_RELEASE = (
    *_OF_YEAR,
    Field("mentions", "objects", "Every mention, with the fields of `data/mentions.jsonl` but `release`", of=MENTION),
)

_INDEX = (
    Field(
        "format",
        "integer",
        "Number of the format, of this file and of those that it names: it rises where a field goes or comes to mean "
        "something else",
    ),
    Field("title", "text", "Name of the archive"),
    Field("description", "text", "What it is, in a sentence; may be empty"),
    Field("url", "text", "Address of the archive, or empty where `html_baseurl` is not set"),
    Field("language", "text", "Language of the archive, a BCP 47 tag"),
    Field(
        "files",
        "objects",
        "The files of data: a list of `path`, `media_type`, `count` (rows or records), `description` and `fields` "
        "(a list of `name` and `meaning`); that of years has their files, too, as a list `years` of `path` and `count`",
    ),
)

ANY_RELEASE = release_page(ReleaseId("<id>")) + JSON
"""Stands for the file that each release has, if `newsroom_beside` asks for it."""

ANY_YEAR = rows_of_year("<year>")
"""Stands for the file that each year has."""

FILES: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        DATA: _INDEX,
        RELEASE_ROWS: _RELEASES,
        ANY_YEAR: _OF_YEAR,
        MENTION_ROWS: (OF_RELEASE, *MENTION),
        STATEMENT_ROWS: (OF_RELEASE, *STATEMENT),
        ORGANIZATION_RECORDS: ORGANIZATION,
        OFFICIAL_RECORDS: OFFICIAL,
        ANY_RELEASE: _RELEASE,
    }
)
"""File of JSON to its fields, in the order of the reference page; fields in the order in which they are written."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        DATA: "What data there is",
        RELEASE_ROWS: "Every release and translation without its text, one JSON object a line, by year and id",
        ANY_YEAR: "The releases and translations of a year, with text, citation and proof, a JSON object a line, by id",
        MENTION_ROWS: "Every naming of an organization or official, one JSON object a line, by year, release and place",
        STATEMENT_ROWS: "What officials and organizations say, where a rule is sure who speaks, one JSON "
        "object a line, by year, release and place",
        ORGANIZATION_RECORDS: "Every organization, a JSON array by id",
        OFFICIAL_RECORDS: "Every official, a JSON array by id",
        ANY_RELEASE: "One release, as in the file of its year, and its mentions, if newsroom_beside has json",
    }
)
"""File of JSON to what it holds."""
