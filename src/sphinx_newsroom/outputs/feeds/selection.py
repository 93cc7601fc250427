"""Define the feeds and select the releases in each.

A feed contains the newest events: a release published, corrected or withdrawn today comes before one published
yesterday. It also contains as many of the releases that became public last, whatever their date, so that releases added
late or after a long embargo are seen.

The Atom feed of the archive also links its whole history without texts, in pages of fixed size. They are numbered from
the first published release, and only full pages exist; the rest is in the feed itself. So a new release changes no
page, and readers of feed and pages have everything. The other feeds have only the newest releases, because their web
pages list all.

Source: RFC 5005 (Feed Paging and Archiving), section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import (
    CORRECTIONS,
    FOLDERS,
    FRONT,
    SEARCH,
    PageName,
    ReleaseId,
    entity_page,
    feed_folder,
    language_feed,
    type_feed,
    type_page,
    url_of,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import language_name
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import changed, known_since

if TYPE_CHECKING:
    import datetime as dt


# In 2,000 real releases the largest such feed has 184 kB, which readers download after every change.
ITEMS = 20
"""The number of releases in a feed, except the archive's."""

# Types and language tags become folders, so ".." and slashes are excluded.
_WORD = re.compile(r"[\w-][\w.-]*")


def has_page(word: str) -> bool:
    """Whether the name of a type can be used for its page and feed."""
    return bool(_WORD.fullmatch(word))


class Feed(NamedTuple):
    """A feed: address, title, subject and releases.

    *folder* is empty or ends in a slash. *page* is the page with the same content, relative to the site's root.
    *language* is the language of most releases. *docnames* are the releases in the feed; in the results of
    :func:`places`, all candidates, newest first. *pages* are the releases on each history page, oldest first.
    *former_folders* are the folders under former ids of its record, where existing subscribers still get it.
    """

    kind: str
    folder: str
    name: str
    title: str
    description: str
    page: str
    language: str
    docnames: tuple[PageName, ...] = ()
    former_folders: tuple[str, ...] = ()
    pages: tuple[tuple[PageName, ...], ...] = ()


class Order:
    """The order of all releases in feeds; *records* are the ledger's, by id."""

    def __init__(self, index: ArchiveIndex, records: Mapping[ReleaseId, Record]) -> None:
        # A release is in a dozen feeds, so its position is computed once; comparing numbers is faster than moments.
        entries = index.entries
        last = sorted(index.newest, key=lambda docname: changed(entries[docname].release), reverse=True)
        self._newest = {docname: place for place, docname in enumerate(last)}
        latest = sorted(index.newest, key=lambda docname: _since(entries[docname].release, records), reverse=True)
        self._oldest = {docname: -place for place, docname in enumerate(latest)}

    def carried(self, docnames: Iterable[PageName], size: int) -> tuple[PageName, ...]:
        """Return the releases in a feed: the *size* with the latest events, and the *size* published last."""
        # Most input is already sorted, so the sort is fast.
        happened = sorted(docnames, key=self._newest.__getitem__)
        new = self.by_publication(reversed(happened))[-size:]
        # Neither corrections nor a hundred old releases added at once displace the others.
        return tuple(sorted({*happened[:size], *new}, key=self._newest.__getitem__))

    def by_publication(self, docnames: Iterable[PageName]) -> list[PageName]:
        """Return releases in the order in which they became public."""
        return sorted(docnames, key=self._oldest.__getitem__)


def _since(release: Release, records: Mapping[ReleaseId, Record]) -> tuple[dt.datetime, dt.datetime]:
    """Return when a release became public; releases recorded together are ordered by their headers."""
    return known_since(release, records.get(release.id)), release.public_from


