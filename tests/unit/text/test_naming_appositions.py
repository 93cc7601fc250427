"""Offices that are said of somebody who stands beside them, or that a law speaks of: neither names a holder."""

from __future__ import annotations

from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check

from sphinx_newsroom.model.records import Membership, Name, Official, Organization

USA = Organization("usa", "Government of the United States")
ACME = Organization("acme", "Acme Health Association", "AHA")
JUSTICE = Organization("justice", "Department of Justice", "DOJ", parent="usa")
HHS = Organization("hhs", "Health Agency of Estmark", "HAE")
OSCE = Organization("osce", "Organization for Security in Europe", None, (Name("OSZE", "de"),))

SCOTT = Official(
    "scott", "Tony Scott", memberships=(Membership("Chief Information Officer of the United States", "usa", "2009"),)
)
BROWN = Official("brown", "Nancy Brown", memberships=(Membership("Chief Executive Officer", "acme", "2009"),))
HOLDER = Official("holder", "Eric Holder", memberships=(Membership("Attorney General", "justice", "2009"),))
TOM = Official("tom", "Tom Vilsack", memberships=(Membership("Secretary of Agriculture", "usa", "2009"),))
PARK = Official(
    "park", "Todd Park", memberships=(Membership("Chief Technology Officer of the United States", "usa", "2009"),)
)
MIRELA = Official("mirela", "Mirela Kova", memberships=(Membership("Special Representative", "osce", "2009"),))

RECORDS = (USA, ACME, JUSTICE, HHS, SCOTT, BROWN, HOLDER, TOM, PARK)
OURS = {"issuer": "usa"}
LAWYERS = {"issuer": "justice"}

BESIDE = Rule(
    RECORDS,
    (
        ("They met the [Chief Executive Officer>brown] of the [Acme Health Association>acme].", {}),
        ("[Acme Health Association>acme] ([AHA>acme]) [Chief Executive Officer>brown] met them.", {}),
        ("[Eric Holder>holder] met the [Secretary of Agriculture>tom].", OURS),
        ("[Nancy Brown>brown], who met the [Attorney General>holder], left.", LAWYERS),
        ("Chairman Moe and the [Attorney General>holder] met.", LAWYERS),
        ("[Eric Holder>holder], a minister, and the [Secretary of Agriculture>tom] met.", OURS),
    ),
    (
        ("[Eric Holder>holder] is the Attorney General of the [Department of Justice>justice].", {}),
        ("[Nancy Brown>brown] chief executive officer at the [Acme Health Association>acme] met.", {}),
        ("said [Nancy Brown>brown], Chairman and Chief Executive Officer of the [Acme Health Association>acme]", {}),
        ("[Nancy Brown>brown] was the Chief Executive Officer of the [Acme Health Association>acme].", {}),
        ("The [Health Agency of Estmark>hhs] ([HAE>hhs]) Chief Executive Officer met.", {}),
        ("[Tom Vilsack>tom] the Secretary of Agriculture met.", OURS),
    ),
)

INSTITUTIONS = Rule(
    RECORDS,
    (
        ("The [Attorney General>holder] is giving a speech.", LAWYERS),
        ("The [Attorney General>holder] required them to report.", LAWYERS),
        ("They thanked the [Attorney General>holder] for his service.", LAWYERS),
        ("She asks the [Secretary of Agriculture>tom] to act.", OURS),
        ("She spoke of the [Secretary of Agriculture>tom], an excellent man.", OURS),
        ("He wrote to the [Secretary of Agriculture>tom] and left.", OURS),
        ("They and the [Secretary of Agriculture>tom] met.", OURS),
        ("It was a gift to the [Secretary of Agriculture>tom].", OURS),
    ),
    (
        ("The Attorney General is only required to report.", LAWYERS),
        ("• Requires the Secretary of Agriculture to report.", OURS),
        ("Gives the Secretary of Agriculture power over it.", OURS),
        ("The Secretary of Labor or the Secretary of Agriculture have power.", OURS),
        ("The Act enables the Secretary of Labor and the Secretary of Agriculture to report.", OURS),
        ("She will be an excellent Secretary of Agriculture.", OURS),
        ("They advance his nomination to Secretary of Agriculture now.", OURS),
        ("He is the nominee for U.S. Secretary of Agriculture now.", OURS),
        ("Moe is Deputy U.S. Chief Technology Officer now.", OURS),
    ),
)

GERMAN = Rule(
    (OSCE, MIRELA),
    (
        "Sie traf die [OSZE>osce]-[Sonderbeauftragte>mirela] Vertreterinnen von Acme.",
        "Die [Sonderbeauftragte>mirela] der [OSZE>osce] kam.",
    ),
    (
        "Die Sonderbeauftragte der [OSZE>osce] für die Bekämpfung des Handels, [Mirela Kova>mirela], kam.",
        "Die [OSZE>osce]-Sonderbeauftragte [Mirela Kova>mirela] kam.",
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [*cases({"beside": BESIDE, "institutions": INSTITUTIONS}), *cases({"German": GERMAN}, "de")],
)
def test_appositions(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


@pytest.mark.parametrize("rule", [BESIDE, INSTITUTIONS, GERMAN])
def test_what_is_not_named_stands_in_each_table_at_least_as_often(rule: Rule) -> None:
    assert len(rule.no) >= len(rule.yes)
