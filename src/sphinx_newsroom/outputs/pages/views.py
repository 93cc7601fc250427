"""What a page shows, as frozen records: the templates get one of these and nothing else.

A view names other pages by their page name (``releases/2011/conference-opens``), never by
a relative address, so the same view gives the same fingerprint wherever it is shown;
templates turn a page name into an address with Sphinx's ``pathto``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.alerts.shown import AlertsView
from sphinx_newsroom.outputs.announced_events import EventView
from sphinx_newsroom.outputs.pages.former_paragraphs import Former
from sphinx_newsroom.outputs.pages.timeline import Timeline

# All frozen, and all values plain: the repr of a view is its fingerprint, by which a page is written again or not.


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An organization, official or topic as a link; *note* is what to say beside it, such as an office.

    *language* is that of *name* on a page in another language than the archive's; empty on all others.
    """

    kind: str
    id: str
    page: PageName
    name: str
    short: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release in a list.

    *status* is "corrected", "withdrawn", "draft" (in a preview) or empty; *relation* says why it stands among
    related ones, and *issued_by* who issued it, by short names.
    """

    page: PageName
    title: str
    date: str
    date_text: str
    type_label: str
    language: str
    summary: str = ""
    issuers: tuple[EntityRef, ...] = ()
    issued_by: str = ""
    status: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A dated note: a correction, or the reason of a withdrawal (with what replaces the release).

    *before* is the page of the text that a correction superseded, where that was kept.
    """

    date: str
    date_text: str
    text: str
    replaced_by: ReleaseLine | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A release in one of its languages; *language_name* is that language's own name for itself."""

    page: PageName
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """A text of a release for search engines, by its language; *address* is empty where the site has none."""

    tag: str
    page: PageName
    address: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom the press may ask; *of* is the issuer whose record names them, where the release names nobody."""

    name: str
    email: str | None
    phone: str | None
    of: str = ""


@dataclass(frozen=True, slots=True)
class ImageView:
    """A leading image; *src* is relative to the site's root."""

    src: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file that is offered below a text; *address* is relative to the site's root."""

    address: str
    title: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """What stands about an organization under a release; *heading* leads to its *page*, where it is a record's."""

    heading: str
    page: PageName | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A text in the ledger: which revision it is, its digest, and when the first one was published.

    *pages* are those of the superseded texts, the first one first.  *entry* is its line of the ledger, and *place*
    which one that is, counted from 1; 0 where the site does not show the line yet.
    """

    revision: int
    digest: str
    first: str
    pages: tuple[PageName, ...] = ()
    place: int = 0
    entry: str = ""


@dataclass(frozen=True, slots=True)
class CiteView:
    """How a text is cited: a *reference* in words, the template for *wikipedia*, and what reference managers read.

    *title* says of a withdrawn release that it is one; *date* is written ``2011/06/21``.
    """

    reference: str
    wikipedia: str
    title: str
    institution: str
    number: str
    date: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release's page."""

    line: ReleaseLine
    datetime: str
    number: str | None
    subtitle: str
    language_name: str
    organizations: tuple[EntityRef, ...]
    officials: tuple[EntityRef, ...]
    topics: tuple[EntityRef, ...]
    corrections: tuple[Note, ...]
    withdrawn: Note | None
    translations: tuple[Translation, ...]
    related: tuple[ReleaseLine, ...]
    previous: ReleaseLine | None
    next: ReleaseLine | None
    contacts: tuple[ContactView, ...]
    image: ImageView | None
    attachments: tuple[AttachmentView, ...]
    about: tuple[AboutView, ...]
    cite: CiteView
    linked_data: str
    recorded: Recorded | None = None
    type_page: PageName | None = None
    alternates: tuple[Alternate, ...] = ()
    former: tuple[Former, ...] = ()
    card: str = ""
    event: EventView | None = None

    def with_former(self, body: str) -> str:
        """The text's HTML with the ids that its paragraphs had, which links from elsewhere may lead to."""
        for paragraph in self.former:
            tag = f'<p id="{paragraph.now}"'
            anchors = "".join([f'<span class="former" id="{id_}"></span>' for id_ in paragraph.ids])
            # What took the place of a paragraph may be a heading or code: then the link leads to the text.
            body = body.replace(tag, anchors + tag, 1) if tag in body else anchors + body
        return body


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year with its count; *share* is that in per cent of the largest year's; *page* lists its releases."""

    year: int
    count: int
    share: int
    page: PageName
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Releases under one heading: a year of an entity's releases."""

    label: str
    anchor: str
    releases: Sequence[ReleaseLine]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office over time: on an official's page *other* is the organization, on an organization's the person."""

    role: str
    other: EntityRef
    period: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What somebody said, ready to be shown: quoted words in their quotation marks, reported ones with their verb.

    *office* was held then; *paragraph* is the id of the paragraph on the release's page.
    """

    words: str
    reported: bool
    office: str
    release: ReleaseLine
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """An entity and the number of releases that name it (or name it together with the page's own)."""

    entity: EntityRef
    count: int


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
class PageLink:
    """One page of a list that has several; *current* marks the one being shown."""

    number: int
    page: PageName
    current: bool


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
    timeline: Timeline | None = None
    """The offices, drawn."""
    elsewhere: tuple[Elsewhere, ...] = ()
    image: ImageView | None = None
    """The logo or portrait."""
    image_digest: str = ""

    @property
    def has_types(self) -> bool:
        """Whether releases of several types stand on the page, so that each says its own."""
        return len({line.type_label for group in self.groups for line in group.releases}) > 1


