"""What readers have had at an address, or in the record, and would find there no longer."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Container, Iterable, Iterator
from pathlib import Path

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.file import read
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    LEDGER,
    MARKDOWN,
    RECONCILIATION,
    RELEASES,
    SOURCE_FOLDERS,
    STATEMENTS,
    PageName,
    entity_page,
    folders,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.model.records import Entity
from sphinx_newsroom.operations.plan import said
from sphinx_newsroom.operations.site.files import listed

_TEXT_OR_RECORD = re.compile(rf"(?P<folder>{'|'.join(SOURCE_FOLDERS)})/(?P<id>[^_]+?)(?:\.r\d+)?\.html")
"""The page of a release, a superseded text or a record."""
_MEANT = "say that it is to go: newsroom build --accept-loss"
FEEDS = ("rss.xml", "atom.xml", "feed.json")
_ITEM = re.compile(rb"<item>|<entry[ >]|\"items\": \[\s*\{")
_RELEASE = re.compile(rb'^\{"id":"[^"]*","url":"[^"]*?%b/(?P<id>[^"]+)\.html"' % RELEASES.encode(), re.MULTILINE)
"""An item of a JSON feed, by the address of its release."""
_OF_THE_SITE = re.compile(
    rf"(?:.*/)?page-\d+\.html|{STATEMENTS}/\d+\.html|_[^/]*/.*|(?:genindex|search|py-modindex)\.html|.*/_.*"
    rf"|{RECONCILIATION}/.*"
)
"""Pages that nobody is promised: further pages of a list, whose number changes; a year's statements, which are there as
long as something is said in its releases; what the theme brings; and what programs see of records in a small frame,
which is there as long as the site knows its own address."""
_MONTH = re.compile(rf"{RELEASES}/\d+/\d\d")
"""The page of a month, which is there as long as its year is long; or of a release that is called so."""
_LISTS = FOLDERS["topic"], "types"
"""The folders of pages that are there as long as a release is of the topic or type."""


def lost_addresses(gone: Iterable[str], had: Container[str], kept_back: Collection[str] = ()) -> list[str]:
    """Pages, feeds and files of releases among the files that are *gone* of those that a site *had*.

    Those of the releases *kept_back* (docnames) are left out: that they go is what was asked for, and said elsewhere.
    """
    return sorted(
        path for path in gone if _promised(path, had) and not any(_belongs(path, docname) for docname in kept_back)
    )


def of_topics(lost: Iterable[str]) -> list[str]:
    """The pages and feeds of topics among what is *lost*: a topic without a file is there as long as a release has it.

    Where releases are kept back they may be of these, and come back with them.
    """
    return [path for path in lost if path.startswith(f"{FOLDERS['topic']}/")]


def without_items(lost: Iterable[str], before: Path, after: Path) -> list[str]:
    """The feeds, topics and types among what is *lost* that whoever follows them has missed nothing of.

    That is a feed that held nothing in the published site *before*: until version 0.2 all that could be named had one,
    now it has one from its first release on.  And what held nothing but releases that the record in the site *after*
    has as corrected or withdrawn since: that these name somebody no longer was said to readers.
    """
    paths = [path for path in lost if posixpath.basename(path) in FEEDS or _is_list(path)]
    if not paths:
        return []
    changed = _changed(_events(before), _events(after))
    return [path for path in paths if not _held(before, path) - changed]


def _changed(before: Iterable[Event], after: Iterable[Event]) -> set[str]:
    """The releases that were corrected or withdrawn by what a record *after* has and the one *before* has not."""
    known = {event.digest for event in before}
    return {event.id for event in after if event.kind in ("corrected", "withdrawn") and event.digest not in known}


def _is_list(path: str) -> bool:
    return path.startswith(tuple(f"{folder}/" for folder in _LISTS)) and path.endswith(".html") and _promised(path, ())


def _held(site: Path, path: str) -> set[str]:
    """The releases that a feed of a published *site*, or the list at *path*, had; what nobody knows is ``?``."""
    folder = path.removesuffix(".html") if _is_list(path) else posixpath.dirname(path)
    feed = _bytes(site / folder / "feed.json")
    if not _is_list(path) and not _ITEM.search(_bytes(site / path)):
        return set()
    return {found["id"].decode() for found in _RELEASE.finditer(feed)} or {"?"}


def _bytes(path: Path) -> bytes:
    try:
        return read_plain(path)
    except OSError:
        return b"<item>"  # nobody knows what it held


def _promised(path: str, known: Container[str]) -> bool:
    if path.endswith(".html"):
        return not _is_of_the_site(path, known)
    if posixpath.basename(path) in FEEDS:
        # An alert ends when its file goes; and a mistake in one may not keep a release from readers.
        return not path.startswith(f"{ALERTS}/")
    # what stands below the address of a release or superseded text
    return path.startswith(f"{RELEASES}/") and any(url_of(PageName(folder)) in known for folder in folders(path))


def _is_of_the_site(path: str, known: Container[str]) -> bool:
    stem = path.removesuffix(".html")
    # Beside the page of a release stands its text.
    return bool(_OF_THE_SITE.fullmatch(path) or (_MONTH.fullmatch(stem) and stem + MARKDOWN not in known))


def _belongs(path: str, docname: str) -> bool:
    """Whether a page or file is a release's own or one of its superseded texts."""
    return bool(re.match(rf"{re.escape(docname)}(?:\.r\d+)?(?:\.html$|/)", path))


