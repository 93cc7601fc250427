"""Bodies: another kind of thing, the other half of a country, a part of an organ, an acronym of something else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization(
    "usa", "Government of the United States", other_names=(Name("Federal Government of the United States"),)
)
SENATE = Organization("senate", "United States Senate", parent="usa")


KOREA = Organization("korea", "Government of South Korea", other_names=(Name("Korean Government"),))
HHS = Organization(
    "hhs",
    "Department of Health and Human Services",
    "HHS",
    (Name("Health and Human Services"), Name("United States Department of Health and Human Services")),
    parent="usa",
)
ENERGY = Organization("energy", "Department of Energy", "DOE", parent="usa")


PETROLEUM = Organization("petroleum", "Petroleum Corporation of Sri Lanka", "CPQ")


HELP = Organization(
    "help",
    "Senate Committee on Health, Education, Labor, and Pensions",
    parent="senate",
)
AU = Organization("au", "African Union", "AU")
DOI = Organization("doi", "United States Department of the Interior", "DOI", parent="usa")
DOT = Organization("dot", "United States Department of Transportation", "DOT", parent="usa")

GAO = Organization("gao", "Government Accountability Office", "GAO")


MICHAEL = Official("michael", "Michael Roe", memberships=(Membership("Senator", "senate", "2009"),))

RECORDS = (
    *(USA, SENATE, KOREA, HHS, ENERGY, PETROLEUM, HELP),
    *(AU, DOI, DOT, GAO, MICHAEL),
)
OURS = {"issuer": "usa"}

KINDS = Rule(
    RECORDS,
    (
        ("the South [Korean government>korea] met", {}),
        ("They asked America's [Department of Energy>energy] to act.", OURS),
        ("the [Senate Health, Education, Labor, and Pensions (HELP) Committee>help] met", {}),
    ),
    (
        ("the North Korean government met", {}),
        ("Nova Scotia's Department of Energy helped them.", OURS),
    ),
)

ACRONYMS = Rule(
    RECORDS,
    (
        "They joined the [DOI>doi] and the [DOT>dot] in May.",
        "the [Department of Energy>energy] ([DOE>energy]) Office of Science",
    ),
    (
        "coins such as Polkadot (DOT) and more DOT to come",
        "Their cost falls with CPQ and other key data.",
    ),
)

LANGUAGES = (
    Organization("eu", "European Union", "EU", (Name("Union européenne", "fr"), Name("Europäische Union", "de"))),
    Organization("oas", "Organization of American States", "OAS", (Name("OEA", "es"),)),
    Organization("osce", "Organization for Security in Europe", "OSCE", (Name("OSZE", "de"),)),
    Organization("council", "Security Council", None, (Name("Conseil de sécurité", "fr"),)),
    Organization("legal", "Legal Service", None, (Name("Service juridique", "fr"),), parent="eu"),
    Organization("presse", "Pressestelle", parent="osce"),
    Organization("lka", "Landeskriminalamt Nordmark", "LKA"),
    Organization("water", "Ministry of Water", None, (Name("الهيئة الوطنية للنزاهة", "ar"),)),
    Official("omar", "Omar Roe", (), "Roe", (Membership("رئيس الهيئة", "water", "2009"),)),
)
FRENCH = Rule(
    LANGUAGES,
    (
        "le président de l'[Union européenne>eu]",
        "le [Service juridique>legal] de l'[Union européenne>eu] publiera",
    ),
    (
        "le Conseil de sécurité civile a voté",
        "le Service juridique du ministère publiera",
    ),
)
GERMAN = Rule(
    LANGUAGES,
    (
        "die [Pressestelle>presse] der [OSZE>osce]",
        "Der Chef der [OSZE>osce] kam.",
    ),
    (
        "die Parlamentarische Versammlung der OSZE berät",
        "das Landeskriminalamt Süderland (LKA) und das LKA",
    ),
)
ARABIC = Rule(
    LANGUAGES,
    ("وسيلتقي [رئيس>omar] [الهيئة الوطنية للنزاهة>water] غدا", "في [الهيئة الوطنية للنزاهة>water] غدا"),
    ("وسيلتقي مدير [الهيئة الوطنية للنزاهة>water] غدا", "وسيلتقي رئيس اللجنة غدا"),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [
        *cases({"kinds": KINDS, "acronyms": ACRONYMS}),
        *cases({"French": FRENCH}, "fr"),
        *cases({"German": GERMAN}, "de"),
        *cases({"Arabic": ARABIC}, "ar"),
    ],
)
def test_kinds(records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str) -> None:
    check(records, text, values, language)
