"""The pages of the types of releases: speeches, statements, newest first, as many to a page as an entity's."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.pages.entity import from_the_oldest, groups_by_year
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import TypeLink, TypeView


def type_views(lines: Lines) -> Iterator[tuple[PageName, TypeView]]:
    """The pages of each type that some release is of: the newest in ``types/speech``, others as an entity has."""
    for page, place in type_places(lines.index, lines.settings):
        for part in from_the_oldest(page, place.docnames, lines.settings.per_page):
            yield (
                part.name,
                TypeView(
                    label=place.name,
                    page=page,
                    total=len(place.docnames) if part.number == 1 else 0,
                    groups=groups_by_year(part.docnames, lines),
                    pages=part.links,
                    number=part.number,
                ),
            )


def type_links(lines: Lines) -> tuple[TypeLink, ...]:
    """The types that releases are of, in the order of the settings, with their pages."""
    return tuple(
        TypeLink(place.name, page, len(place.docnames)) for page, place in type_places(lines.index, lines.settings)
    )
