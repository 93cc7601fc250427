"""Every key of a header, declared once: the strict reader, the reference and the JSON Schemas are made from it.

A new key is a line here and a field of its record in ``model.records``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.records import (
    AnnouncedEvent,
    Attachment,
    Contact,
    Correction,
    Image,
    Membership,
    Name,
    Source,
    Withdrawal,
)
from sphinx_newsroom.sources.keys.file_paths import ATTACHMENT_PATH, IMAGE_PATH
from sphinx_newsroom.sources.keys.sheet import (
    Key,
    RefusedError,
    Sheet,
    ValueForm,
    label,
    named,
    scalar,
    shortened,
    text,
)
from sphinx_newsroom.sources.keys.times import (
    DATE,
    DATE_OR_TIME,
    PARTIAL_DATE,
    TIME,
    date_or_time_in,
    in_order,
    moments_in_order,
    time_in,
)
from sphinx_newsroom.sources.keys.value_forms import NAMED, TEXT, list_of, one_of, record_of, texts_by_key
from sphinx_newsroom.sources.keys.values import (
    DECISIONS,
    EMAIL,
    FORMER_URL,
    ID,
    ID_SCHEMA,
    LANGUAGE,
    OFFICIAL_ID,
    ORGANIZATION_ID,
    PHONE,
    RECORD_ID,
    RELEASE_ID,
    TOPIC_ID,
    TRUTH,
    WEB_ADDRESS,
)

# What a header says of its issuers: who they are, and what stands about them under a text.

# Not \s: a blank that does not break is meant so.
_BLANKS = re.compile(r"[ \t\r\n]+")
_BETWEEN = re.compile(r"\r?\n[ \t]*\r?\n")


def issuer(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """The id of the one organization that issued a release; several stand under a key of their own."""
    if isinstance(node, yaml.SequenceNode):
        ids = ", ".join(part.value for part in node.value if isinstance(part, yaml.ScalarNode))
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is a list", f"write issuers: [{shortened(ids)}]")
    return text(sheet, where, node)


def paragraphs(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """Text of several paragraphs, an empty line between them and blanks made single."""
    scalar(where, node)  # which refuses what is no text
    blocks = (_BLANKS.sub(" ", block).strip() for block in _BETWEEN.split(node.value))
    return "\n\n".join(filter(None, blocks))


def boilerplate(sheet: Sheet, where: str, node: yaml.Node) -> str | tuple[str, ...]:
    """A text, the ids of the organizations whose own one is meant, or false for none."""
    if isinstance(node, yaml.SequenceNode):
        ids: tuple[str, ...] = list_of(ORGANIZATION_ID).read(sheet, where, node)
        return ids
    if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() == "false":
        return ()
    found = paragraphs(sheet, where, node)
    if ID.fullmatch(found):
        message = f"{label(where)} is {found!r}, a text of one word"
        raise RefusedError(Code.WRONG_TYPE, message, f"write {where}: [{found}]")
    return found


PARAGRAPHS = ValueForm(paragraphs, "text", TEXT.schema)
"""Text in which an empty line begins a paragraph."""
BOILERPLATE = ValueForm(
    boilerplate,
    "text, list of organization ids, or `false`",
    {
        "anyOf": [
            # one word would be an id, and ids stand in a list
            {"type": "string", "pattern": rf"^(?!(?:{ID.pattern})\s*$)(?:{TEXT.schema['pattern'][1:]})"},
            {"type": "array", "items": ID_SCHEMA, "uniqueItems": True},
            {"const": False},
        ]
    },
)
ISSUER_ID = ValueForm(issuer, "organization id", ID_SCHEMA)


_in_time = in_order("start_date", "end_date")

CONTACT = record_of(
    Contact,
    "contact",
    {
        "name": Key(TEXT, "A person or desk.", required=True),
        "email": Key(EMAIL, "An e-mail address."),
        "phone": Key(PHONE, "A telephone number, in quotation marks."),
    },
)
IMAGE = record_of(
    Image,
    "an image",
    {
        "src": Key(IMAGE_PATH, "The file, relative to the one that names it.", required=True),
        "alt": Key(TEXT, "What the image shows, for those who cannot see it.", required=True),
        "caption": Key(TEXT, "The words below the image."),
        "credit": Key(TEXT, "Whose image it is."),
    },
)
_ATTACHMENT_RECORD = record_of(
    Attachment,
    "attachment",
    {
        "src": Key(ATTACHMENT_PATH, "The file, relative to the release.", required=True),
        "title": Key(TEXT, "What it is called. Default: the file's name."),
    },
)


def _attachment(sheet: Sheet, where: str, node: yaml.Node) -> Attachment | None:
    """A file that is offered: its path alone, or with its title."""
    if isinstance(node, yaml.MappingNode):
        found: Attachment | None = _ATTACHMENT_RECORD.read(sheet, where, node)
        return found
    return Attachment(ATTACHMENT_PATH.read(sheet, where, node))


ATTACHMENT = _ATTACHMENT_RECORD._replace(read=_attachment, schema=ATTACHMENT_PATH.schema)


def event_of(when: ValueForm) -> ValueForm:
    """An event that is announced, whose times are of a form."""
    return record_of(
        AnnouncedEvent,
        "an event",
        {
            "start": Key(when, "When it begins: a day, or a day and time.", required=True),
            "end": Key(when, "When it ends, a day where `start` is one; of several days the last."),
            "name": Key(TEXT, "What it is called. Default: the release's title."),
            "place": Key(TEXT, "Where it is, as an address is written in a line."),
            "url": Key(WEB_ADDRESS, "Where it can be followed or joined."),
            "cancelled": Key(TRUTH, "`true` once it does not take place; the release stands."),
        },
        moments_in_order("start", "end"),
    )


CORRECTION = record_of(
    Correction,
    "correction",
    {
        "date": Key(DATE, "When the text was corrected.", required=True),
        "note": Key(TEXT, "What was changed.", required=True),
    },
)
WITHDRAWAL = record_of(
    Withdrawal,
    "a withdrawal",
    {
        "date": Key(DATE, "When the release was withdrawn.", required=True),
        "reason": Key(TEXT, "Why.", required=True),
        "replaced_by": Key(RELEASE_ID, "The release that takes its place."),
    },
)
MEMBERSHIP = record_of(
    Membership,
    "office",
    {
        "role": Key(NAMED, "The office, such as `Executive Director`.", required=True),
        "organization": Key(ORGANIZATION_ID, "Where the office is held.", required=True),
        "start_date": Key(PARTIAL_DATE, "When the office began."),
        "end_date": Key(PARTIAL_DATE, "When it ended. Left out while it is held."),
    },
    _in_time,
)
SOURCE = record_of(
    Source,
    "source",
    {
        "url": Key(WEB_ADDRESS, "The address of the source.", required=True),
        "note": Key(TEXT, "What it is, or what is taken from it."),
    },
)
_NAME_RECORD = record_of(
    Name,
    "name",
    {
        "name": Key(NAMED, "The name.", required=True),
        "language": Key(LANGUAGE, "The language that the name is in."),
        "start_date": Key(PARTIAL_DATE, "From when the name was used."),
        "end_date": Key(PARTIAL_DATE, "Until when the name was used."),
    },
    _in_time,
)


def _name(sheet: Sheet, where: str, node: yaml.Node) -> Name | None:
    """Another name: text alone, or with its language and time."""
    if isinstance(node, yaml.MappingNode):
        found: Name | None = _NAME_RECORD.read(sheet, where, node)
        return found
    return Name(named(sheet, where, node))


NAME = _NAME_RECORD._replace(read=_name, schema=NAMED.schema)
IDENTIFIERS = texts_by_key(
    "[a-z][a-z0-9_-]*", "a scheme such as wikidata and the identifier, each as text", "scheme: identifier"
)

RELEASE: Mapping[str, Key] = {
    "title": Key(TEXT, "The headline. Required here, or as the first `# heading` of the text."),
    "date": Key(DATE_OR_TIME, "When it is published. It is kept back until then.", required=True),
    "subtitle": Key(TEXT, "A line below the headline."),
    "type": Key(TEXT._replace(takes="a type"), "One of [`newsroom_types`](config.md). Default: `press-release`."),
    "dateline": Key(TEXT, "The place that opens the text, before the date."),
    "event": Key(event_of(DATE_OR_TIME), "What the release invites to: when and where, for calendars."),
    "issuer": Key(ISSUER_ID, "Who issued the release. Default: [`newsroom_issuer`](config.md)."),
    "issuers": Key(list_of(ORGANIZATION_ID), "Who issued a joint release, in the order in which they are named."),
    "number": Key(TEXT, "The number under which the issuer's series has it."),
    "language": Key(LANGUAGE, "The language of the text. Default: that of the file's name, else of `conf.py`."),
    "summary": Key(
        TEXT,
        "One or two sentences above the text, and for lists, search and the feed, by default the first paragraph.",
    ),
    "topics": Key(list_of(TOPIC_ID), "What the release is about. A topic needs no file."),
    "organizations": Key(list_of(ORGANIZATION_ID), "Organizations named, beyond those that the text links."),
    "officials": Key(list_of(OFFICIAL_ID), "Officials named, beyond those that the text links."),
    "names": Key(DECISIONS, "What a form of a name means here, or `false` for never link."),
    "related": Key(list_of(RELEASE_ID), "Other releases to read with this one. The relation shows on both."),
    "replaces": Key(RELEASE_ID, "The release that this one takes the place of."),
    "follows": Key(RELEASE_ID, "The release that this one continues."),
    "translation_of": Key(RELEASE_ID, "The original. Default: by the file's name; `x.ru.md` translates `x.md`."),
    "embargo": Key(TIME, "No site that is built before this moment holds any of it, or of a translation."),
    "contacts": Key(list_of(CONTACT), "Whom the press may ask. Default: those of the issuer's record."),
    "image": Key(IMAGE, "The leading image."),
    "attachments": Key(
        list_of(ATTACHMENT), "Files that are offered below the text, as paths or with titles; shown with type and size."
    ),
    "boilerplate": Key(
        BOILERPLATE, "What stands about whom under the text. Default: the `boilerplate` of the issuer's record."
    ),
    "corrections": Key(
        list_of(CORRECTION, again=True),
        "What was changed in the published text; `newsroom correct` adds to it.",
    ),
    "withdrawn": Key(WITHDRAWAL, "The release is replaced by a notice."),
    "draft": Key(TRUTH, "`true` for a release that is not final: it is in no output, and is never recorded."),
    "former_urls": Key(
        list_of(FORMER_URL),
        "Addresses below the archive's root at which the release once stood, with their queries; a host is left out.",
    ),
}
"""The keys of a release's header."""


