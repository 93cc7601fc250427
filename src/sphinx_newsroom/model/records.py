"""The records of an archive as frozen dataclasses, whose fields define the keys of all headers.

A field annotated as ``Annotated[type, kind, meaning]`` is a key of a header. The kinds are listed in
:mod:`sphinx_newsroom.sources.values`; a key without a default is required. The parser, its messages, the reference and
the JSON Schemas are generated from them (:mod:`sphinx_newsroom.sources.header`).

Dates of organizations, memberships and names may be partial, and are text: ``2010``, ``2010-07`` or ``2010-07-12``.
:func:`earliest` and :func:`latest` return the days that they span.
"""
# Annotations are evaluated to generate the keys: no `from __future__ import annotations`.

import calendar
import datetime as dt
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar, get_args

from sphinx_newsroom.model.addresses import (
    PageName,
    ReleaseId,
    file_address,
    file_name,
    moved_from,
    release_page,
    superseded_page,
)

PartialDate = str
"""An ISO 8601 date with the precision of a year, month or day."""

_DECEMBER = 12


@lru_cache(maxsize=16384)
def earliest(date: PartialDate) -> dt.date:
    """Return the first day that a partial date can mean: ``2010-07`` is 1 July 2010."""
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


@lru_cache(maxsize=16384)
def latest(date: PartialDate) -> dt.date:
    """Return the last day that a partial date can mean: ``2010-02`` is 28 February 2010."""
    year, *rest = (int(part) for part in date.split("-"))
    # A year ends with December.
    month, *days = rest or [_DECEMBER]
    return dt.date(year, month, days[0] if days else calendar.monthrange(year, month)[1])


def overlaps(start: PartialDate | None, end: PartialDate | None, first: dt.date, last: dt.date) -> bool:
    """Whether any of some days may be in a period whose ends may be partial dates, or unknown."""
    # The end comes first, because most offices in an archive ended long ago.
    return (end is None or first <= latest(end)) and (start is None or earliest(start) <= last)


_MIDNIGHT = dt.time()


