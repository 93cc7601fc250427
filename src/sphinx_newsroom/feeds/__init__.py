"""What readers subscribe to: the archive, and all that one may want to follow, in three formats.

All dates come from the releases, so the bytes depend on the content alone.  Where ``html_baseurl``
is not set, links are relative to the feed's own address: they then lead somewhere under any host
and folder, and readers that know where they got the feed resolve them.

Feeds stay smaller than the site that they are of: what stands in the history of an organization,
official or topic is a summary, whose text is in the history of the archive; the HTML of a text
is written as it is and not escaped; and no format has more than the newest releases in full.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sphinx_newsroom import __version__
from sphinx_newsroom.feeds import atom, jsonfeed, opml, rss
from sphinx_newsroom.feeds.identity import guid_end
from sphinx_newsroom.feeds.items import Items
from sphinx_newsroom.feeds.selection import feeds, history_page
from sphinx_newsroom.outputs import Output, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.feeds.items import Texts
    from sphinx_newsroom.feeds.selection import Feed
    from sphinx_newsroom.index import ArchiveIndex


def outputs(index: ArchiveIndex, settings: Settings, texts: Texts) -> Iterator[Output]:
    """All feeds, the pages of their history, and the list of all feeds."""
    make = _Make(Items(index, settings, texts))
    found = list(feeds(index, settings))
    for feed in found:
        yield from make.outputs(feed)
    yield opml.output(found, settings)


class _Make:
    """Makes the files; what one release becomes in each format is made once for all feeds that hold it."""

    def __init__(self, items: Items) -> None:
        self.items = items
        settings = items.settings
        self.salt = fingerprint(
            __version__, settings.project, settings.language, settings.baseurl, settings.tag, settings.websub_hub,
            dict(settings.types),
        )
        self.full: dict[str, tuple[str, str, str]] = {}

    def outputs(self, feed: Feed) -> Iterator[Output]:
        """A feed in its three formats, and its history."""
        salt = fingerprint(self.salt, feed.folder, feed.title, feed.description)
        key = f"feeds/{feed.folder}"
        stamps = [self.items.stamp(docname) for docname in feed.docnames]
        # The feed names the newest page of its history.
        yield Output(f"{key}now", fingerprint(salt, len(feed.pages), stamps), partial(self.current, feed))
        for number, docnames in enumerate(feed.pages, 1):
            stamps = [self.items.stamp(docname) for docname in docnames]
            yield Output(f"{key}{number}", fingerprint(salt, stamps), partial(self.history, feed, number))

    def current(self, feed: Feed) -> Mapping[str, bytes]:
        """The feed itself, with the texts in full."""
        made = [self._full(docname) for docname in feed.docnames]
        items = self.items
        return {
            feed.folder + rss.NAME: rss.document(feed, items, (texts[0] for texts in made), guid_end(feed.folder[:-1])),
            feed.folder + atom.NAME: atom.document(feed, items, (texts[1] for texts in made)),
            feed.folder + jsonfeed.NAME: jsonfeed.document(feed, items, (texts[2] for texts in made)),
        }

    def _full(self, docname: str) -> tuple[str, str, str]:
        """A release in the three formats."""
        if docname not in self.full:
            item, content = self.items.item(docname), self.items.content(docname)
            self.full[docname] = (
                rss.entry(item, content, self.items), atom.entry(item, content, self.items),
                jsonfeed.entry(item, content, self.items),
            )
        return self.full[docname]

    def history(self, feed: Feed, number: int) -> Mapping[str, bytes]:
        """A page of the history: the archive's with the texts in full, which need not be kept for another feed."""
        docnames = feed.pages[number - 1]
        if feed.kind == "archive":
            entries = [
                atom.entry(self.items.item(docname), self.items.content(docname), self.items) for docname in docnames
            ]
        else:
            entries = [atom.short_entry(self.items.item(docname)) for docname in docnames]
        return {history_page(feed, number): atom.history(feed, self.items, number, entries)}
