"""RSS 2.0 with full content, following the profile of the RSS Advisory Board.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile;
https://web.resource.org/rss/1.0/modules/content/ (the text), Dublin Core (author, language).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import RSS
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import Item, Items, in_short, language_tag, rfc822, rfc3339
from sphinx_newsroom.outputs.feeds.selection import Feed

TYPE = "application/rss+xml"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"

FEED = "\0"
"""A placeholder for the feed's suffix in guids; it can't occur in a text, since XML forbids it."""


def document(feed: Feed, items: Items, entries: Iterable[str], guid_end: str) -> bytes:
    """Return the file; *entries* are the results of :func:`entry`."""
    all_items = [items.item(docname) for docname in feed.docnames]
    link = items.base if feed.kind == "archive" and items.settings.baseurl else items.base + feed.page
    # An archive without releases has no date: that of the build would not be reproducible.
    published = max((item.published for item in all_items), default=None)
    updated = max((item.updated for item in all_items), default=None)
    texts = (entry.replace(FEED, guid_end) for entry in entries)
    return channel(feed, link, published, updated, texts, items.settings)


def channel(
    feed: Feed,
    link: str,
    published: dt.datetime | None,
    updated: dt.datetime | None,
    items: Iterable[str],
    settings: Settings,
) -> bytes:
    """Return the file of a feed with some items, which are XML; moments are None if nothing was published yet."""
    path = feed.folder + RSS
    parts = [
        f'<rss version="2.0" xmlns:atom="{ATOM}" xmlns:content="{CONTENT}" xmlns:dc="{DC}" '
        f"{xml.NAMESPACES}>\n<channel>\n",
        title(feed.title),
        xml.element("link", link),
        xml.element("description", feed.description),
        xml.element("language", feed.language) if language_tag(feed.language) else "",
        xml.element("pubDate", rfc822(published)) if published else "",
        xml.element("lastBuildDate", rfc822(updated)) if updated else "",
        "<generator>sphinx-newsroom</generator>\n<docs>https://www.rssboard.org/rss-specification</docs>\n",
    ]
    if settings.baseurl:
        here = xml.address(clean(settings.baseurl), path)
        parts.append(xml.empty("atom:link", href=here, rel="self", type=TYPE))
        parts.append(xml.empty("atom:link", href=settings.websub_hub, rel="hub") if settings.websub_hub else "")
    return xml.document(path, [*parts, *items, "</channel>\n</rss>\n"], settings.interface_of(feed.language))


def entry(item: Item, content: str | None, items: Items) -> str:
    """Return an item for all feeds, with its text if *content* is given, and :data:`FEED` as a placeholder."""
    parts = [
        "<item>\n",
        title(item.title),
        xml.element("link", item.url),
        # Plain text is valid HTML, and readable if somebody opens the feed in a browser.
        xml.element("description", xml.text(item.summary if content is not None else in_short(item))),
        xml.html("content:encoded", content) if content is not None else "",
        *(
            xml.element("dc:creator", name)
            for name in [one.name for one in item.authors if one.name] or [items.publisher]
        ),
        xml.element("dc:language", item.language) if item.language and item.other_language else "",
        *(xml.element("category", category.label) for category in item.categories),
        f'<guid isPermaLink="false">{xml.text(item.id)}{FEED}</guid>\n',
        xml.element("pubDate", rfc822(item.published)),
    ]
    # The profile recommends at most one: of several, readers show only the first or last.
    for enclosure in item.enclosures[:1]:
        address = items.address(enclosure.path)
        parts.append(xml.empty("enclosure", url=address, length=str(enclosure.length), type=enclosure.type))
    parts.append(xml.picture(item))
    if item.changes:
        parts.append(xml.element("atom:updated", rfc3339(item.updated)))
        parts.append(xml.changes(item))
    return "".join([*parts, "</item>\n"])


def title(text: str) -> str:
    """Return a title with ``&`` and ``<`` as hexadecimal references, which most readers show as text (RSS profile)."""
    return xml.element("title", text).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
