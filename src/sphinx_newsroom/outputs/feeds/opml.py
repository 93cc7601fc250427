"""``feeds.opml``: all feeds of the archive as one list that feed readers import.

Source: OPML 2.0, http://opml.org/spec2.opml, section "Subscription lists".
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import FEED_LIST, RSS
from sphinx_newsroom.outputs.feeds import xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.outputs.feeds.selection import Feed

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
