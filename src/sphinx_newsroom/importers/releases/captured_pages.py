"""Captures, read by the reader of pages: what a crawl holds shows the order of its days together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases import captures
from sphinx_newsroom.importers.releases.captures import NAME, WORDS, Found, knows
from sphinx_newsroom.importers.releases.incoming import Options
from sphinx_newsroom.importers.releases.pages import reader as pages

__all__ = ["NAME", "WORDS", "knows", "read"]

MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""


def read(name: str, data: bytes, options: Options) -> Iterator[Found | Problem]:
    """The releases of all pages that a file has captures of; nothing is raised."""
    if options.order is None:
        options = replace(options, order=pages.order_of_pages(_first_pages(name, data, options)))
    return captures.read(name, data, options, pages.read)


def _first_pages(name: str, data: bytes, options: Options) -> list[bytes]:
    found: list[bytes] = []

    def look(_: str, page: bytes, __: Options) -> Iterable[Found]:
        if len(found) < MOST_PAGES:
            found.append(page)
        return ()

    for _ in captures.read(name, data, options, look):
        pass
    return found
