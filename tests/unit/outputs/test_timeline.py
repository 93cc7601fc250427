"""Offices drawn over time, by the years that are known of them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.entity import entity_views
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.timeline import MOST, Timeline, timeline


def drawn(*dates: tuple[str | None, str | None], year: int = 2020, fewest: int = 1) -> Timeline | None:
    held = [Membership(f"Office {n}", "x", *known) for n, known in enumerate(dates)]
    return timeline([(one.role, "", one) for one in held], year, fewest)


def bars(*dates: tuple[str | None, str | None]) -> list[tuple[float, float, bool, bool]]:
    found = drawn(*dates)
    assert found is not None
    return [(bar.x, bar.width, bar.open_start, bar.open_end) for bar in found.bars]


def test_bars_lie_by_their_dates_and_open_ends_reach_the_edge() -> None:
    assert bars(("2010", "2012"), ("2012", None)) == [(4.5, 18.2, False, False), (22.7, 77.3, False, True)]
    assert bars(("2010-01-01", "2012-01-01"), (None, "2011-01-01")) == [
        (0.0, 100.0, False, False),
        (0.0, 50.0, True, False),
    ]
    assert bars(("2010", "2010"), ("2011-06", "2011-06"))[0] == (25.0, 1.0, False, False)  # short, and still seen


def test_what_has_no_date_and_what_are_too_few_or_too_many_is_not_drawn() -> None:
    assert drawn((None, None), ("2010", None), fewest=2) is None
    assert drawn(*[("2010", "2011")] * (MOST + 1)) is None
    assert drawn(*[("2010", "2011")] * MOST) is not None
    assert drawn() is None


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2018", "2020", [2018, 2019, 2020, 2021]),
        ("1997", "2020", [2000, 2005, 2010, 2015, 2020]),
        ("1776", "2020", [1800, 1850, 1900, 1950, 2000]),
        ("0044", "0044", [44, 45]),
    ],
)
def test_years_of_the_axis_are_round_and_few(first: str, last: str, years: list[int]) -> None:
    found = drawn((first, last))
    assert found is not None
    assert [tick.year for tick in found.ticks] == years
    assert all(0 <= tick.x <= 100 for tick in found.ticks)


UNODC = Organization("unodc", "United Nations Office on Drugs and Crime", acronym="UNODC")
PEOPLE = {
    "a": Official("a", "A Berg", memberships=(Membership("Head", "unodc", "2010", "2012"),)),
    "b": Official(
        "b", "B Berg", memberships=(Membership("Head", "unodc", "2012", "2014"), Membership("Aide", "unodc"))
    ),
    "c": Official(
        "c", "C Berg", memberships=(Membership("Head", "unodc", "2014"), Membership("Aide", "unodc", "2009"))
    ),
}


def of_page(kind: str, id_: str, people: dict[str, Official], newest: dt.date = dt.date(2020, 1, 1)) -> Timeline | None:
    release = Release(ReleaseId("2020/a"), "T", newest, "releases/2020/a.md")
    index = ArchiveIndex({release.docname: Entry.of(release, "T", (), ())}, Registry({"unodc": UNODC}, people))
    _, view = next(entity_views((kind, id_), Lines(index, Settings())))
    return view.timeline


def test_two_offices_of_an_official_and_three_of_an_organization_are_drawn() -> None:
    assert of_page("official", "a", PEOPLE) is None
    assert of_page("official", "b", PEOPLE) is None  # one of the two has no date
    of_c = of_page("official", "c", PEOPLE)
    assert of_c is not None
    assert [bar.label for bar in of_c.bars] == ["Head, UNODC", "Aide, UNODC"]
    of_unodc = of_page("organization", "unodc", PEOPLE)
    assert of_unodc is not None
    assert [(bar.label, bar.note) for bar in of_unodc.bars] == [
        ("C Berg", "Head"),
        ("B Berg", "Head"),
        ("A Berg", "Head"),
        ("C Berg", "Aide"),
    ]
    assert of_page("organization", "unodc", {"a": PEOPLE["a"], "b": PEOPLE["b"]}) is None


def test_a_release_of_the_same_year_leaves_the_drawing_alone() -> None:
    assert of_page("official", "c", PEOPLE) == of_page("official", "c", PEOPLE, dt.date(2020, 12, 31))
    assert of_page("official", "c", PEOPLE) != of_page("official", "c", PEOPLE, dt.date(2021, 1, 1))


def test_the_page_has_the_drawing_and_the_table(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "officials/yury-fedotov.md": """
                ---
                name: Yury Fedotov
                memberships:
                  - {role: Executive Director <of it>, organization: unodc, start_date: 2010-07, end_date: 2020-01}
                  - {role: Ambassador, organization: osce, end_date: 2010}
                ---
                """,
        }
    )
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    page = site.read("officials/yury-fedotov.html")
    (drawing,) = re.findall(r'<div class="timeline" role="img" aria-label="([^"]*)">', page)
    assert drawing == "The offices from 2010 to 2020, drawn. The table below says the same."
    assert page.index('class="timeline"') < page.index('<table class="offices">')
    assert "<span>Executive Director &lt;of it&gt;, UNODC</span>" in page
    assert re.search(r'<rect x="0.0%" width="[\d.]+%" y="-5" height="10"/><path', page)  # begins nobody knows when
    assert "style=" not in page
    assert "timeline" not in site.read("organizations/unodc.html")
