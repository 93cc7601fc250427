"""The records that templates show, and the parts that several pages share: lines of lists, entity links, year bars.

A template receives a view: a frozen record, or the values of a page by their names. A view refers to pages by name
(``releases/2011/conference-opens``), so it is the same on every page; templates convert names to addresses with
Sphinx's ``pathto``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sphinx_newsroom.archive.index import NO_VERSIONS, SENTENCE_END, ArchiveIndex, Spoken, Versions, sums_up
from sphinx_newsroom.archive.other_archives import NO_OTHERS, Others
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import EntityKey, PageName, entity_page, year_page
from sphinx_newsroom.model.records import AnnouncedEvent, Entity, Official, Organization, Release, Topic
from sphinx_newsroom.model.wording import office_on
from sphinx_newsroom.outputs.citations import known
from sphinx_newsroom.outputs.differences import DiffBlock, Former, differences
from sphinx_newsroom.outputs.feeds.content import clean

Beside = tuple[PageName | None, PageName | None]
"""The previous and the next text."""

View = dict[str, Any]
"""The values that the template of a page shows, by their names."""

_CANCELLED, _SCHEDULED = "https://schema.org/EventCancelled", "https://schema.org/EventScheduled"


class EventView(NamedTuple):
    """An announced event: *begins* and *ends* for programs, *when* in words, *name* if it differs from the title."""

    name: str
    begins: str
    ends: str
    when: str
    place: str
    url: str
    cancelled: bool


def event_view(release: Release, interface: Interface) -> EventView | None:
    """Return the event of a release; None if there is none or the release was withdrawn."""
    event = release.event
    if event is None or release.withdrawn:
        return None
    when = when_in_words(event, interface)
    begins, ends = event.start.isoformat(), event.end.isoformat() if event.end else ""
    return EventView(event.name, begins, ends, when, event.place, event.url or "", event.cancelled)


def event_in_words(release: Release, interface: Interface) -> str:
    """Return the event in one line, to compare it before and after a correction; empty if there is none."""
    view = event_view(release, interface)
    if view is None:
        return ""
    state = interface.say("Cancelled") if view.cancelled else ""
    return " · ".join(filter(None, (view.name, view.when, view.place, view.url, state)))


def when_in_words(event: AnnouncedEvent, interface: Interface) -> str:
    """Return the time as ``21 June 2011, 10:00–12:00 (UTC+2)``, with the times and offset of the header."""
    start, end = event.start, event.end
    first = interface.date(start)
    if not isinstance(start, dt.datetime):
        return f"{first} – {interface.date(end)}" if end and end != start else first
    words = f"{first}, {start:%H:%M}"
    if isinstance(end, dt.datetime):
        local_end = end.astimezone(start.tzinfo)
        same_day = local_end.date() == start.date()
        words += f"–{local_end:%H:%M}" if same_day else f" – {interface.date(local_end)}, {local_end:%H:%M}"
    return f"{words} ({_offset(start)})"


def _offset(moment: dt.datetime) -> str:
    """Return the offset as ``UTC+2``, ``UTC+5:30`` or ``UTC``."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def event_thing(event: AnnouncedEvent, title: str, organizers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Event of schema.org, with a place, an online address, or both."""
    places: list[dict[str, Any]] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.url:
        places.append({"@type": "VirtualLocation", "url": event.url})
    found = {
        "@type": "Event",
        "name": event.name or title,
        "startDate": event.start.isoformat(),
        "endDate": event.end.isoformat() if event.end else None,
        "location": places[0] if len(places) == 1 else places,
        "eventStatus": _CANCELLED if event.cancelled else _SCHEDULED,
        "organizer": organizers,
    }
    return known(found)


# All records are frozen and have plain values: the repr of a view is the fingerprint that decides whether its page is
# written.


class EntityRef(NamedTuple):
    """A link to an organization, official or topic; *note* is shown next to it, such as an office.

    *language* is the language of *name* if it differs from the page's; otherwise empty.
    """

    kind: str
    id: str
    page: PageName
    name: str
    short: str = ""
    note: str = ""
    language: str = ""


