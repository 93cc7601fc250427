"""Releases of feeds: RSS, Atom and JSON Feed; an item with its whole text is a release, one with less a line of a list.

A feed seldom says which of the two it carries.  In three real feeds of offices, summaries have at most 54 words and end
in an ellipsis, and whole texts have at least 131.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import date_of, decoded, xml_once_encoded
from sphinx_newsroom.importers.formats.fields import LONGEST_VALUE, left_out, topics
from sphinx_newsroom.importers.formats.plain import are_wrapped, paragraphs, plain_words
from sphinx_newsroom.importers.incoming import Given, Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.press_lines import recognized
from sphinx_newsroom.sources.values import canonical_tag

# What an entry of a feed is, where it is no release: a draft, a comment, a page or a setting of the whole blog.
#
# An export of Blogger is an Atom feed of all of these.  Sources: RFC 5023, section 13.1.1 (``app:draft``); RFC 4685,
# section 3 (``thr:in-reply-to``); the exports of Blogger, which name the kind of an entry as a category until 2018, and
# in elements of their own since.

_KIND = "http://schemas.google.com/g/2005#kind"
_OTHERS = ("page", "comment", "template", "settings")
_LIVE = "live"


def no_release(entry: Mapping[str, Any]) -> str:
    """What an entry is, as feedparser reads it, that is no published post; empty where it is one.

    >>> no_release({"app_draft": "yes"}), no_release({"title": "Harbour opens"})
    ('draft', '')
    """
    # A feed may call the namespace whatever it likes.
    if any(name.endswith("_draft") and str(value).strip().lower() == "yes" for name, value in entry.items()):
        return "draft"
    if any(name.endswith("in-reply-to") for name in entry):
        return "comment"
    kinds = [term.rpartition("#")[2] for tag in entry.get("tags", ()) if _is_kind(tag) and (term := tag.get("term"))]
    kinds.append(str(entry.get("blogger_type") or "").strip().lower())
    state = str(entry.get("blogger_status") or _LIVE).strip().lower()
    return next((kind for kind in kinds if kind in _OTHERS), state if state != _LIVE else "")


def terms_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """The categories of an entry, without what says of which kind it is."""
    for tag in entry.get("tags", ()):
        if isinstance(term := tag.get("term"), str) and term and not _is_kind(tag):
            yield term


def address_of(entry: Mapping[str, Any]) -> str | None:
    """Where an entry stands; feedparser gives its id where it has no link, which may be no address: ``tag:…``."""
    link = entry.get("link")
    if isinstance(link, str) and not link.startswith(("tag:", "urn:")):
        return link
    file = entry.get("blogger_filename")
    return file if isinstance(file, str) and file else None


def images_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of an entry's pictures beside its text (Media RSS)."""
    for key in ("media_content", "media_thumbnail"):
        for image in entry.get(key, ()):
            if isinstance(image, Mapping) and isinstance(url := image.get("url"), str) and url:
                yield url


def _is_kind(tag: Mapping[str, Any]) -> bool:
    return tag.get("scheme") == _KIND


NAME = "feed"
WORDS = "RSS, Atom or JSON feeds"

LARGEST = 64 << 20
"""How many bytes a feed may have."""
MOST = 50_000
"""How many items of a feed are read."""
FEWEST_WORDS = 100
"""How many words a description needs to be taken for the whole text."""

_START = 4_000
_XML = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_JSON = re.compile(rb'"version"\s*:\s*"https://jsonfeed\.org/version/')
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|&hellip;)\]|\b(?:read|continue|more)[\w ]{0,20}[»›→]?)\s*$", re.IGNORECASE
)


