"""The rows of the tables, of the releases of a year and of the records: what the JSON lines say, in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.ledger.checks import paired
from sphinx_newsroom.ledger.events import moment_text
from sphinx_newsroom.model.addresses import entity_page, release_page, superseded_page, url_of
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs.tables.columns import TABLES
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Entry, Versions
    from sphinx_newsroom.archive.release_files import Offered, Placed
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Event, Record
    from sphinx_newsroom.model.addresses import PageName, ReleaseId
    from sphinx_newsroom.model.records import AnnouncedEvent, Image, Mention, Official, Organization, Release, Statement


# One row of data for each release, statement and record, as :mod:`~sphinx_newsroom.outputs.tables.columns` has it.


def address(page: PageName, settings: Settings) -> str:
    """A page's address: absolute where the archive knows its own, else relative to the site's root."""
    return settings.baseurl + quote(url_of(page))


def release_row(
    entry: Entry,
    index: ArchiveIndex,
    settings: Settings,
    files: Iterable[Placed] = (),
    attachments: Iterable[Offered] = (),
) -> dict[str, Any]:
    """A row of ``data/releases.jsonl``; of a withdrawn release what its page still shows, and what it was about.

    The text is not asked for.
    """
    found = entry.release
    named = index.named(found.docname)
    # Programs get no more of a withdrawn release than readers of its page; whom it named stays, since lists count it.
    gone = found.withdrawn is not None
    return {
        "id": found.id,
        "url": address(found.docname, settings),
        "title": found.title,
        "subtitle": None if gone else found.subtitle,
        "date": found.date.isoformat(),
        "moment": found.moment.isoformat() if found.moment else None,
        "type": found.type,
        "language": found.language,
        "issuer": found.issuer,
        "issuers": list(found.all_issuers),
        "number": found.number,
        "dateline": None if gone else found.dateline,
        "summary": None if gone else entry.summary,
        "event": None if gone or found.event is None else _event(found.event),
        "topics": list(found.topics),
        "organizations": [id_ for kind, id_ in named if kind == "organization"],
        "officials": [id_ for kind, id_ in named if kind == "official"],
        **relations_of(found, index),
        "contacts": [] if gone else [asdict(contact) for contact in found.contacts],
        "image": None if gone or found.image is None else _image(found, found.image, settings),
        "attachments": [] if gone else [_attachment(one, settings) for one in attachments],
        "files": [] if gone else [_file(file, settings) for file in files],
        "boilerplate": None if gone else found.own_boilerplate or None,
        "corrections": [{"date": one.date.isoformat(), "note": one.note} for one in found.corrections_in_order],
        "withdrawn": withdrawal_of(found, index),
        "former_urls": [url for url in found.former_urls if url != url_of(found.docname)],
    }


def relations_of(found: Release, index: ArchiveIndex) -> dict[str, Any]:
    """The releases that a header relates to, if in the archive: of one under embargo not even the id is told."""
    return {
        "related": [id_ for id_ in found.related if _known(id_, index)],
        "replaces": _known(found.replaces, index),
        "follows": _known(found.follows, index),
        "translation_of": _known(found.translation_of, index),
    }


def _known(id_: ReleaseId | None, index: ArchiveIndex) -> ReleaseId | None:
    return id_ if index.page(id_) else None


def _event(event: AnnouncedEvent) -> dict[str, Any]:
    return {
        "name": event.name or None,
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "place": event.place or None,
        "url": event.url,
        "cancelled": event.cancelled,
    }


def _image(release: Release, image: Image, settings: Settings) -> dict[str, str]:
    url = settings.baseurl + quote(release.file_address(image.src))
    return {"url": url, "alt": image.alt, "caption": image.caption, "credit": image.credit}


def _file(file: Placed, settings: Settings) -> dict[str, str]:
    return {"url": settings.baseurl + quote(file.address), "sha256": file.sha256}


def _attachment(one: Offered, settings: Settings) -> dict[str, Any]:
    file = _file(one.file, settings)
    kind = {"media_type": media_type(one.file.address), "size": one.size}
    return {"url": file["url"], "title": one.title, **kind, "sha256": file["sha256"]}


def withdrawal_of(found: Release, index: ArchiveIndex) -> dict[str, Any] | None:
    """When and why a release was withdrawn, None where it stands."""
    if found.withdrawn is None:
        return None
    date, reason = found.withdrawn.date.isoformat(), found.withdrawn.reason
    return {"date": date, "reason": reason, "replaced_by": _known(found.withdrawn.replaced_by, index)}


def mentions_of(entry: Entry) -> list[Mention]:
    """The mentions of organizations and officials, in the order of the text; those of the header come first."""
    return in_order(entry.mentions)


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in the order of all data."""
    # Topics are told with the release: they are filed under, and not named in words.
    found = [mention for mention in mentions if mention.kind != "topic"]
    return sorted(found, key=lambda m: (-1 if m.start is None else m.start, m.end or 0, m.kind, m.entity))


