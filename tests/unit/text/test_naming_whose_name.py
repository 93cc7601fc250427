"""Whose name it is: the same words as another body's, which goes on behind them or stands elsewhere in the text."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
ESTMARK = Organization("gov", "Government of Estonia")
NASA = Organization("nasa", "National Aeronautics and Space Administration", "NASA", parent="usa")
BANK = Organization("bank", "World Bank")
SEE = Organization("see", "Holy See")
GALLERY = Organization("gallery", "National Gallery")
ECONOMY = Organization("economy", "Trade Bank of the United States", None, (Name("Trade Bank"),))
DAILY = Organization("daily", "Norland")
TIMBER = Organization("timber", "State Timber Corporation")
MORGAN = Organization("morgan", "Moe Morgan Chase", None, (Name("Moe Morgan"),))
HEALTH = Organization("health", "Ministry of Health", parent="gov")
WORKS = Organization("works", "Ministry of Works and Roads", parent="gov")
LABOR = Organization("labor", "Department of Labor", None, (Name("Labor Department"),), parent="usa")
STATE = Organization("state", "Department of State", None, (Name("State Department"),), parent="usa")
POLICE = Organization("police", "Estonian Road Police", "ERP", parent="gov")
META = Organization("meta", "Meta")
PRESS = Organization("ap", "Agency of Ports", "AP")
UN = Organization("un", "United Nations", "UN")
CROSS = Organization("icrc", "International Committee of the Red Cross", "ICRC", (Name("Red Cross"),))
AMERICAN = Organization("arc", "American Red Cross")
ARCHIVES = Organization(
    "nara", "Archives and Records Administration of the United States", None, (Name("Old Archives"),)
)
JOHNSON = Official("johnson", "Ann Johnson", memberships=(Membership("Senator", "usa", "2010"),))
SPACE = Official("space", "Ida Space", memberships=(Membership("Senator", "usa", "2010"),))
IMPACT = Organization("impact", "Impact")
MANY = tuple(
    Organization(f"s{k}", f"Zor{chr(97 + k // 676)}{chr(97 + k // 26 % 26)}{chr(97 + k % 26)}") for k in range(1100)
)

OURS: dict[str, Any] = {"issuer": "usa"}
HERE: dict[str, Any] = {"issuer": "gov"}

AFTER_SOMEBODY = Rule(
    (NASA, BANK, JOHNSON, SPACE, UN),
    (
        "They ask [NASA>nasa] [Ann Johnson>johnson] led for years.",
        "They wrote to the [World Bank>bank] Johnson leads.",
        "They met [Ann Johnson>johnson]. The [World Bank>bank] and [Johnson>johnson] met the Mayor of the Council.",
    ),
    (
        "They wrote for the World Bank Johnson Museum there.",
        "They joined the World Bank Space Commission there.",
        "They joined the UN Space Committee there.",
    ),
)

OF_SOMETHING = Rule(
    (USA, ESTMARK, SEE, GALLERY, ECONOMY, DAILY, BANK, UN, LABOR, STATE),
    (
        "They know the [World Bank>bank] of [UN>un] days.",
        "They ask [Norland>daily] of late for it.",
        ("They wrote to the [State Department>state] and the [Department of Labor>labor] there.", OURS),
    ),
    (
        "They asked the Trade Bank of Korea for a loan.",
        ("They wrote to the Labor Department of Commerce there.", OURS),
    ),
)

PORTFOLIOS = Rule(
    (ESTMARK, HEALTH, WORKS, POLICE, UN),
    (
        ("They asked the [Ministry of Health>health], Customs Department and others.", HERE),
        ("They asked the [Ministry of Health>health], Labour Board and Ports Authority.", HERE),
        ("They asked the [Ministry of Works and Roads>works], Labour and Ports.", HERE),
    ),
    (
        ("They asked the Ministry of Health, Roads and Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads and Ports.", HERE),
        ("They asked the Ministry of Health, Roads, Rural Trade and Ports Development for it.", HERE),
    ),
)

COMPANIES = Rule(
    (TIMBER, MORGAN, DAILY, BANK),
    (
        "They met [Moe Morgan Chase>morgan] there.",
        "[Moe Morgan>morgan] Asks Acme Limited\n\nThey met.",
        "[State Timber>timber] Partners With Acme Limited\n\nThey met.",
    ),
    (
        "They met Moe Morgan Securities Inc. there.",
        "They asked Norland Port Services Ltd. for it.",
        "Land for Norland Storage Ltd\n\nThey met.",
    ),
)

LETTERS = Rule(
    (META, PRESS, UN, JOHNSON),
    (
        "They asked Mr. Moe and the [A.P.>ap] for it.",
        "They met the [U.N.>un] Secretary there.",
        "They asked Dr. Moe of the [U.N.>un] about it.",
    ),
    (
        "They asked Acme (NASDAQ: META) for it.",
        "They asked Acme (Nasdaq: META), and [Meta>meta] left.",
        "They asked Acme (NASDAQ: MOE), Roe (NASDAQ: META) and others.",
    ),
)

ANOTHER_HERE = Rule(
    (USA, CROSS, AMERICAN, ARCHIVES),
    (
        "They asked the [Red Cross>icrc] and the [International Committee of the Red Cross>icrc].",
        "They asked the [American Red Cross>arc] and the [International Committee of the Red Cross>icrc]. The "
        "[Red Cross>icrc] left.",
        "They asked the [American Red Cross>arc] and the [ICRC>icrc].",
    ),
    (),
)

LONE = Rule(
    (IMPACT, *MANY),
    (
        "With [Impact>impact] they met. They asked [Impact>impact] for it.",
        "They say that [Impact>impact] Launches it, as [Impact>impact] did.",
        "They met [Impact>impact] in May. May [Impact>impact] stay.",
    ),
    (
        "They met at Impact Place in town.",
        "They met at Impact Place there and at an Impact Tour.",
    ),
)

TABLES = {
    "after-somebody": AFTER_SOMEBODY,
    "of-something": OF_SOMETHING,
    "portfolios": PORTFOLIOS,
    "companies": COMPANIES,
    "letters": LETTERS,
    "another-here": ANOTHER_HERE,
    "lone": LONE,
}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(TABLES))
def test_whose_name_it_is(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
