"""Names in tables: whom they mean, and whom they must not be taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.tables import rows

from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.reconciling import Days, Matched, Query, Reconciler

BODIES = [
    Organization("union", "Union of Ports", "UP"),
    Organization("uoh", "Union Office on Harbours", "UOH", parent="union", founding_date="1997"),
    Organization("ico", "International Coast Office", "ICO"),
    Organization("ico-old", "Institute of Canal Oversight", "ICO", dissolution_date="2015", parent="union"),
    Organization("moh", "Ministry of Health of Ukraine"),
    Organization("gov", "Government of Ukraine"),
    Organization("cabinet", "Cabinet of Aldrum", other_names=(Name("Council of Aldrum", end_date="2009"),)),
    Organization("ohio", "Ohio Senate"),
]
PEOPLE = [
    Official(
        "fedorov",
        "Yury Fedorov",
        (Name("Юрий Фёдоров", "ru"),),
        memberships=(Membership("Executive Director", "uoh", "2010-07", "2019-12"),),
    ),
    Official("waly", "Ghada Waly", memberships=(Membership("Executive Director", "uoh", "2020-02"),)),
    Official("carey", "Robert P. Carey Jr.", memberships=(Membership("Senator", "union", "2007-01-03", "2025-01-03"),)),
    Official("zoran", "Volodymyr Zoransky", memberships=(Membership("President of Ukraine", "gov", "2019-05-20"),)),
    Official("hill", "Anne Hill"),
    Official("hill-b", "Mary Anne Hill", memberships=(Membership("Governor", "ohio", "2010", "2014"),)),
    Official("ursula", "Ursula von der Lahn"),
    Official("jorg", "Jörg Müller"),
    Official("smith-a", "John Smith", memberships=(Membership("Minister of Finance", "gov", "2010", "2014-05"),)),
    Official("smith-b", "John Smith", memberships=(Membership("Minister of Finance", "gov", "2014-06", "2018"),)),
    Official("adams", "Silas Adams", memberships=(Membership("President", "union", "1797-03-04", "1801-03-04"),)),
    Official("hall", "Member Hall", memberships=(Membership("Member of the Ohio Senate", "ohio", "2001", "2012"),)),
]
REGISTRY = Registry({body.id: body for body in BODIES}, {person.id: person for person in PEOPLE})
RECONCILER = Reconciler(Names(REGISTRY))


def matched(name: str, date: str = "", office: str = "", organization: str = "", kind: str = "") -> Matched:
    return RECONCILER.match(Query(name, Days.of(date) if date else None, office, organization, kind))


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        *(
            (row[1:], *row[:1])
            for row in rows("""
        fedorov | FEDOROV, YURY
        fedorov | yury fedorov
        fedorov | Yuri Fedorov
        fedorov | Iurii Fedorov
        fedorov | Фёдоров Юрий
        fedorov | Юрию Фёдорову
        fedorov | Fedorov Yury
        fedorov | Fedorov | 2015 | Executive Director
        fedorov | Executive Director of UOH | 2015-03-01
        waly | Executive Director of UOH | 2021-03-01
        waly | Executive Director | 2021 | | UOH
        smith-b | Minister of Finance | 2016 | | Government of Ukraine
        carey | Bob Carey
        carey | Carey, Bob
        carey | Carey, Robert P., Jr.
        carey | Sen. Bob Carey | 2010-01-01
        carey | Bob Carey (D-Pa.)
        carey | Bob Carey, Senator from Pennsylvania | 2010
        carey | R. P. Carey | 2010
        zoran | Володимир Зоранський
        zoran | Zoranskyy, Volodymyr
        zoran | President Zoransky | 2022
        ursula | von der Lahn, Ursula
        ursula | LAHN, Ursula von der
        jorg | Joerg Mueller
        jorg | Jorg Muller
        smith-a | John Smith | 2012
        smith-b | John Smith | 2016
        smith-b | J. Smith | 2016 | Finance Minister
        ico | ICO | 2020
        ico-old | ICO | 2010 | | Union of Ports
        uoh | Union Office on Harbours (UOH)
        uoh | uoh
        union | The Union of Ports
        cabinet | Council of Aldrum | 2008
        """)
        ),
    ],
)
def test_a_row_means_a_record(row: tuple[str, ...], meant: str) -> None:
    found = matched(*row)
    assert found.record is not None, found
    assert found.record.id == meant, found
    assert found.confidence in ("sure", "likely")


@pytest.mark.parametrize(
    ("row", "confidence", "why"),
    [
        *(
            (row[2:], *row[:2])
            for row in rows("""
        ambiguous | 2 records fit equally well | John Smith
        ambiguous | Jon and John are forms of one given name | Jon Smith
        ambiguous | initials | SMITH, J.
        ambiguous | 2 records | John Smith | 2014
        ambiguous | its acronym is ICO | ICO
        ambiguous | its acronym is ICO | ICO | 2010
        possible | the family name alone | Fedorov
        possible | the family name alone | Smith | 2012
        possible | initials | R. Carey
        possible | initials | U. von der Lahn
        possible | the name without its country | Ministry of Health
        possible | in another spelling | John Smyth
        possible | institute for instiute | Instiute of Canal Oversight
        possible | no such office | Bob Carey | 2010 | Mayor
        possible | no such organization | Bob Carey | 2010 | | Government of Ukraine
        possible | no such office | Member Hall | 2005 | Member of the Iowa Senate
        possible | no office within 40 years | Silas Adams | 2020
        possible | not on the date | Fedorov | 2022 | Executive Director | UOH
        possible | a middle name | Anne Hill | 2011 | Governor
        none | no record | Bob Carey Sr.
        none | no record | R. Q. Carey | 2010
        none | no record | Robert Quentin Carey
        none | no record | Tom Carey
        none | no record | Brian Smith
        none | no record | Юлия Фёдорова
        none | no record | Dean Smith
        none | no record | Executive Director of UOH
        none | no record | Executive Director of UOH | 2005
        ambiguous | the holder of the office | Minister of Finance | 2014 | | Government of Ukraine
        none | no record | Minister of Finance | 2016
        none | no record | Ministry of Finance of Aldrum
        none | no record | Union
        none | no record | Harbours
        none | no record | John Smith | |  | | organization
        none | no record | uoh | |  | | official
        none | no record | ?!,,()
        """)
        ),
        (("",), "none", "no record"),
        (("Dr " * 100_000,), "none", "at most 500 characters"),
        (("Dr " * 150,), "none", "no record"),
    ],
)
def test_a_row_means_nobody_for_sure(row: tuple[str, ...], confidence: str, why: str) -> None:
    found = matched(*row)
    assert (found.confidence, found.record) == (confidence, None), found
    assert why in found.why


def test_what_is_not_decided_has_its_candidates_in_an_order_that_holds() -> None:
    found = matched("John Smith")
    assert [one.id for one in found.others] == ["smith-a", "smith-b"]
    turned = Registry(REGISTRY.organizations, dict(reversed(list(REGISTRY.officials.items()))))
    assert Reconciler(Names(turned)).match(Query("John Smith")) == found


def test_before_and_after_a_change_of_office_the_reason_says_which() -> None:
    before, after = matched("John Smith", "2014-01-15"), matched("John Smith", "2014-07-01")
    assert (before.record and before.record.id, after.record and after.record.id) == ("smith-a", "smith-b")
    assert "Minister of Finance, Government of Ukraine (2014–2018)" in after.why
    assert [one.id for one in after.others] == ["smith-a"]


@given(st.text(max_size=60), st.sampled_from(["", "2014", "2014-03", "0001", "9999-12-31"]), st.text(max_size=20))
def test_any_cell_is_answered(name: str, date: str, office: str) -> None:
    found = matched(name, date, office)
    assert (found.record is not None) == (found.confidence in ("sure", "likely"))
    assert all(0 <= one.score <= 100 for one in found.others)


def test_a_title_may_repeat_the_family_name() -> None:
    registry = Registry({}, {"liz": Official("liz", "Elizabeth Barker, Baroness Barker")})
    found = Reconciler(Names(registry)).match(Query("Barker, Elizabeth Barker, Baroness"))
    assert found.record is not None
    assert found.record.id == "liz"
