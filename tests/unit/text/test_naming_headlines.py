"""In a headline verbs have capitals; a chamber is that of the legislators whom a text names; misnamed bodies."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
CONGRESS = Organization("congress", "United States Congress", other_names=(Name("Congress"),), parent="usa")
SENATE = Organization("senate", "United States Senate", parent="congress")
HOUSE = Organization("house", "United States House of Representatives", parent="congress")
GEORGIA = Organization("georgia", "Georgia House of Representatives")
FOREST = Organization("forest", "Forest Service", parent="usa")
ACME = Organization("acme", "Acme")
ROE = Official("roe", "Jane Roe")
OF_THE_US = Membership("President of the United States", "usa", "2009", "2017")
BIDEN = Official("biden", "Joe Biden", memberships=(OF_THE_US,))

RECORDS = (USA, CONGRESS, SENATE, HOUSE, GEORGIA, FOREST, ACME, ROE, BIDEN)
OURS: dict[str, Any] = {"issuer": "usa"}
HEADED = {**OURS, "heading": True}
HELD = {"heading": True, "issuer": "usa", "date": "2011-06-21"}

VERBS = Rule(
    RECORDS,
    (
        ("Roe Urges [Senate>senate] to Pass Budget Bill\n\nThey met the [Senate>senate].", HEADED),
        ("Reps. Roe and Lee Urge [Senate>senate] to Pass Bill\n\nThey met the [Senate>senate].", HEADED),
        ("Empowering [Forest Service>forest] Experts to Educate\n\nThey met the [Forest Service>forest].", HEADED),
    ),
    (
        ("Ohio Senate Passes Budget Bill\n\nThey met the [Senate>senate].", HEADED),
        ("Texas Forest Service Experts Educate\n\nThey met the [Forest Service>forest].", HEADED),
        ("They met the Ohio Senate there, and the [Senate>senate].", OURS),
    ),
)
"""A verb has a capital in a headline as names have, and gives what follows to nobody."""

LEE = Official("lee", "Mike Lee", memberships=(Membership("Senator", "senate", "2009", "2017"),))
LEE_PETERS = Official("peters", "Lee Peters")

PEOPLE = Rule(
    (*RECORDS, LEE, LEE_PETERS),
    (
        ("Senator [Lee>lee] Releases Disasters of Border Bill\n\nThey met.", HEADED),
        ("[Lee>lee] Opposes House Budget Deal\n\nSenator [Lee>lee] met them.", HEADED),
        ("[Lee>lee] Statement on Budget Deal\n\nSenator [Lee>lee] made a statement.", HEADED),
        ("Others Call on [Lee>lee] to Act\n\nSenator [Lee>lee] met them.", HEADED),
    ),
    (
        ("Lee Lonsberry Honored by Budget Office\n\nLee Lonsberry is here. Senator [Lee>lee] left.", HEADED),
        ("Lee Family Foundation Opposes Deal\n\nSenator [Lee>lee] met them.", HEADED),
        ("Anna Lee Opposes Budget Deal\n\nSenator [Lee>lee] met them.", HEADED),
    ),
)
"""Who is named in a headline by the family name alone is whom the text names below, by an office or in full."""

PRESIDENTS = Rule(
    RECORDS,
    (
        ("Roe Asks [President>biden] to Sign Bill\n\nThey said that the [President>biden] met them.", HELD),
        ("Bill Heads to [President>biden]'s Desk\n\nIt went to the [President>biden].", HELD),
        ("Roe Calls on the [President>biden] to Act\n\nThey met.", HELD),
    ),
    (
        ("Roe Asks President to Sign Bill\n\nThey met a president.", HELD),
        ("Bankers President to Sign Bill\n\nThey said that the [President>biden] met them.", HELD),
        ("They asked President of [Acme>acme] to sign, and met the president.", OURS),
    ),
)
"""A headline may have an office without its article that the text has with it."""

CHAMBERS = Rule(
    RECORDS,
    (
        "Sen. [Jane Roe>roe] (D-Wis.) met the [Senate>senate] there.",
        "Sen. [Jane Roe>roe] (D-Wis.) met those of Ghana. The [President>biden] met them, too.",
        "It forced [Congress>congress] to act, said [Jane Roe>roe] (Vt.-AL).",
    ),
    (
        "[Jane Roe>roe] (EPP) met the House of Representatives there.",
        "Sen. [Jane Roe>roe] met those of Ghana. The President met them, too.",
        "[Jane Roe>roe] (2011) forced Congress to act.",
    ),
)
"""Party and state behind a legislator's name say which country's chambers a text means."""

SUBJECTS = Rule(
    RECORDS,
    (
        ("They met. [Congress>congress] must act on it.", OURS),
        ("They met. “[Congress>congress] has long asked for it.", OURS),
        ("They met. [Congress>congress] should pass it.", OURS),
    ),
    (
        ("Congress of Vienna must be known.", OURS),
        ("Congress Must Act On Budget\n\nThey met.", HEADED),
        ("A congress met. Congress and more.", OURS),
    ),
)
"""What may be counted begins a sentence without an article only as a name."""

FEMA = Organization("fema", "Federal Emergency Management Agency", "FEMA")
FTC = Organization("ftc", "Federal Trade Commission", "FTC")
NSF = Organization("nsf", "National Science Foundation", "NSF")
AFD = Organization("afd", "Agence française de développement", "AFD", (Name("French Development Agency"),))

BODIES = (FEMA, FTC, NSF, AFD)

MISNAMED = Rule(
    BODIES,
    (
        "The [Federal Emergency Management Administration>fema] ([FEMA>fema]) met, and [FEMA>fema] agreed.",
        "The [French Agency for Development>afd] ([AFD>afd]) met, and [AFD>afd] agreed.",
        "The [Agency for French Development>afd] ([AFD>afd]) met.",
    ),
    (
        "The National Sleep Foundation (NSF) met, and NSF agreed.",
        "The Federal Transit Commission (FTC) met, and FTC agreed.",
        "The Agency for Film and Dance (AFD) met, and AFD agreed.",
    ),
)
"""A long name that has one word wrong, or its words in another order, has the short name of the record."""

HELP = Organization("help", "Senate Committee on Health, Education, Labor, and Pensions")
ARMED = Organization("armed", "Senate Committee on Armed Services")

INITIALS = Rule(
    (HELP, ARMED),
    (
        "They met the [Senate HELP Committee>help] there.",
        "They met the [Senate HELP Committee>help]. The [HELP Committee>help] agreed.",
        "The [Senate Committee on Health, Education, Labor, and Pensions>help] met. The [HELP Committee>help] agreed.",
    ),
    (
        "They met the HELP Committee there.",
        "They met the House HELP Committee there.",
        "They met the Senate AS Committee there.",
    ),
)
"""The initials of what a committee is for name it with its chamber."""


@pytest.mark.parametrize(
    ("records", "marked", "values", "language"),
    cases(
        {
            "verbs": VERBS,
            "people": PEOPLE,
            "presidents": PRESIDENTS,
            "chambers": CHAMBERS,
            "subjects": SUBJECTS,
            "misnamed": MISNAMED,
            "initials": INITIALS,
        }
    ),
)
def test_what_a_headline_and_a_legislator_tell(
    records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str
) -> None:
    check(records, marked, values, language)
