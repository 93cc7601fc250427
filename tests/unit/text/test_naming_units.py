"""Units that every body has: the Criminal Division is a record's only where the body that it is of is named with it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.unit_names import is_unit

STATE = Organization("gov", "Government of Estmark")
JUSTICE = Organization("justice", "Department of Justice", "DOJ", (Name("Justice Department"),), parent="gov")
POLICE = Organization("police", "Varn Police Bureau", "VPB", parent="justice")
CRIMINAL = Organization("criminal", "Criminal Division", unit_of="justice")
INSPECTOR = Organization(
    "oig", "Office of the Inspector General", "OIG", (Name("Office of Inspector General"),), parent="health"
)
HEALTH = Organization("health", "Estmark Health Agency", "EHA", parent="gov")
PRESS = Organization("press", "Press Service", parent="presidency")
PRESIDENCY = Organization("presidency", "Presidency of Ukraine", None, (Name("Office of the President"),))
TAX = Organization("tax", "Tax Division of the Department of Justice", None, (Name("Tax Division"),), unit_of="justice")
PRISONS = Organization("prisons", "Bureau of Quiet Prisons", "BQP", unit_of="justice")
LOST = Organization("lost", "Legal Department")

RECORDS = (STATE, JUSTICE, POLICE, CRIMINAL, INSPECTOR, HEALTH, PRESS, PRESIDENCY, TAX, PRISONS, LOST)
OURS = {"issuer": "justice"}

NAMED_WITH_THEIR_BODY = (
    "the [Justice Department>justice]'s [Criminal Division>criminal]",
    "the [Justice Department>justice]’s [Criminal Division>criminal] charged him",
    "the [Criminal Division>criminal] of the [Justice Department>justice]",
    "the [Criminal Division>criminal] at the [Department of Justice>justice]",
    "[DOJ Criminal Division>criminal] chief Ann Lee",
    "[Criminal Division>criminal], [Department of Justice>justice]",
    "[Criminal Division>criminal] ([DOJ>justice])",
    "[DOJ>justice]'s [Criminal Division>criminal] won. The [Criminal Division>criminal] then left.",
    "[Estmark Health Agency>health]’s [Office of Inspector General>oig]",
    "the [Office of Inspector General>oig] for the [Estmark Health Agency>health]",
    "[EHA>health]-[OIG>oig] and the [EHA>health]",
    "the [EHA Office of the Inspector General>oig]",
    "the [Tax Division of the Department of Justice>tax] won. The [Tax Division>tax] left.",
    "the [Department of Justice>justice]'s [Tax Division>tax]",
    "the [Bureau of Quiet Prisons>prisons] of the [Department of Justice>justice]",
    ("The [Criminal Division>criminal] won.", OURS),
    ("The [Criminal Division>criminal] and U.S. Attorney Ann Lee won.", OURS),
    ("The [Tax Division>tax] in Geneva won.", OURS),
    ("Its [Criminal Division>criminal] won.", OURS),
    ("The department's [Criminal Division>criminal] won.", OURS),
    ("The [Criminal Division>criminal] won.", {"issuer": "police"}),
    ("The [Press Service>press] said so.", {"issuer": "presidency"}),
    ("The [Office of the President>presidency] said so.", {"issuer": "presidency"}),
    "the [Office of the President>presidency] of Ukraine",
)
"""The body is named with the unit, before it, behind it or in the text's first naming; or the text is its own."""

SOMEBODY_ELSES = (
    "The Criminal Division won.",
    "The [DOJ>justice] met. A Criminal Division won.",
    "the [Varn Police Bureau>police]'s Criminal Division",
    "the VPB Criminal Division",
    "the Criminal Division of the [Varn Police Bureau>police]",
    "the Criminal Division of the Manhattan Court",
    ("New York's Criminal Division won.", OURS),
    ("the New York Criminal Division won", OURS),
    ("the Criminal Division of New York won", OURS),
    ("the Criminal Division for the Northern District won", OURS),
    ("the city's Criminal Division won", OURS),
    ("the [EHA>health]'s Criminal Division won", OURS),
    ("the Estmark Health Agency Tax Division won", OURS),
    "The Office of Inspector General found it.",
    "the DOJ Office of Inspector General",
    "the Office of the Inspector General for the [DOJ>justice]",
    "the Tennessee Office of Inspector General",
    "OIG found it.",
    "[DOJ>justice]-OIG found it.",
    "The Press Service said so.",
    "Ukraine's Press Service of the Senate",
    ("The Press Service of the Mayor of Varn said so.", {"issuer": "presidency"}),
    ("The Senate's Press Service said so.", {"issuer": "presidency"}),
    "The Office of the President said so.",
    "the Office of the President of Mexico",
    "Harvard's Office of the President",
    "The Legal Department won.",
    "BQP and the Bureau of Quiet Prisons met.",
)
"""Nobody is named with the unit, or somebody else, who has a unit of that name, too."""

RULES = {"units": Rule(RECORDS, NAMED_WITH_THEIR_BODY, SOMEBODY_ELSES)}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_units(records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str) -> None:
    check(records, text, values, language)


@pytest.mark.parametrize(
    "name",
    [
        "Office of the Inspector General",
        "Criminal Division",
        "Office of Communications and Public Affairs",
    ],
)
def test_a_name_of_what_every_body_has_is_a_units(name: str) -> None:
    assert is_unit(words_of(name))