def release_keys(types: Collection[str], timezone: str | None = None) -> Mapping[str, Key]:
    """The keys of a release's header in an archive that has these *types* of releases, and a time zone or none."""
    found = {**RELEASE, "type": RELEASE["type"]._replace(form=one_of(types, RELEASE["type"].form.takes))}
    if timezone is not None:
        found["date"] = RELEASE["date"]._replace(form=date_or_time_in(timezone))
        found["event"] = RELEASE["event"]._replace(form=event_of(date_or_time_in(timezone)))
        found["embargo"] = RELEASE["embargo"]._replace(form=time_in(timezone))
    return found


_COMMON: Mapping[str, Key] = {
    "other_names": Key(list_of(NAME), "Other and former names, as text or with the keys below; all are looked for."),
    "website": Key(WEB_ADDRESS, "The address of its own site."),
    "identifiers": Key(IDENTIFIERS, "Identifiers elsewhere, such as `wikidata` or `ror`."),
    "context": Key(list_of(NAMED), "A release must have one of these words for a name to count."),
    "not_in": Key(list_of(NAMED), "Phrases in which a name never means the record, such as `Ford Theatre` for Ford."),
    "sources": Key(list_of(SOURCE), "Where the statements of the record come from."),
    "former_ids": Key(list_of(RECORD_ID), "Ids that it had; `newsroom rename` and `newsroom merge` add to them."),
}

