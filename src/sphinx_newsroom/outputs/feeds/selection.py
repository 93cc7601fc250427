"""Which feeds there are, and which releases each holds.

A feed holds the newest of what happened: a release that was published, corrected or withdrawn
today comes before one that was published yesterday.  It holds as many of those that became public last,
whatever their date: else nobody would see one that is added later, or stood under a long embargo.
Beside these, the Atom feed of the archive carries the whole history without the texts, in pages of fixed size that
are numbered from the release that was public first.  Only full pages are made, and what is in none is in the feed
itself: so a release that is added changes no page, and whoever reads feed and pages has everything.  The other feeds
carry the newest releases alone: their pages list them all.

Source: RFC 5005 (Feed Paging and Archiving), section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import (
    CORRECTIONS,
    FEED_LIST,
    FOLDERS,
    FRONT,
    RSS,
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
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE, changed, known_since
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    import datetime as dt


# Of 2,000 real releases the largest such feed has 184 kB, which a reader fetches again after every change.
ITEMS = 20
"""How many releases a feed holds, other than the archive's."""

# Types and language tags become folders: ".." and what has a slash would be another one.
_WORD = re.compile(r"[\w-][\w.-]*")


def has_page(word: str) -> bool:
    """Whether the page and feed of a type can be called by its word."""
    return bool(_WORD.fullmatch(word))


class Feed(NamedTuple):
    """A feed: where it is, what it is called, what it is of and what it holds.

    *folder* is empty or ends in a slash; *page* is the address, from the site's root, where the site shows the
    same; *language* is that of most of what it holds; *docnames* are the releases that it holds (of :func:`places` all
    that it could hold, newest first), *pages* those on each page of the archive's history, oldest first.
    *former_folders* are those in which it stood when its record had another id: whoever subscribed there still gets it.
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
    """The order of all releases in feeds: *records* are the ledger's, by id."""

    def __init__(self, index: ArchiveIndex, records: Mapping[ReleaseId, Record]) -> None:
        # Each release is asked for once, and stands in a dozen feeds: numbers are compared, not moments.
        entries = index.entries
        last = sorted(index.newest, key=lambda docname: changed(entries[docname].release), reverse=True)
        self._newest = {docname: place for place, docname in enumerate(last)}
        latest = sorted(index.newest, key=lambda docname: _since(entries[docname].release, records), reverse=True)
        self._oldest = {docname: -place for place, docname in enumerate(latest)}

    def carried(self, docnames: Iterable[PageName], size: int) -> tuple[PageName, ...]:
        """Of some releases those that a feed carries: *size* of which something happened last, and as many new ones."""
        # Most are in order already, which costs a sort nothing.
        happened = sorted(docnames, key=self._newest.__getitem__)
        new = self.by_publication(reversed(happened))[-size:]
        # Neither corrections nor a hundred old releases that are added at once push the others out.
        return tuple(sorted({*happened[:size], *new}, key=self._newest.__getitem__))

    def by_publication(self, docnames: Iterable[PageName]) -> list[PageName]:
        """Releases in the order in which they became public."""
        return sorted(docnames, key=self._oldest.__getitem__)


def _since(release: Release, records: Mapping[ReleaseId, Record]) -> tuple[dt.datetime, dt.datetime]:
    """Since when readers can know a release; those that were recorded at once are in order by their headers."""
    return known_since(release, records.get(release.id)), release.public_from


def feeds(index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> Iterator[Feed]:
    """All feeds with what they hold; *records* are the ledger's, by id."""
    order = Order(index, records)
    for place in places(index, settings):
        size = settings.feed_items if place.kind == "archive" else ITEMS
        # Only full pages, counted from the first release: a new one then changes none of them.
        full = len(place.docnames) // size * size if place.kind == "archive" else 0
        first = order.by_publication(reversed(place.docnames)) if full else []
        pages = tuple(tuple(first[start : start + size]) for start in range(0, full, size))
        yield place._replace(docnames=order.carried(place.docnames, size), pages=pages)


def places(index: ArchiveIndex, settings: Settings) -> Iterator[Feed]:
    """All feeds: the archive's, those of types and languages, then those of organizations, officials and topics.

    A part of the archive has one from its first release on: nothing is followed that holds nothing.
    """
    yield _archive(index, settings)
    types = (place for _, place in type_places(index, settings))
    for place in chain(types, _languages(index, settings), _entities(index, settings)):
        if place.docnames:
            yield place


def _archive(index: ArchiveIndex, settings: Settings) -> Feed:
    project = settings.project
    description = settings.description or settings.interface.say("Releases of {name}", name=project)
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
    """The feed of corrections and withdrawals, whose items are no releases; it has RSS alone."""
    say, name = settings.interface.say, settings.project
    return Feed(
        "corrections",
        feed_folder(CORRECTIONS),
        say("Corrections and withdrawals"),
        say("Corrections – {name}", name=name),
        say("Corrections and withdrawals of releases of {name}", name=name),
        url_of(CORRECTIONS),
        settings.language,
    )


def history_page(feed: Feed, number: int) -> str:
    """The path of a page of the history, counted from 1."""
    return f"{feed.folder}atom/{number}.xml"


def type_places(index: ArchiveIndex, settings: Settings) -> Iterator[tuple[PageName, Feed]]:
    """The page and the feed of each type that some release is of, in the order of the settings."""
    listed, translated = index.by_type
    # What only translations are is followed by these: search offers each type that it finds.
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
                    settings.interface.say("Releases of the type {type}", type=label),
                    quote(url_of(type_page(word))),
                    settings.language,
                    tuple(docnames),
                ),
            )


def _languages(index: ArchiveIndex, settings: Settings) -> Iterator[Feed]:
    """The feeds of languages, which hold translations, too."""
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


# ``feeds.opml``: all feeds of the archive as one list that feed readers import.
#
# Source: OPML 2.0, http://opml.org/spec2.opml, section "Subscription lists".


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
"""What the kinds of feeds are called; those of the archive and its corrections stand alone."""


def output(feeds: Sequence[Feed], settings: Settings) -> Output:
    """The file; it depends on what feeds there are and not on what is in them."""
    # Up to the page, and no release: the list, which readers import once, is written when a feed comes or goes.
    rows = [feed[:6] for feed in feeds]
    digest = fingerprint(settings.project, settings.baseurl, settings.interface, rows)
    return Output(FEED_LIST, digest, partial(_file, feeds, settings))


def _file(feeds: Sequence[Feed], settings: Settings) -> dict[str, bytes]:
    return {FEED_LIST: document(feeds, settings)}


def document(feeds: Iterable[Feed], settings: Settings) -> bytes:
    """The list, with a folder for each kind of feed."""
    title = xml.element("title", settings.project)
    parts = [f'<opml version="2.0">\n<head>\n{title}</head>\n<body>\n']
    base = clean(settings.baseurl) or NOWHERE
    # The feeds come kind by kind, the archive's first.
    for kind, group in groupby(feeds, key=lambda feed: feed.kind):
        name = settings.interface.say(GROUPS[kind]) if GROUPS[kind] else ""
        parts.append(f"<outline{xml.attrs({'text': name})}>\n" if name else "")
        parts += [_outline(feed, base) for feed in group]
        parts.append("</outline>\n" if name else "")
    return xml.document(FEED_LIST, [*parts, "</body>\n</opml>\n"], settings.interface)


def _outline(feed: Feed, base: str) -> str:
    return xml.empty(
        "outline",
        type="rss",
        text=feed.name,
        title=feed.title,
        description=feed.description,
        xmlUrl=xml.address(base, feed.folder + RSS),
        htmlUrl=base + feed.page,
    )