def knows(name: str, data: bytes) -> bool:
    """Whether a file begins as feeds do; an export of WordPress does, too, and is looked for before."""
    start = data[:_START]
    return bool(_XML.search(start) or (start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and _JSON.search(start)))


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The items of a feed, in its order; a feed that is broken in the middle gives what stands before that."""
    place = Place(name)
    if len(data) > LARGEST:
        words = f"the feed is larger than {LARGEST >> 20} MiB"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "split it")
        return
    data, twice = xml_once_encoded(data)
    kind = _json_feed if data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _xml_feed
    for found in kind(data, place, options):
        yield replace(found, losses=(*twice, *found.losses)) if isinstance(found, Incoming) else found


def _xml_feed(data: bytes, place: Place, options: Options) -> Iterator[Incoming | Listed | Problem]:
    import feedparser

    # As a stream, since feedparser opens what it takes for a name or an address.
    try:
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # its loose parser raises what a broken document makes of it
        words = f"the feed cannot be read ({type(error).__name__})"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "save it again, whole")
        return
    if not feed.entries:
        yield place.problem(ImportCode.UNREADABLE_FILE, "the feed has no items", "give one that has some")
    base = options.base or _text(feed.feed.get("link")) or ""
    language = _tag(_text(feed.feed.get("language")))
    others: Counter[str] = Counter()
    for number, entry in enumerate(feed.entries[:MOST]):
        if other := no_release(entry):
            others[other] += 1
            continue
        content = [_text(part.get("value")) or "" for part in entry.get("content", ()) if isinstance(part, Mapping)]
        summary = _text(entry.get("summary")) or ""
        yield _item(
            place.at("items").at(number),
            {
                "title": _text(entry.get("title")),
                "url": address_of(entry),
                "date": _text(entry.get("published")) or _text(entry.get("updated")),
                "date_name": "published" if entry.get("published") else "updated",
                "html": max(content, key=len, default=""),
                # feedparser gives the whole text for it where an item has no summary.
                "summary": "" if summary in content else summary,
                "language": _tag(_text(entry.get("language"))) or language,
                "topics": list(terms_of(entry)),
                "files": [_text(link.get("href")) or "" for link in entry.get("enclosures", ())],
                "images": list(images_of(entry)),
                "author": _text(entry.get("author")),
            },
            base,
            options,
        )
    yield from left_out(place, others)


def _json_feed(data: bytes, place: Place, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    try:
        feed = json.loads(decoded(data, place).text)
        items = feed["items"]
        base = options.base or _text(feed.get("home_page_url")) or ""
        language = _tag(_text(feed.get("language")))
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    except (ValueError, KeyError, TypeError, RecursionError):
        yield place.problem(ImportCode.UNREADABLE_FILE, "the feed is not JSON with items", "save it again, whole")
        return
    for number, item in enumerate(items[:MOST] if isinstance(items, list) else ()):
        where = place.at("items").at(number)
        if not isinstance(item, dict):
            yield where.problem(ImportCode.WRONG_TYPE, "the item is no object of JSON", "write keys and values")
            continue
        attached = item.get("attachments")
        yield _item(
            where,
            {
                "title": _text(item.get("title")),
                "url": _text(item.get("url")) or _text(item.get("external_url")),
                "date": _text(item.get("date_published")) or _text(item.get("date_modified")),
                "date_name": "date_published" if item.get("date_published") else "date_modified",
                "html": _text(item.get("content_html")) or "",
                "text": _text(item.get("content_text")) or "",
                "summary": _text(item.get("summary")) or "",
                "language": _tag(_text(item.get("language"))) or language,
                "topics": [tag for tag in item.get("tags") or () if isinstance(tag, str)],
                "files": [
                    _text(one.get("url")) or ""
                    for one in (attached if isinstance(attached, list) else ())
                    if isinstance(one, dict)
                ],
                "images": [url for key in ("image", "banner_image") if (url := _text(item.get(key)))],
                "author": None,
            },
            base,
            options,
        )


def _item(place: Place, item: Mapping[str, Any], base: str, options: Options) -> Incoming | Listed | Problem:
    """A release where the item has its whole text, else what a list would say of it."""
    title = plain_words(item["title"] or "")
    url = _joined(base, item["url"])
    date = date_of(item["date"], options) if item["date"] else None
    whole, short = item["html"] or _in_html(item.get("text", "")), item["summary"]
    if len(plain_words(short).split()) > max(len(plain_words(whole).split()), FEWEST_WORDS - 1) and not _CUT.search(
        plain_words(short)
    ):
        whole, short = short, ""
    if not plain_words(whole):
        if not url and not title:
            return place.problem(ImportCode.MISSING_KEY, "the item has neither text nor address", "leave it out")
        return Listed(place, url or "", title, date, plain_words(short)[:LONGEST_VALUE] or None)
    from sphinx_newsroom.importers.markup import markdown_of

    losses: list[Loss] = []
    if item["date"] and not date:
        losses.append(Loss(f"{item['date_name']} (no date that has one meaning)", item["date"][:60]))
    losses += [Loss("attachment on another host", file) for file in item["files"] if file]
    losses += [Loss("leading image", image[:200]) for image in item["images"] if html.escape(image) not in whole]
    if item["author"]:
        losses.append(Loss("author", item["author"][:60]))
    markup = markdown_of(whole, url or base, options.file_at)
    ids = topics(item["topics"], losses)
    found = Incoming(
        place,
        NAME,
        markup.text,
        Given(title, "title") if title else None,
        Given(date, item["date_name"], sure=item["date_name"] in ("published", "date_published")) if date else None,
        url=url,
        language=item["language"],
        summary=None if not short or _CUT.search(plain_words(short)) else plain_words(short)[:LONGEST_VALUE],
        topics=ids,
        files=markup.files,
        words=markup.words,
        losses=(*losses, *markup.losses),
    )
    return recognized(found, options)


def _in_html(plain: str) -> str:
    """A text without tags as HTML that shows its paragraphs, and their lines where these are short, as in lists."""
    found = ""
    for part in paragraphs(html.escape(plain)):
        lines = part.split("\n")
        found += "<p>" + ("\n" if are_wrapped(lines) else "<br>").join(lines) + "</p>"
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _tag(value: str | None) -> str | None:
    return canonical_tag(value.strip().replace("_", "-")) if value else None


def _joined(base: str, url: str | None) -> str | None:
    if not url:
        return None
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url.strip()
