"""Tables of test cases for naming rules: texts with the expected mentions marked in them.

A case is a text and, if needed, properties of its release (``date``, ``issuer``, ``language`` …). In it,
``[UNODC>unodc]`` marks the word UNODC, meaning unodc.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.words.tokens import Mark

Case = str | tuple[str, dict[str, Any]]


class Rule(NamedTuple):
    """A rule, with its records and the texts to apply it to."""

    records: tuple[Organization | Official, ...]
    yes: tuple[Case, ...]
    """Texts, with properties of the release after two bars: ``… || issuer=un date=2010-03-01``."""
    no: tuple[Case, ...]


_MARKED = re.compile(r"\[([^\[\]>]+)>([a-z-]+)\]")


def cases(rules: dict[str, Rule], language: str = "en") -> list[Any]:
    return [
        pytest.param(rule.records, *parted(case), language, id=f"{name}-{kind}{n}")
        for name, rule in rules.items()
        for kind in ("yes", "no")
        for n, case in enumerate(getattr(rule, kind))
    ]


def parted(case: Case) -> tuple[str, dict[str, Any]]:
    """Split a case into its text and the properties of its release."""
    if isinstance(case, tuple):
        return case
    text, _, said = case.partition(" || ")
    return text, dict(value.split("=") for value in said.split())


def check(records: tuple[Organization | Official, ...], marked: str, values: dict[str, Any], language: str) -> None:
    """Read a text, and compare its mentions with the marked ones."""
    said = {"date": "2011-06-21", "language": language, **values}
    where, heading = said.pop("mark", None), said.pop("heading", False)
    text = _MARKED.sub(r"\1", marked)
    marks = (Mark(text.index("UNODC"), text.index("UNODC") + 5, where),) if where else ()
    if heading:  # the first block
        marks = (Mark(0, text.index("\n\n"), "heading"), *marks)
    organizations = {r.id: r for r in records if isinstance(r, Organization)}
    officials = {r.id: r for r in records if isinstance(r, Official)}
    release = Release(ReleaseId("2011/x"), "T", dt.date.fromisoformat(said.pop("date")), "releases/2011/x.md", **said)
    found = find(Names(Registry(organizations, officials)), text, marks, release)
    assert [(m.surface, m.entity) for m in found.mentions if m.start is not None] == _MARKED.findall(marked)


def held(id_: str, name: str, role: str, body: str) -> Official:
    """Return an official who held an office of an organization from 2009 to 2017."""
    return Official(id_, name, memberships=(Membership(role, body, "2009", "2017"),))
