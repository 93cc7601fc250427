"""Find what readers had at an address, or in the record, and would no longer find there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.index import moment_of
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import bytes_of, fingerprint, read_plain, read_text, work_place
from sphinx_newsroom.ledger.events import Event, read
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    ADDRESSES,
    FEED_FORMATS,
    FOLDERS,
    LEDGER,
    MARKDOWN,
    RELEASES,
    RSS,
    SOURCE_FOLDERS,
    STATEMENTS,
    PageName,
    alert_feed,
    edition_page,
    entity_page,
    folders,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.model.records import Entity, Official, Organization, earliest
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.recording import said
from sphinx_newsroom.operations.site import listed
from sphinx_newsroom.sources.alert_file import SUFFIX
from sphinx_newsroom.sources.header import SUFFIXES

_TEXT_OR_RECORD = late_pattern(rf"(?P<folder>{'|'.join(SOURCE_FOLDERS)})/(?P<id>[^_]+?)(?:\.r\d+)?\.html")
"""The page of a release, of a superseded text or of a record."""
_MEANT = "accept the loss: newsroom build --accept-loss"
_SHOWS = late_pattern(r"myst_|smartquotes|rst_|html_additional_pages$|extensions$")
"""Settings of Sphinx and other extensions that change what texts show."""
_RELEASE = late_pattern(rb"^<link>[^<]*?%b/(?P<id>[^<]+)\.html</link>" % RELEASES.encode(), re.MULTILINE)
"""An item of a feed, identified by the address of its release."""
_OF_THE_SITE = late_pattern(
    rf"(?:.*/)?page-\d+\.html|{STATEMENTS}/\d+\.html|_[^/]*/.*|(?:genindex|search|py-modindex)\.html|.*/_.*"
    rf"|data/.*"
)
"""Pages without a promise of permanence.

They are further pages of a list, whose number changes; a year's statements, which exist as long as its releases contain
some; files of the theme; and data.
"""
_MONTH = late_pattern(rf"{RELEASES}/\d+/\d\d")
"""The page of a month, which exists while its year is long enough; or of a release with such a name."""
_LISTS = FOLDERS["topic"], "types"
"""The folders of pages that exist as long as a release has the topic or type."""


def lost_addresses(gone: Iterable[str], had: Container[str], withheld_on_purpose: Collection[str] = ()) -> list[str]:
    """Return the pages, feeds and release files that a site *had* among the files that are *gone*.

    The releases *withheld_on_purpose* (docnames) are left out: their removal is intended, and reported elsewhere.
    """
    kept = [re.compile(rf"{re.escape(page)}(?:\.r\d+)?(?:\.html$|/)") for page in withheld_on_purpose]
    return sorted(path for path in gone if _promised(path, had) and not any(one.match(path) for one in kept))


def withheld_on_purpose(archive: LoadedArchive) -> Iterator[PageName]:
    """Yield the releases that may disappear because somebody withholds them; unpublished ones never were there."""
    return (page for page, found in archive.withheld.items() if found.reason != "unpublished")


def is_owed(archive: LoadedArchive, site: Path, path: str) -> bool:
    """Whether a page of a *site* must stay: samples need not, and before the first publication only releases must."""
    ledger = archive.ledger
    begun = ledger is None or ledger.events or ledger.problems or (site / LEDGER).exists()
    if not (begun or path.startswith(f"{RELEASES}/")):
        return False
    return not is_sample(site / path)


def of_topics(lost: Iterable[str]) -> list[str]:
    """Return the pages and feeds of topics among those *lost*; a topic without a file exists while a release has it.

    If releases are held back they may have these topics, whose pages then return with them.
    """
    return [path for path in lost if path.startswith(f"{FOLDERS['topic']}/")]


def without_items(lost: Iterable[str], before: Path, after: Path) -> list[str]:
    """Return the feeds, topics and types among those *lost* whose followers have missed nothing.

    These are feeds that were empty in the published site *before*, such as those of version 0.2.  The others contained
    only releases that the record in the site *after* lists as corrected or withdrawn since, so readers were informed.
    """
    paths = [path for path in lost if posixpath.basename(path) == RSS or _is_list(path)]
    if not paths:
        return []
    changed = _changed(_events(before), _events(after))
    return [path for path in paths if not _releases_in(before, path) - changed]


def _changed(before: Iterable[Event], after: Iterable[Event]) -> set[str]:
    """Return the releases with a correction or withdrawal in a record *after* that the one *before* lacks."""
    known = {event.digest for event in before}
    return {event.id for event in after if event.kind in ("corrected", "withdrawn") and event.digest not in known}


def _is_list(path: str) -> bool:
    return path.startswith(tuple(f"{folder}/" for folder in _LISTS)) and path.endswith(".html") and _promised(path, ())


def _releases_in(site: Path, path: str) -> set[str]:
    """Return the releases that a feed of a published *site*, or the list at *path*, had; ``?`` if unknown."""
    folder = path.removesuffix(".html") if _is_list(path) else posixpath.dirname(path)
    feed = bytes_of(site / folder / RSS)
    if feed is not None and b"<item>" not in feed and not _is_list(path):
        return set()
    return {found["id"].decode() for found in _RELEASE.finditer(feed or b"")} or {"?"}


def _promised(path: str, known: Container[str]) -> bool:
    if path.endswith(".html"):
        return not _is_of_the_site(path, known)
    if path in FEED_FORMATS or posixpath.basename(path) == RSS:
        # An alert ends when its file is deleted, and a mistake in one must not keep a release from readers.
        return not path.startswith(f"{ALERTS}/")
    # Paths below the address of a release or superseded text.
    return path.startswith(f"{RELEASES}/") and any(url_of(PageName(folder)) in known for folder in folders(path))


def _is_of_the_site(path: str, known: Container[str]) -> bool:
    stem = path.removesuffix(".html")
    # The page of a release has its Markdown version next to it.
    return bool(_OF_THE_SITE.fullmatch(path) or (_MONTH.fullmatch(stem) and stem + MARKDOWN not in known))


def kept_addresses(archive: LoadedArchive) -> set[str]:
    """Return the addresses in the archive's own list of published addresses; empty without a ledger or a list."""
    return {line for line in _kept(archive) if line[:1] != "#"}


