"""Files for crawlers: `sitemap.xml`, `robots.txt`, `llms.txt`, `changelist.xml`, and Memento TimeMaps.

``changelist.xml`` lists the pages of releases that were added, changed or removed, in the order of the ledger. It is
split into parts; a full part never changes, so a new release rewrites only the last one. The headings of ``llms.txt``
are in English, since programs look for them; its sentences are in the archive's language.

Source: https://www.sitemaps.org/protocol.html, RFC 9309 (Robots Exclusion Protocol); for languages
https://developers.google.com/search/docs/specialty/international/localized-versions. ResourceSync 1.1 (ANSI/NISO
Z39.99-2017), sections 6, 9 and 13. https://llmstxt.org, "Format".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import quote

from sphinx_newsroom.archive.index import ArchiveIndex, Versions
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger.events import Event, Record, moment_text
from sphinx_newsroom.model.addresses import (
    CAPABILITIES,
    CHANGES,
    CHECK,
    CORRECTIONS,
    DATA_PAGE,
    FEED_LIST,
    FOLDERS,
    FRONT,
    LLMS,
    MARKDOWN,
    RESOURCESYNC,
    ROBOTS,
    SEARCH,
    SITEMAP,
    STATEMENTS,
    SUBSCRIBE,
    TIME_MAP,
    YEARS,
    PageName,
    ReleaseId,
    entity_list,
    entity_page,
    month_page,
    release_page,
    superseded_page,
    url_of,
    year_page,
)
from sphinx_newsroom.outputs.citations import citation_of
from sphinx_newsroom.outputs.feeds.items import changed_on, rfc822
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.feeds.xml import template
from sphinx_newsroom.outputs.output import Output, ready
from sphinx_newsroom.outputs.pages.release import alternates
from sphinx_newsroom.outputs.release_markdown import escaped, link

LLMS_KEY = "machines/llms"
"""The key of ``llms.txt`` among a build's outputs."""

_HOW = translatable(
    "Each release has a page and a copy of its text as Markdown: replace `.html` with `.md`. Its header "
    "contains `id`, `revision`, `sha256`, `corrected` or `withdrawn`, and `cite-as`, the address to cite."
)