class ReleaseLine(NamedTuple):
    """A release in a list.

    *status* is "corrected", "withdrawn", "draft" or "unpublished" (in a preview) or empty. *relation* is the relation
    shown in lists of related releases, and *issued_by* has the issuers' short names.
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


class Note(NamedTuple):
    """A dated note: a correction, or the reason of a withdrawal with the replacement of the release.

    *before* is the page of the text that a correction superseded, if it was kept.
    """

    date: str
    date_text: str
    text: str
    replaced_by: ReleaseLine | None = None
    before: str = ""


class ContactView(NamedTuple):
    """A press contact; *of* is the issuer whose record has the contact, if the release names none."""

    name: str
    email: str | None
    phone: str | None
    of: str = ""


class ImageView(NamedTuple):
    """A lead image; *src* is relative to the site's root."""

    src: str
    alt: str
    caption: str
    credit: str


class AttachmentView(NamedTuple):
    """An attachment of a release; *address* is relative to the site's root."""

    address: str
    title: str
    kind: str
    size: str


class AboutView(NamedTuple):
    """The boilerplate about an organization; *heading* links to *page* if the text is from a record."""

    heading: str
    page: PageName | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year with its count; *share* is the percentage of the largest year's count; *page* lists its releases."""

    year: int
    count: int
    share: int
    page: PageName
    anchor: str = ""


class Group(NamedTuple):
    """Releases under one heading, such as a year of an entity's releases."""

    label: str
    anchor: str
    releases: Sequence[ReleaseLine]


class StatementLine(NamedTuple):
    """A statement: direct quotations are in quotation marks, reported speech includes its verb.

    *office* is the speaker's office at that time; *paragraph* is the id of the paragraph on the release's page, which
    has the full words if they are *cut*. *speaker* is set only in lists of several speakers.
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
    """An entity and the number of releases that name it, or that name it together with the page's entity."""

    entity: EntityRef
    count: int


class PageLink(NamedTuple):
    """A page of a paginated list; *current* marks the one being shown."""

    number: int
    page: PageName
    current: bool


@dataclass(frozen=True, slots=True)
class TypeLink:
    """A type of releases with its page."""

    label: str
    page: PageName
    count: int


class YearLink(NamedTuple):
    """A neighbouring year, without its count, so that its releases don't change this year's page."""

    year: int
    page: PageName


class ChangeView(NamedTuple):
    """A correction or withdrawal of a release."""

    release: ReleaseLine
    note: Note
    kind: str


# The page of a release.


_PARAGRAPH = re.compile(r'<p id="p-[^>]*>(.*?)</p>', re.DOTALL)
_TAG = re.compile("<[^>]*>")
_OF_DOCUTILS = re.compile(
    r' class="reference (?:ex|in)ternal"|(class="newsroom-entity) reference internal("[^>]*>)<span>([^<]*)</span>'
)


class Translation(NamedTuple):
    """A language of a release; *language_name* is the language's name for itself."""

    page: PageName
    language: str
    language_name: str


class Recorded(NamedTuple):
    """A text in the ledger: its revision and digest, and the date of the first publication.

    *pages* are those of the superseded texts, oldest first. *entry* is its line of the ledger, and *place* the number
    of that line, counted from 1; 0 if the site doesn't show the line yet.
    """

    revision: int
    digest: str
    first: str
    pages: tuple[PageName, ...] = ()
    place: int = 0
    entry: str = ""
    details: str = ""


class ReleaseView(NamedTuple):
    """The page of a release."""

    line: ReleaseLine
    datetime: str
    number: str | None
    subtitle: str
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
    cite: View
    linked_data: str
    recorded: Recorded | None = None
    type_page: PageName | None = None
    alternates: tuple[tuple[str, PageName], ...] = ()
    former: tuple[Former, ...] = ()
    card: str = ""
    event: EventView | None = None
    summary: str = ""
    """The summary of the header, unless the text contains it."""
    files: tuple[tuple[str, str], ...] = ()
    """The files that the text links: each address as written in the text, with kind and size in words."""

    def completed(self, body: str) -> str:
        """Return the text's HTML with the kind and size of linked files, and anchors for former ids of paragraphs.

        The first suitable paragraph is marked as the microformats summary if the header has none.
        """
        for address, words in self.files:
            body = body.replace(f'href="{address}"', f'href="{address}" data-file="{words}"')
        for paragraph in self.former:
            tag = f'<p id="{paragraph.now}"'
            anchors = "".join([f'<span class="former" id="{id_}"></span>' for id_ in paragraph.ids])
            # The successor of a paragraph may be a heading or code: then the anchor is at the start of the text.
            body = body.replace(tag, anchors + tag, 1) if tag in body else anchors + body
        paragraphs = () if self.summary else _PARAGRAPH.finditer(body)
        summary = next((found for found in paragraphs if sums_up(_TAG.sub("", found[1]))), None)
        body = f'{body[: summary.start() + 2]} class="p-summary"{body[summary.start() + 2 :]}' if summary else body
        # Remove docutils' classes of links, which no style or reader uses.
        return _OF_DOCUTILS.sub(r"\1\2\3", body)


