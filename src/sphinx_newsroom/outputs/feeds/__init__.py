"""What readers subscribe to: the archive, and all that one may want to follow, in three formats.

All dates come from the releases, so the bytes depend on the content alone.  Where ``html_baseurl``
is not set, links are relative to the feed's own address: they then lead somewhere under any host
and folder, and readers that know where they got the feed resolve them.

Feeds stay smaller than the site that they are of; :func:`in_full` says how.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import ATOM, FEED_FORMATS, JSON_FEED, RSS, PageName, ReleaseId
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.feeds import atom, jsonfeed, opml, rss
from sphinx_newsroom.outputs.feeds.identity import guid_end, identities
from sphinx_newsroom.outputs.feeds.items import Items
from sphinx_newsroom.outputs.feeds.selection import Feed, feeds, history_page, of_corrections
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.outputs.batches import Known
    from sphinx_newsroom.outputs.feeds.items import Texts

# How much of the texts feeds carry, so that all feeds together stay smaller than the pages.
#
# A release that names six organizations stands in the feeds of all six, each in three formats. In most archives that
# is little beside the pages. Where there are many records, each named often, it would be several times as much; then
# the feeds of organizations, officials, topics, types and languages carry summaries, first in Atom and JSON, and
# where that is not enough in RSS, too. The archive's own feed and its history carry the texts in any case, once in
# each format.
#
# What is compared follows from the releases alone: sizes of texts, and what was measured to stand around them.

FORMATS = tuple(FEED_FORMATS)

SMALL = 32_000_000
"""Feeds of less than this are never worth shortening."""

# Bytes, measured on 10,000 real and 10,000 generated releases.
_MARKUP = 1.25  # a text as HTML, over the same as plain text
_PAGE = 6_500  # what stands around a text on its page
_LINE = 250  # a release in a list of a page
_ENTRY = 900  # what stands around a text in a feed
_SHORT = 700  # a release without its text


def in_full(index: ArchiveIndex, feeds: Sequence[Feed], small: int = SMALL) -> tuple[str, ...]:
    """The formats in which the feeds of a part of the archive carry the texts: all, RSS alone, or none."""
    texts = {docname: round(_MARKUP * entry.size) for docname, entry in index.entries.items()}
    parts = [feed for feed in feeds if feed.kind != "archive"]
    listed = sum(len(feed.docnames) for feed in parts)
    pages = sum(texts.values()) + _PAGE * len(texts) + _LINE * listed
    # The history of the archive.
    fixed = sum(texts.values()) + _ENTRY * len(texts)
    full = sum(texts[docname] + _ENTRY for feed in parts for docname in feed.docnames)
    short = _SHORT * listed
    # Texts in all three formats, else in RSS alone, else in none: the first that fits.
    for count in (3, 1):
        total = fixed + count * full + (3 - count) * short
        if total <= max(small, pages):
            return FORMATS[:count]
    return ()


def outputs(
    index: ArchiveIndex,
    settings: Settings,
    texts: Texts,
    records: Mapping[ReleaseId, Record] = MappingProxyType({}),
    others: Iterable[Feed] = (),
    known: Known | None = None,
) -> Iterator[Output]:
    """The feeds of releases, the pages of their history, and the list of all feeds, *others* included.

    *records* are the ledger's, by id, *known* is what is known of releases; the feed of corrections is
    :mod:`~sphinx_newsroom.outputs.feeds.corrections`.
    """
    found = list(feeds(index, settings, records))
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), in_full(index, found))
    if known is not None:
        make.items.know(known)
    for feed in found:
        yield from make.outputs(feed)
    listed = [found[0], of_corrections(settings), *found[1:], *others]
    yield opml.output(listed, settings)


def of_others(
    found: Iterable[Feed],
    index: ArchiveIndex,
    settings: Settings,
    texts: Texts,
    records: Mapping[ReleaseId, Record],
    known: Known | None = None,
) -> Iterator[Output]:
    """Feeds of releases that somebody else chose, with summaries: each says where the text stands."""
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), ())
    if known is not None:
        make.items.know(known)
    for feed in found:
        yield from make.outputs(feed)


class _Make:
    """Makes the files; what one release becomes in each format is made once for all feeds that hold it."""

    def __init__(self, items: Items, in_full: tuple[str, ...]) -> None:
        self.items = items
        self.in_full = in_full
        settings = items.settings
        # What all feeds say alike.
        self.salt = fingerprint(
            settings.project,
            settings.language,
            settings.baseurl,
            settings.tag,
            settings.websub_hub,
            dict(settings.types),
            settings.interfaces,
        )
        self.texts: dict[str, tuple[str, str, str]] = {}
        self.summaries: dict[str, tuple[str, str, str]] = {}
        self.year = 0

    def outputs(self, feed: Feed) -> Iterator[Output]:
        """A feed in its three formats, and its history."""
        salt = fingerprint(self.salt, feed.folder, feed.title, feed.description, feed.language, *feed.former_folders)
        # A page of the history needs no more than its own releases: what happens to others leaves it as it is.
        key = f"feeds/{feed.folder}"
        stamps = self._stamps(feed.docnames)
        # The feed names the newest page of its history.
        digest = fingerprint(salt, len(feed.pages), self._formats(feed), stamps)
        yield Output(f"{key}now", digest, partial(self.current, feed), _work(feed.docnames))
        for number, docnames in enumerate(feed.pages, 1):
            stamps = self._stamps(docnames)
            make, year = partial(self.history, feed, number), self.items.index.entries[docnames[0]].release.date.year
            yield Output(f"{key}{number}", fingerprint(salt, stamps), make, _work(docnames), year)

    def _stamps(self, docnames: Iterable[PageName]) -> str:
        return " ".join(map(self.items.stamps.__getitem__, docnames))

    def _formats(self, feed: Feed) -> tuple[str, ...]:
        """The formats in which a feed carries texts."""
        return FORMATS if feed.kind == "archive" else self.in_full

    def current(self, feed: Feed) -> Mapping[str, bytes]:
        """The feed itself in the three formats."""
        formats, items = self._formats(feed), self.items
        made = {
            name: [(self._full if name in formats else self._short)(docname)[place] for docname in feed.docnames]
            for place, name in enumerate(FORMATS)
        }
        documents = {
            ATOM: atom.document(feed, items, made[ATOM]),
            JSON_FEED: jsonfeed.document(feed, items, made[JSON_FEED]),
        }
        # The same at each place: a feed names its own address, which readers that understand it then go on with.
        folders = (feed.folder, *feed.former_folders)
        files = {folder + name: data for folder in folders for name, data in documents.items()}
        # But for guids: who reads on at a former address would have every item for new.
        files |= {folder + RSS: rss.document(feed, items, made[RSS], guid_end(folder[:-1])) for folder in folders}
        return files

    def _full(self, docname: PageName) -> tuple[str, str, str]:
        """A release with its text, in the order of :data:`FORMATS`."""
        if docname not in self.texts:
            item, content = self.items.item(docname), self.items.content(docname)
            self.texts[docname] = (
                rss.entry(item, content, self.items),
                atom.entry(item, content, self.items),
                jsonfeed.entry(item, content, self.items),
            )
        return self.texts[docname]

    def _short(self, docname: PageName) -> tuple[str, str, str]:
        """A release without its text, likewise."""
        if docname not in self.summaries:
            item = self.items.item(docname)
            self.summaries[docname] = (
                rss.entry(item, None, self.items),
                atom.short_entry(item),
                jsonfeed.entry(item, None, self.items),
            )
        return self.summaries[docname]

    def history(self, feed: Feed, number: int) -> Mapping[str, bytes]:
        """A page of the archive's history, with the texts in full, which need not be kept for another feed."""
        docnames = feed.pages[number - 1]
        # These come year by year; what was made of all releases would take as much memory as the archive.
        if self.year != (year := self.items.index.entries[docnames[0]].release.date.year):
            self.year = year
            self.items.let_go()
        entries = [
            atom.entry(self.items.item(docname), self.items.content(docname), self.items) for docname in docnames
        ]
        return {history_page(feed, number): atom.history(feed, self.items, number, entries)}


def _work(docnames: Sequence[PageName]) -> int:
    """How much work a feed is, in texts: an entry takes a tenth of the time, since what it says is made already."""
    return 1 + len(docnames) // 10
