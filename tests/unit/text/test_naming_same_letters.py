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
        "Sen. [John Cornyn>cornyn] (R-TX) met the [NPS>parks] there.",
        ("Sie lasen die [SBA>sba] List of Firms dort.", {**OURS, "language": "de"}),
        "They met [NASA>nasa] there.",
    ),
    (
        "NPS was at 15.6 in the quarter.",
        ("She is with the SBA List and others.", OURS),
        ("They read the SBA List of Firms there.", OURS),
    ),
)
"""Letters that are as often something else need more of the body: its name, its parent, its country, another beside."""

HEADS = Rule(
    RECORDS,
    (
        "They met [NASA>nasa] there, and the award was late.",
        "He is a manager at [Goldman Sachs>gold], with assets.",
        "They asked [Goldman Sachs>gold] Management Director Roe.",
    ),
    (
        "They won the NASA Innovation Award there.",
        "They met the NASA Southern Region there.",
    ),
)
"""Further nouns that make a name the beginning of a longer one, also where a text has lost the blank behind them."""

WORDS = Rule(
    RECORDS,
    (
        "They met at the [White House>white-house]. The [WhiteHouse>white-house] agreed.",
        "Sen. [Sheldon Whitehouse>whitehouse] (D-RI) left. [Whitehouse>whitehouse] agreed.",
        "They met Sens. Grassley (R-IA), [Whitehouse>whitehouse] (D-RI) and others.",
    ),
    (
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
        "[James Madison>madison] wrote it, and [Madison>madison] v. 2 is new.",
    ),
    (),
)
"""A family name that is a title before another's, or a party's in the name of a case."""

STATES = Rule(
    RECORDS,
    (
        "They met the [U.S. Department of Transit>transit] in New York City.",
        "They left New York City. The [Department of Transit>transit] agreed.",
        "They met in the city [Department of Transit>transit] asked for.",
    ),
    (
        "They met often.\n\nNew York City Department of Transit - Boulevard Safety Improvements",
        "Utah Department of Transit Plans New Safety Improvements",
        "They met the New York Department of Transit there.",
    ),
)
"""A department with a place before it is that place's, in a line with capitals on all words, too."""

POWERS = Rule(
    RECORDS,
    tuple(
        (text, OURS)
        for text in (
            "They thanked the [Secretary of Labor>solis] for her duty under the plan.",
            "The plan of the [Secretary of Labor>solis] was read.",
            "They met the [President>obama] and the [Secretary of Labor>solis] to talk.",
        )
    ),
    tuple((text, OURS) for text in ()),
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
