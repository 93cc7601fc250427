"""The feeds of the archive (RSS, Atom and JSON) and of its parts (RSS).

All dates come from the releases, so the bytes depend only on the content. If ``html_baseurl`` isn't set, links are
relative to the feed's own address; they work on any host and folder in readers that resolve them.

The feeds of parts contain full texts if they aren't too large; see :func:`in_full`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import ATOM, JSON_FEED, MARKDOWN, RSS, PageName, ReleaseId
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import (
    NOWHERE,
    FeedTexts,
    Item,
    Items,
    guid_end,
    identities,
    in_short,
    language_tag,
    rfc3339,
)
from sphinx_newsroom.outputs.feeds.selection import Feed, feeds, history_page, of_corrections
from sphinx_newsroom.outputs.output import Output, compact_json

# JSON Feed 1.1 with full content.
#
# Source: https://www.jsonfeed.org/version/1.1/.


VERSION = "https://jsonfeed.org/version/1.1"


def json_document(feed: Feed, items: Items, entries: Iterable[str]) -> bytes:
    """Return the file; *entries* are the results of :func:`json_entry`."""
    path = feed.folder + JSON_FEED
    settings = items.settings
    head: dict[str, Any] = {"version": VERSION, "title": clean(feed.title), "home_page_url": items.base + feed.page}
    if settings.baseurl:
        head["feed_url"] = items.address(path)
        if settings.websub_hub:
            head["hubs"] = [{"type": "WebSub", "url": clean(settings.websub_hub)}]
    head["description"] = clean(feed.description)
    head["authors"] = [{"name": items.publisher}]
    if tag := language_tag(feed.language):
        head["language"] = tag
    # The entries are encoded once for all feeds that contain them; only the head is built here.
    found = ",\n".join(entries)
    text = f'{compact_json(head)[:-1]},\n"items": [\n{found}\n]}}\n'
    return text.replace(NOWHERE, "../" * path.count("/")).encode()


def json_entry(item: Item, content: str, items: Items) -> str:
    """Return a release with its text as JSON."""
    row: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": content,
        "summary": item.summary,
        "image": item.image,
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.updated),
        "authors": [{"name": author.name, "url": author.url} for author in item.authors if author.name],
        "tags": [category.label for category in item.categories],
        "language": item.language if item.other_language else "",
        "attachments": [
            {
                "url": items.address(file.path),
                "mime_type": file.type,
                **({"title": clean(file.title)} if file.title else {}),
                "size_in_bytes": file.length,
            }
            for file in item.enclosures
        ],
    }
    kept = {key: value for key, value in row.items() if value or key.startswith("content")}
    if item.changes:
        kept["_newsroom"] = {
            "changes": [
                {"what": change.what, "date": change.date.isoformat(), "note": change.note} for change in item.changes
            ]
        }
    return compact_json(kept)


SMALL = 32_000_000
"""The maximum size of all part feeds with texts, in bytes: a release that names six organizations is in six feeds.

