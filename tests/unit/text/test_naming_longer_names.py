"""Part of a longer name: where a name goes on, before it or behind it, the shorter one in it is nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
ALABAMA = Organization("alabama", "University of Alabama")
CALIFORNIA = Organization("california", "University of California")
TRINITY = Organization("trinity", "Trinity College")
WISCONSIN = Organization("wisconsin", "University of Wisconsin")
HARVARD = Organization("harvard", "Harvard University")
GOOGLE = Organization("google", "Google")
UNIONISTS = Organization("unionists", "Unionist Party")
TRANSPORT = Organization(
    "dot", "Department of Transportation", "DOT", (Name("U.S. Department of Transportation"),), parent="usa"
)
COURT = Organization("court", "Federal Appeals Tribunal", parent="usa")
ALIVE = Organization("alive", "Come Back Alive")
BANK = Organization("bank", "World Bank")
GROUP = Organization("group", "World Bank Group")
JUSTICE = Organization("justice", "Department of Justice", "DOJ", (Name("Justice Department"),), parent="usa")
TAX = Organization("tax", "Tax Division", unit_of="justice")
HEALTH = Organization("health", "Ministry of Health", parent="usa")
AID = Organization("aid", "Federal Student Aid")

MOSS = Organization("moss", "Moss")
FORD = Organization("ford", "Ford")
BIDEN = Official("biden", "Jane Biden", (), None, (Membership("President", "usa", "2010"),))
STONE = Official("stone", "Mia Stone")

RECORDS = (
    *(USA, ALABAMA, CALIFORNIA, TRINITY, WISCONSIN, HARVARD, GOOGLE, UNIONISTS, TRANSPORT, COURT, ALIVE, BANK, GROUP),
    *(JUSTICE, TAX, HEALTH, AID, MOSS, FORD, BIDEN, STONE),
)
OURS = {"issuer": "usa"}

WHOLE = (
    "the [University of Alabama>alabama] in Birmingham",
    "the [University of Alabama>alabama], Birmingham, Alabama",
    "[Harvard University>harvard], Cambridge, UK",
    "[Harvard University>harvard], [Google>google] and others",
    "[Harvard University>harvard], where Dublin is far",
    "at [Trinity College>trinity] at noon",
    "They met at [Trinity College>trinity]. Dublin is far.",
    "the [University of California>california] (Berkeley)",
    "the [Unionist Party>unionists] met",
    "The [Unionist Party>unionists] met",
    "the former [Unionist Party>unionists]",
    "the [Department of Transportation>dot] met",
    "the [U.S. Department of Transportation>dot] met",
    "President Biden [Department of Transportation>dot] officials",
    "Contact [Federal Appeals Tribunal>court] now",
    "Charitable Foundation [Come Back Alive>alive]",
    "the [World Bank Group>group] and the [World Bank>bank]",
    ("the [Tax Division>tax] and U.S. Attorney Ann Lee", {"issuer": "justice"}),
    ("the [Justice Department>justice] and IRS announced", OURS),
    ("the [Department of Justice>justice] and Internal Revenue Service announced", OURS),
    ("the [Ministry of Health>health] and Secretary of State Lee", OURS),
    "[Federal Student Aid>aid] (2011)",
    "the [Google>google]/[Ford>ford] deal",
    "said [Mia Stone>stone]/[Google>google]",
    "He joined [Moss>moss] and [Ford>ford].",
    "the [University of Wisconsin>wisconsin] – Madison said no",
)
"""What stands beside the name belongs to it, to nobody, or to somebody else who is named with it."""

PART = (
    "the University of Alabama at Birmingham",
    "the University of Alabama at Huntsville said",
    "the University of California, Berkeley",
    "the University of California, San Francisco, said so",
    "Trinity College, Dublin",
    "Trinity College Dublin",
    "Trinity College of Arts",
    "the University of Wisconsin-Madison",
    "the University of Wisconsin–Madison",
    "They said that the New York City Department of Transportation would meet again there",
    "They said that the Louisiana Department of Transportation would meet again there",
    ("They said that the New York City Department of Transportation would meet again there", OURS),
    "the Free Application for Federal Student Aid (FAFSA)",
    "the North Korean government",
    "Gerald R. Ford spoke",
    "Then J. Ford spoke",
    "Then Mia Ford spoke",
    ("the Ministry of Health and Nutrition met", OURS),
    ("the Ministry of Health and Social Services met", OURS),
)
"""The name goes on: the longer one is somebody else's, whether it has a record or not."""

RULES = {"longer names": Rule(RECORDS, WHOLE, PART)}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_longer_names(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


EVERYBODY: tuple[Organization | Official, ...] = (
    *(Organization(f"firm-{number}", f"Zu{number}x") for number in range(1001)),
    *(Organization(name.lower(), name) for name in ("Ford", "Mars", "Phoenix", "Florence", "Adler", "Sonate", "Moss")),
    Organization("moss-group", "Moss Group", None, (Name("Moss"),)),
    *(Official(f"ford-{given.lower()}", f"{given} Ford") for given in ("Ada", "Bo", "Cy")),
)
CROWDED = {
    "lone words": Rule(
        EVERYBODY,
        (
            "They work for [Sonate>sonate] now.",
            "He left [Adler>adler] in May.",
        ),
        (
            "They work for Ford now.",
            "She knew that when Leopold Adler came over there, Adler would sell this.",
        ),
    )
}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(CROWDED))
def test_a_lone_word_where_everybody_has_a_record(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
