"""What has the letters of a name and is something else: a score, a town, a title, a case, a citation."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
PARKS = Organization("parks", "National Park Service", "NPS", parent="usa")
NASA = Organization("nasa", "National Aeronautics and Space Administration", "NASA", parent="usa")
SBA = Organization("sba", "Small Business Administration", "SBA", parent="usa")
IDA = Organization("ida", "International Development Association", "IDA", parent="bank")
BANK = Organization("bank", "World Bank Group", other_names=(Name("World Bank"),))
FED = Organization("fed", "Federal Reserve", other_names=(Name("Fed"),), parent="usa")
STANFORD = Organization("stanford", "Stanford University", other_names=(Name("Stanford"),))
WHITE_HOUSE = Organization("white-house", "White House", parent="usa")
AIR_FORCE = Organization("air-force", "United States Air Force", parent="usa")
TRANSIT = Organization(
    "transit", "Department of Transit", other_names=(Name("U.S. Department of Transit"),), parent="usa"
)
GOLD = Organization("gold", "Goldman Sachs")
LABOR = Organization("labor", "Department of Labor", parent="usa")

WHITEHOUSE = Official("whitehouse", "Sheldon Whitehouse", memberships=(Membership("Senator", "usa", "2007"),))
CORNYN = Official("cornyn", "John Cornyn", memberships=(Membership("Senator", "usa", "2007"),))
JUSTICE = Official("justice", "Jim Justice", memberships=(Membership("Senator", "usa", "2007"),))
MADISON = Official("madison", "James Madison", memberships=(Membership("President", "usa", "1809", "1817"),))
SOLIS = Official("solis", "Hilda Solis", memberships=(Membership("Secretary of Labor", "labor", "2009", "2013"),))
OBAMA = Official("obama", "Barack Obama", memberships=(Membership("President", "usa", "2009", "2017"),))

BODIES = (USA, PARKS, NASA, SBA, IDA, BANK, FED, STANFORD, WHITE_HOUSE, AIR_FORCE, TRANSIT, GOLD, LABOR)
PEOPLE = (WHITEHOUSE, CORNYN, JUSTICE, MADISON, SOLIS, OBAMA)
RECORDS = (*BODIES, *PEOPLE)
OURS: dict[str, Any] = {"issuer": "usa"}

ACRONYMS = Rule(
    RECORDS,
    (
        ("They met the [NPS>parks] there.", OURS),
        "They met [NASA>nasa] and [NPS>parks] there.",
        "They met [NPS>parks], [NASA>nasa] and others.",
        "They met the [National Park Service>parks], and the [NPS>parks] agreed.",
        "Sen. [John Cornyn>cornyn] (R-TX) met the [NPS>parks] there.",
        "The [World Bank>bank] said that [IDA>ida] will help.",
        ("The [SBA>sba] has a list of firms.", OURS),
        ("Sie lasen die [SBA>sba] List of Firms dort.", {**OURS, "language": "de"}),
        "They met [NASA>nasa] there.",
    ),
    (
        "Both guest NPS and the mood of all were better.",
        "NPS was at 15.6 in the quarter.",
        "He won the IDA Design Award in bronze.",
        "They are regulated by ASIC in Australia and IDA in Malta.",
        "They met the NPS there, and IDA agreed.",
        "They have worked for IDA, Fordson and others.",
        ("She is with the SBA List and others.", OURS),
        ("They read the SBA List of Firms there.", OURS),
    ),
)
"""Letters that are as often something else need more of the body: its name, its parent, its country, another beside."""

HEADS = Rule(
    RECORDS,
    (
        "They met [NASA>nasa] there, and the award was late.",
        "They met the [United States Air Force>air-force] in Academyville.",
        "They met the [United States Air Force>air-force] and AcademyJulia there.",
        "He is a manager at [Goldman Sachs>gold], with assets.",
        "They asked [Goldman Sachs>gold] Management Director Roe.",
        "The [Goldman Sachs>gold] management met.",
    ),
    (
        "They won the NASA Innovation Award there.",
        "They met the NASA Southern Region there.",
        "They go to the United States Air Force AcademyJulia Roe of Varn.",
        "They go to the United States Air Force MuseumIt is late.",
        "He was at Goldman Sachs Asset Management then.",
        "He was at Goldman Sachs Wealth Management then.",
    ),
)
"""Further nouns that make a name the beginning of a longer one, also where a text has lost the blank behind them."""

WORDS = Rule(
    RECORDS,
    (
        "They met researchers of [Stanford>stanford] there.",
        "They met at [Stanford>stanford], and left.",
        "They met at [Stanford>stanford], IBM and elsewhere.",
        "They heard the [Fed>fed]. Rates fell.",
        "They said that the [Fed>fed]. Agency met.",
        ("They heard the [Federal Reserve>fed]. Rates fell.", OURS),
        "They met at the [White House>white-house]. The [WhiteHouse>white-house] agreed.",
        "Sen. [Sheldon Whitehouse>whitehouse] (D-RI) left. [Whitehouse>whitehouse] agreed.",
        "They met Sens. Grassley (R-IA), [Whitehouse>whitehouse] (D-RI) and others.",
    ),
    (
        "It was printed in Stanford, CA, in 1991.",
        "He is from Stanford, CT, and was late.",
        "They read that rule (83 Fed. Reg. 7852) there.",
        "They read Tex. v. Fed. Trade Comm’n, 133 S. Ct. 1863.",
        "It was read by [John Cornyn>cornyn] and [Whitehouse>whitehouse].",
        "They met Grassley (R-IA), Whitehouse (D-RI) and others.",
    ),
)
"""One word that is a town with its state behind it, the beginning of a citation, or a family name."""

PERSONS = Rule(
    RECORDS,
    (
        "They met [Jim Justice>justice]. Senator [Justice>justice] agreed.",
        "They met [Jim Justice>justice]. [Justice>justice] agreed.",
        "[James Madison>madison] wrote it. They met [Madison>madison] there.",
        "They met [Barack Obama>obama]. C. Roe was late.",
        "[James Madison>madison] wrote it, and [Madison>madison] v. 2 is new.",
    ),
    (
        "They met [Jim Justice>justice]. They heard Justice Thomas and Justice Alito.",
        "They met [Jim Justice>justice] and Justice Alito.",
        "[James Madison>madison] wrote it. They read Marbury v. Madison there.",
        "[James Madison>madison] wrote it. They read Madison v. Alabama there.",
        "[James Madison>madison] wrote it. They read Marbury vs. Madison there.",
    ),
)
"""A family name that is a title before another's, or a party's in the name of a case."""

STATES = Rule(
    RECORDS,
    (
        "They met the [U.S. Department of Transit>transit] in New York City.",
        "They left New York City. The [Department of Transit>transit] agreed.",
        "They left for Utah, and the [Department of Transit>transit] agreed.",
        "They met in the city [Department of Transit>transit] asked for.",
    ),
    (
        "They met often.\n\nNew York City Department of Transit - Boulevard Safety Improvements",
        "Utah Department of Transit Plans New Safety Improvements",
        "They met the New York Department of Transit there.",
        "They met the State Department of Transit there.",
    ),
)
"""A department with a place before it is that place's, in a line with capitals on all words, too."""

POWERS = Rule(
    RECORDS,
    tuple(
        (text, OURS)
        for text in (
            "They heard of the powers of nature from the [Secretary of Labor>solis] then.",
            "The letter was held by the [Secretary of Labor>solis] there.",
            "They thanked the [Secretary of Labor>solis] for her duty under the plan.",
            "The plan of the [Secretary of Labor>solis] was read.",
            "They met the [President>obama] and the [Secretary of Labor>solis] to talk.",
        )
    ),
    tuple(
        (text, OURS)
        for text in (
            "They know of the authority held by the Secretary of Labor under the Safety Act.",
            "They know of the authority vested in the President by the Constitution.",
            "They spoke of the responsibility of the Secretary of Labor to promote safety.",
            "They gave power to the President to be commander.",
            "Its plans: Directing the President and the Secretary of Labor to prioritize roads.",
        )
    ),
)
"""What an office has or must do by law, with the office behind the power."""


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases(
        {
            "acronyms": ACRONYMS,
            "heads": HEADS,
            "words": WORDS,
            "persons": PERSONS,
            "states": STATES,
            "powers": POWERS,
        }
    ),
)
def test_the_same_letters_mean_somebody_else(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
