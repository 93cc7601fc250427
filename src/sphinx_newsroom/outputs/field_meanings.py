"""What every field of the data means: ``data/index.json`` tells programs, ``docs/reference/output.md`` people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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

_RECORD = {
    "id": "The id: the file's name in `organizations/` or `officials/`, and the last part of the address",
    "url": "Address of the page; relative to the site's root where `html_baseurl` is not set",
    "name": "The name",
}
# What organizations and officials have alike stands first and last; between is what each has alone.
_RECORD_END = {
    "website": "Address of the own website, or null",
    "identifiers": "Identifiers elsewhere: scheme to value, such as `wikidata` to `Q…`",
    "sources": "Where the record's statements come from: a list of `url` and `note`",
    "releases": "Number of releases that name it; a translation counts only where its original does not",
}

_RELEASES = {
    "id": "The id: the path below `releases/` without suffix",
    "url": "Address of the page; relative to the site's root where `html_baseurl` is not set",
    "title": "The headline",
    "subtitle": "The line below the headline, or null",
    "date": "Date of publication, `YYYY-MM-DD`",
    "moment": "Date, time and offset of publication by RFC 3339 where the header gives a time, else null",
    "type": "The type, such as `press-release`",
    "language": "Language of the text, a BCP 47 tag",
    "issuer": "Id of the organization that issued it, of a joint release the one named first, or null",
    "issuers": "Ids of all organizations that issued it, in the header's order",
    "number": "Number within the issuer's series, or null",
    "dateline": "Place that the text is dated from, or null",
    "summary": "The summary, by default the first paragraph; null for a withdrawn release",
    "event": "What it invites to: `name`, `start`, `end`, `place`, `url` and `cancelled`, or null; times by RFC 3339",
    "topics": "Ids of its topics, in the header's order",
    "organizations": "Ids of the organizations that it names, in order of first mention",
    "officials": "Ids of the officials that it names, in order of first mention",
    "related": "Ids of releases that its header calls related",
    "replaces": "Id of the release that it replaces, or null",
    "follows": "Id of the release that it follows, or null",
    "translation_of": "Id of the release that it translates, or null",
    "contacts": "Whom the press may ask: a list of `name`, `email` and `phone`; where it is empty, its issuers'",
    "image": "The leading image: `url`, `alt`, `caption` and `credit`, or null",
    "attachments": "The files that it lists below its text: `url`, `title`, `media_type`, `size` in bytes and `sha256`",
    "files": "The pictures and attachments of its text: a list of `url` and `sha256`, by address",
    "boilerplate": "A text about the issuer that it has in the place of the record's, or null",
    "corrections": "Every correction: a list of `date` and `note`, oldest first",
    "withdrawn": "`date`, `reason` and `replaced_by` where it was withdrawn, else null; the text is then the notice",
    "former_urls": "Addresses that it had before, with their queries, relative to the site's root; they redirect to it",
    "text_url": "Address of the plain text, the `.txt`, with what stands about the issuer below a rule; "
    "relative to the site's root where `html_baseurl` is not set",
}

_WITH_TEXT = {
    **_RELEASES,
    "text": "The plain text, as the `.txt` begins: title, then paragraphs, separated by blank lines",
}

_MENTIONS = {
    "release": "Id of the release",
    "entity": "Id of the organization or official that is meant",
    "kind": "`organization` or `official`",
    "surface": "The words that name it",
    "method": "Why it is meant: `name`, `acronym`, `other-name`, `introduced` (a short name that the text introduces), "
    "`family-name`, `initials`, `office` (who held it then), `decided` (by `names` in the header), `role` (a "
    "role in the text), `header` (listed there) or `issuer`",
    "role": "The office that the official held on the release's date, or null",
    "start": "Where the words begin: characters (Unicode code points) of the plain text, from 0; null where the header "
    "names it",
    "end": "Where the words end, exclusive; null where the header names it",
}

_STATEMENTS = {
    "release": "Id of the release",
    "date": "Date of the release, `YYYY-MM-DD`",
    "speaker": "Id of the official or organization that says it",
    "kind": "`official` or `organization`",
    "form": "`direct` for words in quotation marks, `reported` for reported speech",
    "role": "The office that the official held on the release's date, or null",
    "text": "The words: of a direct statement what stands between the quotation marks, of a reported one the clause "
    "without `X said that`",
    "start": "Where the words begin: characters (Unicode code points) of the plain text, from 0",
    "end": "Where the words end, exclusive",
    "paragraph": "Id of the paragraph on the release's page that it begins in: `<address>#p-57c2d7cf`",
}

_ORGANIZATIONS = {
    **_RECORD,
    "acronym": "The acronym, or null",
    "other_names": "Other and former names: a list of `name`, `language`, `start_date` and `end_date`",
    "classification": "The kind of organization, or null",
    "parent": "Id of the organization that it is part of, or null",
    "founding_date": "When it was founded, or null; dates of records may be partial: `2010`, `2010-07`, `2010-07-12`",
    "dissolution_date": "When it was dissolved, or null",
    "successors": "Ids of the organizations that took its place",
    "contacts": "Whom the press may ask about its releases that name nobody: a list of `name`, `email` and `phone`",
    "boilerplate": "What stands about it under its releases, paragraphs with an empty line between, or null",
    **_RECORD_END,
}

_OFFICIALS = {
    **_RECORD,
    "other_names": "Other and former names: a list of `name`, `language`, `start_date` and `end_date`",
    "family_name": "The family name, or null",
    "memberships": "Offices held: a list of `role`, `organization` (an id), `start_date` and `end_date`",
    **_RECORD_END,
}

# The release's own file has its mentions in it, so that a program that wants one release reads one file.
_RELEASE = {
    **_RELEASES,
    "mentions": "Every mention, with the fields of `data/mentions.jsonl` but `release`",
    "log": "The ledger's lines of its texts and its withdrawal: a list of `entry`, the line, `index`, its place from "
    "0, and `hashes`, which prove it (RFC 6962) for the tree that ends with it, in base64, the line's sibling first; "
    "empty where it is not recorded",
}

_INDEX = {
    "format": "Number of the format, of this file and of those that it names; see above",
    "title": "Name of the archive",
    "description": "What it is, in a sentence; may be empty",
    "url": "Address of the archive, or empty where `html_baseurl` is not set",
    "language": "Language of the archive, a BCP 47 tag",
    "files": "The files of data: a list of `path`, `media_type`, `count` (rows or records), `description` and `fields` "
    "(a list of `name` and `meaning`); that of years has their files, too, as a list `years` of `path` and `count`",
}

ANY_RELEASE = release_page(ReleaseId("<id>")) + JSON
"""Stands for the file that each release has."""

ANY_YEAR = rows_of_year("<year>")
"""Stands for the file that each year has."""

FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        DATA: _INDEX,
        RELEASE_ROWS: _RELEASES,
        ANY_YEAR: _WITH_TEXT,
        MENTION_ROWS: _MENTIONS,
        STATEMENT_ROWS: _STATEMENTS,
        ORGANIZATION_RECORDS: _ORGANIZATIONS,
        OFFICIAL_RECORDS: _OFFICIALS,
        ANY_RELEASE: _RELEASE,
    }
)
"""File to field to meaning, in the order of the reference page; fields in the order in which they are written."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        DATA: "What data there is",
        RELEASE_ROWS: "Every release and translation without its text, one JSON object a line, by year and id",
        ANY_YEAR: "The releases and translations of a year with their texts, one JSON object a line, by id",
        MENTION_ROWS: "Every naming of an organization or official, one JSON object a line, by year, release and place",
        STATEMENT_ROWS: "What officials and organizations say, where a rule is sure who speaks, one JSON "
        "object a line, by year, release and place",
        ORGANIZATION_RECORDS: "Every organization, a JSON array by id",
        OFFICIAL_RECORDS: "Every official, a JSON array by id",
        ANY_RELEASE: "One release with its mentions and without its text, a JSON object",
    }
)
"""File to what it holds."""
