"""The records of an archive: frozen, plain, free of Sphinx.

Dates of releases are :class:`datetime.date`; the dates of organizations,
memberships and names may be partial and stay text: ``2010``, ``2010-07`` or
``2010-07-12`` (:func:`earliest` and :func:`latest` say what they span).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, make_dataclass
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar, get_args

from sphinx_newsroom.model.addresses import (
    PageName,
    ReleaseId,
    file_address,
    file_name,
    moved_from,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.days import PartialDate, begin_of_day, earliest, latest

# Frozen records that stand in a store by the thousand, taken out of it in a third of the time.

T = TypeVar("T")


def quickly_unpickled(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots whose records are filled by the ``__init__`` of one that is not frozen.

    What dataclasses bring for that asks anew for each record which fields its class has: for 10,000 headers, of 33
    fields each, .07 s in the place of .01.  A record is of the class that is not frozen while it is filled: both have
    the same slots.
    """
    names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
    open_ = make_dataclass(cls.__name__, names, slots=True, repr=False, eq=False)
    fill: Any = open_.__dict__["__init__"]
    become = object.__setattr__

    def set_state(self: T, state: list[Any]) -> None:
        become(self, "__class__", open_)
        fill(self, *state)
        become(self, "__class__", cls)

    cls.__setstate__ = set_state  # type: ignore[attr-defined]
    return cls


EntityKind = Literal["organization", "official", "topic"]
ENTITY_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


