"""The pages of the types of releases: speeches, statements, newest first, as many to a page as an entity's."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.model.addresses import PageName, part_page
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.pages.entity import groups_by_year
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import PageLink, TypeLink, TypeView


def type_views(lines: Lines) -> Iterator[tuple[PageName, TypeView]]:
    """The pages of each type that some release is of: ``types/speech``, then ``types/speech/page-2`` …"""
    size = lines.settings.per_page
    for page, place in type_places(lines.index, lines.settings):
        docnames = place.docnames
        parts = [docnames[begin : begin + size] for begin in range(0, len(docnames), size)]
        names = [part_page(page, number) for number in range(1, len(parts) + 1)]
        for number, part in enumerate(parts, 1):
            links = tuple(PageLink(n, name, n == number) for n, name in enumerate(names, 1))
            yield (
                names[number - 1],
                TypeView(
                    label=place.name,
                    page=page,
                    total=len(docnames),
                    groups=groups_by_year(part, lines),
                    pages=links if len(names) > 1 else (),
                    number=number,
                ),
            )


def type_links(lines: Lines) -> tuple[TypeLink, ...]:
    """The types that releases are of, in the order of the settings, with their pages."""
    return tuple(
        TypeLink(place.name, page, len(place.docnames)) for page, place in type_places(lines.index, lines.settings)
    )
