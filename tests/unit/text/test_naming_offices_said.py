"""Offices whose body a text has said before or says of another; posts, plurals and laws, in four languages."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check, held

from sphinx_newsroom.model.records import Name, Official, Organization

USA = Organization("usa", "Government of the United States")
HOUSE = Organization("house", "United States House of Representatives", None, (Name("U.S. House"),), parent="usa")
STATE = Organization("state", "Department of State", None, (Name("U.S. Department of State"),), parent="usa")
UN = Organization("un", "United Nations", "UN", (Name("ONU", "fr"), Name("Vereinte Nationen", "de"), Name("ONU", "es")))
WHO = Organization("who", "World Health Organization", "WHO", (Name("OMS", "fr"), Name("OMS", "es")))
OSCE = Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE", (Name("OSZE", "de"),))
COE = Organization(
    "coe",
    "Council of Europe",
    None,
    (Name("Conseil de l'Europe", "fr"), Name("Europarat", "de"), Name("Consejo de Europa", "es")),
)
UNHCR = Organization("unhcr", "UN Refugee Agency", "UNHCR", (Name("HCR", "fr"), Name("ACNUR", "es")))
COURT = Organization("court", "Verfassungsgerichtshof Nordmark", None)
PROSECUTION = Organization("fiscalia-montaras", "Fiscalía General de Montarás")
ICC = Organization("icc", "International Criminal Court", "ICC", (Name("CPI", "es"), Name("CPI", "fr")))
JUSTICE = Organization("justice-valdorie", "Ministère de la Justice de Valdorie", None)
MELITOPOL = Organization("melitopol", "Melitopol City Council")


ROE = held("roe", "Ann Roe", "Representative", "house")
BIDEN = held("biden", "Joe Biden", "President of the United States", "usa")
HOLDER = held("holder", "Eric Holder", "Attorney General", "usa")
SHAW = held("shaw", "Ada Shaw", "Secretary of State", "state")
BAN = held("ban", "Ban Ki-moon", "Secretary-General", "un")
CHAN = held("chan", "Margaret Chan", "Director-General", "who")
ZANNIER = held("zannier", "Lamberto Zannier", "Secretary General", "osce")
RINTALA = held("rintala", "Paavo Rintala", "Secretary General", "coe")
MARA = held("mara", "Elsa Mara", "Commissioner for Human Rights", "coe")
TESS = held("tess", "Jean Tessier", "High Commissioner", "unhcr")
HOLLER = held("holler", "Jonas Holler", "Präsident", "court")
QUIROGA = held("quiroga", "Joaquín Quiroga", "Fiscal General", "fiscalia-montaras")
OKELLO = held("okello", "Samuel Okello", "Prosecutor", "icc")
AUBRAC = held("aubrac", "Claire Aubrac", "Ministre de la Justice", "justice-valdorie")
FEDOROV = held("fedorov", "Ivan Fedorov", "Mayor of Melitopol", "melitopol")

RECORDS = (
    *(USA, HOUSE, STATE, UN, WHO, OSCE, COE, UNHCR, COURT, PROSECUTION, ICC, JUSTICE, MELITOPOL),
    *(ROE, BIDEN, HOLDER, SHAW, BAN, CHAN, ZANNIER, RINTALA, MARA, TESS, HOLLER, QUIROGA, OKELLO, AUBRAC, FEDOROV),
)

ENGLISH = Rule(
    RECORDS,
    (
        "Rep. [Ann Roe>roe] (D-WI) said President Bashar al-Assad was wrong. The [President>biden] agreed.",
        "President [Biden>biden] was right. The [President>biden] signed it.",
        "Rep. [Ann Roe>roe] (D-WI) voted for the [President>biden]'s Build Back Better Act then.",
        "Rep. [Ann Roe>roe] (D-WI) wrote it.\n\nDear Mr. [President>biden]:\n\nWe write to you.",
    ),
    (
        "Whoever the Attorney General is, Rep. [Ann Roe>roe] (D-WI) will write.",
        "The letter of Rep. [Ann Roe>roe] (D-WI).\n\n[Eric Holder>holder]\n\nThe Attorney General\n\nWashington",
    ),
)
"""What a text has said of an office, and what legislators mean by one."""

FRENCH = Rule(
    RECORDS,
    (
        "Il a écrit à la [Secrétaire générale>ban] de l'[ONU>un].",
        "De retour du camp d'Oum Leïla, le [Haut-Commissaire>tess] du [HCR>unhcr] a parlé.",
    ),
    (
        "Le poste de Directeur général de l'[OMS>who] est vacant.",
        "Le Directeur général par intérim de l'[OMS>who] est là.",
    ),
)

GERMAN = Rule(
    RECORDS,
    (
        "Nach Ansicht des [Präsidenten>holler] des [Verfassungsgerichtshofs Nordmark>court] ist es so.",
        "Die [Kommissarin für Menschenrechte>mara] des [Europarats>coe] reist.",
    ),
    (
        "Die Präsidenten des [Verfassungsgerichtshofs Nordmark>court] und des Bundesgerichts waren da.",
        "Im Büro der [OSZE>osce]-Generalsekretärin war niemand.",
    ),
)

SPANISH = Rule(
    RECORDS,
    (
        "Elogió a la [Secretaria General>ban] de la [ONU>un].",
        "El [Fiscal>okello] de la [CPI>icc] y el [Fiscal General>quiroga] de Montarás firman. El [Fiscal>okello] va.",
    ),
    (
        "Fue Secretaria General de la [ONU>un] y hoy no.",
        "El Gabinete de la Secretaria General de la [ONU>un] informó.",
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [
        *cases({"English": ENGLISH}),
        *cases({"French": FRENCH}, "fr"),
        *cases({"German": GERMAN}, "de"),
        *cases({"Spanish": SPANISH}, "es"),
    ],
)
def test_offices_that_a_text_has_said(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
