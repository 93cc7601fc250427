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
    ours(
        "One amendmentrequires the Secretary of State to conduct a study.",
        "They introduced anamendmentrequiring that the Secretary of State submit it.",
        "An amendment requiring that the Secretary of State submit it passed.",
        "It requires the Secretary of Defense, in coordination with the Secretary of State, to report.",
        "The bill has the Governor act in consultation with the Secretary of State there.",
        "No aid shall be given to any country when it is made known to the President that it bars help.",
        "No aid shall be given … to any country when it is made known to the President.",
        "It will require each agency to report it in the President's budget.",
        "The bill calls on the President to act.",
        "The resolution urges the President to act.",
    ),
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
        "They met the President of the United States and friend of our country [Joe Biden>biden] there.",
        "They met the President of the United States and the great friend of Ghana, [Joe Biden>biden], there.",
        "They met [Ada Lund>lund], the Prime Minister in her capacity as the Minister of National Planning, there.",
        "It was said by [Joe Biden>biden], H. E. the President, there.",
        "They met the President of the United States [Joe Biden>biden] there.",
        "They met the President and the Vice President of the [Asian Development Bank>bank] there.",
        "They read Prosecutor v. Miller of the [UN>un] there.",
    ),
)
"""A person whom an office describes, with more said in between; an office that shares its body with the next."""

AP = Organization("ap", "Associated Press", "AP")

LONGER = Rule(
    (UN, WHO, HOUSE, AMAZON, BBC, USA, AP),
    (
        "They met the [UN>un] there, and the mission to the [UN>un].",
        "They went to the [United Nations>un] there.",
        "They met the Delegation of the [United Nations>un] there.",
        "They tried the [Amazon>amazon] app there.",
        "They met the [BBC>bbc] there, and Lanka Limited.",
        "They met the [BBC>bbc] there (Limited).",
        "It was read by the [AP>ap] and others.",
        "It was read by [AP>ap]/[BBC>bbc] and others.",
        "They met the [BBC>bbc] and R&[WHO>who] there.",
        ("The [House>house] and others met.", {"issuer": "usa"}),
        ("The [House>house] and Senate met.", {"issuer": "usa"}),
    ),
    (
        "They met the Permanent Mission of Ghana to the UN there.",
        "They met the Permanent Observer Mission of the State of Ghana to the United Nations there.",
        "They met at the U.S. Mission to the United Nations there.",
        "They saw the Amazon Rainforest there.",
        "They met people in the Amazon region there.",
        "They met the BBC Lanka Limited there.",
        "They met the BBC Founding (Guarantee) Limited there.",
        "It is used for GPU/CPU/AP applications.",
        "It is used for AP/CPU applications.",
        "They read acme.org/x.js?agency=UN&more=BBC&x there.",
        ("A letter to the House and Senate Budget Committees was read.", {"issuer": "usa"}),
        ("They met the House and Senate Armed Services Committees.", {"issuer": "usa"}),
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
        "Die Vertretung der Vereinten Nationen in Bonn tagt.",
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
