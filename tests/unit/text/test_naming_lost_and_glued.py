"""Lost blanks, papers and terms of chambers, plural bodies, addresses, committees and family names of legislators."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States", None, (Name("U.S. Government"), Name("Government")))
CONGRESS = Organization("congress", "United States Congress", None, (Name("Congress"),), parent="usa")
SENATE = Organization("senate", "United States Senate", None, (Name("Senate"),), parent="congress")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("House"),), parent="congress")
JOINT = Organization("joint", "Joint Economic Committee")
FED = Organization("fed", "Federal Reserve", None, (Name("Federal Reserve System"),), parent="usa")
NIH = Organization("nih", "National Institutes of Health", "NIH", parent="usa")
FTC = Organization("ftc", "Federal Trade Commission", "FTC", parent="usa")
GSA = Organization("gsa", "General Services Administration", "GSA", parent="usa")
FAS = Organization("fas", "Federal Acquisition Service", "FAS", parent="gsa")
UNIDO = Organization("unido", "United Nations Industrial Development Organization", "UNIDO")
BANK = Organization("bank", "World Bank")

LEE = Official("lee", "Mike Lee", memberships=(Membership("Senator", "senate", "2009", "2017"),))
KOHL = Official("kohl", "Herb Kohl")
GLENN = Official("glenn", "John Glenn")
SMITH = Official("smith", "Adam Smith")
OTHER = Official("other", "Jason Smith")
STEUBE = Official("steube", "Greg Steube", memberships=(Membership("Representative", "house", "2009", "2017"),))

RECORDS = (USA, CONGRESS, SENATE, HOUSE, JOINT, FED, NIH, FTC, GSA, FAS, UNIDO, BANK)
PEOPLE = (LEE, KOHL, GLENN, SMITH, OTHER, STEUBE)
ALL = RECORDS + PEOPLE
OURS: dict[str, Any] = {"issuer": "usa"}


def ours(*texts: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((text, OURS) for text in texts)


GLUED = Rule(
    ALL,
    (
        "[Mike Lee>lee] spoke to millions of Americans.[Lee>lee]’s remarks are below.",
        "[Mike Lee>lee] spoke at length.[Lee>lee] and others left.",
    ),
    (
        "[Mike Lee>lee] has a new website at Lee.Senate.gov, with more.",
        "See example.Lee for what [Mike Lee>lee] said: no.lee and na.Lee are addresses.",
    ),
)
"""A blank lost behind a full stop, and what is an address or another's name."""

CHAMBERS = Rule(
    ALL,
    ours(
        "They asked that [Congress>congress] pass it and that the [Senate>senate] agree.",
        "They met with the [Government>usa] in May.",
    ),
    ours(
        "They voted that [Congress>congress] act on Senate Joint Resolution 43 today.",
        "The [U.S. Government>usa] met. Check out the API course in Government there.",
    ),
)
"""Papers of a chamber, and what is none in particular."""

BODIES = Rule(
    ALL,
    ours(
        "They led it with a number of [NIH>nih] Institutes and Centers there.",
        "They came from Acme, the [General Services Administration>gsa] and Shady Grove Adventist Hospital there.",
        "Codes are made by [GSA>gsa] [FAS>fas] CAR for those who ask.",
    ),
    ours(
        "They borrow from their district Federal Reserve Banks there.",
        "They wrote to the Federal Reserve Banks of Boston and Dallas.",
    ),
)
"""Several bodies of one kind, the lines of an address, and two acronyms."""

LEGISLATORS = Rule(
    ALL,
    (
        "Sen. [Mike Lee>lee] (R-UT) is of the [Joint Economic Committee>joint] there.",
        "Sen. [Mike Lee>lee] (R-UT) heard Senator [Kohl>kohl], who agreed.",
    ),
    (
        "The Joint Economic Committee of the town met.",
        "Sen. [Mike Lee>lee] (R-UT) heard Rep. Glenn “GT” Thompson there.",
        "Sen. [Mike Lee>lee] (R-UT) heard her brother T. Greg Steube there.",
    ),
)
"""What legislators mean by a committee or a family name without more."""


RULES = {
    "glued": GLUED,
    "chambers": CHAMBERS,
    "bodies": BODIES,
    "legislators": LEGISLATORS,
}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_what_stands_lost_or_glued(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
