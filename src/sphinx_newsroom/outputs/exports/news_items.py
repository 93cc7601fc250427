"""Texts as news items, with the facts that NewsML-G2, ninjs and iCalendar share.

A withdrawn release has only the facts that its page shows. A superseded text is unchanged since its publication, so it
has no links to entities.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.index import Edition, Entry, Versions, texts_now
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import suggestion
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import PageName, ReleaseId, entity_page, release_id, release_page, url_of
from sphinx_newsroom.model.records import AnnouncedEvent, Entity, Release, Topic, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import media_type, withdrawal_words
from sphinx_newsroom.outputs.citations import WIKIDATA, Thing, identifier, known
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import changed, identity, plain, published, rfc3339
from sphinx_newsroom.outputs.feeds.xml import template
from sphinx_newsroom.outputs.output import compact_json

if TYPE_CHECKING:
    from icalendar import Event


class ExportFilter(NamedTuple):
    """The filters of an export; empty ones are ignored."""

    years: tuple[int, ...] = ()
    edition: str = ""
    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether no filter is set."""
        return not any(self)

    @property
    def words(self) -> str:
        """The filters in words, for the export's metadata: ``2011, 2012; in ru``; empty without filters."""
        parts = (
            ", ".join(map(str, self.years)),
            f"edition {self.edition}" if self.edition else "",
            ", ".join(self.ids),
            f"in {', '.join(self.languages)}" if self.languages else "",
        )
        return "; ".join(filter(None, parts))


class SelectedText(NamedTuple):
    """A text in an export.

    *page* is its own page, *release* its header. *record* is the release's ledger record (in an edition, at that time),
    and *revision* the text's number in it, 0 without one. *withdrawn* is the notice of a withdrawn text.
    """

    page: PageName
    release: Release
    record: Record | None
    revision: int
    withdrawn: Withdrawal | None

    @property
    def is_superseded(self) -> bool:
        """Whether a newer text replaced it."""
        return self.page != self.release.docname


def selected_texts(archive: LoadedArchive, versions: Versions, filters: ExportFilter) -> tuple[SelectedText, ...]:
    """Return the texts that match the *filters*, oldest first; raises ConfigError for an unknown release or edition."""
    edition = _edition(versions, filters.edition) if filters.edition else None
    found = _of_edition(archive, versions, edition) if edition else _current_texts(archive, versions)
    ids = _ids(archive, filters.ids)
    rows = [
        one
        for one in found
        if (not filters.years or one.release.date.year in filters.years)
        and (not ids or one.release.id in ids)
        and (not filters.languages or one.release.language in filters.languages)
    ]
    return tuple(sorted(rows, key=lambda one: (one.release.date, one.release.begin, one.page)))


def _current_texts(archive: LoadedArchive, versions: Versions) -> Iterator[SelectedText]:
    for page, release in archive.releases.items():
        record = versions.records.get(release.id)
        yield SelectedText(page, release, record, record.current.revision if record else 0, release.withdrawn)


def _of_edition(archive: LoadedArchive, versions: Versions, edition: Edition) -> Iterator[SelectedText]:
    """Yield the texts of an edition that were kept; a text withdrawn since is marked as withdrawn."""
    places = texts_now(versions.records)
    for record in edition.records.values():
        if record.current.digest not in places:
            continue
        now, page = places[record.current.digest]
        header = archive.releases[now]
        if page == now:
            yield SelectedText(page, header, record, record.current.revision, header.withdrawn)
        elif old := archive.superseded.get(page):
            yield SelectedText(page, old.release, record, record.current.revision, old.release.withdrawn)


def _edition(versions: Versions, name: str) -> Edition:
    known = {edition.name: edition for edition in versions.editions}
    if name not in known:
        names = f"those are: {', '.join(known)}" if known else "newsroom_editions in conf.py names none"
        raise ConfigError(f"there is no edition {name!r}; {suggestion(name, known, names)}")
    return known[name]


