"""Bodies: another kind of thing, the other half of a country, a part of an organ, an acronym of something else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization(
    "usa", "Government of the United States", other_names=(Name("Federal Government of the United States"),)
)
SENATE = Organization("senate", "United States Senate", parent="usa")
HOUSE = Organization("house", "United States House of Representatives", other_names=(Name("U.S. House"),), parent="usa")
AIR = Organization("air", "United States Air Force", other_names=(Name("U.S. Air Force"),), parent="usa")
ARMY = Organization("army", "United States Army", parent="usa")
KOREA = Organization("korea", "Government of South Korea", other_names=(Name("Korean Government"),))
HHS = Organization(
    "hhs",
    "Department of Health and Human Services",
    "HHS",
    (Name("Health and Human Services"), Name("United States Department of Health and Human Services")),
    parent="usa",
)
ENERGY = Organization("energy", "Department of Energy", "DOE", parent="usa")
RESERVE = Organization("reserve", "Federal Reserve", parent="usa")
BOARD = Organization("boi", "Board of Investment of Sri Lanka", "BOI")
PETROLEUM = Organization("petroleum", "Petroleum Corporation of Sri Lanka", "CPQ")
USDA = Organization("usda", "United States Department of Agriculture", "USDA", parent="usa")
STANFORD = Organization("stanford", "Stanford University", other_names=(Name("Stanford"),))
HELP = Organization(
    "help",
    "Senate Committee on Health, Education, Labor, and Pensions",
    parent="senate",
)
AU = Organization("au", "African Union", "AU")
DOI = Organization("doi", "United States Department of the Interior", "DOI", parent="usa")
DOT = Organization("dot", "United States Department of Transportation", "DOT", parent="usa")
AP = Organization("ap", "Associated Press", "AP")
GAO = Organization("gao", "Government Accountability Office", "GAO")
EXIM = Organization("exim", "Export-Import Fund of the United States", "EXIM")
MCC = Organization("mcc", "Millennium Challenge Corporation", "MCC")
UN = Organization("un", "United Nations", "UN")
MICHAEL = Official("michael", "Michael Roe", memberships=(Membership("Senator", "senate", "2009"),))

RECORDS = (
    *(USA, SENATE, HOUSE, AIR, ARMY, KOREA, HHS, ENERGY, RESERVE, BOARD, PETROLEUM, USDA, STANFORD, HELP),
    *(AU, DOI, DOT, AP, GAO, EXIM, MCC, UN, MICHAEL),
)
OURS = {"issuer": "usa"}

KINDS = Rule(
    RECORDS,
    (
        ("They asked the [Senate>senate] to act.", OURS),
        ("They asked the [House>house] to act.", OURS),
        ("They asked the [United States Senate>senate] to act.", OURS),
        ("the [Korean government>korea] and the South", {}),
        ("the South [Korean government>korea] met", {}),
        ("They asked the [Department of Energy>energy] to act.", OURS),
        ("They asked America's [Department of Energy>energy] to act.", OURS),
        ("The [Department of Health and Human Services>hhs] met.", OURS),
        ("They left the [U.S. Air Force>air] and its men.", OURS),
        ("the [Board of Investment of Sri Lanka>boi] met", {}),
        ("the [Federal Reserve>reserve] met", OURS),
        ("the [USDA>usda] served them", OURS),
        ("They study at [Stanford>stanford] and left.", {}),
        ("[Stanford>stanford] Continuing Studies is a part of [Stanford>stanford], they say.", {}),
        ("the [Senate Committee on Health, Education, Labor, and Pensions>help] ([HELP>help]) met", {}),
        ("the [Senate Health, Education, Labor, and Pensions (HELP) Committee>help] met", {}),
        (
            "the [Senate Committee on Health, Education, Labor, and Pensions>help] ([HELP>help]) met. "
            "The [HELP Committee>help] left.",
            {},
        ),
    ),
    (
        ("They asked the Wisconsin State Senate to act.", OURS),
        ("They met at the Vermont State House today.", OURS),
        ("the North Korean government met", {}),
        ("Nova Scotia's Department of Energy helped them.", OURS),
        ("the Subcommittee on Labor, Health and Human Services, and Education met", OURS),
        ("the [U.S. Air Force>air] wing at Hill Air Force Base met", OURS),
        ("for Financial Services and General Government they ask more", OURS),
        ("the e-Government of that town", OURS),
        ("the Board of Investment of the Islamic Republic of Pakistan met", {}),
        ("the Federal Reserve Banks of Boston and Dallas met", OURS),
        ("the labs of the USDA Ag Research Service closed", OURS),
        ("They register with Stanford Continuing Studies now.", {}),
        ("In a letter they ask the Michigan State House Committee on Health.", OURS),
        ("businesses and Government meet", OURS),
        ("Innovation in Government helps", OURS),
        ("the Committee on Health and Human Services of that town met", OURS),
        ("They asked Estmark's Department of Energy to act.", OURS),
    ),
)

ACRONYMS = Rule(
    RECORDS,
    (
        "They joined the [AU>au] in May.",
        "They joined the [DOI>doi] and the [DOT>dot] in May.",
        "A text of the [AP>ap] says so.",
        "The [GAO>gao] says so.",
        "the [Petroleum Corporation of Sri Lanka>petroleum] ([CPQ>petroleum]) and the [CPQ>petroleum]",
        "In Sri Lanka the [CPQ>petroleum] opened.",
        "the [Department of Energy>energy] ([DOE>energy]) Office of Science",
        "Will the [GAO>gao] and Ms [GAO>gao] agree, they ask.",
        "the [MCC>mcc] works abroad, in Africa",
        "They access [HHS>hhs] data and can access [UN>un] data.",
    ),
    (
        "AngloGold Ashanti PLC (NYSE: AU), they say, is a mine.",
        "a new study (DOI: 10.1007/s10118-024-3199-0) says so",
        "The study has DOI 10.1007/s10118-024-3199-0 there.",
        "coins such as Polkadot (DOT) and more DOT to come",
        "Joseph Moe, AIA, LEED AP, is there.",
        "so said the founder Michael GAO, who left",
        "Their cost falls with CPQ and other key data.",
        "the Hungarian Export and Import (EXIM) Bank paid",
        "a letter to the MCC International Limited of that town",
        "mixes with Diaminopimelate (DOT), a feed; more DOT follows",
        "a study in a journal, DOI: 10.1016/j.dsm.2024.09.003",
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
        "La [Union européenne>eu] a signé.",
        "le président de l'[Union européenne>eu]",
        "le [Service juridique>legal] de l'[Union européenne>eu] publiera",
        "le [Conseil de sécurité>council] a voté",
        "le siège de l'[OSCE>osce]",
    ),
    (
        "la Cour de justice de l'Union européenne a jugé",
        "l'Assemblée parlementaire de l'OSCE a voté",
        "la Charte des droits fondamentaux de l'Union européenne",
        "le Conseil de sécurité civile a voté",
        "le Service juridique du ministère publiera",
        "le Service juridique de la Préfecture répond",
        "l'Agence de l'OSCE pour les mines",
    ),
)
GERMAN = Rule(
    LANGUAGES,
    (
        "die [Pressestelle>presse] der [OSZE>osce]",
        "Der Chef der [OSZE>osce] kam.",
        "das [Landeskriminalamt Nordmark>lka] ([LKA>lka]) und das [LKA>lka]",
    ),
    (
        "die Parlamentarische Versammlung der OSZE berät",
        "die Pressestelle der Staatsanwaltschaft Grünau",
        "das Ministerium und dessen Pressestelle",
        "das Landeskriminalamt Süderland (LKA) und das LKA",
        "vor dem Gerichtshof der Europäischen Union",
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


@pytest.mark.parametrize("rule", [KINDS, ACRONYMS, FRENCH, GERMAN, ARABIC])
def test_what_is_not_named_stands_in_each_table_at_least_as_often(rule: Rule) -> None:
    assert len(rule.no) >= len(rule.yes)
