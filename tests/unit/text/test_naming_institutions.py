"""Offices that laws and descriptions speak of; bodies, streets and lands that have a body's name in theirs."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
STATE = Organization("state", "Department of State", None, (Name("U.S. Department of State"),), parent="usa")
UN = Organization("un", "United Nations", "UN", (Name("Nations Unies", "fr"), Name("Vereinte Nationen", "de")))
WHO = Organization("who", "World Health Organization", "WHO", (Name("OMS", "fr"),))
OSCE = Organization("osce", "OSCE", None, (Name("Europarat", "de"),))
BANK = Organization("bank", "Asian Development Bank", "ADB")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("U.S. House"),), parent="usa")
AMAZON = Organization("amazon", "Amazon")
BBC = Organization("bbc", "British Broadcasting Corporation", "BBC")

BIDEN = Official("biden", "Joe Biden", memberships=(Membership("President", "usa", "2009", "2017"),))
SHAW = Official("shaw", "Ann Shaw", memberships=(Membership("Secretary of State", "state", "2009", "2017"),))
PARK = Official("park", "Todd Park", memberships=(Membership("Chief Technology Officer", "usa", "2009", "2017"),))
LUND = Official(
    "lund",
    "Ada Lund",
    memberships=(
        Membership("Prime Minister", "usa", "2009", "2017"),
        Membership("Minister of National Planning", "usa", "2009", "2017"),
    ),
)
KHAN = Official("khan", "Karim Khan", memberships=(Membership("Prosecutor", "un", "2009", "2017"),))
TESS = Official("tess", "Henrik Tessier", memberships=(Membership("President", "osce", "2009", "2017"),))

RECORDS = (USA, STATE, UN, BANK, BIDEN, SHAW, PARK, LUND, KHAN)
OURS: dict[str, Any] = {"issuer": "usa"}


def ours(*texts: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((text, OURS) for text in texts)


DESCRIBED = Rule(
    RECORDS,
    ours(
        "They met the [President>biden] and friends of theirs.",
        "They met the [Prime Minister>lund] in her capacity as the [Minister of National Planning>lund] there.",
    ),
    ours(
        "They met US Chief Technology Officer (CTO) [Todd Park>park] there.",
        "They met [Ada Lund>lund], the Prime Minister in her capacity as the Minister of National Planning, there.",
    ),
)
"""A person whom an office describes, with more said in between; an office that shares its body with the next."""

AP = Organization("ap", "Associated Press", "AP")

LONGER = Rule(
    (UN, WHO, HOUSE, AMAZON, BBC, USA, AP),
    (
        "It was read by [AP>ap]/[BBC>bbc] and others.",
        ("The [House>house] and others met.", {"issuer": "usa"}),
    ),
    (
        "They saw the Amazon Rainforest there.",
        "They read acme.org/x.js?agency=UN&more=BBC&x there.",
    ),
)
"""A mission by whom it is sent to, a land, a company, an address and two committees have a body's name in them."""


@pytest.mark.parametrize(
    ("records", "marked", "values", "language"),
    cases({"described": DESCRIBED, "longer": LONGER}),
)
def test_what_speaks_of_an_office_or_has_a_name_in_it(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)


GERMAN = Rule(
    (UN, WHO, OSCE, TESS),
    (
        "Das Ministerium der [Vereinten Nationen>un] tagt.",
        "Er dankte Präsident [Henrik Tessier>tess] und Kommissionspräsident [Tessier>tess] dafür.",
    ),
    (
        "Das Ministerkomitee des Europarats tagt.",
        "Sie wohnt in der Straße der Vereinten Nationen 12 dort.",
    ),
)


@pytest.mark.parametrize(("records", "marked", "values", "language"), cases({"german": GERMAN}, "de"))
def test_organs_streets_and_offices_in_german(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)
