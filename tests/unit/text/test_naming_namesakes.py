"""Whether a name is the official's or a namesake's: what stands beside it, and who else bears it."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check
from tests.helpers.tables import lines

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

HOUSE = Organization("house", "United States House of Representatives")
SENATE = Organization("senate", "United States Senate")
USA = Organization("usa", "Government of the United States")
UTAH = Organization("utah", "Office of the Governor of Estmark")


def member(id_: str, name: str, role: str, body: str, start: str = "2009", end: str | None = None) -> Official:
    return Official(id_, name, memberships=(Membership(role, body, start, end),))


# Records as lists of legislators give them: three Davises without offices, and one who has been called by less.
DAVIS = Official("davis", "Robert William Davis", (Name("Robert Davis"),))
DAVISES = (DAVIS, Official("ann", "Ann Davis"), Official("tom", "Tom Davis"))
ROBERTS = tuple(Official(f"robert-{n}", f"Robert {name}") for n, name in enumerate("ABCDEFGH"))
STEELE = Official("steele", "Robert Hampton Steele", (Name("Robert Steele"),))
KATKO = Official("katko", "John Katko")
PERRY = member("perry", "Scott Perry", "Representative", "house")
WITHOUT_OFFICES: tuple[Organization | Official, ...] = (HOUSE, *DAVISES, *ROBERTS, STEELE, KATKO, PERRY)

NAMESAKES = Rule(
    WITHOUT_OFFICES,
    lines("""
        [Robert Davis>davis], D-Ill., spoke.
        [Robert H. Steele>steele] spoke.
        Representative [Scott Perry>perry] spoke.
    """),
    ("Acme founder Scott Perry spoke.",),
)

LEES = (
    HOUSE,
    SENATE,
    member("susie", "Susie Lee", "Representative", "house"),
    member("jim", "Jim Roe", "Representative", "house"),
    Official("barbara", "Barbara Lee"),
    Official("gary", "Gary Lee"),
    member("tammy", "Tammy Baldwin", "Senator", "senate"),
    member("ron", "Ron Berg", "Senator", "senate"),
    Official("old", "John Baldwin"),
    member("walker", "Scott Walker", "Governor of Estmark", "utah"),
    Official("prentiss", "Prentiss Walker"),
    Official("robert", "Robert Walker"),
    member("mary", "Mary Quill", "Senator", "senate"),
    Official("ada", "Ada Quill"),
    Official("bo", "Bo Quill"),
    member("dorn", "Ann Dorn", "Representative", "house"),
    member("eck", "Ann Eck", "Representative", "house"),
    member("falk", "Ann Falk", "Representative", "house"),
    member("gram", "Ann Gram", "Representative", "house"),
    UTAH,
)
OF_MANY = Rule(
    LEES,
    (
        "Rep. [Lee>susie] spoke in Congress. [Susie Lee>susie] left.",
        # of three or four in ten, hardly of two more
        "Governor [Walker>walker] met.",
    ),
    lines("""
        Congresswoman Lee met, and so did Rep. [Roe>jim].
        Reps. [Roe>jim] and Lee met.
        Rep. Lee spoke in Congress. [Barbara Lee>barbara] left.
    """),
)

SHARED_OFFICE = Rule(
    LEES,
    lines("""
        Senators [Berg>ron] and [Baldwin>tammy] met.
        Sens. [Baldwin>tammy], [Berg>ron] and Moe met.
        Reps. Adams, Allred, [Roe>jim] and Ito met.
    """),
    lines("""
        Senator Moe and Baldwin met.
        Reps. Adams and Berg met.
        Mayors Adams and Roe met.
    """),
)

OLENE = Rule(
    (
        *LEES,
        USA,
        member("don", "Donald Stark", "President of the United States", "usa"),
        member("iva", "Iva Stark", "Senior Advisor to the President", "usa"),
    ),
    lines("""
        Governor [Walker>walker] met. The baker Olene Walker left.
        Olene Moe met. Governor [Walker>walker] left.
        President [Stark>don]'s daughter, [Iva Stark>iva]. In it [Stark>iva] is named.
    """),
    lines("""
        Governor Olene Walker met. Governor Walker left.
        Governor Walker met. Then Governor Olene Walker left.
        Olene Walker left. They miss Olene Walker. Then Mayor Walker met.
    """),
)


MASTO = Rule(
    (
        SENATE,
        member("masto", "Catherine Cortez Masto", "Senator", "senate"),
        member("ron", "Ron Berg", "Senator", "senate"),
        Official("lonsberry", "Mike Lee"),
    ),
    (
        "Senator [Catherine Cortez Masto>masto] met. [Cortez Masto>masto] left.",
        "[Catherine Cortez Masto>masto] met. [Masto>masto] left.",
        ("[Lee>lonsberry] Honors Ann Roe\n\n[Mike Lee>lonsberry] honors her.", {"heading": True}),
    ),
    (
        "Catherine Ann Masto met.",
        "Cortez Berg met.",
        ("[Lee>lonsberry] Hires Lee Roe\n\n[Mike Lee>lonsberry] hired Lee Roe to lead.", {"heading": True}),
    ),
)


# A list of all who ever had a seat: even a rare name is others' there.
HOLLAND = Official("holland", "Kenny Holland")
WRIGHT = Official("wright", "Ron Wright")
QUILL = Official("quill", "Franklin Delano Quill")
LETTERS = (*ascii_lowercase, *(f"{letter}e" for letter in ascii_lowercase))
EVERYBODY = tuple(Official(f"p-{a}{b}", f"Ve{a}{b} Orn{a}{b}") for a in ascii_lowercase for b in LETTERS)
EVER: tuple[Organization | Official, ...] = (HOUSE, HOLLAND, WRIGHT, QUILL, *EVERYBODY[:1001])

RARE = Rule(
    EVER,
    lines("""
        Reps. [Kenny Holland>holland] and [Ron Wright>wright] met.
        Lawmakers met. [Kenny Holland>holland] spoke.
        [Kenny Holland>holland] (D-S.C.) spoke.
    """),
    (
        "“We work hard,” said Ron Wright, partner at Horn Wright, LLP.",
        "Ron Wright, founder of the Bear Report, spoke.",
    ),
)

# What texts of legislators have: lists of who sponsors something, offices alone, headlines, committees.
REPS = [member(name.lower(), f"Ann {name}", "Representative", "house") for name in ("Adams", "Balint", "Costa")]
SENATORS = [member(name.lower(), f"Tom {name}", "Senator", "senate") for name in ("Finn", "Lund", "Moss")]
TRADE = Organization("ftc", "Federal Trade Commission", "FTC", parent="usa")
HEALTH = Organization("hhs", "Health and Human Services", parent="usa")
CLUB, ROADS = Organization("club", "BillionDollarClub"), Organization("roads", "Bureau of Roadside Oddities")
DEAN, DEANS = member("dean", "Ida Dean", "Representative", "house"), member("leo", "Leo Dean", "Senator", "senate")
COLEMAN = Official("coleman", "Bea Watson Coleman", family_name="Watson Coleman")
LEADER = member("don", "Donald Stark", "President of the United States", "usa")
LISTS = Rule(
    (USA, HOUSE, SENATE, *REPS, *SENATORS, DEAN, DEANS, COLEMAN, LEADER, TRADE, HEALTH, CLUB, ROADS),
    (
        *lines("""
        Rep. Lu (D-OH).⏎⏎Cosponsors (5): [Adams>adams], [Balint>balint] (VT), [A. Costa>costa], [Dean>dean]
        Rep. Lu (D-OH).⏎⏎Signers:⏎[Adams>adams]⏎[Balint>balint]⏎[Costa>costa]⏎⏎Dean came.
        Rep. Lu (D-OH).⏎⏎Signed by: [Dean>dean], Pi, Jr., [Balint>balint], [Watson Coleman>coleman], [Costa>costa]
        Rep. Lu (D-OH).⏎⏎Cosponsors: Sens. [Finn>finn], [Lund>lund], [Moss>moss] and [Dean>leo]
        [Ida Dean>dean] and [Moss>moss] met.
        It costs Americans.[Ida Dean>dean] met.
        The letter was signed by [Dean, Ida>dean]; [Watson Coleman, Bea>coleman]
        [BillionDollarClub>club] ([BDC>club]) met. [BDC>club] left.
    """),
        ("Bill Heads to [President>don]'s Desk\n\nRep. Lu (D-OH) met.", {"heading": True}),
    ),
    (
        *lines("""
        Rep. Lu (D-OH).⏎⏎Cosponsors: [Adams>adams], [Balint>balint], [Costa>costa], Anna Dean, X. Dean
        Rep. Lu (D-OH).⏎⏎Cosponsors: [Adams>adams], [Balint>balint], [Costa>costa], [Finn>finn], Dean
        Rep. Lu (D-OH).⏎⏎Cosponsors: Adams, Balint, Ito, Moe
        Rep. Lu (D-OH) chairs the Labor, Health and Human Services, and Related Agencies Subcommittee.
        Rep. Lu (D-OH) praised the New York City Bureau of Roadside Oddities.
        Rep. Lu (D-OH) left the Senate's Special Committee.
        Rep. Lu (D-OH) met Council Member Finn.
        Those were Martin Dean, Ida and others.
    """),
    ),
)

RULES = {
    "lists of legislators": LISTS,
    "namesakes": NAMESAKES,
    "rare names": RARE,
    "office of many": OF_MANY,
    "shared office": SHARED_OFFICE,
    "another's office": OLENE,
    "two family names": MASTO,
}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_namesakes(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
