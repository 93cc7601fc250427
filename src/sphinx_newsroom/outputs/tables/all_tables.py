"""The tables of the database and of Parquet: which fields of the declaration each has, and what tells its rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sphinx_newsroom.outputs.tables.declared import (
    MENTION,
    OF_RELEASE,
    OFFICIAL,
    ORGANIZATION,
    PAGE_URL,
    RELEASE_COUNT,
    RELEASE_WITH_TEXT,
    STATEMENT,
    TERM,
    Field,
    Table,
)

APPLICATION = 0x6E777372
"""What tells the database from others of SQLite: ``nwsr`` (``PRAGMA application_id``)."""
VERSION = 1
"""The format of the tables, ``PRAGMA user_version``: it rises where a column goes or comes to mean something else."""

_PLACE = Field("place", "integer", "Its turn within the release, from 1")
_ORGANIZATION_MEANT = Field(
    "organization", "text", "Id of the organization that is meant, or null", null=True, table="organizations"
)
_OFFICIAL_MEANT = Field("official", "text", "Id of the official that is meant, or null", null=True, table="officials")
_PLACE_OF_TERM = Field("place", "integer", "Its turn within the record, from 1")

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table(
                "releases",
                "Every release and translation with its text",
                RELEASE_WITH_TEXT,
                ("id",),
                label="title",
                facets=("type", "language", "issuer", "topics", "organizations", "officials"),
                sort="date",
                indexes=("date", "issuer", "translation_of"),
            ),
            Table(
                "mentions",
                "Every naming of an organization or official",
                (OF_RELEASE, _PLACE, _ORGANIZATION_MEANT, _OFFICIAL_MEANT, *MENTION),
                ("release", "place"),
                facets=("kind", "method", "organization", "official"),
            ),
            Table(
                "statements",
                "What officials and organizations say, where a rule is sure who speaks",
                (OF_RELEASE, _PLACE, _ORGANIZATION_MEANT, _OFFICIAL_MEANT, *STATEMENT),
                ("release", "place"),
                facets=("form", "organization", "official"),
                sort="date",
            ),
            Table(
                "revisions",
                "Every text that the ledger has of a release, the one that stands among them",
                (
                    OF_RELEASE,
                    Field("revision", "integer", "Its number, from 1"),
                    Field("published", "moment", "Since when it stood"),
                    Field("title", "text", "Its headline"),
                    Field(
                        "note",
                        "text",
                        "What was corrected in it of the text before, or null for the first",
                        null=True,
                    ),
                    Field("stands", "boolean", "Whether it is the text of today; of a withdrawn release none is"),
                    Field("sha256", "text", "Its digest, as the ledger has it"),
                    Field("url", "text", "Address of its page, or null where it has none", null=True),
                    Field(
                        "text",
                        "text",
                        "Its plain text where it was superseded; null for that of today, which the release has, and "
                        "where the release is withdrawn",
                        null=True,
                    ),
                ),
                ("release", "revision"),
                facets=("stands",),
                sort="published",
            ),
            Table(
                "corrections",
                "Every correction, as releases tell it",
                (
                    OF_RELEASE,
                    _PLACE,
                    Field("date", "date", "The day"),
                    Field("note", "text", "What was corrected"),
                    Field(
                        "revision",
                        "integer",
                        "The number of the text that came by it, or null where the ledger has none",
                        null=True,
                    ),
                ),
                ("release", "place"),
                sort="date",
            ),
            Table(
                "organizations",
                "Every organization",
                ORGANIZATION,
                ("id",),
                label="name",
                facets=("classification", "parent"),
                indexes=("parent",),
            ),
            Table("officials", "Every official", OFFICIAL, ("id",), label="name"),
            Table(
                "memberships",
                "Every office that an official held",
                (Field("official", "text", "Id of the official", table="officials"), _PLACE_OF_TERM, *TERM),
                ("official", "place"),
                facets=("organization",),
                indexes=("organization",),
            ),
            Table(
                "topics",
                "Every topic",
                (
                    Field("id", "text", "The id, and the last part of the address"),
                    Field("url", "text", PAGE_URL),
                    Field("name", "text", "The name"),
                    RELEASE_COUNT,
                ),
                ("id",),
                label="name",
            ),
            Table(
                "release_topics",
                "Which releases are filed under which topics",
                (OF_RELEASE, _PLACE, Field("topic", "text", "Id of the topic", table="topics")),
                ("release", "place"),
                facets=("topic",),
            ),
        )
    }
)
"""The tables of the database, by name."""
