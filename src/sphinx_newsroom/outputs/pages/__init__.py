"""All pages that the archive generates from its data, as views.

Sphinx writes the pages that are also documents (releases, records, the front page), with the view as context. All
others are written from their view alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Versions
from sphinx_newsroom.archive.other_archives import NO_OTHERS, Others
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import (
    CHECK,
    CORRECTIONS,
    DATA_PAGE,
    EDITIONS,
    FOLDERS,
    NOT_FOUND,
    SEARCH,
    STATEMENTS,
    SUBSCRIBE,
    YEARS,
    EntityKey,
    PageName,
    edition_page,
    entity_list,
    year_page,
)
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.outputs.pages import listing
from sphinx_newsroom.outputs.pages.entity import entity_pages, entity_views, page_inputs
from sphinx_newsroom.outputs.pages.listing import (
    data_view,
    edition_views,
    editions_view,
    month_views,
    statements_by_year,
    statements_view,
    type_views,
    year_of_statements_views,
    year_views,
    years_view,
)
from sphinx_newsroom.outputs.pages.release import release_view, superseded_views
from sphinx_newsroom.outputs.pages.views import Lines


class Page(NamedTuple):
    """A page: its kind, title, template, and the view that the template shows."""

    kind: str
    title: str
    template: str
    view: Any
    language: str = ""
    """The page's language, if it differs from the archive's."""


class Pages(Mapping[PageName, Page]):
    """All pages of an archive, by name.

    The pages of releases, which are most, are built on access, and those of an entity together on the first access.
    """

    def __init__(
        self, pages: dict[PageName, Page | None], lines: Lines, entities: Mapping[PageName, EntityKey]
    ) -> None:
        self._pages, self._lines, self._entities = pages, lines, entities
        self._releases = frozenset(name for name, page in pages.items() if page is None and name not in entities)

    def __getitem__(self, name: PageName) -> Page:
        page = self.outline(name)
        if name in self._releases:
            return page._replace(view=release_view(name, self._lines.index.entries[name], self._lines))
        return page

    def outline(self, name: PageName) -> Page:
        """Return a page; a release's page is without its view, so that building views can be shared among processes."""
        page = self._pages[name]
        if page is None and name in self._entities:
            self._pages.update(_pages_of_entity(self._entities[name], self._lines))
            return self.outline(name)
        if page is None:
            release = self._lines.index.entries[name].release
            language = self._lines.around(release.language).interface.language
            page = self._pages[name] = Page("release", release.title, "release", None, language)
        return page

    def __iter__(self) -> Iterator[PageName]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, name: object) -> bool:
        return name in self._pages

    @property
    def of_entities(self) -> Mapping[EntityKey, tuple[PageName, ...]]:
        """The pages of each organization, official and topic."""
        found: dict[EntityKey, list[PageName]] = {}
        for name, key in self._entities.items():
            found.setdefault(key, []).append(name)
        return {key: tuple(names) for key, names in found.items()}

    def entity_inputs(self, key: EntityKey) -> tuple[object, ...]:
        """Return the values that the pages of an entity depend on, except the settings and the records."""
        return page_inputs(key, self._lines)

    def inputs(self, name: PageName) -> tuple[object, ...]:
        """Return the values that a page depends on; their ``repr`` is complete."""
        page = self[name]
        return page.title, page.view, page.language


def all_pages(
    index: ArchiveIndex,
    settings: Settings,
    front: PageName,
    versions: Versions = NO_VERSIONS,
    alerts: Sequence[Alert] = (),
    others: Others = NO_OTHERS,
) -> Pages:
    """Return all pages of the archive by page name.

    Args:
        index: the archive's releases and entities.
        settings: the settings of conf.py.
        front: the name of the front page.
        versions: the releases' history in the ledger.
        alerts: the alerts on offer.
        others: the releases of the same people in other archives.
    """
    # All pages share one Lines, because a release is the same line in a dozen lists.
    lines = Lines(index, settings, versions, others=others)
    pages: dict[PageName, Page | None] = {front: Page("front", settings.project, "front", listing.front_view(lines))}
    pages.update(dict.fromkeys(index.entries))
    entities = {name: key for kind in FOLDERS for key, name in _names_of_entities(kind, lines)}
    pages.update(_entity_lists(lines))
    pages.update(dict.fromkeys(entities))
    say, say_as = lines.interface.say, lines.interface.say_as
    pages[YEARS] = Page("years", say("Releases by year"), "years", years_view(lines))
    for year, view in year_views(lines):
        pages[year_page(year)] = Page("year", say("Releases from {year}", year=year), "year", view)
    for name, of_month in month_views(lines):
        pages[name] = Page("month", say("Releases, {month}", month=of_month["label"]), "month", of_month)
    for name, of_type in type_views(lines):
        pages[name] = Page("type", of_type["label"], "type", of_type)
    pages.update(_pages_of_versions(lines))
    pages[CORRECTIONS] = Page("corrections", say("Corrections"), "corrections", listing.corrections_view(lines))
    pages.update(_pages_of_statements(lines))
    pages[DATA_PAGE] = Page("data", say_as("heading", "Data"), "data", data_view(lines))
    pages[SUBSCRIBE] = Page("subscribe", say("Subscribe"), "subscribe", listing.subscribe_view(lines, alerts))
    pages[NOT_FOUND] = Page("not-found", say("Page not found"), "not-found", None)
    pages[SEARCH] = Page("search", say_as("heading", "Search"), "search", listing.search_view(lines))
    return Pages(pages, lines, entities)


def _pages_of_statements(lines: Lines) -> Iterator[tuple[PageName, Page]]:
    years, say = statements_by_year(lines), lines.interface.say
    view = statements_view(years, lines)
    yield STATEMENTS, Page("statements", say("Statements"), "statements", view)
    yield CHECK, Page("check", say("Check a quotation"), "check", view["example"])
    for name, of_year in year_of_statements_views(years, lines):
        yield name, Page("statements", say("Statements from {year}", year=of_year["year"]), "statements-year", of_year)


def _pages_of_versions(lines: Lines) -> Iterator[tuple[PageName, Page]]:
    for docname, view in superseded_views(lines):
        interface = lines.around(view.language).interface
        title = interface.say("{title} (superseded)", title=view.title)
        yield docname, Page("superseded", title, "superseded", view, interface.language)
    # Without tags there are no editions, so the page that lists them is left out.
    if lines.versions.editions:
        say = lines.interface.say
        yield EDITIONS, Page("editions", say("Editions"), "editions", editions_view(lines))
        for name, edition in edition_views(lines):
            yield edition_page(name), Page("edition", say("Edition {name}", name=name), "edition", edition)


def _entity_lists(lines: Lines) -> Iterator[tuple[PageName, Page]]:
    for kind, folder in FOLDERS.items():
        # An index page exists even without records, so that its address is permanent.
        yield (
            entity_list(kind),
            Page(folder, lines.interface.say(listing.TITLES[kind]), "entities", listing.entities_view(kind, lines)),
        )


def _names_of_entities(kind: str, lines: Lines) -> Iterator[tuple[EntityKey, PageName]]:
    for id_ in lines.index.registry.of_kind(kind):
        yield from (((kind, id_), name) for name in entity_pages((kind, id_), lines))


def _pages_of_entity(key: EntityKey, lines: Lines) -> Iterator[tuple[PageName, Page]]:
    kind, id_ = key
    title = lines.index.registry.of_kind(kind)[id_].name
    return ((name, Page(kind, title, "entity", view)) for name, view in entity_views(key, lines))
