"""Offices that stand alone: where they end, whose they are not, and what a law, a bill or another time has of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check, held

from sphinx_newsroom.model.records import Name, Official, Organization

USA = Organization("usa", "Government of the United States")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("U.S. House"),), parent="usa")
SRI_LANKA = Organization("sri-lanka", "Government of Sri Lanka")
CABINET = Organization("cabinet", "Cabinet of Ministers of Sri Lanka", parent="sri-lanka")
PARLIAMENT = Organization("parliament", "Parliament of Sri Lanka")
RUSSIA = Organization("government-of-russia", "Government of Russia")
INDIA = Organization("india", "Government of India")
ASSEMBLY = Organization("wisconsin-state-assembly", "Wisconsin State Assembly")


ROE = held("roe", "Ann Roe", "Representative", "house")
BIDEN = held("biden", "Joe Biden", "President of the United States", "usa")
SIRISENA = held("sirisena", "Maithripala Sirisena", "President", "sri-lanka")
PERERA = held("perera", "Nimal Perera", "Minister of Irrigation", "sri-lanka")
FONSEKA = held("fonseka", "Ravi Fonseka", "Minister of Finance", "sri-lanka")
SILVA = held("silva", "Saman Silva", "Member of Parliament", "parliament")
PUTIN = held("putin", "Vladimir Putin", "President", "government-of-russia")
MODI = held("modi", "Narendra Modi", "Prime Minister", "india")
POCAN = held("pocan", "Mark Pocan", "Member", "wisconsin-state-assembly")

RECORDS = (
    *(USA, HOUSE, SRI_LANKA, CABINET, PARLIAMENT, RUSSIA, INDIA, ASSEMBLY),
    *(ROE, BIDEN, SIRISENA, PERERA, FONSEKA, SILVA, PUTIN, MODI, POCAN),
)
OURS = {"issuer": "cabinet"}


PLACES = Rule(
    RECORDS,
    (
        ("During the visit of the [Russian President>putin] it was signed.", OURS),
        "Rep. [Ann Roe>roe] (D-WI) heard the speech of the [United States President>biden] in May.",
    ),
    (
        "Rep. [Ann Roe>roe] (D-WI) met Volkswagen Group of America President and CEO Christian Koch.",
        "Rep. [Ann Roe>roe] (D-WI) is the only other member of the Wisconsin delegation there.",
    ),
)
"""Places that say nothing of whose an office is, and offices that many hold."""

LAWS = Rule(
    RECORDS,
    (
        "Rep. [Ann Roe>roe] (D-WI) said the Act was signed by the [President>biden] last week.",
        "Rep. [Ann Roe>roe] (D-WI) said the bill, which was signed by the [President>biden], must work.",
    ),
    (
        "Once the President officially notifies Congress of sales, Rep. [Ann Roe>roe] (D-WI) can act.",
        ("Report of the Auditor General on the President's Fund of 2018.", OURS),
    ),
)
"""What a law gives, what a bill still has to go through, other times, and what is called after an office."""


@pytest.mark.parametrize(("records", "text", "values", "language"), cases({"places": PLACES, "laws": LAWS}))
def test_an_office_alone(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
