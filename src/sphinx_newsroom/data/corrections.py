"""``corrections/rss.xml``: every correction and withdrawal as an item, newest first.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from sphinx_newsroom import __version__
from sphinx_newsroom.feeds.content import clean
from sphinx_newsroom.feeds.identity import identity
from sphinx_newsroom.outputs import Output, fingerprint

if TYPE_CHECKING:
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.index import ArchiveIndex
    from sphinx_newsroom.pages.views import Change, CorrectionsView

PATH = "corrections/rss.xml"
ATOM = "http://www.w3.org/2005/Atom"


def outputs(index: ArchiveIndex, view: CorrectionsView, settings: Settings) -> Iterator[Output]:
    """The feed of the newest corrections."""
    counted: Counter[str] = Counter()
    items = []
    for change in reversed(view.changes):  # a further one of the same day must not rename the first
        name = identity(index.entries[change.release.page].release, settings.tag)
        guid = f"{name}/{change.kind}/{change.note.date}"
        counted[guid] += 1
        items.append((change, f"{guid}#{counted[guid]}" if counted[guid] > 1 else guid))
    shown = items[::-1][: settings.feed_items]
    digest = fingerprint(__version__, settings.project, settings.baseurl, settings.language, shown)
    yield Output("feeds/corrections", digest, lambda: {PATH: _feed(shown, settings)})


def _feed(changes: list[tuple[Change, str]], settings: Settings) -> bytes:
    ET.register_namespace("atom", ATOM)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    page = f"{settings.baseurl or '../'}corrections.html"
    for name, text in (
        ("title", f"{settings.project}: corrections"), ("link", page),
        ("description", f"Corrections and withdrawals of releases of {settings.project}."),
        ("language", settings.language),
    ):
        ET.SubElement(channel, name).text = clean(text)
    if settings.baseurl:
        address = settings.baseurl + PATH
        ET.SubElement(channel, f"{{{ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    for change, guid in changes:
        _item(channel, change, guid, settings)
    ET.indent(root, " ")
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n").encode()


def _item(channel: ET.Element, change: Change, guid: str, settings: Settings) -> None:
    item = ET.SubElement(channel, "item")
    word = "Withdrawn" if change.kind == "withdrawn" else "Corrected"
    ET.SubElement(item, "title").text = clean(f"{word}: {change.release.title}")
    page = change.note.before or change.release.page  # the page of the text before shows what changed
    ET.SubElement(item, "link").text = f"{settings.baseurl or '../'}{quote(page)}.html"
    ET.SubElement(item, "description").text = clean(change.note.text)
    day = dt.datetime.combine(dt.date.fromisoformat(change.note.date), dt.time(), dt.UTC)
    ET.SubElement(item, "pubDate").text = format_datetime(day, usegmt=True)
    ET.SubElement(item, "guid", isPermaLink="false").text = guid
