"""What is called by a body: where a word with a capital goes on with its name, a thing's name begins with it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
GOOGLE = Organization("google", "Google")
GSA = Organization("gsa", "General Services Administration", "GSA", parent="usa")
DEA = Organization("dea", "Drug Enforcement Administration", "DEA", parent="usa")
NIH = Organization("nih", "National Institutes of Health", "NIH", parent="usa")
FINANCE = Organization("ifc", "International Finance Corporation", "IFC")
NATO = Organization("nato", "North Atlantic Treaty Organization", "NATO")
UN = Organization("un", "United Nations", "UN")
BANK = Organization("bank", "Varn River Bank")
PEACE = Organization("peace", "Peace Corps", parent="usa")
LABOR = Organization("labor", "Department of Labor", None, (Name("Labor Department"),), parent="usa")
COURT = Organization("court", "Supreme Court of the United States", None, (Name("Supreme Court"),), parent="usa")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("House"),), parent="usa")
PROACTIVE = Organization("proactive", "Proactive")
ANNA = Official("anna", "Anna Berg", memberships=(Membership("Minister of Health", "usa", "2010"),))

RECORDS = (USA, GOOGLE, GSA, DEA, NIH, FINANCE, NATO, UN, BANK, PEACE, LABOR, COURT, HOUSE, PROACTIVE, ANNA)
OURS: dict[str, Any] = {"issuer": "usa"}
GERMAN: dict[str, Any] = {"language": "de"}
HEADED: dict[str, Any] = {"heading": True}

ITSELF = Rule(
    RECORDS,
    (
        "They asked [Google>google] and [GSA>gsa] for more of it.",
        "They used the [GSA>gsa] guidance for all of it.",
        "They said that the [UN>un] Ambassador would come there.",
        "They met [IFC>ifc] Managing Director Ida Moe there.",
        "They heard that [DEA>dea] District Agent Ida Moe left them.",
        "They said that [DEA>dea] 360 Program Director Ida Moe left them.",
        "They know a [Peace Corps>peace] Volunteer who was there.",
        ("They know that two [Supreme Court>court] Justices were there.", OURS),
        ("They wrote to [Supreme Court>court] Chief Justice Moe about it.", OURS),
        "They said that [Varn River Bank>bank] Correspondent Moe left them.",
        "They met the head of the [Varn River Bank>bank] Ida Moe there.",
        "They wrote for the [Varn River Bank>bank] The letter says so.",
        "They came to the [NATO>nato] Summit and to a [GSA>gsa] Expo there.",
        ("They read the [Labor Department>labor] January figures there.", OURS),
        "They read what the [GSA>gsa] FAQ and [GSA>gsa] APIs say of it.",
        "They have many [NIH>nih] Institutes and Centers there.",
        "They met at the [Varn River Bank>bank] Headquarters last year.",
        "They wrote to the [Varn River Bank>bank] Phone: 212 for all of it.",
        "They wrote of [Varn River Bank>bank] Flood Loans: money for all who ask.",
        "They met the [Varn River Bank>bank] [Anna Berg>anna] did not like.",
        "They ask much of us.\n\n[Varn River Bank>bank] Actions\n\nThey lend much.",
        "They say that [Varn River Bank>bank] Launches a search for those who lost.",
        "[GSA>gsa] Portal Serves Many Visitors",
        ("[GSA>gsa] Portal for all of us\n\nThey count on it.", HEADED),
        "THEY READ [VARN RIVER BANK>bank] REPORTS THERE",
        "They came to the [NATO>nato] Northern Rivers Conference there.",
        ("Sie lasen die [NATO>nato] Berichte dort.", GERMAN),
    ),
    (
        "They asked [Google>google] for more, and they count with Google Analytics every day.",
        "They asked [Google>google] for more, and they met the Google Analytics team there.",
        "They read that [Google>google] left, and that Google Earth has it.",
        "They used the GSA Acquisition Portal for all of it.",
        "They read the GSA Schedule for all of it.",
        "They joined the DEA 360 Strategy, the third of its kind.",
        "They met IFC Norland there and left.",
        "They met IFC Norland 1 there and left.",
        "They read the Varn River Bank Blog every day.",
        "They read the Varn River Bank Flood Loans every day.",
        "They asked Varn River Bank Norland for a loan.",
        "They read the United Nations Sustainable Development Goals there.",
        "They read Peace Corps Worldwide every day.",
        ("They read the Labor Department Blog every day.", OURS),
        ("They wrote of a Supreme Court Ethics Crisis there.", OURS),
        "Rep. Lu (R-OH) asked the [House>house] to join the House Student App Challenge there.",
        "They wrote to [Proactive>proactive] there.\n\nProactive Norland Pty Ltd\n\nThey left.",
        "They read the UN Forests Playbook and the GSA Schedule there.",
        ("Ils comptent sur le DEA Norland tous les jours.", {"language": "fr"}),
    ),
)


@pytest.mark.parametrize(("records", "text", "values", "language"), cases({"things": ITSELF}))
def test_a_thing_is_called_by_a_body(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
