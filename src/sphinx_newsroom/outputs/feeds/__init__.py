"""What readers subscribe to: the archive in three formats, and all parts of it that one may want to follow as RSS.

All dates come from the releases, so the bytes depend on the content alone.  Where ``html_baseurl``
is not set, links are relative to the feed's own address: they then lead somewhere under any host
and folder, and readers that know where they got the feed resolve them.

Those of parts carry the texts if they are not too many; see :func:`in_full`.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import ATOM, JSON_FEED, RSS, PageName, ReleaseId
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

SMALL = 32_000_000
"""Bytes that the feeds of all parts may have with texts: a release that names six organizations is in six of them.

Where there are many records, each named often, they carry summaries.  The archive's own feed always has the texts.
"""
_MARKUP, _ENTRY = 1.25, 900
"""A text as HTML, over the same as plain text, and the bytes around it, measured on 10,000 real releases."""


def in_full(index: ArchiveIndex, feeds: Iterable[Feed], small: int = SMALL) -> bool:
    """Whether the feeds of a part of the archive carry the texts."""
    sizes = {docname: round(_MARKUP * entry.size) + _ENTRY for docname, entry in index.entries.items()}
    return sum(sizes[docname] for feed in feeds if feed.kind != "archive" for docname in feed.docnames) <= small


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
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), in_full=in_full(index, found))
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
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), in_full=False)
    if known is not None:
        make.items.know(known)
    for feed in found:
        yield from make.outputs(feed)


class _Make:
    """Makes the files; what one release becomes in RSS is made once for all feeds that hold it."""

    def __init__(self, items: Items, *, in_full: bool) -> None:
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
        self.entries: dict[tuple[str, bool], str] = {}

    def outputs(self, feed: Feed) -> Iterator[Output]:
        """A feed, and its history."""
        salt = fingerprint(self.salt, feed.folder, feed.title, feed.description, feed.language, *feed.former_folders)
        # A page of the history needs no more than its own releases: what happens to others leaves it as it is.
        key = f"feeds/{feed.folder}"
        stamps = self._stamps(feed.docnames)
        # The feed names the newest page of its history.
        digest = fingerprint(salt, len(feed.pages), self._has_texts(feed), stamps)
        yield Output(f"{key}now", digest, partial(self.current, feed), _work(feed.docnames))
        for number, docnames in enumerate(feed.pages, 1):
            stamps = self._stamps(docnames)
            yield Output(f"{key}{number}", fingerprint(salt, stamps), partial(self.history, feed, number))

    def _stamps(self, docnames: Iterable[PageName]) -> str:
        return " ".join(map(self.items.stamps.__getitem__, docnames))

    def _has_texts(self, feed: Feed) -> bool:
        return self.in_full or feed.kind == "archive"

    def current(self, feed: Feed) -> Mapping[str, bytes]:
        """The feed itself: as RSS, that of the archive as Atom and JSON, too."""
        items = self.items
        entries = [self._entry(docname, in_full=self._has_texts(feed)) for docname in feed.docnames]
        # The same at each place but for guids: who reads on at a former address would have every item for new.
        folders = (feed.folder, *feed.former_folders)
        files = {folder + RSS: rss.document(feed, items, entries, guid_end(folder[:-1])) for folder in folders}
        if feed.kind == "archive":
            texts = [(items.item(docname), items.content(docname)) for docname in feed.docnames]
            files[ATOM] = atom.document(feed, items, (atom.entry(*text, items) for text in texts))
            files[JSON_FEED] = jsonfeed.document(feed, items, (jsonfeed.entry(*text, items) for text in texts))
        return files

    def _entry(self, docname: PageName, *, in_full: bool) -> str:
        if (docname, in_full) not in self.entries:
            content = self.items.content(docname) if in_full else None
            self.entries[docname, in_full] = rss.entry(self.items.item(docname), content, self.items)
        return self.entries[docname, in_full]

    def history(self, feed: Feed, number: int) -> Mapping[str, bytes]:
        """A page of the archive's history, whose entries lead to the texts."""
        entries = (
            atom.entry(self.items.item(docname), None, self.items, text=docname) for docname in feed.pages[number - 1]
        )
        return {history_page(feed, number): atom.history(feed, self.items, number, entries)}


def _work(docnames: Sequence[PageName]) -> int:
    """How much work a feed is, in texts: an entry takes a tenth of the time, since what it says is made already."""
    return 1 + len(docnames) // 10
