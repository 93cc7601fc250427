"""What an entry of a feed is, where it is no release: a draft, a comment, a page or a setting of the whole blog.

An export of Blogger is an Atom feed of all of these.  Sources: RFC 5023, section 13.1.1 (``app:draft``); RFC 4685,
section 3 (``thr:in-reply-to``); the exports of Blogger, which name the kind of an entry as a category until 2018, and
in elements of their own since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
