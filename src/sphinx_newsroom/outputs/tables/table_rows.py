"""The rows of the tables, of the releases of a year and of the records: what the JSON lines say, in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.ledger.events import moment_text
from sphinx_newsroom.ledger.paired import paired
from sphinx_newsroom.model.addresses import entity_page, release_page, superseded_page, url_of
from sphinx_newsroom.outputs.tables import rows
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids

if TYPE_CHECKING:
    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Event, Record
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.model.records import Release

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
            row = rows.release(entry, self.index, self.settings, files, placements.attachments.get(page, ()))
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
            yield "organizations", rows.record("organizations", organization, index, self.settings)
        for id_, official in sorted(registry.officials.items()):
            row = rows.record("officials", official, index, self.settings)
            yield "officials", row
            for place, term in enumerate(row["memberships"], 1):
                yield "memberships", {"official": id_, "place": place, **term}
        for id_ in sorted(registry.topics.keys() | _topics_used(index)):
            topic = registry.topics.get(id_)
            yield (
                "topics",
                {
                    "id": id_,
                    "url": rows.address(entity_page("topic", id_), self.settings),
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
        for mention in rows.mentions(entry):
            yield _meant(mention._asdict(), "entity")

    def _statements(self, entry: Entry) -> Iterator[Row]:
        ids = paragraph_ids(entry.text) if entry.statements else ()
        for said in entry.statements:
            yield _meant(rows.statement(said, entry, id_at(ids, said.start)), "speaker")

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


def _topics_used(index: ArchiveIndex) -> set[str]:
    return {topic for entry in index.entries.values() for topic in entry.release.topics}
