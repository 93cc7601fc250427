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


LAWS = Rule(
    RECORDS,
    ours(
        "They asked that the [Secretary of State>shaw] submit it.",
        "They met with the [Secretary of State>shaw] there.",
        "They worked in cooperation with the [Secretary of State>shaw] there.",
        "We shall ask the [President>biden] for help.",
        "I shall say that the [President>biden] was right.",
        "They read the [President>biden]'s budget there.",
        "The letter calls on the [President>biden] to act.",
        "The group urges the [President>biden] to act.",
    ),
    ours(),
)
"""What a law asks of an office, also where a blank is lost, with another office, or by "shall"."""

DESCRIBED = Rule(
    RECORDS,
    ours(
        "They met the [President>biden] and friends of theirs.",
        "They met [US Chief Technology Officer>park] and others.",
        "They met the [Prime Minister>lund] in her capacity as the [Minister of National Planning>lund] there.",
        "They met the [President>biden] and the Vice President.",
        "They met the [Prosecutor>khan] of the [UN>un] there.",
        "They met [Ada Lund>lund]. The [President>biden] agreed.",
    ),
    ours(
        "They met US Chief Technology Officer (CTO) [Todd Park>park] there.",
        "They met 28% of Chief Technology Officer (CTO)s there.",
        "They met [Ada Lund>lund], the Prime Minister in her capacity as the Minister of National Planning, there.",
        "It was said by [Joe Biden>biden], H. E. the President, there.",
        "They read Prosecutor v. Miller of the [UN>un] there.",
    ),
)
"""A person whom an office describes, with more said in between; an office that shares its body with the next."""

AP = Organization("ap", "Associated Press", "AP")

LONGER = Rule(
    (UN, WHO, HOUSE, AMAZON, BBC, USA, AP),
    (
        "It was read by [AP>ap]/[BBC>bbc] and others.",
        ("The [House>house] and others met.", {"issuer": "usa"}),
        ("The [House>house] and Senate met.", {"issuer": "usa"}),
    ),
    (
        "They saw the Amazon Rainforest there.",
        "They met the BBC Founding (Guarantee) Limited there.",
        "They read acme.org/x.js?agency=UN&more=BBC&x there.",
    ),
)
"""A mission by whom it is sent to, a land, a company, an address and two committees have a body's name in them."""


@pytest.mark.parametrize(
    ("records", "marked", "values", "language"),
    cases({"laws": LAWS, "described": DESCRIBED, "longer": LONGER}),
)
def test_what_speaks_of_an_office_or_has_a_name_in_it(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)


GERMAN = Rule(
    (UN, WHO, OSCE, TESS),
    (
        "Das Ministerium der [Vereinten Nationen>un] tagt.",
        "Am Montag tagte der [Europarat>osce] mit der Gesellschaft.",
        "Er dankte Präsident [Henrik Tessier>tess] und Kommissionspräsident [Tessier>tess] dafür.",
    ),
    (
        "Das Ministerkomitee des Europarats tagt.",
        "Sie wohnt in der Straße der Vereinten Nationen 12 dort.",
        "Das Entwicklungsprogramm der Vereinten Nationen tagt.",
    ),
)
FRENCH = Rule(
    (UN, WHO, OSCE),
    (
        "Les [Nations Unies>un] et l’[OMS>who] se réunissent.",
        "Le service de presse des [Nations Unies>un] se réunit.",
        "La place revient aux [Nations Unies>un] ici.",
    ),
    (
        "La Mission de l’OSCE en Ostrie se réunit.",
        "Le Bureau régional de l’OMS pour l’Afrique se réunit.",
        "Ils vont à la Place des Nations Unies ici.",
    ),
)


@pytest.mark.parametrize(("records", "marked", "values", "language"), cases({"german": GERMAN}, "de"))
def test_organs_streets_and_offices_in_german(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)


@pytest.mark.parametrize(("records", "marked", "values", "language"), cases({"french": FRENCH}, "fr"))
def test_organs_and_streets_in_french(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)
