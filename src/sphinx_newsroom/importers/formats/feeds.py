"""Releases of feeds: RSS and Atom; an item with its whole text is a release, one with less a line of a list.

A feed seldom says which of the two it carries.  In three real feeds of offices, summaries have at most 54 words and end
in an ellipsis, and whole texts have at least 131.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options, Place
from sphinx_newsroom.importers.formats.dates import xml_once_encoded
from sphinx_newsroom.importers.formats.fields import LONGEST_VALUE, left_out, release_of
from sphinx_newsroom.importers.markup import joined
from sphinx_newsroom.importers.styled_text import plain_words

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
WORDS = "RSS or Atom feeds"

LARGEST = 64 << 20
"""How many bytes a feed may have."""
MOST = 50_000
"""How many items of a feed are read."""
FEWEST_WORDS = 100
"""How many words a description needs to be taken for the whole text."""

_XML = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|&hellip;)\]|\b(?:read|continue|more)[\w ]{0,20}[»›→]?)\s*$", re.IGNORECASE
)


def knows(name: str, data: bytes) -> bool:
    """Whether a file begins as feeds do; an export of WordPress does, too, and is looked for before."""
    return bool(_XML.search(data[:4_000]))


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The items of a feed, in its order; a feed that is broken in the middle gives what stands before that."""
    import feedparser

    place = Place(name)
    if len(data) > LARGEST:
        words = f"the feed is larger than {LARGEST >> 20} MiB"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "split it")
        return
    data, twice = xml_once_encoded(data)
    # As a stream, since feedparser opens what it takes for a name or an address.
    try:
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # its loose parser raises what a broken document makes of it
        words = f"the feed cannot be read ({type(error).__name__})"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "save it again, whole")
        return
    if not feed.entries:
        yield place.problem(ImportCode.UNREADABLE_FILE, "the feed has no items", "give one with items")
    options = replace(options, base=options.base or _text(feed.feed.get("link")))
    others: Counter[str] = Counter()
    for number, entry in enumerate(feed.entries[:MOST]):
        if other := no_release(entry):
            others[other] += 1
            continue
        row = _row(entry, _text(feed.feed.get("language")), options)
        found = release_of(row, place.at("items").at(number), NAME, options, twice)
        if isinstance(found, Incoming) and found.date and not entry.get("published"):
            found = replace(found, date=replace(found.date, sure=False))
        yield found
    yield from left_out(place, others)


def _row(entry: Mapping[str, Any], language: str, options: Options) -> dict[str, Any]:
    """The values of an entry by the names of a release's keys; its text where it has it whole."""
    content = [_text(part.get("value")) for part in entry.get("content", ()) if isinstance(part, Mapping)]
    whole, short = max(content, key=len, default=""), _text(entry.get("summary"))
    words = plain_words(short)
    # feedparser gives the whole text for the summary where an item has none.
    if short in content or len(words.split()) < max(len(plain_words(whole).split()) + 1, FEWEST_WORDS):
        short = "" if short in content else short
    elif not _CUT.search(words):
        whole, short = short, ""
    images = [image for image in images_of(entry) if html.escape(image) not in whole]
    return {
        "title": plain_words(_text(entry.get("title"))),
        "url": (joined(options.base, url.strip()) or url) if (url := address_of(entry)) else None,
        "date": _text(entry.get("published")) or _text(entry.get("updated")),
        "html": whole if plain_words(whole) else "",
        "summary": "" if whole and _CUT.search(plain_words(short)) else plain_words(short)[:LONGEST_VALUE],
        "language": _text(entry.get("language")) or language,
        "tags": list(terms_of(entry)),
        "attachment on another host": [link.get("href") or "" for link in entry.get("enclosures", ())],
        "leading image": images,
        "author": _text(entry.get("author")),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