def _kept(archive: LoadedArchive) -> list[str]:
    data = bytes_of(archive.root / ADDRESSES) if archive.ledger else None
    return (data or b"").decode("utf-8", "replace").splitlines()


def around_texts(archive: LoadedArchive, names: Mapping[str, Any], also: Collection[str] = ()) -> Iterator[str]:
    """Yield the files outside texts that affect how published texts appear, each with its digest, for the list.

    *names* are those of conf.py, which counts completely if it affects how texts are read; *also* are paths of records
    that texts once showed.
    """
    texts = ((name, value) for name, value in names.items() if _SHOWS.match(name) and not callable(value))
    plain = sorted((name, repr(sorted(value) if isinstance(value, set) else value)) for name, value in texts)
    hooks = read_plain(archive.root / "conf.py", follow=True) if "setup" in names else b""
    yield f"# conf.py {fingerprint(plain, hooks)}"
    shown = {id_ for release in archive.releases.values() for id_ in release.about}
    issuers = {id_ for release in archive.releases.values() for id_ in release.all_issuers}
    for id_, record in sorted(archive.registry.organizations.items()):
        if id_ in shown or record.path in also:
            yield f"# {record.path} {fingerprint(record.boilerplate)}"
        if id_ in issuers:
            yield f"# {record.path} name {fingerprint(record.name)}"


def changed_around(archive: LoadedArchive, names: Mapping[str, Any]) -> Iterator[Problem]:
    """Report files that affect published texts and have changed since the last recording."""
    noted = {line for line in _kept(archive) if line[:1] == "#" and not _is_damaged(archive)}
    message = "this changes what published releases show, although their texts are as they were published"
    paths = {line.split()[1] for line in noted}
    now = {*around_texts(archive, names, paths)} if noted else set()
    known = {line.rpartition(" ")[0] for line in noted}
    for line in sorted(now - noted):
        if line.rpartition(" ")[0] in known:
            advice = (
                "check one of them; revert the change, or keep it: newsroom publish records it with the next release"
            )
            yield Problem(line.split()[1], 1, Code.AROUND_TEXTS, message, advice)


