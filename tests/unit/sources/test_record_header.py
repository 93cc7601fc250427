"""The header of a record, and what is wrong in one, with its line."""

from __future__ import annotations

import pytest
from tests.unit.sources.test_header import only

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.records import (
    Membership,
    Name,
    Official,
    Organization,
    Source,
)
from sphinx_newsroom.sources.header import parse_record

ORGANIZATION_FILE = """\
---
name: United Nations Office on Drugs and Crime
acronym: UNODC
other_names: [UN Office on Drugs and Crime, {name: ONUDC, language: fr, start_date: 1997, end_date: 2002-10}]
classification: intergovernmental
parent: un
founding_date: 1997
dissolution_date:
successors: []
website: https://www.unodc.org
identifiers: {wikidata: Q275422, isni: 0000}
sources: [{url: "https://example.org/a", note: N}]
---
Text.
"""


def test_every_key_of_an_organization() -> None:
    found = parse_record("organizations/unodc.md", ORGANIZATION_FILE)
    assert found.problems == ()
    assert found.record == Organization(
        "unodc",
        "United Nations Office on Drugs and Crime",
        "UNODC",
        (Name("UN Office on Drugs and Crime"), Name("ONUDC", "fr", "1997", "2002-10")),
        "intergovernmental",
        "un",
        "1997",
        None,
        (),
        "https://www.unodc.org",
        (("wikidata", "Q275422"), ("isni", "0000")),
        (Source("https://example.org/a", "N"),),
        "organizations/unodc.md",
    )


def test_every_key_of_an_official() -> None:
    found = parse_record(
        "officials/yury-fedotov.md",
        """\
---
name: Yury Fedotov
other_names: [Yuri Fedotov]
family_name: Fedotov
memberships:
  - {role: Executive Director, organization: unodc, start_date: 2010-07, end_date: 2020-01-31}
  - role: Envoy
    organization: un
    end_date:
website: http://example.org/f
identifiers: {wikidata: Q1}
sources: []
---
""",
    )
    assert found.problems == ()
    assert found.record == Official(
        "yury-fedotov",
        "Yury Fedotov",
        (Name("Yuri Fedotov"),),
        "Fedotov",
        (Membership("Executive Director", "unodc", "2010-07", "2020-01-31"), Membership("Envoy", "un")),
        "http://example.org/f",
        (("wikidata", "Q1"),),
        (),
        "officials/yury-fedotov.md",
    )
    assert found.lines["memberships.1.organization"] == 8


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("acronim: X", Code.UNKNOWN_KEY, "did you mean 'acronym'?"),
        ("founding_date: 2010-13", Code.BAD_DATE, "a date that doesn't exist"),
        ("founding_date: 1.1.2010", Code.BAD_DATE, "write 2010-01-01"),
        (
            "other_names: [{name: X, start_date: 2010, end_date: 2009}]",
            Code.BAD_DATE,
            "end_date 2009 is before start_date 2010",
        ),
        ("other_names: [X, X]", Code.BAD_VALUE, "the same item twice"),
        ("other_names: X", Code.WRONG_TYPE, "write other_names: [X]"),
        ("website: www.example.org", Code.BAD_VALUE, "begins with https:// or http://"),
        ("website: 'https://[x'", Code.BAD_VALUE, "a web address"),
        ("identifiers: [Q1]", Code.WRONG_TYPE, "a scheme such as wikidata"),
        ("identifiers: {Wiki Data: Q1}", Code.BAD_VALUE, "has the invalid key 'Wiki Data'"),
        ("identifiers: {wikidata: Q1, wikidata: Q2}", Code.DUPLICATE_KEY, "identifiers.wikidata occurs here"),
    ],
)
def test_wrong_line_of_a_record(line: str, code: Code, words: str) -> None:
    text = f"---\nname: N\n{line}\n---\n"
    if line.startswith("{"):
        text = "---\nname: N\n" + line.strip("{}").replace(", ", "\n") + "\n---\n"
    found = parse_record("organizations/x.md", text)
    problem = only(found.problems)
    assert (problem.line, problem.code) == (3 + line.startswith("{"), code)
    assert words in f"{problem.message}; {problem.advice}"
    assert found.record is None


def test_office_that_ends_before_it_begins() -> None:
    text = "---\nname: N\nmemberships:\n- role: R\n  organization: o\n  start_date: 2010-07\n  end_date: 2010-06\n---\n"
    problem = only(parse_record("officials/x.md", text).problems)
    assert (problem.line, problem.code) == (7, Code.BAD_DATE)
