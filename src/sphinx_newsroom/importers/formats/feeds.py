"""Read RSS and Atom feeds: an item with its full text is a release, any other a list entry.

Feeds seldom say whether a text is complete. In three real feeds, summaries had at most 54 words and ended in an
ellipsis; full texts had at least 131.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sphinx_newsroom.importers.drafts import Found, Incoming, Options, Place
from sphinx_newsroom.importers.formats.dates import xml_once_encoded
from sphinx_newsroom.importers.formats.fields import LONGEST_VALUE, left_out, release_of
from sphinx_newsroom.importers.markup import joined
from sphinx_newsroom.importers.styled_text import plain_words

# Feed entries that aren't releases: drafts, comments, pages and settings. An export of Blogger is an Atom feed of all
# of these. Sources: RFC 5023, section 13.1.1 (``app:draft``); RFC 4685, section 3 (``thr:in-reply-to``); Blogger's
# exports, which give the kind as a category until 2018, and in elements of their own since.

_KIND = "http://schemas.google.com/g/2005#kind"
_OTHERS = ("page", "comment", "template", "settings")
_LIVE = "live"


def no_release(entry: Mapping[str, Any]) -> str:
    """Return the kind or state of an entry that isn't a published post; empty for a published post.

    >>> no_release({"app_draft": "yes"}), no_release({"title": "Harbour opens"})
    ('draft', '')
    """
    # A feed may use any prefix for the namespace.
    if any(name.endswith("_draft") and str(value).strip().lower() == "yes" for name, value in entry.items()):
        return "draft"
    if any(name.endswith("in-reply-to") for name in entry):
        return "comment"
    kinds = [term.rpartition("#")[2] for tag in entry.get("tags", ()) if _is_kind(tag) and (term := tag.get("term"))]
    kinds.append(str(entry.get("blogger_type") or "").strip().lower())
    state = str(entry.get("blogger_status") or _LIVE).strip().lower()
    return next((kind for kind in kinds if kind in _OTHERS), state if state != _LIVE else "")


def terms_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the categories of an entry, without Blogger's kind."""
    for tag in entry.get("tags", ()):
        if isinstance(term := tag.get("term"), str) and term and not _is_kind(tag):
            yield term


def address_of(entry: Mapping[str, Any]) -> str | None:
    """Return an entry's address; without a link, feedparser gives the id, which may be a ``tag:`` URI."""
    link = entry.get("link")
    if isinstance(link, str) and not link.startswith(("tag:", "urn:")):
        return link
    file = entry.get("blogger_filename")
    return file if isinstance(file, str) and file else None


def images_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses of an entry's pictures outside its text (Media RSS)."""
    for key in ("media_content", "media_thumbnail"):
        for image in entry.get(key, ()):
            if isinstance(image, Mapping) and isinstance(url := image.get("url"), str) and url:
                yield url


def _is_kind(tag: Mapping[str, Any]) -> bool:
    return tag.get("scheme") == _KIND


NAME = "feed"
WORDS = "RSS or Atom feeds"

LARGEST = 64 << 20
"""The largest feed, in bytes."""
MOST = 50_000
"""The maximum number of items read."""
FEWEST_WORDS = 100
"""The number of words from which a description counts as the full text."""

_XML = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|&hellip;)\]|\b(?:read|continue|more)[\w ]{0,20}[»›→]?)\s*$", re.IGNORECASE
)


def knows(name: str, data: bytes) -> bool:
    """Whether a file begins like a feed; WordPress exports do, too, so their reader comes first."""
    return bool(_XML.search(data[:4_000]))


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield the items of a feed, in order; of a broken feed, those before the break."""
    import feedparser

    place = Place(name)
    if len(data) > LARGEST:
        words = f"the feed is larger than {LARGEST >> 20} MiB"
        yield place.problem(words, "split it")
        return
    data, twice = xml_once_encoded(data)
    # As a stream, since feedparser opens strings that look like file names or addresses.
    try:
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # its lenient parser can fail in any way
        words = f"the feed can't be read ({type(error).__name__})"
        yield place.problem(words, "save the complete feed again")
        return
    if not feed.entries:
        yield place.problem("the feed has no items", "use a feed with items")
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
    """Return an entry's values by key, with the text only if it is complete."""
    content = [_text(part.get("value")) for part in entry.get("content", ()) if isinstance(part, Mapping)]
    whole, short = max(content, key=len, default=""), _text(entry.get("summary"))
    words = plain_words(short)
    # Without a summary, feedparser returns the full text for it.
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
        "lead image": images,
        "author": _text(entry.get("author")),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