def llms_outputs(
    digests: Mapping[PageName, str], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Iterator[Output]:
    """Yield ``llms.txt`` and the list of each year; *digests* are the fingerprints of citations by page."""
    yield ready(LLMS_KEY, {LLMS: _front(index, settings)})
    for year, docnames in index.years.items():
        pages = _with_translations(docnames, index)
        digest = fingerprint(settings.language, [digests[page] for page in pages])
        yield Output(f"{LLMS_KEY}/{year}", digest, partial(_of_year, year, pages, index, settings, versions))


def _front(index: ArchiveIndex, settings: Settings) -> str:
    say, say_as = settings.interface.say, settings.interface.say_as

    def to(path: str, words: str) -> str:
        return f"- {link(words, settings.baseurl + quote(path))}"

    def other(path: str, name: str, what: str) -> str:
        return f"{to(path, escaped(name))}: {what}"

    blocks = [f"# {escaped(settings.project)}"]
    if settings.description:
        blocks.append(f"> {escaped(settings.description)}")
    years = [to(year_page(year) + MARKDOWN, str(year)) for year in index.years]
    others = [
        other(url_of(DATA_PAGE), say_as("heading", "Data"), say("a description of all files and fields")),
        other(
            FEED_LIST,
            say("Feeds"),
            say("for the archive, and for each organization, official, topic, type and language"),
        ),
        other(url_of(CORRECTIONS), say("Corrections"), say("every correction and withdrawal")),
        other(url_of(SEARCH), say_as("heading", "Search"), say("for people; it needs JavaScript")),
    ]
    blocks += [say(_HOW), "## Releases by year", "\n".join(years), "## Optional", "\n".join(others)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _with_translations(docnames: Sequence[PageName], index: ArchiveIndex) -> list[PageName]:
    """Return the releases of a year, each followed by its translations."""
    found = []
    for page in docnames:
        found.append(page)
        found += [other for other in index.translations.get(page, ()) if other != page]
    return found


def _of_year(
    year: int, pages: Sequence[PageName], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Mapping[str, bytes]:
    lines = []
    for page in pages:
        cited = citation_of(page, index, settings, versions)
        language = cited.language if cited.language != settings.language else ""
        about = filter(
            None, (cited.date.isoformat(), cited.interface.names(cited.institutions), cited.number, language)
        )
        # The list is in the folder of its year, two below the root.
        address = (settings.baseurl or "../../") + quote(page + MARKDOWN)
        lines.append(f"- {link(escaped(cited.headline), address)}: {', '.join(about)}")
    text = f"# Releases from {year}\n\n" + "\n".join(lines) + "\n"
    return {year_page(year) + MARKDOWN: text.encode("utf-8", "replace")}


# Memento with static files: a TimeMap for each release with several texts in the ledger.
#
# A static site can't negotiate dates, but it can list the texts of a release and their times. The pages have the same
# links as ``rel``.
#
# Source: RFC 7089 (Memento), sections 2 and 5; RFC 6690 (link format); RFC 5829 (version relations).


def time_map_outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """Yield the TimeMap of each release with a superseded text, ``releases/2011/opens.timemap``."""
    for id_, record in sorted(versions.records.items()):
        if record.superseded and (page := index.page(id_)):
            yield ready(f"timemap/{page}", {page + TIME_MAP: _time_map(record, settings.baseurl)})


def _time_map(record: Record, baseurl: str) -> str:
    """Return the links, one per line, relative to the site's root if the archive's own address isn't known."""
    # From the ledger alone, which has the time of each text.
    page = release_page(record.id)
    first, last = (event.at.astimezone(dt.UTC) for event in (record.revisions[0], record.current))
    links = [
        f'<{baseurl}{quote(url_of(page))}>; rel="original latest-version"',
        f'<{baseurl}{quote(page + TIME_MAP)}>; rel="self"; type="application/link-format"; from="{rfc822(first)}"; '
        f'until="{rfc822(last)}"',
    ]
    # The current text isn't a memento: it is the response at the original's address.
    count = len(record.superseded)
    for place, event in enumerate(record.superseded):
        relation = " ".join(filter(None, ("first" * (place == 0), "last" * (place == count - 1), "memento")))
        address = baseurl + quote(url_of(superseded_page(record.id, event.revision)))
        links.append(f'<{address}>; rel="{relation}"; datetime="{rfc822(event.at.astimezone(dt.UTC))}"')
    return ",\n".join(links) + "\n"


MOST_CHANGES = 1_000
"""The number of ledger lines in a part of the list."""


def change_outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """Yield the list, its entry points and its parts; nothing without a ledger or the site's address."""
    if versions.log is None or not settings.baseurl:
        return
    base, made = settings.baseurl, template("sitemap.xml")
    # The capability list contains only this list, and the source description names it.
    up, capabilities, changes = (base + path for path in (RESOURCESYNC, CAPABILITIES, CHANGES))
    yield ready(
        f"machines/{CAPABILITIES}", {CAPABILITIES: made.entry_point(up, "capabilitylist", changes, "changelist")}
    )
    yield ready(
        f"machines/{RESOURCESYNC}", {RESOURCESYNC: made.entry_point("", "description", capabilities, "capabilitylist")}
    )
    hidden = frozenset(_hidden(index, versions))
    events = sorted((event for event in versions.log.events if event.id and event.id not in hidden), key=_moment)
    parts = [events[start : start + MOST_CHANGES] for start in range(0, len(events), MOST_CHANGES)] or [[]]
    if len(parts) > 1:
        # The last part has no end, since its next change would alter it.
        rows = [
            (base + _part(number), *_span(part, closed=number < len(parts))) for number, part in enumerate(parts, 1)
        ]
        yield ready("machines/changes", {CHANGES: made.parts(capabilities, rows[0][1], rows)})
    for number, part in enumerate(parts, 1):
        path = _part(number) if len(parts) > 1 else CHANGES
        digest = fingerprint(base, path, [event.digest for event in part])
        closed = number < len(parts)
        yield Output(f"machines/changes/{number}", digest, partial(_made, path, part, base, closed=closed))


def _hidden(index: ArchiveIndex, versions: Versions) -> Iterator[ReleaseId]:
    """Yield all ids of releases that this site doesn't show."""
    records = versions.ledger.records if versions.ledger else {}
    for id_, record in records.items():
        if release_page(id_) not in index.entries:
            yield id_
            yield from (former.id for former in record.former)


def _moment(event: Event) -> dt.datetime:
    """Return when the site first showed an event: history recorded later only appeared then."""
    return event.recorded or event.at


def _part(number: int) -> str:
    return CHANGES.replace(".", f"-{number}.")


def _made(path: str, events: Sequence[Event], base: str, *, closed: bool) -> dict[str, bytes]:
    index = base + CHANGES if path != CHANGES else ""
    rows = [row for event in events for row in _rows(event, base)]
    text = template("sitemap.xml").changes(base + CAPABILITIES, index, *_span(events, closed=closed), rows)
    return {path: text.encode()}


def _span(events: Sequence[Event], *, closed: bool) -> tuple[str, str]:
    """Return the moments of the first and, if the list is *closed*, of the last event."""
    first, last = (moment_text(_moment(event)) for event in (events[0], events[-1])) if events else ("", "")
    return first, last if closed else ""


Row = tuple[str, str, str]
"""An address, its change, and when it happened."""


def _rows(event: Event, base: str) -> Iterator[Row]:
    """Yield the changes of pages that a line of the ledger made."""
    what = {"published": "created", "corrected": "updated", "withdrawn": "deleted", "moved": "deleted"}.get(event.kind)
    if what is None:  # files noted later and joined branches change no page
        return
    yield _row(event, event.id, what, base)
    if event.kind == "moved":
        yield _row(event, event.target, "created", base)


def _row(event: Event, id_: ReleaseId, what: str, base: str) -> Row:
    return base + quote(url_of(release_page(id_))), what, moment_text(_moment(event))


MOST = 50_000
"""The most addresses in a sitemap; more are split over several, listed in ``sitemap.xml``."""


ROBOTS_KEY = "data/robots"
"""The key of ``robots.txt`` among a build's outputs."""


def outputs(index: ArchiveIndex, settings: Settings, others: Iterable[PageName]) -> Iterator[Output]:
    """Yield ``robots.txt``, and the sitemap if the site's address is known."""
    # A sitemap needs absolute addresses (protocol, "loc").
    if settings.baseurl:
        found = pages(index, settings, others)
        languages = {page: texts for page in index.entries if (texts := alternates(page, index))}
        digest = fingerprint(settings.baseurl, tuple(found.items()), languages)
        yield Output("data/sitemap", digest, partial(_sitemaps, found, languages, settings.baseurl))
    lines = ["User-agent: *", "Allow: /"]
    if settings.baseurl:
        lines.append(f"Sitemap: {settings.baseurl}{SITEMAP}")
    yield ready(ROBOTS_KEY, {ROBOTS: "\n".join(lines) + "\n"})


def pages(index: ArchiveIndex, settings: Settings, others: Iterable[PageName]) -> dict[PageName, str | None]:
    """Return all pages worth finding, sorted, each with the date of its last change."""
    days = {docname: changed_on(entry.release) for docname, entry in index.entries.items()}
    # Formatted once per day; ISO dates sort like dates.
    written = {day: day.isoformat() for day in set(days.values())}
    dates = {docname: written[day] for docname, day in days.items()}
    found: dict[PageName, str | None] = dict.fromkeys(others)
    # Lists change with their releases; guides have no date, since files' times aren't preserved.
    newest = max(dates.values(), default=None)
    lists = (FRONT, YEARS, *map(entity_list, FOLDERS))
    found.update(dict.fromkeys(lists, newest))
    found.update({year_page(year): max(map(dates.__getitem__, docnames)) for year, docnames in index.years.items()})
    months = index.months
    found.update({month_page(*month): max(map(dates.__getitem__, docnames)) for month, docnames in months.items()})
    found.update({page: max(map(dates.__getitem__, place.docnames)) for page, place in type_places(index, settings)})
    registry = index.registry
    for kind in FOLDERS:
        for id_ in registry.of_kind(kind):
            naming = index.naming.get((kind, id_), ())
            found[entity_page(kind, id_)] = max(map(dates.__getitem__, naming), default=None)
    notes = [dates[page] for page, e in index.entries.items() if e.release.corrections or e.release.withdrawn]
    quoted = [dates[docname] for docname, entry in index.entries.items() if entry.spoken]
    found.update({CORRECTIONS: max(notes, default=None), SUBSCRIBE: None, **dates})
    found.update({CHECK: None, DATA_PAGE: None, STATEMENTS: max(quoted, default=None)})
    return dict(sorted(found.items()))


def _sitemaps(
    found: Mapping[PageName, str | None], languages: Mapping[PageName, tuple[tuple[str, PageName], ...]], baseurl: str
) -> Mapping[str, bytes]:
    def address(page: PageName) -> str:
        return baseurl + quote(url_of(page))

    def written(*values: object) -> bytes:
        return str(template("sitemap.xml").sitemap(*values)).encode()

    rows = [
        (address(page), date, [(tag, address(other)) for tag, other in languages.get(page, ())])
        for page, date in found.items()
    ]
    parts = [rows[start : start + MOST] for start in range(0, len(rows), MOST)]
    made = {}
    for number, part in enumerate(parts, 1):
        path = SITEMAP if len(parts) == 1 else f"sitemap-{number}.xml"
        made[path] = written("urlset", "url", part)
    # The address in robots.txt is the same for any size of the archive.
    if len(parts) > 1:
        made[SITEMAP] = written("sitemapindex", "sitemap", [(baseurl + path, None, ()) for path in made])
    return made
