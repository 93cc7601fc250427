"""News items as NewsML-G2: a news message with an item for each text.

Source: IPTC, NewsML-G2 2.35 (https://iptc.org/std/NewsML-G2/), at the conformance level "power".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sphinx_newsroom.outputs.feeds.identity import rfc3339
from sphinx_newsroom.outputs.feeds.xml import attrs, element, empty

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.exports.news_items import NewsItem, Party

_NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
"""What says which words the qcodes are of."""
_NATURES = {"organization": "cpnat:organisation", "official": "cpnat:person", "topic": "cpnat:abstract"}
_XHTML = "http://www.w3.org/1999/xhtml"


def newsml(items: Iterable[NewsItem], sender: str, sent: dt.datetime) -> Iterator[bytes]:
    """A news message from *sender*; *sent* is when the newest of the items changed, so that its bytes stay the same."""
    header = element("sent", rfc3339(sent)) + empty("catalogRef", href=_CATALOG) + element("sender", sender)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<newsMessage xmlns="{_NAMESPACE}">\n<header>\n{header}</header>\n<itemSet>\n'
    ).encode()
    for item in items:
        yield "".join(_item(item)).encode()
    yield b"</itemSet>\n</newsMessage>\n"


def _item(item: NewsItem) -> Iterator[str]:
    head = {
        "guid": item.uri,
        "version": str(item.version),
        "standard": "NewsML-G2",
        "standardversion": "2.35",
        "conformance": "power",
        "xml_lang": item.language,
    }
    yield f"<newsItem{attrs(head)}>\n{empty('catalogRef', href=_CATALOG)}"
    yield "<itemMeta>\n"
    yield from _management(item)
    yield "</itemMeta>\n<contentMeta>\n"
    yield from _description(item)
    yield "</contentMeta>\n"
    if item.paragraphs:
        yield from _text(item)
    yield "</newsItem>\n"


def _management(item: NewsItem) -> Iterator[str]:
    issuer = item.issuers[0] if item.issuers else None
    yield empty("itemClass", qcode="ninat:text")
    yield _party("provider", issuer) if issuer else "<provider/>\n"
    yield element("versionCreated", rfc3339(item.changed))
    yield element("firstCreated", rfc3339(item.published))
    yield empty("pubStatus", qcode="stat:canceled" if item.withdrawn else "stat:usable")
    yield element("title", item.title)
    yield from (element("edNote", note) for note in item.notes)
    if item.notes and not item.withdrawn:
        yield empty("signal", qcode="sig:correction")
    if item.url:
        yield empty("link", rel="irel:seeAlso", href=item.url, contenttype="text/html")


def _description(item: NewsItem) -> Iterator[str]:
    yield element("contentCreated", rfc3339(item.published))
    yield element("contentModified", rfc3339(item.changed))
    if item.dateline:
        yield f"<located>\n{element('name', item.dateline)}</located>\n"
    yield from (_party("creator", issuer) for issuer in item.issuers)
    yield empty("language", tag=item.language)
    yield f"<genre>\n{element('name', item.kind_label)}</genre>\n"
    yield from (_party("subject", party, type=_NATURES[party.kind]) for party in (*item.named, *item.topics))
    yield element("headline", item.title)
    if item.subtitle:
        yield element("headline", item.subtitle, rank="2")
    if item.dateline:
        yield element("dateline", item.dateline)
    if item.issuers:
        yield element("by", ", ".join(issuer.name for issuer in item.issuers))
    if item.summary:
        yield element("description", item.summary, role="drol:summary")


def _party(name: str, party: Party, **attributes: str) -> str:
    told = attrs({**attributes, "uri": party.uri})
    return f"<{name}{told}>\n{element('name', party.name)}</{name}>\n"


def _text(item: NewsItem) -> Iterator[str]:
    """The words as XHTML, with nothing but paragraphs: what is a heading or a table is told by the page."""
    yield '<contentSet>\n<inlineXML contenttype="application/xhtml+xml">\n'
    language = attrs({"xml_lang": item.language})
    yield f'<html xmlns="{_XHTML}"{language}>\n<head>\n{element("title", item.title)}</head>\n<body>\n'
    yield from (element("p", paragraph) for paragraph in item.paragraphs)
    yield "</body>\n</html>\n</inlineXML>\n</contentSet>\n"