# The pages of superseded texts and of editions.


class Altered(NamedTuple):
    """A fact of the header that a correction changed."""

    label: str
    before: str
    after: str


class AlteredFile(NamedTuple):
    """An image or attachment that a correction changed, with both addresses, empty if added or removed."""

    name: str
    before: str
    after: str


class SupersededView(NamedTuple):
    """A superseded text and its difference from the next one.

    *line* is the current release, *next* the page of the next text, *note* the correction. *datetime*, *kind* (in
    words) and *issuers* are those of this text. The difference is computed when the page is written, since views are
    built at every build.
    """

    line: ReleaseLine
    title: str
    subtitle: str
    language: str
    kicker: tuple[str, ...]
    datetime: str
    kind: str
    issuers: tuple[str, ...]
    revision: int
    total: int
    published: Note
    note: Note
    next: PageName
    previous: PageName | None
    altered: tuple[Altered, ...]
    files: tuple[AlteredFile, ...]
    attachments: tuple[AttachmentView, ...]
    about: tuple[AboutView, ...]
    before: str
    after: str
    digest: str
    withdrawn: Note | None
    cite: View

    @property
    def blocks(self) -> tuple[DiffBlock, ...]:
        """The paragraphs in which the next text differs."""
        return differences(self.before, self.after)


T = TypeVar("T")


class Lazy(Sequence[T]):
    """A list that builds each item from its source on access, because most pages with lists are unchanged.

    Its ``repr``, which decides whether a page is written, is computed from the sources by *inputs*.
    """

    __slots__ = ("_inputs", "_make", "_sources")

    def __init__(
        self, sources: Sequence[Any], make: Callable[[Any], T], inputs: Callable[[Sequence[Any]], str]
    ) -> None:
        self._sources, self._make, self._inputs = sources, make, inputs

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return Lazy(self._sources[place], self._make, self._inputs)
        return self._make(self._sources[place])

    def __len__(self) -> int:
        return len(self._sources)

    def __radd__(self, others: tuple[T, ...]) -> tuple[T, ...]:
        """Concatenate lists in templates."""
        return (*others, *self)

    # Templates cache macro results by list, and several pages show the same list.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return self._inputs(self._sources)


