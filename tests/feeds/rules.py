"""What the specifications ask of a feed, as functions that return what is wrong with one.

RSS: the specification and the profile of the RSS Advisory Board.  Atom: the schema of RFC 4287
beside this file, the assertions of its appendix, and RFC 5005.  JSON Feed: version 1.1.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from sphinx_newsroom.outputs.feeds import VERSION

ATOM, HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"
CONTENT, DC = "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"
DCTERMS, MEDIA = "http://purl.org/dc/terms/", "http://search.yahoo.com/mrss/"
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RELATIVE = re.compile(r'<[a-z]+ [^>]*?(?:href|src)="(?![a-z][a-z0-9+.-]*:)')
_HARM = re.compile(r'<(?:script|style|iframe|form|object|embed)\b|<[a-z][^<>]*(?:\son[a-z]+=|="javascript:)')
_RFC822 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_TAG = re.compile(r"tag:[A-Za-z0-9.@_-]+,\d{4}(?:-\d\d){0,2}:[A-Za-z0-9/?:@._~!$&'()*+,;=%-]*")


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.text or ""


def _address(where: str, address: str, absolute: bool) -> Iterator[str]:
    """What is wrong with an address: spaces, letters beyond ASCII, no scheme where there must be one."""
    if not address or not address.isascii() or re.search(r'[\s"<>\\^`{|}]', address):
        yield f"{where}: {address!r} isn't an address"
    elif absolute and urlsplit(address).scheme not in ("http", "https", "tag"):
        yield f"{where}: {address!r} is not absolute"


def _html(where: str, html: str, absolute: bool) -> Iterator[str]:
    if absolute and (found := _RELATIVE.search(html)):
        yield f"{where}: a relative address in {found[0]!r}"
    if found := _HARM.search(html):
        yield f"{where}: {found[0]!r} in the content"


def _characters(data: bytes) -> Iterator[str]:
    if found := _BIDI.search(data.decode()):
        yield f"the control of writing direction {found[0]!r}"


def rss_problems(data: bytes, absolute: bool = True) -> list[str]:
    """What is wrong with an RSS feed; *absolute* says whether the archive knows its address."""
    return list(_rss(data, absolute))


def _rss(data: bytes, absolute: bool) -> Iterator[str]:
    yield from _characters(data)
    rss = _parsed(data)
    if rss.tag != "rss" or rss.get("version") != "2.0":
        yield "the root is not rss, version 2.0"
    channels = list(rss)
    if [channel.tag for channel in channels] != ["channel"]:
        yield "rss does not hold one channel"
    channel = channels[0]
    once = ("title", "link", "description", "language", "pubDate", "lastBuildDate", "generator", "docs")
    known = (*once, "item", f"{{{ATOM}}}link")
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1:
            yield f"channel has {len(channel.findall(name))} {name}"
    yield from (f"channel has {child.tag}" for child in channel if child.tag not in known)
    yield from (f"channel has {name} twice" for name in once if len(channel.findall(name)) > 1)
    yield from _address("channel/link", _text(channel, "link"), absolute)
    yield from (
        f"channel/{n}: {_text(channel, n)!r}"
        for n in ("pubDate", "lastBuildDate")
        if channel.find(n) is not None and not _rfc822(_text(channel, n))
    )
    selves = [link for link in channel.findall(f"{{{ATOM}}}link") if link.get("rel") == "self"]
    if len(selves) != int(absolute):  # the profile: a feed should say where it is
        yield f"{len(selves)} links to itself"
    guids = [_text(item, "guid") for item in channel.findall("item")]
    if len(guids) != len(set(guids)):
        yield "two items have the same guid"
    for item in channel.findall("item"):
        yield from _rss_item(item, absolute)


def _rss_item(item: etree._Element, absolute: bool) -> Iterator[str]:
    once = (
        "title",
        "link",
        "description",
        "author",
        "comments",
        "enclosure",
        "guid",
        "pubDate",
        "source",
        f"{{{CONTENT}}}encoded",
        f"{{{DC}}}creator",
        f"{{{DC}}}language",
        f"{{{ATOM}}}updated",
    )
    where = _text(item, "guid")
    yield from (
        f"{where}: {child.tag}"
        for child in item
        if child.tag not in (*once, "category", f"{{{DCTERMS}}}provenance", f"{{{MEDIA}}}content")
    )
    yield from (f"{where}: {name} twice" for name in once if len(item.findall(name)) > 1)
    if item.find("title") is None and item.find("description") is None:
        yield f"{where}: neither title nor description"
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") != "false" or not _TAG.fullmatch((guid.text or "").partition("#")[0]):
        yield f"{where}: the guid is no tag URI"
    yield from _address(where, _text(item, "link"), absolute)
    if not _rfc822(_text(item, "pubDate")):
        yield f"{where}: pubDate is {_text(item, 'pubDate')!r}"
    enclosure = item.find("enclosure")
    if enclosure is not None:
        yield from _enclosure(where, enclosure.get("url"), enclosure.get("length"), enclosure.get("type"), absolute)
    yield from _html(where, _text(item, f"{{{CONTENT}}}encoded"), absolute)
    if found := re.search(r"<[a-z!/]", _text(item, "description"), re.IGNORECASE):
        yield f"{where}: {found[0]!r} in the description, which readers take as HTML"


def _rfc822(text: str) -> bool:
    try:
        return bool(_RFC822.fullmatch(text)) and parsedate_to_datetime(text).tzinfo is not None
    except ValueError:
        return False


def _enclosure(where: str, url: Any, length: Any, kind: Any, absolute: bool) -> Iterator[str]:
    yield from _address(where, url or "", absolute)
    if not re.fullmatch(r"\d+", str(length)):
        yield f"{where}: an enclosure's length is {length!r}"
    if not re.fullmatch(r"[a-z]+/[\w.+-]+", kind or ""):
        yield f"{where}: an enclosure's type is {kind!r}"


def atom_problems(data: bytes, absolute: bool = True) -> list[str]:
    """What is wrong with an Atom feed or a page of its history."""
    return list(_atom(data, absolute))


def _atom(data: bytes, absolute: bool) -> Iterator[str]:  # noqa: C901 (the rules of the format, one by one)
    yield from _characters(data)
    feed = _parsed(data)
    schema = _schema()
    if not schema.validate(feed):
        yield f"not valid by the schema: {schema.error_log}"
    a = f"{{{ATOM}}}"
    yield from _links("feed", feed, absolute)
    relations = [link.get("rel") for link in feed.findall(f"{a}link")]
    yield from (f"{relation} twice" for relation in set(relations) if relations.count(relation) > 1)
    if ("self" in relations) != absolute:
        yield "it does not say where it is"
    if feed.find(f"{{{HISTORY}}}archive") is not None and "current" not in relations:
        yield "a page of the history without a link to the feed"
    if feed.find(f"{a}author/{a}name") is None:
        yield "neither feed nor entries have an author"
    ids = [_text(entry, f"{a}id") for entry in feed.findall(f"{a}entry")]
    if len(ids) != len(set(ids)):
        yield "two entries have the same id"
    for element in (feed, *feed.findall(f"{a}entry")):
        where = _text(element, f"{a}id")
        if not _TAG.fullmatch(where):
            yield f"{where!r} is no tag URI"
        if not _RFC3339.fullmatch(_text(element, f"{a}updated")):
            yield f"{where}: updated is {_text(element, f'{a}updated')!r}"
    for entry in feed.findall(f"{a}entry"):
        where = _text(entry, f"{a}id")
        yield from _links(where, entry, absolute)
        alternates = [link for link in entry.findall(f"{a}link") if link.get("rel", "alternate") == "alternate"]
        # RFC 4287, 4.1.2: without content there must be one, and never two of one type.
        if len(alternates) != len({link.get("type") for link in alternates}) or not alternates:
            yield f"{where}: {len(alternates)} alternate links"
        yield from _html(where, _text(entry, f"{a}content"), absolute)


def _links(where: str, element: etree._Element, absolute: bool) -> Iterator[str]:
    for link in element.findall(f"{{{ATOM}}}link"):
        yield from _address(where, link.get("href") or "", absolute)
        if link.get("rel") == "enclosure":
            yield from _enclosure(where, link.get("href"), link.get("length"), link.get("type"), absolute)


def json_problems(data: bytes, absolute: bool = True) -> list[str]:
    """What is wrong with a JSON feed."""
    return list(_json(data, absolute))


_FEED_KEYS = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "description": str,
    "authors": list,
    "language": str,
    "hubs": list,
    "items": list,
}
_ITEM_KEYS = {
    "id": str,
    "url": str,
    "title": str,
    "content_html": str,
    "summary": str,
    "image": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
    "_newsroom": dict,
}


def _json(data: bytes, absolute: bool) -> Iterator[str]:
    yield from _characters(data)
    feed = json.loads(data)
    yield from _typed("feed", feed, _FEED_KEYS)
    yield from (f"no {key}" for key in ("version", "title", "items") if key not in feed)
    if feed["version"] != VERSION:
        yield f"version is {feed['version']!r}"
    for key in ("home_page_url", *(["feed_url"] if absolute else [])):
        yield from _address(key, feed.get(key, ""), absolute)
    yield from (f"an author without a name: {author}" for author in feed.get("authors", []) if not author.get("name"))
    ids = [item.get("id") for item in feed["items"]]
    if len(ids) != len(set(ids)):
        yield "two items have the same id"
    for item in feed["items"]:
        where = item.get("id", "")
        yield from _typed(where, item, _ITEM_KEYS)
        if not _TAG.fullmatch(where) or "content_html" not in item:
            yield f"{where!r}: no tag URI, or no content"
        yield from _address(where, item.get("url", ""), absolute)
        for key in ("date_published", "date_modified"):
            if not _RFC3339.fullmatch(item.get(key, "")) or not dt.datetime.fromisoformat(item[key]).tzinfo:
                yield f"{where}: {key} is {item.get(key)!r}"
        yield from _html(where, item.get("content_html", ""), absolute)
        for file in item.get("attachments", []):
            yield from _enclosure(where, file.get("url"), file.get("size_in_bytes"), file.get("mime_type"), absolute)


def _typed(where: str, row: dict[str, Any], keys: Mapping[str, type]) -> Iterator[str]:
    for key, value in row.items():
        if key not in keys:
            yield f"{where}: the key {key!r}"
        elif not isinstance(value, keys[key]):
            yield f"{where}: {key} is {value!r}"


def problems(path: str, data: bytes, absolute: bool = True) -> list[str]:
    """What is wrong with the feed at *path*, by its format."""
    if path.endswith("rss.xml"):
        return rss_problems(data, absolute)
    return json_problems(data, absolute) if path.endswith(".json") else atom_problems(data, absolute)
