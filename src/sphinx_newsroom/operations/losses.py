"""What readers have had at an address, or in the record, and would find there no longer."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.file import read
from sphinx_newsroom.model.addresses import LEDGER

FEEDS = ("rss.xml", "atom.xml", "feed.json")
_OF_THE_SITE = re.compile(r"(?:.*/)?page-\d+\.html|_[^/]*/.*|(?:genindex|search|py-modindex)\.html|.*/_.*")
"""Pages that nobody is promised: further pages of a list, whose number changes, and what the theme brings."""


def lost_addresses(before: Iterable[str], after: Collection[str], kept_back: Collection[str] = ()) -> list[str]:
    """Pages and feeds among the files *before* that are not among those *after*.

    Pages of the releases *kept_back* (docnames) are left out: that they go is what was asked for, and said elsewhere.
    """
    return sorted(
        path
        for path in before
        if path not in after and _promised(path) and not any(_belongs(path, docname) for docname in kept_back)
    )


def _promised(path: str) -> bool:
    return (path.endswith(".html") and not _OF_THE_SITE.fullmatch(path)) or posixpath.basename(path) in FEEDS


def _belongs(path: str, docname: str) -> bool:
    """Whether a page is a release's own or one of its superseded texts."""
    return bool(re.fullmatch(rf"{re.escape(docname)}(?:\.r\d+)?\.html", path))


def lost_events(before: Path, after: Path) -> list[Event]:
    """What the record in the site *before* says and that in the site *after* does not."""
    known = {event.digest for event in _events(after)}
    return [event for event in _events(before) if event.digest not in known]


def _events(site: Path) -> Iterator[Event]:
    try:
        yield from read(read_plain(site / LEDGER)).events
    except OSError:
        return