class Lines:
    """Builds and caches the shared parts of views from an index."""

    def __init__(
        self,
        index: ArchiveIndex,
        settings: Settings,
        versions: Versions = NO_VERSIONS,
        interface: Interface | None = None,
        others: Others = NO_OTHERS,
    ) -> None:
        self.index = index
        self.settings = settings
        self.versions = versions
        self.others = others
        self.interface = interface or settings.interface
        """The wording of the archive on these pages."""
        self._others: dict[str, Lines] = {self.interface.language: self}
        self.in_turn = Memo(self._in_turn)
        """The previous and next text of each text, by language."""
        self._lines = Memo(self._release)
        self._entities = Memo(self._entity)
        self._fingerprints = Memo(self._entity_fingerprint)
        self.line_fingerprints = Memo(self._line_fingerprint)
        """Fingerprints of what lists show of a release. Building the lines themselves takes long."""

    def around(self, language: str) -> Lines:
        """Return the parts for the page of a text in *language*."""
        interface = self.settings.interface_of(language)
        if interface.language not in self._others:
            other = self._others[interface.language] = Lines(
                self.index, self.settings, self.versions, interface, self.others
            )
            other._others = self._others
        return self._others[interface.language]

    def _in_turn(self, language: str) -> Mapping[PageName, Beside]:
        entries = self.index.entries
        texts = [page for page in self.index.newest if entries[page].release.language == language]
        return dict(zip(texts, zip([*texts[1:], None], [None, *texts[:-1]], strict=True), strict=True))

    def release(self, docname: PageName, relation: str = "") -> ReleaseLine:
        """Return a release as a line of a list; *relation* is for lists of related releases."""
        line = self._lines[docname]
        return line._replace(relation=relation) if relation else line

    def _release(self, docname: PageName) -> ReleaseLine:
        entry = self.index.entries[docname]
        release = entry.release
        issuers = self.entities(("organization", id_) for id_ in release.all_issuers)
        return ReleaseLine(
            page=docname,
            title=release.title,
            date=release.date.isoformat(),
            date_text=self.interface.date(release.date),
            type_label=self.settings.type_label(release.type, self.interface),
            language=release.language,
            summary="" if release.withdrawn else clean(entry.summary),
            issuers=issuers,
            issued_by=self.interface.names([ref.short or ref.name for ref in issuers]),
            status=self._status(release),
        )

    def releases(self, docnames: Iterable[PageName]) -> Lazy[ReleaseLine]:
        """Return releases as lines in the given order, built on access."""
        return Lazy(tuple(docnames), self.release, self._line_inputs)

    def _line_inputs(self, docnames: Iterable[PageName]) -> str:
        return " ".join(map(self.line_fingerprints.__getitem__, docnames))

    def _line_fingerprint(self, docname: PageName) -> str:
        entry = self.index.entries[docname]
        release = entry.release
        # A line adds only what follows from the program and the settings: dates in words, addresses.
        return fingerprint(
            docname,
            release.title,
            release.date.isoformat(),
            self.settings.type_label(release.type, self.interface),
            release.language,
            None if release.withdrawn else entry.summary,
            [self._fingerprints["organization", id_] for id_ in release.all_issuers],
            self._status(release),
        )

    def _status(self, release: Release) -> str:
        """Return the status shown in lists and above the text."""
        if release.draft:
            return "draft"
        gate = self.settings.drafts and self.settings.gate and self.versions.ledger is not None
        if gate and release.id not in self.versions.records:
            return "unpublished"
        # A release that was both corrected and withdrawn counts as withdrawn.
        return "withdrawn" if release.withdrawn else "corrected" if release.corrections else ""

    def _entity_fingerprint(self, key: EntityKey) -> str:
        return fingerprint(self.entity(key))

    def _on(self, key: EntityKey, date: dt.date | None) -> tuple[EntityKey, dt.date | None]:
        """Drop the date if nothing shown with the entity's name depends on it."""
        record = self.record(key) if date else None
        return key, date if isinstance(record, Official) and record.memberships else None

    def record(self, key: EntityKey) -> Entity | None:
        """Return the record of a key."""
        kind, id_ = key
        registry = self.index.registry
        if kind == "topic":
            return registry.topics.get(id_)
        return registry.entity(id_)

    def entity(self, key: EntityKey, date: dt.date | None = None) -> EntityRef | None:
        """Return a link to an entity, None if it has no record; officials with the office held on *date*."""
        return self._entities[self._on(key, date)]

    def _entity(self, on: tuple[EntityKey, dt.date | None]) -> EntityRef | None:
        key, date = on
        # Only officials have offices; organizations are shown by name alone.
        record = self.record(key)
        if record is None:
            return None
        note = ""
        if isinstance(record, Official) and date:
            note = office_on(record.id, date, self.index.registry, self.interface)
        page = entity_page(record.kind, record.id)
        language = self.interface.language
        elsewhere = language != self.settings.interface.language
        if elsewhere and (named := name_in(record, language)):
            return EntityRef(record.kind, record.id, page, *named, note, language)
        short = record.acronym or record.name if isinstance(record, Organization) else record.name
        own = self.settings.language if elsewhere else ""
        return EntityRef(record.kind, record.id, page, record.name, short, note, own)

    def entities(self, keys: Iterable[EntityKey], date: dt.date | None = None) -> tuple[EntityRef, ...]:
        """Return links to the entities that have a record, in the given order."""
        return tuple(ref for key in keys if (ref := self.entity(key, date)) is not None)

    def counted(self, counts: Iterable[tuple[EntityKey, int]], most: int | None = None) -> tuple[Counted, ...]:
        """Return entities with their counts, at most *most*."""
        found = (Counted(ref, count) for key, count in counts if (ref := self.entity(key)) is not None)
        return tuple(islice(found, most))

    @cached_property
    def day(self) -> dt.date:
        """The day of the newest release, from which pages know past events: they must not depend on the clock."""
        listed = self.index.listed
        return self.index.entries[listed[0]].release.date if listed else dt.date.min

    @cached_property
    def years(self) -> tuple[YearBar, ...]:
        """All years of the archive, newest first, each linked to its own page."""
        counts = {year: len(docnames) for year, docnames in self.index.years.items()}
        return year_bars(counts, {year: (year_page(year), "") for year in counts})


