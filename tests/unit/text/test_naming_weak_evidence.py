"""Where evidence is weak there is no link: offices that laws speak of, a chamber's word that begins another name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.naming.fitting.longer_names import first_word
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.offices import of_somebody
from sphinx_newsroom.text.naming.sighting import sighted
from sphinx_newsroom.text.words.tokens import Tokens

USA = Organization("usa", "Government of the United States")
SENATE = Organization("senate", "United States Senate", None, (Name("Senate"),), parent="usa")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("House"),), parent="usa")
CONGRESS = Organization("congress", "United States Congress", None, (Name("Congress"),), parent="usa")
ARMY = Organization("army", "United States Army", None, (Name("Army"),), parent="usa")
DEFENSE = Organization("defense", "Department of Defense", parent="usa")
UN = Organization("un", "United Nations", "UN")
UKRAINE = Organization("ukraine", "Government of Ukraine")
NETWORK = Organization("network", "Google")
ROE = Official("roe", "Jane Roe", memberships=(Membership("Senator", "senate", "2007"),))
BOSS = Official("boss", "Max Boss", memberships=(Membership("President of the United States", "usa", "2009"),))
GATES = Official("gates", "Ida Gates", memberships=(Membership("Secretary of Defense", "defense", "2006"),))
BAN = Official("ban", "Ban Lu", memberships=(Membership("Secretary-General", "un", "2007"),))
YAN = Official("yan", "Yan Ko", memberships=(Membership("President of Ukraine", "ukraine", "2010"),))

RECORDS = (USA, SENATE, HOUSE, CONGRESS, ARMY, DEFENSE, UN, UKRAINE, NETWORK, ROE, BOSS, GATES, BAN, YAN)
SAID = "Sen. [Jane Roe>roe] (R-OH) spoke. "
MET = SAID + "She asked the [House>house] to act on it, then the [Senate>senate] to do so. "
HEADED = {"heading": True}

# Nothing is told of who holds it: laws and arguments speak of the office.
OFFICES = Rule(
    RECORDS,
    (
        *(
            SAID + text
            for text in (
                "The [President>boss] signed it.",
                "It was signed by the [President>boss] in May.",
                "The [President>boss]’s request is before us.",
                "The [President>boss] repeatedly refused to come.",
                "The [President>boss] claims it works.",
                "The [President>boss] is wrong.",
                "The [President>boss] should be at home.",
                "The [President>boss] and Jane Roe refused to come.".replace("Jane Roe", "[Jane Roe>roe]"),
                "We hold the [President>boss] accountable for his words.",
                "It seems lost on the [President>boss] and his advisers.",
                "I urge the [President>boss] to act.",
                "We call on the [President>boss] to act.",
                "She sent a letter to the [President>boss] in May.",
                "They asked for it, including the [President>boss] himself.",
                "He waits for the [President>boss] to act. The [President>boss] has not come.",
                "[Max Boss>boss] spoke. They wait for the [President>boss] to act.",
                "The [Secretary of Defense>gates] told us.",
                "The [Secretary of Defense>gates]’s words were clear.",
                "They spoke with the [UN>un] [Secretary-General>ban] about it.",
                "They waited for the [President of Ukraine>yan] to act.",
            )
        ),
        ("Roe Calls on the [President>boss] to Act\n\n".replace("Roe", "[Roe>roe]") + SAID, HEADED),
        ("The work of the [President>boss] goes on.", {"issuer": "usa"}),
        ("Actions of the [Secretary of Defense>gates] to come.", {"issuer": "usa"}),
    ),
    tuple(
        SAID + text
        for text in (
            "It speaks of the need for the President to act.",
            "There is a way for the Secretary of Defense to know.",
        )
    ),
)

# A capital goes on behind it: caucuses, members, leaders and the legislatures of states.
FIRST_WORDS = Rule(
    RECORDS,
    (
        *(
            SAID + text
            for text in (
                "The [Senate>senate] met.",
                "The [Senate>senate]’s vote came.",
                "The [House>house] passed it.",
                "The [House>house], Google and others met.".replace("Google", "[Google>network]"),
                "The [House>house] and the [Senate>senate] agreed.",
                "The [Senate>senate] met. It passed the [Senate>senate] Wednesday.",
                "The [Senate>senate] met. The [Senate>senate] Tuesday passed it.",
                "A speech on the [Senate>senate] floor came.",
                "A [House>house] vote came.",
                "It passed the [Senate>senate]. Republicans agreed.",
                "It passed the [House>house]; Democrats agreed.",
                "In the [House>house] (Republican) it passed.",
                "The [Congress>congress] met. By [Congress>congress] [Jane Roe>roe] was told.",
                "As a member of [Congress>congress] I know it.",
                "The powers are [Congress>congress]’s Constitutional ones.",
                "The [Army>army] met.",
                "The [Army>army] helps.",
                "The [Army>army]’s Secretary came.",
                "An [Army>army] base is near.",
            )
        ),
        ("[Senate>senate] Passes Long Bill on Sea Roads\n\n" + SAID + "The [Senate>senate] met.", HEADED),
        ("[House>house] Urges Senators to Pass Bills\n\n" + SAID + "The [House>house] met.", HEADED),
        ("Members of [Congress>congress] Tell All\n\n" + SAID, HEADED),
    ),
    (
        *(
            MET + text
            for text in (
                "All House Republicans agreed.",
                "Many Senate Democrats agreed.",
                "The House Republican budget came.",
                "The House Conference Chairwoman came.",
                "The Senate Majority Leader came.",
                "The Senate Parliamentarian came.",
                "The House Rural Caucus met.",
                "The co-chairs of the House Rural Sea Caucus met.",
                "The House GOP Majority met.",
                "Chair of the House Railroads, Pipelines, and Sea Subcommittee",
                "The Senate’s Health, Education, and Sea Committee met.",
                "The House's First Road Act passed.",
                "The House Student App Challenge begins.",
                "They told Senate President Adams.",
                "They told House Speaker Wilson.",
                "The family of Army Lt. Alkonis came.",
                "They met Army Secretary Esper.",
                "The Senate Chamber is old.",
                "The House Floor is old.",
            )
        ),
        ("House Rural Caucus Meets\n\n" + MET, HEADED),
        ("Senate Republicans Agree\n\n" + MET, HEADED),
        ("[Roe>roe] on House Floor\n\n" + MET, HEADED),
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"), cases({"offices": OFFICES, "first-words": FIRST_WORDS})
)
def test_what_is_weak_is_not_taken(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


@pytest.mark.parametrize(
    ("language", "text", "refused"),
    [
        ("en", "They met Army Secretary Xu", True),
        ("de", "Gestern sah Army Soldaten", False),
        ("uk", "Сьогодні прийшла Army України", False),
    ],
)
def test_other_languages_have_capitals_for_other_reasons(language: str, text: str, refused: bool) -> None:
    names = Names(Registry({"army": ARMY}, {}))
    release = Release(ReleaseId("2011/x"), "T", dt.date(2011, 6, 21), "releases/2011/x.md", language=language)
    tokens = Tokens(text)
    start = tokens.words.index("army")
    form = Form("Army", "army", "organization", "other-name", "generic")
    assert first_word(sighted(names, tokens, release), form, start, start + 1) is refused


@pytest.mark.parametrize(
    "behind",
    [
        "signed it",
        "also knew it",
        "and Jane Roe met",
    ],
)
def test_something_is_told_of_a_person(behind: str) -> None:
    joined = "" if behind.startswith("'") else " "
    assert of_somebody(Tokens(f"the President{joined}{behind}"), 1, 2)


@pytest.mark.parametrize(
    "behind",
    [
        "to sign it",
        "may know",
        "and the bill",
    ],
)
def test_nothing_is_told_of_a_person(behind: str) -> None:
    joined = "" if behind.startswith(".") else " "
    assert not of_somebody(Tokens(f"the President{joined}{behind}"), 1, 2)
