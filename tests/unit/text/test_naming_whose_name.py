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
        "They met [NASA>nasa] Director Ida Moe there.",
        "They asked [NASA>nasa] and Johnson Space Center for it.",
        "They say that [NASA>nasa], Johnson Hall and others came.",
        "They ask [NASA>nasa] [Ann Johnson>johnson] led for years.",
        "They wrote to the [World Bank>bank] Johnson leads.",
        "They met [Ann Johnson>johnson]. The [World Bank>bank] and [Johnson>johnson] met the Mayor of the Council.",
        "They asked the [UN>un] of Johnson Center.",
        "They told the [World Bank>bank] that the Johnson Institute left.",
        "They read [NASA>nasa] Shows Many Johnson Programs the Way",
        "They came to [NASA>nasa] Sessions of all kinds.",
        "They came to a [World Bank>bank] Fair there.",
    ),
    (
        "They left the NASA Johnson Space Center for good.",
        "They left the NASA Johnson Center for good.",
        "They left the NASA Space Johnson Center for good.",
        "They met at the World Bank Johnson Institute there.",
        "They met at the World Bank Johnson Fund there.",
        "They met at the UN Johnson Library there.",
        "They met at the UN Johnson Space Museum there.",
        "They wrote for the World Bank Johnson Museum there.",
        "They joined the World Bank Space Commission there.",
        "They joined the UN Space Committee there.",
    ),
)

OF_SOMETHING = Rule(
    (USA, ESTMARK, SEE, GALLERY, ECONOMY, DAILY, BANK, UN, LABOR, STATE),
    (
        "They wrote to the [Holy See>see] of old.",
        "They wrote to the [Holy See>see] of the North about it.",
        "They saw the [National Gallery>gallery] of all places.",
        "They went to the [National Gallery>gallery] of many Artists.",
        "They saw the [World Bank>bank] and of Norway nothing.",
        "They saw the [World Bank>bank] of the Americas.",
        "They asked the [Holy See>see]. Of Hinduism they say nothing.",
        "They know the [World Bank>bank] of [UN>un] days.",
        "They ask [Norland>daily] of late for it.",
        "They asked the [Trade Bank of the United States>economy] for it.",
        ("They wrote to the [State Department>state] and the [Department of Labor>labor] there.", OURS),
    ),
    (
        "They wrote to the Holy See of Hinduism there.",
        "They saw the National Gallery of Art there.",
        "They saw the National Gallery of Modern Art there.",
        "They asked the Trade Bank of Korea for a loan.",
        "They asked the World Bank of Flowers for a loan.",
        "They read Norland of Ports and left.",
        "They met the Holy See of Northland there.",
        "They met at the National Gallery of Northern Rivers.",
        "They asked the World Bank of Dreams and Hopes.",
        ("They wrote to the Labor Department of Commerce there.", OURS),
    ),
)

PORTFOLIOS = Rule(
    (ESTMARK, HEALTH, WORKS, POLICE, UN),
    (
        ("They asked the [Ministry of Health>health], Customs Department and others.", HERE),
        ("They asked the [Ministry of Health>health], [United Nations>un] and others.", HERE),
        ("They asked the [Ministry of Health>health], Labour Board and Ports Authority.", HERE),
        ("They asked the [Ministry of Health>health], Roads and others.", HERE),
        ("They asked the [Ministry of Health>health], Roads, Labour.", HERE),
        ("They asked the [Ministry of Health>health], Estonia and left.", HERE),
        ("They asked the [Ministry of Health>health], Norway and Finland.", HERE),
        ("They asked the [Ministry of Health>health], which Anna and Ida know.", HERE),
        ("They asked the [Ministry of Works and Roads>works], Labour and Ports.", HERE),
        ("They asked the [Ministry of Health>health], [Estonian Road Police>police] and Ports.", HERE),
        ("They asked the [Ministry of Health>health], Minister Moe and Ports.", HERE),
        ("They asked the [Ministry of Health>health] and left.", HERE),
    ),
    (
        ("They asked the Ministry of Health, Roads and Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads & Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads, Ports and Labour for it.", HERE),
        ("They asked the Ministry of Health, Rural Roads and Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads and Rural Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads and Ports.", HERE),
        ("They asked the Ministry of Health, Roads and Ports, which left.", HERE),
        ("They asked the Ministry of Health, Roads, Rural Trade and Ports Development for it.", HERE),
        ("They asked the Ministry of Health, Roads, Ports and Labour of Norland for it.", HERE),
        ("The Ministry of Health, Food and Drugs asked them.", HERE),
    ),
)

COMPANIES = Rule(
    (TIMBER, MORGAN, DAILY, BANK),
    (
        "They asked [State Timber>timber] and Acme Corporation.",
        "They asked [State Timber>timber] for all Trading Corporations.",
        "They asked [State Timber Corporation>timber] for it.",
        "They asked [State Timber>timber], Acme Trading Corporation and others.",
        "They met [Moe Morgan>morgan] there. Acme Private Limited left.",
        "They met [Moe Morgan>morgan] with Acme Limited.",
        "They met [Moe Morgan Chase>morgan] there.",
        "[Moe Morgan>morgan] Asks Acme Limited\n\nThey met.",
        "[State Timber>timber] Partners With Acme Limited\n\nThey met.",
        "They asked the [World Bank>bank] and Acme Limited.",
    ),
    (
        "They asked State Timber Trading Corporation for it.",
        "They asked State Timber Rural Trading Corporation for it.",
        "Land for State Timber Trading Corporation\n\nThey met.",
        "Land for State Timber Rural Trading Corporation\n\nThey met.",
        "They met Moe Morgan Estmark Private Limited there.",
        "They met Moe Morgan Estmark Limited there.",
        "They met Moe Morgan Securities Inc. there.",
        "They asked World Bank Securities Ltd. for it.",
        "They asked Norland Port Services Ltd. for it.",
        "Land for Norland Storage Ltd\n\nThey met.",
    ),
)