@dataclass(frozen=True, slots=True)
class TypeLink:
    """A type of releases with its page."""

    label: str
    page: PageName
    count: int


@dataclass(frozen=True, slots=True)
class TypeView:
    """A page of the releases of a type; *page* is the first of its pages, and it alone has the *total* of them."""

    label: str
    page: PageName
    total: int
    groups: tuple[Group, ...]
    pages: Sequence[PageLink]
    number: int


@dataclass(frozen=True, slots=True)
class YearLink:
    """A neighbouring year, without its count: what happens there must not rewrite this year's page."""

    year: int
    page: PageName


@dataclass(frozen=True, slots=True)
class EntityGroup:
    """Entities of an index under one first letter."""

    label: str
    entities: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class EntitiesView:
    """All organizations, officials or topics, by first letter."""

    kind: str
    title: str
    total: int
    groups: tuple[EntityGroup, ...]


@dataclass(frozen=True, slots=True)
class FrontView:
    """The front page: *named_year* is the year that the most named entities are counted in.

    *image* is that of the newest release, whose file has the digest *image_digest*; *recorded* says whether there is a
    ledger.
    """

    description: str
    total: int
    latest: Sequence[ReleaseLine]
    years: tuple[YearBar, ...]
    named_year: int | None
    organizations: tuple[Counted, ...]
    officials: tuple[Counted, ...]
    image: ImageView | None = None
    image_digest: str = ""
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A correction or withdrawal of a release."""

    release: ReleaseLine
    note: Note
    kind: str


@dataclass(frozen=True, slots=True)
class CorrectionsView:
    """Every correction and withdrawal, newest first."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed that can be subscribed to; *folder* is empty or ends in a slash, *formats* says what it has beside RSS."""

    name: str
    folder: str
    meaning: str = ""
    formats: tuple[tuple[str, str], ...] = (("Atom", "atom.xml"), ("JSON", "feed.json"))


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """The feeds of a kind; *folded* where they are too many to be shown at once."""

    title: str
    anchor: str
    feeds: tuple[FeedView, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class SubscribeView:
    """All feeds: the archive's, that of its corrections, and those of its parts; and the alerts that are offered."""

    archive: FeedView
    corrections: FeedView
    groups: tuple[FeedGroup, ...]
    alerts: AlertsView | None = None


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page as it stands without script: ways to browse."""

    total: int
    years: tuple[YearBar, ...]
    organizations: tuple[Counted, ...]
