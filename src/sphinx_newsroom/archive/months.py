"""The months that have pages of their own: those of years with very many releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.model.addresses import LONG_YEAR, PageName, month_page


def months_with_pages(index: ArchiveIndex) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
    """The listed releases, newest first, of each month (year and month) of a long year.

    A release that is called like such a page (``2021/05``) keeps its address.
    """
    months: dict[tuple[int, int], list[PageName]] = defaultdict(list)
    for year, docnames in index.years.items():
        for docname in docnames if len(docnames) > LONG_YEAR else ():
            month = index.entries[docname].release.date.month
            if month_page(year, month) not in index.entries:
                months[year, month].append(docname)
    return {key: tuple(docnames) for key, docnames in months.items()}
