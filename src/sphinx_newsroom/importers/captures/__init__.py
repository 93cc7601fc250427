"""Read captures: pages saved by crawlers or by hand, each with its address and the time of capture.

The formats are WARC files, WACZ files, and pages in folders named after dates. The page reader reads the pages
themselves; all pages of a crawl together show the order of its numeric dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from sphinx_newsroom.importers.captures import pages as dated
from sphinx_newsroom.importers.captures import warc
from sphinx_newsroom.importers.captures.pages import PageReader, Pages
from sphinx_newsroom.importers.captures.warc import CapturedFiles
from sphinx_newsroom.importers.drafts import Found, Options
from sphinx_newsroom.importers.pages import reader

NAME = "captures"
WORDS = "captures of pages (WARC, WACZ, or HTML files in folders named after dates)"


def knows(name: str, data: bytes) -> bool:
    """Whether a file contains captures; for a page, the folder in *name* must give the time of capture."""
    return warc.knows(data) or (dated.capture_of(name) is not None and reader.knows(name, data))


_MOST_PAGES = 200
"""The maximum number of pages searched for the order of day and month; one day after the 12th settles it."""


def read(name: str, data: bytes, options: Options, page: PageReader = reader.read) -> Iterator[Found]:
    """Yield the releases of all pages captured in a file, and its problems; never raises.

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
    # Redirects are known only once the whole file has been read.
    yield from pages.with_former_addresses(tuple(warc.read(data, pages)))
    yield from pages.left_out()
