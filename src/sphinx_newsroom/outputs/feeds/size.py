"""How much of the texts feeds carry, so that all feeds together stay smaller than the pages.

A release that names six organizations stands in the feeds of all six, each in three formats.  In most
archives that is little beside the pages.  Where there are many records, each named often, it would be
several times as much; then the feeds of organizations, officials, topics, types and languages carry
summaries, first in Atom and JSON, and where that is not enough in RSS, too.  The archive's own feed and its
history carry the texts in any case, once in each format.

What is compared follows from the releases alone: sizes of texts, and what was measured to stand around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import FEED_FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.outputs.feeds.selection import Feed

FORMATS = tuple(FEED_FORMATS)

SMALL = 32_000_000
"""Feeds of less than this are never worth shortening."""

# Bytes, measured on 10,000 real and 10,000 generated releases.
_MARKUP = 1.25  # a text as HTML, over the same as plain text
_PAGE = 6_500  # what stands around a text on its page
_LINE = 250  # a release in a list of a page
_ENTRY = 900  # what stands around a text in a feed
_SHORT = 700  # a release without its text


def in_full(index: ArchiveIndex, feeds: Sequence[Feed], small: int = SMALL) -> tuple[str, ...]:
    """The formats in which the feeds of a part of the archive carry the texts: all, RSS alone, or none."""
    texts = {docname: round(_MARKUP * entry.size) for docname, entry in index.entries.items()}
    parts = [feed for feed in feeds if feed.kind != "archive"]
    listed = sum(len(feed.docnames) for feed in parts)
    pages = sum(texts.values()) + _PAGE * len(texts) + _LINE * listed
    # The history of the archive.
    fixed = sum(texts.values()) + _ENTRY * len(texts)
    full = sum(texts[docname] + _ENTRY for feed in parts for docname in feed.docnames)
    short = _SHORT * listed
    # Texts in all three formats, else in RSS alone, else in none: the first that fits.
    for count in (3, 1):
        total = fixed + count * full + (3 - count) * short
        if total <= max(small, pages):
            return FORMATS[:count]
    return ()
