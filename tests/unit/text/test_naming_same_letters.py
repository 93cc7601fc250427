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


PERSONS = Rule(
    RECORDS,
    (
        "They met [Jim Justice>justice]. Senator [Justice>justice] agreed.",
        "They met [Jim Justice>justice]. [Justice>justice] agreed.",
    ),
    (),
)
"""A family name that is a title before another's, or a party's in the name of a case."""


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    cases(
        {
            "persons": PERSONS,
        }
    ),
)
def test_the_same_letters_mean_somebody_else(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