Above it the feeds of parts have summaries. The archive's own feed always has the texts.
"""
_FEED = "\0"
"""A placeholder for the feed's suffix in guids; it can't occur in a text, since XML forbids it."""
_MARKUP, _ENTRY = 1.25, 900
"""The size of HTML relative to plain text, and the bytes around a text, measured on 10,000 real releases."""


def in_full(index: ArchiveIndex, feeds: Iterable[Feed], small: int = SMALL) -> bool:
    """Whether the feeds of parts contain the full texts."""
    sizes = {docname: round(_MARKUP * entry.size) + _ENTRY for docname, entry in index.entries.items()}
    return sum(sizes[docname] for feed in feeds if feed.kind != "archive" for docname in feed.docnames) <= small


def outputs(
    index: ArchiveIndex,
    settings: Settings,
    texts: FeedTexts,
    records: Mapping[ReleaseId, Record] = MappingProxyType({}),
    others: Iterable[Feed] = (),
) -> Iterator[Output]:
    """Yield the feeds of releases, the pages of the archive's history, and the list of all feeds, including *others*.

    *records* are the ledger's, by release id. The corrections feed is made with the page of corrections.
    """
    found = list(feeds(index, settings, records))
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), in_full=in_full(index, found))
    for feed in found:
        yield from make.outputs(feed)
    listed = [found[0], of_corrections(settings), *found[1:], *others]
    yield xml.list_output(listed, settings)


def of_others(
    found: Iterable[Feed],
    index: ArchiveIndex,
    settings: Settings,
    texts: FeedTexts,
    records: Mapping[ReleaseId, Record],
) -> Iterator[Output]:
    """Yield feeds of releases chosen elsewhere, such as alerts, with summaries and links."""
    make = _Make(Items(index, settings, texts, identities(index, settings, records)), in_full=False)
    for feed in found:
        yield from make.outputs(feed)


class _Make:
    """Makes the files; the RSS item of a release is built once for all feeds that contain it."""

    def __init__(self, items: Items, *, in_full: bool) -> None:
        self.items = items
        self.in_full = in_full
        settings = items.settings
        # Shared by all feeds.
        self.salt = fingerprint(
            settings.project,
            settings.language,
            settings.baseurl,
            settings.tag,
            settings.websub_hub,
            dict(settings.types),
            settings.interfaces,
        )
        self.entries = Memo(self._entry)

    def outputs(self, feed: Feed) -> Iterator[Output]:
        """Yield a feed and the pages of its history."""
        salt = fingerprint(self.salt, feed.folder, feed.title, feed.description, feed.language, *feed.former_folders)
        # A history page depends only on its own releases, so that others don't change it.
        key = f"feeds/{feed.folder}"
        stamps = self._stamps(feed.docnames)
        # The feed links the newest page of its history.
        digest = fingerprint(salt, len(feed.pages), self._has_texts(feed), stamps)
        yield Output(f"{key}now", digest, partial(self.current, feed), 1 + len(feed.docnames) // 10)
        for number, docnames in enumerate(feed.pages, 1):
            stamps = self._stamps(docnames)
            yield Output(f"{key}{number}", fingerprint(salt, stamps), partial(self.history, feed, number))

    def _stamps(self, docnames: Iterable[PageName]) -> str:
        return " ".join(map(self.items.stamps.__getitem__, docnames))

    def _has_texts(self, feed: Feed) -> bool:
        return self.in_full or feed.kind == "archive"

    def current(self, feed: Feed) -> Mapping[str, bytes]:
        """Return the feed as RSS; the archive's feed also as Atom and JSON."""
        items = self.items
        entries = [self.entries[docname, self._has_texts(feed)] for docname in feed.docnames]
        # Copies at former addresses have the same guids, so that subscribers there don't see every item as new.
        folders = (feed.folder, *feed.former_folders)
        files = {folder + RSS: self._rss(feed, folder, entries) for folder in folders}
        if feed.kind == "archive":
            texts = [(items.item(docname), items.content(docname)) for docname in feed.docnames]
            entries = [self._atom_entry(item, item.summary, content) for item, content in texts]
            files[ATOM] = self._atom(feed, ATOM, feed.docnames, entries, "", len(feed.pages))
            files[JSON_FEED] = json_document(feed, items, (json_entry(*text, items) for text in texts))
        return files

    def _rss(self, feed: Feed, folder: str, entries: Iterable[str]) -> bytes:
        """Return the RSS of a feed for its address in a *folder*."""
        items, settings = [self.items.item(docname) for docname in feed.docnames], self.items.settings
        base = self.items.base
        link = base if feed.kind == "archive" and settings.baseurl else base + feed.page
        # An archive without releases has no date: that of the build would not be reproducible.
        published = max((item.published for item in items), default=None)
        updated = max((item.updated for item in items), default=None)
        texts = (entry.replace(_FEED, guid_end(folder[:-1])) for entry in entries)
        return xml.rss_document(feed, link, published, updated, texts, settings)

    def _entry(self, key: tuple[PageName, bool]) -> str:
        docname, in_full = key
        item = self.items.item(docname)
        content, summary = (self.items.content(docname), item.summary) if in_full else (None, in_short(item))
        return str(xml.template("rss.xml").entry(item, self.items, summary, content, Markup(_FEED)))

    def history(self, feed: Feed, number: int) -> Mapping[str, bytes]:
        """Return a page of the archive's history, whose entries link to the texts.

        It links only the previous page, so it never changes.
        """
        items, docnames = self.items, feed.pages[number - 1]
        entries = [self._history_entry(docname) for docname in docnames]
        path, current = history_page(feed, number), items.address(feed.folder + ATOM)
        return {path: self._atom(feed, path, docnames, entries, current, number - 1)}

    def _history_entry(self, docname: PageName) -> str:
        item = self.items.item(docname)
        text = self.items.address(docname + MARKDOWN) if "md" in self.items.settings.beside else ""
        return self._atom_entry(item, in_short(item), None, text)

    def _atom_entry(self, item: Item, summary: str, content: str | None, text: str = "") -> str:
        return str(xml.template("atom.xml").entry(item, self.items, summary, content, text))

    def _atom(
        self, feed: Feed, path: str, docnames: Iterable[PageName], entries: Iterable[str], current: str, page: int
    ) -> bytes:
        """Return a feed or a page of its history; *page* is the number of the previous page, 0 if there is none."""
        items = self.items
        before = items.address(history_page(feed, page)) if page else ""
        root = xml.template("atom.xml").document(
            feed, items, items.address(path), items.newest(docnames), current, before, Markup("".join(entries))
        )
        return xml.document(path, root, items.settings.interface_of(feed.language))