def feeds(index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> Iterator[Feed]:
    """Yield all feeds with their releases; *records* are the ledger's, by id."""
    order = Order(index, records)
    for place in places(index, settings):
        size = settings.feed_items if place.kind == "archive" else ITEMS
        # Only full pages, counted from the first release, so that a new release changes none of them.
        full = len(place.docnames) // size * size if place.kind == "archive" else 0
        first = order.by_publication(reversed(place.docnames)) if full else []
        pages = tuple(tuple(first[start : start + size]) for start in range(0, full, size))
        yield place._replace(docnames=order.carried(place.docnames, size), pages=pages)


def places(index: ArchiveIndex, settings: Settings) -> Iterator[Feed]:
    """Yield all feeds: the archive's, those of types and languages, then organizations, officials and topics.

    Each has at least one release: there are no empty feeds.
    """
    yield _archive(index, settings)
    types = (place for _, place in type_places(index, settings))
    for place in chain(types, _languages(index, settings), _entities(index, settings)):
        if place.docnames:
            yield place


def _archive(index: ArchiveIndex, settings: Settings) -> Feed:
    project = settings.project
    description = settings.description or settings.interface.say("Releases from {name}", name=project)
    return Feed("archive", "", project, project, description, url_of(FRONT), settings.language, index.listed)


def _entities(index: ArchiveIndex, settings: Settings) -> Iterator[Feed]:
    for kind in FOLDERS:
        words = (
            translatable("Releases on the topic {name}") if kind == "topic" else translatable("Releases naming {name}")
        )
        for id_, record in index.registry.of_kind(kind).items():
            page = entity_page(kind, id_)
            yield Feed(
                kind,
                feed_folder(page),
                record.name,
                f"{record.name} – {settings.project}",
                settings.interface.say(words, name=record.name),
                quote(clean(url_of(page))),
                settings.language,
                index.naming.get((kind, id_), ()),
                tuple(feed_folder(entity_page(kind, former)) for former in record.former_ids),
            )


def of_corrections(settings: Settings) -> Feed:
    """Return the feed of corrections and withdrawals, whose items aren't releases; it is RSS only."""
    say, name = settings.interface.say, settings.project
    return Feed(
        "corrections",
        feed_folder(CORRECTIONS),
        say("Corrections and withdrawals"),
        say("Corrections – {name}", name=name),
        say("Corrected and withdrawn releases from {name}", name=name),
        url_of(CORRECTIONS),
        settings.language,
    )


def history_page(feed: Feed, number: int) -> str:
    """Return the path of a history page, counted from 1."""
    return f"{feed.folder}atom/{number}.xml"


def type_places(index: ArchiveIndex, settings: Settings) -> Iterator[tuple[PageName, Feed]]:
    """Yield the page and the feed of each type in use, in the order of the settings."""
    listed, translated = index.by_type
    # Types used only by translations come last: search offers each type that it finds.
    for word in dict.fromkeys((*settings.types, *listed, *translated)):
        docnames = listed.get(word) or translated.get(word, [])
        if docnames and has_page(word):
            label = settings.type_label(word, settings.interface)
            yield (
                type_page(word),
                Feed(
                    "type",
                    type_feed(word),
                    label,
                    f"{label} – {settings.project}",
                    settings.interface.say("Releases of type {type}", type=label),
                    quote(url_of(type_page(word))),
                    settings.language,
                    tuple(docnames),
                ),
            )


def _languages(index: ArchiveIndex, settings: Settings) -> Iterator[Feed]:
    """Yield the feeds of languages, which include translations."""
    for tag, docnames in sorted(index.by_language.items()):
        if _WORD.fullmatch(tag):
            name = language_name(tag)
            yield Feed(
                "language",
                language_feed(tag),
                name,
                f"{name} – {settings.project}",
                settings.interface_of(tag).say("Releases in {language}", language=name),
                f"{url_of(SEARCH)}?language={quote(tag)}",
                tag,
                tuple(docnames),
            )


GROUPS = {
    "archive": "",
    "corrections": "",
    "type": translatable("Types"),
    "language": translatable("Languages"),
    "organization": translatable("Organizations"),
    "official": translatable("Officials"),
    "topic": translatable("Topics"),
    "alert": translatable("Alerts"),
}
"""The titles of feed groups; the archive's feed and its corrections are not grouped."""
