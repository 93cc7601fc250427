"""Names called otherwise than their records have them: nicknames, companies, the UN's bodies, dashes, lists, cases."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.text.inflection.german import organization as in_german

SENATE = Organization("senate", "United States Senate")
CASEY = Official("casey", "Robert P. Casey", memberships=(Membership("Senator", "senate", "2007"),))
SANDERS = Official("sanders", "Bernard Sanders", memberships=(Membership("Senator", "senate", "2007"),))
BUSH = Official("bush", "John Ellis Bush", nicknames=("Jeb",))
LEE = Official("lee", "Mike Lee", memberships=(Membership("Senator", "senate", "2011"),))
MARTIN_LEE = Official("martin-lee", "Martin Lee", memberships=(Membership("Senator", "senate", "1991", "1999"),))

PEOPLE = (SENATE, CASEY, SANDERS, BUSH, LEE, MARTIN_LEE)

FATHER = Official("father", "Don M. Payne")
SON = Official("son", "Don M. Payne, Jr.", (Name("Don Payne Jr."),))
CLEAVER = Official("cleaver", "Al Cleaver")

# What tells father and son apart belongs to the name.
SUFFIXES = Rule(
    (SENATE, LEE, SON, FATHER, CLEAVER, Official("xu", "Bo Xu Jr.")),
    (
        "They met [Don M. Payne Jr.>son] there.",
        "They met Sen. [Mike Lee, Sr.>lee], who left.",
        "They met Senator [Lee Jr>lee], who left.",
        "[Al Cleaver Jr.>cleaver] and [Cleaver>cleaver]",
    ),
    (
        "The [Al Cleaver>cleaver]\n\nII. What he said",
        "They met Don M. Xu Jr. there.",
        "They met Bo Xu Sr. there.",
        "They met Bo Xu, Sr., there.",
        "They met [Al Cleaver>cleaver] IX there.",
    ),
)

NICKNAMES = Rule(
    PEOPLE,
    (
        "[Bernie Sanders>sanders], a senator, spoke.",
        "[Jeb Bush>bush] spoke.",
        "Senator [Michael Lee>lee] spoke.",
    ),
    (
        "Bob Casey, CEO of Acme Widgets, spoke.",
        "Mayor Bob Casey spoke.",
        "Bob met Casey.",
    ),
)

HEADLINES = Rule(
    PEOPLE,
    (
        ("[Lee>lee] Votes No\n\nSenator [Mike Lee>lee] spoke.", {"heading": True}),
        (
            "Senate: [Lee>lee], [Casey>casey] Vote No\n\n[Mike Lee>lee] and [Robert Casey>casey] spoke.",
            {"heading": True},
        ),
        ("Sen. [Lee>lee] Introduces the Federal Courts Access Act\n\n[Mike Lee>lee] spoke.", {"heading": True}),
    ),
    (
        ("Lee Votes No\n\n[Mike Lee>lee] and [Martin Lee>martin-lee] spoke.", {"heading": True}),
        ("Anna Lee Votes No\n\n[Mike Lee>lee] spoke.", {"heading": True}),
        ("Lee County Votes No\n\nSenator [Mike Lee>lee] spoke.", {"heading": True}),
    ),
)

ROB = Official("rob", "Rob Bishop", memberships=(Membership("Representative", "senate", "2003"),))

JOE = Official("joe", "Joe Bishop")

LABELS = Rule(
    (Organization("who", "World Health Organization", "WHO"),),
    (
        "The [WHO>who] met.",
        "It was told by [WHO>who]; nobody spoke.",
        "[WHO>who] said: no.",
    ),
    (
        "WHO: Senator Berg\nWHAT: A talk",
        "Who: the minister",
        "WHAT: a talk. WHO: a minister. WHERE: Kelmark.",
    ),
)

IN_MARKS = Rule(
    (SENATE, ROB, JOE),
    (
        "[Rob Bishop>rob] spoke. He, “Rob” [Bishop>rob], left.",
        'They met [Rob A. "Chuy" Bishop>rob] there.',
        "They met [Robert “Rob” Bishop>rob] there, and [Bishop>rob] left.",
    ),
    (
        "They met Jesús “Chuy” Bishop there.",
        "They met Rob. “Chuy Bishop” is a song.",
        "They met Rob, “Chuy” and Bishop there.",
    ),
)

NAMED_IN_FULL = Rule(
    (SENATE, ROB, JOE),
    (
        "Rep. [Bishop>rob] met. Rep. [Rob Bishop>rob] spoke.",
        ("Rep. [Bishop>rob] Speaks\n\nRep. [Rob Bishop>rob] met. [Bishop>rob] left.", {"heading": True}),
        "Representative [Bishop>rob] met. [Rob Bishop>rob] spoke. Then [Bishop>rob] left.",
    ),
    (
        "Mayor Bishop met. Rep. Anna Bishop spoke.",
        "Bishop met. [Rob Bishop>rob] and [Joe Bishop>joe] spoke.",
        "Bishop met. [Rob Bishop>rob] spoke.",
    ),
)

BODIES = (
    Organization("un", "United Nations", "UN"),
    Organization("undp", "United Nations Development Programme", "UNDP", parent="un"),
    Organization("acme", "Acme Robotics Corporation"),
    Organization("beta", "Betamark Inc."),
    Organization("gamma", "Gamma Dynamics"),
    Organization("delta", "Deltaworks Solutions (Estmark) Limited"),
    Organization("forum", "Asia-Pacific Trade Forum"),
    Organization("south", "United States Attorney's Office for the Southern District of Varn"),
    Organization("north", "U.S. Attorney's Office for the Northern District of Varn"),
    Organization("armed", "House Committee on Armed Services", None, (), parent="house"),
    Organization("house", "House of Representatives of Estmark"),
    Organization("eu", "European Union", "EU"),
)

CALLED = Rule(
    BODIES,
    (
        "[Acme Robotics Corp.>acme] said so.",
        "[Betamark Corporation>beta] said so.",
        "[U.S. Attorney's Offices for the Southern District of Varn>south], the [Northern District of Varn>north]",
    ),
    (
        "the New Betamark Corporation",
        "the U.S. Attorney's Offices for the Western District of Varn and the Eastern District of Varn",
        "the Development Programme",
    ),
)

GERMAN_BODIES = (
    Organization("eu", "European Union", None, (Name("Europäische Union", "de"),)),
    Organization("court", "Internationaler Strafgerichtshof", None, (Name("Internationaler Strafgerichtshof", "de"),)),
    Organization("lka", "Landeskriminalamt Nordmark"),
    Organization("icrc", "Internationales Komitee vom Roten Kreuz", None, (Name("Internationales Komitee", "de"),)),
    Organization("osce", "OSCE", None, (Name("OSZE", "de"),)),
)

GERMAN = Rule(
    GERMAN_BODIES,
    (
        "des [Internationalen Strafgerichtshofs>court]",
        "des [Landeskriminalamts Nordmark>lka]",
        "ein [OSZE>osce]-Gipfel",
    ),
    (
        "des Landeskriminalamts Süderland",
        "Strafgerichtshofs",
        "ein Internationales Komiteelein",
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [
        *cases(
            {
                "suffixes": SUFFIXES,
                "nicknames": NICKNAMES,
                "headlines": HEADLINES,
                "in full": NAMED_IN_FULL,
                "in marks": IN_MARKS,
                "labels": LABELS,
                "called": CALLED,
            }
        ),
        *cases({"German": GERMAN}, "de"),
    ],
)
def test_called_otherwise(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


def test_a_feminine_noun_has_no_genitive_of_its_own() -> None:
    assert "Europäischen Unions" not in [*in_german(["Europäische", "Union"])]
