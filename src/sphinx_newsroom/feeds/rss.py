"""RSS 2.0 with full content, by the profile of the RSS Advisory Board.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile;
https://web.resource.org/rss/1.0/modules/content/ (the text), Dublin Core (author, language).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_newsroom.feeds import xml
from sphinx_newsroom.feeds.identity import newest, published, rfc822, rfc3339
from sphinx_newsroom.feeds.items import in_short, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.feeds.items import Item, Items
    from sphinx_newsroom.feeds.selection import Feed

NAME = "rss.xml"
TYPE = "application/rss+xml"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"

FEED = "\0"
"""Stands where a guid says which feed it is in; no text holds it, since XML forbids it."""


def document(feed: Feed, items: Items, entries: Iterable[str], guid_end: str) -> bytes:
    """The file; *entries* are what :func:`entry` made of the feed's releases."""
    path = feed.folder + NAME
    settings = items.settings
    releases = [items.index.entries[docname].release for docname in feed.docnames]
    head = [
        f'<rss version="2.0" xmlns:atom="{ATOM}" xmlns:content="{CONTENT}" xmlns:dc="{DC}" '
        f'xmlns:newsroom="{xml.NEWSROOM}">\n<channel>\n',
        _title(feed.title),
        xml.element("link", items.base if feed.kind == "archive" and settings.baseurl else items.base + feed.page),
        xml.element("description", feed.description),
        xml.element("language", settings.language) if language_tag(settings.language) else "",
    ]
    if releases:
        head.append(xml.element("pubDate", rfc822(max(map(published, releases)))))
        head.append(xml.element("lastBuildDate", rfc822(newest(releases))))
    head.append("<generator>sphinx-newsroom</generator>\n<docs>https://www.rssboard.org/rss-specification</docs>\n")
    if settings.baseurl:
        head.append(xml.empty("atom:link", href=items.address(path), rel="self", type=TYPE))
        head.append(xml.empty("atom:link", href=settings.websub_hub, rel="hub") if settings.websub_hub else "")
    body = [entry.replace(FEED, guid_end) for entry in entries]
    return xml.document(path, [*head, *body, "</channel>\n</rss>\n"])


def entry(item: Item, content: str | None, items: Items) -> str:
    """An item, with its text where *content* is given, for every feed: :data:`FEED` stands where they differ."""
    parts = [
        "<item>\n", _title(item.title), xml.element("link", item.url),
        # As HTML that has no tags, so that it reads well where somebody opens the feed in a browser.
        xml.element("description", xml.text(item.summary if content is not None else in_short(item))),
        xml.html("content:encoded", content) if content is not None else "",
        xml.element("dc:creator", item.author or items.publisher),
        xml.element("dc:language", item.language) if item.language and item.other_language else "",
        *(xml.element("category", category.label) for category in item.categories),
        f'<guid isPermaLink="false">{xml.text(item.id)}{FEED}</guid>\n',
        xml.element("pubDate", rfc822(item.published)),
    ]
    # The profile advises one at most: readers show the first or the last of several.
    for enclosure in item.enclosures[:1]:
        address = items.address(enclosure.path)
        parts.append(xml.empty("enclosure", url=address, length=str(enclosure.length), type=enclosure.type))
    if item.changes:
        parts.append(xml.element("atom:updated", rfc3339(item.updated)))
        parts.append(xml.changes(item))
    return "".join([*parts, "</item>\n"])


def _title(title: str) -> str:
    """A title with ``&`` and ``<`` as hexadecimal references, which the profile found most readers to show as text."""
    return xml.element("title", title).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