def lost_events(before: Path, after: Path) -> list[Event]:
    """What the record in the site *before* says and that in the site *after* does not."""
    had, has = (_record(site) for site in (before, after))
    if has.startswith(had):  # as it does but where two records were merged: tens of thousands of lines, left unread
        return []
    known = {event.digest for event in read(has).events}
    return [event for event in read(had).events if event.digest not in known]


def losses_of(archive: Archive, site: Path) -> Iterator[Problem]:
    """What a published *site* has and the sources of an archive no longer give, as far as these alone can tell.

    That is lines of the record, and the pages of records and releases; a build tells the rest.  Nothing where there is
    no site, where neither it nor the archive has a ledger, or where a damaged ledger or an unreadable file is why.
    """
    before = listed(site)
    damaged = any(problem.code in (Code.UNREADABLE, Code.LEDGER) for problem in archive.problems)
    if before is None or damaged or (archive.ledger is None and not (site / LEDGER).exists()):
        return
    events = archive.ledger.events if archive.ledger else ()
    known, had = {event.digest for event in events}, list(_events(site))
    lost = [event for event in had if event.digest not in known]
    if lost:
        lines = "a line" if len(lost) == 1 else f"{len(lost):,} lines"
        message = f"the site in {site} has {lines} of the record that this ledger has not, first: {said(lost[0])}"
        yield Problem(LEDGER, 1, Code.LEDGER, message, f"bring back what {site / LEDGER} has, or {_MEANT}")
    answering, changed = set(_answering(archive)), _changed(had, events)
    for path in sorted(before):
        found = _TEXT_OR_RECORD.fullmatch(path)
        if found is None or _is_of_the_site(path, before) or found["id"].rpartition("/")[2] == "index":
            continue
        if {path, f"{found['folder']}/{found['id']}.html"} & answering:
            continue
        # A topic without a file goes and comes with its releases.
        if _is_list(path) and (archive.withheld or not _held(site, path) - changed):
            continue
        former = f"former_urls: [{path}]" if found["folder"] == RELEASES else f"former_ids: [{found['id']}]"
        gone = "no release is in this list any more" if _is_list(path) else "the file that it was made of is gone"
        message = f"the site in {site} has {path}, and {gone}"
        advice = f"bring it back; where it has another name now, write `{former}` into its header; or {_MEANT}"
        yield Problem(f"{found['folder']}/{found['id']}.md", 1, Code.VANISHED, message, advice)


def _answering(archive: Archive) -> Iterator[str]:
    """The addresses of releases and records that the sources give, those that lead to others and those kept back."""
    yield from map(url_of, (*archive.releases, *archive.superseded, *archive.withheld))
    for release in archive.releases.values():
        yield from release.former_urls
    records = archive.ledger.records.values() if archive.ledger else ()
    for record in records:
        for former in record.former:
            pages = (superseded_page(former.id, number + 1) for number in range(former.superseded))
            yield from map(url_of, (release_page(former.id), *pages))
    registry = archive.registry
    entities: list[Entity] = [*registry.organizations.values(), *registry.officials.values(), *registry.topics.values()]
    for entity in entities:
        yield from (url_of(entity_page(entity.kind, id_)) for id_ in (entity.id, *entity.former_ids))


def _events(site: Path) -> Iterable[Event]:
    return read(_record(site)).events


def _record(site: Path) -> bytes:
    try:
        return read_plain(site / LEDGER)
    except OSError:
        return b""