def name_in(record: Entity, language: str) -> tuple[str, str] | None:
    """Return a record's name and short name in a language, None if no current name is in that language.

    Of several names, the name is the first that isn't an acronym (all capitals), and the short name the first that is.
    """
    if isinstance(record, Topic):
        return None
    spoken = language.partition("-")[0]
    names = [
        other.name
        for other in record.other_names
        if other.language and other.language.partition("-")[0] == spoken and not other.end_date
    ]
    full = next((name for name in names if not name.isupper()), "")
    short = next((name for name in names if name.isupper()), "")
    if not isinstance(record, Organization):
        return (full, full) if full else None
    return (full or short, short or full) if names else None


def year_bars(counts: Mapping[int, int], places: Mapping[int, tuple[PageName, str]]) -> tuple[YearBar, ...]:
    """Return a bar for each year, newest first; *places* are the linked page and anchor of each year."""
    # No bar is shorter than one per cent, so that a year with one release is visible.
    most = max(counts.values(), default=1)
    return tuple(
        YearBar(year, counts[year], max(1, round(100 * counts[year] / most)), *places[year])
        for year in sorted(counts, reverse=True)
    )


# The statements on the page of an official or organization.


MOST = 20
"""The number of statements on a page."""

LONGEST = 300
"""The maximum length of a statement on a page; it is cut after a sentence."""

# Other languages get English marks, since the page around them is in English.
_MARKS = {"ru": ("«", "»"), "uk": ("«", "»")}


def statement_lines(key: EntityKey, lines: Lines) -> tuple[tuple[StatementLine, ...], bool]:
    """Return the newest statements, at most :data:`MOST`, and whether there are more.

    The parts of an interrupted quotation are shown together.
    """
    # One more than shown tells whether there are more, without building all.
    found = tuple(statement_line(page, said, lines) for page, said in lines.index.statements_of(key)[: MOST + 1])
    return found[:MOST], len(found) > MOST


def statements_in_short(said: Iterable[tuple[PageName, Spoken]], lines: Lines) -> Lazy[StatementLine]:
    """Return statements as pages show them.

    A statement's fingerprint is that of its release, the release's statements, and its position among them.
    """
    return Lazy(tuple(said), partial(_statement, lines), partial(_statement_inputs, lines))


def _statement(lines: Lines, said: tuple[PageName, Spoken]) -> StatementLine:
    return statement_line(*said, lines)


def _statement_inputs(lines: Lines, said: Iterable[tuple[PageName, Spoken]]) -> str:
    found = ((page, lines.index.entries[page], one) for page, one in said)
    return " ".join(
        [
            f"{lines.line_fingerprints[page]} {entry.words} {entry.voices} {entry.spoken.index(one)}"
            for page, entry, one in found
        ]
    )


def statement_line(docname: PageName, said: Spoken, lines: Lines) -> StatementLine:
    """Return a statement as pages show it."""
    release = lines.release(docname)
    reported = said.form == "reported"
    words, cut = _reported(said) if reported else _quoted(said.parts, release.language)
    return StatementLine(words, reported, said.role or "", release, said.paragraph, cut)


def opening(text: str, limit: int) -> str:
    """Return as many sentences of a text as fit into *limit* characters, and at least one.

    >>> opening("It rained. It snowed. It thawed.", 22)
    'It rained. It snowed.'
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return text[: max([end for end in ends if end <= limit + 1] or ends[:1] or [len(text)])].rstrip()


def _reported(said: Spoken) -> tuple[str, bool]:
    """Return an indirect quotation as a sentence with its verb; if it is too long, only the clause."""
    if 0 < len(said.sentence) <= LONGEST:
        return said.sentence, False
    words = opening(said.parts[0], LONGEST)
    return words, words != said.parts[0]


def _quoted(parts: Sequence[str], language: str) -> tuple[str, bool]:
    """Return as many parts of a quotation as fit, in their language's quotation marks, and whether more follows."""
    before, after = _MARKS.get(language.split("-")[0], ("“", "”"))
    fitting = [opening(parts[0], LONGEST)]
    for part in parts[1:]:
        words = opening(part, room := LONGEST - sum(map(len, fitting)))
        if fitting[-1] not in parts or len(words) > room:
            break
        fitting.append(words)
    return " … ".join(f"{before}{words}{after}" for words in fitting), tuple(fitting) != tuple(parts)