def begin_of_day(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return the first moment of a day in a time zone.

    >>> import zoneinfo
    >>> begin_of_day(dt.date(2026, 7, 1), zoneinfo.ZoneInfo("Europe/Vienna")).isoformat()
    '2026-07-01T00:00:00+02:00'
    """
    return dt.datetime.combine(day, _MIDNIGHT, zone)


def day_in(zone: dt.tzinfo, moment: dt.datetime) -> dt.date:
    """Return the date in a time zone at a moment."""
    return moment.astimezone(zone).date()


# Faster unpickling for frozen records that are stored by the thousand.

T = TypeVar("T")


def quickly_unpickled(cls: type[T]) -> type[T]:
    """Make a frozen dataclass with slots unpickle faster, by filling its slots directly.

    The default ``__setstate__`` looks up the fields of the class for every record, which takes three times as long.
    """
    setters = [vars(cls)[one.name].__set__ for one in fields(cls)]  # type: ignore[arg-type]

    def set_state(self: T, state: list[Any]) -> None:
        for fill, value in zip(setters, state, strict=True):
            fill(self, value)

    cls.__setstate__ = set_state  # type: ignore[attr-defined]
    return cls


EntityKind = Literal["organization", "official", "topic"]
ENTITY_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


@dataclass(frozen=True, slots=True)
class Name:
    """Another or a former name, with its language and the time when it was used."""

    name: Annotated[str, "words", "The name."]
    language: Annotated[str | None, "language tag", "The language of the name."] = None
    start_date: Annotated[PartialDate | None, "partial date", "The date when the name came into use."] = None
    end_date: Annotated[PartialDate | None, "partial date", "The date when the name went out of use."] = None


@dataclass(frozen=True, slots=True)
class Source:
    """The source of something in a record."""

    url: Annotated[str, "web address", "The address of the source."]
    note: Annotated[str, "text", "A description of the source, or of the facts taken from it."] = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A press contact."""

    name: Annotated[str, "text", "A person or desk."]
    email: Annotated[str | None, "email address", "An email address."] = None
    phone: Annotated[str | None, "telephone number", "A telephone number, in quotation marks."] = None


@dataclass(frozen=True, slots=True)
class Image:
    """A release's lead image, a logo or a portrait; *src* is relative to the archive's root."""

    src: Annotated[str, "path of a picture", "The path of the file, relative to the file that refers to it."]
    alt: Annotated[str, "text", "A description of the image for people who can't see it."]
    caption: Annotated[str, "text", "The caption."] = ""
    credit: Annotated[str, "text", "The photographer or owner."] = ""


_Names = Annotated[
    tuple[Name, ...],
    "list of names",
    "Other and former names, as text or with the keys below. All are searched for in releases.",
]
_Website = Annotated[str | None, "web address", "The address of its website."]
_Identifiers = Annotated[
    tuple[tuple[str, str], ...], "scheme: identifier", "Identifiers in other systems, such as `wikidata` or `ror`."
]
_Sources = Annotated[tuple[Source, ...], "list of sources", "The sources of the record."]
_Context = Annotated[tuple[str, ...], "list of words", "A name counts only if the release contains one of these words."]
_FormerIds = Annotated[
    tuple[str, ...], "list of ids", "The former ids; `newsroom rename` and `newsroom merge` add to the list."
]
_NotIn = Annotated[
    tuple[str, ...],
    "list of words",
    "Phrases in which the name doesn't mean the record, such as `Ford Theatre` for Ford.",
]


@dataclass(frozen=True, slots=True)
class Organization:
    """An authority record of an organization (Popolo's terms).

    *context*: a name only means this organization in releases that contain one of these words. *not_in*: phrases in
    which a name never means it. *unit_of*: the organization that a text must name with it, as for "the Criminal
    Division". *contacts* are used for its releases that list none. *boilerplate* is the text about it under each of its
    releases, with an empty line between paragraphs.
    """

    id: str
    name: Annotated[str, "words", "The official name, which is searched for in releases."]
    acronym: Annotated[str | None, "words", "The acronym, which is searched for in releases."] = None
    other_names: _Names = ()
    classification: Annotated[str | None, "text", "The kind of organization."] = None
    parent: Annotated[str | None, "organization id", "The parent organization."] = None
    founding_date: Annotated[PartialDate | None, "partial date", "The date when it was founded."] = None
    dissolution_date: Annotated[PartialDate | None, "partial date", "The date when it ceased to exist."] = None
    successors: Annotated[tuple[str, ...], "list of organization ids", "The organizations that replaced it."] = ()
    website: _Website = None
    identifiers: _Identifiers = ()
    sources: _Sources = ()
    path: str = ""
    context: _Context = ()
    former_ids: _FormerIds = ()
    not_in: _NotIn = ()
    unit_of: Annotated[
        str | None,
        "organization id",
        "The organization that a text must name together with it, because other organizations have a unit with this "
        "name, too.",
    ] = None
    contacts: Annotated[
        tuple[Contact, ...], "list of contacts", "Press contacts for its releases that don't list their own."
    ] = ()
    boilerplate: Annotated[
        str, "paragraphs", 'The "About" text below each of its releases. Separate paragraphs with an empty line.'
    ] = ""
    image: Annotated[Image | None, "an image", "The logo, shown on its page."] = None

    kind: ClassVar[Literal["organization"]] = "organization"


@dataclass(frozen=True, slots=True)
class Membership:
    """An office: the role that an official held in an organization, and when."""

    role: Annotated[str, "words", "The office, such as `Executive Director`."]
    organization: Annotated[str, "organization id", "The organization to which the office belongs."]
    start_date: Annotated[PartialDate | None, "partial date", "The date when the official took office."] = None
    end_date: Annotated[
        PartialDate | None, "partial date", "The date when the official left office. Leave it out for a current office."
    ] = None

    def on(self, date: dt.date) -> bool:
        """Whether the office was (or, with partial dates, may have been) held on *date*."""
        return overlaps(self.start_date, self.end_date, date, date)


@dataclass(frozen=True, slots=True)
class Official:
    """An authority record of a person who holds or held office; see Organization for *context* and *not_in*.

    *nicknames* are other given names: Jeb, for John Ellis Bush.
    """

    id: str
    name: Annotated[str, "words", "The full name, which is searched for in releases."]
    other_names: _Names = ()
    family_name: Annotated[
        str | None,
        "words",
        "The family name, which becomes a link after a fuller form of the name. Default: the last word of the name.",
    ] = None
    memberships: Annotated[tuple[Membership, ...], "list of offices", "The offices held, with their dates."] = ()
    website: _Website = None
    identifiers: _Identifiers = ()
    sources: _Sources = ()
    path: str = ""
    context: _Context = ()
    former_ids: _FormerIds = ()
    not_in: _NotIn = ()
    nicknames: Annotated[
        tuple[str, ...],
        "list of words",
        "Other given names, such as `Jeb`. Common ones, such as Bob for Robert, are built in.",
    ] = ()
    image: Annotated[Image | None, "an image", "The portrait, shown on the official's page."] = None

    kind: ClassVar[Literal["official"]] = "official"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; *path* is empty if no file describes it, and *former_ids* are its former ids."""

    id: str
    name: Annotated[str, "text", "The name that readers see. If there is no file, the name is based on the id."]
    path: str = ""
    former_ids: _FormerIds = ()

    kind: ClassVar[Literal["topic"]] = "topic"


Entity = Organization | Official | Topic


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a release offers below its text; *src* is relative to the archive's root.

    Without a *title*, its file name is shown.
    """

    src: Annotated[str, "path of a file", "The path of the file, relative to the release."]
    title: Annotated[str, "text", "The title. Default: the file name."] = ""


@dataclass(frozen=True, slots=True)
class AnnouncedEvent:
    """An event that a release announces: a press conference, a hearing, an opening.

    *start* and *end* are both days or both times. Without a *name*, the release's title is used. *place* is the venue,
    and *url* a stream or meeting.
    """

    start: Annotated[dt.date | dt.datetime, "date or time", "The start: a date, or a date and time."]
    end: Annotated[
        dt.date | dt.datetime | None,
        "date or time",
        "The end, in the same form as `start`; a date means the last day.",
    ] = None
    name: Annotated[str, "text", "The name of the event. Default: the title of the release."] = ""
    place: Annotated[str, "text", "The address of the place, on one line."] = ""
    url: Annotated[str | None, "web address", "The web address of a stream or meeting."] = None
    cancelled: Annotated[bool, "`true`", "`true` if the event was cancelled; the release stays."] = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A recorded change to a published text."""

    date: Annotated[dt.date, "date", "The date of the correction."]
    note: Annotated[str, "text", "What was changed."]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The notice that replaces a withdrawn release."""

    date: Annotated[dt.date, "date", "The date of the withdrawal."]
    reason: Annotated[str, "text", "Why."]
    replaced_by: Annotated[ReleaseId | None, "release id", "The release that replaces it."] = None


@quickly_unpickled
@dataclass(frozen=True, slots=True)
class Release:
    """A release's header.

    The *id* of a translation ends in its language (``2011/conference-opens.ru``). *moment* is set if the header gives a
    time, and *zone* is the archive's time zone. *issuers* are those of a joint release; *issuer* is the first of them.
    *boilerplate* is a text, or the ids of organizations whose text is used, or None for the issuers' own. *names*
    maps forms of names to ids, or to None for "never link".
    """

    id: ReleaseId
    title: Annotated[str, "text", "The headline. Required here, or as the first `# heading` of the text."]
    date: Annotated[dt.date, "date or time", "The publication date. The release is kept back until this date."]
    path: str
    type: Annotated[str, "type", "One of [`newsroom_types`](config.md). Default: `press-release`."] = "press-release"
    moment: dt.datetime | None = None
    dateline: Annotated[str | None, "text", "The place that opens the text, before the date."] = None
    event: Annotated[
        AnnouncedEvent | None, "an event", "An event to which the release invites readers, for calendars."
    ] = None
    issuer: Annotated[
        str | None,
        "organization id",
        "The organization that issued the release. Default: [`newsroom_issuer`](config.md).",
    ] = None
    issuers: Annotated[
        tuple[str, ...],
        "list of organization ids",
        "The organizations that issued a joint release, in the order to be shown.",
    ] = ()
    number: Annotated[str | None, "text", "The number of the release in the issuer's series."] = None
    subtitle: Annotated[str | None, "text", "A line below the headline."] = None
    language: Annotated[
        str,
        "language tag",
        "The language of the text. Default: the language tag in the file name, or the language in `conf.py`.",
    ] = "en"
    summary: Annotated[
        str | None,
        "text",
        "One or two sentences, shown above the text and in lists, search and feeds. Default: the first paragraph.",
    ] = None
    topics: Annotated[
        tuple[str, ...], "list of topic ids", "The subjects of the release. A topic doesn't need a file."
    ] = ()
    organizations: Annotated[
        tuple[str, ...],
        "list of organization ids",
        "Organizations that the release concerns, in addition to those linked in the text.",
    ] = ()
    officials: Annotated[
        tuple[str, ...],
        "list of official ids",
        "Officials whom the release concerns, in addition to those linked in the text.",
    ] = ()
    names: Annotated[
        tuple[tuple[str, str | None], ...],
        "name: id or `false`",
        "The meaning of a form of a name in this release, or `false` to prevent a link.",
    ] = ()
    related: Annotated[
        tuple[ReleaseId, ...],
        "list of release ids",
        "Other releases on the same matter. Both releases show the relation.",
    ] = ()
    replaces: Annotated[ReleaseId | None, "release id", "The release that this one replaces."] = None
    follows: Annotated[ReleaseId | None, "release id", "The release that this one continues."] = None
    translation_of: Annotated[
        ReleaseId | None, "release id", "The original. Default: based on the file name; `x.ru.md` translates `x.md`."
    ] = None
    embargo: Annotated[
        dt.datetime | None, "time", "No site built before this time contains the release or its translations."
    ] = None
    contacts: Annotated[
        tuple[Contact, ...], "list of contacts", "Press contacts. Default: those in the issuer's record."
    ] = ()
    image: Annotated[Image | None, "an image", "The lead image."] = None
    attachments: Annotated[
        tuple[Attachment, ...],
        "list of attachments",
        "Files for download below the text, as paths or with titles. Their type and size are shown.",
    ] = ()
    boilerplate: Annotated[
        str | tuple[str, ...] | None,
        "text, list of organization ids, or `false`",
        'The "About" texts below the release. Default: the `boilerplate` in the issuer\'s record.',
    ] = None
    corrections: Annotated[
        tuple[Correction, ...],
        "list of corrections",
        "Changes to the published text; `newsroom correct` adds to the list.",
    ] = ()
    withdrawn: Annotated[Withdrawal | None, "a withdrawal", "The withdrawal. A notice replaces the release."] = None
    former_urls: Annotated[
        tuple[str, ...],
        "list of former addresses",
        "Earlier addresses of the release below the archive's root, including queries; the host is ignored.",
    ] = ()
    draft: Annotated[
        bool, "`true`", "`true` for an unfinished release. It isn't on the site, and can't be published."
    ] = False
    zone: dt.tzinfo = dt.UTC

    @property
    def docname(self) -> PageName:
        """The Sphinx document, which is the address without suffix."""
        return release_page(self.id)

    @property
    def all_issuers(self) -> tuple[str, ...]:
        """All issuers of the release, in the header's order."""
        return self.issuers or ((self.issuer,) if self.issuer else ())

    @property
    def about(self) -> tuple[str, ...]:
        """The organizations whose boilerplate is shown under the text: the issuers, unless the header names others."""
        if self.boilerplate is None:
            return self.all_issuers
        return () if isinstance(self.boilerplate, str) else self.boilerplate

    @property
    def own_boilerplate(self) -> str:
        """The header's own boilerplate, which replaces that of records; empty if there is none."""
        return self.boilerplate if isinstance(self.boilerplate, str) else ""

    @property
    def begin(self) -> dt.datetime:
        """The time of publication in the header; a date alone means its first moment in the archive's time zone."""
        return self.moment or begin_of_day(self.date, self.zone)

    @property
    def public_from(self) -> dt.datetime:
        """The time at which the release becomes public: its date, or the end of its embargo if that is later."""
        return self.begin if self.embargo is None else max(self.begin, self.embargo)

    @property
    def own_pages(self) -> tuple[PageName, ...]:
        """The pages of the release and its original, and former ones: its files may be in folders of these names."""
        others = (self.translation_of, *(moved_from(url) for url in self.former_urls))
        return (self.docname, *(release_page(id_) for id_ in others if id_))

    def file_address(self, path: str) -> str:
        """Return the address in the site of a file that this release shows or offers."""
        return file_address(self.docname, file_name(path, self.own_pages))

    @property
    def corrections_in_order(self) -> tuple[Correction, ...]:
        """The corrections, the oldest first; those of the same day keep the order of the list.

        The list is taken to be newest first, as ``newsroom correct`` writes it, unless its dates say otherwise.
        """
        listed = self.corrections
        # Python's sort is stable, so corrections of the same day keep their order.
        rising = bool(listed) and listed[0].date < listed[-1].date
        return tuple(sorted(listed if rising else listed[::-1], key=lambda correction: correction.date))


@dataclass(frozen=True, slots=True)
class Superseded:
    """A text that was published and later corrected: *release* is its header, *number* its revision.

    Its file and its page are next to the release's: ``2011/conference-opens.r1.md``.
    """

    release: Release
    number: int

    @property
    def docname(self) -> PageName:
        """The Sphinx document, which is the address without suffix."""
        return superseded_page(self.release.id, self.number)


Method = Literal[
    "name",
    "acronym",
    "other-name",
    "introduced",
    "family-name",
    "initials",
    "office",
    "decided",
    "role",
    "header",
    "issuer",
]
"""Why a mention means its entity: the form of the name that matched, or who stated it."""


class Mention(NamedTuple):
    """A mention of an organization or official in a release.

    *start* and *end* are offsets in the release's plain text, end exclusive, and None if the header names the entity.
    *role* is the office held on the release's date.
    """

    entity: str
    kind: EntityKind
    surface: str
    method: Method
    role: str | None = None
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(
        cls,
        record: Organization | Official | None,
        kind: EntityKind,
        surface: str,
        method: Method,
        role: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> "Mention":
        """Create a mention of *record*.

        Raises ValueError if the record is missing or of another kind, because its link would lead nowhere.
        """
        if record is None or record.kind != kind:
            found = "has no record" if record is None else f"is the {record.kind} {record.id}"
            raise ValueError(f"{surface!r} was used as an {kind}, but it {found}")
        return cls(record.id, kind, surface, method, role, start, end)


class Statement(NamedTuple):
    """A statement of an official or organization in a release.

    *start* and *end* are offsets in the release's plain text, end exclusive. A "direct" statement consists of the words
    between quotation marks, a "reported" one of the clause without "X said that". *role* is the speaker's office on the
    release's date.
    """

    speaker: str
    kind: EntityKind
    form: Literal["direct", "reported"]
    role: str | None
    start: int
    end: int
