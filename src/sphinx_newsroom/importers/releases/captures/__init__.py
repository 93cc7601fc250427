"""Captures: pages as others kept them, each with its address and the moment when the copy was taken.

Three kinds are read: WARC files, WACZ files, and folders of pages that are called after their dates.  What a page says
is for the reader of pages, which is handed in: here each page is found, made whole again, and told from its own later
captures (:mod:`.revisions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.captures import dated, wacz, warc
from sphinx_newsroom.importers.releases.captures.pages import Found, PageReader, Pages
from sphinx_newsroom.importers.releases.captures.warc import CapturedFiles
from sphinx_newsroom.importers.releases.incoming import Options

NAME = "captures"
WORDS = "captures of pages (WARC, WACZ, or HTML files in folders that are called after dates)"

__all__ = ["NAME", "WORDS", "Found", "PageReader", "knows", "read"]


def knows(name: str, data: bytes) -> bool:
    """Whether a file holds captures; *name* counts for pages, whose folder says when they were taken."""
    return warc.knows(data) or wacz.knows(data) or (dated.capture_of(name) is not None and dated.is_page(data))


def read(name: str, data: bytes, options: Options, page: PageReader) -> Iterator[Found | Problem]:
    """The releases of all pages that a file has captures of, and what is wrong in it; nothing is raised.

    *page* reads one page; its options have the page's own address as the base.
    """
    if (capture := dated.capture_of(name)) is not None and dated.is_page(data):
        yield from dated.read(data, capture, Pages(name, options, page))
        return
    kind = warc if warc.knows(data) else wacz
    pages = Pages(name, replace(options, captured=CapturedFiles(partial(kind.files, data))), page)
    # Which addresses led to a page is known when all of the file is.
    yield from pages.with_former_addresses(tuple(kind.read(data, pages)))
    yield from pages.left_out()
