"""The archive's feed: RSS 2.0 with full content, by the profile of the RSS Advisory Board.

An item's guid is ``newsroom:`` and the id that its release was first published under: the id is
the published identity, so neither host, title, text nor a later move changes it (see :func:`identity`).
Every date comes from the releases, so that the bytes depend on the content alone.

Where ``html_baseurl`` is not set, links are relative to the feed's own address, which is the
site's root: they then lead somewhere under any host and folder, and readers that know where
they got the feed resolve them.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from sphinx_newsroom import __version__
from sphinx_newsroom.dates import long_date
from sphinx_newsroom.feeds.content import clean, portable
from sphinx_newsroom.outputs import Output, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.index import ArchiveIndex, Entry
    from sphinx_newsroom.model import Release, Withdrawal

PATH = "rss.xml"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"

for _prefix, _namespace in (("atom", ATOM), ("content", CONTENT), ("dc", DC)):
    ET.register_namespace(_prefix, _namespace)

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ps", "ur", "yi"))


def outputs(index: ArchiveIndex, settings: Settings, content: Callable[[str], str]) -> Iterator[Output]:
    """The feed of the newest releases.

    *content* gives a release's text as HTML with links relative to its page; it is called only
    when the feed is made.
    """
    docnames = index.listed[: settings.feed_items]
    # A text may link any release and any record, so the feed can change with each of them.
    shown = tuple((docname, entry.markup_digest, entry.summary) for docname, entry in sorted(index.entries.items()))
    digest = fingerprint(
        __version__, settings.project, settings.description, settings.language, settings.baseurl, settings.link,
        docnames, shown, index.registry.digest,
    )
    yield Output("feeds/rss", digest, lambda: {PATH: _Feed(index, settings, content).make(docnames)})


def identity(release: Release) -> str:
    """The guid of a release, the same for ever.

    A moved release keeps its first address at the head of ``former_urls``, and so the guid of the
    id that it had then: nobody gets it twice.
    """
    for url in release.former_urls:
        if url.startswith("releases/") and url.endswith(".html"):
            return "newsroom:" + url.removeprefix("releases/").removesuffix(".html")
    return f"newsroom:{release.id}"


def published(release: Release) -> dt.datetime:
    """When a release was published; a date alone counts from 00:00 GMT."""
    return release.moment or _midnight(release.date)


def changed(release: Release) -> dt.datetime:
    """When a release last changed: its publication, newest correction or withdrawal."""
    dates = [correction.date for correction in release.corrections]
    if release.withdrawn:
        dates.append(release.withdrawn.date)
    return max([published(release), *(_midnight(date) for date in dates)])


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), dt.UTC)


def rfc822(moment: dt.datetime) -> str:
    """A moment as RSS writes it: ``Tue, 21 Jun 2011 00:00:00 GMT``."""
    return format_datetime(moment, usegmt=moment.tzinfo is dt.UTC)


class _Feed:
    """Makes the document."""

    def __init__(self, index: ArchiveIndex, settings: Settings, content: Callable[[str], str]) -> None:
        self.index = index
        self.settings = settings
        self.content = content

    def make(self, docnames: tuple[str, ...]) -> bytes:
        """The feed's bytes, with one item for each of *docnames*."""
        rss = ET.Element("rss", version="2.0")
        channel = ET.SubElement(rss, "channel")
        settings = self.settings
        _add(channel, "title", settings.project)
        _add(channel, "link", settings.baseurl or "index.html")
        _add(channel, "description", settings.description or f"Releases of {settings.project}")
        _add(channel, "language", settings.language)
        releases = [self.index.entries[docname].release for docname in docnames]
        if releases:
            _add(channel, "pubDate", rfc822(max(map(published, releases))))
            _add(channel, "lastBuildDate", rfc822(max(map(changed, releases))))
        _add(channel, "generator", "sphinx-newsroom")
        _add(channel, "docs", "https://www.rssboard.org/rss-specification")
        if settings.baseurl:
            ET.SubElement(channel, f"{{{ATOM}}}link", href=clean(settings.baseurl + PATH), rel="self",
                          type="application/rss+xml")
        for docname in docnames:
            self._item(channel, docname, self.index.entries[docname])
        ET.indent(rss)
        text = ET.tostring(rss, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{_plain_titles(text)}\n'.encode()

    def _item(self, channel: ET.Element, docname: str, entry: Entry) -> None:
        release = entry.release
        item = ET.SubElement(channel, "item")
        _add(item, "title", release.title)
        _add(item, "link", self._address(docname))
        notice = self._notice(release.withdrawn) if release.withdrawn else ""
        _add(item, "description", notice or f"<p>{escape(entry.summary, quote=False)}</p>")
        _add(item, f"{{{CONTENT}}}encoded", notice or self._content(docname, release))
        issuer = self.index.registry.organizations.get(release.issuer or "")
        if issuer:
            _add(item, f"{{{DC}}}creator", issuer.name)
        if release.language != self.settings.language:
            _add(item, f"{{{DC}}}language", release.language)
        for topic in release.topics:
            record = self.index.registry.topics.get(topic)
            _add(item, "category", record.name if record else topic)
        ET.SubElement(item, "guid", isPermaLink="false").text = clean(identity(release))
        _add(item, "pubDate", rfc822(published(release)))

    def _address(self, path: str) -> str:
        """A page's address: absolute where the archive knows its own, else relative to the site's root."""
        return f"{self.settings.baseurl}{quote(clean(path))}.html"

    def _content(self, docname: str, release: Release) -> str:
        """Correction notes, which are in the archive's language, then the image and the text."""
        notes = [
            f"<p><strong>Corrected</strong> {long_date(correction.date)}: {escape(correction.note, quote=False)}</p>"
            for correction in sorted(release.corrections, key=lambda correction: correction.date)
        ]
        text = self._image(release) + portable(self.content(docname), self._address(docname))
        if release.language != self.settings.language:
            direction = "rtl" if release.language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
            text = f'<div lang="{escape(release.language)}" dir="{direction}">\n{text}\n</div>'
        return "\n".join([*notes, text])

    def _image(self, release: Release) -> str:
        image = release.image
        if image is None:
            return ""
        shown = f'<img src="{escape(self.settings.baseurl + quote(clean(image.src)))}" alt="{escape(image.alt)}">'
        words = " ".join(filter(None, (image.caption, image.credit)))
        caption = f"<figcaption>{escape(words, quote=False)}</figcaption>" if words else ""
        return f"<figure>{shown}{caption}</figure>\n"

    def _notice(self, withdrawn: Withdrawal) -> str:
        """What stands in the place of a withdrawn text."""
        notice = (f"<p><strong>Withdrawn</strong> on {long_date(withdrawn.date)}. "
                  f"{escape(withdrawn.reason, quote=False)}</p>")
        other = f"releases/{withdrawn.replaced_by}"
        if other not in self.index.entries:  # it may be under embargo, and then not even its id may be seen
            return notice
        title = escape(self.index.entries[other].release.title, quote=False)
        return f'{notice}\n<p>Replaced by <a href="{escape(self._address(other))}">{title}</a>.</p>'


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = clean(text)


def _plain_titles(xml: str) -> str:
    """Titles with ``&`` and ``<`` as hexadecimal references, which the profile found most readers to show as text."""
    return re.sub(
        "<title>[^<]*</title>", lambda found: found[0].replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;"), xml
    )