def promised_addresses(archive: LoadedArchive) -> Iterator[str]:
    """Yield the addresses of records, editions and alerts in the sources; the ledger has those of releases."""
    yield from _of_records(archive, written=True)
    settings = archive.settings
    for name, when in settings.editions.items():
        moment = moment_of(when, settings.zone)
        if moment is None or moment <= settings.now:
            yield url_of(edition_page(name))
    for alert in alerts_of(archive.root, settings, archive.registry).alerts:
        if alert.is_shown and alert.feed:
            yield alert_feed(alert.id) + RSS


def forgotten(archive: LoadedArchive, answering: Container[str]) -> list[str]:
    """Return the listed addresses that aren't *answering*, except those that are only held back now."""
    # A record with an error, an edition whose time hasn't come by this clock, an alert that can't be read.
    waiting = set(map(url_of, (*archive.withheld, *map(edition_page, archive.settings.editions))))
    waiting.update(alert_feed(path.stem) + RSS for path in Path(archive.root, ALERTS).glob(f"*{SUFFIX}"))
    return sorted(address for address in kept_addresses(archive) - waiting if address not in answering)


def lost_events(before: Path, after: Path) -> list[Event]:
    """Return the events in the record of the site *before* that the record in the site *after* lacks."""
    had, has = (_record(site) for site in (before, after))
    if has.startswith(had):  # the usual case, unless two records were merged; saves parsing tens of thousands of lines
        return []
    known = {event.digest for event in read(has).events}
    return [event for event in read(had).events if event.digest not in known]


def losses_of(archive: LoadedArchive, site: Path) -> Iterator[Problem]:
    """Report what a published *site* has that the sources of an archive no longer produce.

    This covers lines of the record, and the pages of records and releases; only a build can find the rest. It reports
    nothing without a site, if neither the site nor the archive has a ledger, or if the cause is a damaged ledger or an
    unreadable file.
    """
    before = listed(site, work_place(archive.root, "")) or {}
    if _is_damaged(archive) or (archive.ledger is None and not (site / LEDGER).exists()):
        return
    events = archive.ledger.events if archive.ledger else ()
    known, had = {event.digest for event in events}, list(_events(site))
    lost = [event for event in had if event.digest not in known]
    if lost:
        lines = "a line" if len(lost) == 1 else f"{len(lost):,} lines"
        message = (
            f"the site in {site} has {lines} of the record that are missing from this ledger, first: {said(lost[0])}"
        )
        yield Problem(LEDGER, 1, Code.LEDGER, message, f"restore the lines from {site / LEDGER}, or {_MEANT}")
    answering, changed, named = set(_answering(archive)), _changed(had, events), set()
    for path in sorted(before):
        found = _TEXT_OR_RECORD.fullmatch(path)
        if found is None or _is_of_the_site(path, before) or found["id"].rpartition("/")[2] == "index":
            continue
        if {path, f"{found['folder']}/{found['id']}.html"} & answering:
            continue
        # A topic without a file disappears and returns with its releases.
        if _is_list(path) and (archive.withheld or not _releases_in(site, path) - changed):
            continue
        page = PageName(f"{found['folder']}/{found['id']}")
        if not is_owed(archive, site, path):
            continue
        if (kept := archive.withheld.get(page)) and kept.reason == "unpublished":
            message = f"the site in {site} has {path}, but {found['id']} was never published"
            yield Problem(kept.path, 1, Code.VANISHED, message, f"run: newsroom publish {found['id']}; or {_MEANT}")
            continue
        former = f"former_urls: [{path}]" if found["folder"] == RELEASES else f"former_ids: [{found['id']}]"
        gone = "no release is in this list any more" if _is_list(path) else "the file that it was made of is gone"
        message = f"the site in {site} has {path}, but {gone}"
        advice = f"restore it; if it has a new name, add `{former}` to its header; or {_MEANT}"
        yield Problem(f"{found['folder']}/{found['id']}.md", 1, Code.VANISHED, message, advice)
        named.add(path)
    stems = {one: one.removesuffix(".html") for one in kept_addresses(archive)}
    documents = {one for one, stem in stems.items() if any((archive.root / (stem + end)).is_file() for end in SUFFIXES)}
    for path in forgotten(archive, {*promised_addresses(archive), *documents, *named}):
        message = f"{path} was published, but its source is missing"
        advice = f"restore it; if the record has a new id, add the old one to its `former_ids`; or {_MEANT}"
        yield Problem(ADDRESSES, 1, Code.VANISHED, message, advice)


