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
OURS = {"issuer": "usa"}

LAWS = Rule(
    RECORDS,
    (
        "The Smart Roads Act passed, and the [SSA>ssa] agreed.",
        "They said the act passed when the [SSA>ssa] met.",
        "The rule was approved by the [SEC>sec]. 40 firms agreed.",
    ),
    (
        "(SEC. 235B) It allows more.",
        "It allows more. (SEC. 12)",
        "It allows more. (SEC.\u00a03512-3513)",
    ),
)
"""The letters of a law that the text has in full, and what stands before a section's number."""

PORTFOLIOS = Rule(
    RECORDS,
    tuple(
        (text, OURS)
        for text in (
            "They asked Labor, [Health and Human Services>hhs], and Education for help.",
            "The [FDA>fda] and related agencies met.",
            "They met Agriculture, [FDA>fda], and others.",
        )
    ),
    tuple((text, OURS) for text in ()),
)
"""What a subcommittee or its bill is for is a list, and a body in it is a part of that name."""

OWNED = Rule(
    RECORDS,
    (
        ("They met the [Department of Transit>transit] in Lancaster, and left.", OURS),
        ("They told [Congress>congress] 30 days before they left.", OURS),
        ("It passed the [Congress>congress] 88.", OURS),
    ),
    (
        ("They met Wexford's Department of Transit there.", OURS),
        ("They fear that the FDA Watch and others left.", OURS),
        ("They fear that the SEC Watch left.", OURS),
    ),
)
"""A body of a place, though its name is only ours among the records; a house by its number; a group that watches."""

REGIONS = Rule(
    RECORDS,
    (
        "They met [Amazon>amazon], and left.",
        "They said that [Amazon>amazon] met them.",
        "They work with [Amazon>amazon] in Kenya.",
    ),
    (),
)
"""A river has its article; a company has one only before a noun."""

LISTED = Rule(
    RECORDS,
    (
        "They met President [Joe Biden>biden], [Davids>davids] and others.",
        "They met President [Joe Biden>biden], [Davids>davids] and [Roe>roe].",
        "They met President [Joe Biden>biden] and [Roe>roe]. The day was long.",
    ),
    (),
)
"""A family name behind a person goes on with a list, unless the text has it behind another's given name."""


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases({"laws": LAWS, "portfolios": PORTFOLIOS, "owned": OWNED, "regions": REGIONS, "listed": LISTED}),
)
def test_names_of_things(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