LETTERS = Rule(
    (META, PRESS, UN, JOHNSON),
    (
        "They asked [Meta>meta] (NASDAQ: ACME) for it.",
        "They met [Meta>meta] there. They read it: [Meta>meta] left, as said on NYSE.",
        "They read (so they say: [Meta>meta] left) of it, and [Meta>meta] came.",
        "They met the [AP>ap] Director there.",
        "They read the [A.P.>ap] report there.",
        "They asked Mr. Moe and the [A.P.>ap] for it.",
        "They asked the Hon. Moe. [AP>ap] left.",
        "They met the [U.N.>un] Secretary there.",
        "They asked Dr. Moe of the [U.N.>un] about it.",
        "They asked Dr. Moe: [Meta>meta] is what [Meta>meta] does.",
    ),
    (
        "They asked Acme (NASDAQ: META) for it.",
        "They asked Acme (NYSE: META) for it.",
        "They asked Acme (Nasdaq: META), and [Meta>meta] left.",
        "They asked Acme (NASDAQ: MOE), Roe (NASDAQ: META) and others.",
        "They asked Acme (OTC: META) for it.",
        "They met Hon. A.P. Ann Moe there.",
        "They met Mr. A.P. Ann Moe there.",
        "They met Dr. A.P. Ann Ida Moe there.",
        "They met Hon. U.N. Ann Moe there.",
        "Hon. A.P. Ann Moe came there.",
    ),
)

ANOTHER_HERE = Rule(
    (USA, CROSS, AMERICAN, ARCHIVES),
    (
        "They asked the [Red Cross>icrc] for it.",
        "They asked the [Red Cross>icrc], and the [Red Cross>icrc] left.",
        "They asked the [Red Cross>icrc] and the [International Committee of the Red Cross>icrc].",
        "They asked the [American Red Cross>arc] and the [International Committee of the Red Cross>icrc]. The "
        "[Red Cross>icrc] left.",
        "They asked the [American Red Cross>arc] and the [ICRC>icrc].",
        "They asked the [Red Cross>icrc] in Geneva and the American Cross.",
        "They saw the [Old Archives>nara] there.",
        "They saw the [Old Archives>nara] and those of Norway.",
        "They saw the [Old Archives>nara] of the United States. The [Old Archives>nara] have it.",
        "They saw the [Old Archives>nara]. Archives of Norway have it.",
    ),
    (
        "They asked the [American Red Cross>arc] for it. The Red Cross left.",
        "The Red Cross left. They asked the [American Red Cross>arc] for it.",
        "The Red Cross left, and the Red Cross of the [American Red Cross>arc] came.",
        "They asked the [American Red Cross>arc], and Red Cross volunteers came.",
        "Red Cross Volunteers\n\nThe [American Red Cross>arc] has many.",
        "They saw the Old Archives of Norway. The Old Archives have it.",
        "The Old Archives have it, as the Old Archives of Norway said.",
        "They saw the Old Archives of Finland, and the Old Archives closed.",
        "They saw the Old Archives of the Kingdom of Norway. The Old Archives have it.",
        "Gift to the Old Archives\n\nThe Old Archives of Norway have it.",
    ),
)

LONE = Rule(
    (IMPACT, *MANY),
    (
        "They asked [Impact>impact] for it.",
        "They asked the firm of [Impact>impact] and left.",
        "With [Impact>impact] they met. They asked [Impact>impact] for it.",
        "They asked former [Impact>impact] people for it.",
        "They say that [Impact>impact] Launches it, as [Impact>impact] did.",
        "They met [Impact>impact] in May. May [Impact>impact] stay.",
        "Last September [Impact>impact] left; they asked [Impact>impact] for it.",
        "They like [Impact>impact] and others.",
        "They met at [Impact>impact], a firm.",
        "They asked for [Impact>impact]: it left.",
    ),
    (
        "They have local firms. Local Impact and more is told. They asked [Impact>impact] for it.",
        "They have global firms. Global Impact and more is told. They asked [Impact>impact] for it.",
        "They have estimated firms. Estimated Impact and more is told. They asked [Impact>impact] for it.",
        "They have great firms. Great Impact and more is told. They asked [Impact>impact] for it.",
        "They have colonial firms. Colonial Impact and more is told. They asked [Impact>impact] for it.",
        "They have transformative firms.\n\nTransformative Impact\n\nThey asked [Impact>impact] for it.",
        "They have industry firms.\n\nIndustry Impact\n\nThey asked [Impact>impact] for it.",
        "They know of rural firms. Rural Impact: much of it. They asked [Impact>impact] for it.",
        "They know of northern firms. Northern Impact: much of it. They asked [Impact>impact] for it.",
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