@dataclass(frozen=True, slots=True)
class Name:
    """Another or a former name, with the language and the time it belongs to."""

    name: str
    language: str | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement of a record comes from."""

    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the press may ask."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A release's leading image, a logo or a portrait; *src* is relative to the archive's root."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """An authority record of an organization (Popolo's terms).

    *context* holds words of which a release must have one for a name to mean this organization:
    for names that are common words, or that others bear, too; *not_in* has phrases in which a name never means it.
    *unit_of* is the organization without which its names are anybody's: "the Criminal Division"; *former_ids* are the
    ids that it had; *contacts* are those of its releases that name none, and
    *boilerplate* is what stands about it under each of its releases, paragraphs with an empty line between.
    """

    id: str
    name: str
    acronym: str | None = None
    other_names: tuple[Name, ...] = ()
    classification: str | None = None
    parent: str | None = None
    founding_date: PartialDate | None = None
    dissolution_date: PartialDate | None = None
    successors: tuple[str, ...] = ()
    website: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    path: str = ""
    context: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    unit_of: str | None = None
    contacts: tuple[Contact, ...] = ()
    boilerplate: str = ""
    image: Image | None = None
    """The logo."""

    kind: ClassVar[Literal["organization"]] = "organization"


@dataclass(frozen=True, slots=True)
class Membership:
    """An office: the role that an official held in an organization, and when."""

    role: str
    organization: str
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None

    def on(self, date: dt.date) -> bool:
        """Whether the office was (or, with partial dates, may have been) held on *date*."""
        # Most offices of an archive ended long ago, so that is asked first.
        held = self.end_date is None or date <= latest(self.end_date)
        return held and (self.start_date is None or earliest(self.start_date) <= date)


@dataclass(frozen=True, slots=True)
class Official:
    """An authority record of a person who holds or held office; *context* and *not_in* as in Organization.

    *nicknames* are given names beside those of the names: Jeb, for John Ellis Bush.
    """

    id: str
    name: str
    other_names: tuple[Name, ...] = ()
    family_name: str | None = None
    memberships: tuple[Membership, ...] = ()
    website: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    path: str = ""
    context: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    image: Image | None = None
    """The portrait."""

    kind: ClassVar[Literal["official"]] = "official"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; *path* is empty where no file describes it, *former_ids* are the ids that it had."""

    id: str
    name: str
    path: str = ""
    former_ids: tuple[str, ...] = ()

    kind: ClassVar[Literal["topic"]] = "topic"


Entity = Organization | Official | Topic


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a release offers below its text; *src* is relative to the archive's root.

    Without a *title* it goes by its name.
    """

    src: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class AnnouncedEvent:
    """What a release invites to: a press conference, a hearing, an opening.

    *start* and *end* are days or moments, both of one kind; without a *name* it goes by the release's title.  *place*
    is where people go, *url* where it can be followed or joined.
    """

    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    name: str = ""
    place: str = ""
    url: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A recorded change to a published text."""

    date: dt.date
    note: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The notice that stands in the place of a withdrawn release."""

    date: dt.date
    reason: str
    replaced_by: ReleaseId | None = None


@quickly_unpickled
@dataclass(frozen=True, slots=True)
class Release:
    """A release's header.

    The *id* of a translation ends in its language (``2011/conference-opens.ru``), *moment* is set where the header
    gives a time; *zone* is that of the archive, in which its days begin.  *issuers* are those of a joint release, of
    whom its *issuer* is the first.  *boilerplate* is a text of its own, the ids of the organizations whose own one
    stands under it, none where it has none, and None where the issuers decide.  Names decided for this release map a
    surface form to an id, or to None for "never link".
    """

    id: ReleaseId
    title: str
    date: dt.date
    path: str
    type: str = "press-release"
    moment: dt.datetime | None = None
    dateline: str | None = None
    event: AnnouncedEvent | None = None
    issuer: str | None = None
    issuers: tuple[str, ...] = ()
    number: str | None = None
    subtitle: str | None = None
    language: str = "en"
    summary: str | None = None
    topics: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    names: tuple[tuple[str, str | None], ...] = ()
    related: tuple[ReleaseId, ...] = ()
    replaces: ReleaseId | None = None
    follows: ReleaseId | None = None
    translation_of: ReleaseId | None = None
    embargo: dt.datetime | None = None
    contacts: tuple[Contact, ...] = ()
    image: Image | None = None
    attachments: tuple[Attachment, ...] = ()
    boilerplate: str | tuple[str, ...] | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    former_urls: tuple[str, ...] = ()
    draft: bool = False
    zone: dt.tzinfo = dt.UTC

    @property
    def docname(self) -> PageName:
        """The Sphinx document, and so the URL without suffix."""
        return release_page(self.id)

    @property
    def all_issuers(self) -> tuple[str, ...]:
        """Who issued the release, one or several, in the header's order."""
        return self.issuers or ((self.issuer,) if self.issuer else ())

    @property
    def about(self) -> tuple[str, ...]:
        """The organizations whose boilerplate stands under the text: the issuers, unless the header says otherwise."""
        if self.boilerplate is None:
            return self.all_issuers
        return () if isinstance(self.boilerplate, str) else self.boilerplate

    @property
    def own_boilerplate(self) -> str:
        """What the header itself has in the place of the records' boilerplate; empty where it has nothing."""
        return self.boilerplate if isinstance(self.boilerplate, str) else ""

    @property
    def begin(self) -> dt.datetime:
        """The moment of publication that the header gives; a date alone begins in the archive's time zone."""
        return self.moment or begin_of_day(self.date, self.zone)

    @property
    def public_from(self) -> dt.datetime:
        """The moment from which the header lets readers see it: its date, or the end of an embargo after that."""
        return self.begin if self.embargo is None else max(self.begin, self.embargo)

    @property
    def own_pages(self) -> tuple[PageName, ...]:
        """The release's page, that of what it translates, and those that it had: its files stand in such folders."""
        others = (self.translation_of, *(moved_from(url) for url in self.former_urls))
        return (self.docname, *(release_page(id_) for id_ in others if id_))

    def file_address(self, path: str) -> str:
        """Where a file of the archive that this release shows or offers stands in the site."""
        return file_address(self.docname, file_name(path, self.own_pages))

    @property
    def corrections_in_order(self) -> tuple[Correction, ...]:
        """The corrections, the first one first; those of one day follow the order of the whole list.

        That is newest first, as ``newsroom correct`` writes them, unless the dates say otherwise.
        """
        listed = self.corrections
        # Python sorts stably, so those of one day stay in the order in which they were read.
        rising = bool(listed) and listed[0].date < listed[-1].date
        return tuple(sorted(listed if rising else listed[::-1], key=lambda correction: correction.date))


@dataclass(frozen=True, slots=True)
class Superseded:
    """A text that was published and corrected since: *release* is its header, *number* that of the revision.

    The file stands beside its release's, as ``2011/conference-opens.r1.md``, and so does its page.
    """

    release: Release
    number: int

    @property
    def docname(self) -> PageName:
        """The Sphinx document, and so the URL without suffix."""
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
"""Why a mention means its entity: the form that matched, or who said so."""


class Mention(NamedTuple):
    """One naming of an organization or official in a release.

    *start* and *end* count characters of the release's plain text, end exclusive; both are
    None where the header names the entity.  *role* is the office held on the release's date.
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
    ) -> Mention:
        """A naming of the *record* that words of some *kind* were found to mean.

        Raises ValueError where there is no record or one of another kind, since readers would be sent to nobody.
        """
        if record is None or record.kind != kind:
            found = "no record" if record is None else f"the {record.kind} {record.id}"
            raise ValueError(f"{surface!r} was taken for an {kind}, and is {found}")
        return cls(record.id, kind, surface, method, role, start, end)


class Statement(NamedTuple):
    """What an official or organization is said to have said in a release.

    *start* and *end* count characters of the release's plain text, end exclusive: of a "direct" statement the words
    between the quotation marks, of a "reported" one the clause without "X said that".  *role* is the speaker's office
    on the release's date.
    """

    speaker: str
    kind: EntityKind
    form: Literal["direct", "reported"]
    role: str | None
    start: int
    end: int
