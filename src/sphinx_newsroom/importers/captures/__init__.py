"""Captures: pages as others kept them, each with its address and the moment when the copy was taken.

Three kinds are read: WARC files, WACZ files, and folders of pages that are called after their dates.
What a page says is for the reader of pages; a crawl shows the order of its days together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.captures import pages as dated
from sphinx_newsroom.importers.captures import warc
from sphinx_newsroom.importers.captures.pages import Found, PageReader, Pages
from sphinx_newsroom.importers.captures.warc import CapturedFiles
from sphinx_newsroom.importers.drafts import Options
from sphinx_newsroom.importers.pages import reader

NAME = "captures"
WORDS = "captures of pages (WARC, WACZ, or HTML files in folders named after dates)"

__all__ = ["NAME", "WORDS", "Found", "PageReader", "knows", "read"]


def knows(name: str, data: bytes) -> bool:
    """Whether a file holds captures; *name* counts for pages, whose folder says when they were taken."""
    return warc.knows(data) or (dated.capture_of(name) is not None and reader.knows(name, data))


_MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""


def read(name: str, data: bytes, options: Options, page: PageReader = reader.read) -> Iterator[Found | Problem]:
    """The releases of all pages that a file has captures of, and what is wrong in it; nothing is raised.

    *page* reads one page; its options have the page's own address as the base.
    """
    if options.order is None and page is reader.read:
        first: list[bytes] = []

        def look(_: str, data: bytes, __: Options) -> Iterable[Found]:
            first.extend([data] if len(first) < _MOST_PAGES else [])
            return ()

        for _ in read(name, data, options, look):
            pass
        options = replace(options, order=reader.order_of_pages(first))
    if (capture := dated.capture_of(name)) is not None and not warc.knows(data):
        yield from dated.read(data, capture, Pages(name, options, page))
        return
    pages = Pages(name, replace(options, captured=CapturedFiles(partial(warc.files, data))), page)
    # Which addresses led to a page is known when all of the file is.
    yield from pages.with_former_addresses(tuple(warc.read(data, pages)))
    yield from pages.left_out()
