"""A year of very many releases has a page for each of its months."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import LONG_YEAR, PageName, ReleaseId, SiteFiles, long_months, month_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.losses import lost_addresses
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.pages.listing import FIRST_OF_MONTH


def release(id_: str, date: dt.date) -> Release:
    return Release(ReleaseId(id_), f"Title of {id_}", date, f"releases/{id_}.md")


def index(count: int, *others: Release) -> ArchiveIndex:
    """So many releases in March and April 2021, in turn, and one of May 2020."""
    found = [release(f"2021/r{n}", dt.date(2021, 3 + n % 2, 1 + n % 28)) for n in range(count)]
    found += [release("2020/old", dt.date(2020, 5, 6)), *others]
    return ArchiveIndex({one.docname: Entry.of(one, f"{one.title}\n\nText.", (), ()) for one in found}, Registry())


LONG = index(LONG_YEAR + 1)


def test_a_long_year_shows_the_newest_of_each_month_and_leads_to_all() -> None:
    found = all_pages(LONG, Settings(), PageName("index"))
    year, april = found[PageName("releases/2021/index")].view, found[PageName("releases/2021/04")].view
    assert [(month["page"], month["total"], len(month["releases"])) for month in year["months"]] == [
        ("releases/2021/04", 150, FIRST_OF_MONTH),
        ("releases/2021/03", 151, FIRST_OF_MONTH),
    ]
    assert len(april["releases"]) == 150
    assert [*april["releases"][:FIRST_OF_MONTH]] == [*year["months"][0]["releases"]]
    assert (april["earlier"]["page"], april["later"]) == ("releases/2021/03", None)
    assert PageName("releases/2020/05") not in found, "a short year has none"


def test_a_year_that_is_not_long_has_all_on_its_page() -> None:
    found = all_pages(index(LONG_YEAR), Settings(), PageName("index"))
    year = found[PageName("releases/2021/index")].view
    assert [(month["page"], len(month["releases"])) for month in year["months"]] == [(None, 150), (None, 150)]
    assert PageName("releases/2021/04") not in found


def test_no_former_address_may_be_that_of_a_month() -> None:
    months = [month_page(*month) for month in long_months([(2021, 3)] * LONG_YEAR + [(2021, 4), (2020, 5)])]
    assert sorted(months) == ["releases/2021/03", "releases/2021/04"]
    assert SiteFiles((), (), (2021,), months).holder("releases/2021/03.html") == "releases/2021/03.html"


@pytest.mark.parametrize(
    ("before", "lost"),
    [
        (["releases/2021/05.html"], []),
        (["releases/2021/05.html", "releases/2021/05.md"], ["releases/2021/05.html"]),  # a release that is called so
    ],
)
def test_a_month_may_lose_its_page_and_a_release_may_not(before: list[str], lost: list[str]) -> None:
    assert lost_addresses(before, before) == lost
