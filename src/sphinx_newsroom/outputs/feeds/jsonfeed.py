"""JSON Feed 1.1 with full content.

Source: https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import JSON_FEED
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.identity import rfc3339
from sphinx_newsroom.outputs.feeds.items import NOWHERE, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.outputs.feeds.items import Item, Items
    from sphinx_newsroom.outputs.feeds.selection import Feed

VERSION = "https://jsonfeed.org/version/1.1"


def document(feed: Feed, items: Items, entries: Iterable[str]) -> bytes:
    """The file; *entries* are what :func:`entry` made of the feed's releases."""
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
    # The items are text already, made once for all feeds that hold them; only the head is made here.
    found = ",\n".join(entries)
    text = f'{_text(head)[:-1]},\n"items": [\n{found}\n]}}\n'
    return text.replace(NOWHERE, "../" * path.count("/")).encode()


def entry(item: Item, content: str, items: Items) -> str:
    """A release with its text."""
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
    return _text(kept)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