def _ids(archive: LoadedArchive, ids: Iterable[str]) -> Mapping[ReleaseId, str]:
    """Map the current ids of the requested releases to the requested ids, which may be former ones."""
    found = {archive.current_id(ReleaseId(id_)): id_ for id_ in ids}
    for id_, requested in found.items():
        if release_page(id_) not in archive.releases:
            form = "write it like its file name, such as 2011/conference-opens"
            advice = suggestion(requested, map(release_id, archive.releases), form)
            raise ConfigError(f"no release {requested!r} is published; {advice}")
    return found


class Party(NamedTuple):
    """An organization, official or topic: its name and address, empty if unknown."""

    kind: str
    name: str
    uri: str


class Picture(NamedTuple):
    """The lead image and its address."""

    url: str
    alt: str
    caption: str
    credit: str


class NewsItem(NamedTuple):
    """A text and its metadata.

    *uri* is the id of the release in feeds, the same for all versions. *url* is the page, empty if the archive's own
    address isn't known. *notes* are corrections, or the reason of the withdrawal.
    """

    uri: str
    id: str
    version: int
    url: str
    published: dt.datetime
    changed: dt.datetime
    language: str
    kind: str
    kind_label: str
    title: str
    subtitle: str
    summary: str
    dateline: str
    number: str
    issuers: tuple[Party, ...]
    named: tuple[Party, ...]
    topics: tuple[Party, ...]
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    picture: Picture | None
    event: AnnouncedEvent | None
    withdrawn: bool

    @property
    def text(self) -> str:
        """The paragraphs, separated by empty lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def by(self) -> str:
        """The names of the issuers."""
        return ", ".join(issuer.name for issuer in self.issuers)


def news_item(one: SelectedText, entry: Entry, registry: Registry, settings: Settings) -> NewsItem:
    """Return the news item of a text."""
    release, gone = one.release, one.withdrawn is not None
    interface = settings.interface_of(release.language)
    base = settings.baseurl
    notes = tuple(map(plain, _notes(one, interface)))
    named = () if gone else tuple(_named(one, entry, registry, base))
    return NewsItem(
        uri=identity(release, settings.tag, one.record),
        id=release.id,
        # A withdrawal counts as one more version, so that recipients of the last text are notified.
        version=(one.revision or len(release.corrections) + 1) + gone,
        url=base + quote(url_of(one.page)) if base else "",
        published=published(release),
        changed=changed(release),
        language=release.language,
        kind=release.type,
        kind_label=plain(settings.type_label(release.type, interface)),
        title=plain(release.title),
        subtitle="" if gone else plain(release.subtitle or ""),
        summary="" if gone else plain(entry.summary),
        dateline="" if gone else plain(release.dateline or ""),
        number=plain(release.number or ""),
        issuers=tuple(_party(record, base) for record in registry.issuers(release)),
        named=named,
        topics=tuple(_party(registry.topics[id_], base) for id_ in release.topics if id_ in registry.topics),
        paragraphs=() if gone else tuple(clean(block) for block in entry.paragraphs),
        notes=notes,
        picture=None if gone else _picture(release, base),
        event=release.event,
        withdrawn=gone,
    )


def _notes(one: SelectedText, interface: Interface) -> Iterator[str]:
    if one.withdrawn:
        yield withdrawal_words(one.withdrawn, interface)
        return
    for correction in one.release.corrections_in_order:
        date = interface.date(correction.date)
        yield interface.say("Corrected on {date}: {note}", date=date, note=correction.note)


def _named(one: SelectedText, entry: Entry, registry: Registry, base: str) -> Iterator[Party]:
    """Yield the entities named in a text, in order, except its issuers."""
    issuers = one.release.all_issuers
    for kind, id_ in entry.found.named:
        record = registry.of_kind(kind).get(id_) if kind != "topic" and id_ not in issuers else None
        if record is not None:
            yield _party(record, base)


def _party(record: Entity, base: str) -> Party:
    same = "" if isinstance(record, Topic) else dict(record.identifiers).get(WIKIDATA, "")
    page: PageName = entity_page(record.kind, record.id)
    # Wikidata's id identifies the same organization in several archives.
    uri = identifier(WIKIDATA, same).url if same else base + quote(url_of(page)) if base else ""
    return Party(record.kind, plain(record.name), uri)


def _picture(release: Release, base: str) -> Picture | None:
    image = release.image
    if image is None or not base:
        return None
    return Picture(base + quote(release.file_address(image.src)), *map(plain, (image.alt, image.caption, image.credit)))


# News items as NewsML-G2: a news message with an item for each text.


def newsml(items: Iterable[NewsItem], sender: str, sent: dt.datetime) -> Iterator[bytes]:
    """Yield a news message from *sender*; *sent* is the time of the newest change, so that it is reproducible."""
    made = template("newsml.xml")
    yield made.begin(sender, sent).encode()
    for item in items:
        yield made.item(item).encode()
    yield b"</itemSet>\n</newsMessage>\n"


# News items as ninjs 3, IPTC's news in JSON: one item a line, in the order of publication.
#
# Source: https://www.iptc.org/std/ninjs/, ninjs-schema_3.1.json and the user guide.


_STANDARD = {"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
_PLAIN, _PAGE = "text/plain", "text/html"
_EVENT_STATUS = "http://cv.iptc.org/newscodes/eventoccurstatus/eos{}"
"""IPTC's codes for the status of an event: eos5 is planned and certain, eos6 planned and then cancelled."""
_CERTAIN, _CANCELLED = 5, 6


