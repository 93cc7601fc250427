"""What texts of legislators have: their offices, lists, leaders and committees, and what they call departments."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
SENATE = Organization("senate", "United States Senate", parent="usa")
HOUSE = Organization(
    "house", "United States House of Representatives", None, (Name("House"), Name("U.S. House")), parent="usa"
)
GEORGIA = Organization("georgia", "Georgia House of Representatives")
CHILE = Organization("chile", "Government of Chile")
FORUM = Organization("forum", "Forum for Peace")
CONGRESS = Organization("congress", "United States Congress", None, (Name("Congress"),), parent="usa")
BANKING = Organization("banking", "Senate Committee on Banking, Housing, and Urban Affairs")
FINANCE = Organization("finance", "Senate Committee on Finance")
SPIES = Organization("spies", "House Permanent Select Committee on Intelligence")
BAKING = Organization("baking", "Committee on Baking, Milling, and Bread")
WORK = Organization("work", "House Committee on Work and Sea")
SAILORS = Organization("sailors", "House Committee on Sailors' Affairs")
VETERANS = Organization("veterans", "Department of Veterans Affairs", "VA", parent="usa")
TREASURY = Organization("treasury", "Department of the Treasury", parent="usa")
INTERIOR = Organization("interior", "Department of the Interior", parent="usa")
LABOR = Organization("labor", "Department of Labor", parent="usa")
WEST = Organization("west", "Office of the Governor of Westmark")


def _senator(id_: str, name: str, since: str = "2007", until: str | None = None) -> Official:
    return Official(id_, name, memberships=(Membership("Senator", "senate", since, until),))


ROE = _senator("roe", "Jane Roe")
BERG = _senator("berg", "Tom Berg")
MOE = Official("moe", "Anna Moe")
KOHL = Official("kohl", "Ida Kohl")
KOHLS = (KOHL, Official("kohl-two", "Ada Kohl"))
FORMER = _senator("former", "Leo Finn", "1991", "1999")
FINN = _senator("finn", "Eva Finn")
BOSS = Official("boss", "Max Boss", memberships=(Membership("President of the United States", "usa", "2009"),))
HERB = Official("herb", "Gary Herb", memberships=(Membership("Governor of Utah", "utah", "2009"),))
OLD = Official("old", "Olga Old", memberships=(Membership("Governor of Westmark", "west", "2009"),))
RECORDS = (USA, SENATE, HOUSE, CONGRESS, ROE, BERG, MOE, BOSS)

# The chamber of a text is that of the country whose legislators it names.
CHAMBERS = Rule(
    (*RECORDS, GEORGIA, CHILE, FORUM),
    (
        "Sen. [Jane Roe>roe] (R-OH) spoke in the [House of Representatives>house].",
        "Senator [Jane Roe>roe] spoke in the [House of Representatives>house].",
        "Sen. [Jane Roe>roe] spoke in the [House of Representatives>house].",
    ),
    (
        "[Jane Roe>roe] spoke in the House of Representatives.",
        ("Congresswoman Lu spoke in the House of Representatives.", {"issuer": "chile"}),
        ("U.S. Senator Lu spoke of the House of Representatives.", {"issuer": "forum"}),
    ),
)

# Party and state, or the party alone, part the names of a list as commas do.
LISTS = Rule(
    (*RECORDS, *KOHLS),
    (
        "Senators [Roe>roe] (R-OH), [Berg>berg] (D-VT) and Lu met.",
        "Sens. [Roe>roe] (R), [Berg>berg] (D) and Lu met.",
        "Congresswoman Lu met Representatives Lu (D), [Moe>moe] (OH-R), and Xu (D).",
    ),
    (
        "Acme Partners (R), Berg (D) met Rep. Lu (R-OH).",
        "Sens. Lu (R-OH) met. Then Berg (D-VT) left.",
        "Congresswoman Lu met Representatives Lu (D), Kohl (R) and others.",
    ),
)

# A leader is one of the chamber, by a name that one of it alone can have.
LEADERS = Rule(
    (*RECORDS, FORMER, FINN),
    (
        "Rep. Lu (R-OH) met Leader [Finn>finn] there.",
        "Rep. Lu (R-OH) thanked Leader [Roe>roe], Whip [Berg>berg], and others there.",
        "Rep. Lu (R-OH) thanked Ranking Members Lu, [Berg>berg] and [Roe>roe] there.",
    ),
    (
        "Rep. Lu (R-OH) thanked Members Lu, Berg and Roe there.",
        "Rep. Lu (R-OH) met Member Berg there.",
        "Rep. Lu (R-OH) met Team Member Berg there.",
    ),
)

TWO_LEADERS = Rule(
    (*RECORDS, *KOHLS, FORMER),
    ("Rep. Lu (R-OH) met Leader [Roe>roe] and Speaker Kohl there.",),
    (
        "Rep. Lu (R-OH) met Speaker Kohl there.",
        "Rep. Lu (R-OH) met Leader Finn there.",
    ),
)

COMMITTEES = Rule(
    (*RECORDS, BANKING, FINANCE, SPIES, BAKING, WORK, SAILORS),
    (
        "Sen. Lu (R-OH) asked the [Senate Finance Committee>finance] to act.",
        "Sen. Lu (R-OH) asked the [House Committee on Sailors Affairs>sailors] to act.",
        "Sen. Lu (R-OH) asked the [House Sailors Affairs Committee>sailors] to act.",
    ),
    (
        "Sen. Lu (R-OH) asked the House Committee on Work, and the Sea to act.",
        "Sen. Lu (R-OH) asked the House Sailor Affairs Committee to act.",
        "They asked the Senate Finance Committee to act.",
    ),
)

CAUCUSES = Rule(
    RECORDS,
    (
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said that the [House>house] and its caucus met.",
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said that the [House>house] met a Caucus there.",
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said so to the [House>house]. Caucuses met.",
    ),
    (
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said that House Republicans met.",
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said that the House Minority Caucus Room opens.",
        "Rep. Lu (R-OH) asked the [House>house] to act on it soon, and said that the U.S. House Garden Caucus met.",
    ),
)

MEMBERS = Rule(
    RECORDS,
    (
        "Rep. Lu (R-OH) wrote it.\n\nAnn Lu Member of [Congress>congress] [Jane Roe>roe] Member of [Congress>congress]",
        "Members of [Congress>congress] Raise Serious Concerns\n\nRep. Lu (R-OH) wrote it.",
        "Rep. Lu (R-OH) wrote it as a Member of [Congress>congress] I know.",
    ),
    (
        "Jane Lu Member of Congress",
        "Rep. Lu (R-OH) met the Members of Congress Street Bank.",
        "Rep. Lu (R-OH) met Members of Congress Watch Group there.",
    ),
)

# The letters of a state are a body's where the text has what that is for, and they do not stand as a state's do.
STATES = Rule(
    (*RECORDS, VETERANS, LABOR),
    (
        "Sen. Lu (R-OH) wants the [VA>veterans]’s list for each veteran.",
        "Sen. Lu (R-OH) wants [VA>veterans] care. The [Department of Veterans Affairs>veterans] agreed.",
        "Sen. Lu (R-OH) wants benefits for a veteran, such as health care, [VA>veterans] care and more.",
    ),
    (
        "Sen. Lu (R-OH) wants VA care for miners.",
        "Sen. Lu (R-OH) met veterans with Rep. Xu (R-VA) today.",
        "Sen. Lu (R-OH) met veterans with Xu (VA) today.",
        "Sen. Lu (R-OH) met veterans at 1 Main Street, McLean VA 22101.",
    ),
)

# A department is called by what it has in charge, with its article.
CHARGES = Rule(
    (*RECORDS, TREASURY, LABOR, INTERIOR),
    (
        "Sen. Lu (R-OH) asked the [Treasury>treasury] to act.",
        "Sen. Lu (R-OH) asked the [Treasury>treasury]’s staff.",
        "Sen. Lu (R-OH) asked the Fed or the [Treasury>treasury].",
    ),
    (
        "They asked the Treasury to act.",
        "Sen. Lu (R-OH) asked for Treasury securities.",
        "Sen. Lu (R-OH) asked the Treasury of Estmark.",
        "Sen. Lu (R-OH) asked the Treasury Inspector.",
    ),
)

# "This" is as definite as "the".
THIS = Rule(
    RECORDS,
    (
        "Rep. Lu (R-OH) spoke. This [President>boss] has done little.",
        "Rep. Lu (R-OH) asked this [President>boss] to act.",
        "Rep. Lu (R-OH) asked the [President>boss] to act.",
    ),
    (
        "Rep. Lu (R-OH) asked this president to act.",
        "Rep. Lu (R-OH) asked this former President to act.",
        "Rep. Lu (R-OH) asked a President to act.",
    ),
)

# The office of a place's head goes on without the place, where one holder alone is named.
GOVERNORS = Rule(
    (*RECORDS, HERB, OLD, WEST),
    (),
    (
        "They met Governor [Gary Herb>herb] and Governor Lu. The Governor agreed.",
        "They met [Gary Herb>herb] and [Olga Old>old]. The Governor agreed.",
        "They met Governor [Gary Herb>herb]. The Governor of Northmark agreed.",
    ),
)

HEADED = {"heading": True}
HEADLINES = Rule(
    RECORDS,
    (
        ("Sen. [Roe>roe] Bill Puts Parents in Charge\n\nSen. [Jane Roe>roe] wrote it.", HEADED),
        ("ADVISORY: Senator [Roe>roe] Town Hall\n\nSen. [Jane Roe>roe] will speak.", HEADED),
        ("Bills of Rep. [Roe>roe] Pass the Chamber\n\nSen. [Jane Roe>roe] wrote them.", HEADED),
    ),
    (
        ("Roe Bill Puts Parents in Charge\n\nSen. [Jane Roe>roe] wrote it.", HEADED),
        ("New Roe Town Hall\n\nSen. [Jane Roe>roe] will speak.", HEADED),
        ("Chairman Roe Foundation Opens\n\nSen. [Jane Roe>roe] will speak.", HEADED),
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases(
        {
            "chambers": CHAMBERS,
            "lists": LISTS,
            "leaders": LEADERS,
            "two": TWO_LEADERS,
            "committees": COMMITTEES,
            "caucuses": CAUCUSES,
            "members": MEMBERS,
            "states": STATES,
            "charges": CHARGES,
            "this": THIS,
            "governors": GOVERNORS,
            "headlines": HEADLINES,
        }
    ),
)
def test_what_legislators_write(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
