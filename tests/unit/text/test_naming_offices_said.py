"""Offices whose body a text has said before or says of another; posts, plurals and laws, in four languages."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check, held

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
        "Rep. [Ann Roe>roe] (D-WI) wrote to the [Attorney General>holder].",
        "Rep. [Ann Roe>roe] (D-WI) said President Bashar al-Assad was wrong. The [President>biden] agreed.",
        "President [Biden>biden] was right. The [President>biden] signed it.",
        "Rep. [Ann Roe>roe] (D-WI) heard the [President>biden]'s State of the Union address.",
        "Rep. [Ann Roe>roe] (D-WI) likes the [President>biden]'s SAVE plan for students.",
        "Rep. [Ann Roe>roe] (D-WI) voted for the [President>biden]'s Build Back Better Act then.",
        ("They released the [mayor of Melitopol>fedorov] from captivity.", {"issuer": "melitopol"}),
        "The [Council of Europe>coe] met and its [Secretary General>rintala] spoke.",
        "Rep. [Ann Roe>roe] (D-WI) wrote it.\n\nDear Mr. [President>biden]:\n\nWe write to you.",
        "Rep. [Ann Roe>roe] (D-WI) thanked the [President>biden] for the work that was done.",
    ),
    (
        "The Attorney General of Ohio and Rep. [Ann Roe>roe] (D-WI) wrote a letter.",
        "The President of Acme met others. The President agreed.",
        "Rep. [Ann Roe>roe] (D-WI) introduced the 21st Century President Act. It protects the President.",
        "Regardless of whether the President is a Democrat, Rep. [Ann Roe>roe] (D-WI) will vote.",
        "Whoever the Attorney General is, Rep. [Ann Roe>roe] (D-WI) will write.",
        "Rep. [Ann Roe>roe] (D-WI) said Article II provides that the President may fill a vacancy.",
        "Rep. [Ann Roe>roe] (D-WI) said the Attorney General would be authorized to make grants.",
        "Rep. [Ann Roe>roe] (D-WI) read the President's Management Agenda with some care then.",
        ("A mayor of Melitopol is elected by those who live there.", {"issuer": "melitopol"}),
        "The [Council of Europe>coe] met Acme Widgets, and its Secretary General spoke.",
        "The letter of Rep. [Ann Roe>roe] (D-WI).\n\n[Eric Holder>holder]\n\nThe Attorney General\n\nWashington",
        "Ann Bell was Secretary General of the [Council of Europe>coe] then.",
        "We say, dear Mr. President, that it was wrong.",
        "The post of Secretary General of the [OSCE>osce] is vacant.",
    ),
)
"""What a text has said of an office, and what legislators mean by one."""

FRENCH = Rule(
    RECORDS,
    (
        "La [ministre de la Justice>aubrac] de Valdorie est là. Selon la [ministre de la Justice>aubrac], oui.",
        "Il a écrit à la [Secrétaire générale>ban] de l'[ONU>un].",
        "Le [Conseil de l'Europe>coe] a siégé. Son [Secrétaire général>rintala] a parlé.",
        "De retour du camp d'Oum Leïla, le [Haut-Commissaire>tess] du [HCR>unhcr] a parlé.",
        "Le [Commissaire aux droits de l'homme>mara] du [Conseil de l'Europe>coe] écrit.",
    ),
    (
        "Il fut Secrétaire général de l'[ONU>un] de 1992 à 1996.",
        "Par décret, le ministre de la Justice de Valdorie est habilité à fixer le tarif.",
        "Le poste de Directeur général de l'[OMS>who] est vacant.",
        "Le futur Directeur général de l'[OMS>who] est là.",
        "Le Directeur général par intérim de l'[OMS>who] est là.",
        "Le Secrétaire général sortant de l'[ONU>un] a parlé.",
        "Monsieur Directeur général, l'[OMS>who] vous attend.",
        "Avec Jean Dupont, le Haut-Commissaire, le [HCR>unhcr] est là.",
    ),
)

GERMAN = Rule(
    RECORDS,
    (
        "Nach Ansicht des [Präsidenten>holler] des [Verfassungsgerichtshofs Nordmark>court] ist es so.",
        "Der [Hohe Kommissar>tess] des [UNHCR>unhcr] reist.",
        "Mit dem [Hohen Kommissar>tess] des [UNHCR>unhcr] reist er.",
        "Die [Kommissarin für Menschenrechte>mara] des [Europarats>coe] reist.",
        "Der [Europarat>coe] war da. Sein [Generalsekretär>rintala] sprach.",
        "Die Sprecherin der [OSZE>osce]-[Generalsekretärin>zannier] schwieg.",
    ),
    (
        "Die Präsidenten des [Verfassungsgerichtshofs Nordmark>court] und des Bundesgerichts waren da.",
        "Das Amt des Generalsekretärs der [OSZE>osce] ist frei.",
        "Der künftige Generalsekretär der [OSZE>osce] reist.",
        "Im Büro der [OSZE>osce]-Generalsekretärin war niemand.",
        "Frau Generalsekretärin, die [OSZE>osce] hilft.",
        "Der Generalsekretär der [OSZE>osce] wird ermächtigt, das Nähere zu regeln.",
        "Das Gesetz ermächtigt den Generalsekretär der [OSZE>osce] zu vielem.",
    ),
)

SPANISH = Rule(
    RECORDS,
    (
        "El [Fiscal General>quiroga] de Montarás vino. El [Fiscal General>quiroga] dijo que no.",
        "Elogió a la [Secretaria General>ban] de la [ONU>un].",
        "El [Consejo de Europa>coe] se reunió. Su [Secretario General>rintala] habló.",
        "El [Fiscal>okello] de la [CPI>icc] y el [Fiscal General>quiroga] de Montarás firman. El [Fiscal>okello] va.",
    ),
    (
        "Fue Secretaria General de la [ONU>un] y hoy no.",
        "La ley faculta al Fiscal General de Montarás a pedirlo.",
        "El Gabinete de la Secretaria General de la [ONU>un] informó.",
        "El cargo de Director General de la [OMS>who] dura cinco años.",
        "La futura Directora General de la [OMS>who] viene.",
        "El Director General en funciones de la [OMS>who] viene.",
        "Señor Director General, la [OMS>who] viene.",
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


@pytest.mark.parametrize("rule", [ENGLISH, FRENCH, GERMAN, SPANISH])
def test_what_is_no_office_stands_in_each_table_at_least_as_often(rule: Rule) -> None:
    assert len(rule.no) >= len(rule.yes)
