"""What stands in parentheses behind a name: a short name for it only where it is made of it, and never a person's."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

SENATE = Organization("senate", "Senate of Varn")
ANNA = Official("anna", "Anna Berg", (), None, (Membership("Senator", "senate", "2010"),))
KARL = Official("karl", "Karl Stone", (Name("K. P. Stone"),))
LUCAS = Official("lucas", "Lucas Orr")
PEOPLE_PARTY = Organization("epp", "European People's Party", "EPP")
PARLIAMENT = Organization("parliament", "European Parliament", "EP")
NEWS = Organization("news", "Allied Press", "AP")
TAXES = Organization("taxes", "Inland Revenue Service", "IRS")
CUTOSHI = Organization("cutoshi", "Cutoshi")
ARCHIVES = Organization("archives", "National Archives and Records Agency", "NARA")
AQUATIC = Organization("aquatic", "National Aquatic Resources Research and Development Agency")
CDC = Organization("cdc", "Centers for Disease Control and Prevention")
CAISSE = Organization("caisse", "Caisse des dépôts")
HEALTH = Organization("bmg", "Federal Ministry of Health of Varn", "BMG")
DRUGS = Organization("odc", "Estmark Office on Drugs and Crime")
HOLDINGS = Organization("acme", "Acme Holdings Ltd")
ENERGY = Organization("energy", "Northern Energy Fund")
AIRPORTS = Organization("airports", "Varn Airports and Aviation")
COMPUTING = Organization("computing", "Kelmark Computing Office", "IT")
VARN = Organization("varn", "Varn Society")
KUWAIT = Organization("kuwait", "Kuwait Fund")

RECORDS = (
    *(SENATE, ANNA, KARL, LUCAS, PEOPLE_PARTY, PARLIAMENT, NEWS, TAXES, CUTOSHI, ARCHIVES, AQUATIC, CDC, CAISSE),
    *(HEALTH, DRUGS, HOLDINGS, ENERGY, AIRPORTS, COMPUTING, VARN, KUWAIT),
)

FITTING = (
    "The [Caisse des dépôts>caisse] ([CDD>caisse]) met. [CDD>caisse] won.",
    "The [Centers for Disease Control and Prevention>cdc] ([CDC>cdc]) met. [CDC>cdc] won.",
    "The [Centers for Disease Control and Prevention>cdc] ([CDCP>cdc]) met. [CDCP>cdc] won.",
    "The [National Aquatic Resources Research and Development Agency>aquatic] ([NARA>aquatic]). [NARA>aquatic] met.",
    "The [Estmark Office on Drugs and Crime>odc] ([EODC>odc]) met. [EODC>odc] won.",
    "The [Estmark Office on Drugs and Crime>odc] ([ODC>odc]) met. [ODC>odc] won.",
    "[Cutoshi>cutoshi] ([CUTO>cutoshi]) rose. [CUTO>cutoshi] fell.",
    "The [Federal Ministry of Health of Varn>bmg] ([BMG>bmg]) met. [BMG>bmg] won.",
    "[Acme Holdings Ltd>acme] (the “[Company>acme]”) rose. The [Company>acme] fell.",
    "[Acme Holdings Ltd>acme] (“[Apollo>acme]”) rose. [Apollo>acme] fell.",
    "[Acme Holdings Ltd>acme] ([AH>acme]) rose. [AH>acme] fell.",
    "The [Northern Energy Fund>energy] ([NEF>energy]) met. [NEF>energy] won.",
    "[Varn Airports and Aviation>airports] ([VAA>airports]) met. [VAA>airports] won.",
    "The [European Parliament>parliament] ([EP>parliament]) met. The [EP>parliament] won.",
    "The [Inland Revenue Service>taxes] ([IRS>taxes]) met. The [IRS>taxes] won.",
    "Sen. [Anna Berg>anna] ([EPP>epp]) met. The [EPP>epp] won.",
    "[Karl Stone>karl] ([AP>news]) wrote. [AP>news] said so.",
    "The [Senate of Varn>senate] (hereinafter the “[Senate>senate]”) met. The [Senate>senate] won.",
    "The [European People's Party>epp] ([EPP>epp]), not the [European Parliament>parliament] ([EP>parliament])",
    "The [Estmark Office on Drugs and Crime>odc] ([EsODC>odc]) met. [EsODC>odc] won.",
    "The [Kelmark Computing Office>computing] ([IT>computing]) met. [IT>computing] won.",
    "The [Kuwait Fund>kuwait] (“the [Fund>kuwait]”) met. The [Fund>kuwait] won.",
)
"""A body, and a short name that is made of its name, or that the record or the author's quotation marks give it."""

NOT_FITTING = (
    "Sen. [Anna Berg>anna] (D-Wis.) met. D-Wis. lost; so did D-Wis, too.",
    "Senator [Anna Berg>anna] (R-UT) met Rep. Moe (R-UT).",
    "[Anna Berg>anna] (NY-14) met NY-14.",
    "[Anna Berg>anna] (IBM) met. IBM won.",
    "[Anna Berg>anna] (AB) met. AB won.",
    "[Karl Stone>karl] (“KS”) met. KS won.",
    "[Karl Stone>karl] (the “Director”) met. The Director left.",
    "[Karl Stone>karl] (“Rocky”) met. Rocky left.",
    "[Lucas Orr>lucas] (LO) met. LO won.",
    "[Lucas Orr>lucas] (I-Vt.) met. I-Vt won.",
    "The [European Parliament>parliament] ([EPP>epp]) met. The [EPP>epp] won.",
    "The [Inland Revenue Service>taxes] (IRS-CI) met. IRS-CI won.",
    "The [Caisse des dépôts>caisse] (IBM) met. IBM won.",
    "The [Centers for Disease Control and Prevention>cdc] (XLE) met. XLE won.",
    "[Varn Airports and Aviation>airports] (SL) Ltd met. SL won.",
    "[Cutoshi>cutoshi] (UTO) rose. UTO fell.",
    "The [Northern Energy Fund>energy] (XEF) met. XEF won.",
    "The [Senate of Varn>senate] (AK) met. AK won.",
    "The [Varn Society>varn] ([AP>news]) met. [AP>news] won.",
    "The [Varn Society>varn] (GENEVA) met. GENEVA is far.",
    "The Union of Inland Revenue Service (UIRS) met. UIRS won.",
    "Free Help for the Northern Energy Fund (FHNEF) met. FHNEF won.",
    "[Anna Berg>anna] of the [Varn Society>varn] (D-Ore.) met. D-Ore. lost.",
    "The Kelmark Hotel (IT) opened. IT grows.",
    "The Growing Markets Fund (“the Fund”) opened. The Fund grew.",
)
"""What only stands behind a name: a party, a state, an agency of news, a place, letters of a longer name."""

RULES = {"short names": Rule(RECORDS, FITTING, NOT_FITTING)}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_parentheses(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
