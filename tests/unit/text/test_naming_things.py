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

ITSELF = Rule(
    RECORDS,
    (
        "They met the head of the [Varn River Bank>bank] Ida Moe there.",
        "They read what the [GSA>gsa] FAQ and [GSA>gsa] APIs say of it.",
    ),
    (
        "They joined the DEA 360 Strategy, the third of its kind.",
        "Rep. Lu (R-OH) asked the [House>house] to join the House Student App Challenge there.",
    ),
)


@pytest.mark.parametrize(("records", "text", "values", "language"), cases({"things": ITSELF}))
def test_a_thing_is_called_by_a_body(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
