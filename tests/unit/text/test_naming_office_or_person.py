"""The office or who holds it, our chamber or a state's, a body or what is called after it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
CONGRESS = Organization("congress", "United States Congress", None, (Name("Congress"),), parent="usa")
SENATE = Organization("senate", "United States Senate", None, (Name("Senate"),), parent="usa")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("House"),), parent="usa")
FORCE = Organization("force", "United States Air Force", parent="usa")
LABOR = Organization("labor", "Department of Labor", parent="usa")
EDUCATION = Organization("education", "House Committee on Education and Workforce", parent="house")
BANKING = Organization("banking", "Senate Committee on Banking, Housing, and Urban Affairs", parent="senate")
UTAH = Organization("utah", "Office of the Governor of Utah")
CHINA = Organization("china", "Government of China")
KENYA = Organization("kenya", "Government of Kenya")
FINANCE = Organization("finance", "International Finance Corporation", "IFC")

BOSS = Official("boss", "Max Boss", memberships=(Membership("President of the United States", "usa", "2009"),))
SECRETARY = Official("lu", "Ann Lu", memberships=(Membership("Secretary of Labor", "labor", "2009"),))
HERB = Official("herb", "Gary Herb", memberships=(Membership("Governor of Utah", "utah", "2009"),))
ROE = Official("roe", "Jane Roe", memberships=(Membership("Senator", "senate", "2007"),))

KENYAN = Official("kuria", "Asha Kuria", memberships=(Membership("President of Kenya", "kenya", "2009"),))

RECORDS = (USA, CONGRESS, SENATE, HOUSE, LABOR, BOSS, SECRETARY, ROE)
HEADED = {"heading": True}

# What a law has wait for an office, whoever holds it.

# What a bill is about, and anything of a kind that an office does.
ANYTHING = Rule(
    RECORDS,
    (
        "Rep. Lu (R-OH) saw the plan by the [President>boss] there. The [President>boss] came.",
        "Rep. Lu (R-OH) knows the bill that was signed by the [President>boss] there.",
    ),
    (
        "Rep. Lu (R-OH) wants no action by the President there.",
        "Rep. Lu (R-OH) spoke. The bill would only cover trade actions by the President there.",
    ),
)

# A power that a law or a text of law gives, takes or shares.

# The post, or those who work for it.
STAFF = Rule(
    (*RECORDS, UTAH, HERB),
    (
        "Rep. Lu (R-OH) likes the [President>boss]’s and the offices.",
        "Rep. Lu (R-OH) met, as the [Secretary of Labor>lu] knows, others.",
    ),
    (
        "Rep. Lu (R-OH) asked the President’s and the Governor’s offices.",
        "Rep. Lu (R-OH) spoke on the withdrawal of Andy Xu as Secretary of Labor there.",
    ),
)

# A list with a governor is a state's, and so are the chambers and leaders in it.
STATES = Rule(
    (*RECORDS, UTAH, HERB),
    (
        "Rep. Lu (R-OH) met Majority Leader [Roe>roe] there.",
        "Rep. Lu (R-OH) met Gov. [Gary Herb>herb]. Majority Leader [Roe>roe] came.",
    ),
    (
        "Rep. Lu (R-OH), Gov. [Gary Herb>herb] (R), Senate Majority Leader Tom Xu and others met.",
        "Rep. Lu (R-OH) met Senate President Xu, Minority Leader Roe and Gov. [Gary Herb>herb] there.",
    ),
)

# To legislators the President is their own, by his office and by his name alone.
PRESIDENTS = Rule(
    (*RECORDS, KENYA, KENYAN),
    (
        "Rep. Lu (R-OH) met the [President of Kenya>kuria]. The [President>boss] agreed.",
        ("Bill Heads to [President>boss]’s Desk\n\nRep. Lu (R-OH) said so.", HEADED),
    ),
    (
        "Rep. Lu (R-OH) met Tom Boss there. They asked Boss to act.",
        ("Rep. Lu (R-OH) asked Boss to act.", {"date": "2001-01-01"}),
    ),
)

# What has a name of its own is known whoever's it is; other things are called after an office.
THINGS = Rule(
    RECORDS,
    (
        "Rep. Lu (R-OH) sends it to the [President>boss]’s Desk.",
        "Rep. Lu (R-OH) likes the [President>boss]'s Build Back Better agenda.",
    ),
    (
        "Rep. Lu (R-OH) likes the President’s Management Agenda for it.",
        "Rep. Lu (R-OH) likes the President’s Cancer Panel report.",
    ),
)

# Two offices: of one body, of one person, or of two with a portfolio each.

# The beginning of a company, with a number or a form in parentheses, and wherever the text has it short.
COMPANIES = Rule(
    (FINANCE, LABOR),
    (
        "They like the [IFC>finance] Director there.",
        "They met IFC Norland 1 (PVT) LTD there. The [IFC>finance] agreed.",
    ),
    (
        "They met IFC Norland there. They like IFC Norland 1 (PVT) LTD a lot.",
        "They met IFC Norland Limited there. They like the IFC Norland house.",
    ),
)

# Forces and committees of the legislators' country, and countries that stand in a list.
BODIES = Rule(
    (*RECORDS, FORCE, EDUCATION, BANKING, CHINA, KENYA),
    (
        "Rep. Lu (R-OH) asked the [Air Force>force] about it.",
        "Rep. Lu (R-OH) met. Currently [Congress>congress] can end it.",
    ),
    (
        "Rep. Lu (R-OH) came on Air Force One today.",
        "The Governments of China and Kenya met.",
    ),
)


# Where many bodies have records, one word of a body's is a person's behind an office, or where a person is called so.
CROWD = tuple(Organization(f"c-{n}", f"X{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}q{n // 676}w") for n in range(1010))
MESSER = Organization("messer", "Messer")
MCROE = Organization("mcroe", "McRoe Foundation", None, (Name("McRoe"),))
EMILY = Organization("emily", "Institute for Lymphocytes", None, (Name("EMiLy"),))
PERSONS = (Official("ida", "Ida McRoe"), Official("lou", "Emily Lou"))
ONE_WORD = Rule(
    (SENATE, ROE, MESSER, MCROE, EMILY, *PERSONS, *CROWD),
    (
        "They work for [Messer>messer] there.",
        "They met the [McRoe Foundation>mcroe] there.",
    ),
    (
        "They met Leader McRoe there.",
        "Press contact: Emily Roe.",
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases(
        {
            "anything": ANYTHING,
            "staff": STAFF,
            "states": STATES,
            "presidents": PRESIDENTS,
            "things": THINGS,
            "companies": COMPANIES,
            "bodies": BODIES,
            "one word": ONE_WORD,
        }
    ),
)
def test_office_or_person(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
