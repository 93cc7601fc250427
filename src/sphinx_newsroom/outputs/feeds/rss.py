"""RSS 2.0 with full content, following the profile of the RSS Advisory Board; and the RSS-only feed of corrections.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile;
https://web.resource.org/rss/1.0/modules/content/ (the text), Dublin Core (author, language).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import CORRECTIONS, RSS, PageName, feed_folder
from sphinx_newsroom.model.records import begin_of_day
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE, Item, Items, in_short, language_tag, plain, rfc822, rfc3339
from sphinx_newsroom.outputs.feeds.selection import Feed, of_corrections
from sphinx_newsroom.outputs.output import Output

# ``corrections/rss.xml``: every correction and withdrawal as an item, newest first.


class RecordedChange(NamedTuple):
    """A correction or withdrawal (*kind* is "corrected" or "withdrawn") of a release, on a *date* such as 2021-02-05.

    *page* is that of the release, *before* that of the superseded text, if it was kept.
    """

    page: PageName
    title: str
    kind: str
    date: str
    note: str
    before: str = ""


class _Item(NamedTuple):
    title: str
    page: str
    note: str
    date: dt.datetime
    guid: str


def corrections_outputs(
    changes: Sequence[RecordedChange], ids: Mapping[PageName, str], settings: Settings
) -> Iterator[Output]:
    """Yield the feed of the newest corrections; *changes* are all, newest first, *ids* release ids by docname."""
    # All changes are numbered before the newest are selected, so that guids don't depend on the size of the feed.
    items = _items(changes, ids, settings)[: settings.feed_items]
    digest = fingerprint(settings.project, settings.baseurl, settings.interface, settings.websub_hub, items)
    yield Output("feeds/corrections", digest, partial(_file, items, settings))


def _file(items: Sequence[_Item], settings: Settings) -> dict[str, bytes]:
    return {feed_folder(CORRECTIONS) + RSS: _document(items, settings)}


def _items(changes: Sequence[RecordedChange], ids: Mapping[PageName, str], settings: Settings) -> list[_Item]:
    counted: Counter[str] = Counter()
    found = []
    for change in reversed(changes):  # A second change on a day must not rename the first
        guid = f"{ids[change.page]}/{change.kind}/{change.date}"
        counted[guid] += 1
        label = translatable("Withdrawn: {title}") if change.kind == "withdrawn" else translatable("Corrected: {title}")
        found.append(
            _Item(
                plain(settings.interface.say(label, title=change.title)),
                change.before or change.page,  # the page of the superseded text shows the change
                plain(change.note),
                begin_of_day(dt.date.fromisoformat(change.date), settings.zone),
                f"{guid}#{counted[guid]}" if counted[guid] > 1 else guid,
            )
        )
    return found[::-1]


def _document(items: Iterable[_Item], settings: Settings) -> bytes:
    base = clean(settings.baseurl) or NOWHERE
    dates = [item.date for item in items]
    newest = max(dates) if dates else None
    place = of_corrections(settings)
    head = Channel(
        place.folder + RSS,
        place.title,
        base + place.page,
        place.description,
        settings.language,
        newest,
        newest,
    )
    return channel(head, (_entry(item, base) for item in items), settings)


def _entry(item: _Item, base: str) -> str:
    return "".join(
        [
            "<item>\n",
            title(item.title),
            xml.element("link", f"{xml.address(base, item.page)}.html"),
            xml.element("description", xml.text(item.note)),
            f'<guid isPermaLink="false">{xml.text(item.guid)}</guid>\n',
            xml.element("pubDate", rfc822(item.date)),
            "</item>\n",
        ]
    )


TYPE = "application/rss+xml"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"

FEED = "\0"
"""A placeholder for the feed's suffix in guids; it can't occur in a text, since XML forbids it."""


class Channel(NamedTuple):
    """The head of a feed; *path* is its file, and moments are None if nothing was published yet."""

    path: str
    title: str
    link: str
    description: str
    language: str
    published: dt.datetime | None
    updated: dt.datetime | None


def document(feed: Feed, items: Items, entries: Iterable[str], guid_end: str) -> bytes:
    """Return the file; *entries* are the results of :func:`entry`."""
    all_items = [items.item(docname) for docname in feed.docnames]
    link = items.base if feed.kind == "archive" and items.settings.baseurl else items.base + feed.page
    # An archive without releases has no date: that of the build would not be reproducible.
    head = Channel(
        feed.folder + RSS,
        feed.title,
        link,
        feed.description,
        feed.language,
        max((item.published for item in all_items), default=None),
        max((item.updated for item in all_items), default=None),
    )
    return channel(head, (entry.replace(FEED, guid_end) for entry in entries), items.settings)


def channel(head: Channel, items: Iterable[str], settings: Settings) -> bytes:
    """Return a file with some items, which are XML."""
    parts = [
        f'<rss version="2.0" xmlns:atom="{ATOM}" xmlns:content="{CONTENT}" xmlns:dc="{DC}" '
        f"{xml.NAMESPACES}>\n<channel>\n",
        title(head.title),
        xml.element("link", head.link),
        xml.element("description", head.description),
        xml.element("language", head.language) if language_tag(head.language) else "",
        xml.element("pubDate", rfc822(head.published)) if head.published else "",
        xml.element("lastBuildDate", rfc822(head.updated)) if head.updated else "",
        "<generator>sphinx-newsroom</generator>\n<docs>https://www.rssboard.org/rss-specification</docs>\n",
    ]
    if settings.baseurl:
        here = xml.address(clean(settings.baseurl), head.path)
        parts.append(xml.empty("atom:link", href=here, rel="self", type=TYPE))
        parts.append(xml.empty("atom:link", href=settings.websub_hub, rel="hub") if settings.websub_hub else "")
    return xml.document(head.path, [*parts, *items, "</channel>\n</rss>\n"], settings.interface_of(head.language))


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
