"""What a page shows, as frozen records: the templates get one of these and nothing else.

Here is what pages of several kinds show, and what lists do; ``release``, ``entity``, ``versions`` and ``statements``
have what one kind shows.

A view names other pages by their page name (``releases/2011/conference-opens``), never by
a relative address, so the same view gives the same fingerprint wherever it is shown;
templates turn a page name into an address with Sphinx's ``pathto``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.alerts.shown import AlertsView

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

    *status* is "corrected", "withdrawn", "draft" or "unpublished" (in a preview) or empty; *relation* says why it
    stands among related ones, and *issued_by* who issued it, by short names.
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
class CiteView:
    """How a text is cited: the parts of a *reference*, and what reference managers read.

    *title* says of a withdrawn release that it is one; *date* is written ``2011/06/21``; *item* is what an item of
    CSL-JSON has beside that; *year* is the page beside which the citations of its year are.
    """

    reference: tuple[str, ...]
    title: str
    institution: str
    number: str
    date: str
    note: str
    item: str
    year: PageName


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
class StatementLine:
    """What somebody said, ready to be shown: quoted words in their quotation marks, reported ones with their verb.

    *office* was held then; *paragraph* is the id of the paragraph on the release's page, which has more of the words
    if they are *cut*.  *speaker* is named only in lists of several speakers.
    """

    words: str
    reported: bool
    office: str
    release: ReleaseLine
    paragraph: str = ""
    cut: bool = False
    speaker: EntityRef | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An entity and the number of releases that name it (or name it together with the page's own)."""

    entity: EntityRef
    count: int


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of a list that has several; *current* marks the one being shown."""

    number: int
    page: PageName
    current: bool


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

    *image* is that of the newest release, *logo* that of the *publisher*, whose releases these are unless they say
    otherwise; *image_digest* is of the files of both.  *recorded* says whether there is a ledger.
    """

    description: str
    total: int
    latest: Sequence[ReleaseLine]
    years: tuple[YearBar, ...]
    named_year: int | None
    organizations: tuple[Counted, ...]
    officials: tuple[Counted, ...]
    image: ImageView | None = None
    publisher: EntityRef | None = None
    logo: ImageView | None = None
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
    """A feed that can be subscribed to; *folder* ends in a slash, or is empty for that of the archive."""

    name: str
    folder: str
    meaning: str = ""


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
    """The search page as it stands without script: ways to browse, and the files that every query loads."""

    total: int
    years: tuple[YearBar, ...]
    organizations: tuple[Counted, ...]
    files: tuple[str, ...]
