"""Whose name it is: the same words as another body's, which goes on behind them or stands elsewhere in the text."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Official, Organization

ESTMARK = Organization("gov", "Government of Estonia")
NASA = Organization("nasa", "National Aeronautics and Space Administration", "NASA", parent="usa")
BANK = Organization("bank", "World Bank")
HEALTH = Organization("health", "Ministry of Health", parent="gov")
WORKS = Organization("works", "Ministry of Works and Roads", parent="gov")

META = Organization("meta", "Meta")
PRESS = Organization("ap", "Agency of Ports", "AP")
UN = Organization("un", "United Nations", "UN")
JOHNSON = Official("johnson", "Ann Johnson", memberships=(Membership("Senator", "usa", "2010"),))
SPACE = Official("space", "Ida Space", memberships=(Membership("Senator", "usa", "2010"),))

HERE: dict[str, Any] = {"issuer": "gov"}

AFTER_SOMEBODY = Rule(
    (NASA, BANK, JOHNSON, SPACE, UN),
    (
        "They ask [NASA>nasa] [Ann Johnson>johnson] led for years.",
        "They wrote to the [World Bank>bank] Johnson leads.",
    ),
    (
        "They wrote for the World Bank Johnson Museum there.",
        "They joined the World Bank Space Commission there.",
    ),
)


PORTFOLIOS = Rule(
    (ESTMARK, HEALTH, WORKS, UN),
    (
        ("They asked the [Ministry of Health>health], Customs Department and others.", HERE),
        ("They asked the [Ministry of Works and Roads>works], Labour and Ports.", HERE),
    ),
    (
        ("They asked the Ministry of Health, Roads and Ports for it.", HERE),
        ("They asked the Ministry of Health, Roads and Ports.", HERE),
    ),
)


LETTERS = Rule(
    (META, PRESS, UN, JOHNSON),
    (
        "They asked Mr. Moe and the [A.P.>ap] for it.",
        "They met the [U.N.>un] Secretary there.",
    ),
    (
        "They asked Acme (NASDAQ: META) for it.",
        "They asked Acme (Nasdaq: META), and [Meta>meta] left.",
    ),
)


TABLES = {
    "after-somebody": AFTER_SOMEBODY,
    "portfolios": PORTFOLIOS,
    "letters": LETTERS,
}


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(TABLES))
def test_whose_name_it_is(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