ORGANIZATION: Mapping[str, Key] = {
    "name": Key(NAMED, "The official name, looked for in releases.", required=True),
    "acronym": Key(NAMED, "The acronym, looked for in releases."),
    "other_names": _COMMON["other_names"],
    "classification": Key(TEXT, "What kind of organization it is."),
    "parent": Key(ORGANIZATION_ID, "The organization that it is part of."),
    "unit_of": Key(
        ORGANIZATION_ID,
        "The organization that must be named with it, as others have a unit of that name, too.",
    ),
    "founding_date": Key(PARTIAL_DATE, "When it was founded."),
    "dissolution_date": Key(PARTIAL_DATE, "When it ceased to exist."),
    "successors": Key(list_of(ORGANIZATION_ID), "What took its place."),
    "website": _COMMON["website"],
    "contacts": Key(list_of(CONTACT), "Whom the press may ask about those of its releases that name nobody."),
    "boilerplate": Key(
        PARAGRAPHS, "What stands about it under each of its releases; an empty line begins a paragraph."
    ),
    "image": Key(IMAGE, "The logo, shown on its page."),
    "identifiers": _COMMON["identifiers"],
    "context": _COMMON["context"],
    "not_in": _COMMON["not_in"],
    "sources": _COMMON["sources"],
    "former_ids": _COMMON["former_ids"],
}
"""The keys of an organization's record (Popolo's terms)."""

OFFICIAL: Mapping[str, Key] = {
    "name": Key(NAMED, "The full name, looked for in releases.", required=True),
    "other_names": _COMMON["other_names"],
    "family_name": Key(NAMED, "Looked for after a fuller form of the name. Default: the last word of the name."),
    "nicknames": Key(list_of(NAMED), "Given names beside those of the names, such as `Jeb`; Bob for Robert is known."),
    "memberships": Key(list_of(MEMBERSHIP), "The offices held, with their dates."),
    "website": _COMMON["website"],
    "image": Key(IMAGE, "The portrait, shown on the official's page."),
    "identifiers": _COMMON["identifiers"],
    "context": _COMMON["context"],
    "not_in": _COMMON["not_in"],
    "sources": _COMMON["sources"],
    "former_ids": _COMMON["former_ids"],
}
"""The keys of an official's record (Popolo's terms)."""

TOPIC: Mapping[str, Key] = {
    "name": Key(TEXT, "The name that readers see. Without a file: made of the id.", required=True),
    "former_ids": _COMMON["former_ids"],
}
"""The keys of a topic's record."""

KEYS: Mapping[str, Mapping[str, Key]] = {
    "release": RELEASE,
    "organization": ORGANIZATION,
    "official": OFFICIAL,
    "topic": TOPIC,
}
"""The keys of each kind of file."""
