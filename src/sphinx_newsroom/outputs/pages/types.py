"""The pages of the types of releases: speeches, statements, newest first, as many to a page as an entity's."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.feeds.selection import type_places
from sphinx_newsroom.outputs.pages.entity import groups_by_year
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views import PageLink, TypeLink, TypeView


def type_views(lines: Lines) -> Iterator[tuple[PageName, TypeView]]:
    """The pages of each type that some release is of: the newest in ``types/speech``, the oldest in its ``page-1`` …

    They are filled from the oldest release on, so that one that is added rewrites the first page alone.
    """
    for page, place in type_places(lines.index, lines.settings):
        parts = _from_the_oldest(place.docnames, lines.settings.per_page)
        count = len(parts)
        names = [page, *(PageName(f"{page}/page-{number}") for number in range(count - 1, 0, -1))]
        for number, (name, part) in enumerate(zip(names, parts, strict=True), 1):
            links = tuple(PageLink(n, other, n == number) for n, other in enumerate(names, 1))
            yield (
                name,
                TypeView(
                    label=place.name,
                    page=page,
                    total=len(place.docnames) if number == 1 else 0,
                    groups=groups_by_year(part, lines),
                    pages=links if count > 1 else (),
                    number=number,
                ),
            )


def _from_the_oldest(docnames: tuple[PageName, ...], size: int) -> list[tuple[PageName, ...]]:
    """Releases, newest first, in parts of *size*; the first part has what is left over as well.

    >>> [len(part) for part in _from_the_oldest((PageName("x"),) * 25, 10)]
    [15, 10]
    """
    first = len(docnames) - max(0, len(docnames) // size - 1) * size
    return [docnames[:first], *(docnames[begin : begin + size] for begin in range(first, len(docnames), size))]


def type_links(lines: Lines) -> tuple[TypeLink, ...]:
    """The types that releases are of, in the order of the settings, with their pages."""
    return tuple(
        TypeLink(place.name, page, len(place.docnames)) for page, place in type_places(lines.index, lines.settings)
    )
