from __future__ import annotations

import copy
import datetime as dt

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Membership, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import Parsed

UN = Organization("un", "United Nations")
UNODC = Organization("unodc", "UNODC", parent="un")
ODCCP = Organization("odccp", "ODCCP", parent="un", successors=("unodc",))
ENVOY = Membership("Envoy", "un", "2009", "2012-03")
DIRECTOR = Membership("Executive Director", "unodc", "2010-07", "2020-01")
MEMBER = Membership("Member", "un")
FEDOTOV = Official("fedotov", "Yury Fedotov", memberships=(MEMBER, ENVOY, DIRECTOR))
COSTA = Official("costa", "Antonio Costa", memberships=(Membership("Executive Director", "unodc", "2002", "2010-07"),))
REGISTRY = Registry(
    {record.id: record for record in (UN, UNODC, ODCCP)}, {record.id: record for record in (FEDOTOV, COSTA)}
)


@pytest.mark.parametrize(("id_", "record"), [("un", UN), ("fedotov", FEDOTOV), ("nobody", None)])
def test_entity(id_: str, record: Organization | Official | None) -> None:
    assert REGISTRY.entity(id_) == record


@pytest.mark.parametrize(
    ("date", "offices"),
    [
        ("2008-12-31", (MEMBER,)),
        ("2009-01-01", (ENVOY, MEMBER)),
        ("2010-07-01", (DIRECTOR, ENVOY, MEMBER)),
        ("2012-03-31", (DIRECTOR, ENVOY, MEMBER)),
        ("2012-04-01", (DIRECTOR, MEMBER)),
        ("2020-02-01", (MEMBER,)),
    ],
)
def test_offices_held_on_a_day_newest_first(date: str, offices: tuple[Membership, ...]) -> None:
    assert REGISTRY.offices("fedotov", dt.date.fromisoformat(date)) == offices


def test_holders_newest_first() -> None:
    assert [official.id for official, _ in REGISTRY.holders("unodc")] == ["fedotov", "costa"]
    assert [membership.role for _, membership in REGISTRY.holders("un")] == ["Envoy", "Member"]
    assert REGISTRY.holders("odccp") == ()


def test_relations_of_organizations() -> None:
    assert REGISTRY.children("un") == (ODCCP, UNODC)
    assert REGISTRY.predecessors("unodc") == (ODCCP,)
    assert REGISTRY.children("unodc") == REGISTRY.predecessors("un") == ()


def test_the_way_of_a_body_through_its_names() -> None:
    chain = [
        Organization("a", "A", successors=("b",)),
        Organization("b", "B", successors=("c", "d")),
        Organization("c", "C", successors=("a",)),
        Organization("d", "D"),
    ]
    registry = Registry({record.id: record for record in chain})
    assert registry.all_after("a") == ("b", "c", "d")
    assert registry.all_before("d") == ("b", "a", "c")
    assert registry.all_before("nobody") == registry.all_after("nobody") == ()


# Records that a store holds come out of it as they went in.

RELEASE = Release(
    ReleaseId("2011/conference-opens"),
    "Conference opens",
    dt.date(2011, 10, 24),
    "releases/2011/conference-opens.md",
    topics=("drugs",),
    corrections=(Correction(dt.date(2011, 10, 25), "the date"),),
)
PARSED: Parsed[Release] = Parsed(RELEASE, (), {"title": 2, "topics.0": 4})


def test_what_was_pickled_with_other_fields_is_refused() -> None:
    """A record of a program of before, with a field less, becomes none that lacks one."""
    with pytest.raises(ValueError, match="shorter"):
        copy.copy(RELEASE).__setstate__(["2011/conference-opens"])  # type: ignore[attr-defined]