def statement_row(found: Statement, entry: Entry, paragraph: str) -> dict[str, Any]:
    """A row of ``data/statements.jsonl``; *paragraph* is the id of the one that it begins in."""
    return {
        "release": entry.release.id,
        "date": entry.release.date.isoformat(),
        "speaker": found.speaker,
        "kind": found.kind,
        "form": found.form,
        "role": found.role,
        "text": entry.text[found.start : found.end],
        "start": found.start,
        "end": found.end,
        "paragraph": paragraph,
    }


def record_row(table: str, found: Organization | Official, index: ArchiveIndex, settings: Settings) -> dict[str, Any]:
    """A record of ``data/organizations.json`` or ``data/officials.json``."""
    own = {
        "url": address(entity_page(found.kind, found.id), settings),
        # Identifiers by scheme and not as the header has them: a file that is rearranged says nothing new.
        "identifiers": dict(sorted(found.identifiers)),
        "releases": len(index.naming.get((found.kind, found.id), ())),
    }
    names = [field.name for field in TABLES[table].fields]
    return {name: own[name] if name in own else _plain(getattr(found, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value of a record as JSON has it; nothing where a text is empty."""
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else asdict(one) for one in value]
    return value or None


Row = dict[str, Any]
"""A row by column; lists and objects are as they are in JSON."""


class Year(NamedTuple):
    """The releases of a year: their *rows*, each with its table; those of a release follow it."""

    number: int
    rows: Callable[[], Iterator[tuple[str, Row]]]


OF_RELEASES = ("releases", "mentions", "statements", "revisions", "corrections", "release_topics")
"""The tables whose rows belong to releases, and so to years."""
OF_RECORDS = ("organizations", "officials", "memberships", "topics")
"""The tables whose rows belong to records."""


@dataclass(frozen=True)
class TableRows:
    """Makes the rows of an archive's tables."""

    index: ArchiveIndex
    settings: Settings
    versions: Versions

    @cached_property
    def pages(self) -> Mapping[int, tuple[PageName, ...]]:
        """The pages of releases and translations by year, in the order of their rows."""
        found: dict[int, list[PageName]] = defaultdict(list)
        for page, entry in self.index.entries.items():
            found[entry.release.date.year].append(page)
        return {year: tuple(sorted(found[year])) for year in sorted(found)}

    def years(self) -> Iterator[Year]:
        """The rows of releases, year by year."""
        for year, pages in self.pages.items():
            yield Year(year, partial(self.of_releases, pages))

    def of_releases(self, pages: Iterable[PageName]) -> Iterator[tuple[str, Row]]:
        """The rows of some releases, each with its table."""
        for page in pages:
            entry = self.index.entries[page]
            placements = self.versions.placements
            files = sorted(placements.pages.get(page, {}).values())
            row = release_row(entry, self.index, self.settings, files, placements.attachments.get(page, ()))
            yield "releases", {**row, "text": entry.text}
            for table in _OF_A_RELEASE:
                yield from self._of(entry, table)

    def _of(self, entry: Entry, table: str) -> Iterator[tuple[str, Row]]:
        """The rows of a release in a table, each with it."""
        release = entry.release.id
        for place, found in enumerate(_OF_A_RELEASE[table](self, entry), 1):
            yield table, {"release": release, "place": place, **found}

    def of_records(self) -> Iterator[tuple[str, Row]]:
        """The rows of all records, each with its table."""
        index, registry = self.index, self.index.registry
        for _, organization in sorted(registry.organizations.items()):
            yield "organizations", record_row("organizations", organization, index, self.settings)
        for id_, official in sorted(registry.officials.items()):
            row = record_row("officials", official, index, self.settings)
            yield "officials", row
            for place, term in enumerate(row["memberships"], 1):
                yield "memberships", {"official": id_, "place": place, **term}
        for id_ in sorted(
            registry.topics.keys() | {topic for entry in index.entries.values() for topic in entry.release.topics}
        ):
            topic = registry.topics.get(id_)
            yield (
                "topics",
                {
                    "id": id_,
                    "url": address(entity_page("topic", id_), self.settings),
                    "name": topic.name if topic else id_,
                    "releases": len(index.naming.get(("topic", id_), ())),
                },
            )

    def of_ledger(self, page: PageName) -> object:
        """What of a release's rows follows from the ledger and superseded texts: it changes when these do."""
        record = self._record(self.index.entries[page].release)
        if record is None:
            return None
        texts = [self.versions.texts.get(superseded_page(record.id, event.revision)) for event in record.superseded]
        # Of a text that is never changed its title and length are enough beside its digest.
        shown = [(old.release.title, len(old.text)) if old else None for old in texts]
        return [event.digest for event in record.revisions], shown, record.withdrawn is not None

    def _record(self, release: Release) -> Record | None:
        return self.versions.records.get(release.id)

    def _mentions(self, entry: Entry) -> Iterator[Row]:
        for mention in mentions_of(entry):
            yield _meant(mention._asdict(), "entity")

    def _statements(self, entry: Entry) -> Iterator[Row]:
        ids = paragraph_ids(entry.text) if entry.statements else ()
        for said in entry.statements:
            yield _meant(statement_row(said, entry, id_at(ids, said.start)), "speaker")

    def _revisions(self, entry: Entry) -> Iterator[Row]:
        record = self._record(entry.release)
        for event in record.revisions if record else ():
            yield self._revision(entry.release, event, last=record is not None and event is record.current)

    def _revision(self, release: Release, event: Event, *, last: bool) -> Row:
        page = superseded_page(release.id, event.revision)
        old = None if last else self.versions.texts.get(page)
        shown = release_page(release.id) if last else page if old else None
        # Nothing of a text that was withdrawn, as on its page.
        text = old.text if old and not (release.withdrawn or old.withdrawn) else None
        return {
            "revision": event.revision,
            "published": moment_text(event.at),
            "title": release.title if release.withdrawn else event.title,
            "note": event.note or None,
            "stands": last and release.withdrawn is None,  # then the notice stands
            "sha256": event.text,
            "url": self.settings.baseurl + quote(url_of(shown)) if shown else None,
            "text": text,
        }

    def _corrections(self, entry: Entry) -> Iterator[Row]:
        record = self._record(entry.release)
        events = record.corrected if record else ()
        for correction, event in paired(entry.release.corrections_in_order, events, entry.release.zone):
            revision = event.revision if event else None
            yield {"date": correction.date.isoformat(), "note": correction.note, "revision": revision}

    def _topics(self, entry: Entry) -> Iterator[Row]:
        for topic in entry.release.topics:
            yield {"topic": topic}


_OF_A_RELEASE: Mapping[str, Callable[[TableRows, Entry], Iterator[Row]]] = {
    "mentions": TableRows._mentions,
    "statements": TableRows._statements,
    "revisions": TableRows._revisions,
    "corrections": TableRows._corrections,
    "release_topics": TableRows._topics,
}


def _meant(row: Row, who: str) -> Row:
    """A row with a column for each kind of record that it may mean."""
    kinds = {kind: row[who] if row["kind"] == kind else None for kind in ("organization", "official")}
    return {**kinds, **row}
