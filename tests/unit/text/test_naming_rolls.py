"""Lists of who sponsors or signs something: bare family names of legislators, and lists of others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.text.naming.family_names.by_roll import rolls
from sphinx_newsroom.text.words.tokens import Tokens

USA = Organization("usa", "Government of the United States")
SENATE = Organization("senate", "United States Senate", parent="usa")
HOUSE = Organization("house", "United States House of Representatives", parent="usa")
UTAH = Organization("utah", "Utah House of Representatives")


def _official(id_: str, name: str, role: str, body: str, since: str = "2007", until: str | None = None) -> Official:
    return Official(id_, name, memberships=(Membership(role, body, since, until),))


def _member(id_: str, name: str) -> Official:
    return _official(id_, name, "Representative", "house")


def _senator(id_: str, name: str) -> Official:
    return _official(id_, name, "Senator", "senate")


ADAMS, BALINT, COSTA, DEAN = (
    _member("adams", "Alma Adams"),
    _member("balint", "Becca Balint"),
    _member("costa", "Jim Costa"),
    _member("dean", "Ida Dean"),
)
CHUY = Official(
    "chuy",
    "Jesús García",
    (Name("Chuy García"),),
    memberships=(Membership("Representative", "house", "2007"),),
)
ROSE = _member("rose", "Rob García")
COLEMAN = Official(
    "coleman",
    "Bonnie Watson Coleman",
    family_name="Watson Coleman",
    memberships=(Membership("Representative", "house", "2007"),),
)
OTHER = _official("other", "Anna Adams", "Representative", "utah")
LONG_AGO = _official("ago", "Al Balint", "Representative", "house", "1991", "1999")
WITHOUT = Official("without", "Raul Grist")
BO, GRIST = Official("bo", "Bo Grist"), _member("grist", "Al Grist")
BERG, FINN, LUND = _senator("berg", "Tom Berg"), _senator("finn", "Eva Finn"), _senator("lund", "Max Lund")
SENATOR_DEAN = _senator("dean-sen", "Leo Dean")
BODIES = (USA, SENATE, HOUSE, UTAH)
RECORDS = (*BODIES, ADAMS, BALINT, COSTA, DEAN, CHUY, ROSE, COLEMAN, OTHER, LONG_AGO, WITHOUT)
BOTH = (*RECORDS, BERG, FINN, LUND, SENATOR_DEAN)

ROLLS = Rule(
    RECORDS,
    (
        "By Rep. Lu (D-OH).\n\nSigners:\n[Adams>adams]\n[Balint>balint]\n[Costa>costa]",
        "By Rep. Lu (D-OH).\n\nSignatories:\n\n[Adams>adams]\n\n[Balint>balint]\n\n[Costa>costa]\n\nSee more.",
        "By Rep. Lu (D-OH).\n\nHouse co-leads: [Adams>adams] (IL), [Balint>balint] (D-VT), [Costa>costa] (CA-21)",
        "Rep. Lu (D-OH), joined by [Adams>adams], [Balint>balint] & [Costa>costa], wrote it.",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Dean>dean], [R. García>rose], [C. Garcia>chuy]",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], Payne, Jr., [Costa>costa]",
        'By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], "Chuy" [García>chuy], “Hank” Xu, [Costa>costa], [Dean>dean]',
        "By Rep. Lu (D-OH).\n\nCosponsors: Xu, Fox, [Adams>adams], [Balint>balint], [Jim Costa>costa]",
        "By Rep. Lu (D-OH).\n\nCosponsors: Reps. [Adams>adams], [Balint>balint], Payne Jr., [Dean>dean] (IL)",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Costa>costa], [Balint>balint], D. Dean (IL), D. Dean (OH)",
    ),
    (
        "By Rep. Lu (D-OH).\n\nSigned by Governors Adams, Balint and Costa.",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], [Costa>costa], X. Dean",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], [Costa>costa], Anna Dean",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], [Costa>costa], Dean Foundation",
        "By Rep. Lu (D-OH).\n\nCosponsors: ADAMS acts, BALINT acts and COSTA acts",
    ),
)

CHAMBERS = Rule(
    BOTH,
    (
        "By Rep. Lu (D-OH).\n\nSenate Cosponsors:[Berg>berg], [Finn>finn], [Dean>dean-sen]\n\n"
        "House Cosponsors:[Adams>adams], [Costa>costa], [Dean>dean]",
        "By Rep. Lu (D-OH).\n\nCosponsors: [Berg>berg], [Finn>finn], [Lund>lund] and [Dean>dean-sen]",
        "By Rep. Lu (D-OH).\n\nSigned by Sens. [Berg>berg], [Finn>finn], [Dean>dean-sen] and Reps. [Adams>adams],"
        " [Costa>costa], Lu.",
        "By Rep. Lu (D-OH).\n\nSigned by: [Berg>berg], [Finn>finn], [Adams>adams], [Costa>costa], [I. Dean>dean]",
    ),
    (
        "By Rep. Lu (D-OH).\n\nSigned by: [Berg>berg], [Finn>finn], [Adams>adams], [Costa>costa], Dean",
        "By Rep. Lu (D-OH).\n\nSenate Cosponsors:[Berg>berg], [Finn>finn], [Lund>lund], Adams",
        "By Rep. Lu (D-OH).\n\nSigned by: [Berg>berg], [Finn>finn], [Adams>adams], [Costa>costa], Dean, Dean",
    ),
)


# Whose record has no office may hold one, and is meant where the text names her or him.
UNKNOWN = Rule(
    (*RECORDS, BO, GRIST),
    (
        "By Rep. Lu (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], [Dean>dean], [Grist>grist]",
        "By Rep. [Bo Grist>bo] (D-OH).\n\nCosponsors: [Adams>adams], [Balint>balint], [Dean>dean], [Grist>bo]",
    ),
    (),
)


# Beside a given name the family name is nobody else's.
PAIRS = Rule(
    (*RECORDS, BO, GRIST),
    (
        "By Rep. Lu (D-OH).\n\nSigners: [Grist, Bo>bo]; [Grist, Al>grist]; [Adams, Alma>adams]",
        "By Rep. Lu (D-OH).\n\nSigners: [Adams, Alma>adams]; [García, Jesús>chuy]; [García, Rob>rose]",
    ),
    (),
)

# A text of legislators is one of public life: a common name is rather an official's there.
PUBLIC = Rule(
    (*BODIES, *(Official(f"moe-{name.lower()}", f"{name} Moe") for name in ("Ann", "Bea", "Cyd"))),
    (
        "Those were Tom Lu (D-OH) and [Ann Moe>moe-ann].",
        "Those were Tom Lu (OH-03), [Bea Moe>moe-bea] and [Cyd Moe>moe-cyd].",
    ),
    (),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases({"rolls": ROLLS, "of-chambers": CHAMBERS, "unknown": UNKNOWN, "pairs": PAIRS, "public": PUBLIC}),
)
def test_who_sponsors_or_signs(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("Cosponsors: Lee, D. Moe (IL) and Roe", ["Lee", "D. Moe", "Roe"]),
        ("Signed by Glenn “GT” Thompson*, Bonamici*, Roe", ["Glenn “GT” Thompson", "Bonamici", "Roe"]),
        ("Signers:\nLee\nMoe\nRoe\n\nSee here", ["Lee", "Moe", "Roe", "See"]),
        ("Signed by Lee, Moe and Roe. Foe came", ["Lee", "Moe", "Roe"]),
        ("Signed by Lee, Moe, Jr., Roe, MD, of Ohio, Foe", ["Lee", "Moe", "Roe"]),
        ("Signed by many. Lee, Moe, Roe", None),
        ("Endorsed by Lee, Moe, Roe", None),
        ("Signed by Lee, Moe", None),
    ],
)
def test_the_members_of_a_list(text: str, members: list[str] | None) -> None:
    tokens = Tokens(text)
    found = [[tokens.surface(member.start, member.end) for member in roll] for roll in rolls(tokens)]
    assert found == ([members] if members else [])
