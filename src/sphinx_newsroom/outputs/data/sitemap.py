"""``sitemap.xml`` and ``robots.txt``: what crawlers may read, and what changed when.

Source: https://www.sitemaps.org/protocol.html, RFC 9309 (Robots Exclusion Protocol); of languages
https://developers.google.com/search/docs/specialty/international/localized-versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import (
    CHECK,
    CORRECTIONS,
    DATA_PAGE,
    FOLDERS,
    FRONT,
    ROBOTS,
    SITEMAP,
    STATEMENTS,
    SUBSCRIBE,
    YEARS,
    PageName,
    entity_list,
    entity_page,
    month_page,
    url_of,
    year_page,
)
from sphinx_newsroom.outputs.feeds.items import changed_on
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.pages.release import alternates

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST = 50_000
"""How many addresses one sitemap may hold; more are split over several, which ``sitemap.xml`` then lists."""


ROBOTS_KEY = "data/robots"
"""The key of ``robots.txt`` among a build's outputs."""


def outputs(index: ArchiveIndex, settings: Settings, others: Iterable[PageName]) -> Iterator[Output]:
    """``robots.txt``, and the sitemap where the archive knows its address: a sitemap holds absolute addresses alone."""
    # A sitemap of relative addresses is none (protocol, "loc").
    if settings.baseurl:
        found = pages(index, settings, others)
        languages = {page: texts for page in index.entries if (texts := alternates(page, index))}
        digest = fingerprint(settings.baseurl, tuple(found.items()), languages)
        yield Output("data/sitemap", digest, partial(_sitemaps, found, languages, settings.baseurl))
    lines = ["User-agent: *", "Allow: /"]
    if settings.baseurl:
        lines.append(f"Sitemap: {settings.baseurl}{SITEMAP}")
    text = "\n".join(lines) + "\n"
    yield Output(ROBOTS_KEY, fingerprint(text), partial(dict, {ROBOTS: text.encode()}))


def pages(index: ArchiveIndex, settings: Settings, others: Iterable[PageName]) -> dict[PageName, str | None]:
    """All pages that are worth finding, sorted, each with the day when what it shows last changed."""
    days = {docname: changed_on(entry.release) for docname, entry in index.entries.items()}
    # Written out once for all pages of a day; as text they are in the same order.
    written = {day: day.isoformat() for day in set(days.values())}
    dates = {docname: written[day] for docname, day in days.items()}
    found: dict[PageName, str | None] = dict.fromkeys(others)
    # Lists change whenever a release of theirs does; of guides no day is known, since files have none that would stay.
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
    said = [dates[docname] for docname, entry in index.entries.items() if entry.spoken]
    found.update({CORRECTIONS: max(notes, default=None), SUBSCRIBE: None, **dates})
    found.update({CHECK: None, DATA_PAGE: None, STATEMENTS: max(said, default=None)})
    return dict(sorted(found.items()))


def _sitemaps(
    found: Mapping[PageName, str | None], languages: Mapping[PageName, tuple[tuple[str, PageName], ...]], baseurl: str
) -> Mapping[str, bytes]:
    def address(page: PageName) -> str:
        return escape(baseurl + quote(url_of(page)))

    links = {
        page: [f'  <xhtml:link rel="alternate" hreflang="{tag}" href="{address(other)}"/>' for tag, other in texts]
        for page, texts in languages.items()
    }
    rows = [(address(page), date, links.get(page, ())) for page, date in found.items()]
    parts = [rows[start : start + MOST] for start in range(0, len(rows), MOST)]
    made = {}
    for number, part in enumerate(parts, 1):
        path = SITEMAP if len(parts) == 1 else f"sitemap-{number}.xml"
        made[path] = _document("urlset", "url", part)
    # The address that robots.txt names stays the same however large the archive grows.
    if len(parts) > 1:
        made[SITEMAP] = _document("sitemapindex", "sitemap", [(escape(baseurl + path), None, ()) for path in made])
    return made


def _document(root: str, element: str, rows: Iterable[tuple[str, str | None, Sequence[str]]]) -> bytes:
    # Put together as text: a tree of ten thousand addresses takes six times as long.
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">']
    for address, date, links in rows:
        lines += [f" <{element}>", f"  <loc>{address}</loc>"]
        if date:
            lines.append(f"  <lastmod>{date}</lastmod>")
        lines += [*links, f" </{element}>"]
    return "\n".join([*lines, f"</{root}>\n"]).encode()