def ninjs(items: Iterable[NewsItem]) -> Iterator[bytes]:
    """Yield a line of JSON for each item; a single item is a JSON document."""
    for item in items:
        # Lone surrogates, which a YAML escape can contain, become question marks.
        yield f"{compact_json(_item_of_ninjs(item))}\n".encode("utf-8", "replace")


def _item_of_ninjs(item: NewsItem) -> Thing:
    size = {"charCount": len(item.text), "wordCount": len(item.text.split())}
    found: Thing = {
        "uri": item.uri,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(item.version),
        "firstCreated": rfc3339(item.published),
        "versionCreated": rfc3339(item.changed),
        "pubStatus": "canceled" if item.withdrawn else "usable",
        "language": item.language,
        "title": item.title,
        "headlines": list(_headlines(item)),
        "descriptions": _texts("summary", item.summary),
        "bodies": [body | size for body in _texts("main", item.text)],
        "by": item.by,
        "located": item.dateline,
        "edNote": " ".join(item.notes),
        "infoSources": [_party_of_ninjs(issuer) | {"role": "issuer"} for issuer in item.issuers],
        "organisations": _named_of_ninjs(item, "organization"),
        "people": _named_of_ninjs(item, "official"),
        "subjects": [_party_of_ninjs(topic) | {"rel": "about"} for topic in item.topics],
        "genres": [{"name": item.kind_label}],
        "altIds": [
            {"role": role, "value": value} for role, value in (("id", item.id), ("number", item.number)) if value
        ],
        "renditions": [{"name": "page", "href": item.url, "contentType": _PAGE}] if item.url else [],
        "associations": _associations(item),
    }
    return known(found)


def _headlines(item: NewsItem) -> Iterator[Thing]:
    yield from _texts("main", item.title)
    yield from _texts("subtitle", item.subtitle)


def _texts(role: str, value: str) -> list[Thing]:
    return [{"role": role, "contentType": _PLAIN, "value": value}] if value else []


def _named_of_ninjs(item: NewsItem, kind: str) -> list[Thing]:
    return [_party_of_ninjs(party) | {"rel": "mentions"} for party in item.named if party.kind == kind]


def _party_of_ninjs(party: Party) -> Thing:
    return known({"name": party.name, "uri": party.uri})


def _associations(item: NewsItem) -> list[Thing]:
    found = []
    if item.picture:
        found.append(_picture_of_ninjs(item.picture))
    if item.event and not item.withdrawn:
        found.append(_event(item))
    return found


