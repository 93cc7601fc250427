"""What a law, its sections, its committees and a place are called is no body's name: the SSA, Sec. 12, the Amazon."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
SSA = Organization("ssa", "Social Security Administration", "SSA", parent="usa")
BBB = Organization("bbb", "Better Business Bureau", "BBB")
SEC = Organization("sec", "Securities and Exchange Commission", "SEC", parent="usa")
FDA = Organization("fda", "Food and Drug Administration", "FDA", parent="usa")
HHS = Organization(
    "hhs", "Department of Health and Human Services", "HHS", (Name("Health and Human Services"),), parent="usa"
)
AMAZON = Organization("amazon", "Amazon")
TRANSIT = Organization("transit", "Department of Transit", None, (Name("U.S. Department of Transit"),), parent="usa")
CONGRESS = Organization("congress", "United States Congress", other_names=(Name("Congress"),), parent="usa")
LANCASTER = Official("lancaster", "Jane Lancaster")
BIDEN = Official("biden", "Joe Biden", memberships=(Membership("President", "usa", "2009", "2017"),))
DAVIDS = Official("davids", "Sharice Davids", memberships=(Membership("Representative", "usa", "2009"),))
ROE = Official("roe", "Jane Roe", memberships=(Membership("Senator", "usa", "2009"),))

RECORDS = (USA, SSA, BBB, SEC, FDA, HHS, AMAZON, TRANSIT, CONGRESS, BIDEN, DAVIDS, ROE, LANCASTER)

LAWS = Rule(
    RECORDS,
    (
        "The Smart Roads Act passed, and the [SSA>ssa] agreed.",
        "They said the act passed when the [SSA>ssa] met.",
    ),
    (
        "(SEC. 235B) It allows more.",
        "It allows more. (SEC. 12)",
    ),
)
"""The letters of a law that the text has in full, and what stands before a section's number."""


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases(
        {
            "laws": LAWS,
        }
    ),
)
def test_names_of_things(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
