"""Atom with full content, and the pages of its history, whose entries lead to the texts.

Source: RFC 4287 (The Atom Syndication Format); RFC 5005 (Feed Paging and Archiving), section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import ATOM, MARKDOWN, PageName
from sphinx_newsroom.outputs.feeds import rss, xml
from sphinx_newsroom.outputs.feeds.identity import rfc3339, tag_uri
from sphinx_newsroom.outputs.feeds.items import in_short, language_tag, plain
from sphinx_newsroom.outputs.feeds.selection import history_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_newsroom.outputs.feeds.items import Item, Items
    from sphinx_newsroom.outputs.feeds.selection import Feed

TYPE = "application/atom+xml"

HISTORY = "http://purl.org/syndication/history/1.0"


def document(feed: Feed, items: Items, entries: Iterable[str]) -> bytes:
    """The file; *entries* are what :func:`entry` made of the feed's releases."""
    path = feed.folder + ATOM
    head = [*_head(feed, items, path, feed.docnames), *_before(items, feed, len(feed.pages))]
    return xml.document(path, [*head, *entries, "</feed>\n"], items.settings.interface_of(feed.language))


def history(feed: Feed, items: Items, number: int, entries: Iterable[str]) -> bytes:
    """Page *number* of the history; it names the page before it and none after it, and so stays as it is."""
    path = history_page(feed, number)
    head = [
        *_head(feed, items, path, feed.pages[number - 1]),
        xml.empty("link", rel="current", href=items.address(feed.folder + ATOM)),
        *_before(items, feed, number - 1),
        "<fh:archive/>\n",
    ]
    return xml.document(path, [*head, *entries, "</feed>\n"], items.settings.interface_of(feed.language))


def _before(items: Items, feed: Feed, number: int) -> Iterator[str]:
    if number:
        yield xml.empty("link", rel="prev-archive", href=items.address(history_page(feed, number)))


def _head(feed: Feed, items: Items, path: str, docnames: Iterable[PageName]) -> Iterator[str]:
    settings = items.settings
    language = xml.attrs({"xml_lang": language_tag(feed.language)})
    yield f'<feed xmlns="{rss.ATOM}" xmlns:fh="{HISTORY}" {xml.NAMESPACES}{language}>\n'
    # The pages of the history have the feed's own id: for RFC 5005 they are parts of one feed.
    yield xml.element("id", tag_uri(settings.tag, f"feeds/{feed.folder}"))
    yield xml.element("title", feed.title)
    yield xml.element("subtitle", feed.description)
    yield xml.element("updated", rfc3339(items.newest(docnames)))
    yield f"<author>\n{xml.element('name', items.publisher)}</author>\n"
    yield "<generator>sphinx-newsroom</generator>\n"
    yield xml.empty("link", rel="alternate", type="text/html", href=items.base + feed.page)
    # Readers ask "self" for news, and hubs know a feed by it, so it is absolute or not there.
    if settings.baseurl:
        yield xml.empty("link", rel="self", type=TYPE, href=items.address(path))
        if settings.websub_hub:
            yield xml.empty("link", rel="hub", href=settings.websub_hub)


def entry(item: Item, content: str | None, items: Items, text: str = "") -> str:
    """A release with its text, or without *content* with links to it: *text* is its page."""
    tag = items.settings.tag
    language = xml.attrs({"xml_lang": item.language if item.other_language else ""})
    summary = item.summary if content is not None else in_short(item)
    parts = [
        f"<entry{language}>\n{xml.element('id', item.id)}{xml.element('title', item.title)}",
        xml.empty("link", href=item.url),
        xml.empty("link", rel="alternate", type="text/markdown", href=items.address(text + MARKDOWN))
        if text and "md" in items.settings.beside
        else "",
        xml.element("updated", rfc3339(item.updated)),
        xml.element("published", rfc3339(item.published)),
        *(
            f"<author>\n{xml.element('name', author.name)}{xml.element('uri', author.url)}</author>\n"
            for author in item.authors
            if author.name
        ),
        *(
            xml.empty("category", term=category.term, scheme=tag_uri(tag, category.scheme), label=category.label)
            for category in item.categories
        ),
        xml.element("summary", summary) if summary else "",
        xml.html("content", content, type="html") if content is not None else "",
        *(
            xml.empty(
                "link",
                rel="enclosure",
                type=file.type,
                length=str(file.length),
                href=items.address(file.path),
                title=plain(file.title),
            )
            for file in item.enclosures
        ),
        xml.picture(item),
        xml.changes(item),
        "</entry>\n",
    ]
    return "".join(parts)