def _picture_of_ninjs(picture: Picture) -> Thing:
    roles = (("alt", picture.alt), ("caption", picture.caption))
    return known(
        {
            "name": "image",
            "uri": picture.url,
            "type": "picture",
            "descriptions": [text for role, words in roles for text in _texts(role, words)],
            "by": picture.credit,
            "renditions": [{"name": "original", "href": picture.url, "contentType": media_type(picture.url)}],
        }
    )


def _event(item: NewsItem) -> Thing:
    event = item.event
    assert event is not None  # checked by the caller
    links = [{"name": "event", "href": event.url, "contentType": _PAGE}] if event.url else []
    return known(
        {
            "name": "event",
            "uri": f"{item.uri}#event",
            "type": "event",
            "title": event.name or item.title,
            "eventDetails": {
                "eventStatus": _EVENT_STATUS.format(_CANCELLED if event.cancelled else _CERTAIN),
                "dates": known({**_when("start", "Start", event.start), **_when("end", "End", event.end)}),
            },
            "places": [{"name": event.place}] if event.place else [],
            "renditions": links,
        }
    )


def _when(exact: str, truncated: str, when: dt.date | dt.datetime | None) -> Thing:
    """Return a moment, or a date, for which the format has another property."""
    if isinstance(when, dt.datetime):
        return {f"{exact}Date": rfc3339(when)}
    return {f"expected{truncated}Date": when.isoformat()} if when else {}


# Announced events as a calendar: one event for each header with ``event``.
#
# A correction of the event increases SEQUENCE, and an event that was cancelled or whose release was withdrawn is
# CANCELLED, so that calendars update it.
#
# Source: RFC 5545 (iCalendar), sections 3.6.1 and 3.8; written by the library icalendar.


def calendar(items: Iterable[NewsItem], name: str) -> bytes:
    """Return a calendar called *name* with the events of the *items*; times are in UTC.

    Raises ImportError if icalendar is not installed.
    """
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", f"-//sphinx-newsroom//{__version__}//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    for item in items:
        if item.event is not None:
            found.add_component(_event_of_calendar_events(item))
    data: bytes = found.to_ical()
    return data


def _event_of_calendar_events(item: NewsItem) -> Event:
    from icalendar import Event, vCalAddress, vText

    event = item.event
    assert event is not None  # checked by the caller
    found = Event()
    found.add("uid", f"{item.uri}#event")
    # The last change of the text, not the current time, so that the bytes are reproducible.
    found.add("dtstamp", _utc(item.changed))
    found.add("last-modified", _utc(item.changed))
    found.add("created", _utc(item.published))
    found.add("sequence", item.version - 1)
    found.add("status", "CANCELLED" if event.cancelled or item.withdrawn else "CONFIRMED")
    name = None if item.withdrawn else event.name  # the text is withdrawn, and the name is part of it
    found.add("summary", name or item.title, parameters={"language": item.language})
    found.add("dtstart", _utc(event.start) if isinstance(event.start, dt.datetime) else event.start)
    if event.end is not None:
        found.add("dtend", _end(event.end))
    if event.place and not item.withdrawn:
        found.add("location", event.place)
    words = " ".join(item.notes) if item.withdrawn else item.summary
    if words:
        found.add("description", words)
    if url := event.url if event.url and not item.withdrawn else item.url:
        found.add("url", url)
    if item.url:
        found.add("x-newsroom-release", item.url)
    for issuer in item.issuers[:1]:
        organizer = vCalAddress(issuer.uri or f"urn:x-newsroom:{item.id}")
        organizer.params["CN"] = vText(issuer.name)
        found["organizer"] = organizer
    return found


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _end(when: dt.date | dt.datetime) -> dt.date | dt.datetime:
    # The end of an event is exclusive: for dates, the day after the last.
    return _utc(when) if isinstance(when, dt.datetime) else when + dt.timedelta(days=1)