def _answering(archive: LoadedArchive) -> Iterator[str]:
    """Yield the addresses of releases and records in the sources, including redirects and those held back."""
    yield from map(url_of, (*archive.releases, *archive.superseded, *withheld_on_purpose(archive)))
    for release in archive.releases.values():
        yield from release.former_urls
    records = archive.ledger.records.values() if archive.ledger else ()
    for record in records:
        for former in record.former:
            pages = (superseded_page(former.id, number + 1) for number in range(former.superseded))
            yield from map(url_of, (release_page(former.id), *pages))
    yield from _of_records(archive)


def _of_records(archive: LoadedArchive, *, written: bool = False) -> Iterator[str]:
    """Yield the addresses of records and their redirects; with *written*, only of records that have a file."""
    registry = archive.registry
    entities: list[Entity] = [*registry.organizations.values(), *registry.officials.values(), *registry.topics.values()]
    for entity in entities:
        if not written or (entity.path and not is_sample(archive.root / entity.path)):
            yield from (url_of(entity_page(entity.kind, id_)) for id_ in (entity.id, *entity.former_ids))


def _is_damaged(archive: LoadedArchive) -> bool:
    return any(problem.code in (Code.UNREADABLE, Code.LEDGER) for problem in archive.problems)


def _events(site: Path) -> Iterable[Event]:
    return read(_record(site)).events


def _record(site: Path) -> bytes:
    return bytes_of(site / LEDGER) or b""


# Records that reveal a release under embargo: records are never held back, which not everybody knows.

_MANY = 100
"""From this many new records on they count as an import, not as part of one release."""
_LATER = "add it when the embargo ends; until then, leave it out"


def early_records(archive: LoadedArchive, site: Path) -> Iterator[Problem]:
    """Report records that a release under embargo names, and that the next build would publish for the first time.

    Offices that begin after today count as well, if such a release names the official. Without a *site*, new records
    can't be recognized.
    """
    texts = dict(_under_embargo(archive))
    if not texts:
        return
    records: list[Organization | Official] = [*archive.registry.organizations.values()]
    records += archive.registry.officials.values()
    new = []
    if (site / "index.html").is_file():
        for one in records:
            pages = (url_of(entity_page(one.kind, id_)) for id_ in (one.id, *one.former_ids))
            new += [] if any((site / page).is_file() for page in pages) else [one]
    for record in new if len(new) <= _MANY else ():
        for path in _naming(record, texts):
            message = f"{cut(record.name)!r} would be public with the next build, but {path} names it and is kept back"
            yield Problem(record.path, 1, Code.EARLY_RECORD, message, "add it when the embargo ends", other=path)
    today = archive.settings.today
    for official in archive.registry.officials.values():
        coming = [one for one in official.memberships if one.start_date and earliest(one.start_date) > today]
        for path in _naming(official, texts) if coming and official not in new else ():
            office = f"an office of {cut(official.name)!r} from {coming[0].start_date} on"
            message = f"{office} would be public with the next build, but {path} names the official and is kept back"
            yield Problem(official.path, 1, Code.EARLY_RECORD, message, _LATER, other=path)


def _under_embargo(archive: LoadedArchive) -> Iterator[tuple[str, str]]:
    for found in archive.withheld.values():
        if found.until is not None:
            try:
                yield found.path, read_text(archive.root / found.path)
            except (OSError, UnicodeDecodeError):
                continue


def _naming(record: Organization | Official, texts: dict[str, str]) -> Iterator[str]:
    """Yield the texts that contain one of a record's names as written, or its id in a role or header."""
    names = [record.name, record.id, *(one.name for one in record.other_names)]
    words = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    yield from (path for path, text in texts.items() if words.search(text))
