"""What readers have had at an address, or in the record, and would find there no longer."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.file import read
from sphinx_newsroom.model.addresses import LEDGER, RELEASES, PageName, folders, url_of

FEEDS = ("rss.xml", "atom.xml", "feed.json")
_OF_THE_SITE = re.compile(r"(?:.*/)?page-\d+\.html|_[^/]*/.*|(?:genindex|search|py-modindex)\.html|.*/_.*")
"""Pages that nobody is promised: further pages of a list, whose number changes, and what the theme brings."""


def lost_addresses(before: Iterable[str], after: Collection[str], kept_back: Collection[str] = ()) -> list[str]:
    """Pages, feeds and files of releases among the files *before* that are not among those *after*.

    Those of the releases *kept_back* (docnames) are left out: that they go is what was asked for, and said elsewhere.
    """
    known = frozenset(before)
    return sorted(
        path
        for path in known
        if path not in after and _promised(path, known) and not any(_belongs(path, docname) for docname in kept_back)
    )


def _promised(path: str, known: Collection[str]) -> bool:
    if path.endswith(".html"):
        return not _OF_THE_SITE.fullmatch(path)
    if posixpath.basename(path) in FEEDS:
        return True
    # what stands below the address of a release or superseded text
    return path.startswith(f"{RELEASES}/") and any(url_of(PageName(folder)) in known for folder in folders(path))


def _belongs(path: str, docname: str) -> bool:
    """Whether a page or file is a release's own or one of its superseded texts."""
    return bool(re.match(rf"{re.escape(docname)}(?:\.r\d+)?(?:\.html$|/)", path))


def lost_events(before: Path, after: Path) -> list[Event]:
    """What the record in the site *before* says and that in the site *after* does not."""
    known = {event.digest for event in _events(after)}
    return [event for event in _events(before) if event.digest not in known]


def _events(site: Path) -> Iterator[Event]:
    try:
        yield from read(read_plain(site / LEDGER)).events
    except OSError:
        return
