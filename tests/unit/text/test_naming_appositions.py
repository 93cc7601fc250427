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
        ("[Nancy Brown>brown], who met the [Attorney General>holder], left.", LAWYERS),
    ),
    (("The [Health Agency of Estmark>hhs] ([HAE>hhs]) Chief Executive Officer met.", {}),),
)

INSTITUTIONS = Rule(
    RECORDS,
    (
        ("The [Attorney General>holder] is giving a speech.", LAWYERS),
        ("The [Attorney General>holder] required them to report.", LAWYERS),
    ),
    (
        ("She will be an excellent Secretary of Agriculture.", OURS),
        ("They advance his nomination to Secretary of Agriculture now.", OURS),
    ),
)

GERMAN = Rule(
    (OSCE, MIRELA),
    (
        "Sie traf die [OSZE>osce]-[Sonderbeauftragte>mirela] Vertreterinnen von Acme.",
        "Die [Sonderbeauftragte>mirela] der [OSZE>osce] kam.",
    ),
    ("Die [OSZE>osce]-Sonderbeauftragte [Mirela Kova>mirela] kam.",),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [*cases({"beside": BESIDE, "institutions": INSTITUTIONS}), *cases({"German": GERMAN}, "de")],
)
def test_appositions(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
